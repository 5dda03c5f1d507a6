/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/fold.h"

/* --- record --- */

static void written(struct matter *m)
{
    m->state = fold_open_count(m, true) > 0 ? STATE_TO_CONFIRM : STATE_WRITTEN;
}

err_t fold_record(struct matter *m, const struct act *a, struct fault *why)
{
    switch (a->kind) {
    case ACT_ANNUL:
        fold_finish(m, a, STATE_ANNULLED);
        return OK;
    case ACT_CONFIRM:
        TRY(fold_check_final(a, why));
        if (a->verdict == VERDICT_REFUSE) {
            fold_finish(m, a, STATE_ANNULLED);
            return OK;
        }
        break;
    case ACT_WRITE:
    case ACT_CORRECT:
    case ACT_REBIND:
        break;
    default:
        return OK;
    }
    written(m);
    return OK;
}

/* --- instrument --- */

/* Nothing is left to confirm: it stands, and is in force from its start. */
static void stands(struct matter *m, const struct act *a)
{
    m->decided = a->entered;
    fold_want_effects(m, a);
    if (m->from.ms > a->entered.ms)
        m->state = STATE_ISSUED;
    else
        fold_enter_force(m, a);
}

static err_t issued(struct matter *m, const struct act *a, struct fault *why)
{
    for (size_t i = 0; i < a->n_designations; i++)
        if (!a->designations[i].role.role || !person_id_is_set(a->designations[i].person))
            return fold_bad(why, "designations");
    m->has_period = true;
    if (m->from.ms == 0) m->from = a->happened;
    m->designations = a->designations;
    m->n_designations = a->n_designations;
    m->settings = a->settings;
    m->n_settings = a->n_settings;
    if (fold_open_count(m, true) > 0)
        m->state = STATE_TO_CONFIRM;
    else
        stands(m, a);
    return OK;
}

/* What was to begin before its confirmation begins with it: nothing is in force in arrears. */
static err_t confirmed(struct matter *m, const struct act *a, struct fault *why)
{
    TRY(fold_check_final(a, why));
    if (a->verdict == VERDICT_REFUSE) {
        fold_finish(m, a, STATE_ANNULLED);
        return OK;
    }
    if (fold_open_count(m, true) > 0) return OK;
    if (m->from.ms < a->entered.ms) m->from = a->entered;
    stands(m, a);
    return OK;
}

err_t fold_instrument(struct matter *m, const struct act *a, struct fault *why)
{
    switch (a->kind) {
    case ACT_ISSUE:
        return issued(m, a, why);
    case ACT_CONFIRM:
        return confirmed(m, a, why);
    case ACT_REBIND: /* changes what is to be done, never confirms */
        if (m->state == STATE_TO_CONFIRM && fold_open_count(m, true) == 0)
            return fault_set(why, ERR_STATE, "kernel.no_decider", NULL);
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
    case ACT_ANNUL:
        fold_finish(m, a, STATE_ANNULLED);
        return OK;
    default:
        return OK;
    }
}

/* --- report, instruction, campaign: running until no duty is open --- */

err_t fold_running(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->kind == ACT_ANNUL) {
        fold_finish(m, a, STATE_ANNULLED);
        return OK;
    }
    if (m->seq == 1) {
        m->state = STATE_RUNNING;
        if (fold_open_count(m, false) == 0)
            return fault_set(why, ERR_STATE, "kernel.nobody_told", NULL);
    }
    if (m->state == STATE_RUNNING && fold_open_count(m, false) == 0) fold_finish(m, a, STATE_DONE);
    return OK;
}
