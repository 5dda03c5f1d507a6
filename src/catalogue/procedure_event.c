/* SPDX-License-Identifier: Apache-2.0
 *
 * opened_by: what happens in the organisation and opens a matter without anybody's doing. */
#include <string.h>

#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"

static const char *const names[EVENT_KINDS] = {[EVENT_DEPUTY_ACTED] = "deputy_acted",
                                               [EVENT_HOLDING_BEGAN] = "holding_began",
                                               [EVENT_BARRIER_ORDERED] = "barrier_ordered",
                                               [EVENT_MACHINE_SILENT] = "machine_silent"};

#define DIVISIONS (TYPE(DIVISION) | TYPE(UNIT))
/* What each event tells, and the fields that can take it. */
static const struct told {
    const char *name;
    uint32_t types;
} tells[EVENT_KINDS][12] = {
    [EVENT_DEPUTY_ACTED] = {{"unit", DIVISIONS},
                            {"person", TYPE(PERSON)},
                            {"principal", TYPE(PERSON)},
                            {"from", TYPE(MOMENT)},
                            {"until", TYPE(MOMENT)},
                            {"matters", TYPE(PARAGRAPH)}},
    [EVENT_HOLDING_BEGAN] = {{"unit", DIVISIONS},
                             {"info_system", TYPE(INFO_SYSTEM)},
                             {"person", TYPE(PERSON)},
                             {"holder", TYPE(TEXT)},
                             {"from", TYPE(MOMENT)},
                             {"since", TYPE(DAY)}},
    [EVENT_BARRIER_ORDERED] = {{"what", TYPE(CHOICE)},
                               {"scope", TYPE(CHOICE)},
                               {"value", TYPE(TEXT)},
                               {"by", TYPE(TEXT)},
                               {"account", TYPE(TEXT)},
                               {"machine", TYPE(TEXT)},
                               {"reason", TYPE(PARAGRAPH)},
                               {"from", TYPE(MOMENT)},
                               {"until", TYPE(MOMENT)},
                               {"result", TYPE(CHOICE)},
                               {"detail", TYPE(PARAGRAPH)}},
    [EVENT_MACHINE_SILENT] = {{"machine", TYPE(TEXT)}, {"from", TYPE(MOMENT)}},
};

/* Has the event to do with who holds a role? */
static bool of_role(enum event_kind k)
{
    return k == EVENT_DEPUTY_ACTED || k == EVENT_HOLDING_BEGAN;
}

const char *event_kind_name(enum event_kind k)
{
    return k < EVENT_KINDS && names[k] ? names[k] : "";
}

static const struct told *told_by(enum event_kind k, const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(tells[k]) && tells[k][i].name; i++)
        if (strcmp(tells[k][i].name, word) == 0) return &tells[k][i];
    return NULL;
}

static bool read_event(struct load *l, const struct yaml *y, enum event_kind *ret)
{
    struct str s;
    const char *known[EVENT_KINDS];
    size_t n = 0;
    if (!y || !load_word(l, y, &s)) return false;
    for (int k = EVENT_NONE + 1; k < EVENT_KINDS; k++) {
        known[n++] = names[k];
        if (!str_eqz(s, names[k])) continue;
        *ret = (enum event_kind)k;
        return true;
    }
    load_unknown(l, load_place(l, y), UNKNOWN_EVENT, s, known, n);
    return false;
}

static bool has_option(const struct field *f, const char *name)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (strcmp(f->options[i].name, name) == 0) return true;
    return false;
}

static void check_give(struct procedure_load *x, const struct opened_by *o, const struct give *g)
{
    const struct field *f = procedure_field(x->p, g->to);
    if (!g->to || (!g->word && !g->field)) return; /* told */
    const struct told *t = g->word ? told_by(o->event, g->word) : NULL;
    bool fits = f && g->word &&
                (t ? t->types >> f->type & 1 : f->type == FIELD_CHOICE && has_option(f, g->word));
    if (!fits)
        load_fault(x->l, g->at, "catalogue.event_give", "%s" FS "%s", g->to,
                   event_kind_name(o->event));
}

static bool given(const struct opened_by *o, const char *name)
{
    for (size_t i = 0; i < o->n_gives; i++)
        if (o->gives[i].to && strcmp(o->gives[i].to, name) == 0) return true;
    return false;
}

/* The role of a deputy, or one that is held through a post. */
static void check_role(struct load *l, struct opened_by *o, const struct role *r, struct place at)
{
    bool deputy = false;
    for (size_t i = 0; i < l->c->n_roles; i++)
        deputy = deputy || (l->c->roles[i].deputy && strcmp(l->c->roles[i].deputy, r->name) == 0);
    bool fits = o->event == EVENT_DEPUTY_ACTED
                    ? deputy
                    : r->found == FOUND_POST || r->found == FOUND_REGISTER;
    if (!fits)
        load_fault(l, at, "catalogue.event_role", "%s" FS "%s", r->name, event_kind_name(o->event));
    o->role = r->name;
}

static void read_opened_by(struct procedure_load *x, const struct yaml *y, struct opened_by *o)
{
    static const struct load_key keys[] = {{"event", true}, {"role"}, {"give"}};
    struct str name;
    o->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    if (!read_event(x->l, yaml_get(y, "event"), &o->event)) return;
    const struct yaml *role = yaml_get(y, "role");
    if (of_role(o->event) != (role != NULL)) {
        load_fault(x->l, o->at, "catalogue.event_role", "%s" FS "%s", "role",
                   event_kind_name(o->event));
        return;
    }
    const struct role *r = role && load_word(x->l, role, &name)
                               ? names_role(x->l, name, load_place(x->l, role))
                               : NULL;
    if (r) check_role(x->l, o, r, load_place(x->l, role));
    o->gives = procedure_load_gives(x, yaml_get(y, "give"), false, &o->n_gives);
    for (size_t i = 0; i < o->n_gives; i++) check_give(x, o, &o->gives[i]);
    for (size_t i = 0; i < x->p->n_fields; i++) {
        const struct field *f = &x->p->fields[i];
        if (f->required && f->name && !given(o, f->name))
            load_fault(x->l, o->at, "catalogue.not_given", "%s" FS "%s", f->name,
                       x->p->name ? x->p->name : "");
    }
}

void procedure_load_event(struct procedure_load *x, const struct yaml *y)
{
    size_t n;
    const struct yaml *list = procedure_load_one_or_list(y, &n);
    struct opened_by *v = n ? LOAD_ARRAY(x->l, struct opened_by, n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < n; i++) read_opened_by(x, &list[i], &v[i]);
    x->p->opened_by = v;
    x->p->n_opened_by = n;
}
