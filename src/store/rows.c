/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "store/backend.h"

enum { HELD_MAX = 256 << 20 };

/* Rows that were read at once. */
struct rows_held {
    struct arena arena;
    const char **names;
    struct value *v; /* n_cols a row */
    size_t n, cap, next;
};

bool rows_next(struct rows *r)
{
    r->on_row = false;
    if (r->err != OK) return false;
    r->hint = 0;
    if (r->held)
        r->on_row = r->held->next < r->held->n && ++r->held->next;
    else if (r->cursor)
        r->on_row = r->db->ops->next(r);
    return r->on_row;
}

static void end_cursor(struct rows *r)
{
    r->on_row = false;
    if (!r->cursor) return;
    r->db->ops->end(r);
    r->cursor = NULL;
    r->db->open_rows--;
}

void rows_release(struct rows *r)
{
    end_cursor(r);
    if (!r->held) return;
    arena_release(&r->held->arena);
    free(r->held->v);
    free(r->held);
    r->held = NULL;
}

err_t rows_end(struct rows *r)
{
    rows_release(r);
    return r->err;
}

/* --- rows held in memory --- */

static err_t hold_row(struct rows *r, struct rows_held *h)
{
    size_t cols = (size_t)r->n_cols;
    if (h->n == h->cap) {
        size_t cap = h->cap ? h->cap * 2 : 16;
        struct value *v = reallocarray(h->v, cap, cols * sizeof *v);
        if (!v) return ERR_NOMEM;
        h->v = v;
        h->cap = cap;
    }
    for (size_t i = 0; i < cols; i++) {
        struct value *v = &h->v[h->n * cols + i];
        *v = r->db->ops->col(r, (int)i);
        if (v->kind == VALUE_STR || v->kind == VALUE_BLOB) v->s = arena_str(&h->arena, v->s);
        if ((v->kind == VALUE_STR || v->kind == VALUE_BLOB) && !v->s.p) return ERR_NOMEM;
    }
    h->n++;
    return OK;
}

static err_t hold_all(struct rows *r, struct rows_held *h)
{
    h->names = ARENA_ARRAY(&h->arena, const char *, (size_t)r->n_cols + 1);
    if (!h->names) return ERR_NOMEM;
    for (int i = 0; i < r->n_cols; i++) {
        h->names[i] = arena_strdup(&h->arena, str_z(r->db->ops->col_name(r, i)));
        if (!h->names[i]) return ERR_NOMEM;
    }
    while (rows_next(r)) TRY(hold_row(r, h));
    return r->err;
}

err_t rows_hold(struct rows *r)
{
    if (r->err != OK || !r->cursor || r->held) return r->err;
    struct rows_held *h = calloc(1, sizeof *h);
    if (!h) return ERR_NOMEM;
    arena_init(&h->arena, HELD_MAX);
    err_t e = hold_all(r, h);
    end_cursor(r);
    r->held = h;
    if (e != OK) rows_release(r);
    if (r->err == OK) r->err = e;
    return e;
}

void rows_rewind(struct rows *r)
{
    ASSERT(r->held || r->err != OK || !r->cursor);
    r->on_row = false;
    if (r->held) r->held->next = 0;
}

static const char *name_of(const struct rows *r, int col)
{
    return r->held ? r->held->names[col] : r->db->ops->col_name(r, col);
}

static struct value value_at(const struct rows *r, int col)
{
    const struct rows_held *h = r->held;
    return h ? h->v[(h->next - 1) * (size_t)r->n_cols + (size_t)col] : r->db->ops->col(r, col);
}

/* Column by name. Statements are mostly read in their own order, so the search
 * goes on from where the last one ended. */
static struct value column(struct rows *r, const char *name)
{
    ASSERT(r->on_row);
    for (int i = 0; i < r->n_cols; i++) {
        int col = (r->hint + i) % r->n_cols;
        if (strcmp(name_of(r, col), name) != 0) continue;
        r->hint = col + 1;
        return value_at(r, col);
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
