/* SPDX-License-Identifier: Apache-2.0
 *
 * Which duties follow: the steps that have become ready, their seats, clocks and articles.
 */
#include <string.h>

#include "office/work.h"

enum { ARTICLES_MAX = 16 };

/* --- what is closed --- */

struct closed_ctx {
    const struct work *w;
    int32_t answered;
};

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

/* A step's own duties of this round; not the receipts that follow from it, nor the notices to
 * those with whom it is to be done. */
static bool belongs(const struct work *w, const struct duty *d, const struct step *s)
{
    return (same(d->d.step, s->name) || same(d->d.also, s->name)) && d->opened_seq >= w->round &&
           d->d.act == s->act;
}

static bool done_with(const struct closed_ctx *c, const struct duty *d)
{
    if (d->state != DUTY_OPEN || d->d.no == c->answered) return true;
    const struct duty *now = c->answered ? matter_duty(c->w->m, c->answered) : NULL;
    return now && d->d.any && d->d.set > 0 && d->d.set == now->d.set; /* one of the set is enough */
}

struct tally {
    size_t open, done;
};

static struct tally count(const struct closed_ctx *c, const struct step *s)
{
    struct tally t = {0};
    if (!c->w->m) return t;
    for (size_t i = 0; i < c->w->m->n_duties; i++) {
        const struct duty *d = &c->w->m->duties[i];
        if (!belongs(c->w, d, s)) continue;
        if (!done_with(c, d))
            t.open++;
        else if (d->state == DUTY_DONE || d->d.no == c->answered)
            t.done++;
    }
    return t;
}

static bool step_closed(void *ctx, const char *name)
{
    const struct closed_ctx *c = ctx;
    const struct step *s = procedure_step(c->w->proc, name);
    if (!s) return true; /* the opening act */
    struct tally t = count(c, s);
    if (t.open > 0 || t.done == 0) return false;
    return s->who->kind != WHO_SEQUENCE || t.done >= s->who->n_parts;
}

/* --- one duty --- */

static err_t articles_of(struct work *w, const struct article_list *l, struct act_duty *duty)
{
    const char **v = ARENA_ARRAY(w->arena, const char *, ARTICLES_MAX);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < l->n && i < ARTICLES_MAX; i++) v[i] = l->v[i].text;
    duty->articles = v;
    duty->n_articles = l->n < ARTICLES_MAX ? l->n : ARTICLES_MAX;
    return OK;
}

static err_t assign(struct work *w, const struct seat *s, struct act_duty *duty)
{
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    struct seats one = {(struct seat *)s, 1};
    struct role_holder *holders;
    size_t n;
    TRY(resolve_holders(&env, &one, &holders, &n));
    struct assignee *v = ARENA_ARRAY(w->arena, struct assignee, n);
    if (!v) return ERR_NOMEM;
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        struct assignee a = holders[i].post.v ? (struct assignee){.post = holders[i].post}
                                              : (struct assignee){.person = holders[i].person};
        bool there = false;
        for (size_t j = 0; j < k && !there; j++)
            there = v[j].post.v == a.post.v && v[j].person.v == a.person.v;
        if (!there) v[k++] = a;
    }
    duty->assigned = v;
    duty->n_assigned = k;
    return OK;
}

/* Where a reading says whose duty it is and none in force names anybody, nothing is opened that
 * nobody could answer: it says which reading is needed. */
static err_t check_reading(struct work *w, const struct seat *seat)
{
    const struct role *role = seat->role ? catalogue_role(w->office->catalogue, seat->role) : NULL;
    if (!role || role->found != FOUND_READING) return OK;
    const char *choice;
    TRY(work_reading(w, role->found_by, &choice));
    if (catalogue_role(w->office->catalogue, choice)) return OK;
    const struct reading *reading = catalogue_reading(w->office->catalogue, role->found_by);
    return fault_set(w->why, ERR_STATE, "matter.reading_needed", "%s",
                     work_either(w, reading->about));
}

static err_t add_duty(struct work *w, struct draft *d, const struct step *s, enum act_kind act,
                      const struct seat *seat, struct unit_id target, int32_t set, bool any)
{
    TRY(check_reading(w, seat));
    struct act_duty *duty = draft_duty(d);
    if (!duty) return d->err;
    duty->step = s->name;
    duty->act = act;
    duty->role = (struct act_role){seat->role, seat->unit, seat->info_system};
    duty->clock = s->within;
    duty->set = set;
    duty->any = any;
    duty->target = target;
    TRY(work_clock_due(w, s->within, &duty->due));
    if (s->due_field) duty->due = work_due_field(w, s->due_field);
    TRY(articles_of(w, &s->articles, duty));
    return assign(w, seat, duty);
}

/* The same seat already answers the step that this one may be merged with: one duty serves both. */
static bool merged(struct draft *d, const struct step *s, const struct seat *seat, struct work *w,
                   err_t *ret)
{
    *ret = OK;
    if (!s->merge_with) return false;
    for (size_t i = 0; i < d->n_duties; i++) {
        struct act_duty *duty = &d->duties[i];
        struct seat there = {.role = duty->role.role,
                             .unit = duty->role.unit,
                             .info_system = duty->role.info_system};
        if (!same(duty->step, s->merge_with) || duty->also || !seat_eq(&there, seat)) continue;
        duty->also = s->name;
        const char **v = ARENA_ARRAY(w->arena, const char *, ARTICLES_MAX);
        if (!v) {
            *ret = ERR_NOMEM;
            return true;
        }
        size_t n = 0;
        for (size_t k = 0; k < duty->n_articles; k++) v[n++] = duty->articles[k];
        for (size_t k = 0; k < s->articles.n && n < ARTICLES_MAX; k++)
            v[n++] = s->articles.v[k].text;
        duty->articles = v;
        duty->n_articles = n;
        return true;
    }
    return false;
}

static err_t open_group(struct work *w, struct draft *d, const struct step *s,
                        const struct seats *g, struct unit_id target)
{
    bool any = g->n > 1;
    int32_t set = any ? d->next_set++ : 0;
    for (size_t i = 0; i < g->n; i++) {
        err_t e;
        if (merged(d, s, &g->v[i], w, &e)) {
            TRY(e);
            continue;
        }
        TRY(add_duty(w, d, s, s->act, &g->v[i], target, set, any));
    }
    return OK;
}

err_t work_open_step(struct work *w, struct draft *d, const struct step *s, struct unit_id target)
{
    struct resolve_env env = work_resolve_env(w, target);
    struct seat_groups g;
    TRY(resolve_who(&env, s->who, &g, w->why));
    size_t first = 0, last = g.n;
    if (g.in_order) {
        struct closed_ctx c = {w, d->act.duty};
        first = count(&c, s).done;
        last = first < g.n ? first + 1 : g.n;
    }
    for (size_t i = first; i < last; i++) TRY(open_group(w, d, s, &g.v[i], target));
    for (size_t i = 0; i < s->n_with; i++) {
        struct seat_groups with;
        err_t e = resolve_who(&env, s->with[i], &with, NULL);
        if (e == ERR_NOT_FOUND) continue; /* 153: the system is not known yet */
        TRY(e);
        for (size_t k = 0; k < with.n; k++) {
            for (size_t j = 0; j < with.v[k].n; j++)
                TRY(add_duty(w, d, s, ACT_NOTICE, &with.v[k].v[j], target, 0, false));
        }
    }
    return OK;
}

err_t work_open_receivers(struct work *w, struct draft *d, const struct step *s, enum act_kind act,
                          struct unit_id target)
{
    struct resolve_env env = work_resolve_env(w, target);
    size_t before = d->n_duties;
    for (size_t i = 0; i < s->n_to; i++) {
        struct seat_groups g;
        TRY(resolve_who(&env, s->to[i], &g, w->why));
        for (size_t k = 0; k < g.n; k++) {
            for (size_t j = 0; j < g.v[k].n; j++) {
                TRY(add_duty(w, d, s, act, &g.v[k].v[j], target, 0, false));
                d->duties[d->n_duties - 1].due = (struct moment){0};
                d->duties[d->n_duties - 1].clock = NULL;
            }
        }
    }
    return d->n_duties > before ? OK
                                : fault_set(w->why, ERR_STATE, "matter.no_receiver", "%s", s->name);
}

/* --- all steps --- */

/* Departments whose sheets are all in and that have no duty of this step yet. */
static err_t open_departments(struct work *w, struct draft *d, const struct step *s,
                              const struct closed_ctx *c)
{
    for (size_t i = 0; i < w->m->n_duties; i++) {
        const struct duty *sheet = &w->m->duties[i];
        if (sheet->d.act != ACT_SHEET) continue;
        struct unit_row row;
        TRY(org_unit(w->db, w->arena, sheet->d.target, w->as_of, &row));
        bool ready = true;
        for (size_t k = 0; k < w->m->n_duties && ready; k++) {
            const struct duty *o = &w->m->duties[k];
            bool of_department = false;
            if (o->d.target.v == row.department.v && same(o->d.step, s->name) && o->d.act == s->act)
                ready = false;
            if (o->d.act == ACT_SHEET && !done_with(c, o)) {
                struct unit_row other;
                TRY(org_unit(w->db, w->arena, o->d.target, w->as_of, &other));
                of_department = other.department.v == row.department.v;
            }
            ready = ready && !of_department;
        }
        for (size_t k = 0; k < d->n_duties && ready; k++)
            ready =
                !(d->duties[k].target.v == row.department.v && same(d->duties[k].step, s->name));
        if (ready) TRY(work_open_step(w, d, s, row.department));
    }
    return OK;
}

/* Every department of a sheet has its result, none is open. */
static bool sheets_open(const struct closed_ctx *c)
{
    for (size_t i = 0; c->w->m && i < c->w->m->n_duties; i++) {
        const struct duty *d = &c->w->m->duties[i];
        if (d->d.act == ACT_SHEET && !done_with(c, d)) return true;
    }
    return false;
}

static bool step_closed_or_partial(void *ctx, const char *name)
{
    const struct closed_ctx *c = ctx;
    const struct step *s = procedure_step(c->w->proc, name);
    if (s && s->per_department && sheets_open(c)) return false;
    return step_closed(ctx, name);
}

err_t work_open_steps(struct work *w, struct draft *d, int32_t answered)
{
    struct closed_ctx c = {w, answered};
    struct expr_env env = work_expr_env(w);
    enum step_state states[STEPS_MAX];
    steps_states(w->proc, &env, step_closed_or_partial, &c, states);
    for (size_t i = 0; i < w->proc->n_steps; i++) {
        const struct step *s = &w->proc->steps[i];
        if (states[i] != STEP_READY) continue;
        if (s->per_department && w->m) {
            TRY(open_departments(w, d, s, &c));
            continue;
        }
        if (w->m && count(&c, s).open > 0) continue;
        err_t e = work_open_step(w, d, s, unit_id(0));
        if (e != OK) return e;
    }
    return OK;
}

bool work_step_closed(struct work *w, int32_t answered, const char *step)
{
    struct closed_ctx c = {w, answered};
    return procedure_step(w->proc, step) && step_closed(&c, step);
}

bool work_by_rule(struct work *w, const struct draft *d)
{
    const struct procedure *p = w->proc;
    if (p->shape != SHAPE_PERMIT && p->shape != SHAPE_CONSENT) return false;
    for (size_t i = 0; i < d->n_duties; i++) {
        if (shape_gates(p->shape, d->duties[i].act)) return false;
    }
    struct closed_ctx c = {w, 0};
    struct expr_env env = work_expr_env(w);
    enum step_state states[STEPS_MAX];
    steps_states(p, &env, step_closed_or_partial, &c, states);
    for (size_t i = 0; i < p->n_steps; i++) {
        if (shape_gates(p->shape, p->steps[i].act) && states[i] != STEP_SKIPPED) return false;
    }
    return true;
}
