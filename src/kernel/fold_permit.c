/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/fold.h"

/* Decided and answered by the enforcers: in force, or before its start. */
static void settle(struct matter *m, const struct act *a)
{
    if (fold_effects_pending(m))
        m->state = STATE_EFFECT_PENDING;
    else if (m->from.ms > a->entered.ms)
        m->state = STATE_GRANTED;
    else
        fold_enter_force(m, a);
}

static void decided(struct matter *m, const struct act *a)
{
    m->decided = a->entered;
    if (m->from.ms == 0) m->from = a->happened;
    m->has_period = true;
    fold_want_effects(m, a);
    settle(m, a);
}

/* Has a decider granted what was last submitted? */
static bool granted(const struct matter *m)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        if (d->d.act == ACT_DECIDE && d->state == DUTY_DONE && d->verdict == VERDICT_GRANT &&
            d->opened_seq >= m->submitted_seq)
            return true;
    }
    return false;
}

/* In review: once nothing gates any more the permit is decided. */
static err_t review(struct matter *m, const struct act *a, struct fault *why)
{
    if (fold_open_count(m, true) > 0) return OK;
    if (!granted(m)) return fault_set(why, ERR_STATE, "kernel.no_decider", NULL);
    decided(m, a);
    return OK;
}

static err_t submitted(struct matter *m, const struct act *a, struct fault *why)
{
    m->state = STATE_IN_REVIEW;
    TRY(fold_set_things(m, a, why));
    bool by_rule = fold_open_count(m, true) == 0;
    if (by_rule != a->opening->by_rule)
        return fault_set(why, by_rule ? ERR_STATE : ERR_INVALID,
                         by_rule ? "kernel.no_decider" : "kernel.bad_act", "%s", "opening.by_rule");
    if (by_rule) decided(m, a);
    return OK;
}

/* A refusal by any decider or sanctioner ends it; sending back waits for the applicant. */
static err_t answered(struct matter *m, const struct act *a, struct fault *why)
{
    switch (a->verdict) {
    case VERDICT_REFUSE:
        fold_finish(m, a, STATE_REFUSED);
        return OK;
    case VERDICT_SEND_BACK:
        fold_drop_duties(m, a, false);
        m->state = STATE_SENT_BACK;
        return OK;
    case VERDICT_NONE:
    case VERDICT_GRANT:
    case VERDICTS:
        break;
    }
    return shape_gates(SHAPE_PERMIT, a->kind) ? review(m, a, why) : OK;
}

/* The period is over. What is still out is overdue until it comes back. */
static err_t over(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->kind == ACT_EXPIRE) TRY(fold_check_over(m, a, why));
    if (m->state != STATE_IN_USE) {
        fold_finish(m, a, STATE_EXPIRED);
        return OK;
    }
    if (m->overdue) return fault_set(why, ERR_STATE, "kernel.not_over", NULL);
    m->overdue = true;
    fold_end_effects(m, a);
    return OK;
}

/* What it allowed has been carried out. */
static void carried_out(struct matter *m, const struct act *a)
{
    if (m->state == STATE_IN_FORCE && !m->opening.uses && fold_open_work(m) == 0)
        fold_finish(m, a, STATE_DONE);
}

static void began_use(struct matter *m)
{
    if (m->state == STATE_EXPIRED) m->overdue = true; /* entered late: it is out beyond the end */
    m->state = STATE_IN_USE;
}

static bool all_used(const struct matter *m)
{
    for (size_t i = 0; i < m->n_things; i++)
        if (!m->things[i].used) return false;
    return true;
}

static void ended_use(struct matter *m, const struct act *a)
{
    if (fold_things_out(m) > 0 || m->state == STATE_REVOKED) return;
    if (m->overdue || (!m->opening.many && all_used(m)))
        fold_finish(m, a, STATE_RETURNED);
    else
        m->state = STATE_IN_FORCE;
}

static err_t effect_answered(struct matter *m, const struct act *a)
{
    if (m->state != STATE_EFFECT_PENDING) return OK;
    if (m->effects[a->effect - 1].state == EFFECT_REFUSED && !m->effects[a->effect - 1].e.optional)
        fold_finish(m, a, STATE_REFUSED_BY_ENFORCER);
    else
        settle(m, a);
    return OK;
}

err_t fold_permit(struct matter *m, const struct act *a, struct fault *why)
{
    switch (a->kind) {
    case ACT_APPLY:
    case ACT_RESUBMIT:
        return submitted(m, a, why);
    case ACT_WITHDRAW:
        fold_finish(m, a, STATE_WITHDRAWN);
        return OK;
    case ACT_REVOKE:
        m->overdue = m->overdue || fold_things_out(m) > 0;
        fold_finish(m, a, STATE_REVOKED);
        return OK;
    case ACT_BEGIN:
        return fold_begin(m, a, why);
    case ACT_EXPIRE:
    case ACT_END:
        return over(m, a, why);
    case ACT_CARRY_OUT:
        carried_out(m, a);
        return OK;
    case ACT_BEGIN_USE:
        if (fold_open_work(m) > 0) return fault_set(why, ERR_STATE, "kernel.work_first", NULL);
        TRY(fold_begin_use(m, a, why));
        began_use(m);
        return OK;
    case ACT_END_USE:
        TRY(fold_end_use(m, a, why));
        ended_use(m, a);
        return OK;
    case ACT_EFFECT_APPLIED:
    case ACT_EFFECT_REFUSED:
    case ACT_EFFECT_REMOVED:
        return effect_answered(m, a);
    case ACT_REBIND: /* changes what is to be done, never decides */
        if (m->state == STATE_IN_REVIEW && fold_open_count(m, true) == 0)
            return fault_set(why, ERR_STATE, "kernel.no_decider", NULL);
        return OK;
    default:
        return act_answers_duty(a->kind) ? answered(m, a, why) : OK;
    }
}
