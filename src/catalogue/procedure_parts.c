/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of a permit: papers, period, effects. */
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

void procedure_load_check_states(struct load *l, const struct yaml *y, const char *book,
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

/* field.plan.sha256: of the one file in that field. */
static bool is_part(struct str text, struct str *ret_field, const char **ret_part)
{
    static const char *const parts[] = {"sha256", "id"};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        size_t n = strlen(parts[i]) + 1;
        bool ends = text.n > n && text.p[text.n - n] == '.' &&
                    str_eqz(str_skip(text, text.n - n + 1), parts[i]);
        if (!ends) continue;
        *ret_field = (struct str){text.p, text.n - n};
        *ret_part = parts[i];
        return true;
    }
    return false;
}

static void read_payload_item(struct procedure_load *x, const struct yaml *y,
                              struct payload_item *to)
{
    struct yaml field = *y;
    if (y->kind == YAML_WORD && str_eqz(y->text, "applicant")) return;
    if (y->kind == YAML_WORD && is_part(y->text, &field.text, &to->part))
        to->field = procedure_load_field(x, &field, TYPE(FILE));
    else
        to->field = procedure_load_field(x, y, TYPE_ANY & ~(uint32_t)TYPE(FILE));
}

/* {person: applicant, info_system: field.info_system, sha256: field.plan.sha256} */
static void read_payload(struct procedure_load *x, const struct yaml *y, struct effect_spec *e)
{
    if (!y || !load_name_map(x->l, y)) return;
    struct payload_item *v = LOAD_ARRAY(x->l, struct payload_item, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) {
        v[i].name = load_strz(x->l, y->keys[i].text);
        read_payload_item(x, &y->values[i], &v[i]);
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
    if (e->state_in_use) procedure_load_check_states(l, state, e->book, &e->state_in_use, 1);
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
    e->enforcer = names_enforcer(x->l, enforcer);
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
