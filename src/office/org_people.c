/* SPDX-License-Identifier: Apache-2.0
 * Who works in a division: the people of all units that it answers for. */
#include <stdlib.h>
#include <string.h>

#include "office/org_image.h"
#include "office/org_row.h"

static int cmp_person(const void *a, const void *b)
{
    int64_t x = ((const struct person_id *)a)->v, y = ((const struct person_id *)b)->v;
    return (x > y) - (x < y);
}

static err_t from_image(const struct org_image *im, struct arena *a, struct unit_id unit,
                        bool managers, struct as_of t, struct org_list *list)
{
    struct person_id *v;
    size_t n;
    TRY(org_image_people_of_unit(im, a, unit, managers, t, &v, &n));
    for (size_t i = 0; i < n; i++) {
        struct person_id *p = org_list_add(a, list, sizeof *p);
        if (!p) return ERR_NOMEM;
        *p = v[i];
    }
    return OK;
}

static err_t of_unit(struct db *db, struct arena *a, struct unit_id unit, bool managers,
                     struct as_of t, struct org_list *list)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return from_image(im, a, unit, managers, t, list);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_PEOPLE_OF_UNIT, P_I64("unit", unit.v),
                                          P_BOOL("managerial", managers), AS_OF(t));
    while (rows_next(&r)) {
        struct person_id *p = org_list_add(a, list, sizeof *p);
        if (!p) return ERR_NOMEM;
        p->v = rows_i64(&r, "person");
    }
    return rows_end(&r);
}

/* Ids of the units below that may belong to it (all of them are looked at one by one). */
static err_t below(struct db *db, struct arena *a, struct unit_id division, struct as_of t,
                   struct org_list *list)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_UNIT_BELOW, P_I64("id", division.v), AS_OF(t));
    while (rows_next(&r)) {
        struct unit_id *u = org_list_add(a, list, sizeof *u);
        if (!u) return ERR_NOMEM;
        u->v = rows_i64(&r, "id");
    }
    return rows_end(&r);
}

static err_t of_units_below(struct db *db, struct arena *a, struct unit_id division,
                            bool managers_only, struct as_of t, struct org_list *people)
{
    struct org_list units = {0};
    TRY(below(db, a, division, t, &units));
    const struct unit_id *ids = units.v;
    for (size_t i = 0; i < units.n; i++) {
        struct unit_row u;
        TRY(org_unit(db, a, ids[i], t, &u));
        if (unit_id_eq(u.division, division)) TRY(of_unit(db, a, u.id, managers_only, t, people));
    }
    return OK;
}

err_t org_people_of_division(struct db *db, struct arena *a, struct unit_id division,
                             bool managers_only, struct as_of t, struct person_id **ret,
                             size_t *ret_n)
{
    struct org_list people = {0};
    const struct org_image *im = org_image_of(db, a);
    struct org_units all;
    bool memory = im && org_image_units(im, t, &all);
    TRY(of_unit(db, a, division, managers_only, t, &people));
    for (size_t i = 0; memory && i < all.n; i++) {
        const struct unit_row *u = &all.v[i];
        if (unit_id_eq(u->division, division) && !unit_id_eq(u->id, division))
            TRY(of_unit(db, a, u->id, managers_only, t, &people));
    }
    if (!memory) TRY(of_units_below(db, a, division, managers_only, t, &people));
    struct person_id *v = people.v;
    size_t n = 0;
    if (people.n) qsort(v, people.n, sizeof *v, cmp_person);
    for (size_t i = 0; i < people.n; i++) {
        if (n == 0 || v[n - 1].v != v[i].v) v[n++] = v[i];
    }
    *ret = v;
    *ret_n = n;
    return OK;
}
