/* SPDX-License-Identifier: Apache-2.0
 *
 * Moving an open matter to the version of its procedure that is in force now: an act of the
 * security division or the head security officer, refused where the matter stands at something the
 * new version does not have. What was entered stays; steps that the new version adds are opened.
 */
#include <string.h>

#include "office/job.h"

const struct procedure *matters_newer_version(const struct work *w)
{
    const struct procedure *p = catalogue_procedure(w->office->catalogue, w->m->opening.procedure);
    return p && strcmp(p->digest, w->m->opening.digest) != 0 ? p : NULL;
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
            return fault_set(w->why, ERR_STATE, "matter.rebind_field", "%s",
                             work_either(w, f->label));
    }
    return OK;
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

err_t matters_set_rebind(struct work *w, struct draft *d)
{
    const struct procedure *p = matters_newer_version(w);
    if (!p) return fault_set(w->why, ERR_STATE, "matter.newest_version", NULL);
    if (p->shape != w->m->opening.shape)
        return fault_set(w->why, ERR_STATE, "matter.rebind_shape", NULL);
    TRY(check_fields(w, p));
    d->act.digest = p->digest;
    d->act.catalogue = catalogue_digest(w->office->catalogue);
    TRY(name_steps(w, p, &d->act));
    w->proc = p;
    bool begun = w->m->state == STATE_IN_REVIEW || w->m->state == STATE_RUNNING;
    return begun ? work_open_steps(w, d, 0) : OK;
}
