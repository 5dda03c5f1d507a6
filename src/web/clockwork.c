/* SPDX-License-Identifier: Apache-2.0 */
#include "web/clockwork.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "ledger/ledger.h"
#include "office/org_image.h"
#include "office/search_fill.h"
#include "web/attach.h"

enum { BEAT_MS = 200, TICK_BEATS = 5, FILL_RECORDS = 500 };

struct clockwork {
    struct clockwork_config c;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
    bool behind; /* more of the ledger waits to be indexed */
    bool seal_fails, timers_fail, catalogue_fails, sweep_fails, image_fails, search_fails;
};

/* Tell once when it begins and once when it ends. */
static void tell(struct clockwork *w, bool *fails, const char *task, err_t e, struct fault *why)
{
    bool now = e != OK;
    if (now == *fails) return;
    *fails = now;
    if (now && !why->id) why->code = e;
    w->c.told(w->c.ctx, task, now ? why : NULL);
}

static err_t anything_new(struct clockwork *w, bool *ret, struct fault *why)
{
    struct db *db;
    int64_t size = 0, sealed = 0;
    TRY(store_read_begin(w->c.office->store, &db, why));
    err_t e = ledger_size(db, &size);
    if (e == OK) e = ledger_sealed(db, &sealed);
    store_read_end(db);
    *ret = size > sealed;
    return e;
}

static void seal(struct clockwork *w)
{
    if (!w->c.key) return;
    struct fault why = {.code = OK};
    bool due = false;
    int64_t size;
    err_t e = anything_new(w, &due, &why);
    if (e == OK && due) e = ledger_seal(w->c.office->store, w->c.key, &w->c.signer, &size, &why);
    if (e != OK && !why.id) why.code = e;
    if (w->c.state)
        seal_state_set(w->c.state, clock_now(w->c.office->clock), e == OK ? NULL : &why);
    tell(w, &w->seal_fails, "seal", e, &why);
}

static void fire(struct clockwork *w)
{
    struct fault why = {.code = OK};
    size_t fired = 0;
    struct office office = *w->c.office;
    if (w->c.standing) office.catalogue = standing_take(w->c.standing);
    err_t e = matters_fire_due(&office, &fired);
    if (w->c.standing) standing_give(w->c.standing, office.catalogue);
    tell(w, &w->timers_fail, "timers", e, &why);
}

/* A version of the catalogue whose moment has come. */
static void change_over(struct clockwork *w)
{
    struct fault why = {.code = OK};
    if (!w->c.standing) return;
    err_t e =
        standing_refresh(w->c.standing, w->c.office->store, clock_now(w->c.office->clock), &why);
    tell(w, &w->catalogue_fails, "catalogue", e, &why);
}

static void sweep(struct clockwork *w)
{
    if (!w->c.instance) return;
    struct fault why = {.code = OK};
    err_t e = attach_sweep(w->c.office->store, str_z(w->c.instance), &why);
    tell(w, &w->sweep_fails, "sweep", e, &why);
}

/* Whatever has changed the organisation, pages find its image made. */
static void refresh(struct clockwork *w)
{
    struct fault why = {.code = OK};
    err_t e = org_image_refresh(w->c.office->store);
    tell(w, &w->image_fails, "image", e, &why);
}

/* What has been recorded becomes findable; after a start, all of it by and by. */
static void fill(struct clockwork *w)
{
    struct fault why = {.code = OK};
    struct office office = *w->c.office;
    w->behind = false;
    if (!office.search) return;
    if (w->c.standing) office.catalogue = standing_take(w->c.standing);
    err_t e = search_fill(&office, office.search, FILL_RECORDS, &w->behind);
    if (w->c.standing) standing_give(w->c.standing, office.catalogue);
    tell(w, &w->search_fails, "search", e, &why);
}

static bool rest(struct clockwork *w)
{
    int64_t ms = clock_monotonic_ms() + (w->behind ? 1 : BEAT_MS);
    struct timespec until = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};
    (void)pthread_mutex_lock(&w->lock);
    if (!w->stop) (void)pthread_cond_timedwait(&w->wake, &w->lock, &until);
    bool stop = w->stop;
    (void)pthread_mutex_unlock(&w->lock);
    return !stop;
}

static void *run(void *arg)
{
    struct clockwork *w = arg;
    unsigned beat = 0;
    do {
        change_over(w);
        if (beat++ % TICK_BEATS == 0) {
            fire(w);
            sweep(w);
        }
        refresh(w);
        fill(w);
        seal(w);
    } while (rest(w));
    seal(w);
    return NULL;
}

static err_t init_wake(pthread_cond_t *wake)
{
    pthread_condattr_t attr;
    if (pthread_condattr_init(&attr) != 0) return ERR_NOMEM;
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    int bad = pthread_cond_init(wake, &attr);
    (void)pthread_condattr_destroy(&attr);
    return bad ? ERR_NOMEM : OK;
}

static void release(struct clockwork *w)
{
    (void)pthread_cond_destroy(&w->wake);
    (void)pthread_mutex_destroy(&w->lock);
    free(w);
}

err_t clockwork_start(const struct clockwork_config *c, struct clockwork **ret)
{
    struct clockwork *w = calloc(1, sizeof *w);
    if (!w || init_wake(&w->wake) != OK) {
        free(w);
        return ERR_NOMEM;
    }
    w->c = *c;
    (void)pthread_mutex_init(&w->lock, NULL); /* cannot fail without attributes */
    if (pthread_create(&w->thread, NULL, run, w) != 0) {
        release(w);
        return ERR_NOMEM;
    }
    *ret = w;
    return OK;
}

void clockwork_stop(struct clockwork *w)
{
    if (!w) return;
    (void)pthread_mutex_lock(&w->lock);
    w->stop = true;
    (void)pthread_cond_signal(&w->wake);
    (void)pthread_mutex_unlock(&w->lock);
    (void)pthread_join(w->thread, NULL);
    release(w);
}
