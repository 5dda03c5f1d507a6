/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening SQLite. The file is ours when it bears our application_id. */
#include "store/sqlite_db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x53454B49, /* "SEKI" */ BUSY_MS = 10000 };

static void db_close(struct db *db)
{
    struct sqlite_db *s = sqlite_db_of(db);
    for (unsigned i = 0; s->cache && i < sql_count(db->sql); i++) sqlite3_finalize(s->cache[i]);
    for (unsigned i = 0; i < CTL_COUNT_; i++) sqlite3_finalize(s->control[i]);
    sqlite3_close(s->h);
    if (s->lock_fd >= 0) close(s->lock_fd);
    free(s->cache);
    free(s);
}

static err_t script(struct db *db, const char *text)
{
    struct sqlite_db *s = sqlite_db_of(db);
    if (sqlite3_exec(s->h, text, NULL, NULL, NULL) == SQLITE_OK) return OK;
    return sqlite_err(s, "script");
}

static err_t pragma(struct sqlite_db *s, const char *text, struct str want)
{
    struct rows r ROWS_CLEANUP = db_query_text(&s->db, text);
    if (rows_next(&r)) {
        struct value v = s->db.ops->col(&r, 0);
        if (v.kind == VALUE_STR && want.p && !str_eq(v.s, want))
            return db_fail(&s->db, ERR_IO, "store.no_wal", "%.*s", STR_ARG(v.s));
    }
    return rows_end(&r);
}

static err_t pragma_i64(struct sqlite_db *s, const char *text, int64_t *ret)
{
    struct rows r ROWS_CLEANUP = db_query_text(&s->db, text);
    int64_t v = rows_next(&r) ? s->db.ops->col(&r, 0).i : 0;
    TRY(rows_end(&r));
    *ret = v;
    return OK;
}

static err_t check(struct db *db)
{
    struct rows r ROWS_CLEANUP = db_query_text(db, "PRAGMA integrity_check(1)");
    if (rows_next(&r)) {
        struct str s = db->ops->col(&r, 0).s;
        if (!str_eqz(s, "ok")) return db_fail(db, ERR_CORRUPT, "store.corrupt", "%.*s", STR_ARG(s));
    }
    TRY(rows_end(&r));
    struct rows f ROWS_CLEANUP = db_query_text(db, "PRAGMA foreign_key_check");
    if (rows_next(&f)) {
        struct str s = db->ops->col(&f, 0).s;
        return db_fail(db, ERR_CORRUPT, "store.broken_reference", "%.*s", STR_ARG(s));
    }
    return rows_end(&f);
}

static const struct db_ops ops = {
    .close = db_close,
    .exec = sqlite_stmt_exec,
    .query = sqlite_stmt_query,
    .query_text = sqlite_stmt_query_text,
    .script = script,
    .prepare = sqlite_stmt_prepare,
    .next = sqlite_stmt_next,
    .end = sqlite_stmt_end,
    .col_name = sqlite_stmt_col_name,
    .col = sqlite_stmt_col,
    .read_begin = sqlite_tx_read_begin,
    .read_end = sqlite_tx_read_end,
    .group_begin = sqlite_tx_begin,
    .savepoint = sqlite_tx_savepoint,
    .savepoint_keeps_pages = true,
    .release = sqlite_tx_release,
    .rollback_to = sqlite_tx_rollback_to,
    .commit = sqlite_tx_commit,
    .rollback = sqlite_tx_rollback,
    .check = check,
    .tables_query = "SELECT name FROM sqlite_schema WHERE type = 'table'"
                    " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
};

/* Only one process may write: the counters are kept in its memory. */
static err_t lock_writer(struct sqlite_db *s, const char *path)
{
    char *name;
    if (asprintf(&name, "%s-writer", path) < 0)
        return db_fail(&s->db, ERR_NOMEM, "store.nomem", NULL);
    s->lock_fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int why = errno;
    free(name);
    if (s->lock_fd < 0)
        return db_fail(&s->db, ERR_IO, why == EROFS ? "store.read_only" : "store.cannot_open",
                       "%s" FS "%s", path, strerror(why));
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) < 0)
        return db_fail(&s->db, ERR_BUSY, "store.in_use", "%s", path);
    return OK;
}

/* On a folder we may not write, WAL cannot make its -shm; where no log waits to
 * be read either, the file may be taken as it stands. */
static err_t open_read_only(struct sqlite_db *s, const struct store_config *c)
{
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    int64_t n;
    if (sqlite3_open_v2(c->sqlite_path, &s->h, flags & ~SQLITE_OPEN_URI, c->sqlite_vfs) ==
            SQLITE_OK &&
        pragma_i64(s, "SELECT count(*) FROM sqlite_schema", &n) == OK)
        return OK;
    char *wal = NULL, *uri = NULL;
    struct stat st;
    bool frozen = asprintf(&wal, "%s-wal", c->sqlite_path) > 0 && stat(wal, &st) < 0 &&
                  access(c->sqlite_path, R_OK) == 0 && !strpbrk(c->sqlite_path, "?#%");
    if (frozen && asprintf(&uri, "file:%s?immutable=1", c->sqlite_path) > 0) {
        sqlite3_close(s->h);
        db_forget_error(&s->db);
        if (sqlite3_open_v2(uri, &s->h, flags, c->sqlite_vfs) != SQLITE_OK)
            (void)sqlite_err(s, c->sqlite_path);
    } else if (s->db.failed == OK) {
        (void)sqlite_err(s, c->sqlite_path);
    }
    free(wal);
    free(uri);
    return s->db.failed;
}

static err_t open_file(struct sqlite_db *s, const struct store_config *c, enum db_role role)
{
    if (c->read_only) return open_read_only(s, c);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
    if (role == DB_MIGRATOR) flags |= SQLITE_OPEN_CREATE;
    if (sqlite3_open_v2(c->sqlite_path, &s->h, flags, c->sqlite_vfs) == SQLITE_OK) return OK;
    if (!s->h) return db_fail(&s->db, ERR_NOMEM, "store.nomem", NULL);
    return sqlite_err(s, c->sqlite_path);
}

/* A file that is neither empty nor ours is not touched. */
static err_t check_ours(struct sqlite_db *s, const char *path, enum db_role role)
{
    int64_t id, tables;
    TRY(pragma_i64(s, "PRAGMA application_id", &id));
    if (id == APPLICATION_ID) return OK;
    TRY(pragma_i64(s, "SELECT count(*) FROM sqlite_schema", &tables));
    if (id != 0 || tables != 0) return db_fail(&s->db, ERR_STATE, "store.not_ours", "%s", path);
    if (role != DB_MIGRATOR) return db_fail(&s->db, ERR_STATE, "store.schema_older", "%s", path);
    char text[64];
    snprintf(text, sizeof text, "PRAGMA application_id = %d", APPLICATION_ID);
    return script(&s->db, text);
}

static err_t set_up(struct sqlite_db *s, const struct store_config *c, enum db_role role)
{
    sqlite3_extended_result_codes(s->h, 1);
    sqlite3_busy_timeout(s->h, BUSY_MS);
    sqlite3_db_config(s->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    TRY(check_ours(s, c->sqlite_path, role));
    TRY(script(&s->db, "PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON;"
                       " PRAGMA case_sensitive_like = ON; PRAGMA cell_size_check = ON;"
                       " PRAGMA temp_store = MEMORY"));
    if (c->read_only || role == DB_READER) return script(&s->db, "PRAGMA query_only = ON");
    TRY(pragma(s, "PRAGMA journal_mode = WAL", STR("wal")));
    return script(&s->db,
                  "PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"
                  " PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 67108864");
}

err_t sqlite_db_open(const struct store_config *c, enum db_role role, struct db **ret,
                     struct fault *why)
{
    struct sqlite_db *s = calloc(1, sizeof *s);
    if (!s) return fault_set(why, ERR_NOMEM, "store.nomem", NULL);
    s->db = (struct db){.ops = &ops, .sql = c->sql ? c->sql : &sql_product};
    s->lock_fd = -1;
    err_t e = OK;
    s->cache = calloc(sql_count(s->db.sql) + 1, sizeof *s->cache);
    if (!s->cache) e = db_fail(&s->db, ERR_NOMEM, "store.nomem", NULL);
    if (e == OK && role != DB_READER) e = lock_writer(s, c->sqlite_path);
    if (e == OK) e = open_file(s, c, role);
    if (e == OK) e = set_up(s, c, role);
    if (e != OK) {
        if (why) *why = s->db.why;
        db_close(&s->db);
        return e;
    }
    *ret = &s->db;
    return OK;
}
