/* SPDX-License-Identifier: Apache-2.0
 *
 * Do role paths lead to what the role is a role of? A system manager is one of an
 * information system, a security officer one of a department. */
#include <string.h>

#include "catalogue/check.h"
#include "catalogue/expr_tree.h"

enum thing {
    THING_NONE,
    THING_PERSON,
    THING_DIVISION,
    THING_DEPARTMENT,
    THING_UNIT,
    THING_INFO_SYSTEM,
    THING_ENTRY
};
static const char *const thing_names[] = {"-",    "person",      "division", "department",
                                          "unit", "info_system", "entry"};
static const char *const scope_names[] = {"prefecture", "department", "division", "info_system",
                                          "-"};

struct target {
    enum thing thing;
    bool many;
    const struct field *field; /* a field of the opening form, or NULL */
};

/* What a field holds, and whether it belongs to a division (so that .division may follow). */
static struct target of_field(const struct field *f, bool *ret_belongs)
{
    struct target t = {.field = f};
    *ret_belongs = true;
    switch (f->type) {
    case FIELD_ENTRIES:
        t.many = true;
        t.thing = THING_ENTRY;
        break;
    case FIELD_ENTRY:
        t.thing = THING_ENTRY;
        break;
    case FIELD_PERSON:
        t.thing = THING_PERSON;
        break;
    case FIELD_DIVISIONS:
        t.many = true;
        t.thing = THING_DIVISION;
        break;
    case FIELD_DIVISION:
        t.thing = THING_DIVISION;
        break;
    case FIELD_UNIT:
        t.thing = THING_UNIT;
        break;
    case FIELD_INFO_SYSTEM:
        t.thing = THING_INFO_SYSTEM;
        break;
    case FIELD_MATTER:
        break;
    default:
        *ret_belongs = false;
        break;
    }
    return t;
}

static const struct field *form_field(const struct procedure *p, const struct path *at)
{
    if (at->root == PATH_FIELD) return procedure_field(p, at->name);
    const struct step *s = procedure_step(p, at->name);
    for (size_t i = 0; s && i < s->n_form; i++)
        if (s->form[i].name && strcmp(s->form[i].name, at->sub) == 0) return &s->form[i];
    return NULL;
}

static bool from_field(struct load *l, const struct procedure *p, const struct path *path,
                       struct target *t, bool *belongs)
{
    const struct field *f = p ? form_field(p, path) : NULL;
    if (!f) {
        load_fault(l, path->at, "catalogue.path_no_field", "%s",
                   path->sub ? path->sub : path->name);
        return false;
    }
    *t = of_field(f, belongs);
    if (path->root == PATH_STEP) t->field = NULL;
    if (*belongs) return true;
    load_fault(l, path->at, "catalogue.path_field_type", "%s" FS "%s", f->name,
               field_type_name(f->type));
    return false;
}

/* Where a path begins. p is NULL in a book. */
static bool begin(struct load *l, const struct procedure *p, const struct path *path,
                  struct target *t, bool *belongs)
{
    bool campaign = p && p->campaign.present, here = p != NULL;
    *belongs = true;
    switch (path->root) {
    case PATH_APPLICANT:
        t->thing = THING_PERSON;
        break;
    case PATH_ISSUER:
        t->thing = THING_PERSON;
        break;
    case PATH_MATTER:
        break;
    case PATH_TARGET:
        here = campaign;
        t->thing =
            campaign && p->campaign.each == TO_DEPARTMENT ? THING_DEPARTMENT : THING_DIVISION;
        break;
    case PATH_ENTRY:
        here = campaign;
        t->thing = THING_ENTRY;
        break;
    case PATH_KEEPER:
        here = !p;
        t->thing = THING_DIVISION;
        break;
    case PATH_FIELD:
    case PATH_STEP:
        return from_field(l, p, path, t, belongs);
    }
    if (!here) load_fault(l, path->at, "catalogue.path_not_here", NULL);
    return here;
}

/* Entries of a book that says which system each belongs to. */
static bool belongs_to_system(const struct load *l, const struct target *t)
{
    const struct book *b =
        t->thing == THING_ENTRY && t->field ? catalogue_book(l->c, t->field->book) : NULL;
    const struct book_column *c = b ? catalogue_column(b, "info_system") : NULL;
    return c && c->type == FIELD_INFO_SYSTEM;
}

static bool follow(struct load *l, const struct procedure *p, const struct path *path,
                   struct target *ret)
{
    static const enum thing ends[] = {[TO_DIVISION] = THING_DIVISION,
                                      [TO_DEPARTMENT] = THING_DEPARTMENT,
                                      [TO_UNIT] = THING_UNIT,
                                      [TO_INFO_SYSTEM] = THING_INFO_SYSTEM};
    struct target t = {0};
    bool belongs;
    if (!begin(l, p, path, &t, &belongs)) return false;
    if (t.many != path->each) {
        load_fault(l, path->at, path->each ? "catalogue.each_unwanted" : "catalogue.each_missing",
                   NULL);
        return false;
    }
    if (path->to == TO_DIVISION && t.thing == THING_DEPARTMENT) {
        load_fault(l, path->at, "catalogue.no_one_division", NULL);
        return false;
    }
    if (path->to == TO_INFO_SYSTEM && !belongs_to_system(l, &t)) {
        load_fault(l, path->at, "catalogue.path_no_system", NULL);
        return false;
    }
    if (path->to != TO_ITSELF) t.thing = ends[path->to];
    *ret = t;
    return true;
}

static bool fits(enum role_scope scope, enum thing t)
{
    switch (scope) {
    case SCOPE_DEPARTMENT:
        return t == THING_DEPARTMENT;
    case SCOPE_DIVISION:
        return t == THING_DIVISION || t == THING_UNIT;
    case SCOPE_INFO_SYSTEM:
        return t == THING_INFO_SYSTEM;
    case SCOPE_PREFECTURE:
    case SCOPE_NONE:
        break;
    }
    return false;
}

/* False after the report. *ret_field: the opening field it hangs on, or NULL. */
static bool check_role(struct load *l, const struct procedure *p, const struct who *w,
                       const struct field **ret_field)
{
    const struct role *r = catalogue_role(l->c, w->role);
    bool whole = r->of == SCOPE_PREFECTURE || r->of == SCOPE_NONE;
    struct target t;
    if (!w->of) {
        if (whole || r->found == FOUND_MEMBER) return true;
        load_fault(l, w->at, "catalogue.role_needs_of", "%s" FS "%s", r->name, scope_names[r->of]);
        return false;
    }
    if (whole) {
        load_fault(l, w->of->at, "catalogue.role_without_of", "%s", r->name);
        return false;
    }
    if (!follow(l, p, w->of, &t)) return false;
    if (ret_field) *ret_field = t.field;
    if (fits(r->of, t.thing)) return true;
    load_fault(l, w->of->at, "catalogue.role_of_other", "%s" FS "%s" FS "%s", r->name,
               scope_names[r->of], thing_names[t.thing]);
    return false;
}

/* field.second: the person chosen there. False after the report. */
static bool check_person(struct load *l, const struct procedure *p, const struct who *w,
                         const struct field **ret_field)
{
    struct target t;
    if (!follow(l, p, w->of, &t)) return false;
    if (ret_field) *ret_field = t.field;
    if (t.thing == THING_PERSON) return true;
    load_fault(l, w->of->at, "catalogue.want_person", "%s" FS "%s", w->of->name,
               thing_names[t.thing]);
    return false;
}

static bool check_one(struct load *l, const struct procedure *p, const struct who *w,
                      const struct field **ret_field)
{
    if (w->kind == WHO_PERSON) return check_person(l, p, w, ret_field);
    return w->kind == WHO_ROLE && check_role(l, p, w, ret_field);
}

static void check_paths(struct load *l, const struct procedure *p, const struct who *w)
{
    if (!w) return;
    (void)check_one(l, p, w, NULL);
    for (size_t i = 0; i < w->n_parts; i++) check_paths(l, p, w->parts[i]);
}

static void check_list(struct load *l, const struct procedure *p, const struct who *const *v,
                       size_t n)
{
    for (size_t i = 0; i < n; i++) check_paths(l, p, v[i]);
}

bool check_may_be_empty(const struct field *f, const struct expr *when)
{
    if (f->required) return false;
    struct expr given = {.kind = EXPR_GIVEN, .ref = {EXPR_FIELD, NULL, f->name, f->type, f}};
    struct expr empty = {.kind = EXPR_NOT, .a = &given};
    struct expr not_asked = {.kind = EXPR_NOT, .a = f->required_when};
    struct expr free = {.kind = EXPR_AND, .a = &empty, .b = &not_asked};
    const struct expr *e = f->required_when ? &free : &empty;
    struct expr both = {.kind = EXPR_AND, .a = e, .b = when};
    return expr_can_be_true(when ? &both : e);
}

/* A duty must find somebody: not hang on a field that may be empty. */
static void check_held(struct load *l, const struct procedure *p, const struct who *w,
                       const struct expr *when)
{
    const struct field *f = NULL;
    if (!w) return;
    if (check_one(l, p, w, &f) && f && check_may_be_empty(f, when))
        load_fault(l, w->of->at, "catalogue.field_may_be_empty", "%s", f->name);
    for (size_t i = 0; i < w->n_parts; i++) {
        if (w->kind == WHO_ANY)
            check_paths(l, p, w->parts[i]);
        else
            check_held(l, p, w->parts[i], when);
    }
}

static void check_step(struct load *l, const struct procedure *p, const struct step *s)
{
    check_held(l, p, s->who, s->when);
    for (size_t i = 0; i < s->n_to; i++) check_held(l, p, s->to[i], s->when);
    check_list(l, p, s->with, s->n_with);
    for (size_t i = 0; i < s->n_form; i++) check_paths(l, p, s->form[i].among);
}

void check_who(struct load *l, const struct procedure *p)
{
    check_held(l, p, p->starter, NULL);
    for (size_t i = 0; i < p->n_fields; i++) check_paths(l, p, p->fields[i].among);
    for (size_t i = 0; i < p->n_steps; i++) check_step(l, p, &p->steps[i]);
    if (p->campaign.present) check_step(l, p, &p->campaign.sheet);
    for (size_t i = 0; i < p->n_papers; i++) check_paths(l, p, p->papers[i].kept_by);
    check_list(l, p, p->uses.by, p->uses.n_by);
    for (size_t i = 0; i < p->uses.n_begin_form; i++)
        check_paths(l, p, p->uses.begin_form[i].among);
    for (size_t i = 0; i < p->uses.n_end_form; i++) check_paths(l, p, p->uses.end_form[i].among);
    check_paths(l, p, p->revoke);
    check_paths(l, p, p->end);
}

void check_who_book(struct load *l, const struct book *b)
{
    check_list(l, NULL, b->read, b->n_read);
}
