/* SPDX-License-Identifier: Apache-2.0
 *
 * matter.h: a matter as the fold of its acts. Pure: the result depends on the acts and on
 * this code alone, never on people, YAML or the clock of today.
 *
 * The shapes (tables in shape.c, rules in fold_*.c):
 *   permit       in_review until no gating duty is open and a decider has granted; a refusal
 *                ends it, send_back waits for resubmit; opened by_rule, without any gating duty,
 *                it is in force without a decision (47(4)). Then effect_pending while a mandatory
 *                effect is unanswered, granted before its start, in_force, in_use ... What is to
 *                be carried out under it (carry_out) is done while it is in force, before any
 *                use; a permit that is not used is done with the last of that.
 *   record       written; to_confirm first when a confirm duty is opened with it.
 *   instrument   to_confirm first when a confirm duty is opened with it; issued, in_force, ended
 *                or annulled.
 *   consent      explained until the counterpart has agreed (a refusal ends it); opened by_rule,
 *                without any gating duty, it had been agreed to on paper. Then agreed before its
 *                start, in_force until its end (ended), or revoked.
 *   report, instruction, campaign   running until no duty is open, then done.
 * Timers follow from what is folded: `begin` at the start of a decided permit, an issued
 * instrument or what was agreed to, `expire` at its end, `overdue` at an open duty's due time.
 */
#ifndef SEKIMORI_KERNEL_MATTER_H
#define SEKIMORI_KERNEL_MATTER_H

#include "kernel/act.h"

enum duty_state { DUTY_OPEN, DUTY_DONE, DUTY_DROPPED, DUTY_STATES };
const char *duty_state_name(enum duty_state);

struct duty {
    struct act_duty d; /* as opened (assigned: as last reassigned) */
    enum duty_state state;
    int32_t opened_seq, closed_seq;
    struct moment opened, closed;
    bool overdue;         /* its due time has passed and was noted */
    enum verdict verdict; /* DUTY_DONE */
    struct act_by by;     /* DUTY_DONE: who answered */
};

struct effect {
    struct act_effect e;
    enum effect_state state;
    int32_t changed_seq;
    const char *report, *reason; /* of the enforcer's last word */
};

struct thing {             /* of a permit's use */
    struct entry_id entry; /* unset: the one thing without entry */
    bool in_use, used;
    struct moment since;     /* of the running or last use */
    struct person_id holder; /* who began it */
};

enum timer_kind { TIMER_BEGIN, TIMER_EXPIRE, TIMER_OVERDUE, TIMER_KINDS };
const char *timer_kind_name(enum timer_kind);
bool timer_kind_parse(struct str, enum timer_kind *ret);
/* The system act that a timer becomes when it fires. */
enum act_kind timer_act(enum timer_kind);

struct timer {
    enum timer_kind kind;
    int32_t duty; /* TIMER_OVERDUE; else 0 */
    struct moment at;
};

struct matter {
    struct arena *arena; /* owns everything below */
    struct matter_id id;
    enum matter_state state;
    bool closed;                /* final, nothing is out, no mandatory effect is to be removed */
    bool overdue;               /* its period ended (or it was revoked) while in use */
    int32_t seq;                /* of the last act */
    int32_t submitted_seq;      /* of the opener or the last resubmission */
    struct act_opening opening; /* digest and catalogue as last bound */
    struct act_by opener;
    struct person_id applicant;  /* the opener's person, who may never decide */
    struct person_id entered_by; /* at the keyboard for the opener: another, from paper */
    struct moment opened, changed, decided; /* entered times */
    bool has_period;
    struct moment from, until;
    struct moment began, ended; /* in force in fact; {0}: not (yet) */
    struct duty *duties;        /* duties[no - 1] */
    size_t n_duties, cap_duties;
    struct effect *effects; /* effects[no - 1] */
    size_t n_effects, cap_effects;
    struct thing *things;
    size_t n_things;
    struct act_link *links;
    size_t n_links, cap_links;
    const struct act_designation *designations;
    size_t n_designations;
    const struct act_setting *settings;
    size_t n_settings;
};

/* Before the opener. */
void matter_init(struct matter *m, struct arena *arena);
/* A copy that shares nothing that changes. */
MUST_CHECK err_t matter_clone(const struct matter *m, struct arena *arena, struct matter *ret);

/* Add one act. What the act points to must live as long as the arena. On failure *m is of
 * no more use (clone before when it is needed).
 * A draft (act->state STATE_NONE; seq 0 or the next): ERR_STATE, ERR_INVALID or ERR_DENIED
 * when the shape does not allow it.
 * A recorded act: any difference is ERR_CORRUPT. */
MUST_CHECK err_t matter_apply(struct matter *m, const struct act *act, struct fault *why);

/* The duties that the last act applied dropped, ascending (recorded by the kernel). */
MUST_CHECK err_t matter_drops_of(const struct matter *m, int32_t seq, struct arena *arena,
                                 const int32_t **ret, size_t *ret_n);

/* NULL when there is none of that number. */
const struct duty *matter_duty(const struct matter *m, int32_t no);
const struct effect *matter_effect(const struct matter *m, int32_t no);
/* Is an open duty assigned to this person, directly or through one of these posts? */
bool matter_assigned(const struct duty *d, struct person_id person, const struct post_id *posts,
                     size_t n_posts);
/* Has every duty of this step (or merged into it) been done? False if none was opened. */
bool matter_step_done(const struct matter *m, const char *step);
/* Would nothing gate the decision any more once duty `no` is done? */
bool matter_last_gate(const struct matter *m, int32_t no);

/* The i-th running timer; false beyond the last. Ordered by kind, duty. */
bool matter_timer(const struct matter *m, size_t i, struct timer *ret);

#endif
