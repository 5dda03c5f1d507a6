/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_image.h"
#include "office/org_row.h"

err_t org_info_system(struct db *db, struct arena *a, struct info_system_id id, struct as_of t,
                      struct info_system_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_info_system(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_INFO_SYSTEM_AT, P_I64("id", id.v), AS_OF(t));
    struct info_system_row s;
    err_t e = ERR_NOT_FOUND;
    if (rows_next(&r)) {
        e = OK;
        org_row_info_system(&r, a, &s, &e);
    }
    rows_release(&r);
    TRY(db_error(db, NULL));
    TRY(e);
    *ret = s;
    return OK;
}

err_t org_info_systems(struct db *db, struct arena *a, struct as_of t, struct info_system_row **ret,
                       size_t *ret_n)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_info_systems(im, a, post_id(0), t, ret, ret_n);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_INFO_SYSTEMS_AT, AS_OF(t));
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        struct info_system_row *s = org_list_add(a, &list, sizeof *s);
        if (!s) return ERR_NOMEM;
        org_row_info_system(&r, a, s, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}
