/* SPDX-License-Identifier: Apache-2.0 */
#include "net/worker.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct worker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t given;
    int done_fd;
    bool started, stop, busy, done; /* busy, plan, check: only the main thread's own view */
    bool work;
    struct plan *plan;
    struct check *check;
};

static void *run(void *arg)
{
    struct worker *w = arg;
    (void)pthread_mutex_lock(&w->lock);
    while (!w->stop) {
        if (!w->work) {
            (void)pthread_cond_wait(&w->given, &w->lock);
            continue;
        }
        w->work = false;
        (void)pthread_mutex_unlock(&w->lock);
        if (w->plan && w->plan->taken)
            plan_make(w->plan);
        else if (w->plan)
            plan_take(w->plan);
        if (w->check) check_make(w->check);
        (void)pthread_mutex_lock(&w->lock);
        w->done = true;
        const uint64_t one = 1;
        (void)!write(w->done_fd, &one, sizeof one);
    }
    (void)pthread_mutex_unlock(&w->lock);
    return NULL;
}

err_t worker_start(struct worker **ret, struct fault *why)
{
    struct worker *w = calloc(1, sizeof *w);
    if (!w) return ERR_NOMEM;
    w->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    (void)pthread_mutex_init(&w->lock, NULL);
    (void)pthread_cond_init(&w->given, NULL);
    int n = w->done_fd < 0 ? errno : pthread_create(&w->thread, NULL, run, w);
    w->started = n == 0;
    if (n == 0) {
        *ret = w;
        return OK;
    }
    worker_stop(w);
    return fault_set(why, ERR_IO, "netd.no_thread", "%s", strerror(n));
}

void worker_stop(struct worker *w)
{
    if (!w) return;
    (void)pthread_mutex_lock(&w->lock);
    w->stop = true;
    (void)pthread_cond_signal(&w->given);
    (void)pthread_mutex_unlock(&w->lock);
    if (w->started) (void)pthread_join(w->thread, NULL);
    plan_free(w->plan);
    check_free(w->check);
    (void)pthread_mutex_destroy(&w->lock);
    (void)pthread_cond_destroy(&w->given);
    if (w->done_fd >= 0) (void)close(w->done_fd);
    free(w);
}

int worker_fd(const struct worker *w)
{
    return w->done_fd;
}

bool worker_is_busy(const struct worker *w)
{
    return w->busy;
}

void worker_give(struct worker *w, struct plan *p, struct check *c)
{
    ASSERT(!w->busy && (p != NULL) != (c != NULL));
    (void)pthread_mutex_lock(&w->lock);
    w->busy = w->work = true;
    w->plan = p;
    w->check = c;
    (void)pthread_cond_signal(&w->given);
    (void)pthread_mutex_unlock(&w->lock);
}

bool worker_take(struct worker *w, struct plan **ret_plan, struct check **ret_check)
{
    uint64_t n;
    (void)!read(w->done_fd, &n, sizeof n);
    (void)pthread_mutex_lock(&w->lock);
    bool done = w->done;
    if (done) {
        *ret_plan = w->plan;
        *ret_check = w->check;
        w->plan = NULL;
        w->check = NULL;
        w->busy = w->done = false;
    }
    (void)pthread_mutex_unlock(&w->lock);
    return done;
}
