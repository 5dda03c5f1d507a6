/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "kernel/fold.h"

static void drop(struct duty *d, const struct act *a)
{
    d->state = DUTY_DROPPED;
    d->closed_seq = a->seq;
    d->closed = a->entered;
}

void fold_drop_duties(struct matter *m, const struct act *a, bool over)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        struct duty *d = &m->duties[i];
        if (d->state == DUTY_OPEN && !(over && shape_outlives(m->opening.shape, d->d.act)))
            drop(d, a);
    }
}

size_t fold_open_work(const struct matter *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_duties; i++)
        n += m->duties[i].state == DUTY_OPEN && m->duties[i].d.act == ACT_CARRY_OUT;
    return n;
}

size_t fold_open_count(const struct matter *m, bool gates_only)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        n += d->state == DUTY_OPEN && (!gates_only || shape_gates(m->opening.shape, d->d.act));
    }
    return n;
}

static err_t open_duty(struct matter *m, int32_t no, struct duty **ret, struct fault *why)
{
    if (no < 1 || (size_t)no > m->n_duties)
        return fault_set(why, ERR_INVALID, "kernel.no_such_duty", "%d", no);
    struct duty *d = &m->duties[no - 1];
    if (d->state != DUTY_OPEN) return fault_set(why, ERR_STATE, "kernel.duty_closed", "%d", no);
    *ret = d;
    return OK;
}

/* Article 14(1), kept here too, whatever the office resolved: nobody grants what they asked
 * for or confirms what they wrote or issued, except under a recorded exception of 14(3); nobody
 * agrees to what they explain. */
static bool own_matter(const struct matter *m, const struct act *a)
{
    bool own = person_id_eq(a->by.person, m->applicant);
    if (a->kind == ACT_AGREE) return own;
    return shape_judges(m->opening.shape, a->kind) && own && !matter_id_is_set(a->exception);
}

static void drop_rivals(struct matter *m, const struct duty *answered, const struct act *a)
{
    if (answered->d.set == 0 || !answered->d.any) return;
    for (size_t i = 0; i < m->n_duties; i++) {
        struct duty *d = &m->duties[i];
        if (d->state == DUTY_OPEN && d->d.set == answered->d.set) drop(d, a);
    }
}

err_t fold_answer(struct matter *m, const struct act *a, struct fault *why)
{
    struct duty *d = NULL;
    TRY(open_duty(m, a->duty, &d, why));
    if (d->d.act != a->kind)
        return fault_set(why, ERR_INVALID, "kernel.other_duty", "%s" FS "%s",
                         act_kind_name(a->kind), act_kind_name(d->d.act));
    if (own_matter(m, a)) return fault_set(why, ERR_DENIED, "kernel.own_matter", NULL);
    d->state = DUTY_DONE;
    d->closed_seq = a->seq;
    d->closed = a->entered;
    d->verdict = a->verdict;
    d->by = a->by;
    drop_rivals(m, d, a);
    return OK;
}

static err_t check_assigned(const struct act_duty *d, struct fault *why)
{
    for (size_t i = 0; i < d->n_assigned; i++)
        if (post_id_is_set(d->assigned[i].post) == person_id_is_set(d->assigned[i].person))
            return fold_bad(why, "duties.assigned");
    return OK;
}

static err_t check_new(const struct matter *m, const struct act_duty *d, struct fault *why)
{
    if (d->no != (int32_t)m->n_duties + 1 || d->set < 0) return fold_bad(why, "duties.no");
    if (!d->step || !d->step[0]) return fold_bad(why, "duties.step");
    if (!shape_allows_step(m->opening.shape, d->act)) return fold_bad(why, "duties.act");
    return check_assigned(d, why);
}

static err_t reserve(struct matter *m)
{
    if (m->n_duties < m->cap_duties) return OK;
    size_t cap = m->cap_duties ? m->cap_duties * 2 : 8;
    struct duty *v = ARENA_ARRAY(m->arena, struct duty, cap);
    if (!v) return ERR_NOMEM;
    if (m->n_duties) memcpy(v, m->duties, m->n_duties * sizeof *v);
    m->duties = v;
    m->cap_duties = cap;
    return OK;
}

err_t fold_open_duties(struct matter *m, const struct act *a, struct fault *why)
{
    for (size_t i = 0; i < a->n_duties; i++) {
        TRY(check_new(m, &a->duties[i], why));
        if (m->n_duties == ACT_LIST_MAX) return fold_bad(why, "duties");
        if (reserve(m) != OK) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
        m->duties[m->n_duties++] = (struct duty){
            .d = a->duties[i], .state = DUTY_OPEN, .opened_seq = a->seq, .opened = a->entered};
    }
    return OK;
}

err_t fold_overdue(struct matter *m, const struct act *a, struct fault *why)
{
    struct duty *d = NULL;
    TRY(open_duty(m, a->duty, &d, why));
    if (d->overdue || d->d.due.ms == 0 || a->entered.ms < d->d.due.ms)
        return fault_set(why, ERR_STATE, "kernel.not_late", "%d", a->duty);
    d->overdue = true;
    return OK;
}

err_t fold_reassign(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->n_duties == 0) return fold_bad(why, "duties");
    for (size_t i = 0; i < a->n_duties; i++) {
        const struct act_duty *to = &a->duties[i];
        struct duty *d = NULL;
        TRY(open_duty(m, to->no, &d, why));
        if (strcmp(d->d.step, to->step) != 0 || d->d.act != to->act)
            return fold_bad(why, "duties.step");
        TRY(check_assigned(to, why));
        d->d.role = to->role;
        d->d.assigned = to->assigned;
        d->d.n_assigned = to->n_assigned;
    }
    return OK;
}

static bool has_step(const struct act *a, const char *step)
{
    for (size_t i = 0; i < a->n_steps; i++)
        if (strcmp(a->steps[i], step) == 0) return true;
    return false;
}

/* Open duties of the old version that the new one does not have. */
static err_t drop_named(struct matter *m, const struct act *a, struct fault *why)
{
    for (size_t i = 0; i < a->n_drops; i++) {
        struct duty *d = NULL;
        TRY(open_duty(m, a->drops[i], &d, why));
        drop(d, a);
    }
    return OK;
}

err_t fold_rebind(struct matter *m, const struct act *a, struct fault *why)
{
    if (!a->digest) return fold_bad(why, "digest");
    if (!a->catalogue) return fold_bad(why, "catalogue");
    TRY(drop_named(m, a, why));
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        if (d->state == DUTY_OPEN && !has_step(a, d->d.step))
            return fault_set(why, ERR_STATE, "kernel.rebind_step", "%s", d->d.step);
    }
    m->opening.digest = a->digest;
    m->opening.catalogue = a->catalogue;
    return fold_open_duties(m, a, why);
}
