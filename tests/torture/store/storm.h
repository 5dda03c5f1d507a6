/* SPDX-License-Identifier: Apache-2.0
 *
 * storm.h: acts from many threads, and the proof afterwards that every act
 * that was acknowledged is there, every one that was refused is not, none is
 * torn in two, and numbers have no gaps.
 */
#ifndef SEKIMORI_TESTS_STORM_H
#define SEKIMORI_TESTS_STORM_H

#include <stdatomic.h>
#include <pthread.h>

#include "store/store.h"
#include "storm_sql.h"

enum { STORM_THREADS = 8, STORM_SEQ_MAX = 40000 };

enum storm_fate {
    FATE_UNKNOWN, /* not answered, or the store does not know ("store.unsure") */
    FATE_ACKED,
    FATE_REFUSED
};

/* In memory shared with a child that will be killed. */
struct storm {
    _Atomic uint8_t fate[STORM_THREADS][STORM_SEQ_MAX];
    _Atomic int next[STORM_THREADS]; /* the next seq of each thread */
    _Atomic int acked, refused, unsure;
    _Atomic bool stop;
    size_t data; /* bytes in each act */
};

struct storm *storm_new(void);
void storm_free(struct storm *s);

/* One act of a thread; returns what store_write() returned. Every eleventh
 * fails by itself after it has written. */
err_t storm_act(struct storm *s, struct store *store, int thread, struct fault *why);

/* Threads that act until storm_stop(), or the process dies. */
struct storm_run {
    struct storm *storm;
    struct store *store;
    struct storm_arg {
        struct storm_run *run;
        int thread;
        pthread_t id;
    } arg[STORM_THREADS];
};
void storm_start(struct storm_run *r, struct storm *s, struct store *store);
void storm_stop(struct storm_run *r);

/* Aborts the test with a message when something is not as it must be. Returns
 * the number of acts in the store. */
int64_t storm_verify(struct storm *s, struct store *store);

#endif
