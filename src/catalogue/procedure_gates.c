/* SPDX-License-Identifier: Apache-2.0
 *
 * What a procedure asks for before it begins (gates), and how what is granted is used (uses). */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

/* What is told is one argument of a fault, in both languages. */
static void read_say(struct load *l, const struct yaml *y, struct gate *g)
{
    if (!y) return;
    load_text2(l, y, &g->say);
    if (g->say.ja && g->say.en && strlen(g->say.ja) + strlen(g->say.en) + 2 > FAULT_ARG_MAX)
        load_fault(l, load_place(l, y), "catalogue.say_long", "%d", FAULT_ARG_MAX - 2);
}

static void read_entries_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    const struct yaml *entries = yaml_get(y, "entries");
    g->entries_field =
        procedure_load_field(x, entries, TYPE(ENTRIES) | TYPE(ENTRY) | TYPE(INFO_SYSTEM));
    const struct field *f = procedure_field(x->p, g->entries_field);
    if (f) procedure_load_check_states(x->l, yaml_get(y, "state"), f->book, g->states, g->n_states);
}

/* field.PERSON, or begin.PERSON: who is named when a use begins. */
static void read_holder(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    static const struct str begin = STR_INIT("begin.");
    struct str s;
    if (!y || !load_word(x->l, y, &s)) return;
    if (!str_starts(s, begin)) {
        g->holder_field = procedure_load_field(x, y, TYPE(PERSON));
        return;
    }
    const struct uses *u = &x->p->uses;
    const char *known[STEP_FIELDS_MAX];
    size_t n = 0;
    g->holder_at_begin = true;
    for (size_t i = 0; i < u->n_begin_form && n < ARRAY_LEN(known); i++) {
        if (u->begin_form[i].type != FIELD_PERSON) continue;
        known[n++] = u->begin_form[i].name;
        if (str_eqz(str_skip(s, begin.n), u->begin_form[i].name))
            g->holder_field = u->begin_form[i].name;
    }
    if (!g->holder_field)
        load_unknown(x->l, load_place_in(x->l, y, begin.n), UNKNOWN_FIELD, str_skip(s, begin.n),
                     known, n);
}

/* {media: field.media}: the entries that the matter chosen is about hold those of ours. */
static void read_covers(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    if (!y || !load_name_map(x->l, y)) return;
    if (y->n != 1) {
        load_fault(x->l, load_place(x->l, y), "catalogue.want_one", NULL);
        return;
    }
    g->covers = load_strz(x->l, y->keys[0].text);
    g->covers_field =
        procedure_load_field(x, &y->values[0], TYPE(ENTRIES) | TYPE(ENTRY) | TYPE(INFO_SYSTEM));
}

static void read_procedure_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    const struct yaml *procedure = yaml_get(y, "procedure");
    g->procedure = load_name(x->l, procedure);
    g->at = load_place(x->l, procedure);
    g->for_field = procedure_load_field(x, yaml_get(y, "for"), TYPE_ANY);
    g->at_field = procedure_load_field(x, yaml_get(y, "at"), TYPE(MOMENT) | TYPE(DAY));
    read_covers(x, yaml_get(y, "covers"), g);
    read_holder(x, yaml_get(y, "holder"), g);
    g->throughout = load_yes(x->l, yaml_get(y, "throughout"));
    const struct field *chosen = procedure_field(x->p, g->for_field);
    if (g->throughout && chosen && chosen->type != FIELD_MATTER)
        load_fault(x->l, load_place(x->l, y), "catalogue.throughout_matter", "%s", chosen->name);
}

static void read_refuse_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    procedure_load_when(x, yaml_get(y, "refuse"), 0, &g->refuse);
    g->field = procedure_load_field(x, yaml_get(y, "field"), TYPE_ANY);
}

static void read_book_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    struct str keeper;
    const struct yaml *k = yaml_get(y, "keeper");
    g->book = names_book(x->l, yaml_get(y, "book"));
    g->key_field = procedure_load_field(x, yaml_get(y, "key"), TYPE(TEXT) | TYPE(ENTRY));
    procedure_load_check_states(x->l, yaml_get(y, "state"), g->book, g->states, g->n_states);
    if (!k || !load_word(x->l, k, &keeper)) return;
    g->of_matter = str_eqz(keeper, "matter.division");
    if (!g->of_matter)
        load_fault(x->l, load_place(x->l, k), "catalogue.want_matter_division", "%.*s",
                   STR_ARG(utf8_head(keeper, 60)));
}

/* A gate is of the kind that its first key names, and has that kind's keys. */
static const struct gate_kind {
    const char *key;
    void (*read)(struct procedure_load *x, const struct yaml *y, struct gate *g);
    const char *must[3], *may[4];
} gate_kinds[] = {
    {"entries", read_entries_gate, {"state"}, {0}},
    {"procedure", read_procedure_gate, {"for"}, {"holder", "throughout", "at", "covers"}},
    {"refuse", read_refuse_gate, {"field", "say"}, {0}},
    {"book", read_book_gate, {"key", "state", "say"}, {"keeper"}},
};

static bool has_key(const char *const *v, size_t n, struct str key)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] && str_eqz(key, v[i])) return true;
    return false;
}

/* NULL after its report. */
static const struct gate_kind *kind_of(struct load *l, const struct yaml *y)
{
    const struct gate_kind *kind = NULL;
    size_t n = 0;
    for (size_t i = 0; i < ARRAY_LEN(gate_kinds); i++) {
        if (!yaml_get(y, gate_kinds[i].key)) continue;
        kind = &gate_kinds[i];
        n++;
    }
    bool good = n == 1;
    for (size_t i = 0; good && i < ARRAY_LEN(kind->must); i++)
        good = !kind->must[i] || yaml_get(y, kind->must[i]);
    for (size_t i = 0; good && i < y->n; i++) {
        struct str key = y->keys[i].text;
        good = str_eqz(key, kind->key) || str_eqz(key, "when") || str_eqz(key, "article") ||
               has_key(kind->must, ARRAY_LEN(kind->must), key) ||
               has_key(kind->may, ARRAY_LEN(kind->may), key);
    }
    if (good) return kind;
    load_fault(l, load_place(l, y), "catalogue.gate_kind", NULL);
    return NULL;
}

static void read_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    static const struct load_key keys[] = {
        {"entries"}, {"state"},         {"procedure"}, {"for"},   {"refuse"}, {"field"},
        {"book"},    {"key"},           {"keeper"},    {"say"},   {"holder"}, {"throughout"},
        {"when"},    {"article", true}, {"at"},        {"covers"}};
    g->at = load_place(x->l, y);
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    const struct gate_kind *kind = kind_of(x->l, y);
    if (!kind) return;
    g->states = load_names(x->l, yaml_get(y, "state"), &g->n_states);
    kind->read(x, y, g);
    read_say(x->l, yaml_get(y, "say"), g);
    procedure_load_when(x, yaml_get(y, "when"), 0, &g->when);
    article_load(x->l, yaml_get(y, "article"), &g->articles);
}

static void read_gates(struct procedure_load *x, const struct yaml *y, const struct gate **ret,
                       size_t *ret_n)
{
    if (!y || !load_list(x->l, y)) return;
    struct gate *v = LOAD_ARRAY(x->l, struct gate, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_gate(x, &y->values[i], &v[i]);
    *ret = v;
    *ret_n = y->n;
}

void procedure_load_gates(struct procedure_load *x, const struct yaml *y)
{
    read_gates(x, y, &x->p->gates, &x->p->n_gates);
}

void procedure_load_uses(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"many"},       {"begin", true}, {"end", true},
                                           {"entries"},    {"by", true},    {"article", true},
                                           {"begin_form"}, {"end_form"},    {"gates"}};
    struct uses *u = &x->p->uses;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    u->present = true;
    u->many_field = procedure_load_field(x, yaml_get(y, "many"), TYPE(YES_NO));
    (void)(yaml_get(y, "begin") && names_word(x->l, yaml_get(y, "begin"), &u->begin));
    (void)(yaml_get(y, "end") && names_word(x->l, yaml_get(y, "end"), &u->end));
    u->entries_field = procedure_load_field(x, yaml_get(y, "entries"),
                                            TYPE(ENTRIES) | TYPE(ENTRY) | TYPE(INFO_SYSTEM));
    u->by = who_load_list(x->l, yaml_get(y, "by"), &u->n_by);
    article_load(x->l, yaml_get(y, "article"), &u->articles);
    field_load_form(x, yaml_get(y, "begin_form"), STEP_FIELDS_MAX, &u->begin_form,
                    &u->n_begin_form);
    field_load_form(x, yaml_get(y, "end_form"), STEP_FIELDS_MAX, &u->end_form, &u->n_end_form);
    read_gates(x, yaml_get(y, "gates"), &u->gates, &u->n_gates);
}
