/* SPDX-License-Identifier: Apache-2.0
 *
 * org_image_parts.h: for the files org_image*.c alone: what an image is made of. Rows stand as in
 * the tables, in parts that are counted by themselves: an image that is mended shares with the
 * one before it all parts that have not changed.
 */
#ifndef SEKIMORI_OFFICE_ORG_IMAGE_PARTS_H
#define SEKIMORI_OFFICE_ORG_IMAGE_PARTS_H

#include <stdatomic.h>
#include <threads.h>

#include "office/org_find.h"
#include "office/org_image.h"

/* Memory that images share. */
struct image_part {
    _Atomic unsigned refs;
    struct arena arena;
    void (*release)(struct image_part *); /* what is not in the arena; NULL: all is */
};
void image_part_init(struct image_part *p, size_t max);
void image_part_ref(struct image_part *p);
void image_part_unref(struct image_part *p); /* NULL is harmless; frees p */

struct image_times {
    int64_t valid_from, valid_until, recorded_from, recorded_until;
};
static inline bool image_known(const struct image_times *t, struct moment recorded)
{
    return t->recorded_from <= recorded.ms && t->recorded_until > recorded.ms;
}
static inline bool image_is(const struct image_times *t, struct as_of at)
{
    return t->valid_from <= at.valid.ms && t->valid_until > at.valid.ms &&
           image_known(t, at.recorded);
}

struct image_ids {
    const int64_t *v;
    size_t n;
};

/* --- units; tables of one moment are made when first asked for --- */
struct image_unit {
    struct unit_row row;
    struct image_times t;
};
struct image_successor {
    struct unit_id unit, successor;
    bool main;
    struct image_times t;
};
struct unit_table { /* the units while no fact about a unit begins or ends */
    struct unit_table *next;
    struct image_times t; /* the rectangle of both times in which it holds */
    struct arena arena;
    struct unit_row *v;
    size_t n;
};
struct image_units {
    struct image_part part;
    const struct image_unit *v; /* by id, valid_from */
    size_t n;
    const struct image_successor *successors;
    size_t n_successors;
    mtx_t lock; /* of making a table */
    _Atomic(struct unit_table *) tables;
    unsigned n_tables; /* guarded by lock */
};

/* --- posts --- */
struct image_post {
    struct post_row row;
    struct image_times t;
};
struct image_kind {
    const char *kind;
    struct image_ids posts;
};
struct image_posts {
    struct image_part part;
    const struct image_post *v; /* by id, valid_from */
    size_t n;
    const uint32_t *first; /* first[id]: where the rows of a post begin; first[id + 1]: end */
    size_t n_ids;
    const struct image_ids *of_unit; /* by id of the unit */
    size_t n_units;
    const struct image_kind *kinds; /* by kind; charges too */
    size_t n_kinds;
};

/* --- information systems, instruments: few, read whole --- */
struct image_system {
    struct info_system_row row;
    struct image_times t;
};
struct image_systems {
    struct image_part part;
    const struct image_system *v; /* by code, id */
    size_t n;
};
struct image_designation {
    struct org_designation d;
    int64_t no, from, until, opened;
};
struct image_setting {
    const char *kind, *name, *value;
    int64_t matter, number, from, until, opened;
};
struct image_instruments {
    struct image_part part;
    const struct image_designation *v;        /* by person, matter, no */
    const struct image_designation **by_role; /* by role, person, matter, no */
    size_t n;
    const struct image_setting *settings;
    size_t n_settings;
};

/* --- people --- */
struct image_fact { /* name and number of a person */
    struct person_row row;
    struct image_times t;
};
struct image_holding {
    struct holding_row row;
    struct image_times t;
};
struct image_absence {
    struct image_times t;
};
struct image_person {
    const struct image_fact *facts;
    const struct image_holding *holdings;
    const struct image_absence *absences;
    uint32_t n_facts, n_holdings, n_absences;
};
struct image_number {
    const char *number;
    int64_t person;
};

enum { IMAGE_PEOPLE_PARTS = 64 };
struct org_image {
    _Atomic unsigned refs;
    int64_t revision;
    struct image_units *units;
    struct image_posts *posts;
    struct image_systems *systems;
    struct image_instruments *instruments;
    /* people: the arrays are this image's own, what they point to is in the parts */
    struct image_part *people[IMAGE_PEOPLE_PARTS];
    size_t n_people_parts;
    const struct image_person **person; /* by id; NULL: nobody */
    size_t n_persons;
    struct image_ids *holders; /* by id of the post: who ever held it; perhaps more */
    size_t n_holders;
    struct image_number *numbers; /* ordered; every number ever used */
    size_t n_numbers;
};

void org_image_ref(struct org_image *im);
void org_image_unref(struct org_image *im); /* NULL is harmless */

/* All of it, as this snapshot sees it. */
MUST_CHECK err_t org_image_load(struct db *db, int64_t revision, struct org_image **ret);
/* `was` with what has been touched since read again. ERR_NOT_FOUND: it is too old, load. */
MUST_CHECK err_t org_image_mend(struct db *db, const struct org_image *was, int64_t revision,
                                struct org_image **ret);

/* Parts, read whole. */
MUST_CHECK err_t org_image_read_units(struct db *db, struct image_units **ret);
MUST_CHECK err_t org_image_read_posts(struct db *db, struct image_posts **ret);
MUST_CHECK err_t org_image_read_systems(struct db *db, struct image_systems **ret);
MUST_CHECK err_t org_image_read_instruments(struct db *db, struct image_instruments **ret);
/* People with ids in [first, last], into im's arrays; memory in `part`. */
MUST_CHECK err_t org_image_read_people(struct db *db, struct org_image *im, struct image_part *part,
                                       int64_t first, int64_t last);
/* One person again, with the lists in which he stands. */
MUST_CHECK err_t org_image_read_person(struct db *db, struct org_image *im, struct image_part *part,
                                       int64_t id);
struct image_times org_image_times(struct rows *r);

#endif
