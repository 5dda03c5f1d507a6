/* SPDX-License-Identifier: Apache-2.0
 *
 * Statements of SQLite: prepared once a connection and kept. The cursor of
 * struct rows is the sqlite3_stmt; its `row` is 0 before the first row was
 * handed out and 1 after. */
#include <string.h>

#include "store/sqlite_db.h"

static const char *stmt_name(struct sqlite_db *s, int sql)
{
    return sql == SQL_NONE ? "text" : sql_get(s->db.sql, (unsigned)sql)->name;
}

static err_t prepare(struct sqlite_db *s, unsigned sql, unsigned flags, sqlite3_stmt **ret)
{
    const struct sql_stmt *st = sql_get(s->db.sql, sql);
    sqlite3_stmt *h = NULL;
    if (sqlite3_prepare_v3(s->h, st->text[STORE_SQLITE], -1, flags, &h, NULL) != SQLITE_OK)
        return sqlite_err(s, st->name);
    *ret = h;
    return OK;
}

/* The kept statement, or a new one while that is being read. */
static err_t take(struct sqlite_db *s, unsigned sql, sqlite3_stmt **ret)
{
    if (!s->cache[sql]) TRY(prepare(s, sql, SQLITE_PREPARE_PERSISTENT, &s->cache[sql]));
    if (sqlite3_stmt_busy(s->cache[sql])) return prepare(s, sql, 0, ret);
    *ret = s->cache[sql];
    return OK;
}

static void give_back(struct sqlite_db *s, int sql, sqlite3_stmt *h)
{
    if (sql == SQL_NONE || s->cache[sql] != h) {
        sqlite3_finalize(h);
        return;
    }
    sqlite3_reset(h); /* repeats the error of the step, which is recorded already */
    sqlite3_clear_bindings(h);
}

static int bind_one(sqlite3_stmt *h, int at, const struct param *p, sqlite3_destructor_type life)
{
    switch (p->kind) {
    case PARAM_I64:
        return sqlite3_bind_int64(h, at, p->i);
    case PARAM_STR:
        return sqlite3_bind_text64(h, at, p->s.p ? p->s.p : "", p->s.n, life, SQLITE_UTF8);
    case PARAM_BLOB:
        return sqlite3_bind_blob64(h, at, p->s.p ? p->s.p : "", p->s.n, life);
    default:
        return sqlite3_bind_null(h, at);
    }
}

static err_t bind(struct sqlite_db *s, unsigned sql, sqlite3_stmt *h,
                  const struct param *const *vals, sqlite3_destructor_type life)
{
    const struct sql_stmt *st = sql_get(s->db.sql, sql);
    for (unsigned i = 0; i < st->n_params; i++)
        if (bind_one(h, (int)i + 1, vals[i], life) != SQLITE_OK) return sqlite_err(s, st->name);
    return OK;
}

err_t sqlite_stmt_prepare(struct db *db, unsigned sql)
{
    sqlite3_stmt *h = NULL;
    TRY(take(sqlite_db_of(db), sql, &h));
    give_back(sqlite_db_of(db), (int)sql, h);
    return OK;
}

err_t sqlite_stmt_exec(struct db *db, unsigned sql, const struct param *const *vals,
                       int64_t *ret_changed)
{
    struct sqlite_db *s = sqlite_db_of(db);
    sqlite3_stmt *h = NULL;
    TRY(take(s, sql, &h));
    err_t e = bind(s, sql, h, vals, SQLITE_STATIC);
    int rc = SQLITE_ROW;
    while (e == OK && rc == SQLITE_ROW) rc = sqlite3_step(h);
    if (e == OK && rc != SQLITE_DONE) e = sqlite_err(s, stmt_name(s, (int)sql));
    if (e == OK && ret_changed) *ret_changed = sqlite3_changes64(s->h);
    give_back(s, (int)sql, h);
    return e;
}

/* Take the first row at once, so that the statement is marked as busy. */
static err_t start(struct sqlite_db *s, sqlite3_stmt *h, struct rows *r)
{
    r->n_cols = sqlite3_column_count(h);
    int rc = sqlite3_step(h);
    if (rc == SQLITE_ROW) {
        r->cursor = h;
        r->row = 0;
        return OK;
    }
    err_t e = rc == SQLITE_DONE ? OK : sqlite_err(s, stmt_name(s, r->sql));
    give_back(s, r->sql, h);
    return e;
}

err_t sqlite_stmt_query(struct db *db, unsigned sql, const struct param *const *vals,
                        struct rows *r)
{
    struct sqlite_db *s = sqlite_db_of(db);
    sqlite3_stmt *h = NULL;
    TRY(take(s, sql, &h));
    err_t e = bind(s, sql, h, vals, SQLITE_TRANSIENT);
    if (e == OK) return start(s, h, r);
    give_back(s, (int)sql, h);
    return e;
}

err_t sqlite_stmt_query_text(struct db *db, const char *text, struct rows *r)
{
    struct sqlite_db *s = sqlite_db_of(db);
    sqlite3_stmt *h = NULL;
    if (sqlite3_prepare_v2(s->h, text, -1, &h, NULL) != SQLITE_OK) return sqlite_err(s, text);
    return start(s, h, r);
}

bool sqlite_stmt_next(struct rows *r)
{
    if (r->row == 0) {
        r->row = 1;
        return true;
    }
    if (r->row == 2) return false; /* a further step would begin anew */
    int rc = sqlite3_step(r->cursor);
    if (rc == SQLITE_ROW) return true;
    r->row = 2;
    struct sqlite_db *s = sqlite_db_of(r->db);
    if (rc != SQLITE_DONE) r->err = sqlite_err(s, stmt_name(s, r->sql));
    return false;
}

void sqlite_stmt_end(struct rows *r)
{
    give_back(sqlite_db_of(r->db), r->sql, r->cursor);
}

const char *sqlite_stmt_col_name(const struct rows *r, int col)
{
    const char *name = sqlite3_column_name(r->cursor, col);
    return name ? name : "";
}

/* SQLite gives NULL for an empty blob; ours has a place. */
static struct str view(const void *p, int n)
{
    return p && n > 0 ? (struct str){p, (size_t)n} : STR("");
}

struct value sqlite_stmt_col(const struct rows *r, int col)
{
    sqlite3_stmt *h = r->cursor;
    switch (sqlite3_column_type(h, col)) {
    case SQLITE_NULL:
        return (struct value){.kind = VALUE_NULL};
    case SQLITE_INTEGER:
        return (struct value){.kind = VALUE_I64, .i = sqlite3_column_int64(h, col)};
    case SQLITE_TEXT:
        return (struct value){.kind = VALUE_STR,
                              .s = view(sqlite3_column_text(h, col), sqlite3_column_bytes(h, col))};
    case SQLITE_BLOB:
        return (struct value){.kind = VALUE_BLOB,
                              .s = view(sqlite3_column_blob(h, col), sqlite3_column_bytes(h, col))};
    default:
        return (struct value){.kind = VALUE_OTHER};
    }
}
