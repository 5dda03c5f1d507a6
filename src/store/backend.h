/* SPDX-License-Identifier: Apache-2.0
 *
 * backend.h: what a back end gives to the rest of the store; inside only.
 * A back end embeds struct db first in its own connection. On failure it
 * calls db_fail() and returns its result.
 */
#ifndef SEKIMORI_STORE_BACKEND_H
#define SEKIMORI_STORE_BACKEND_H

#include "store/store.h"
#include "store/value.h"

enum { SQL_NONE = -1 }; /* rows of a text without id */

struct db_ops {
    void (*close)(struct db *db);
    /* vals[i] belongs to parameter i+1. ret_changed NULL: the result may come later. */
    err_t (*exec)(struct db *db, unsigned sql, const struct param *const *vals,
                  int64_t *ret_changed);
    err_t (*query)(struct db *db, unsigned sql, const struct param *const *vals, struct rows *r);
    err_t (*query_text)(struct db *db, const char *text, struct rows *r);
    err_t (*script)(struct db *db, const char *text); /* statements without results */
    err_t (*prepare)(struct db *db, unsigned sql);

    bool (*next)(struct rows *r); /* puts an error into r->err */
    void (*end)(struct rows *r);
    const char *(*col_name)(const struct rows *r, int col);
    struct value (*col)(const struct rows *r, int col);

    err_t (*read_begin)(struct db *db);
    void (*read_end)(struct db *db);
    err_t (*group_begin)(struct db *db);
    err_t (*savepoint)(struct db *db);
    bool savepoint_keeps_pages; /* in memory, all that change after it */
    err_t (*release)(struct db *db);
    err_t (*rollback_to)(struct db *db); /* an error: the whole group is lost */
    err_t (*commit)(struct db *db);      /* on error nothing is committed, or "store.unsure" */
    void (*rollback)(struct db *db);
    /* Read all and compare; ERR_CORRUPT with where. */
    err_t (*check)(struct db *db);
    /* Rows with one column `name`: our tables, sorted. */
    const char *tables_query;
};

struct writer;

/* Something of a layer above. */
struct store_thing {
    void *p; /* NULL: nothing */
    void (*release)(void *);
};
void store_thing_release(struct store_thing *t);

struct db {
    const struct db_ops *ops;
    const struct sql_set *sql;
    struct store *store;   /* NULL while migrating */
    struct writer *writer; /* NULL for a reader */
    err_t failed;          /* sticky */
    struct fault why;      /* of `failed` */
    unsigned open_rows;
    struct store_thing memo; /* until this snapshot or act ends */
};

enum db_role { DB_READER, DB_WRITER, DB_MIGRATOR };

/* Make `failed` sticky and fill `why`; the first one stays. Returns it. */
err_t db_fail(struct db *db, err_t code, const char *id, const char *fmt, ...) PRINTF_LIKE(4, 5);
void db_forget_error(struct db *db);
/* What store_attach() gave; NULL: nothing. */
void *store_attached(const struct store *s);
/* One more statement of this store (NULL: nobody counts). */
void store_count(struct store *s);
/* Rows of a text that has no id (migrations, dumps). */
struct rows db_query_text(struct db *db, const char *text);

err_t sqlite_db_open(const struct store_config *c, enum db_role role, struct db **ret,
                     struct fault *why);
err_t pg_db_open(const struct store_config *c, enum db_role role, struct db **ret,
                 struct fault *why);
err_t backend_open(const struct store_config *c, enum db_role role, struct db **ret,
                   struct fault *why);

/* Compare the migrations recorded in the database with the set: which of the set are recorded.
 * One that is younger than others but bears a smaller number is simply not recorded yet. */
enum { MIGRATIONS_MAX = 256 };
struct migrated {
    bool done[MIGRATIONS_MAX]; /* by index in the set */
};
err_t migrate_check(struct db *db, struct migrated *ret);
/* Apply what is not recorded: all of it, or only what `wanted` names. */
err_t migrate_apply(struct db *db, enum store_kind kind, const struct migrated *wanted);
/* Is it of the set, with this digest (hex)? Then marked in `to`; else ERR_STATE. */
err_t migrate_know(struct db *db, int64_t number, struct str name, struct str digest,
                   struct migrated *to);

#endif
