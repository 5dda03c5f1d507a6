/* SPDX-License-Identifier: Apache-2.0
 *
 * worker.h: one thread that makes one thing at a time: a plan or a check. What was given belongs to
 * it until it is taken back.
 */
#ifndef SEKIMORI_NET_WORKER_H
#define SEKIMORI_NET_WORKER_H

#include "net/check.h"
#include "net/plan.h"

struct worker;
MUST_CHECK err_t worker_start(struct worker **ret, struct fault *why);
void worker_stop(struct worker *w);    /* waits for what it is at; frees it; harmless on NULL */
int worker_fd(const struct worker *w); /* readable when something is done */
bool worker_is_busy(const struct worker *w);
/* Exactly one is not NULL; the worker must not be busy. */
void worker_give(struct worker *w, struct plan *p, struct check *c);
/* What is done, if anything; after it the worker is free again. */
bool worker_take(struct worker *w, struct plan **ret_plan, struct check **ret_check);

#endif
