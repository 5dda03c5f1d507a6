/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_image.h"
#include "office/org_row.h"

err_t org_post(struct db *db, struct arena *a, struct post_id id, struct as_of t,
               struct post_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_post(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_POST_AT, P_I64("id", id.v), AS_OF(t));
    struct post_row p;
    err_t e = ERR_NOT_FOUND;
    if (rows_next(&r)) {
        e = OK;
        org_row_post(&r, a, &p, &e);
    }
    rows_release(&r);
    TRY(db_error(db, NULL));
    TRY(e);
    *ret = p;
    return OK;
}

err_t org_posts_of_unit(struct db *db, struct arena *a, struct unit_id unit, struct as_of t,
                        struct post_row **ret, size_t *ret_n)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_posts_of_unit(im, a, unit, t, ret, ret_n);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_POSTS_OF_UNIT, P_I64("unit", unit.v), AS_OF(t));
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        struct post_row *p = org_list_add(a, &list, sizeof *p);
        if (!p) return ERR_NOMEM;
        org_row_post(&r, a, p, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

static err_t holdings(struct rows *r, struct arena *a, struct holding_row **ret, size_t *ret_n)
{
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(r)) {
        struct holding_row *h = org_list_add(a, &list, sizeof *h);
        if (!h) return ERR_NOMEM;
        org_row_holding(r, h, &e);
    }
    TRY(e);
    TRY(rows_end(r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

err_t org_holdings_of(struct db *db, struct arena *a, struct person_id person, struct as_of t,
                      struct holding_row **ret, size_t *ret_n)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_holdings_of(im, a, person, t, ret, ret_n);
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_HOLDINGS_OF_PERSON, P_I64("person", person.v), AS_OF(t));
    return holdings(&r, a, ret, ret_n);
}

err_t org_holders_of(struct db *db, struct arena *a, struct post_id post, struct as_of t,
                     struct holding_row **ret, size_t *ret_n)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_holders_of(im, a, post, t, ret, ret_n);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_HOLDERS_OF_POST, P_I64("post", post.v), AS_OF(t));
    return holdings(&r, a, ret, ret_n);
}
