/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record brings about when it is written: entries of a book changed, somebody absent or
 * back, a matter of another procedure opened. And what is handed on. */
#include <string.h>

#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"

const struct give *procedure_load_gives(struct procedure_load *x, const struct yaml *y,
                                        size_t *ret_n)
{
    *ret_n = 0;
    if (!y || !load_name_map(x->l, y)) return NULL;
    struct give *v = LOAD_ARRAY(x->l, struct give, y->n);
    if (!v) return NULL;
    for (size_t i = 0; i < y->n; i++) {
        const struct yaml *from = &y->values[i];
        v[i].to = load_strz(x->l, y->keys[i].text);
        v[i].at = load_place(x->l, from);
        if (from->kind == YAML_WORD && str_starts(from->text, STR("field.")))
            v[i].field = procedure_load_field(x, from, TYPE_ANY);
        else
            v[i].word = load_name(x->l, from);
    }
    *ret_n = y->n;
    return v;
}

/* --- changes --- */

static bool is_state(const struct book *b, const char *name)
{
    for (size_t i = 0; i < b->n_states; i++)
        if (strcmp(b->states[i].name, name) == 0) return true;
    return false;
}

static void check_state(struct load *l, const struct book *b, const char *name, struct place at)
{
    const char *known[64];
    size_t n = 0;
    if (!name || is_state(b, name)) return;
    for (size_t i = 0; i < b->n_states && n < ARRAY_LEN(known); i++) known[n++] = b->states[i].name;
    load_unknown(l, at, UNKNOWN_STATE, str_z(name), known, n);
}

static void check_state_given(struct procedure_load *x, const struct book *b, const struct give *g)
{
    const struct field *f = procedure_field(x->p, g->field);
    check_state(x->l, b, g->word, g->at);
    if (f && f->type != FIELD_CHOICE)
        load_fault(x->l, g->at, "catalogue.field_type", "%s" FS "%s", f->name,
                   field_type_name(f->type));
    for (size_t i = 0; f && f->type == FIELD_CHOICE && i < f->n_options; i++)
        check_state(x->l, b, f->options[i].name, f->at);
}

/* A state by its name or a choice of states; a keeper; a column from a field that can be text. */
static void check_set(struct procedure_load *x, const struct book *b, const struct give *g)
{
    static const uint32_t texts =
        TYPE(TEXT) | TYPE(PARAGRAPH) | TYPE(CHOICE) | TYPE(YES_NO) | TYPE(NUMBER);
    if (!g->to) return;
    if (strcmp(g->to, "state") == 0) {
        check_state_given(x, b, g);
        return;
    }
    bool keeper = strcmp(g->to, "keeper") == 0;
    if (keeper ? b->keeper != SCOPE_DIVISION : !catalogue_column(b, g->to)) {
        load_fault(x->l, g->at, "catalogue.not_a_column", "%s" FS "%s", g->to, b->name);
        return;
    }
    const struct field *f = procedure_field(x->p, g->field);
    if (g->word) load_fault(x->l, g->at, "catalogue.want_field", "%s", g->word);
    if (f && !((keeper ? TYPE(DIVISION) : texts) >> f->type & 1))
        load_fault(x->l, g->at, "catalogue.field_type", "%s" FS "%s", f->name,
                   field_type_name(f->type));
}

static void read_change(struct procedure_load *x, const struct yaml *y, struct change_spec *c)
{
    static const struct load_key keys[] = {{"when"}, {"entry", true}, {"set", true}};
    c->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &c->when);
    c->entry_field = procedure_load_field(x, yaml_get(y, "entry"), TYPE(ENTRY));
    c->set = procedure_load_gives(x, yaml_get(y, "set"), &c->n_set);
    const struct field *f = procedure_field(x->p, c->entry_field);
    const struct book *b = f && f->book ? catalogue_book(x->l->c, f->book) : NULL;
    if (!b) return;
    c->book = b->name;
    for (size_t i = 0; i < c->n_set; i++) check_set(x, b, &c->set[i]);
}

/* --- opens --- */

static void read_opens(struct procedure_load *x, const struct yaml *y, struct opens_spec *o)
{
    static const struct load_key keys[] = {{"when"}, {"procedure", true}, {"give"}};
    o->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &o->when);
    const struct yaml *procedure = yaml_get(y, "procedure");
    o->procedure = load_name(x->l, procedure);
    if (procedure) o->at = load_place(x->l, procedure);
    o->gives = procedure_load_gives(x, yaml_get(y, "give"), &o->n_gives);
}

const struct yaml *procedure_load_one_or_list(const struct yaml *y, size_t *ret_n)
{
    *ret_n = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;
    return y && y->kind == YAML_LIST ? y->values : y;
}

static void read_changes(struct procedure_load *x, const struct yaml *y)
{
    size_t n;
    const struct yaml *list = procedure_load_one_or_list(y, &n);
    struct change_spec *v = n ? LOAD_ARRAY(x->l, struct change_spec, n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < n; i++) read_change(x, &list[i], &v[i]);
    x->p->changes = v;
    x->p->n_changes = n;
}

static void read_opened(struct procedure_load *x, const struct yaml *y)
{
    size_t n;
    const struct yaml *list = procedure_load_one_or_list(y, &n);
    struct opens_spec *v = n ? LOAD_ARRAY(x->l, struct opens_spec, n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < n; i++) read_opens(x, &list[i], &v[i]);
    x->p->opens = v;
    x->p->n_opens = n;
}

/* --- absences --- */

/* Whose absence one may tell of is what the field's `among` says: without it, anybody's. */
static void check_among(struct procedure_load *x, const struct absence_spec *a)
{
    const struct field *f = procedure_field(x->p, a->person_field);
    if (f && !f->among) load_fault(x->l, a->at, "catalogue.absent_anybody", "%s", f->name);
    if (f && !f->required) load_fault(x->l, a->at, "catalogue.field_may_be_empty", "%s", f->name);
    const struct field *from = procedure_field(x->p, a->from_field);
    if (from && !from->required)
        load_fault(x->l, a->at, "catalogue.field_may_be_empty", "%s", from->name);
}

static void read_absents(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"person", true}, {"from", true}, {"until"}};
    struct absence_spec *a = &x->p->absents;
    if (!y || !load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    a->at = load_place(x->l, y);
    a->person_field = procedure_load_field(x, yaml_get(y, "person"), TYPE(PERSON));
    a->from_field = procedure_load_field(x, yaml_get(y, "from"), TYPE(MOMENT));
    a->until_field = procedure_load_field(x, yaml_get(y, "until"), TYPE(MOMENT));
    check_among(x, a);
}

static void read_returns(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"person", true}, {"at", true}};
    struct absence_spec *a = &x->p->returns;
    if (!y || !load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    a->at = load_place(x->l, y);
    a->person_field = procedure_load_field(x, yaml_get(y, "person"), TYPE(PERSON));
    a->from_field = procedure_load_field(x, yaml_get(y, "at"), TYPE(MOMENT));
    check_among(x, a);
}

void procedure_load_deeds(struct procedure_load *x, const struct yaml *y)
{
    read_changes(x, yaml_get(y, "changes"));
    read_absents(x, yaml_get(y, "absents"));
    read_returns(x, yaml_get(y, "returns"));
    read_opened(x, yaml_get(y, "opens"));
}
