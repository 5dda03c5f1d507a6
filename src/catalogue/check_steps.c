/* SPDX-License-Identifier: Apache-2.0
 *
 * Is every step reached, does it speak only of what has happened, and is it complete? */
#include <assert.h>
#include <string.h>

#include "catalogue/check.h"
#include "catalogue/expr_tree.h"

static size_t index_of(const struct procedure *p, const char *name)
{
    size_t i = 0;
    while (i < p->n_steps && (!p->steps[i].name || strcmp(p->steps[i].name, name) != 0)) i++;
    return i;
}

/* Steps that come before step i, directly or through others. */
static uint64_t before(const struct procedure *p, size_t i, uint64_t seen)
{
    for (size_t k = 0; k < p->steps[i].n_after; k++) {
        size_t j = index_of(p, p->steps[i].after[k]);
        if (j == p->n_steps || (seen >> j & 1)) continue;
        seen = before(p, j, seen | UINT64_C(1) << j);
    }
    return seen;
}

/* False when the name makes the order meaningless. */
static bool check_names(struct load *l, const struct procedure *p, size_t i)
{
    const struct step *s = &p->steps[i];
    if (!s->name) return false;
    size_t first = index_of(p, s->name);
    if (first != i)
        load_fault(l, s->at, "catalogue.step_twice", "%s" FS "%u", s->name,
                   (unsigned)p->steps[first].at.line);
    enum act_kind act;
    bool taken = strcmp(s->name, "sheet") == 0 ||
                 (act_kind_parse(str_z(s->name), &act) && act == shape_opener(p->shape));
    if (taken) load_fault(l, s->at, "catalogue.step_name_taken", "%s", s->name);
    return first == i && !taken;
}

struct speech { /* while walking a condition */
    struct load *l;
    const struct procedure *p;
    const struct step *s;
    uint64_t before;
};

static void check_ref(void *ctx, const struct expr_ref *r)
{
    const struct speech *x = ctx;
    if (r->root != EXPR_STEP) {
        if (r->root == EXPR_ENTRY || r->root == EXPR_SHEET)
            load_fault(x->l, x->s->at, "catalogue.speaks_of_sheet", "%s", x->s->name);
        return;
    }
    size_t i = index_of(x->p, r->step);
    if (i < x->p->n_steps && !(x->before >> i & 1))
        load_fault(x->l, x->s->at, "catalogue.speaks_too_early", "%s" FS "%s", x->s->name, r->step);
}

static void check_order(struct load *l, const struct procedure *p, size_t i)
{
    const struct step *s = &p->steps[i];
    uint64_t all = before(p, i, 0);
    if (all >> i & 1) load_fault(l, s->at, "catalogue.step_circle", "%s", s->name ? s->name : "");
    struct speech x = {l, p, s, all};
    expr_walk(s->when, check_ref, &x);
}

/* A record or an instrument is to be confirmed from the moment it is written or issued, or it would
 * stand before the second person has seen it. */
static void check_confirm(struct load *l, const struct procedure *p, const struct step *s)
{
    bool gates = s->act == ACT_CONFIRM && shape_gates(p->shape, s->act);
    for (size_t i = 0; gates && !l->stored && i < s->n_after; i++) {
        size_t other = index_of(p, s->after[i]);
        if (other == p->n_steps || shape_gates(p->shape, p->steps[other].act)) continue;
        load_fault(l, s->at, "catalogue.confirm_late", "%s" FS "%s", s->name ? s->name : "",
                   s->after[i]);
    }
}

/* What a permit allows is carried out when everything that gates it has been answered. */
static void check_carried_out(struct load *l, const struct procedure *p, size_t i)
{
    const struct step *s = &p->steps[i];
    if (p->shape != SHAPE_PERMIT || s->act != ACT_CARRY_OUT) return;
    uint64_t all = before(p, i, 0);
    for (size_t k = 0; k < p->n_steps; k++) {
        if (p->steps[k].act == ACT_KINDS || !shape_gates(p->shape, p->steps[k].act)) continue;
        if (all >> k & 1) continue;
        load_fault(l, s->at, "catalogue.carry_out_early", "%s" FS "%s", s->name ? s->name : "",
                   p->steps[k].name ? p->steps[k].name : "");
        return;
    }
}

static void check_receivers(struct load *l, const struct step *s)
{
    bool tells = s->act == ACT_REPORT || s->act == ACT_INSTRUCT;
    const char *name = s->name ? s->name : "";
    if (tells && s->n_to == 0) load_fault(l, s->at, "catalogue.no_receiver", "%s", name);
    if (!tells && s->n_to > 0)
        load_fault(l, s->at, "catalogue.receiver_unwanted", "%s" FS "%s", name,
                   act_kind_name(s->act));
}

static void check_merge(struct load *l, const struct procedure *p, size_t i)
{
    const struct step *s = &p->steps[i];
    size_t other = s->merge_with ? index_of(p, s->merge_with) : p->n_steps;
    if (other == p->n_steps || p->steps[other].act == ACT_KINDS) return;
    if (other == i)
        load_fault(l, s->at, "catalogue.merge_self", "%s", s->merge_with);
    else if (p->steps[other].act != s->act)
        load_fault(l, s->at, "catalogue.merge_unlike", "%s" FS "%s" FS "%s", s->merge_with,
                   act_kind_name(s->act), act_kind_name(p->steps[other].act));
}

/* The condition of what happens at a step speaks of that step, or of those before it. */
static void check_deed(struct load *l, const struct procedure *p, const char *step,
                       const struct expr *when)
{
    size_t i = step ? index_of(p, step) : p->n_steps;
    if (i == p->n_steps) return;
    struct speech x = {l, p, &p->steps[i], before(p, i, 0) | UINT64_C(1) << i};
    expr_walk(when, check_ref, &x);
}

static void check_deeds_at(struct load *l, const struct procedure *p)
{
    for (size_t i = 0; i < p->n_changes; i++)
        check_deed(l, p, p->changes[i].at_step, p->changes[i].when);
}

/* A step's own form may make its fields required by what it says itself. */
static void check_form_conditions(struct load *l, const struct procedure *p, const struct step *s)
{
    for (size_t i = 0; i < s->n_form && s->name; i++)
        check_deed(l, p, s->name, s->form[i].required_when);
}

void check_steps(struct load *l, const struct procedure *p)
{
    static_assert(PROCEDURE_STEPS_MAX <= 64, "a bit each");
    for (size_t i = 0; i < p->n_steps; i++) {
        const struct step *s = &p->steps[i];
        if (s->act == ACT_KINDS) continue; /* its act is unknown: reported */
        if (check_names(l, p, i)) check_order(l, p, i);
        check_receivers(l, s);
        check_form_conditions(l, p, s);
        check_confirm(l, p, s);
        check_carried_out(l, p, i);
        check_merge(l, p, i);
        if (s->per_department && (!p->campaign.present || p->campaign.each != TO_DIVISION))
            load_fault(l, s->at, "catalogue.per_unwanted", "%s", s->name ? s->name : "");
    }
    check_deeds_at(l, p);
}
