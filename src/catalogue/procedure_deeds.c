/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record brings about when it is written: entries of a book changed, somebody absent or
 * back, a matter of another procedure opened. And what is handed on. */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"

static const struct field *step_field(const struct step *s, const char *name)
{
    for (size_t i = 0; s && i < s->n_form; i++)
        if (s->form[i].name && strcmp(s->form[i].name, name) == 0) return &s->form[i];
    return NULL;
}

const struct field *procedure_give_field(const struct procedure *p, const struct give *g)
{
    if (!g->field) return NULL;
    return g->step ? step_field(procedure_step(p, g->step), g->field)
                   : procedure_field(p, g->field);
}

/* step.NAME.FIELD */
static void read_step_value(struct procedure_load *x, const struct yaml *y, struct give *g)
{
    struct str rest = str_skip(y->text, 5), name = str_cut(&rest, '.');
    const char *step = load_strz(x->l, name), *field = load_strz(x->l, rest);
    if (!step || !field) return;
    if (!step_field(procedure_step(x->p, step), field)) {
        load_fault(x->l, load_place(x->l, y), "catalogue.path_no_field", "%.*s",
                   STR_ARG(utf8_head(y->text, 60)));
        return;
    }
    g->step = step;
    g->field = field;
}

const char *procedure_load_at(struct procedure_load *x, const struct yaml *y)
{
    const char *known[PROCEDURE_STEPS_MAX];
    const char *name = y ? load_name(x->l, y) : NULL;
    if (!name || procedure_step(x->p, name)) return name;
    size_t n = 0;
    for (size_t i = 0; i < x->p->n_steps; i++)
        if (x->p->steps[i].name) known[n++] = x->p->steps[i].name;
    load_unknown(x->l, load_place(x->l, y), UNKNOWN_STEP, str_z(name), known, n);
    return NULL;
}

/* What another shape than a record does, it does at a step: nothing is done by asking for it. */
static void check_at(struct procedure_load *x, const char *step, struct place at)
{
    if (!step && x->p->shape != SHAPE_RECORD) load_fault(x->l, at, "catalogue.missing_key", "at");
}

const struct give *procedure_load_gives(struct procedure_load *x, const struct yaml *y, bool steps,
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
        else if (steps && from->kind == YAML_WORD && str_starts(from->text, STR("step.")))
            read_step_value(x, from, &v[i]);
        else
            v[i].word = load_name(x->l, from);
        v[i].each = v[i].word && strcmp(v[i].word, "each") == 0;
        v[i].now = v[i].word && strcmp(v[i].word, "now") == 0;
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
    const struct field *f = procedure_give_field(x->p, g);
    check_state(x->l, b, g->word, g->at);
    if (f && f->type != FIELD_CHOICE)
        load_fault(x->l, g->at, "catalogue.field_type", "%s" FS "%s", f->name,
                   field_type_name(f->type));
    for (size_t i = 0; f && f->type == FIELD_CHOICE && i < f->n_options; i++)
        check_state(x->l, b, f->options[i].name, f->at);
}

static bool is_option(const struct book_column *c, const char *word)
{
    if (strcmp(word, GIVE_NOTHING) == 0) return true;
    if (c->type == FIELD_YES_NO) return strcmp(word, "yes") == 0 || strcmp(word, "no") == 0;
    for (size_t i = 0; i < c->n_options; i++)
        if (strcmp(c->options[i].name, word) == 0) return true;
    return false;
}

/* A state by its name or a choice of states; a keeper; a column from a field that can be text, or
 * an option of it by its name. */
static void check_set(struct procedure_load *x, const struct book *b, const struct give *g)
{
    static const uint32_t texts =
        TYPE(TEXT) | TYPE(PARAGRAPH) | TYPE(CHOICE) | TYPE(YES_NO) | TYPE(NUMBER) | TYPE(MAC);
    if (!g->to) return;
    if (strcmp(g->to, "state") == 0) {
        check_state_given(x, b, g);
        return;
    }
    bool keeper = strcmp(g->to, "keeper") == 0;
    const struct book_column *c = keeper ? NULL : catalogue_column(b, g->to);
    if (keeper ? b->keeper != SCOPE_DIVISION : !c) {
        load_fault(x->l, g->at, "catalogue.not_a_column", "%s" FS "%s", g->to, b->name);
        return;
    }
    const struct field *f = procedure_give_field(x->p, g);
    if (g->word && !(c && is_option(c, g->word)))
        load_fault(x->l, g->at, "catalogue.want_field", "%s", g->word);
    bool typed = c && c->type != FIELD_TEXT;
    if (f && typed && c->type != f->type)
        load_fault(x->l, g->at, "catalogue.column_other_type", "%s" FS "%s", c->name, b->name);
    else if (f && !typed && !((keeper ? TYPE(DIVISION) : texts) >> f->type & 1))
        load_fault(x->l, g->at, "catalogue.field_type", "%s" FS "%s", f->name,
                   field_type_name(f->type));
}

static void read_change(struct procedure_load *x, const struct yaml *y, struct change_spec *c)
{
    static const struct load_key keys[] = {{"when"}, {"at"}, {"entry", true}, {"set", true}};
    c->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &c->when);
    c->at_step = procedure_load_at(x, yaml_get(y, "at"));
    if (!yaml_get(y, "at")) check_at(x, NULL, c->at);
    c->entry_field = procedure_load_field(x, yaml_get(y, "entry"), TYPE(ENTRY) | TYPE(ENTRIES));
    c->set = procedure_load_gives(x, yaml_get(y, "set"), true, &c->n_set);
    const struct field *f = procedure_field(x->p, c->entry_field);
    const struct book *b = f && f->book ? catalogue_book(x->l->c, f->book) : NULL;
    if (!b) return;
    c->book = b->name;
    for (size_t i = 0; i < c->n_set; i++) check_set(x, b, &c->set[i]);
}

/* --- adds --- */

/* A column begins with a word that it knows. */
static void check_begins(struct procedure_load *x, const struct book *b, const struct give *g)
{
    if (!g->to) return;
    if (!catalogue_column(b, g->to))
        load_fault(x->l, g->at, "catalogue.not_a_column", "%s" FS "%s", g->to, b->name);
    else if (g->field)
        load_fault(x->l, g->at, "catalogue.want_begin", "%s", g->field);
    else
        check_set(x, b, g);
}

static void read_adds(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {
        {"book", true}, {"keeper"}, {"key", true}, {"state", true}, {"set"}};
    struct procedure *p = x->p;
    if (!y) return;
    p->adds_at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    p->adds_book = names_book(x->l, yaml_get(y, "book"));
    p->adds_keeper_field = procedure_load_field(x, yaml_get(y, "keeper"), TYPE(DIVISION));
    p->adds_key_field = procedure_load_field(x, yaml_get(y, "key"), TYPE(TEXT));
    p->adds_set = procedure_load_gives(x, yaml_get(y, "set"), false, &p->n_adds_set);
    const struct yaml *state = yaml_get(y, "state");
    if (state) p->adds_state = load_name(x->l, state);
    const struct book *b = p->adds_book ? catalogue_book(x->l->c, p->adds_book) : NULL;
    if (!b) return;
    if (p->adds_state) check_state(x->l, b, p->adds_state, load_place(x->l, state));
    if ((b->keeper == SCOPE_DIVISION) != (yaml_get(y, "keeper") != NULL))
        load_fault(x->l, p->adds_at, "catalogue.adds_keeper", "%s", b->name);
    for (size_t i = 0; i < p->n_adds_set; i++) check_begins(x, b, &p->adds_set[i]);
}

/* --- opens --- */

static void read_opens(struct procedure_load *x, const struct yaml *y, struct opens_spec *o)
{
    static const struct load_key keys[] = {{"when"}, {"each"}, {"procedure", true}, {"give"}};
    o->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &o->when);
    const struct yaml *procedure = yaml_get(y, "procedure");
    o->procedure = load_name(x->l, procedure);
    if (procedure) o->at = load_place(x->l, procedure);
    o->each_field = procedure_load_field(x, yaml_get(y, "each"), TYPE(DIVISIONS));
    o->gives = procedure_load_gives(x, yaml_get(y, "give"), false, &o->n_gives);
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
    read_adds(x, yaml_get(y, "adds"));
    read_changes(x, yaml_get(y, "changes"));
    read_absents(x, yaml_get(y, "absents"));
    read_returns(x, yaml_get(y, "returns"));
    read_opened(x, yaml_get(y, "opens"));
}
