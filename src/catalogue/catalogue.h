/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue.h: the standard as data: roles, clocks, zones, readings, books and
 * procedures, loaded from a folder (catalogue/hokkaido) or from the store.
 */
#ifndef SEKIMORI_CATALOGUE_CATALOGUE_H
#define SEKIMORI_CATALOGUE_CATALOGUE_H

#include "base/arena.h"
#include "catalogue/procedure.h"

enum role_scope {
    SCOPE_PREFECTURE,
    SCOPE_DEPARTMENT,
    SCOPE_DIVISION,
    SCOPE_INFO_SYSTEM,
    SCOPE_NONE
};
enum role_found { FOUND_POST, FOUND_REGISTER, FOUND_DESIGNATION, FOUND_MEMBER, FOUND_READING };
struct role {
    const char *name;
    struct text2 label;
    struct article_list articles;
    enum role_scope of;
    enum role_found found;
    const char *found_by;    /* post kind, member kind or reading id */
    const char *deputy;      /* role that may act when the holder is absent; NULL */
    const char *const *also; /* other titles the text gives the same role */
    size_t n_also;
    bool one; /* at most one holder a unit */
    struct place at;
};
enum clock_kind { CLOCK_SPEED, CLOCK_ORDER, CLOCK_STANDING, CLOCK_RECURRING };
struct clock_word {
    const char *name;
    struct text2 label;
    enum clock_kind kind; /* only speed words and beforehand may be a step's `within` */
};
struct zone {
    const char *name;
    struct text2 label;
    struct article_list articles;
};
/* What one wants to do: a heading over procedures. */
struct group {
    const char *name;
    struct text2 label;
};
struct reading_choice {
    const char *name;
    struct text2 label, because; /* because: .ja NULL where it says none */
};
struct reading {
    const char *id;
    struct article_list articles;
    struct text2 about, because;
    const struct reading_choice *choices;
    size_t n_choices;
    const char *dflt;
    struct place at;
};
struct book_column {
    const char *name;
    struct text2 label;
    enum field_type type;         /* what it holds; text unless the file says */
    const struct option *options; /* CHOICE */
    size_t n_options;
};
struct book {
    const char *name;
    struct text2 title;
    struct article_list articles;
    enum role_scope keeper; /* division or prefecture */
    struct book_column key; /* name NULL: entries have no number of their own */
    const struct book_column *columns;
    size_t n_columns;
    const struct option *states;
    size_t n_states;
    const char *const *ended; /* states in which an entry is out of use for good */
    size_t n_ended;
    const char *const *from_matters; /* procedures whose matters fill it */
    size_t n_from_matters;
    const char *roll; /* a procedure of from_matters, once a person: who has not is listed; NULL */
    const char *const *from_uses; /* permits whose uses fill it */
    size_t n_from_uses;
    const struct who *const *read; /* who may read an entry (PATH_KEEPER root) */
    size_t n_read;
    struct place at;
};

struct catalogue; /* immutable, shared by threads */

/* Load a folder. On failure *why is the first fault; with `sink` every fault is given. */
typedef void catalogue_fault_fn(void *ctx, const struct fault *);
MUST_CHECK err_t catalogue_load_folder(const char *folder, struct catalogue **ret,
                                       catalogue_fault_fn *sink, void *ctx, struct fault *why);
/* The same from files already read, at most 2,000 and 16 MB together: a version kept in the
 * store, or one that was handed in. `called` names it in messages. `kept`: it was checked when
 * it was taken in, perhaps by an older program, so a list file that is newer than it may be
 * missing, and what the articles claim is not judged again. The bytes are copied. */
struct catalogue_file {
    const char *name; /* "procedures/media-move.yaml"; at most one '/' */
    struct str bytes;
    const char *digest; /* SHA-256 in hex; given out, not asked for */
};
MUST_CHECK err_t catalogue_load_files(const struct catalogue_file *files, size_t n,
                                      const char *called, bool kept, struct catalogue **ret,
                                      catalogue_fault_fn *sink, void *ctx, struct fault *why);
void catalogue_free(struct catalogue *);
/* The files that it was loaded from, sorted by name. */
size_t catalogue_n_files(const struct catalogue *);
struct catalogue_file catalogue_file_at(const struct catalogue *, size_t i);
/* standard.yaml: "hokkaido"; its title. NULL and empty in a version older than that file. */
const char *catalogue_standard(const struct catalogue *);
struct text2 catalogue_title(const struct catalogue *);
/* The digest of the list of articles that this standard's amends; NULL. */
const char *catalogue_amends(const struct catalogue *);
/* One procedure from its source (an older version kept in the store), against c's roles and
 * books. Matters that began with it must go on, so what has left the standard since is no
 * fault: articles stay as written, a word keeps its Japanese, a clock or reading becomes NULL. */
MUST_CHECK err_t catalogue_parse_procedure(const struct catalogue *c, struct arena *a,
                                           struct str source, const char *file,
                                           const struct procedure **ret, struct fault *why);
/* SHA-256 over the names and digests of all files, sorted: the version's identity. */
const char *catalogue_digest(const struct catalogue *);

const struct procedure *catalogue_procedure(const struct catalogue *, const char *name);
const struct role *catalogue_role(const struct catalogue *, const char *name);
const struct clock_word *catalogue_clock(const struct catalogue *, const char *name);
const struct zone *catalogue_zone(const struct catalogue *, const char *name);
const struct reading *catalogue_reading(const struct catalogue *, const char *id);
const struct group *catalogue_group(const struct catalogue *, const char *name);
const struct book *catalogue_book(const struct catalogue *, const char *name);
size_t catalogue_n_procedures(const struct catalogue *);
const struct procedure *catalogue_procedure_at(const struct catalogue *,
                                               size_t i); /* sorted by name */
size_t catalogue_n_books(const struct catalogue *);
const struct book_column *catalogue_column(const struct book *, const char *name); /* NULL: none */
const struct book *catalogue_book_at(const struct catalogue *, size_t i);
size_t catalogue_n_roles(const struct catalogue *);
const struct role *catalogue_role_at(const struct catalogue *, size_t i);
size_t catalogue_n_clocks(const struct catalogue *);
const struct clock_word *catalogue_clock_at(const struct catalogue *, size_t i);
size_t catalogue_n_zones(const struct catalogue *);
size_t catalogue_n_groups(const struct catalogue *);
const struct group *catalogue_group_at(const struct catalogue *, size_t i); /* as in the file */
const struct zone *catalogue_zone_at(const struct catalogue *, size_t i);
size_t catalogue_n_readings(const struct catalogue *);
const struct reading *catalogue_reading_at(const struct catalogue *, size_t i);

/* Is an entry in that state out of use for good? */
bool catalogue_book_ended(const struct book *, struct str state);

/* An article reference as people write it: 47(2), 第10条の２第３項, 10の2(1); digits of either
 * width. ERR_INVALID when it is none, ERR_NOT_FOUND when the standard has no such article or
 * paragraph. ret->text borrows from s only when s is static; otherwise it is NULL. */
MUST_CHECK err_t catalogue_parse_article(const struct catalogue *, struct str s,
                                         struct article_ref *ret);

#endif
