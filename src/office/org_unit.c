/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "office/org_image.h"
#include "office/org_row.h"

static int cmp_id(const void *a, const void *b)
{
    int64_t x = ((const struct unit_row *)a)->id.v, y = ((const struct unit_row *)b)->id.v;
    return (x > y) - (x < y);
}

/* All rows of the cursor appended to the list. */
static err_t collect(struct rows *r, struct arena *a, struct org_list *list)
{
    err_t e = OK;
    while (e == OK && rows_next(r)) {
        struct unit_row *u = org_list_add(a, list, sizeof *u);
        if (!u) return ERR_NOMEM;
        org_row_unit(r, a, u, &e);
    }
    TRY(e);
    return rows_end(r);
}

/* The unit, all above it, and all below the branch office it lies in: enough to derive. */
static err_t surroundings(struct db *db, struct arena *a, struct unit_id id, struct as_of t,
                          struct org_list *list)
{
    struct rows up ROWS_CLEANUP = db_query(db, SQL_UNIT_UP, P_I64("id", id.v), AS_OF(t));
    TRY(collect(&up, a, list));
    const struct unit_row *chain = list->v;
    struct unit_id branch = {0};
    for (size_t i = 0; i < list->n && chain[i].kind != UNIT_DIVISION; i++) {
        if (chain[i].kind != UNIT_BRANCH) continue;
        branch = chain[i].id;
        break;
    }
    if (!unit_id_is_set(branch)) return OK;
    struct rows down ROWS_CLEANUP = db_query(db, SQL_UNIT_BELOW, P_I64("id", branch.v), AS_OF(t));
    return collect(&down, a, list);
}

/* Sorted by id, each once. */
static size_t sort_unique(struct unit_row *u, size_t n)
{
    if (n) qsort(u, n, sizeof *u, cmp_id);
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        if (kept && u[kept - 1].id.v == u[i].id.v) continue;
        u[kept++] = u[i];
    }
    return kept;
}

/* The units of that moment in memory; false: ask SQL. */
static bool in_memory(struct db *db, struct arena *a, struct as_of t,
                      const struct org_image **ret_im, struct org_units *ret)
{
    *ret_im = org_image_of(db, a);
    return *ret_im && org_image_units(*ret_im, t, ret);
}

err_t org_unit(struct db *db, struct arena *a, struct unit_id id, struct as_of t,
               struct unit_row *ret)
{
    struct org_list list = {0};
    const struct org_image *im;
    struct org_units all;
    if (in_memory(db, a, t, &im, &all)) {
        const struct unit_row *row = org_image_unit(&all, id);
        if (row) *ret = *row;
        return row ? OK : ERR_NOT_FOUND;
    }
    TRY(surroundings(db, a, id, t, &list));
    size_t n = sort_unique(list.v, list.n);
    struct unit_row *u = org_find_unit(list.v, n, id);
    if (!u) return ERR_NOT_FOUND;
    TRY(org_derive_units(list.v, n));
    *ret = *u;
    return OK;
}

err_t org_unit_by_code(struct db *db, struct arena *a, struct str code, struct as_of t,
                       struct unit_row *ret)
{
    int64_t id;
    const struct org_image *im;
    struct org_units all;
    if (in_memory(db, a, t, &im, &all)) {
        for (size_t i = 0; i < all.n; i++) {
            if (!str_eqz(code, all.v[i].code)) continue;
            *ret = all.v[i];
            return OK;
        }
        return ERR_NOT_FOUND;
    }
    TRY(db_get_i64(db, &id, SQL_UNIT_BY_CODE, P_STR("code", code), AS_OF(t)));
    return org_unit(db, a, unit_id(id), t, ret);
}

err_t org_units(struct db *db, struct arena *a, struct as_of t, struct unit_row **ret,
                size_t *ret_n)
{
    struct org_list list = {0};
    const struct org_image *im;
    struct org_units all;
    if (in_memory(db, a, t, &im, &all)) {
        struct unit_row *v = ARENA_ARRAY(a, struct unit_row, all.n + 1);
        if (!v) return ERR_NOMEM;
        if (all.n) memcpy(v, all.v, all.n * sizeof *v);
        *ret = v;
        *ret_n = all.n;
        return OK;
    }
    struct rows r ROWS_CLEANUP = db_query(db, SQL_UNITS_AT, AS_OF(t));
    TRY(collect(&r, a, &list));
    TRY(org_derive_units(list.v, list.n));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

err_t org_unit_now(struct db *db, struct unit_id id, struct as_of t, struct unit_id *ret)
{
    const struct org_image *im;
    struct org_units all;
    if (in_memory(db, NULL, t, &im, &all)) return org_image_unit_now(im, &all, id, t, ret);
    for (int hops = 0; hops < 32; hops++) {
        struct rows r ROWS_CLEANUP = db_query(db, SQL_UNIT_AT, P_I64("id", id.v), AS_OF(t));
        bool lives = rows_next(&r);
        rows_release(&r);
        TRY(db_error(db, NULL));
        if (lives) {
            *ret = id;
            return OK;
        }
        TRY(db_get_i64(db, &id.v, SQL_UNIT_SUCCESSOR_MAIN, P_I64("unit", id.v), AS_OF(t)));
    }
    return ERR_CORRUPT;
}

static err_t unit_last(struct db *db, struct arena *a, struct unit_id id, struct as_of t,
                       struct unit_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_unit_last(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_UNIT_LAST, P_I64("id", id.v), AS_OF(t));
    err_t e = ERR_NOT_FOUND;
    if (rows_next(&r)) {
        e = OK;
        org_row_unit(&r, a, ret, &e);
    }
    rows_release(&r);
    TRY(db_error(db, NULL));
    return e;
}

err_t org_unit_name(struct db *db, struct arena *a, struct unit_id id, struct as_of t,
                    const char **ret_ja, const char **ret_en)
{
    struct unit_row u = {0};
    TRY(unit_last(db, a, id, t, &u));
    *ret_ja = u.name;
    *ret_en = u.name_en[0] ? u.name_en : u.name;
    return OK;
}
