/* SPDX-License-Identifier: Apache-2.0 */
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "store/writer.h"

enum { READERS = 8, GROUP_MAX = 256, WAIT_MS = 15000 };

struct store {
    struct store_config config;
    struct writer *writer; /* NULL: read-only */
    struct health *health;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t freed;
    struct db **idle; /* readers that wait for work, a stack */
    unsigned n_idle, n_open;
    _Atomic uint64_t statements;
    struct store_thing attached;
};

static void fill_defaults(struct store_config *c)
{
    if (!c->sql) c->sql = &sql_product;
    if (c->readers == 0) c->readers = READERS;
    if (c->group_max == 0) c->group_max = GROUP_MAX;
    if (c->wait_ms == 0) c->wait_ms = WAIT_MS;
}

err_t backend_open(const struct store_config *c, enum db_role role, struct db **ret,
                   struct fault *why)
{
    struct store_config full = *c;
    fill_defaults(&full);
    return c->kind == STORE_SQLITE ? sqlite_db_open(&full, role, ret, why)
                                   : pg_db_open(&full, role, ret, why);
}

/* --- readers --- */

/* A reader from the stack, or NULL and the right to open one more. */
static struct db *reader_take(struct store *s)
{
    struct db *db = NULL;
    pthread_mutex_lock(&s->lock);
    while (s->n_idle == 0 && s->n_open == s->config.readers) pthread_cond_wait(&s->freed, &s->lock);
    if (s->n_idle > 0)
        db = s->idle[--s->n_idle];
    else
        s->n_open++;
    pthread_mutex_unlock(&s->lock);
    return db;
}

/* Back onto the stack; NULL gives the right to open back. */
static void reader_give(struct store *s, struct db *db)
{
    pthread_mutex_lock(&s->lock);
    if (db)
        s->idle[s->n_idle++] = db;
    else
        s->n_open--;
    pthread_cond_signal(&s->freed);
    pthread_mutex_unlock(&s->lock);
}

err_t store_read_begin(struct store *s, struct db **ret, struct fault *why)
{
    struct db *db = reader_take(s);
    if (!db) {
        err_t e = backend_open(&s->config, DB_READER, &db, why);
        if (e != OK) {
            reader_give(s, NULL);
            return e;
        }
        db->store = s;
    }
    db_forget_error(db);
    err_t e = db->ops->read_begin(db);
    if (e != OK) {
        (void)db_error(db, why);
        reader_give(s, db);
        return e;
    }
    *ret = db;
    return OK;
}

void store_read_end(struct db *db)
{
    if (!db) return;
    ASSERT(!db->writer);
    ASSERT(db->open_rows == 0);
    store_thing_release(&db->memo);
    db->ops->read_end(db);
    reader_give(db->store, db);
}

/* --- opening --- */

static err_t check_schema(struct db *db, struct fault *why)
{
    struct migrated m;
    err_t e = migrate_check(db, &m);
    if (e != OK) {
        (void)db_error(db, why);
        return e;
    }
    for (unsigned i = 0; i < sql_migration_count(db->sql); i++) {
        if (!m.done[i])
            return fault_set(why, ERR_STATE, "store.schema_older", "%s",
                             sql_migration_get(db->sql, i)->name);
    }
    return OK;
}

/* The first connection: the writer's, or a reader's where nothing is written. */
static err_t open_first(struct store *s, struct fault *why)
{
    struct db *db;
    bool writes = !s->config.read_only;
    TRY(backend_open(&s->config, writes ? DB_WRITER : DB_READER, &db, why));
    db->store = s;
    err_t e = check_schema(db, why);
    if (e != OK) {
        db->ops->close(db);
        return e;
    }
    if (writes) {
        e = writer_start(db, s->config.group_max, s->health, &s->writer);
        return e == OK ? OK : fault_set(why, e, "store.nomem", NULL);
    }
    s->n_open = s->n_idle = 1;
    s->idle[0] = db;
    return OK;
}

/* Replace a borrowed text by our own; without memory, by NULL. */
static bool own_copy(const char **text)
{
    if (!*text) return true;
    *text = strdup(*text);
    return *text != NULL;
}

err_t store_open(const struct store_config *config, struct store **ret, struct fault *why)
{
    struct store *s = calloc(1, sizeof *s);
    if (!s) return fault_set(why, ERR_NOMEM, "store.nomem", NULL);
    s->config = *config;
    fill_defaults(&s->config);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->freed, NULL);
    s->health = health_new();
    s->idle = calloc(s->config.readers, sizeof(struct db *));
    bool path = own_copy(&s->config.sqlite_path), info = own_copy(&s->config.pg_conninfo);
    bool room = s->health && s->idle && path && info;
    err_t e = room ? open_first(s, why) : fault_set(why, ERR_NOMEM, "store.nomem", NULL);
    if (e != OK) {
        store_close(s);
        return e;
    }
    *ret = s;
    return OK;
}

void store_close(struct store *s)
{
    if (!s) return;
    ASSERT(s->n_idle == s->n_open); /* a snapshot is still open */
    /* Readers first: the last connection, the writer's, then tidies the log. */
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): none are idle without the list */
    for (unsigned i = 0; i < s->n_idle; i++) s->idle[i]->ops->close(s->idle[i]);
    if (s->writer) writer_stop(s->writer);
    store_thing_release(&s->attached);
    health_free(s->health);
    pthread_cond_destroy(&s->freed);
    pthread_mutex_destroy(&s->lock);
    free(s->idle);
    free((char *)s->config.sqlite_path);
    free((char *)s->config.pg_conninfo);
    free(s);
}

/* --- the rest --- */

void store_thing_release(struct store_thing *t)
{
    if (t->p) t->release(t->p);
    *t = (struct store_thing){0};
}

void store_attach(struct store *s, void *p, void (*release)(void *))
{
    store_thing_release(&s->attached);
    s->attached = (struct store_thing){p, release};
}

void *store_attached(const struct store *s)
{
    return s ? s->attached.p : NULL;
}

void store_count(struct store *s)
{
    if (s) atomic_fetch_add_explicit(&s->statements, 1, memory_order_relaxed);
}

uint64_t store_statements(const struct store *s)
{
    return atomic_load_explicit(&s->statements, memory_order_relaxed);
}

err_t store_write(struct store *s, store_job_fn *fn, void *arg, struct fault *why)
{
    if (!s->writer) return fault_set(why, ERR_STATE, "store.opened_read_only", NULL);
    return writer_submit(s->writer, fn, arg, false, why);
}

err_t store_write_alone(struct store *s, store_job_fn *fn, void *arg, struct fault *why)
{
    if (!s->writer) return fault_set(why, ERR_STATE, "store.opened_read_only", NULL);
    return writer_submit(s->writer, fn, arg, true, why);
}

err_t store_health(struct store *s, struct fault *why)
{
    return health_get(s->health, why);
}

enum store_kind store_kind(const struct store *s)
{
    return s->config.kind;
}

err_t store_check(struct store *s, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(s, &db, why));
    err_t e = db->ops->check(db);
    if (e != OK) (void)db_error(db, why);
    return e;
}

err_t store_check_statements(struct store *s, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(s, &db, why));
    for (unsigned i = 0; i < sql_count(db->sql); i++) {
        err_t e = db->ops->prepare(db, i);
        if (e == OK) continue;
        return fault_set(why, ERR_BUG, "store.bug", "%s (%s)" FS "%s", sql_get(db->sql, i)->name,
                         sql_get(db->sql, i)->where,
                         db->why.args[db->why.n_args ? db->why.n_args - 1 : 0]);
    }
    return OK;
}
