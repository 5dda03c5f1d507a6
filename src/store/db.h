/* SPDX-License-Identifier: Apache-2.0
 *
 * db.h: statements on an open transaction: a reader's snapshot or the
 * writer's act. Used by one thread at a time.
 *
 *     struct rows r ROWS_CLEANUP = db_query(db, SQL_MATTER_BY_UNIT, P_I64("unit", u));
 *     while (rows_next(&r)) use(rows_i64(&r, "id"), rows_str(&r, "title"));
 *     TRY(rows_end(&r));
 *
 * The first error sticks: every later call on this db returns it, and the act
 * is rolled back whatever its job returns. On PostgreSQL the error of db_run()
 * may appear only at the next query or at the end of the act, so never decide
 * by it: where a conflict is expected, write ON CONFLICT DO NOTHING and ask
 * db_run_count().
 *
 * Wrong statement ids, parameters or column names are our own mistakes
 * (ASSERT). Text must be UTF-8 without NUL (ERR_INVALID, "store.bad_text").
 * Errors: ERR_EXISTS (unique), ERR_STATE (reference), ERR_INVALID (check, not
 * null), ERR_IO, ERR_CORRUPT, ERR_BUSY, ERR_UNAVAILABLE, ERR_NOMEM.
 */
#ifndef SEKIMORI_STORE_DB_H
#define SEKIMORI_STORE_DB_H

#include "base/str.h"
#include "store/counters.h"

struct db;

/* --- parameters --- */

enum param_kind { PARAM_END, PARAM_HEAD, PARAM_NULL, PARAM_I64, PARAM_STR, PARAM_BLOB };

struct param {
    const char *name;
    enum param_kind kind;
    int64_t i;
    struct str s; /* borrowed until the call returns */
};

#define P_I64(n, v) ((struct param){.name = (n), .kind = PARAM_I64, .i = (v)})
#define P_BOOL(n, v) ((struct param){.name = (n), .kind = PARAM_I64, .i = (v) ? 1 : 0})
#define P_STR(n, v) ((struct param){.name = (n), .kind = PARAM_STR, .s = (v)})
#define P_BLOB(n, v) ((struct param){.name = (n), .kind = PARAM_BLOB, .s = (v)})
#define P_NULL(n) ((struct param){.name = (n), .kind = PARAM_NULL})
/* NULL where there is nothing: a text without p, a value that is not there. */
#define P_STR_OPT(n, v) db_param_opt((n), PARAM_STR, (v))
#define P_BLOB_OPT(n, v) db_param_opt((n), PARAM_BLOB, (v))
#define P_I64_OPT(n, there, v)                                                                     \
    ((struct param){.name = (n), .kind = (there) ? PARAM_I64 : PARAM_NULL, .i = (v)})
struct param db_param_opt(const char *name, enum param_kind kind, struct str v);

#define DB_PARAMS_(...)                                                                            \
    (const struct param[])                                                                         \
    {                                                                                              \
        {.kind = PARAM_HEAD}, ##__VA_ARGS__,                                                       \
        {                                                                                          \
            .kind = PARAM_END                                                                      \
        }                                                                                          \
    }

/* --- statements; `sql` is an enum sql_id --- */

/* Run a statement whose rows nobody wants. */
#define db_run(db, sql, ...) db_run_list((db), (sql), DB_PARAMS_(__VA_ARGS__))
/* The same, and how many rows it changed. */
#define db_run_count(db, ret_changed, sql, ...)                                                    \
    db_run_count_list((db), (ret_changed), (sql), DB_PARAMS_(__VA_ARGS__))
/* Rows, read with rows_*. The result may be large only on SQLite: page with
 * `WHERE id > :after ORDER BY id LIMIT :n` where it can grow. */
#define db_query(db, sql, ...) db_query_list((db), (sql), DB_PARAMS_(__VA_ARGS__))
/* First column of the first row; ERR_NOT_FOUND (not sticky) without a row or
 * where it is NULL. */
#define db_get_i64(db, ret, sql, ...) db_get_i64_list((db), (ret), (sql), DB_PARAMS_(__VA_ARGS__))

MUST_CHECK err_t db_run_list(struct db *db, unsigned sql, const struct param *params);
MUST_CHECK err_t db_run_count_list(struct db *db, int64_t *ret_changed, unsigned sql,
                                   const struct param *params);
MUST_CHECK err_t db_get_i64_list(struct db *db, int64_t *ret, unsigned sql,
                                 const struct param *params);

/* --- rows --- */

struct rows {
    struct db *db;
    void *cursor;               /* of the back end; NULL once ended */
    int sql, row, n_cols, hint; /* n_cols is known without a row, too */
    bool on_row;
    err_t err;
    struct rows_held *held; /* rows_hold() */
};

struct rows db_query_list(struct db *db, unsigned sql, const struct param *params);
/* False at the end and on error; rows_end() tells which. */
bool rows_next(struct rows *r);
/* The sticky error. Call it after the loop; views become invalid. */
MUST_CHECK err_t rows_end(struct rows *r);
/* For leaving early; harmless after rows_end(). */
void rows_release(struct rows *r);
#define ROWS_CLEANUP __attribute__((cleanup(rows_release)))

/* Read all rows that are left into memory, so that they may be read again from the first one
 * (rows_rewind) and the statement is done. Call it before rows_next(); for results that are
 * known to be small. Views are then valid until the end. */
MUST_CHECK err_t rows_hold(struct rows *r);
void rows_rewind(struct rows *r);

/* Columns by name; read in the order of the statement they cost nothing to
 * find. Views are valid until rows_next(). A wrong type, or NULL where
 * rows_i64 or rows_bool reads, is ERR_CORRUPT (sticky) and gives 0. */
int64_t rows_i64(struct rows *r, const char *column);
int64_t rows_i64_or(struct rows *r, const char *column, int64_t if_null);
bool rows_bool(struct rows *r, const char *column);
struct str rows_str(struct rows *r, const char *column);  /* NULL: STR_NONE; "" has p */
struct str rows_blob(struct rows *r, const char *column); /* the same */
bool rows_is_null(struct rows *r, const char *column);

/* --- what a layer above keeps --- */

/* Of the whole store (store_attach); NULL: nothing. */
void *db_attached(const struct db *db);
/* Of this snapshot or act, released when it ends; NULL: nothing yet. Setting it releases what was
 * there before. */
void *db_memo(const struct db *db);
void db_set_memo(struct db *db, void *p, void (*release)(void *));
bool db_is_act(const struct db *db); /* else a snapshot */

/* --- in an act only --- */

/* The next number of a counter. A rolled back act gives its numbers back. */
MUST_CHECK err_t db_next(struct db *db, enum store_counter c, int64_t *ret);
/* What db_next() would give; in a snapshot too (leaf: the size of the tree). */
MUST_CHECK err_t db_peek(struct db *db, enum store_counter c, int64_t *ret);
/* Call fn(arg) on the writer's thread once this act is durable and before its
 * store_write() returns; never when it is rolled back. fn must be quick and
 * not use the store. */
void db_on_commit(struct db *db, void (*fn)(void *), void *arg);
/* Call fn(db, arg) once before the group of acts commits, outside any act, if
 * at least one act that asked for it succeeded; the same fn and arg are called
 * once. For work that a whole group can share. If it fails, the group fails. */
void db_before_commit(struct db *db, err_t (*fn)(struct db *, void *), void *arg);

/* The sticky error and its explanation (why may be NULL). */
err_t db_error(const struct db *db, struct fault *why);

#endif
