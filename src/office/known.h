/* SPDX-License-Identifier: Apache-2.0
 *
 * known.h: what the rows of a page are about, looked up for all of them at once: what was last
 * submitted in matters, and the entries of books that are named there. Whoever shows a row asks
 * here; what was not looked up before is looked up by itself, so that forgetting to tell what a
 * page will need makes it slow, never wrong.
 *
 * Of one snapshot, for showing; an act that changes entries must not ask here. Memory is of the
 * arena.
 */
#ifndef SEKIMORI_OFFICE_KNOWN_H
#define SEKIMORI_OFFICE_KNOWN_H

#include <jansson.h>

#include "office/org.h"

struct known_text {
    const char *name, *value;
};
struct known_entry {
    struct known_entry *next;
    int64_t id;
    bool found; /* else there is none of that id */
    const char *book, *key, *state;
    struct unit_id keeper;
    struct person_id holder;
    struct matter_id matter;
    const struct known_text *texts; /* by name */
    size_t n_texts;
};
struct known_matter {
    struct known_matter *next;
    int64_t id;
    bool found;
    const char *procedure;
    struct moment until;
    json_t *fields; /* as last submitted; owned; NULL: none, or erased */
};

enum { KNOWN_BUCKETS = 128 };
struct known {
    struct db *db;
    struct arena *arena;
    const struct catalogue *catalogue;
    struct known_entry *entries[KNOWN_BUCKETS];
    struct known_matter *matters[KNOWN_BUCKETS];
};

/* In the arena, and gone with it; NULL: no memory. */
struct known *known_new(struct db *, struct arena *, const struct catalogue *);

/* Look these up, and the entries that the matters name. */
MUST_CHECK err_t known_look_up_matters(struct known *k, const int64_t *ids, size_t n);
MUST_CHECK err_t known_look_up_entries(struct known *k, const int64_t *ids, size_t n);
/* Ids gathered from several rows, which are held and rewound. */
struct known_ids {
    int64_t *v;
    size_t n, cap;
};
MUST_CHECK err_t known_gather(struct known *k, struct rows *r, const char *column,
                              struct known_ids *ids);
/* Those in a column of rows, looked up. */
MUST_CHECK err_t known_matters_in(struct known *k, struct rows *r, const char *column);
MUST_CHECK err_t known_entries_in(struct known *k, struct rows *r, const char *column);

/* NULL: the store failed or memory ran out; the arena remembers either. */
const struct known_entry *known_entry(struct known *k, int64_t id);
const struct known_matter *known_matter(struct known *k, int64_t id);
/* The text of a column; NULL: empty. */
const char *known_text(const struct known_entry *e, const char *name);

#endif
