/* SPDX-License-Identifier: Apache-2.0
 *
 * Sending statements and collecting their results. An error makes the server
 * skip all until the next synchronisation point, which pg_pipe_settle() sets. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "store/pg_db.h"

enum { NUMBER_LEN = 24, BINARY = 1 };

/* Note what was sent. Not too much at once: were the server to block while
 * sending results that nobody reads, both would wait for ever. */
static err_t sent(struct pg_db *p, int ok, int prepares)
{
    if (!ok) return pg_err_lost(p);
    p->pending[p->n_pending++].prepares = prepares;
    return p->n_pending == PG_PENDING_MAX ? pg_pipe_settle(p, NULL) : OK;
}

/* The result of one command: the first that is not NULL; then the NULL. */
static PGresult *one_result(struct pg_db *p)
{
    PGresult *r = PQgetResult(p->c);
    for (PGresult *more; r && (more = PQgetResult(p->c));) PQclear(more);
    return r;
}

static err_t judge(struct pg_db *p, const PGresult *r, int prepares)
{
    ExecStatusType st = r ? PQresultStatus(r) : PGRES_FATAL_ERROR;
    if (st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK) return OK;
    if (prepares != SQL_NONE) p->prepared[prepares] = false;
    if (!r) return pg_err_lost(p);
    if (st == PGRES_PIPELINE_ABORTED) return p->db.failed; /* after an error told before */
    return pg_err_result(p, r);
}

err_t pg_pipe_settle(struct pg_db *p, PGresult **ret_last)
{
    if (!p->c) return pg_err_lost(p);
    if (!PQpipelineSync(p->c)) return pg_err_lost(p);
    err_t e = OK;
    PGresult *last = NULL;
    for (unsigned i = 0; i < p->n_pending; i++) {
        PQclear(last);
        last = one_result(p);
        err_t one = judge(p, last, p->pending[i].prepares);
        if (e == OK) e = one;
        if (!p->c || PQstatus(p->c) == CONNECTION_BAD) break;
    }
    p->n_pending = 0;
    PGresult *sync = p->c ? PQgetResult(p->c) : NULL;
    bool in_step = sync && PQresultStatus(sync) == PGRES_PIPELINE_SYNC;
    PQclear(sync);
    if (!in_step) {
        e = pg_err_lost(p);
    } else if (e == OK && ret_last) {
        *ret_last = last;
        return OK;
    }
    PQclear(last);
    return e;
}

err_t pg_pipe_text(struct pg_db *p, const char *text, const int64_t *numbers, int n)
{
    char buf[4][NUMBER_LEN];
    const char *values[4] = {0};
    ASSERT(n <= 4);
    if (!p->c) return pg_err_lost(p);
    for (int i = 0; i < n; i++) {
        snprintf(buf[i], NUMBER_LEN, "%" PRId64, numbers[i]);
        values[i] = buf[i];
    }
    return sent(p, PQsendQueryParams(p->c, text, n, NULL, values, NULL, NULL, BINARY), SQL_NONE);
}

static err_t prepare(struct pg_db *p, unsigned sql)
{
    char name[NUMBER_LEN];
    if (!p->c) return pg_err_lost(p);
    if (p->prepared[sql]) return OK;
    snprintf(name, sizeof name, "s%u", sql);
    p->prepared[sql] = true; /* until its result says otherwise */
    const char *text = sql_get(p->db.sql, sql)->text[STORE_POSTGRES];
    return sent(p, PQsendPrepare(p->c, name, text, 0, NULL), (int)sql);
}

/* Numbers go as text, which suits whatever integer type the server infers;
 * texts and blobs as they are. */
static err_t send(struct pg_db *p, unsigned sql, const struct param *const *vals)
{
    char name[NUMBER_LEN], buf[SQL_PARAMS_MAX][NUMBER_LEN];
    const char *values[SQL_PARAMS_MAX];
    int lengths[SQL_PARAMS_MAX], formats[SQL_PARAMS_MAX];
    unsigned n = sql_get(p->db.sql, sql)->n_params;
    TRY(prepare(p, sql));
    for (unsigned i = 0; i < n; i++) {
        const struct param *v = vals[i];
        formats[i] = v->kind == PARAM_STR || v->kind == PARAM_BLOB;
        if (v->s.n > INT32_MAX) return db_fail(&p->db, ERR_TOO_BIG, "store.too_big", "%s", v->name);
        lengths[i] = (int)v->s.n;
        values[i] = v->kind == PARAM_NULL ? NULL : formats[i] ? v->s.p : buf[i];
        if (formats[i] && !v->s.p) values[i] = "";
        if (v->kind == PARAM_I64) snprintf(buf[i], NUMBER_LEN, "%" PRId64, v->i);
    }
    snprintf(name, sizeof name, "s%u", sql);
    return sent(p, PQsendQueryPrepared(p->c, name, (int)n, values, lengths, formats, BINARY),
                SQL_NONE);
}

err_t pg_pipe_exec(struct db *db, unsigned sql, const struct param *const *vals,
                   int64_t *ret_changed)
{
    struct pg_db *p = pg_db_of(db);
    if (ret_changed && p->n_pending + 2 >= PG_PENDING_MAX) TRY(pg_pipe_settle(p, NULL));
    TRY(send(p, sql, vals));
    if (!ret_changed) return OK;
    PGresult *r;
    TRY(pg_pipe_settle(p, &r));
    int64_t n = 0;
    bool ok = str_to_i64(str_z(PQcmdTuples(r)), &n) == OK;
    PQclear(r);
    *ret_changed = ok ? n : 0;
    return OK;
}

static err_t rows_of(struct pg_db *p, struct rows *r)
{
    PGresult *res;
    TRY(pg_pipe_settle(p, &res));
    r->n_cols = PQnfields(res);
    r->cursor = res;
    return OK;
}

err_t pg_pipe_query(struct db *db, unsigned sql, const struct param *const *vals, struct rows *r)
{
    struct pg_db *p = pg_db_of(db);
    if (p->n_pending + 2 >= PG_PENDING_MAX) TRY(pg_pipe_settle(p, NULL));
    TRY(send(p, sql, vals));
    return rows_of(p, r);
}

err_t pg_pipe_query_text(struct db *db, const char *text, struct rows *r)
{
    struct pg_db *p = pg_db_of(db);
    if (p->n_pending + 1 >= PG_PENDING_MAX) TRY(pg_pipe_settle(p, NULL));
    TRY(pg_pipe_text(p, text, NULL, 0));
    return rows_of(p, r);
}

err_t pg_pipe_prepare(struct db *db, unsigned sql)
{
    TRY(prepare(pg_db_of(db), sql));
    return pg_pipe_settle(pg_db_of(db), NULL);
}

/* Several statements in one text go outside the pipeline only. */
err_t pg_pipe_script(struct db *db, const char *text)
{
    struct pg_db *p = pg_db_of(db);
    TRY(pg_pipe_settle(p, NULL));
    if (!PQexitPipelineMode(p->c)) return pg_err_lost(p);
    PGresult *r = PQexec(p->c, text);
    ExecStatusType st = PQresultStatus(r);
    err_t e = OK;
    if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK) e = pg_err_result(p, r);
    PQclear(r);
    if (PQstatus(p->c) == CONNECTION_BAD)
        e = pg_err_lost(p);
    else if (!PQenterPipelineMode(p->c))
        e = pg_err_lost(p);
    return e;
}
