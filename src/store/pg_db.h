/* SPDX-License-Identifier: Apache-2.0
 *
 * pg_db.h: a connection to PostgreSQL; inside the store only. It stays in
 * libpq's pipeline mode: statements are sent without waiting, pg_pipe_settle()
 * waits for all of them at once.
 */
#ifndef SEKIMORI_STORE_PG_DB_H
#define SEKIMORI_STORE_PG_DB_H

#include <libpq-fe.h>

#include "store/backend.h"

enum { PG_PENDING_MAX = 128 };

struct pg_db {
    struct db db;
    PGconn *c; /* NULL: lost, connect again */
    char *conninfo;
    enum db_role role;
    unsigned wait_ms;
    bool *prepared; /* by statement id; on this connection, or on its way */
    struct {
        int prepares; /* statement id, or SQL_NONE */
    } pending[PG_PENDING_MAX];
    unsigned n_pending;
    int64_t epoch, seq; /* of the writer: its fence, the number of the commit under way */
};

static inline struct pg_db *pg_db_of(struct db *db)
{
    return (struct pg_db *)db;
}

/* --- pg_db.c --- */
/* Connect unless connected, trying until `wait_ms` are over. */
err_t pg_db_connect(struct pg_db *p);
void pg_db_drop(struct pg_db *p); /* forget the connection */
void pg_db_pause(void);           /* between two tries */

/* --- pg_err.c --- */
err_t pg_err_result(struct pg_db *p, const PGresult *r);
err_t pg_err_lost(struct pg_db *p); /* drops the connection */

/* --- pg_pipe.c --- */
/* A text with parameters that are numbers; no waiting. */
err_t pg_pipe_text(struct pg_db *p, const char *text, const int64_t *numbers, int n);
/* Wait for all that was sent. The last result goes to *ret_last unless NULL;
 * the first error counts. */
err_t pg_pipe_settle(struct pg_db *p, PGresult **ret_last);
err_t pg_pipe_exec(struct db *db, unsigned sql, const struct param *const *vals,
                   int64_t *ret_changed);
err_t pg_pipe_query(struct db *db, unsigned sql, const struct param *const *vals, struct rows *r);
err_t pg_pipe_query_text(struct db *db, const char *text, struct rows *r);
err_t pg_pipe_script(struct db *db, const char *text);
err_t pg_pipe_prepare(struct db *db, unsigned sql);

/* --- pg_rows.c --- */
bool pg_rows_next(struct rows *r);
void pg_rows_end(struct rows *r);
const char *pg_rows_col_name(const struct rows *r, int col);
struct value pg_rows_col(const struct rows *r, int col);
struct value pg_rows_value(const PGresult *res, int row, int col);

/* --- pg_tx.c --- */
err_t pg_tx_take_over(struct pg_db *p); /* become the writer */
err_t pg_tx_read_begin(struct db *db);
void pg_tx_read_end(struct db *db);
err_t pg_tx_begin(struct db *db);
err_t pg_tx_savepoint(struct db *db);
err_t pg_tx_release(struct db *db);
err_t pg_tx_rollback_to(struct db *db);
err_t pg_tx_commit(struct db *db);
void pg_tx_rollback(struct db *db);

#endif
