/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "store/backend.h"

bool rows_next(struct rows *r)
{
    r->on_row = false;
    if (r->err != OK || !r->cursor) return false;
    r->hint = 0;
    r->on_row = r->db->ops->next(r);
    return r->on_row;
}

void rows_release(struct rows *r)
{
    r->on_row = false;
    if (!r->cursor) return;
    r->db->ops->end(r);
    r->cursor = NULL;
    r->db->open_rows--;
}

err_t rows_end(struct rows *r)
{
    rows_release(r);
    return r->err;
}

/* Column by name. Statements are mostly read in their own order, so the search
 * goes on from where the last one ended. */
static struct value column(struct rows *r, const char *name)
{
    const struct db_ops *ops = r->db->ops;
    ASSERT(r->on_row);
    for (int i = 0; i < r->n_cols; i++) {
        int col = (r->hint + i) % r->n_cols;
        if (strcmp(ops->col_name(r, col), name) != 0) continue;
        r->hint = col + 1;
        return ops->col(r, col);
    }
    ASSERT(false && "a column of this name");
    return (struct value){0};
}

static void wrong_type(struct rows *r, const char *name)
{
    if (r->err == OK) r->err = db_fail(r->db, ERR_CORRUPT, "store.wrong_type", "%s", name);
}

int64_t rows_i64(struct rows *r, const char *name)
{
    struct value v = column(r, name);
    if (v.kind == VALUE_I64) return v.i;
    wrong_type(r, name);
    return 0;
}

int64_t rows_i64_or(struct rows *r, const char *name, int64_t if_null)
{
    struct value v = column(r, name);
    if (v.kind == VALUE_NULL) return if_null;
    if (v.kind == VALUE_I64) return v.i;
    wrong_type(r, name);
    return 0;
}

bool rows_bool(struct rows *r, const char *name)
{
    return rows_i64(r, name) != 0;
}

static struct str bytes(struct rows *r, const char *name, enum value_kind kind)
{
    struct value v = column(r, name);
    if (v.kind == kind) return v.s;
    if (v.kind != VALUE_NULL) wrong_type(r, name);
    return STR_NONE;
}

struct str rows_str(struct rows *r, const char *name)
{
    return bytes(r, name, VALUE_STR);
}

struct str rows_blob(struct rows *r, const char *name)
{
    return bytes(r, name, VALUE_BLOB);
}

bool rows_is_null(struct rows *r, const char *name)
{
    return column(r, name).kind == VALUE_NULL;
}
