/* SPDX-License-Identifier: Apache-2.0
 *
 * What an instrument brings about (one, designates, sets) and a record adds. */
#include <string.h>

#include "catalogue/article.h"
#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"

static void read_one(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"per", true}, {"change_needs"}, {"article"}};
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *per = yaml_get(y, "per");
    x->p->one_at_all = per && per->kind == YAML_WORD && str_eqz(per->text, "procedure");
    if (!x->p->one_at_all) x->p->one_per_field = procedure_load_field(x, per, TYPE_ANY);
    x->p->change_needs_field = procedure_load_field(x, yaml_get(y, "change_needs"), TYPE_ANY);
    article_load(x->l, yaml_get(y, "article"), &x->p->one_articles);
}

/* The role's own kind of thing: a division role is held at a division. */
static uint32_t types_at(const struct role *r)
{
    if (!r || r->of == SCOPE_DEPARTMENT || r->of == SCOPE_PREFECTURE) return TYPE(UNIT);
    return r->of == SCOPE_INFO_SYSTEM ? TYPE(INFO_SYSTEM) : TYPE(DIVISION) | TYPE(UNIT);
}

static void read_designation(struct procedure_load *x, const struct yaml *y, struct designation *d)
{
    static const struct load_key keys[] = {{"when"}, {"role", true}, {"person", true}, {"at"}};
    struct str name;
    const struct role *role = NULL;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &d->when);
    const struct yaml *r = yaml_get(y, "role"), *at = yaml_get(y, "at");
    if (r && load_word(x->l, r, &name)) role = names_role(x->l, name, load_place(x->l, r));
    d->role = role ? role->name : NULL;
    if (role && role->found != FOUND_DESIGNATION)
        load_fault(x->l, load_place(x->l, r), "catalogue.role_not_designated", "%s", role->name);
    if (role && role->of != SCOPE_PREFECTURE && !at)
        load_fault(x->l, load_place(x->l, y), "catalogue.missing_key", "%s", "at");
    d->person_field = procedure_load_field(x, yaml_get(y, "person"), TYPE(PERSON));
    d->at_field = procedure_load_field(x, at, types_at(role));
}

static void read_designations(struct procedure_load *x, const struct yaml *y)
{
    if (!y) return;
    const struct yaml *v = y->kind == YAML_LIST ? y->values : y;
    size_t n = y->kind == YAML_LIST ? y->n : 1;
    struct designation *d = LOAD_ARRAY(x->l, struct designation, n);
    if (!d) return;
    for (size_t i = 0; i < n; i++) read_designation(x, &v[i], &d[i]);
    x->p->designates = d;
    x->p->n_designates = n;
}

/* {reading: field.r, to: field.c}, {clock: field.c, to: [field.length, field.unit]}, or
 * {catalogue: field.version} */
static void read_sets(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"reading"}, {"clock"}, {"to"}, {"catalogue"}};
    struct procedure *p = x->p;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *reading = yaml_get(y, "reading"), *clock = yaml_get(y, "clock"),
                      *to = yaml_get(y, "to");
    const struct yaml *version = yaml_get(y, "catalogue");
    if (!!reading + !!clock + !!version != 1 || (version && to)) {
        load_fault(x->l, load_place(x->l, y), "catalogue.sets_kind", NULL);
        return;
    }
    if (!version && !to) load_fault(x->l, load_place(x->l, y), "catalogue.missing_key", "%s", "to");
    p->sets_catalogue_field = procedure_load_field(x, version, TYPE(CATALOGUE));
    if (version) return;
    p->sets_reading_field = procedure_load_field(x, reading, TYPE(READING));
    p->sets_clock_field = procedure_load_field(x, clock, TYPE(CLOCK));
    if (!to) return;
    struct load_words w = load_words(to);
    if (w.n != (clock ? 2 : 1)) {
        load_fault(x->l, load_place(x->l, to),
                   clock ? "catalogue.clock_without_unit" : "catalogue.want_one", NULL);
        return;
    }
    p->sets_to_field =
        procedure_load_field(x, &w.v[0], clock ? TYPE(NUMBER) : TYPE(TEXT) | TYPE(CHOICE));
    if (clock) p->sets_unit_field = procedure_load_field(x, &w.v[1], TYPE(CHOICE));
}

/* {matter: field.m, division: field.d}: what is left empty does not narrow it. */
static void read_holds(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"matter", true}, {"division", true}};
    if (!y || !load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    x->p->holds = true;
    x->p->holds_matter_field = procedure_load_field(x, yaml_get(y, "matter"), TYPE(MATTER));
    x->p->holds_division_field = procedure_load_field(x, yaml_get(y, "division"), TYPE(DIVISION));
}

static void read_once(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"per", true}};
    if (load_map(x->l, y, keys, ARRAY_LEN(keys)))
        x->p->once_per_field = procedure_load_field(x, yaml_get(y, "per"), TYPE_ANY);
}

void procedure_load_instrument(struct procedure_load *x, const struct yaml *y)
{
    read_once(x, yaml_get(y, "once"));
    read_one(x, yaml_get(y, "one"));
    read_designations(x, yaml_get(y, "designates"));
    read_sets(x, yaml_get(y, "sets"));
    read_holds(x, yaml_get(y, "holds"));
}
