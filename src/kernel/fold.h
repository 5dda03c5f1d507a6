/* SPDX-License-Identifier: Apache-2.0
 *
 * fold.h: the parts of matter_apply. Each changes *m in place and returns ERR_STATE,
 * ERR_INVALID or ERR_DENIED with *why filled when the act is not allowed. Private.
 */
#ifndef SEKIMORI_KERNEL_FOLD_H
#define SEKIMORI_KERNEL_FOLD_H

#include "kernel/matter.h"

/* --- the form of an act (fold_form.c) --- */

MUST_CHECK err_t fold_check_form(const struct act *a, struct fault *why);
bool fold_by_enforcer(enum act_kind kind);

/* --- duties (fold_duty.c) --- */

/* The duty that `a` answers becomes done; its rivals in a set of "any" are dropped. */
MUST_CHECK err_t fold_answer(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_open_duties(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_overdue(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_reassign(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_rebind(struct matter *m, const struct act *a, struct fault *why);
/* Every open duty is dropped, or only those that do not outlive the matter. */
void fold_drop_duties(struct matter *m, const struct act *a, bool over);
/* Of what is to be carried out. */
size_t fold_open_work(const struct matter *m);
size_t fold_open_count(const struct matter *m, bool gates_only);

/* --- effects (fold_effect.c) --- */

MUST_CHECK err_t fold_plan_effects(struct matter *m, const struct act *a, struct fault *why);
void fold_want_effects(struct matter *m, const struct act *a); /* planned -> wanted */
void fold_end_effects(struct matter *m, const struct act *a);
bool fold_effects_pending(const struct matter *m); /* a mandatory one is unanswered */
MUST_CHECK err_t fold_effect_word(struct matter *m, const struct act *a, struct fault *why);

/* --- uses (fold_use.c) --- */

MUST_CHECK err_t fold_set_things(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_begin_use(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_end_use(struct matter *m, const struct act *a, struct fault *why);
size_t fold_things_out(const struct matter *m);

/* --- shapes: what the act does to the state, after the generic part --- */

MUST_CHECK err_t fold_permit(struct matter *m, const struct act *a,
                             struct fault *why); /* fold_permit.c */
MUST_CHECK err_t fold_record(struct matter *m, const struct act *a,
                             struct fault *why); /* fold_other.c */
MUST_CHECK err_t fold_instrument(struct matter *m, const struct act *a, struct fault *why);
MUST_CHECK err_t fold_consent(struct matter *m, const struct act *a,
                              struct fault *why); /* fold_consent.c */
MUST_CHECK err_t fold_running(struct matter *m, const struct act *a, struct fault *why);

/* --- shared (fold.c) --- */

MUST_CHECK err_t fold_set_period(struct matter *m, const struct act *a, struct fault *why);
/* In force from now on (from its start, when that is what the act says). */
void fold_enter_force(struct matter *m, const struct act *a);
/* The matter ends in this state. */
void fold_finish(struct matter *m, const struct act *a, enum matter_state state);
/* ACT_BEGIN: in force, from its start and not before. */
MUST_CHECK err_t fold_begin(struct matter *m, const struct act *a, struct fault *why);
/* ACT_EXPIRE: its end has come. */
MUST_CHECK err_t fold_check_over(const struct matter *m, const struct act *a, struct fault *why);
/* Said yes or no to: there is nobody to send it back to. */
MUST_CHECK err_t fold_check_final(const struct act *a, struct fault *why);
/* "This act is not well formed": ERR_INVALID naming the member. */
err_t fold_bad(struct fault *why, const char *member);

#endif
