/* SPDX-License-Identifier: Apache-2.0
 *
 * matter_apply: what is common to all shapes; then the shape says what becomes of the state. */
#include "kernel/fold.h"

#include <string.h>

err_t fold_bad(struct fault *why, const char *member)
{
    return fault_set(why, ERR_INVALID, "kernel.bad_act", "%s", member);
}

void fold_enter_force(struct matter *m, const struct act *a)
{
    m->state = STATE_IN_FORCE;
    m->began = a->kind == ACT_BEGIN ? m->from : a->entered;
}

void fold_finish(struct matter *m, const struct act *a, enum matter_state state)
{
    bool over = state == STATE_EXPIRED || state == STATE_ENDED || state == STATE_RETURNED ||
                state == STATE_REVOKED || state == STATE_REFUSED_BY_ENFORCER || state == STATE_DONE;
    fold_drop_duties(m, a, over); /* what was to be told is still told when a period ends */
    fold_end_effects(m, a);
    m->state = state;
    m->ended = a->kind == ACT_EXPIRE ? m->until : a->entered;
}

err_t fold_set_period(struct matter *m, const struct act *a, struct fault *why)
{
    if (!a->has_period) {
        if (a->from.ms || a->until.ms) return fold_bad(why, "period");
        return OK;
    }
    bool may = a->opening || a->kind == ACT_DECIDE || a->kind == ACT_AGREE;
    if (!may) return fold_bad(why, "period");
    if (a->until.ms && a->until.ms <= a->from.ms)
        return fault_set(why, ERR_INVALID, "kernel.empty_period", NULL);
    m->has_period = true;
    m->from = a->from;
    m->until = a->until;
    return OK;
}

err_t fold_begin(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->entered.ms < m->from.ms) return fault_set(why, ERR_STATE, "kernel.before_start", NULL);
    fold_enter_force(m, a);
    return OK;
}

err_t fold_check_over(const struct matter *m, const struct act *a, struct fault *why)
{
    bool over = m->until.ms && a->entered.ms >= m->until.ms;
    return over ? OK : fault_set(why, ERR_STATE, "kernel.not_over", NULL);
}

err_t fold_check_final(const struct act *a, struct fault *why)
{
    if (a->verdict != VERDICT_SEND_BACK) return OK;
    return fault_set(why, ERR_INVALID, "kernel.verdict", "%s" FS "%s", act_kind_name(a->kind),
                     "send_back");
}

/* --- opening -------------------------------------------------------------------------- */

static bool same_name(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static err_t open_matter(struct matter *m, const struct act *a, struct fault *why)
{
    const struct act_opening *o = a->opening;
    if ((unsigned)o->shape >= SHAPE_KINDS || !shape_is_carried(o->shape))
        return fault_set(why, ERR_STATE, "kernel.shape_not_carried", "%s",
                         (unsigned)o->shape < SHAPE_KINDS ? shape_kind_name(o->shape) : "?");
    if (!o->procedure || !o->digest || !o->catalogue) return fold_bad(why, "opening");
    if ((o->uses && o->shape != SHAPE_PERMIT) ||
        (o->by_rule && o->shape != SHAPE_PERMIT && o->shape != SHAPE_CONSENT))
        return fold_bad(why, "opening.uses");
    if ((o->fiscal_year > 0) != (o->number > 0)) return fold_bad(why, "opening.number");
    m->id = a->matter;
    m->opening = *o;
    m->opener = a->by;
    m->applicant = a->by.person;
    m->entered_by = a->entered_by;
    m->opened = a->entered;
    m->submitted_seq = a->seq;
    return OK;
}

static err_t resubmit(struct matter *m, const struct act *a, struct fault *why)
{
    const struct act_opening *o = a->opening, *was = &m->opening;
    if (o->shape != was->shape || !same_name(o->procedure, was->procedure) ||
        !same_name(o->digest, was->digest) || !same_name(o->catalogue, was->catalogue) ||
        !unit_id_eq(o->division, was->division) || o->fiscal_year != was->fiscal_year ||
        o->number != was->number)
        return fold_bad(why, "opening");
    m->opening = *o;
    m->submitted_seq = a->seq;
    m->has_period = false;
    m->from = m->until = (struct moment){0};
    return OK;
}

/* --- one act -------------------------------------------------------------------------- */

static err_t add_links(struct matter *m, const struct act *a, struct fault *why)
{
    for (size_t i = 0; i < a->n_links; i++) {
        if (!matter_id_is_set(a->links[i].target) || matter_id_eq(a->links[i].target, m->id))
            return fold_bad(why, "links.target");
        if (m->n_links == ACT_LIST_MAX) return fold_bad(why, "links");
        if (m->n_links == m->cap_links) {
            size_t cap = m->cap_links ? m->cap_links * 2 : 4;
            struct act_link *v = ARENA_ARRAY(m->arena, struct act_link, cap);
            if (!v) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
            if (m->n_links) memcpy(v, m->links, m->n_links * sizeof *v);
            m->links = v;
            m->cap_links = cap;
        }
        m->links[m->n_links++] = a->links[i];
    }
    return OK;
}

static err_t check_applicant(const struct matter *m, const struct act *a, struct fault *why)
{
    bool theirs = a->kind == ACT_WITHDRAW || a->kind == ACT_RESUBMIT;
    if (theirs && !person_id_eq(a->by.person, m->applicant))
        return fault_set(why, ERR_DENIED, "kernel.not_applicant", NULL);
    return OK;
}

static err_t duties(struct matter *m, const struct act *a, struct fault *why)
{
    if (act_answers_duty(a->kind)) TRY(fold_answer(m, a, why));
    switch (a->kind) {
    case ACT_OVERDUE:
        return fold_overdue(m, a, why);
    case ACT_REASSIGN:
        return fold_reassign(m, a, why);
    case ACT_REBIND:
        return fold_rebind(m, a, why);
    default:
        return fold_open_duties(m, a, why);
    }
}

static err_t by_shape(struct matter *m, const struct act *a, struct fault *why)
{
    switch (m->opening.shape) {
    case SHAPE_PERMIT:
        return fold_permit(m, a, why);
    case SHAPE_RECORD:
        return fold_record(m, a, why);
    case SHAPE_INSTRUMENT:
        return fold_instrument(m, a, why);
    case SHAPE_CONSENT:
        return fold_consent(m, a, why);
    default:
        return fold_running(m, a, why);
    }
}

/* An act that opens a duty which then nobody can answer is refused. */
static err_t check_openable(const struct matter *m, struct fault *why)
{
    for (size_t i = m->n_duties; i-- > 0 && m->duties[i].opened_seq == m->seq;) {
        const struct duty *d = &m->duties[i];
        if (d->state == DUTY_DROPPED ||
            (d->state == DUTY_OPEN && !shape_waits(m->opening.shape, m->state, d->d.act) &&
             !shape_allows_act(m->opening.shape, m->state, d->d.act)))
            return fault_set(why, ERR_STATE, "kernel.duty_too_late", "%s", d->d.step);
    }
    return OK;
}

static bool nothing_left(const struct matter *m)
{
    if (m->state == STATE_WRITTEN) return fold_open_count(m, false) == 0;
    if (!matter_state_is_final(m->state) || fold_things_out(m) > 0 || fold_open_count(m, false) > 0)
        return false;
    for (size_t i = 0; i < m->n_effects; i++)
        if (m->effects[i].state == EFFECT_ENDING && !m->effects[i].e.optional)
            return false; /* perhaps nobody enforces it */
    return true;
}

static err_t apply(struct matter *m, const struct act *a, struct fault *why)
{
    TRY(fold_check_form(a, why));
    if (a->seq == 1) {
        if (!a->opening) return fold_bad(why, "opening");
        TRY(open_matter(m, a, why));
    }
    if (shape_waits(m->opening.shape, m->state, a->kind))
        return fault_set(why, ERR_STATE, "kernel.waits", NULL);
    if (!shape_allows_act(m->opening.shape, m->state, a->kind))
        return fault_set(why, ERR_STATE, "kernel.not_in_state", "%s" FS "%s",
                         act_kind_name(a->kind), matter_state_name(m->state));
    TRY(check_applicant(m, a, why));
    if (a->kind == ACT_RESUBMIT) TRY(resubmit(m, a, why));
    m->seq = a->seq;
    m->changed = a->entered;
    TRY(fold_set_period(m, a, why));
    TRY(fold_plan_effects(m, a, why));
    if (a->effect || fold_by_enforcer(a->kind)) TRY(fold_effect_word(m, a, why));
    TRY(duties(m, a, why));
    TRY(add_links(m, a, why));
    TRY(by_shape(m, a, why));
    TRY(check_openable(m, why));
    m->closed = nothing_left(m);
    return OK;
}

/* What the kernel recorded beside the act must come out again. */
static err_t compare(const struct matter *m, const struct act *a)
{
    if (m->state != a->state) return ERR_CORRUPT;
    size_t n = 0;
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        if (d->state != DUTY_DROPPED || d->closed_seq != a->seq) continue;
        if (n == a->n_drops || a->drops[n] != d->d.no) return ERR_CORRUPT;
        n++;
    }
    return n == a->n_drops ? OK : ERR_CORRUPT;
}

static err_t corrupt(struct fault *why, const struct act *a, const struct fault *inner)
{
    return fault_set(why, ERR_CORRUPT, "kernel.corrupt_act", "%lld" FS "%d" FS "%s",
                     (long long)a->matter.v, a->seq,
                     inner->id ? inner->id : "kernel.state_differs");
}

err_t matter_apply(struct matter *m, const struct act *act, struct fault *why)
{
    bool recorded = act->state != STATE_NONE;
    struct act a = *act;
    struct fault inner = {0};
    if (!recorded && a.seq == 0) a.seq = m->seq + 1;
    if (a.seq != m->seq + 1 || (m->seq > 0 && !matter_id_eq(a.matter, m->id))) {
        fault_set(&inner, ERR_STATE, "kernel.stale", "%d" FS "%d", a.seq, m->seq);
        if (recorded) return corrupt(why, &a, &inner);
        if (why) *why = inner;
        return ERR_STATE;
    }
    if (!recorded && a.n_drops && a.kind != ACT_REBIND) return fold_bad(why, "drops");
    err_t e = apply(m, &a, &inner);
    if (e == OK && recorded) e = compare(m, &a);
    if (e == OK) return OK;
    if (recorded && e != ERR_NOMEM) return corrupt(why, &a, &inner);
    if (why) *why = inner;
    return e;
}
