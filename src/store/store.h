/* SPDX-License-Identifier: Apache-2.0
 *
 * store.h: the office's tables on SQLite or PostgreSQL behind one interface.
 *
 * One thread writes. store_write() hands it a job; waiting jobs are taken
 * together, each runs in its own savepoint, one commit makes them durable,
 * then all are answered (group commit). A job that fails is rolled back alone.
 * What store_write() answered OK survives kill -9, power loss and a full disk.
 * Readers see a snapshot that is at least as new as every act answered before
 * store_read_begin(), so everybody reads what they wrote.
 *
 * Only one process may write: SQLite by a lock on `<path>-writer`, PostgreSQL
 * by an epoch that a newer writer raises, after which commits of the older one
 * fail (ERR_STATE, "store.fenced").
 */
#ifndef SEKIMORI_STORE_STORE_H
#define SEKIMORI_STORE_STORE_H

#include "store/db.h"
#include "store/sql.h"
#include "store/sql_ids.h"

struct store;

struct store_config {
    enum store_kind kind;
    const char *sqlite_path;   /* STORE_SQLITE */
    const char *pg_conninfo;   /* STORE_POSTGRES, as libpq takes it */
    const struct sql_set *sql; /* NULL: sql_product; outlives the store */
    unsigned readers;          /* snapshots at a time; 0: 8 */
    unsigned group_max;        /* acts in one commit; 0: 256 */
    unsigned wait_ms;          /* how long to wait for a database that is away; 0: 15000 */
    bool read_only;            /* no writer; store_write() is ERR_STATE */
    const char *sqlite_vfs;    /* NULL: the usual one (tests inject faults here) */
};

/* Bring the schema up to date, creating the database file (not a PostgreSQL
 * database). Each migration runs in a transaction and is recorded with its
 * digest. ERR_STATE: "store.schema_newer", "store.migration_edited". */
MUST_CHECK err_t store_migrate(const struct store_config *config, struct fault *why);

/* ERR_STATE also where migrations are missing ("store.schema_older"); ERR_BUSY
 * where another process writes ("store.in_use"). */
MUST_CHECK err_t store_open(const struct store_config *config, struct store **ret,
                            struct fault *why);
/* Finishes the jobs that wait, then closes. All snapshots must have ended.
 * NULL is harmless. */
void store_close(struct store *store);

/* A snapshot; waits for a free reader. Ends with store_read_end(). */
MUST_CHECK err_t store_read_begin(struct store *store, struct db **ret, struct fault *why);
void store_read_end(struct db *db); /* NULL is harmless */

static inline void store_read_endp(struct db **db)
{
    store_read_end(*db);
}
#define STORE_READ_CLEANUP __attribute__((cleanup(store_read_endp)))

typedef err_t store_job_fn(struct db *db, void *arg);

/* Run fn(db, arg) as one act and return its result once that is durable; fn's
 * error, or the store's own (then *why is filled). Blocks; not from a job.
 * ERR_IO: the disk is full, read-only or broken; ERR_UNAVAILABLE: the database
 * is away. Nothing of the act remains then, except where why->id is
 * "store.unsure": the commit may or may not have arrived, and it could not be
 * found out (an idempotency key makes the repetition safe). */
MUST_CHECK err_t store_write(struct store *store, store_job_fn *fn, void *arg, struct fault *why);

/* The same for a job that changes so much that keeping what was there before, to take it back
 * alone, would cost too much memory (SQLite keeps whole pages): it gets a transaction of its own.
 */
MUST_CHECK err_t store_write_alone(struct store *store, store_job_fn *fn, void *arg,
                                   struct fault *why);

/* OK, or the last failure of the store itself, until a commit succeeds. */
MUST_CHECK err_t store_health(struct store *store, struct fault *why);

/* Read everything and check its form; slow. ERR_CORRUPT says where. */
MUST_CHECK err_t store_check(struct store *store, struct fault *why);

/* Prepare every statement of the set, for tests. ERR_BUG names the wrong one. */
MUST_CHECK err_t store_check_statements(struct store *store, struct fault *why);

enum store_kind store_kind(const struct store *store);

/* Something of a layer above that lives as long as the store, for what it keeps in memory of the
 * tables (db_attached); release(p) at store_close(). Once, before anybody else uses the store. */
void store_attach(struct store *store, void *p, void (*release)(void *));

/* How many statements have been run through db_run() and db_query() since the store was opened, by
 * all threads; begin and end of transactions are not counted. What a page costs is the difference,
 * while nobody else asks. */
uint64_t store_statements(const struct store *store);

#endif
