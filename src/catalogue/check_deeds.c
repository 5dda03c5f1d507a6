/* SPDX-License-Identifier: Apache-2.0
 *
 * A record or instrument that opens matters of another procedure: does it give what is asked for
 * there? */
#include <string.h>

#include "catalogue/check.h"
#include "catalogue/names.h"

static bool has_option(const struct field *f, const char *name)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (strcmp(f->options[i].name, name) == 0) return true;
    return false;
}

static bool is_text(enum field_type t)
{
    return t == FIELD_TEXT || t == FIELD_PARAGRAPH;
}

static bool takes(const struct field *to, const struct field *from)
{
    bool entry =
        from->type == FIELD_ENTRY && (to->type == FIELD_ENTRIES || to->type == FIELD_ENTRY);
    if (entry || from->type == FIELD_ENTRIES || to->type == FIELD_ENTRIES)
        return (entry || from->type == to->type) && from->book && to->book &&
               strcmp(from->book, to->book) == 0;
    if (is_text(from->type) && is_text(to->type)) return from->max_chars <= to->max_chars;
    if (from->type == FIELD_CHOICE && to->type == FIELD_CHOICE) {
        for (size_t i = 0; i < from->n_options; i++)
            if (!has_option(to, from->options[i].name)) return false;
        return true;
    }
    return from->type == to->type;
}

static void check_give(struct load *l, const struct procedure *p, const struct procedure *to,
                       const struct opens_spec *o, const struct give *g)
{
    const struct field *f = g->to ? procedure_field(to, g->to) : NULL,
                       *from = procedure_field(p, g->field);
    if (!g->to || (!g->word && !from)) return; /* told */
    bool fits = f && (from ? takes(f, from) : f->type == FIELD_CHOICE && has_option(f, g->word));
    if (g->each && o->each_field) fits = f && f->type == FIELD_DIVISION;
    if (g->now && f && f->type == FIELD_MOMENT) fits = true;
    if (!fits) load_fault(l, g->at, "catalogue.bad_give", "%s" FS "%s", g->to, to->name);
}

/* What is required there is given, and always there to be given. */
static void check_required(struct load *l, const struct procedure *p, const struct procedure *to,
                           const struct opens_spec *o)
{
    for (size_t i = 0; i < to->n_fields; i++) {
        const struct field *f = &to->fields[i];
        if (!f->required || !f->name) continue;
        bool given = false;
        for (size_t k = 0; k < o->n_gives && !given; k++) {
            const struct field *from = procedure_field(p, o->gives[k].field);
            given = o->gives[k].to && strcmp(o->gives[k].to, f->name) == 0 &&
                    (!from || from->required || from->required_when);
        }
        if (!given) load_fault(l, o->at, "catalogue.not_given", "%s" FS "%s", f->name, to->name);
    }
}

void check_deeds(struct load *l, const struct procedure *p)
{
    for (size_t i = 0; i < p->n_opens; i++) {
        const struct opens_spec *o = &p->opens[i];
        names_check_procedure(l, o->procedure, o->at);
        const struct procedure *to = o->procedure ? catalogue_procedure(l->c, o->procedure) : NULL;
        if (!to) continue;
        for (size_t k = 0; k < o->n_gives; k++) check_give(l, p, to, o, &o->gives[k]);
        check_required(l, p, to, o);
    }
}
