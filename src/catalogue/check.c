/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/check.h"

#include <string.h>

#include "catalogue/names.h"
#include "catalogue/who.h"

/* --- fields -------------------------------------------------------------------------- */

struct form {
    const struct field *v;
    size_t n;
};

static const struct field *in_form(struct form f, const char *name)
{
    for (size_t i = 0; i < f.n; i++)
        if (f.v[i].name && strcmp(f.v[i].name, name) == 0) return f.v + i;
    return NULL;
}

static void check_after(struct load *l, struct form form, const struct field *f)
{
    if (!f->after) {
        if (f->at_most_ms) load_fault(l, f->at, "catalogue.at_most_without_after", "%s", f->name);
        return;
    }
    const struct field *other = in_form(form, f->after);
    bool times = f->type == FIELD_MOMENT || f->type == FIELD_DAY;
    if (!other || other == f || !times || other->type != f->type)
        load_fault(l, f->at, "catalogue.bad_after", "%s" FS "%s", f->name, f->after);
}

static void check_past(struct load *l, const struct field *f)
{
    if (f->past && f->type != FIELD_MOMENT && f->type != FIELD_DAY)
        load_fault(l, f->at, "catalogue.past_unwanted", "%s", f->name);
}

static void check_other(struct load *l, struct form form, const struct field *f)
{
    for (size_t i = 0; i < f->n_other_than; i++) {
        const char *name = f->other_than[i];
        if (strcmp(name, "applicant") == 0 && f->type == FIELD_PERSON) continue;
        const struct field *other = in_form(form, name);
        if (f->type != FIELD_PERSON || !other || other == f || other->type != FIELD_PERSON)
            load_fault(l, f->at, "catalogue.bad_other_than", "%s" FS "%s", f->name, name);
    }
}

static void check_form(struct load *l, const struct procedure *p, struct form form)
{
    for (size_t i = 0; i < form.n; i++) {
        const struct field *f = &form.v[i];
        if (!f->name) continue;
        check_after(l, form, f);
        check_past(l, f);
        check_other(l, form, f);
        for (size_t k = 0; k < i; k++)
            if (f->label.ja && f->label.ja[0] && form.v[k].label.ja &&
                strcmp(form.v[k].label.ja, f->label.ja) == 0)
                load_fault(l, f->at, "catalogue.label_twice", "%s" FS "%u", f->label.ja,
                           (unsigned)form.v[k].at.line);
        if (!f->among_managers_of) continue;
        const struct field *d = procedure_field(p, f->among_managers_of);
        if (!d || d->type != FIELD_DIVISION)
            load_fault(l, f->at, "catalogue.managers_of", "%s", f->among_managers_of);
    }
}

/* A form at a step asks for nothing that has been asked before. */
static void check_asked(struct load *l, struct form form, struct form before)
{
    for (size_t i = 0; i < form.n; i++) {
        const struct field *f = &form.v[i], *asked = f->name ? in_form(before, f->name) : NULL;
        const struct field *from = f->from_field ? in_form(before, f->from_field) : NULL;
        if (f->from_field && (!from || from->type != f->type))
            load_fault(l, f->at, "catalogue.bad_default", "%s" FS "%s", f->name, f->from_field);
        if (asked)
            load_fault(l, f->at, "catalogue.asked_twice", "%s" FS "%u", f->name,
                       (unsigned)asked->at.line);
    }
}

void check_fields(struct load *l, const struct procedure *p)
{
    struct form opening = {p->fields, p->n_fields};
    check_form(l, p, opening);
    for (size_t i = 0; i < p->n_steps; i++) {
        struct form form = {p->steps[i].form, p->steps[i].n_form};
        check_form(l, p, form);
        check_asked(l, form, opening);
    }
    struct form begin = {p->uses.begin_form, p->uses.n_begin_form};
    struct form end = {p->uses.end_form, p->uses.n_end_form};
    check_form(l, p, begin);
    check_form(l, p, end);
    check_asked(l, begin, opening);
    check_asked(l, end, opening);
    struct form sheet = {p->campaign.sheet.form, p->campaign.sheet.n_form};
    struct form entry = {p->campaign.entry_form, p->campaign.n_entry_form};
    check_form(l, p, sheet);
    check_form(l, p, entry);
    check_asked(l, sheet, opening);
    check_asked(l, entry, opening);
    check_asked(l, sheet, entry);
}

/* --- who decides ----------------------------------------------------------------------- */

/* Can nobody but the one who applies stand here? */
static bool only_applicant(const struct who *w, const struct who *starter)
{
    if (!w) return false;
    if (w->kind == WHO_APPLICANT) return true;
    if (w->kind == WHO_ROLE) return starter && starter->kind == WHO_ROLE && who_equal(w, starter);
    bool any = false, all = w->n_parts > 0;
    for (size_t i = 0; i < w->n_parts; i++) {
        bool one = only_applicant(w->parts[i], starter);
        any = any || one;
        all = all && one;
    }
    return w->kind == WHO_ANY ? all : any;
}

/* A role that many hold at once (職員) is not one person. */
static bool held_by_many(const struct load *l, const struct who *starter)
{
    const struct role *r =
        starter && starter->kind == WHO_ROLE ? catalogue_role(l->c, starter->role) : NULL;
    return r && (r->found == FOUND_MEMBER || (r->found == FOUND_DESIGNATION && !r->one));
}

void check_deciders(struct load *l, const struct procedure *p)
{
    if (p->shape != SHAPE_PERMIT && !shape_gates(p->shape, ACT_CONFIRM)) return;
    bool decided = p->shape != SHAPE_PERMIT;
    const struct who *starter = held_by_many(l, p->starter) ? NULL : p->starter;
    for (size_t i = 0; i < p->n_steps; i++) {
        const struct step *s = &p->steps[i];
        decided = decided || s->act == ACT_DECIDE;
        bool approves = shape_judges(p->shape, s->act) || s->act == ACT_CONCUR;
        if (approves && only_applicant(s->who, starter))
            load_fault(l, s->who->at, "catalogue.only_applicant", "%s", s->name ? s->name : "");
    }
    if (!decided) load_fault(l, p->at, "catalogue.no_decider", NULL);
}

/* --- what hangs together with other files ------------------------------------------------ */

/* What the field gives fits the column: its type, and each option is one of the column's. */
static void check_column(struct load *l, const struct field *f, const struct book_column *c,
                         const char *book)
{
    if (c->type == FIELD_TEXT) return; /* anything can be told in words */
    bool fits = f->type == c->type;
    for (size_t i = 0; fits && i < f->n_options; i++) {
        size_t k = 0;
        while (k < c->n_options && strcmp(c->options[k].name, f->options[i].name) != 0) k++;
        fits = k < c->n_options;
    }
    if (!fits) load_fault(l, f->at, "catalogue.column_other_type", "%s" FS "%s", c->name, book);
}

static bool names_column(const struct give *v, size_t n, const char *column)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].to && strcmp(v[i].to, column) == 0) return true;
    return false;
}

/* A column that begins with a word, or is filled by what other procedures add or change. */
static bool filled_otherwise(const struct load *l, const struct procedure *p, const struct book *b,
                             const char *column)
{
    if (names_column(p->adds_set, p->n_adds_set, column)) return true;
    for (size_t i = 0; i < l->c->n_procedures; i++) {
        const struct procedure *other = l->c->procedures[i];
        bool adds = other->adds_book && strcmp(other->adds_book, b->name) == 0;
        if (adds && procedure_field(other, column)) return true;
        for (size_t k = 0; k < other->n_changes; k++) {
            const struct change_spec *c = &other->changes[k];
            if (c->book && strcmp(c->book, b->name) == 0 && names_column(c->set, c->n_set, column))
                return true;
        }
    }
    return false;
}

static void check_columns(struct load *l, const struct procedure *p, const char *book)
{
    const struct book *b = book ? catalogue_book(l->c, book) : NULL;
    for (size_t i = 0; b && i < b->n_columns; i++) {
        const struct field *f = procedure_field(p, b->columns[i].name);
        if (f)
            check_column(l, f, &b->columns[i], book);
        else if (!filled_otherwise(l, p, b, b->columns[i].name))
            load_fault(l, p->at, "catalogue.column_without_field", "%s" FS "%s", b->columns[i].name,
                       book);
    }
}

static bool names(const char *const *v, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i], name) == 0) return true;
    return false;
}

/* An entry has its number, and a keeper, whenever one is added. */
static void check_adds(struct load *l, const struct procedure *p)
{
    const struct field *fields[] = {procedure_field(p, p->adds_key_field),
                                    procedure_field(p, p->adds_keeper_field)};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (fields[i] && check_may_be_empty(fields[i], NULL))
            load_fault(l, p->adds_at, "catalogue.field_may_be_empty", "%s", fields[i]->name);
}

/* A book of uses: what is asked at each begin or end, or when it is applied for. */
static bool in_uses(const struct procedure *p, const char *name)
{
    struct form begin = {p->uses.begin_form, p->uses.n_begin_form};
    struct form end = {p->uses.end_form, p->uses.n_end_form};
    return in_form(begin, name) || in_form(end, name) || procedure_field(p, name);
}

static void check_books(struct load *l, const struct procedure *p)
{
    check_adds(l, p);
    const struct book *b = p->book ? catalogue_book(l->c, p->book) : NULL;
    bool uses = b && p->name && names(b->from_uses, b->n_from_uses, p->name);
    check_columns(l, p, p->adds_book);
    if (!uses)
        check_columns(l, p, p->book);
    else if (!p->uses.present)
        load_fault(l, p->at, "catalogue.not_used", "%s" FS "%s", p->name, b->name);
    if (b && p->name && !uses && !names(b->from_matters, b->n_from_matters, p->name))
        load_fault(l, p->at, "catalogue.not_in_book", "%s" FS "%s", p->name, p->book);
}

/* What a finding gives must fit the field that takes it. */
static void check_finding(struct load *l, const struct procedure *p)
{
    const struct campaign_spec *c = &p->campaign;
    if (!c->finding_opens) return;
    names_check_procedure(l, c->finding_opens, c->finding_at);
    const struct procedure *to = catalogue_procedure(l->c, c->finding_opens);
    if (!to || !c->finding_give_field) return;
    const struct field *f = procedure_field(to, c->finding_give_field);
    bool entry = c->finding_gives == PATH_ENTRY;
    bool fits = f && (entry ? f->type == FIELD_ENTRIES || f->type == FIELD_ENTRY
                            : f->type == FIELD_DIVISION || f->type == FIELD_UNIT);
    if (!fits || (entry && !c->freeze_book))
        load_fault(l, c->finding_at, "catalogue.bad_give", "%s" FS "%s", c->finding_give_field,
                   c->finding_opens);
}

void check_alone(struct load *l, const struct procedure *p)
{
    check_fields(l, p);
    check_who(l, p);
    check_steps(l, p);
    check_deciders(l, p);
}

void check_procedure(struct load *l, const struct procedure *p)
{
    check_alone(l, p);
    check_books(l, p);
    check_finding(l, p);
    check_deeds(l, p);
    check_gates(l, p);
}

/* Those that fill it say so themselves. */
static void check_from(struct load *l, const struct book *b, const char *const *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        names_check_procedure(l, v[i], b->at);
        const struct procedure *p = catalogue_procedure(l->c, v[i]);
        if (p && (!p->book || strcmp(p->book, b->name) != 0))
            load_fault(l, b->at, "catalogue.not_in_procedure", "%s" FS "%s", p->name, b->name);
    }
}

/* Each column of a book of uses is asked for by one of its procedures at least. */
static void check_use_columns(struct load *l, const struct book *b)
{
    for (size_t i = 0; i < b->n_columns && b->n_from_uses; i++) {
        bool asked = false;
        for (size_t k = 0; k < b->n_from_uses && !asked; k++) {
            const struct procedure *p = catalogue_procedure(l->c, b->from_uses[k]);
            asked = !p || in_uses(p, b->columns[i].name);
        }
        if (!asked)
            load_fault(l, b->at, "catalogue.column_without_field", "%s" FS "%s", b->columns[i].name,
                       b->name);
    }
}

/* Who has not written it can be told only of what is written once a person, for a matter in force.
 */
static void check_roll(struct load *l, const struct book *b)
{
    const struct procedure *p = b->roll ? catalogue_procedure(l->c, b->roll) : NULL;
    const struct field *f = p ? procedure_field(p, p->once_per_field) : NULL;
    bool good = f && f->type == FIELD_MATTER && f->procedure && b->keeper == SCOPE_DIVISION &&
                names(b->from_matters, b->n_from_matters, b->roll);
    if (b->roll && !good)
        load_fault(l, b->at, "catalogue.bad_roll", "%s" FS "%s", b->roll, b->name);
}

void check_book(struct load *l, const struct book *b)
{
    bool filled = b->n_from_matters > 0 || b->n_from_uses > 0;
    check_who_book(l, b);
    check_from(l, b, b->from_matters, b->n_from_matters);
    check_from(l, b, b->from_uses, b->n_from_uses);
    check_use_columns(l, b);
    check_roll(l, b);
    for (size_t i = 0; i < l->c->n_procedures && !filled; i++)
        filled =
            l->c->procedures[i]->adds_book && strcmp(l->c->procedures[i]->adds_book, b->name) == 0;
    if (!filled) load_fault(l, b->at, "catalogue.book_never_filled", "%s", b->name);
}
