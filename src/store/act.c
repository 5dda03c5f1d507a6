/* SPDX-License-Identifier: Apache-2.0 */
#include "store/act.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    struct str name;
    int64_t first;
} counter_def[] = {
#define X(id, name, first) {STR_INIT(name), first},
    STORE_COUNTERS(X)
#undef X
};

/* --- counters --- */

static err_t counter_read(struct db *db, enum store_counter c, int64_t *ret)
{
    int64_t next;
    err_t e = db_get_i64(db, &next, SQL_COUNTER_GET, P_STR("name", counter_def[c].name));
    if (e == ERR_NOT_FOUND)
        next = counter_def[c].first;
    else if (e != OK)
        return e;
    *ret = next;
    return OK;
}

err_t db_peek(struct db *db, enum store_counter c, int64_t *ret)
{
    ASSERT(c < COUNTER_COUNT_);
    if (db->failed != OK) return db->failed;
    if (!db->writer) return counter_read(db, c, ret);
    struct counters *k = &writer_group(db->writer)->counters;
    if (!k->known[c]) {
        TRY(counter_read(db, c, &k->next[c]));
        k->known[c] = true;
    }
    *ret = k->next[c];
    return OK;
}

err_t db_next(struct db *db, enum store_counter c, int64_t *ret)
{
    int64_t v;
    ASSERT(db->writer);
    TRY(db_peek(db, c, &v));
    struct counters *k = &writer_group(db->writer)->counters;
    k->next[c] = v + 1;
    k->dirty[c] = true;
    *ret = v;
    return OK;
}

static err_t counters_write(struct counters *k, struct db *db)
{
    for (unsigned i = 0; i < COUNTER_COUNT_; i++) {
        if (!k->dirty[i]) continue;
        TRY(db_run(db, SQL_COUNTER_PUT, P_STR("name", counter_def[i].name),
                   P_I64("next", k->next[i])));
        k->dirty[i] = false;
    }
    return OK;
}

/* --- callbacks --- */

static void add(struct db *db, struct callbacks *c, struct callback what)
{
    if (c->n == c->cap) {
        unsigned cap = c->cap ? c->cap * 2 : 16;
        struct callback *v = reallocarray(c->v, cap, sizeof *v);
        if (!v) {
            (void)db_fail(db, ERR_NOMEM, "store.nomem", NULL);
            return;
        }
        c->v = v;
        c->cap = cap;
    }
    c->v[c->n++] = what;
}

void db_on_commit(struct db *db, void (*fn)(void *), void *arg)
{
    ASSERT(db->writer);
    add(db, &writer_group(db->writer)->after, (struct callback){.fn = fn, .arg = arg});
}

void db_before_commit(struct db *db, err_t (*fn)(struct db *, void *), void *arg)
{
    ASSERT(db->writer);
    struct callbacks *c = &writer_group(db->writer)->before;
    for (unsigned i = 0; i < c->n; i++)
        if (c->v[i].before == fn && c->v[i].arg == arg) return;
    add(db, c, (struct callback){.before = fn, .arg = arg});
}

/* --- the group --- */

void act_group_release(struct act_group *g)
{
    free(g->after.v);
    free(g->before.v);
    *g = (struct act_group){0};
}

void act_group_reset(struct act_group *g)
{
    g->after.n = g->before.n = 0;
    g->counters = (struct counters){0};
}

struct act_mark act_mark(const struct act_group *g)
{
    return (struct act_mark){g->counters, g->after.n, g->before.n};
}

void act_take_back(struct act_group *g, const struct act_mark *m)
{
    g->counters = m->counters;
    g->after.n = m->n_after;
    g->before.n = m->n_before;
}

err_t act_finish(struct act_group *g, struct db *db)
{
    for (unsigned i = 0; i < g->before.n; i++) TRY(g->before.v[i].before(db, g->before.v[i].arg));
    g->before.n = 0;
    return counters_write(&g->counters, db);
}

void act_committed(struct act_group *g)
{
    for (unsigned i = 0; i < g->after.n; i++) g->after.v[i].fn(g->after.v[i].arg);
    g->after.n = 0;
}
