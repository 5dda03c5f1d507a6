/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a permit: gates, papers, period, uses, effects. */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

const char *procedure_load_field(struct procedure_load *x, const struct yaml *y, uint32_t types)
{
    const char *name = load_field_name(x->l, y);
    if (!name) return NULL;
    const struct field *f = procedure_field(x->p, name);
    struct place at = load_place_in(x->l, y, 6);
    if (!f) {
        const char *known[128];
        size_t n = 0;
        for (size_t i = 0; i < x->p->n_fields && n < ARRAY_LEN(known); i++)
            if (x->p->fields[i].name) known[n++] = x->p->fields[i].name;
        load_unknown(x->l, at, UNKNOWN_FIELD, str_z(name), known, n);
        return NULL;
    }
    if (!(types >> f->type & 1)) {
        load_fault(x->l, at, "catalogue.field_type", "%s" FS "%s", name, field_type_name(f->type));
        return NULL;
    }
    return f->name;
}

/* The list's i-th item as a map with these keys; false after its report. */
#define ITEM_MAP(l, item, keys) load_map((l), (item), (keys), ARRAY_LEN(keys))

static void check_states(struct load *l, const struct yaml *y, const char *book,
                         const char *const *v, size_t n)
{
    const struct book *b = book ? catalogue_book(l->c, book) : NULL;
    if (!b) return;
    const char *known[64];
    size_t n_known = 0;
    for (size_t i = 0; i < b->n_states && n_known < ARRAY_LEN(known); i++)
        known[n_known++] = b->states[i].name;
    for (size_t i = 0; i < n; i++) {
        size_t k = 0;
        while (k < b->n_states && strcmp(b->states[k].name, v[i]) != 0) k++;
        if (k == b->n_states)
            load_unknown(l, load_place(l, y), UNKNOWN_STATE, str_z(v[i]), known, n_known);
    }
}

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
    g->entries_field = procedure_load_field(x, entries, TYPE(ENTRIES) | TYPE(ENTRY));
    const struct field *f = procedure_field(x->p, g->entries_field);
    if (f) check_states(x->l, yaml_get(y, "state"), f->book, g->states, g->n_states);
}

static void read_procedure_gate(struct procedure_load *x, const struct yaml *y, struct gate *g)
{
    const struct yaml *procedure = yaml_get(y, "procedure");
    g->procedure = load_name(x->l, procedure);
    g->at = load_place(x->l, procedure);
    g->for_field = procedure_load_field(x, yaml_get(y, "for"), TYPE_ANY);
    g->holder_field = procedure_load_field(x, yaml_get(y, "holder"), TYPE(PERSON));
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
    check_states(x->l, yaml_get(y, "state"), g->book, g->states, g->n_states);
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
    const char *must[3], *may[2];
} gate_kinds[] = {
    {"entries", read_entries_gate, {"state"}, {0}},
    {"procedure", read_procedure_gate, {"for"}, {"holder", "throughout"}},
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
        {"entries"}, {"state"},      {"procedure"}, {"for"},          {"refuse"},
        {"field"},   {"book"},       {"key"},       {"keeper"},       {"say"},
        {"holder"},  {"throughout"}, {"when"},      {"article", true}};
    g->at = load_place(x->l, y);
    if (!ITEM_MAP(x->l, y, keys)) return;
    const struct gate_kind *kind = kind_of(x->l, y);
    if (!kind) return;
    g->states = load_names(x->l, yaml_get(y, "state"), &g->n_states);
    kind->read(x, y, g);
    read_say(x->l, yaml_get(y, "say"), g);
    procedure_load_when(x, yaml_get(y, "when"), 0, &g->when);
    article_load(x->l, yaml_get(y, "article"), &g->articles);
}

void procedure_load_gates(struct procedure_load *x, const struct yaml *y)
{
    if (!y || !load_list(x->l, y)) return;
    struct gate *v = LOAD_ARRAY(x->l, struct gate, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_gate(x, &y->values[i], &v[i]);
    x->p->gates = v;
    x->p->n_gates = y->n;
}

static void read_paper(struct procedure_load *x, const struct yaml *y, struct paper *p)
{
    static const struct load_key keys[] = {
        {"paper", true}, {"title", true}, {"when"}, {"article", true}, {"kept_by"}};
    if (!ITEM_MAP(x->l, y, keys)) return;
    p->name = load_name(x->l, yaml_get(y, "paper"));
    load_text2(x->l, yaml_get(y, "title"), &p->title);
    procedure_load_when(x, yaml_get(y, "when"), 0, &p->when);
    article_load(x->l, yaml_get(y, "article"), &p->articles);
    p->kept_by = who_load(x->l, yaml_get(y, "kept_by"));
}

void procedure_load_papers(struct procedure_load *x, const struct yaml *y)
{
    if (!y || !load_list(x->l, y)) return;
    struct paper *v = LOAD_ARRAY(x->l, struct paper, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_paper(x, &y->values[i], &v[i]);
    x->p->papers = v;
    x->p->n_papers = y->n;
}

/* field.x, decided, closed field.x */
static void read_moment(struct procedure_load *x, const struct yaml *y, bool is_until,
                        struct moment_source *m)
{
    static const struct str closed = STR_INIT("closed ");
    struct str s;
    if (!y || !load_word(x->l, y, &s)) return;
    if (!is_until && str_eqz(s, "decided")) {
        m->decided = true;
    } else if (is_until && str_starts(s, closed)) {
        struct yaml rest = *y;
        rest.text = str_skip(s, closed.n);
        rest.column = load_place_in(x->l, y, closed.n).column;
        m->field = procedure_load_field(x, &rest, TYPE(MATTER));
        m->until_closed = true;
    } else {
        m->field = procedure_load_field(x, y, TYPE(MOMENT) | TYPE(DAY));
    }
}

void procedure_load_force(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"from", true}, {"until"}, {"with_tenure_of"}};
    struct str tenure;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    read_moment(x, yaml_get(y, "from"), false, &x->p->from);
    read_moment(x, yaml_get(y, "until"), true, &x->p->until);
    const struct yaml *t = yaml_get(y, "with_tenure_of");
    if (!t || !load_word(x->l, t, &tenure)) return;
    x->p->with_tenure_of_issuer = str_eqz(tenure, "issuer");
    if (!x->p->with_tenure_of_issuer || x->p->shape != SHAPE_INSTRUMENT)
        load_fault(x->l, load_place(x->l, t), "catalogue.want_issuer", "%.*s",
                   STR_ARG(utf8_head(tenure, 60)));
}

void procedure_load_uses(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"many"},    {"begin", true}, {"end", true},
                                           {"entries"}, {"by", true},    {"article", true}};
    struct uses *u = &x->p->uses;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    u->present = true;
    u->many_field = procedure_load_field(x, yaml_get(y, "many"), TYPE(YES_NO));
    (void)(yaml_get(y, "begin") && names_word(x->l, yaml_get(y, "begin"), &u->begin));
    (void)(yaml_get(y, "end") && names_word(x->l, yaml_get(y, "end"), &u->end));
    u->entries_field = procedure_load_field(x, yaml_get(y, "entries"), TYPE(ENTRIES) | TYPE(ENTRY));
    u->by = who_load_list(x->l, yaml_get(y, "by"), &u->n_by);
    article_load(x->l, yaml_get(y, "article"), &u->articles);
}

/* {person: applicant, info_system: field.info_system} */
static void read_payload(struct procedure_load *x, const struct yaml *y, struct effect_spec *e)
{
    if (!y || !load_name_map(x->l, y)) return;
    struct payload_item *v = LOAD_ARRAY(x->l, struct payload_item, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) {
        v[i].name = load_strz(x->l, y->keys[i].text);
        if (y->values[i].kind != YAML_WORD || !str_eqz(y->values[i].text, "applicant"))
            v[i].field = procedure_load_field(x, &y->values[i], TYPE_ANY);
    }
    e->payload = v;
    e->n_payload = y->n;
}

static void read_during_use(struct load *l, const struct yaml *y, struct effect_spec *e)
{
    static const struct load_key keys[] = {{"state", true}, {"holder"}};
    struct str holder;
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *state = yaml_get(y, "state"), *h = yaml_get(y, "holder");
    if (state) e->state_in_use = load_name(l, state);
    if (e->state_in_use) check_states(l, state, e->book, &e->state_in_use, 1);
    if (h && load_word(l, h, &holder) && !str_eqz(holder, "applicant"))
        load_fault(l, load_place(l, h), "catalogue.want_applicant", "%.*s",
                   STR_ARG(utf8_head(holder, 60)));
}

static void read_effect(struct procedure_load *x, const struct yaml *y, struct effect_spec *e)
{
    static const struct load_key keys[] = {{"effect", true}, {"enforcer"}, {"optional"},
                                           {"entries"},      {"book"},     {"during_use"},
                                           {"payload"}};
    if (!ITEM_MAP(x->l, y, keys)) return;
    const struct yaml *enforcer = yaml_get(y, "enforcer");
    e->effect = load_name(x->l, yaml_get(y, "effect"));
    if (enforcer) e->enforcer = load_name(x->l, enforcer);
    e->optional = load_yes(x->l, yaml_get(y, "optional"));
    e->entries_field = procedure_load_field(x, yaml_get(y, "entries"), TYPE(ENTRIES) | TYPE(ENTRY));
    e->book = names_book(x->l, yaml_get(y, "book"));
    read_during_use(x->l, yaml_get(y, "during_use"), e);
    read_payload(x, yaml_get(y, "payload"), e);
    bool is_book = e->effect && strcmp(e->effect, "book") == 0;
    if (!is_book && !enforcer)
        load_fault(x->l, load_place(x->l, y), "catalogue.missing_key", "%s", "enforcer");
    if (is_book && (!yaml_get(y, "entries") || !yaml_get(y, "book")))
        load_fault(x->l, load_place(x->l, y), "catalogue.missing_key", "%s", "entries, book");
}

void procedure_load_effects(struct procedure_load *x, const struct yaml *y)
{
    if (!y || !load_list(x->l, y)) return;
    struct effect_spec *v = LOAD_ARRAY(x->l, struct effect_spec, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_effect(x, &y->values[i], &v[i]);
    x->p->effects = v;
    x->p->n_effects = y->n;
}
