/* SPDX-License-Identifier: Apache-2.0 */
#include "storm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define MUST(cond, ...)                                                                            \
    do {                                                                                           \
        if (cond) break;                                                                           \
        printf("Bail out! %s: ", #cond);                                                           \
        printf(__VA_ARGS__);                                                                       \
        putchar('\n');                                                                             \
        fflush(stdout);                                                                            \
        abort();                                                                                   \
    } while (0)

enum { PAGE = 2000, FAIL_EVERY = 11 };

struct storm *storm_new(void)
{
    void *p =
        mmap(NULL, sizeof(struct storm), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    MUST(p != MAP_FAILED, "no memory");
    ((struct storm *)p)->data = 40;
    return p;
}

void storm_free(struct storm *s)
{
    munmap(s, sizeof *s);
}

/* --- acting --- */

struct one {
    int thread, seq;
    size_t data;
};

static err_t act(struct db *db, void *arg)
{
    const struct one *o = arg;
    int64_t id;
    char *data = calloc(1, o->data + 1);
    if (!data) return ERR_NOMEM;
    err_t e = db_next(db, COUNTER_ENTRY, &id);
    if (e == OK)
        e = db_run(db, S_STORM_PUT, P_I64("id", id), P_I64("thread", o->thread),
                   P_I64("seq", o->seq), P_BLOB("data", ((struct str){data, o->data})));
    free(data);
    if (e == OK)
        e = db_run(db, S_STORM_TWIN_PUT, P_I64("id", id), P_I64("thread", o->thread),
                   P_I64("seq", o->seq));
    if (e == OK && o->seq % FAIL_EVERY == 0) e = ERR_DENIED;
    return e;
}

err_t storm_act(struct storm *s, struct store *store, int thread, struct fault *why)
{
    struct one o = {thread, s->next[thread]++, s->data};
    struct fault own = {0};
    MUST(o.seq < STORM_SEQ_MAX, "too many acts");
    if (!why) why = &own;
    err_t e = store_write(store, act, &o, why);
    bool unsure = e != OK && e != ERR_DENIED && why->id && strcmp(why->id, "store.unsure") == 0;
    s->fate[thread][o.seq] = e == OK ? FATE_ACKED : unsure ? FATE_UNKNOWN : FATE_REFUSED;
    if (e == OK)
        s->acked++;
    else if (unsure)
        s->unsure++;
    else
        s->refused++;
    return e;
}

static void *thread_main(void *arg)
{
    struct storm_arg *a = arg;
    while (!a->run->storm->stop) {
        struct fault why = {0};
        (void)!storm_act(a->run->storm, a->run->store, a->thread, &why);
    }
    return NULL;
}

void storm_start(struct storm_run *r, struct storm *s, struct store *store)
{
    r->storm = s;
    r->store = store;
    s->stop = false;
    for (int i = 0; i < STORM_THREADS; i++) {
        r->arg[i] = (struct storm_arg){r, i, 0};
        MUST(pthread_create(&r->arg[i].id, NULL, thread_main, &r->arg[i]) == 0, "no thread");
    }
}

void storm_stop(struct storm_run *r)
{
    r->storm->stop = true;
    for (int i = 0; i < STORM_THREADS; i++) pthread_join(r->arg[i].id, NULL);
}

/* --- the proof --- */

struct seen {
    uint8_t there[STORM_THREADS][STORM_SEQ_MAX];
};

/* Read one page of acts; returns how many. */
static int page(struct db *db, struct seen *seen, int64_t after)
{
    int n = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, S_STORM_PAGE, P_I64("after", after), P_I64("n", PAGE));
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "id"), thread = rows_i64(&r, "thread"), seq = rows_i64(&r, "seq");
        n++;
        MUST(id == after + n, "a gap before id %lld", (long long)id);
        MUST(rows_i64_or(&r, "thread_b", -1) == thread && rows_i64_or(&r, "seq_b", -1) == seq,
             "id %lld is torn", (long long)id);
        MUST(thread >= 0 && thread < STORM_THREADS && seq >= 0 && seq < STORM_SEQ_MAX,
             "strange row");
        seen->there[thread][seq] = 1;
    }
    err_t e = rows_end(&r);
    MUST(e == OK, "reading: %s %s", err_name(e), "");
    return n;
}

static void compare(struct storm *s, const struct seen *seen)
{
    for (int t = 0; t < STORM_THREADS; t++) {
        for (int i = 0; i < s->next[t]; i++) {
            int fate = s->fate[t][i], there = seen->there[t][i];
            MUST(fate != FATE_ACKED || there, "act %d of thread %d was acknowledged and is lost", i,
                 t);
            MUST(fate != FATE_REFUSED || !there, "act %d of thread %d was refused and is there", i,
                 t);
        }
    }
}

int64_t storm_verify(struct storm *s, struct store *store)
{
    struct seen *seen = calloc(1, sizeof *seen);
    struct fault why = {0};
    struct db *db = NULL;
    int64_t count = 0, twins = -1, next = -1;
    MUST(seen, "no memory");
    MUST(store_read_begin(store, &db, &why) == OK, "%s %s", why.id, why.args[0]);
    for (int n = PAGE; n == PAGE; count += n) n = page(db, seen, count);
    MUST(db_get_i64(db, &twins, S_STORM_TWINS) == OK && twins == count, "%lld twins of %lld",
         (long long)twins, (long long)count);
    MUST(db_peek(db, COUNTER_ENTRY, &next) == OK && next == count + 1,
         "the counter says %lld after %lld", (long long)next, (long long)count);
    store_read_end(db);
    MUST(store_check(store, &why) == OK, "%s %s", why.id, why.args[0]);
    compare(s, seen);
    free(seen);
    return count;
}
