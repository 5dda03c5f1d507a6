/* SPDX-License-Identifier: Apache-2.0
 *
 * One procedure: its head, and the order in which its parts are read. */
#include "catalogue/procedure.h"

#include <string.h>

#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/folder.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

#define IN(shape) (1U << SHAPE_##shape)
#define EVERY UINT32_MAX

/* The keys of a procedure: in which shapes each may stand, in which it must. */
static const struct {
    const char *key;
    uint32_t may, must;
} keys[] = {
    {"procedure", EVERY, EVERY},
    {"shape", EVERY, EVERY},
    {"title", EVERY, EVERY},
    {"about", EVERY, 0},
    {"group", EVERY, 0},
    {"word", EVERY, EVERY},
    {"articles", EVERY, EVERY},
    {"applicant", IN(PERMIT), IN(PERMIT)},
    {"writer", IN(RECORD), IN(RECORD)},
    {"issuer", IN(INSTRUMENT), IN(INSTRUMENT)},
    {"reporter", IN(REPORT), IN(REPORT)},
    {"instructor", IN(INSTRUCTION), IN(INSTRUCTION)},
    {"opener", IN(CAMPAIGN) | IN(RESOLUTION), IN(CAMPAIGN) | IN(RESOLUTION)},
    {"explainer", IN(CONSENT), IN(CONSENT)},
    {"sender", IN(NOTICE), IN(NOTICE)},
    {"drafter", IN(PLAN), IN(PLAN)},
    {"fields", EVERY, EVERY},
    {"let", EVERY, 0},
    {"gates", EVERY, 0},
    {"preflight", IN(PERMIT), 0},
    {"steps", EVERY, 0},
    {"papers", EVERY, 0},
    {"in_force", IN(PERMIT) | IN(INSTRUMENT) | IN(CONSENT),
     IN(PERMIT) | IN(INSTRUMENT) | IN(CONSENT)},
    {"uses", IN(PERMIT), 0},
    {"effects", IN(PERMIT) | IN(INSTRUMENT), 0},
    {"revoke", IN(PERMIT) | IN(CONSENT), 0},
    {"end", IN(CONSENT), 0},
    {"one", IN(INSTRUMENT), 0},
    {"designates", IN(INSTRUMENT), 0},
    {"sets", IN(INSTRUMENT), 0},
    {"holds", IN(INSTRUMENT), 0},
    {"once", IN(RECORD), 0},
    {"adds", IN(RECORD), 0},
    {"changes", IN(RECORD) | IN(PERMIT) | IN(REPORT) | IN(INSTRUCTION), 0},
    {"absents", IN(RECORD), 0},
    {"returns", IN(RECORD), 0},
    {"opens", IN(RECORD) | IN(INSTRUMENT), 0},
    {"opened_by", IN(REPORT), 0},
    {"links", EVERY, 0},
    {"book", EVERY, 0},
    {"reading", EVERY, 0},
    {"frequency", IN(CAMPAIGN), 0},
    {"targets", IN(CAMPAIGN), IN(CAMPAIGN)},
    {"sheet", IN(CAMPAIGN), IN(CAMPAIGN)},
    {"retention", EVERY, EVERY},
};
static const char *const starters[] = {"applicant", "writer", "issuer",  "reporter", "instructor",
                                       "opener",    "sender", "drafter", "explainer"};

static bool read_shape(struct load *l, const struct yaml *y, struct procedure *p)
{
    struct str s;
    const struct yaml *shape = yaml_get(y, "shape");
    if (!shape) {
        load_fault(l, load_place(l, y), "catalogue.missing_key", "%s", "shape");
        return false;
    }
    if (!load_word(l, shape, &s)) return false;
    if (shape_kind_parse(s, &p->shape)) return true;
    const char *known[SHAPE_KINDS];
    for (int i = 0; i < SHAPE_KINDS; i++) known[i] = shape_kind_name((enum shape_kind)i);
    load_unknown(l, load_place(l, shape), UNKNOWN_SHAPE, s, known, SHAPE_KINDS);
    return false;
}

/* A key that is known but belongs to other shapes gets a message of its own. */
static void check_keys(struct load *l, const struct yaml *y, enum shape_kind shape)
{
    struct load_key all[ARRAY_LEN(keys)];
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        all[i] = (struct load_key){keys[i].key, keys[i].must >> shape & 1};
        for (size_t k = 0; k < y->n && !(keys[i].may >> shape & 1); k++)
            if (str_eqz(y->keys[k].text, keys[i].key))
                load_fault(l, load_place(l, &y->keys[k]), "catalogue.key_of_other_shape",
                           "%s" FS "%s", keys[i].key, shape_kind_name(shape));
    }
    (void)load_map(l, y, all, ARRAY_LEN(all));
}

static void read_retention(struct load *l, const struct yaml *y, struct retention *r)
{
    static const struct load_key known[] = {{"years", true}, {"article", true}};
    int64_t years;
    if (!load_map(l, y, known, ARRAY_LEN(known))) return;
    const struct yaml *n = yaml_get(y, "years");
    if (n && load_number(l, n, 1, 100, &years)) r->years = (uint16_t)years;
    article_load(l, yaml_get(y, "article"), &r->articles);
}

static void read_links(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key known[] = {{"kind", true}, {"to", true}};
    struct str kind;
    if (!y || !load_list(x->l, y)) return;
    for (size_t i = 0; i < y->n; i++) {
        const struct yaml *link = &y->values[i];
        if (!load_map(x->l, link, known, ARRAY_LEN(known))) continue;
        const struct yaml *k = yaml_get(link, "kind");
        const char *to = procedure_load_field(x, yaml_get(link, "to"), TYPE(MATTER));
        if (!k || !load_word(x->l, k, &kind)) continue;
        if (str_eqz(kind, "amends"))
            x->p->amends_matter_field = to;
        else if (str_eqz(kind, "replaces"))
            x->p->replaces_matter_field = to;
        else
            load_fault(x->l, load_place(x->l, k), "catalogue.want_amends", "%.*s",
                       STR_ARG(utf8_head(kind, 60)));
    }
}

static void read_head(struct load *l, const struct yaml *y, struct procedure *p)
{
    p->name = load_name(l, yaml_get(y, "procedure"));
    load_text2(l, yaml_get(y, "title"), &p->title);
    load_text2(l, yaml_get(y, "about"), &p->about);
    (void)(yaml_get(y, "word") && names_word(l, yaml_get(y, "word"), &p->word));
    article_load(l, yaml_get(y, "articles"), &p->articles);
    for (size_t i = 0; i < ARRAY_LEN(starters) && !p->starter; i++)
        p->starter = who_load(l, yaml_get(y, starters[i]));
    p->group = names_group(l, yaml_get(y, "group"));
    p->reading = names_reading(l, yaml_get(y, "reading"));
    p->book = names_book(l, yaml_get(y, "book"));
    p->preflight = names_enforcer(l, yaml_get(y, "preflight"));
    read_retention(l, yaml_get(y, "retention"), &p->retention);
}

/* {who: ...}; NULL where it is absent. */
static const struct who *read_only_who(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key known[] = {{"who", true}};
    return load_map(x->l, y, known, ARRAY_LEN(known)) ? who_load(x->l, yaml_get(y, "who")) : NULL;
}

static void read_parts(struct procedure_load *x, const struct yaml *y)
{
    field_load_form(x, yaml_get(y, "fields"), PROCEDURE_FIELDS_MAX, &x->p->fields, &x->p->n_fields);
    step_load_campaign(x, y);
    step_load_all(x, yaml_get(y, "steps"));
    procedure_load_gates(x, yaml_get(y, "gates"));
    procedure_load_papers(x, yaml_get(y, "papers"));
    procedure_load_force(x, yaml_get(y, "in_force"));
    procedure_load_uses(x, yaml_get(y, "uses"));
    procedure_load_effects(x, yaml_get(y, "effects"));
    procedure_load_instrument(x, y);
    procedure_load_deeds(x, y);
    procedure_load_event(x, yaml_get(y, "opened_by"));
    read_links(x, yaml_get(y, "links"));
    x->p->revoke = read_only_who(x, yaml_get(y, "revoke"));
    x->p->end = read_only_who(x, yaml_get(y, "end"));
    procedure_load_conditions(x, yaml_get(y, "let"));
}

struct procedure *procedure_load(struct load *l, const struct yaml *y, struct str source)
{
    struct procedure *p = LOAD_ARRAY(l, struct procedure, 1);
    struct pending *pending = LOAD_ARRAY(l, struct pending, CONDITIONS_MAX);
    if (!p || !pending) return NULL;
    p->at = load_place(l, y);
    p->source = arena_str(l->a, source);
    if (!p->source.p) l->err = ERR_NOMEM;
    if (y->kind != YAML_MAP) {
        load_fault(l, load_place(l, y), "catalogue.want_map", "%s", "");
        return NULL;
    }
    if (!p->source.p || !read_shape(l, y, p)) return NULL;
    folder_hash(p->source, p->digest);
    struct procedure_load x = {.l = l, .p = p, .pending = pending};
    check_keys(l, y, p->shape);
    read_head(l, y, p);
    read_parts(&x, y);
    return l->err == OK ? p : NULL;
}

const struct field *procedure_field(const struct procedure *p, const char *name)
{
    for (size_t i = 0; i < p->n_fields && name; i++)
        if (p->fields[i].name && strcmp(p->fields[i].name, name) == 0) return &p->fields[i];
    return NULL;
}

const struct step *procedure_step(const struct procedure *p, const char *name)
{
    for (size_t i = 0; i < p->n_steps && name; i++)
        if (p->steps[i].name && strcmp(p->steps[i].name, name) == 0) return &p->steps[i];
    bool sheet = p->campaign.present && p->campaign.sheet.name && name;
    return sheet && strcmp(p->campaign.sheet.name, name) == 0 ? &p->campaign.sheet : NULL;
}
