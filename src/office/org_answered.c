/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_answered.h"

#include "office/org_image_parts.h"
#include "office/org_row.h"

static err_t add(struct arena *a, struct org_list *l, struct unit_id unit,
                 const struct unit_row *now)
{
    struct org_answered *one = org_list_add(a, l, sizeof *one);
    if (!one) return ERR_NOMEM;
    *one = (struct org_answered){unit, now->id, now->division, now->department};
    return OK;
}

/* An ended unit, once. */
static err_t add_ended(struct db *db, struct arena *a, struct as_of t, struct org_list *l,
                       struct unit_id unit)
{
    const struct org_answered *v = l->v;
    struct unit_id now;
    struct unit_row row;
    for (size_t i = l->n; i-- > 0;) {
        if (unit_id_eq(v[i].unit, unit)) return OK;
    }
    err_t e = org_unit_now(db, unit, t, &now);
    if (e == ERR_NOT_FOUND) return OK; /* without successor, or not yet ended */
    TRY(e);
    if (unit_id_eq(now, unit)) return OK;
    TRY(org_unit(db, a, now, t, &row));
    return add(a, l, unit, &row);
}

static err_t ended(struct db *db, struct arena *a, struct as_of t, struct org_list *l)
{
    const struct org_image *im = org_image_of(db, a);
    struct org_list ids = {0};
    for (size_t i = 0; im && i < im->units->n_successors; i++)
        TRY(add_ended(db, a, t, l, im->units->successors[i].unit));
    if (im) return OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_UNITS_ENDED);
    while (rows_next(&r)) {
        struct unit_id *id = org_list_add(a, &ids, sizeof *id);
        if (!id) return ERR_NOMEM;
        *id = unit_id(rows_i64(&r, "unit"));
    }
    TRY(rows_end(&r));
    const struct unit_id *v = ids.v;
    for (size_t i = 0; i < ids.n; i++) TRY(add_ended(db, a, t, l, v[i]));
    return OK;
}

err_t org_answered(struct db *db, struct arena *a, struct as_of t, struct org_answered **ret,
                   size_t *ret_n)
{
    struct org_list l = {0};
    const struct org_image *im = org_image_of(db, a);
    struct org_units all;
    if (!im || !org_image_units(im, t, &all)) {
        struct unit_row *v;
        TRY(org_units(db, a, t, &v, &all.n));
        all.v = v;
    }
    for (size_t i = 0; i < all.n; i++) TRY(add(a, &l, all.v[i].id, &all.v[i]));
    TRY(ended(db, a, t, &l));
    *ret = l.v;
    *ret_n = l.n;
    return OK;
}
