/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_reading.h: a version opened for one view: snapshot, arena, text, what it cites. Shared
 * by the standard_*.c files that show. Internal.
 */
#ifndef SEKIMORI_OFFICE_STANDARD_READING_H
#define SEKIMORI_OFFICE_STANDARD_READING_H

#include "office/show.h"
#include "office/standard_shelf.h"

struct standard_reading {
    struct arena arena;
    struct db *db;
    enum lang lang;
    struct day today;
    struct standard_version *versions;
    size_t n_versions;
    struct standard_shelf *shelf;           /* NULL: texts are read into the arena */
    const struct standard_shelved *shelved; /* held until the end; NULL: none */
    const struct standard_version *version; /* of text */
    struct standard_text text;
    struct cites cites;
    struct work w; /* its arena alone: what show.h builds in */
    err_t err;     /* of building strings */
};

/* Snapshot and list of versions. */
MUST_CHECK err_t standard_reading_begin(struct standard_reading *, const struct office *,
                                        enum lang);
/* And a text; version 0: in force today. */
MUST_CHECK err_t standard_reading_open(struct standard_reading *, int64_t version);
/* Another version in the same snapshot, as long as `from` is open. */
MUST_CHECK err_t standard_reading_also(struct standard_reading *, struct standard_reading *from,
                                       int64_t version);
/* The text in force in the snapshot of somebody else's view, which lasts longer. */
MUST_CHECK err_t standard_reading_within(struct standard_reading *, const struct office *,
                                         struct db *, enum lang);
/* The paragraphs as the search compares them. */
MUST_CHECK err_t standard_reading_lines(struct standard_reading *, struct standard_lines *ret);
void standard_reading_release(struct standard_reading *);
#define STANDARD_READING_CLEANUP __attribute__((cleanup(standard_reading_release))) = {.db = NULL}
MUST_CHECK err_t standard_reading_end(struct standard_reading *, struct jo *o, json_t **ret);

/* Strings in the arena. */
const char *standard_reading_str(struct standard_reading *, struct str s);
const char *standard_reading_place(struct standard_reading *, uint32_t node);
/* "/articles/10-2#p3", "/#h2-1". */
const char *standard_reading_href(struct standard_reading *, uint32_t node);
const char *standard_reading_key(struct standard_reading *, uint32_t node);
/* "p2-i3", "h2-1", "" */
const char *standard_reading_anchor(struct standard_reading *, uint32_t node);
const char *standard_level_name(enum standard_level level);

void standard_put_version(struct standard_reading *, struct jo *o, const char *key,
                          const struct standard_version *);
/* A node's text in pieces with links. */
struct jo standard_put_spans(struct standard_reading *, uint32_t node);
struct jo standard_put_spans_of(struct standard_reading *, uint32_t node, uint32_t from,
                                uint32_t to);
/* "spans" up to the first table, and "parts" from there on: see standard_view.h. */
void standard_put_parts(struct standard_reading *, struct jo *o, uint32_t node);
/* key, number, label, caption, href, deleted, findings (how many) of what has a page. */
struct jo standard_put_link(struct standard_reading *, uint32_t node);
/* Findings whose node is i or stands below it; 0: all. */
struct jo standard_put_findings(struct standard_reading *, uint32_t i);

#endif
