/* SPDX-License-Identifier: Apache-2.0
 *
 * sqlite_db.h: a connection to SQLite; inside the store only.
 */
#ifndef SEKIMORI_STORE_SQLITE_DB_H
#define SEKIMORI_STORE_SQLITE_DB_H

#include <sqlite3.h>

#include "store/backend.h"

enum sqlite_control {
    CTL_BEGIN_READ,
    CTL_BEGIN,
    CTL_SAVEPOINT,
    CTL_RELEASE,
    CTL_ROLLBACK_TO,
    CTL_COMMIT,
    CTL_ROLLBACK,
    CTL_HEAL,
    CTL_COUNT_
};

struct sqlite_db {
    struct db db;
    sqlite3 *h;
    sqlite3_stmt *control[CTL_COUNT_];
    sqlite3_stmt **cache; /* by statement id */
    int lock_fd;          /* the writer's; -1: none */
};

static inline struct sqlite_db *sqlite_db_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

/* Record the last error of the connection as the db's. */
err_t sqlite_err(struct sqlite_db *s, const char *what);

err_t sqlite_stmt_exec(struct db *db, unsigned sql, const struct param *const *vals,
                       int64_t *ret_changed);
err_t sqlite_stmt_query(struct db *db, unsigned sql, const struct param *const *vals,
                        struct rows *r);
err_t sqlite_stmt_query_text(struct db *db, const char *text, struct rows *r);
err_t sqlite_stmt_prepare(struct db *db, unsigned sql);
bool sqlite_stmt_next(struct rows *r);
void sqlite_stmt_end(struct rows *r);
const char *sqlite_stmt_col_name(const struct rows *r, int col);
struct value sqlite_stmt_col(const struct rows *r, int col);

err_t sqlite_tx_read_begin(struct db *db);
void sqlite_tx_read_end(struct db *db);
err_t sqlite_tx_begin(struct db *db);
err_t sqlite_tx_savepoint(struct db *db);
err_t sqlite_tx_release(struct db *db);
err_t sqlite_tx_rollback_to(struct db *db);
err_t sqlite_tx_commit(struct db *db);
void sqlite_tx_rollback(struct db *db);

#endif
