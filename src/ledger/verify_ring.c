/* SPDX-License-Identifier: Apache-2.0
 *
 * The caller's thread fills batches and, in order, adds up those that are
 * checked; the other threads check. A ring of batches bounds the memory. */
#include <stdlib.h>
#include <unistd.h>

#include "ledger/verify_parts.h"

static void *check_batches(void *arg)
{
    struct verify *v = arg;
    pthread_mutex_lock(&v->lock);
    for (;;) {
        while (v->taken == v->given && !v->stop) pthread_cond_wait(&v->work, &v->lock);
        if (v->stop) break;
        size_t slot = v->taken++ % VERIFY_RING;
        pthread_mutex_unlock(&v->lock);
        batch_check(v->ring[slot], &v->key, v->options.witness);
        pthread_mutex_lock(&v->lock);
        v->done[slot] = true;
        pthread_cond_signal(&v->ready);
    }
    pthread_mutex_unlock(&v->lock);
    return NULL;
}

static unsigned thread_count(unsigned asked)
{
    long n = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > VERIFY_THREADS_MAX ? VERIFY_THREADS_MAX : (unsigned)n;
}

/* Wait for the oldest batch given and add it up. */
static err_t add_oldest(struct verify *v, struct verify_wrong *wrong)
{
    size_t slot = v->added % VERIFY_RING;
    pthread_mutex_lock(&v->lock);
    while (!v->done[slot]) pthread_cond_wait(&v->ready, &v->lock);
    v->done[slot] = false;
    pthread_mutex_unlock(&v->lock);
    v->added++;
    return verify_add_batch(v, v->ring[slot], wrong);
}

err_t verify_ring_give(struct verify *v, struct verify_wrong *wrong)
{
    pthread_mutex_lock(&v->lock);
    v->given++;
    pthread_cond_signal(&v->work);
    pthread_mutex_unlock(&v->lock);
    while (v->given - v->added >= VERIFY_RING) TRY(add_oldest(v, wrong));
    batch_clear(verify_ring_filling(v), v->next);
    return OK;
}

err_t verify_ring_add_all(struct verify *v, struct verify_wrong *wrong)
{
    TRY(verify_ring_give(v, wrong));
    while (v->added < v->given) TRY(add_oldest(v, wrong));
    return OK;
}

err_t verify_ring_start(struct verify *v)
{
    pthread_mutex_init(&v->lock, NULL);
    pthread_cond_init(&v->work, NULL);
    pthread_cond_init(&v->ready, NULL);
    for (size_t i = 0; i < VERIFY_RING; i++) {
        v->ring[i] = calloc(1, sizeof *v->ring[i]);
        if (!v->ring[i]) return ERR_NOMEM;
    }
    unsigned n = thread_count(v->options.threads);
    while (v->n_threads < n) {
        if (pthread_create(&v->thread[v->n_threads], NULL, check_batches, v) != 0) break;
        v->n_threads++;
    }
    return v->n_threads > 0 ? OK : ERR_NOMEM;
}

void verify_ring_end(struct verify *v)
{
    pthread_mutex_lock(&v->lock);
    v->stop = true;
    pthread_cond_broadcast(&v->work);
    pthread_mutex_unlock(&v->lock);
    for (unsigned i = 0; i < v->n_threads; i++) pthread_join(v->thread[i], NULL);
    for (size_t i = 0; i < VERIFY_RING; i++) {
        if (v->ring[i]) free(v->ring[i]->bytes);
        free(v->ring[i]);
    }
    pthread_mutex_destroy(&v->lock);
    pthread_cond_destroy(&v->work);
    pthread_cond_destroy(&v->ready);
}
