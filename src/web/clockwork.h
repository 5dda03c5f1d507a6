/* SPDX-License-Identifier: Apache-2.0
 *
 * clockwork.h: what the server does by itself: seals what was recorded, within a second; lets
 * timers that have come due become acts; takes up a version of the catalogue whose moment has come;
 * unlinks files whose content was erased; makes the image of the organisation anew after a change,
 * and what was recorded findable. One thread.
 */
#ifndef SEKIMORI_WEB_CLOCKWORK_H
#define SEKIMORI_WEB_CLOCKWORK_H

#include "ledger/seal.h"
#include "office/matters.h"
#include "web/seal_state.h"
#include "web/standing.h"

/* Told when a task begins to fail and when it works again (why NULL); from the thread. */
typedef void clockwork_told_fn(void *ctx, const char *task, const struct fault *why);

struct clockwork_config {
    const struct office *office;
    struct standing *standing;        /* whose catalogue holds, and changes over; NULL: office's */
    const struct checkpoint_key *key; /* NULL: nothing is sealed (tests) */
    struct ledger_signer signer;
    const char *instance;     /* files whose content was erased are unlinked there; NULL: none */
    struct seal_state *state; /* told whether sealing works; NULL: nobody is */
    clockwork_told_fn *told;
    void *ctx;
};

struct clockwork;
/* The config is copied, what it points to must outlive the thread. ERR_NOMEM. */
MUST_CHECK err_t clockwork_start(const struct clockwork_config *, struct clockwork **ret);
/* Seals what is left, then ends. NULL is harmless. */
void clockwork_stop(struct clockwork *);

#endif
