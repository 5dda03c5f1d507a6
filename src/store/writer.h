/* SPDX-License-Identifier: Apache-2.0
 *
 * writer.h: the one thread that writes; inside the store only.
 */
#ifndef SEKIMORI_STORE_WRITER_H
#define SEKIMORI_STORE_WRITER_H

#include "store/backend.h"

/* Takes over db, also on failure. The store's health goes to `health`. */
struct health;
err_t writer_start(struct db *db, unsigned group_max, struct health *health, struct writer **ret);
/* Finishes what waits; closes the db. */
void writer_stop(struct writer *w);
/* `alone`: not together with others (store_write_alone). */
err_t writer_submit(struct writer *w, store_job_fn *fn, void *arg, bool alone, struct fault *why);

struct health *health_new(void);
void health_free(struct health *h);
void health_set(struct health *h, err_t code, const struct fault *why);
err_t health_get(struct health *h, struct fault *why);

#endif
