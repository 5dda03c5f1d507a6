/* SPDX-License-Identifier: Apache-2.0
 *
 * Transactions of PostgreSQL, and the fence of the writer.
 *
 * The row of writer_epoch is updated first in every group and so locked until
 * the group ends. Therefore (1) a newer writer, which raises the epoch, waits
 * for the group under way, and every later group of the older one finds no row
 * to update; (2) when the connection dies during COMMIT, whoever gets the lock
 * afterwards sees for certain whether that commit came through: `seq` says. */
#include <string.h>

#include "base/clock.h"
#include "store/pg_db.h"

static err_t text(struct pg_db *p, const char *sql)
{
    return pg_pipe_text(p, sql, NULL, 0);
}

static err_t fenced(struct pg_db *p)
{
    return db_fail(&p->db, ERR_STATE, "store.fenced", NULL);
}

/* --- readers --- */

err_t pg_tx_read_begin(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    for (int attempt = 0;; attempt++) {
        TRY(pg_db_connect(p));
        err_t e = text(p, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        if (e == OK) e = pg_pipe_settle(p, NULL);
        /* The server may have restarted while the connection was idle. */
        if (e == OK || p->c || attempt == 1) return e;
        db_forget_error(db);
    }
}

void pg_tx_read_end(struct db *db)
{
    pg_tx_rollback(db);
}

/* --- the fence --- */

/* One row of two numbers, or *found false. */
static err_t two_numbers(struct pg_db *p, int64_t *a, int64_t *b, bool *found)
{
    PGresult *r;
    TRY(pg_pipe_settle(p, &r));
    *found = PQntuples(r) == 1 && PQnfields(r) == 2;
    if (*found) {
        *a = pg_rows_value(r, 0, 0).i;
        *b = pg_rows_value(r, 0, 1).i;
    }
    PQclear(r);
    return OK;
}

static const char lock_fence[] = "SELECT epoch, seq FROM writer_epoch WHERE id = 1 FOR UPDATE";

err_t pg_tx_take_over(struct pg_db *p)
{
    bool found;
    int64_t seq, epoch;
    TRY(text(p, "BEGIN"));
    TRY(text(p, lock_fence));
    TRY(two_numbers(p, &epoch, &seq, &found));
    if (!found) return db_fail(&p->db, ERR_CORRUPT, "store.corrupt", "writer_epoch");
    TRY(pg_pipe_text(p, "INSERT INTO writer_past (epoch, seq) VALUES ($1, $2)",
                     (int64_t[]){epoch, seq}, 2));
    TRY(text(p, "UPDATE writer_epoch SET epoch = epoch + 1 WHERE id = 1"));
    TRY(text(p, "COMMIT"));
    TRY(pg_pipe_settle(p, NULL));
    p->epoch = epoch + 1;
    p->seq = seq;
    return OK;
}

static err_t begin_fenced(struct pg_db *p)
{
    bool found;
    int64_t epoch, seq;
    TRY(text(p, "BEGIN"));
    if (p->role != DB_WRITER) return pg_pipe_settle(p, NULL);
    TRY(pg_pipe_text(p,
                     "UPDATE writer_epoch SET seq = seq + 1 WHERE id = 1 AND epoch = $1"
                     " RETURNING epoch, seq",
                     &p->epoch, 1));
    TRY(two_numbers(p, &epoch, &seq, &found));
    if (!found) return fenced(p);
    p->seq = seq;
    return OK;
}

err_t pg_tx_begin(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    for (int attempt = 0;; attempt++) {
        TRY(pg_db_connect(p));
        err_t e = begin_fenced(p);
        if (e == OK || p->c || attempt == 1) return e;
        db_forget_error(db); /* nothing was done yet: connect again */
    }
}

/* --- acts --- */

err_t pg_tx_savepoint(struct db *db)
{
    return text(pg_db_of(db), "SAVEPOINT act");
}

err_t pg_tx_release(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    TRY(text(p, "RELEASE act"));
    return pg_pipe_settle(p, NULL);
}

err_t pg_tx_rollback_to(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    if (!p->c) return db->failed;
    err_t settled = pg_pipe_settle(p, NULL); /* what the act sent and did not ask for */
    if (!p->c) return db->failed;
    (void)settled;
    db_forget_error(db);
    TRY(text(p, "ROLLBACK TO act"));
    TRY(text(p, "RELEASE act"));
    return pg_pipe_settle(p, NULL);
}

void pg_tx_rollback(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    struct fault why = db->why;
    err_t failed = db->failed;
    if (!p->c) return;
    err_t e = pg_pipe_settle(p, NULL);
    if (p->c) e = text(p, "ROLLBACK");
    if (p->c) e = pg_pipe_settle(p, NULL);
    if (e != OK) pg_db_drop(p); /* the server rolls back what nobody holds */
    db->failed = failed;
    db->why = why;
}

/* --- commit --- */

/* True when commit number p->seq of our epoch is in the database. Waits for
 * the lock, that is, for the end of the lost transaction. */
static err_t look_up(struct pg_db *p, bool *ret_committed)
{
    bool found;
    int64_t epoch, seq;
    TRY(pg_db_connect(p));
    TRY(text(p, "BEGIN"));
    TRY(text(p, lock_fence));
    TRY(two_numbers(p, &epoch, &seq, &found));
    if (found && epoch != p->epoch) {
        TRY(pg_pipe_text(p, "SELECT epoch, seq FROM writer_past WHERE epoch = $1", &p->epoch, 1));
        TRY(two_numbers(p, &epoch, &seq, &found));
    }
    if (!found) return db_fail(&p->db, ERR_CORRUPT, "store.corrupt", "writer_epoch");
    TRY(text(p, "ROLLBACK"));
    TRY(pg_pipe_settle(p, NULL));
    *ret_committed = seq >= p->seq;
    return OK;
}

/* The connection died during COMMIT: did it arrive? Ask until `wait_ms` are
 * over, since what killed one connection may kill the next. */
static err_t resolve(struct pg_db *p)
{
    struct fault why = p->db.why;
    bool committed = false;
    err_t e;
    int64_t until = clock_monotonic_ms() + p->wait_ms;
    do {
        db_forget_error(&p->db);
        e = look_up(p, &committed);
        if (e == OK) break;
        pg_db_drop(p);
        pg_db_pause();
    } while (clock_monotonic_ms() < until);
    db_forget_error(&p->db);
    if (e == OK && committed) return OK;
    if (e != OK) why.id = "store.unsure";
    p->db.why = why;
    return p->db.failed = ERR_UNAVAILABLE;
}

err_t pg_tx_commit(struct db *db)
{
    struct pg_db *p = pg_db_of(db);
    PGresult *r = NULL;
    TRY(pg_pipe_settle(p, NULL)); /* lost before COMMIT was sent: certainly not committed */
    err_t e = text(p, "COMMIT");
    if (e == OK) e = pg_pipe_settle(p, &r);
    if (e == OK) {
        bool committed = strcmp(PQcmdStatus(r), "COMMIT") == 0;
        PQclear(r);
        return committed ? OK : db_fail(db, ERR_BUG, "store.bug", "commit" FS "rolled back");
    }
    if (p->c && PQtransactionStatus(p->c) == PQTRANS_IDLE && db->failed != ERR_UNAVAILABLE)
        return e; /* refused by the server, which rolled back */
    pg_db_drop(p);
    if (p->role == DB_WRITER) return resolve(p);
    db->why.id = "store.unsure";
    return e;
}
