/* SPDX-License-Identifier: Apache-2.0
 *
 * Connecting to PostgreSQL, and again after it was away. */
#include "store/pg_db.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"

enum { RETRY_MS = 50 };

void pg_db_pause(void)
{
    nanosleep(&(struct timespec){.tv_nsec = RETRY_MS * 1000000L}, NULL);
}

void pg_db_drop(struct pg_db *p)
{
    PQfinish(p->c);
    p->c = NULL;
    p->n_pending = 0;
    memset(p->prepared, 0, sql_count(p->db.sql) * sizeof *p->prepared);
}

static void db_close(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    PQfinish(p->c);
    free(p->conninfo);
    free(p->prepared);
    free(p);
}

/* --- one connection --- */

/* What the session must be like; the connection is not in pipeline mode yet. Every statement of
 * ours has an index to go by, but a plan made while a table was small reads all of it, and may
 * stay while thousands of rows come in one transaction (an import): whole tables are read only
 * where there is no other way. Compiling a plan takes longer than any of them runs. */
static const char settings_query[] =
    "SELECT current_setting('fsync'), current_setting('server_encoding'),"
    " current_setting('client_encoding'), to_regclass('migration') IS NOT NULL,"
    " CASE current_setting('synchronous_commit') WHEN 'off' THEN"
    " set_config('synchronous_commit', 'on', false) END,"
    " set_config('statement_timeout', '0', false),"
    " set_config('idle_in_transaction_session_timeout', '0', false),"
    " set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)";

static err_t check_settings(struct pg_db *p, const PGresult *r)
{
    static const struct {
        const char *name, *want;
    } must[] = {{"fsync", "on"}, {"server_encoding", "UTF8"}, {"client_encoding", "UTF8"}};
    if (PQresultStatus(r) != PGRES_TUPLES_OK) return pg_err_result(p, r);
    for (int i = 0; i < (int)ARRAY_LEN(must); i++) {
        const char *is = PQgetvalue(r, 0, i);
        if (strcmp(is, must[i].want) != 0)
            return db_fail(&p->db, ERR_STATE, "store.unsafe_setting", "%s" FS "%s" FS "%s",
                           must[i].name, is, must[i].want);
    }
    if (PQgetvalue(r, 0, 3)[0] != 't' && p->role != DB_MIGRATOR)
        return db_fail(&p->db, ERR_STATE, "store.schema_older", "%s",
                       sql_migration_get(p->db.sql, 0)->name);
    return OK;
}

static void quiet(void *arg, const PGresult *r)
{
    (void)arg, (void)r; /* notices: library code never logs */
}

/* One try. On failure the error is recorded and there is no connection. */
static err_t connect_once(struct pg_db *p)
{
    const char *const keys[] = {"connect_timeout", "client_encoding", "fallback_application_name",
                                "dbname", NULL};
    const char *const values[] = {"5", "UTF8", "sekimori", p->conninfo, NULL};
    p->c = PQconnectdbParams(keys, values, 1);
    if (!p->c) return db_fail(&p->db, ERR_NOMEM, "store.nomem", NULL);
    if (PQstatus(p->c) != CONNECTION_OK) return pg_err_lost(p);
    PQsetNoticeReceiver(p->c, quiet, NULL);
    PGresult *r = PQexec(p->c, settings_query);
    err_t e = check_settings(p, r);
    PQclear(r);
    if (e == OK && !PQenterPipelineMode(p->c)) e = pg_err_lost(p);
    if (e != OK) pg_db_drop(p);
    return e;
}

err_t pg_db_connect(struct pg_db *p)
{
    if (p->c && PQstatus(p->c) == CONNECTION_OK) return OK;
    pg_db_drop(p);
    int64_t until = clock_monotonic_ms() + p->wait_ms;
    for (;;) {
        err_t e = connect_once(p);
        if (e != ERR_UNAVAILABLE || clock_monotonic_ms() >= until) return e;
        db_forget_error(&p->db);
        pg_db_pause();
    }
}

/* --- the whole --- */

/* Reading every row also checks what checksums the server keeps. */
static err_t check_table(struct db *db, struct str name)
{
    struct sb q SB_CLEANUP;
    sb_init(&q, 1024);
    sb_addf(&q, "SELECT sum(length(CAST(t AS text))) FROM \"%.*s\" t", STR_ARG(name));
    if (sb_end(&q) != OK) return db_fail(db, ERR_NOMEM, "store.nomem", NULL);
    struct rows r ROWS_CLEANUP = db_query_text(db, sb_str(&q).p);
    return rows_end(&r);
}

static err_t check(struct db *db)
{
    struct rows r ROWS_CLEANUP = db_query_text(db, db->ops->tables_query);
    while (rows_next(&r)) TRY(check_table(db, rows_str(&r, "name")));
    return rows_end(&r);
}

static const struct db_ops ops = {
    .close = db_close,
    .exec = pg_pipe_exec,
    .query = pg_pipe_query,
    .query_text = pg_pipe_query_text,
    .script = pg_pipe_script,
    .prepare = pg_pipe_prepare,
    .next = pg_rows_next,
    .end = pg_rows_end,
    .col_name = pg_rows_col_name,
    .col = pg_rows_col,
    .read_begin = pg_tx_read_begin,
    .read_end = pg_tx_read_end,
    .group_begin = pg_tx_begin,
    .savepoint = pg_tx_savepoint,
    .release = pg_tx_release,
    .rollback_to = pg_tx_rollback_to,
    .commit = pg_tx_commit,
    .rollback = pg_tx_rollback,
    .check = check,
    .tables_query = "SELECT tablename AS name FROM pg_tables"
                    " WHERE schemaname = current_schema() ORDER BY tablename",
};

/* A migration ends the right to write of whoever runs on the old schema. */
static err_t lock_for_migration(struct pg_db *p)
{
    struct rows r ROWS_CLEANUP =
        db_query_text(&p->db, "SELECT pg_try_advisory_lock(1397050185) AS locked" /* "SEKI" */
                              ","
                              " to_regclass('writer_epoch') IS NOT NULL AS fence");
    bool got = rows_next(&r);
    bool locked = got && rows_bool(&r, "locked"), fence = got && rows_bool(&r, "fence");
    TRY(rows_end(&r));
    if (!locked) return db_fail(&p->db, ERR_BUSY, "store.in_use", "%s", PQdb(p->c));
    return fence ? pg_tx_take_over(p) : OK;
}

static err_t set_up(struct pg_db *p)
{
    TRY(pg_db_connect(p));
    if (p->role == DB_MIGRATOR) return lock_for_migration(p);
    if (p->role == DB_WRITER) return pg_tx_take_over(p);
    return OK;
}

err_t pg_db_open(const struct store_config *c, enum db_role role, struct db **ret,
                 struct fault *why)
{
    struct pg_db *p = calloc(1, sizeof *p);
    if (!p) return fault_set(why, ERR_NOMEM, "store.nomem", NULL);
    p->db = (struct db){.ops = &ops, .sql = c->sql ? c->sql : &sql_product};
    p->role = role;
    p->wait_ms = c->wait_ms;
    p->conninfo = strdup(c->pg_conninfo);
    p->prepared = calloc(sql_count(p->db.sql) + 1, sizeof *p->prepared);
    err_t e = OK;
    if (!p->conninfo || !p->prepared) e = db_fail(&p->db, ERR_NOMEM, "store.nomem", NULL);
    if (e == OK) e = set_up(p);
    if (e != OK) {
        if (why) *why = p->db.why;
        db_close(&p->db);
        return e;
    }
    *ret = &p->db;
    return OK;
}
