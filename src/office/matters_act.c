/* SPDX-License-Identifier: Apache-2.0
 *
 * Answering a duty: the right person, separation of duty, preflight, the step's form, and the
 * duties that follow.
 */
#include <string.h>

#include "office/deeds.h"
#include "office/gates.h"
#include "office/job.h"
#include "office/sod.h"
#include "office/views.h"

/* --- who answers --- */

static err_t sit_as_assigned(struct work *w, const struct duty *d, struct role_holder *ret)
{
    for (size_t i = 0; i < d->d.n_assigned; i++) {
        if (d->d.assigned[i].person.v != w->actor.person.v) continue;
        bool own = w->actor.person.v == w->applicant.v;
        *ret = (struct role_holder){
            .person = w->actor.person, .role = own ? "applicant" : "named", .why = "assigned"};
        return OK;
    }
    return ERR_DENIED;
}

static err_t sit(struct work *w, const struct duty *d, struct role_holder *ret)
{
    if (!d->d.role.role) return sit_as_assigned(w, d, ret);
    return org_holds_role(w->db, w->office->catalogue, w->arena, w->actor.person,
                          (struct role_of){d->d.role.role, d->d.role.unit, d->d.role.info_system},
                          w->as_of, ret);
}

/* Article 14: the list of those who may decide leaves out the applicant, by person. */
static err_t sit_to_decide(struct work *w, const struct duty *d, struct draft *draft,
                           struct role_holder *ret)
{
    struct sod_case c = {w->m->id, &w->applicant, 1, w->m->entered_by};
    struct role_of of = {d->d.role.role, d->d.role.unit, d->d.role.info_system};
    struct role_holder *list;
    size_t n;
    bool blocked;
    TRY(sod_deciders(w->db, w->office->catalogue, w->arena, &c, of, w->as_of, &list, &n, &blocked));
    for (size_t i = 0; i < n; i++) {
        if (list[i].person.v != w->actor.person.v) continue;
        *ret = list[i];
        return OK;
    }
    TRY(sit(w, d, ret)); /* ERR_DENIED: not even a holder */
    return sod_check(w->db, &c, w->actor.person, w->as_of, &draft->act.exception, w->why);
}

/* Whom the form names judges too, but never what he asked for or wrote himself. */
static err_t sit_named_to_judge(struct work *w, const struct duty *d, struct draft *draft,
                                struct role_holder *ret)
{
    struct sod_case c = {w->m->id, &w->applicant, 1, w->m->entered_by};
    TRY(sit_as_assigned(w, d, ret));
    return sod_check(w->db, &c, w->actor.person, w->as_of, &draft->act.exception, w->why);
}

static err_t check_sits(struct work *w, const struct duty *d, struct draft *draft,
                        struct role_holder *ret)
{
    struct fault before = w->why ? *w->why : (struct fault){0};
    bool judges = shape_judges(w->m->opening.shape, d->d.act) || d->d.act == ACT_AGREE;
    err_t e = !judges          ? sit(w, d, ret)
              : d->d.role.role ? sit_to_decide(w, d, draft, ret)
                               : sit_named_to_judge(w, d, draft, ret);
    bool said = w->why && w->why->id != before.id;
    if (e == ERR_DENIED && !said) return fault_set(w->why, ERR_DENIED, "matter.not_yours", NULL);
    return e;
}

/* --- preflight: the enforcer's word on the flow as it stands now --- */

static err_t check_preflight(struct work *w)
{
    if (!w->proc->preflight) return OK;
    for (size_t i = w->n_acts; i-- > 0;) {
        const struct act *a = w->acts[i].act;
        if (a->seq < w->round) break;
        if (a->kind != ACT_REMARK || a->by.person.v || !a->by.role.role ||
            strcmp(a->by.role.role, w->proc->preflight) != 0)
            continue;
        if (!a->reason || strcmp(a->reason, "possible") == 0) return OK;
        return fault_set(w->why, ERR_STATE, "matter.preflight_refused", "%s", a->reason);
    }
    return fault_set(w->why, ERR_STATE, "matter.preflight_pending", "%s", w->proc->preflight);
}

/* --- the answer --- */

/* "Please fill this in" says too little where a refusal lacks its reason. */
static void say_reason_needed(struct faults *bad)
{
    for (size_t i = 0; i < bad->n; i++) {
        if (!bad->v[i].id || strcmp(bad->v[i].id, "form.required") != 0) continue;
        (void)fault_set(&bad->v[i], ERR_INVALID, "matter.reason_needed", NULL);
        fault_field(&bad->v[i], "remark");
    }
}

static err_t read_step_form(struct work *w, const struct step *s, const struct matter_act *q,
                            json_t *content)
{
    json_t *form = NULL;
    static const struct field remark = {
        .name = "remark", .type = FIELD_PARAGRAPH, .max_chars = 2000};
    struct field all[STEPS_MAX];
    size_t n = 0;
    for (size_t i = 0; s && i < s->n_form && n < STEPS_MAX - 1; i++) all[n++] = s->form[i];
    all[n++] = remark;
    /* A refusal or a return needs no answers to the step's questions, but a reason. */
    bool against = q->verdict == VERDICT_REFUSE || q->verdict == VERDICT_SEND_BACK;
    if (against) {
        all[0] = remark;
        all[0].required = true;
        n = 1;
    }
    json_t *given = q->form ? json_incref((json_t *)q->form) : json_object();
    if (!given) return ERR_NOMEM;
    err_t e = work_read_form(w, s ? s->name : "remark", all, n, given, &form);
    json_decref(given);
    if (e == ERR_INVALID && against) say_reason_needed(w->bad);
    TRY(e);
    if (s && json_object_set(w->steps, s->name, form) != 0) e = ERR_NOMEM;
    if (json_object_size(form) > 0 && json_object_set(content, "form", form) != 0) e = ERR_NOMEM;
    json_decref(form);
    return e;
}

/* What happens to books when the steps that the duty answers are closed. */
static err_t change_books(struct work *w, struct draft *d, const struct duty *duty, json_t *content)
{
    const char *steps[] = {duty->d.step, duty->d.also};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        const struct step *s = procedure_step(w->proc, steps[i]);
        if (s && s->act == duty->d.act && work_step_closed(w, duty->d.no, s->name))
            TRY(deeds_entries(w, d, s->name, content));
    }
    return OK;
}

static err_t what_follows(struct work *w, struct draft *d, const struct duty *duty,
                          const struct step *s, const struct matter_act *q, json_t *content)
{
    if (q->verdict == VERDICT_REFUSE || q->verdict == VERDICT_SEND_BACK) return OK;
    TRY(change_books(w, d, duty, content));
    bool decides = duty->d.act == ACT_DECIDE || duty->d.act == ACT_SANCTION;
    if (decides && w->proc->from.decided && matter_last_gate(w->m, duty->d.no)) {
        d->act.has_period = true;
        d->act.from = w->happened;
        d->act.until = w->m->until;
    }
    if (s && duty->d.act == s->act && s->act == ACT_REPORT)
        TRY(work_open_receivers(w, d, s, ACT_RECEIVE, duty->d.target));
    if (s && duty->d.act == s->act && s->act == ACT_INSTRUCT)
        TRY(work_open_receivers(w, d, s, ACT_CARRY_OUT, duty->d.target));
    return work_open_steps(w, d, duty->d.no);
}

static err_t answer(struct work *w, struct draft *d, const struct matter_act *q, json_t *content)
{
    const struct duty *duty = matter_duty(w->m, q->duty);
    if (!duty) return fault_set(w->why, ERR_NOT_FOUND, "matter.no_duty", NULL);
    if (duty->state != DUTY_OPEN)
        return fault_set(w->why, ERR_STATE, "matter.already_answered", NULL);
    if (duty->d.act != q->act) return fault_set(w->why, ERR_INVALID, "matter.other_act", NULL);
    struct role_holder as;
    TRY(check_sits(w, duty, d, &as));
    if (q->act == ACT_DECIDE && q->verdict == VERDICT_GRANT) TRY(check_preflight(w));
    if (q->verdict == VERDICT_GRANT &&
        (shape_judges(w->m->opening.shape, q->act) || q->act == ACT_AGREE))
        TRY(gates_decide(w));
    const struct step *s = procedure_step(w->proc, duty->d.step);
    d->act.duty = duty->d.no;
    d->act.verdict = q->verdict;
    work_sign(w, d, &as);
    if (duty->d.act == ACT_SHEET) {
        TRY(matters_fill_sheet(w, d, duty, q->form, content));
    } else {
        TRY(read_step_form(w, s && duty->d.act == s->act ? s : NULL, q, content));
    }
    return what_follows(w, d, duty, s, q, content);
}

err_t matters_act_in(const struct office *office, struct db *db, struct arena *arena,
                     const struct actor *actor, const struct matter_act *q, struct performed *ret,
                     struct faults *bad, struct fault *why)
{
    struct work w WORK_CLEANUP = {.bad = bad, .why = why};
    TRY(work_begin(&w, office, db, arena, actor, unit_id(0)));
    TRY(work_load(&w, q->matter));
    TRY(matters_may_see(&w, actor->person));
    TRY(matters_check_keyboard(&w, q->act));
    struct draft d;
    draft_init(&d, arena, w.m);
    d.act.kind = q->act;
    json_t *content = json_object();
    if (!content) return ERR_NOMEM;
    err_t e = act_answers_duty(q->act) ? answer(&w, &d, q, content)
                                       : matters_act_free(&w, &d, q, content);
    if (e == OK) e = work_perform(&w, &d, content, ret);
    json_decref(content);
    return e;
}

/* --- could the viewer answer? --- */

/* A duty of named persons: one of them, but nobody judges what he asked for or wrote himself. */
static bool named_may_answer(struct work *w, const struct duty *d, struct person_id viewer,
                             bool *ret_blocked)
{
    bool named = false;
    for (size_t i = 0; i < d->d.n_assigned; i++)
        named = named || d->d.assigned[i].person.v == viewer.v;
    bool judges = shape_judges(w->m->opening.shape, d->d.act) || d->d.act == ACT_AGREE;
    struct sod_case c = {w->m->id, &w->applicant, 1, w->m->entered_by};
    struct matter_id exception;
    if (named && judges && sod_check(w->db, &c, viewer, w->as_of, &exception, NULL) != OK) {
        *ret_blocked = true;
        return false;
    }
    return named;
}

bool matters_can_answer(struct work *w, const struct duty *d, struct person_id viewer,
                        bool *ret_blocked)
{
    *ret_blocked = false;
    if (!d->d.role.role) return named_may_answer(w, d, viewer, ret_blocked);
    struct role_of of = {d->d.role.role, d->d.role.unit, d->d.role.info_system};
    struct role_holder as;
    bool holds =
        org_holds_role(w->db, w->office->catalogue, w->arena, viewer, of, w->as_of, &as) == OK;
    if (!shape_judges(w->m->opening.shape, d->d.act)) return holds;
    struct sod_case c = {w->m->id, &w->applicant, 1, w->m->entered_by};
    struct role_holder *v;
    size_t n;
    bool none;
    if (sod_deciders(w->db, w->office->catalogue, w->arena, &c, of, w->as_of, &v, &n, &none) != OK)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (v[i].person.v == viewer.v) return true;
    }
    struct matter_id exception;
    if (holds && sod_check(w->db, &c, viewer, w->as_of, &exception, NULL) == OK) return true;
    *ret_blocked = holds;
    return false;
}
