/* SPDX-License-Identifier: Apache-2.0
 *
 * Transactions of SQLite. A disk error may have rolled everything back behind
 * our back (sqlite3_get_autocommit tells), then the whole group is lost. */
#include "store/sqlite_db.h"

static const char *const control_text[CTL_COUNT_] = {
    [CTL_BEGIN_READ] = "BEGIN",
    [CTL_BEGIN] = "BEGIN IMMEDIATE",
    [CTL_SAVEPOINT] = "SAVEPOINT act",
    [CTL_RELEASE] = "RELEASE act",
    [CTL_ROLLBACK_TO] = "ROLLBACK TO act",
    [CTL_COMMIT] = "COMMIT",
    [CTL_ROLLBACK] = "ROLLBACK",
    [CTL_HEAL] = ("INSERT INTO counter (name, next) VALUES ('heal', 1)"
                  " ON CONFLICT (name) DO UPDATE SET next = counter.next + 1"),
};

static err_t control(struct sqlite_db *s, enum sqlite_control c)
{
    sqlite3_stmt **h = &s->control[c];
    if (!*h && sqlite3_prepare_v3(s->h, control_text[c], -1, SQLITE_PREPARE_PERSISTENT, h, NULL))
        return sqlite_err(s, control_text[c]);
    int rc = sqlite3_step(*h);
    err_t e = rc == SQLITE_DONE ? OK : sqlite_err(s, control_text[c]);
    sqlite3_reset(*h);
    return e;
}

err_t sqlite_tx_read_begin(struct db *db)
{
    return control(sqlite_db_of(db), CTL_BEGIN_READ);
}

void sqlite_tx_read_end(struct db *db)
{
    sqlite_tx_rollback(db);
}

err_t sqlite_tx_begin(struct db *db)
{
    return control(sqlite_db_of(db), CTL_BEGIN);
}

err_t sqlite_tx_savepoint(struct db *db)
{
    return control(sqlite_db_of(db), CTL_SAVEPOINT);
}

err_t sqlite_tx_release(struct db *db)
{
    return control(sqlite_db_of(db), CTL_RELEASE);
}

err_t sqlite_tx_rollback_to(struct db *db)
{
    struct sqlite_db *s = sqlite_db_of(db);
    if (sqlite3_get_autocommit(s->h)) return db->failed != OK ? db->failed : ERR_IO;
    db_forget_error(db);
    TRY(control(s, CTL_ROLLBACK_TO));
    return control(s, CTL_RELEASE);
}

void sqlite_tx_rollback(struct db *db)
{
    struct sqlite_db *s = sqlite_db_of(db);
    if (sqlite3_get_autocommit(s->h)) return;
    struct fault why = db->why;
    err_t failed = db->failed;
    db_forget_error(db);
    if (control(s, CTL_ROLLBACK) != OK && failed == OK) return; /* keeps the new error */
    db->failed = failed;
    db->why = why;
}

/* A commit whose fsync failed has left its frames in the log; were we to die
 * now, recovery would find them whole and the failed acts would come back.
 * A small transaction in their place ends that. */
static err_t overwrite_failed(struct sqlite_db *s)
{
    db_forget_error(&s->db);
    TRY(control(s, CTL_BEGIN));
    err_t e = control(s, CTL_HEAL);
    if (e == OK) e = control(s, CTL_COMMIT);
    if (e != OK) sqlite_tx_rollback(&s->db);
    return e;
}

/* True when surely not all frames were written. The last of them marks the
 * commit, so without it nothing can come back. Memory, too, may run out after
 * that, while the index of the log grows. */
static bool frames_missing(int ext)
{
    int code = ext & 0xff;
    return ext == SQLITE_IOERR_WRITE || code == SQLITE_FULL || code == SQLITE_BUSY ||
           code == SQLITE_READONLY || code == SQLITE_CONSTRAINT;
}

err_t sqlite_tx_commit(struct db *db)
{
    struct sqlite_db *s = sqlite_db_of(db);
    if (control(s, CTL_COMMIT) == OK) return OK;
    bool sure = frames_missing(sqlite3_extended_errcode(s->h));
    struct fault why = db->why;
    sqlite_tx_rollback(db);
    if (overwrite_failed(s) == OK) sure = true;
    db_forget_error(db);
    if (!sure) why.id = "store.unsure";
    db->failed = why.code;
    db->why = why;
    return why.code;
}
