/* SPDX-License-Identifier: Apache-2.0
 *
 * Gates and references to matters: is there such a procedure, can its matters be in force, and
 * can the gate be asked at all? */
#include <string.h>

#include "catalogue/check.h"
#include "catalogue/names.h"

static bool same(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static void check_matter_field(struct load *l, const struct field *f)
{
    if (f->type == FIELD_MATTER && f->procedure) names_check_procedure(l, f->procedure, f->at);
}

/* One in force per value: its procedure says per what. */
static bool asks_by_value(const struct field *f)
{
    return f->type != FIELD_MATTER && f->type != FIELD_ENTRY;
}

static bool fits(const struct gate *g, const struct procedure *to, const struct field *f)
{
    if (f->type == FIELD_MATTER) return same(f->procedure, g->procedure);
    if (f->type == FIELD_ENTRY) {
        const struct field *used = procedure_field(to, to->uses.entries_field);
        return used && same(used->book, f->book);
    }
    return to->one_per_field != NULL;
}

static bool comes_into_force(enum shape_kind s)
{
    return s == SHAPE_PERMIT || s == SHAPE_INSTRUMENT || s == SHAPE_CONSENT;
}

/* Left empty, the field would leave the gate open. */
static void check_closed(struct load *l, const struct gate *g, const struct field *f)
{
    if (f && check_may_be_empty(f, g->when))
        load_fault(l, g->at, "catalogue.gate_walked_round", "%s", f->name);
}

static void check_covers(struct load *l, const struct procedure *p, const struct gate *g,
                         const struct procedure *to)
{
    const struct field *ours = procedure_field(p, g->covers_field),
                       *theirs = procedure_field(to, g->covers);
    const struct field *chosen = procedure_field(p, g->for_field);
    if (!g->covers || !ours) return;
    bool entries = theirs && (theirs->type == FIELD_ENTRIES || theirs->type == FIELD_ENTRY) &&
                   same(ours->book, theirs->book);
    bool system = theirs && theirs->type == FIELD_INFO_SYSTEM && ours->type == FIELD_INFO_SYSTEM;
    if (!(entries || system) || !chosen || chosen->type != FIELD_MATTER)
        load_fault(l, g->at, "catalogue.bad_covers", "%s" FS "%s", g->covers, to->name);
}

static const struct field *holder_of(const struct procedure *p, const struct gate *g)
{
    if (!g->holder_at_begin) return procedure_field(p, g->holder_field);
    for (size_t i = 0; i < p->uses.n_begin_form; i++)
        if (same(p->uses.begin_form[i].name, g->holder_field)) return &p->uses.begin_form[i];
    return NULL;
}

static void check_gate(struct load *l, const struct procedure *p, const struct gate *g)
{
    names_check_procedure(l, g->procedure, g->at);
    const struct procedure *to = g->procedure ? catalogue_procedure(l->c, g->procedure) : NULL;
    const struct field *f = procedure_field(p, g->for_field);
    if (!to) return;
    if (!comes_into_force(to->shape))
        load_fault(l, g->at, "catalogue.never_in_force", "%s" FS "%s", to->name,
                   shape_kind_name(to->shape));
    else if (!f || !fits(g, to, f) || (g->holder_field && asks_by_value(f)))
        load_fault(l, g->at, "catalogue.gate_for", "%s", to->name);
    check_covers(l, p, g, to);
    check_closed(l, g, f);
    check_closed(l, g, holder_of(p, g));
}

void check_gates(struct load *l, const struct procedure *p)
{
    for (size_t i = 0; i < p->n_fields; i++) check_matter_field(l, &p->fields[i]);
    for (size_t i = 0; i < p->n_steps; i++)
        for (size_t k = 0; k < p->steps[i].n_form; k++) check_matter_field(l, &p->steps[i].form[k]);
    for (size_t i = 0; i < p->n_gates; i++) check_gate(l, p, &p->gates[i]);
    for (size_t i = 0; i < p->uses.n_gates; i++) check_gate(l, p, &p->uses.gates[i]);
}
