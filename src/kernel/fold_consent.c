/* SPDX-License-Identifier: Apache-2.0
 *
 * Consent: somebody explains terms, a counterpart agrees to them (here, or on the paper that is
 * entered), and it lasts until its end, articles 5, 46(3), 60(2). */
#include "kernel/fold.h"

static void agreed(struct matter *m, const struct act *a)
{
    m->decided = a->entered;
    if (m->from.ms == 0) m->from = a->happened;
    m->has_period = true;
    if (m->from.ms > a->entered.ms)
        m->state = STATE_AGREED;
    else
        fold_enter_force(m, a);
}

static err_t explained(struct matter *m, const struct act *a, struct fault *why)
{
    bool on_paper = fold_open_count(m, true) == 0;
    if (on_paper != a->opening->by_rule) return fold_bad(why, "opening.by_rule");
    m->state = STATE_EXPLAINED;
    if (on_paper) agreed(m, a);
    return OK;
}

static err_t answered(struct matter *m, const struct act *a, struct fault *why)
{
    TRY(fold_check_final(a, why));
    if (a->verdict == VERDICT_REFUSE)
        fold_finish(m, a, STATE_REFUSED);
    else if (fold_open_count(m, true) == 0)
        agreed(m, a);
    return OK;
}

/* A new version changes what is to be done; it never agrees for anybody. */
static err_t rebound(const struct matter *m, struct fault *why)
{
    bool agrees = m->state == STATE_EXPLAINED && fold_open_count(m, true) == 0;
    return agrees ? fault_set(why, ERR_STATE, "kernel.no_counterpart", NULL) : OK;
}

err_t fold_consent(struct matter *m, const struct act *a, struct fault *why)
{
    switch (a->kind) {
    case ACT_EXPLAIN:
        return explained(m, a, why);
    case ACT_AGREE:
    case ACT_CONFIRM:
        return answered(m, a, why);
    case ACT_WITHDRAW:
        fold_finish(m, a, STATE_WITHDRAWN);
        return OK;
    case ACT_REVOKE:
        fold_finish(m, a, STATE_REVOKED);
        return OK;
    case ACT_ANNUL:
        fold_finish(m, a, STATE_ANNULLED);
        return OK;
    case ACT_BEGIN:
        return fold_begin(m, a, why);
    case ACT_EXPIRE:
        TRY(fold_check_over(m, a, why));
        fold_finish(m, a, STATE_ENDED);
        return OK;
    case ACT_END:
        fold_finish(m, a, STATE_ENDED);
        return OK;
    case ACT_REBIND:
        return rebound(m, why);
    default:
        return OK;
    }
}
