/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving an open matter to the version of its procedure that is in force now: an act of the
 * security division, refused where the matter stands at something the new version does not
 * have. What was entered stays; steps that the new version adds are opened.
 */
#include <string.h>

#include "office/job.h"

static err_t check_who(struct work *w, struct role_holder *ret)
{
    static const char *const roles[] = {"head_security_officer", "security_division"};
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        struct role_of of = {.role = roles[i]};
        err_t e = org_holds_role(w->db, w->office->catalogue, w->arena, w->actor.person, of,
                                 w->as_of, ret);
        if (e != ERR_DENIED) return e;
    }
    return fault_set(w->why, ERR_DENIED, "matter.not_yours", NULL);
}

/* What the new version asks for must be there, and mean the same. */
static err_t check_fields(struct work *w, const struct procedure *p)
{
    struct expr_env env = work_expr_env(w);
    for (size_t i = 0; i < p->n_fields; i++) {
        const struct field *f = &p->fields[i], *was = procedure_field(w->proc, f->name);
        bool there = json_object_get(w->fields, f->name) != NULL;
        bool needed = f->required || (f->required_when && expr_true(f->required_when, &env));
        if ((there && was && was->type != f->type) || (needed && !there))
            return fault_set(w->why, ERR_STATE, "matter.rebind_field", "%s", f->label.ja);
    }
    return OK;
}

static err_t check_version(struct work *w, const struct procedure *p)
{
    if (!p || p->shape != w->m->opening.shape)
        return fault_set(w->why, ERR_STATE, "matter.rebind_shape", NULL);
    if (strcmp(p->digest, w->m->opening.digest) == 0)
        return fault_set(w->why, ERR_STATE, "matter.rebind_same", NULL);
    return check_fields(w, p);
}

static err_t name_steps(struct work *w, const struct procedure *p, struct act *a)
{
    const char **v = ARENA_ARRAY(w->arena, const char *, p->n_steps + 1);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < p->n_steps; i++) v[a->n_steps++] = p->steps[i].name;
    if (p->campaign.present) v[a->n_steps++] = p->campaign.sheet.name;
    a->steps = v;
    return OK;
}

static err_t rebind(struct work *w, struct draft *d, struct performed *ret)
{
    const struct procedure *p = catalogue_procedure(w->office->catalogue, w->m->opening.procedure);
    struct role_holder as;
    TRY(check_who(w, &as));
    if (!shape_allows_act(w->m->opening.shape, w->m->state, ACT_REBIND))
        return fault_set(w->why, ERR_STATE, "matter.not_now", NULL);
    TRY(check_version(w, p));
    d->act.kind = ACT_REBIND;
    d->act.digest = p->digest;
    d->act.catalogue = catalogue_digest(w->office->catalogue);
    work_sign(w, d, &as);
    TRY(name_steps(w, p, &d->act));
    w->proc = p;
    bool begun = w->m->state == STATE_IN_REVIEW || w->m->state == STATE_RUNNING;
    if (begun) TRY(work_open_steps(w, d, 0));
    return work_perform(w, d, NULL, ret);
}

struct rebinding {
    const struct office *office;
    const struct actor *actor;
    struct matter_id matter;
    struct performed done;
    struct fault *why;
};

static err_t job(struct db *db, void *arg)
{
    struct rebinding *r = arg;
    struct arena arena ARENA_CLEANUP;
    struct faults bad = {.n = 0};
    struct work w WORK_CLEANUP = {.bad = &bad, .why = r->why};
    struct draft d;
    arena_init(&arena, 64 << 20);
    TRY(work_begin(&w, r->office, db, &arena, r->actor, unit_id(0)));
    TRY(work_load(&w, r->matter));
    TRY(matters_check_keyboard(&w, ACT_REBIND));
    draft_init(&d, &arena, w.m);
    return rebind(&w, &d, &r->done);
}

err_t matters_rebind(const struct office *office, const struct actor *actor, struct matter_id id,
                     struct leaf_id *ret_leaf, struct fault *why)
{
    struct fault own = {0}, store_fault = {0};
    struct rebinding r = {.office = office, .actor = actor, .matter = id, .why = why ? why : &own};
    *r.why = own;
    err_t e = store_write(office->store, job, &r, &store_fault);
    if (e != OK && !r.why->id && store_fault.id) *r.why = store_fault;
    TRY(e);
    *ret_leaf = r.done.leaf;
    return OK;
}
