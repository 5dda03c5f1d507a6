/* SPDX-License-Identifier: Apache-2.0
 *
 * expr_can_be_true: tries every combination of the choices and yes/no that a condition
 * speaks of. Values of other types, comparisons of two fields and columns of entries (there may
 * be several) count as free. */
#include <string.h>

#include "catalogue/expr_tree.h"

enum { VARS_MAX = 16, TRIES_MAX = 20000, ABSENT = -1 };

struct var { /* a field, or a single test that is free */
    const struct field *field;
    const struct expr *test;
    int first, last, value; /* option index, 0/1; ABSENT */
};
struct search {
    struct var v[VARS_MAX];
    size_t n;
    bool too_many;
};

static bool is_discrete(const struct expr_ref *r)
{
    return r->type == FIELD_CHOICE || r->type == FIELD_YES_NO;
}

static bool is_free(const struct expr *e)
{
    if (e->ref.column) return true;
    if (e->kind == EXPR_GIVEN) return false;
    if (!is_discrete(&e->ref)) return true;
    for (size_t i = 0; i < e->n_values; i++)
        if (e->values[i].ref) return true;
    return false;
}

static struct var *find(struct search *s, const struct field *f, const struct expr *test)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].field == f && s->v[i].test == test) return &s->v[i];
    return NULL;
}

static void add(struct search *s, struct var v)
{
    if (find(s, v.field, v.test)) return;
    if (s->n == VARS_MAX)
        s->too_many = true;
    else
        s->v[s->n++] = v;
}

static void gather(struct search *s, const struct expr *e)
{
    if (!e) return;
    if (e->kind == EXPR_NOT || e->kind == EXPR_AND || e->kind == EXPR_OR) {
        gather(s, e->a);
        gather(s, e->b);
    } else if (is_free(e)) {
        add(s, (struct var){.test = e, .last = 1});
    } else {
        const struct field *f = e->ref.field;
        bool always = f->required && e->ref.root == EXPR_FIELD;
        int last = f->type == FIELD_CHOICE   ? (int)f->n_options - 1
                   : f->type == FIELD_YES_NO ? 1
                                             : 0;
        add(s, (struct var){.field = f, .first = always ? 0 : ABSENT, .last = last});
    }
}

static bool equals(const struct var *var, const struct expr_value *v)
{
    if (var->value == ABSENT) return false;
    if (var->field->type == FIELD_YES_NO) return var->value == v->number;
    return v->text && strcmp(var->field->options[var->value].name, v->text) == 0;
}

static bool holds(struct search *s, const struct expr *e)
{
    switch (e->kind) {
    case EXPR_NOT:
        return !holds(s, e->a);
    case EXPR_AND:
        return holds(s, e->a) && holds(s, e->b);
    case EXPR_OR:
        return holds(s, e->a) || holds(s, e->b);
    default:
        break;
    }
    const struct var *var = is_free(e) ? find(s, NULL, e) : find(s, e->ref.field, NULL);
    ASSERT(var);
    if (var->test) return var->value;
    if (e->kind == EXPR_GIVEN) return var->value != ABSENT;
    if (e->kind == EXPR_YES) return var->value == 1;
    bool any = false;
    for (size_t i = 0; i < e->n_values && !any; i++) any = equals(var, &e->values[i]);
    return e->kind == EXPR_COMPARE && e->op == EXPR_NE ? !any : any;
}

/* The next combination, as an odometer; false after the last. */
static bool turn(struct search *s)
{
    for (size_t i = 0; i < s->n; i++) {
        if (s->v[i].value < s->v[i].last) {
            s->v[i].value++;
            return true;
        }
        s->v[i].value = s->v[i].first;
    }
    return false;
}

bool expr_can_be_true(const struct expr *e)
{
    struct search s = {0};
    gather(&s, e);
    if (s.too_many) return true;
    for (size_t i = 0; i < s.n; i++) s.v[i].value = s.v[i].first;
    for (unsigned tries = 0; tries < TRIES_MAX; tries++) {
        if (holds(&s, e)) return true;
        if (!turn(&s)) return false;
    }
    return true;
}
