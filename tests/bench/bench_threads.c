/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "chain_peer.h"

struct crowd {
    void (*act)(void *);
    void *ctx;
    atomic_bool stop;
    _Atomic int64_t done;
};

static void *thread_main(void *arg)
{
    struct crowd *c = arg;
    int64_t n = 0;
    for (; !c->stop; n++) c->act(c->ctx);
    c->done += n;
    return NULL;
}

double bench_threads(unsigned writers, int64_t ms, void (*act)(void *), void *ctx)
{
    pthread_t id[BENCH_WRITERS_MAX];
    struct crowd c = {.act = act, .ctx = ctx};
    if (writers > BENCH_WRITERS_MAX) abort();
    int64_t start = clock_monotonic_ms();
    for (unsigned i = 0; i < writers; i++)
        if (pthread_create(&id[i], NULL, thread_main, &c) != 0) abort();
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
    c.stop = true;
    for (unsigned i = 0; i < writers; i++) pthread_join(id[i], NULL);
    return (double)c.done * 1000.0 / (double)(clock_monotonic_ms() - start);
}
