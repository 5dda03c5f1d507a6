/* SPDX-License-Identifier: Apache-2.0
 *
 * kernel.h: acts into the ledger and out of it. Each act is one record of kind "act"; the
 * tables matter, duty, assignment, due, link, effect, entry, designation, setting ... are
 * projections, written with it and rebuilt from the ledger by kernel_rebuild.
 *
 * Inside a store job: everything here that writes belongs to the caller's transaction, so
 * several acts of one job stand or fall together.
 */
#ifndef SEKIMORI_KERNEL_KERNEL_H
#define SEKIMORI_KERNEL_KERNEL_H

#include "kernel/matter.h"
#include "store/store.h"

/* What was recorded. */
struct performed {
    struct matter_id matter;
    int32_t seq;
    struct leaf_id leaf;
    enum matter_state state;
};

/* Numbers for drafts. The document number is the next of the division's fiscal year. */
MUST_CHECK err_t kernel_new_matter(struct db *, struct matter_id *ret);
MUST_CHECK err_t kernel_new_entry(struct db *, struct entry_id *ret);
MUST_CHECK err_t kernel_next_number(struct db *, struct unit_id division, int32_t fiscal_year,
                                    int32_t *ret);

/* Record one act: loads and folds its matter, checks that the shape allows it, appends it to
 * the ledger with its content (canonical JSON, or STR_NONE), updates the projections.
 * draft->seq 0 takes the next number; another value must be the next (ERR_STATE
 * "kernel.stale": the matter has moved on).
 * ERR_STATE, ERR_DENIED, ERR_INVALID: not allowed, *why says why, nothing is stored.
 * ERR_NOT_FOUND: no such matter, or a link, entry or exception to one that is not there. */
MUST_CHECK err_t kernel_perform(struct db *, const struct act *draft, struct str content,
                                struct performed *ret, struct fault *why);

/* The same on a matter that this very job has loaded (NULL: it is loaded), and as it stands
 * afterwards, in the arena (NULL: not wanted). A matter that has moved on since is never written
 * over: the job fails then. */
MUST_CHECK err_t kernel_perform_on(struct db *, struct arena *, const struct matter *before,
                                   const struct act *draft, struct str content,
                                   struct performed *ret, struct matter **ret_after,
                                   struct fault *why);

/* Fold a matter from its records. ERR_NOT_FOUND; ERR_CORRUPT. */
MUST_CHECK err_t kernel_load(struct db *, struct arena *, struct matter_id, struct matter **ret,
                             struct fault *why);

/* The acts of a matter in order, for its history. */
struct act_stored {
    const struct act *act;
    struct leaf_id leaf;
    struct str content; /* kernel_history only; STR_NONE: none, or erased */
};
MUST_CHECK err_t kernel_acts(struct db *, struct arena *, struct matter_id, struct act_stored **ret,
                             size_t *ret_n, struct fault *why);
/* The same with the content of each. */
MUST_CHECK err_t kernel_history(struct db *, struct arena *, struct matter_id,
                                struct act_stored **ret, size_t *ret_n, struct fault *why);
/* Fold what kernel_acts or kernel_history gave. */
MUST_CHECK err_t kernel_fold(struct arena *, const struct act_stored *, size_t n,
                             struct matter **ret, struct fault *why);
/* The content of one act; *ret is STR_NONE when it has none or it was erased. */
MUST_CHECK err_t kernel_content(struct db *, struct arena *, struct matter_id, int32_t seq,
                                struct str *ret, struct fault *why);

/* Timers due at or before `now`, oldest first, at most `max`. Firing one = performing
 * timer_act() with by.person unset; the timer is gone with the act. */
struct due_timer {
    struct matter_id matter;
    struct timer timer;
};
MUST_CHECK err_t kernel_due(struct db *, struct arena *, struct moment now, size_t max,
                            struct due_timer **ret, size_t *ret_n);

/* Empty the projections and replay the whole ledger into them (one write job). */
MUST_CHECK err_t kernel_rebuild(struct db *, struct fault *why);
/* Do the tables hold what a rebuild gives? ERR_CORRUPT "kernel.projections_differ". Leaves
 * them rebuilt. */
MUST_CHECK err_t kernel_check(struct db *, struct fault *why);
/* SHA-256 over every row of every projection, in order: live and rebuilt must agree. */
MUST_CHECK err_t kernel_projections_digest(struct db *, char ret[65]);

#endif
