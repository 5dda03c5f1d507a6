/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "store/backend.h"

err_t db_fail(struct db *db, err_t code, const char *id, const char *fmt, ...)
{
    if (db->failed != OK) return db->failed;
    char text[FAULT_ARGS * FAULT_ARG_MAX] = "";
    if (fmt) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(text, sizeof text, fmt, ap);
        va_end(ap);
    }
    db->failed = code;
    return fault_set(&db->why, code, id, fmt ? "%s" : NULL, text);
}

void db_forget_error(struct db *db)
{
    db->failed = OK;
    db->why = (struct fault){0};
}

err_t db_error(const struct db *db, struct fault *why)
{
    if (db->failed != OK && why) *why = db->why;
    return db->failed;
}

struct param db_param_opt(const char *name, enum param_kind kind, struct str v)
{
    return (struct param){.name = name, .kind = v.p ? kind : PARAM_NULL, .s = v};
}

/* --- what a layer above keeps --- */

void *db_attached(const struct db *db)
{
    return store_attached(db->store);
}

void *db_memo(const struct db *db)
{
    return db->memo.p;
}

void db_set_memo(struct db *db, void *p, void (*release)(void *))
{
    store_thing_release(&db->memo);
    db->memo = (struct store_thing){p, release};
}

bool db_is_act(const struct db *db)
{
    return db->writer != NULL;
}

/* --- parameters --- */

/* The position of a parameter; callers mostly give them in order, so `guess`
 * is tried first. */
static unsigned param_at(const struct sql_stmt *st, const char *name, unsigned guess)
{
    if (guess < st->n_params && strcmp(st->params[guess], name) == 0) return guess;
    for (unsigned i = 0; i < st->n_params; i++)
        if (strcmp(st->params[i], name) == 0) return i;
    return st->n_params;
}

/* Order the parameters by position. */
static err_t order(struct db *db, unsigned sql, const struct param *list, const struct param **vals)
{
    const struct sql_stmt *st = sql_get(db->sql, sql);
    unsigned given = 0;
    memset(vals, 0, SQL_PARAMS_MAX * sizeof *vals);
    for (const struct param *p = list; p->kind != PARAM_END; p++) {
        if (p->kind == PARAM_HEAD) continue;
        unsigned at = param_at(st, p->name, given);
        ASSERT(at < st->n_params); /* the statement has no such parameter */
        ASSERT(!vals[at]);         /* given twice */
        vals[at] = p;
        given++;
        if (p->kind == PARAM_STR && !utf8_valid(p->s, UTF8_NO_NUL))
            return db_fail(db, ERR_INVALID, "store.bad_text", "%s", p->name);
    }
    ASSERT(given == st->n_params); /* one is missing */
    return OK;
}

/* --- statements --- */

err_t db_run_list(struct db *db, unsigned sql, const struct param *params)
{
    const struct param *vals[SQL_PARAMS_MAX];
    if (db->failed != OK) return db->failed;
    TRY(order(db, sql, params, vals));
    store_count(db->store);
    return db->ops->exec(db, sql, vals, NULL);
}

err_t db_run_count_list(struct db *db, int64_t *ret_changed, unsigned sql,
                        const struct param *params)
{
    const struct param *vals[SQL_PARAMS_MAX];
    if (db->failed != OK) return db->failed;
    TRY(order(db, sql, params, vals));
    store_count(db->store);
    return db->ops->exec(db, sql, vals, ret_changed);
}

struct rows db_query_list(struct db *db, unsigned sql, const struct param *params)
{
    const struct param *vals[SQL_PARAMS_MAX];
    struct rows r = {.db = db, .sql = (int)sql, .row = -1, .err = db->failed};
    if (r.err == OK) r.err = order(db, sql, params, vals);
    if (r.err == OK) store_count(db->store);
    if (r.err == OK) r.err = db->ops->query(db, sql, vals, &r);
    if (r.cursor) db->open_rows++;
    return r;
}

struct rows db_query_text(struct db *db, const char *text)
{
    struct rows r = {.db = db, .sql = SQL_NONE, .row = -1, .err = db->failed};
    if (r.err == OK) r.err = db->ops->query_text(db, text, &r);
    if (r.cursor) db->open_rows++;
    return r;
}

err_t db_get_i64_list(struct db *db, int64_t *ret, unsigned sql, const struct param *params)
{
    struct rows r ROWS_CLEANUP = db_query_list(db, sql, params);
    bool found = rows_next(&r) && db->ops->col(&r, 0).kind != VALUE_NULL;
    int64_t v = found ? rows_i64(&r, db->ops->col_name(&r, 0)) : 0;
    TRY(rows_end(&r));
    if (!found) return ERR_NOT_FOUND;
    *ret = v;
    return OK;
}
