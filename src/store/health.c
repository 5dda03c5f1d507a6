/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>

#include "store/writer.h"

struct health {
    pthread_mutex_t lock;
    err_t code;
    struct fault why;
};

struct health *health_new(void)
{
    struct health *h = calloc(1, sizeof *h);
    if (h) pthread_mutex_init(&h->lock, NULL);
    return h;
}

void health_free(struct health *h)
{
    if (!h) return;
    pthread_mutex_destroy(&h->lock);
    free(h);
}

void health_set(struct health *h, err_t code, const struct fault *why)
{
    pthread_mutex_lock(&h->lock);
    h->code = code;
    if (code != OK) h->why = *why;
    pthread_mutex_unlock(&h->lock);
}

err_t health_get(struct health *h, struct fault *why)
{
    pthread_mutex_lock(&h->lock);
    err_t code = h->code;
    if (code != OK && why) *why = h->why;
    pthread_mutex_unlock(&h->lock);
    return code;
}
