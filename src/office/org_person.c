/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "office/org_image.h"
#include "office/org_row.h"

/* The first row, if any. */
static err_t one(struct db *db, struct arena *a, struct rows *r, struct person_row *ret)
{
    err_t e = ERR_NOT_FOUND;
    struct person_row p;
    if (rows_next(r)) {
        e = OK;
        org_row_person(r, a, &p, &e);
    }
    rows_release(r);
    TRY(db_error(db, NULL));
    TRY(e);
    *ret = p;
    return OK;
}

static err_t home(struct db *db, struct as_of t, struct person_row *p)
{
    int64_t unit = 0;
    err_t e = db_get_i64(db, &unit, SQL_PERSON_HOME, P_I64("person", p->id.v), AS_OF(t));
    p->home = unit_id(unit);
    return e == ERR_NOT_FOUND ? OK : e;
}

err_t org_person(struct db *db, struct arena *a, struct person_id id, struct as_of t,
                 struct person_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_person(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_PERSON_AT, P_I64("id", id.v), AS_OF(t));
    struct person_row p;
    TRY(one(db, a, &r, &p));
    TRY(home(db, t, &p));
    *ret = p;
    return OK;
}

err_t org_person_by_number(struct db *db, struct arena *a, struct str number,
                           struct person_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_person_by_number(im, number, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_PERSON_BY_NUMBER, P_STR("number", number));
    return one(db, a, &r, ret);
}

static err_t person_last(struct db *db, struct arena *a, struct person_id id, struct as_of t,
                         struct person_row *ret)
{
    const struct org_image *im = org_image_of(db, a);
    if (im) return org_image_person_last(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_PERSON_LAST, P_I64("id", id.v), AS_OF(t));
    return one(db, a, &r, ret);
}

err_t org_person_name(struct db *db, struct arena *a, struct person_id id, struct as_of t,
                      const char **ret)
{
    struct person_row p;
    TRY(person_last(db, a, id, t, &p));
    const char *name = p.given[0] ? arena_printf(a, "%s %s", p.family, p.given) : p.family;
    if (!name) return ERR_NOMEM;
    *ret = name;
    return OK;
}

err_t org_is_active(struct db *db, struct person_id id, struct as_of t, bool *ret)
{
    int64_t n;
    const struct org_image *im = org_image_of(db, NULL);
    if (im) {
        *ret = org_image_is_active(im, id, t);
        return OK;
    }
    TRY(db_get_i64(db, &n, SQL_PERSON_ACTIVE, P_I64("person", id.v), AS_OF(t)));
    *ret = n > 0;
    return OK;
}
