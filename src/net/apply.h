/* SPDX-License-Identifier: Apache-2.0
 *
 * apply.h: makes the kernel hold a plan. Whole: the skeleton through nft, one transaction that
 * leaves everything closed, then the elements of cuts, then all others with the lease. Delta:
 * removals and additions in one transaction. Each step either whole or not at all.
 */
#ifndef SEKIMORI_NET_APPLY_H
#define SEKIMORI_NET_APPLY_H

#include "net/encode.h"
#include "net/nft_run.h"
#include "net/plan.h"

/* What was counted at elements that went away: called for each, with the index of the element in
 * the rule set it was in. */
typedef void apply_gone_fn(void *arg, const struct ruleset *of, size_t index, uint64_t packets,
                           uint64_t bytes);

struct apply {
    struct netlink *rules;
    const struct nft_run *nft;
    apply_gone_fn *gone;
    void *arg;
};

bool apply_has_bridge(const struct plan *p); /* is there a table of the family bridge */
/* Tables replaced, empty and without lease: from here everything is closed. ERR_STATE: refused. */
MUST_CHECK err_t apply_tables(const struct apply *a, const struct plan *p, struct fault *why);
/* After apply_tables and after the elements of cuts: all other elements, and the lease. */
MUST_CHECK err_t apply_permits(const struct apply *a, const struct plan *p, struct moment now,
                               struct fault *why);
/* From one plan to another with the same skeleton; without elements of cuts. ERR_NOT_FOUND: the
 * kernel does not hold what it should; apply all. removals_only: what `to` has more is left out. */
MUST_CHECK err_t apply_delta(const struct apply *a, const struct plan *from, const struct plan *to,
                             bool removals_only, struct moment now, size_t *ret_changes,
                             struct fault *why);
/* Elements alone: some away, others in. */
MUST_CHECK err_t apply_move(const struct apply *a, const struct element *const *gone, size_t n_gone,
                            const struct element *const *fresh, size_t n_fresh, bool bridge,
                            struct moment now, struct fault *why);
MUST_CHECK err_t apply_lease(const struct apply *a, int64_t ms, struct fault *why);
/* The closed table of before the first proof. d may be NULL. */
MUST_CHECK err_t apply_closed(const struct nft_run *nft, const struct barrier *b,
                              struct fault *why);

#endif
