/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_parts.h: a verification at work; private to verify*.c.
 */
#ifndef SEKIMORI_LEDGER_VERIFY_PARTS_H
#define SEKIMORI_LEDGER_VERIFY_PARTS_H

#include <pthread.h>

#include "ledger/numbers.h"
#include "ledger/verify.h"
#include "ledger/verify_batch.h"

enum { VERIFY_RING = 12, VERIFY_THREADS_MAX = 16 };

/* A log that has ended. */
struct verify_ended {
    struct checkpoint_key key;
    bool given; /* by the caller, not only told beside the log */
    uint64_t size;
    struct hash root;
    bool short_of_since; /* it ends before the checkpoint remembered */
};

struct verify {
    struct verify_options options;
    struct checkpoint since;
    bool has_since, since_done;

    /* The log at work; no 0: none has begun. */
    struct ledger_log log;
    struct checkpoint_key key;
    bool key_given;
    struct verify_ended before;
    int64_t next, last_told; /* its records and checkpoints taken in */
    uint64_t sealed;         /* its leaves under its newest checkpoint */
    uint64_t log_checkpoints;

    /* What has been added up: in an extract leaf by leaf, else row by row. */
    bool extract;
    struct merkle_peaks some;
    struct merkle_peaks rows; /* roots of whole rows of 256 leaves */
    struct hash row[TILE_WIDTH];
    unsigned row_n;
    struct verify_result result;
    struct numbers erased, erasures;

    /* Batches filling < taken <= given <= added; guarded by lock. */
    struct batch *ring[VERIFY_RING];
    uint64_t given, taken, added;
    bool done[VERIFY_RING];
    bool stop;
    pthread_mutex_t lock;
    pthread_cond_t work, ready;
    pthread_t thread[VERIFY_THREADS_MAX];
    unsigned n_threads;
};

/* --- adding up, in order (verify_add.c) --- */

/* What a batch, once checked, says of its log. ERR_CORRUPT with *wrong. */
MUST_CHECK err_t verify_add_batch(struct verify *v, const struct batch *b,
                                  struct verify_wrong *wrong);
/* Is the remembered checkpoint one of the log at work? */
bool verify_since_here(const struct verify *v);
/* Where its size is reached it must stand there. */
MUST_CHECK err_t verify_check_since(struct verify *v, struct verify_wrong *wrong);

/* --- the ring of batches (verify_ring.c) --- */

/* Batches and threads. ERR_NOMEM; end it in any case. */
MUST_CHECK err_t verify_ring_start(struct verify *v);
void verify_ring_end(struct verify *v);
/* Give the batch that is being filled to the threads and begin the next. */
MUST_CHECK err_t verify_ring_give(struct verify *v, struct verify_wrong *wrong);
/* The same, and wait until all is added up. */
MUST_CHECK err_t verify_ring_add_all(struct verify *v, struct verify_wrong *wrong);
/* The batch that is being filled. */
static inline struct batch *verify_ring_filling(const struct verify *v)
{
    return v->ring[v->given % VERIFY_RING];
}

#endif
