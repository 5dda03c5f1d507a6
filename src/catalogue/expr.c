/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/expr.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "catalogue/expr_tree.h"

/* The value a reference stands for; NULL when there is none (null counts as none). */
static const json_t *look_up(const struct expr_ref *r, const struct expr_env *env)
{
    const json_t *form = NULL;
    switch (r->root) {
    case EXPR_FIELD:
        form = env->fields;
        break;
    case EXPR_STEP:
        form = json_object_get(env->steps, r->step);
        break;
    case EXPR_ENTRY:
        form = env->entry;
        break;
    case EXPR_SHEET:
        form = env->sheet;
        break;
    }
    const json_t *v = json_object_get(form, r->name);
    return json_is_null(v) ? NULL : v;
}

/* -1, 0, 1; false when the two are not of one kind. */
static bool compare_numbers(int64_t a, int64_t b, int *ret)
{
    *ret = (a > b) - (a < b);
    return true;
}

static bool compare_texts(const char *a, size_t an, const char *b, size_t bn, int *ret)
{
    *ret = str_cmp((struct str){a, an}, (struct str){b, bn});
    return true;
}

static bool compare_json(const json_t *a, const json_t *b, int *ret)
{
    if (json_is_integer(a) && json_is_integer(b))
        return compare_numbers(json_integer_value(a), json_integer_value(b), ret);
    if (json_is_boolean(a) && json_is_boolean(b))
        return compare_numbers(json_is_true(a), json_is_true(b), ret);
    if (json_is_string(a) && json_is_string(b))
        return compare_texts(json_string_value(a), json_string_length(a), json_string_value(b),
                             json_string_length(b), ret);
    return false;
}

static bool test(enum expr_op op, bool comparable, int c)
{
    if (!comparable) return op == EXPR_NE;
    switch (op) {
    case EXPR_EQ:
        return c == 0;
    case EXPR_NE:
        return c != 0;
    case EXPR_LT:
        return c < 0;
    case EXPR_LE:
        return c <= 0;
    case EXPR_GT:
        return c > 0;
    case EXPR_GE:
        return c >= 0;
    }
    return false;
}

/* --- the values of a reference: one, or one for each of the chosen entries ----------------- */

struct values {
    const struct expr_ref *ref;
    const struct expr_env *env;
    const json_t *form; /* what the field holds */
    size_t i, n;
};

static struct values values_of(const struct expr_ref *r, const struct expr_env *env)
{
    struct values v = {r, env, look_up(r, env), 0, 1};
    if (r->column) v.n = json_is_array(v.form) ? json_array_size(v.form) : v.form != NULL;
    return v;
}

/* False after the last. *ret NULL: this one is empty. */
static bool next_value(struct values *v, const json_t **ret)
{
    if (v->i == v->n) return false;
    size_t i = v->i++;
    *ret = v->form;
    if (!v->ref->column) return true;
    const json_t *id = json_is_array(v->form) ? json_array_get(v->form, i) : v->form;
    char key[24];
    snprintf(key, sizeof key, "%" PRId64, (int64_t)json_integer_value(id));
    const json_t *one = json_object_get(json_object_get(v->env->seen, key), v->ref->column);
    *ret = json_is_null(one) ? NULL : one;
    return true;
}

static bool is_given(const json_t *v)
{
    if (json_is_array(v)) return json_array_size(v) > 0;
    if (json_is_string(v)) return json_string_length(v) > 0;
    return v != NULL;
}

static bool compare_literal(const json_t *a, const struct expr_value *v, int *ret)
{
    if (v->text)
        return json_is_string(a) && compare_texts(json_string_value(a), json_string_length(a),
                                                  v->text, strlen(v->text), ret);
    if (json_is_boolean(a)) return compare_numbers(json_is_true(a), v->number, ret);
    return json_is_integer(a) && compare_numbers(json_integer_value(a), v->number, ret);
}

static bool test_value(const json_t *a, enum expr_op op, const struct expr_value *v,
                       const struct expr_env *env)
{
    int c = 0;
    if (!v->ref) {
        bool comparable = a && compare_literal(a, v, &c);
        return test(op, comparable, c);
    }
    const json_t *b;
    struct values others = values_of(v->ref, env);
    while (next_value(&others, &b)) {
        bool comparable = a && b && compare_json(a, b, &c);
        if (test(op, comparable, c)) return true;
    }
    return false;
}

static bool test_one(const struct expr *e, const json_t *a, const struct expr_env *env)
{
    if (e->kind == EXPR_GIVEN) return is_given(a);
    if (e->kind == EXPR_YES) return json_is_true(a);
    enum expr_op op = e->kind == EXPR_IN ? EXPR_EQ : e->op;
    for (size_t i = 0; i < e->n_values; i++)
        if (test_value(a, op, &e->values[i], env)) return true;
    return false;
}

bool expr_true(const struct expr *e, const struct expr_env *env)
{
    switch (e->kind) {
    case EXPR_NOT:
        return !expr_true(e->a, env);
    case EXPR_AND:
        return expr_true(e->a, env) && expr_true(e->b, env);
    case EXPR_OR:
        return expr_true(e->a, env) || expr_true(e->b, env);
    case EXPR_GIVEN:
    case EXPR_YES:
    case EXPR_IN:
    case EXPR_COMPARE:
        break;
    }
    const json_t *a;
    struct values all = values_of(&e->ref, env);
    while (next_value(&all, &a))
        if (test_one(e, a, env)) return true;
    return false;
}

static void walk_values(const struct expr *e, expr_ref_fn *fn, void *ctx)
{
    for (size_t i = 0; i < e->n_values; i++)
        if (e->values[i].ref) fn(ctx, e->values[i].ref);
}

void expr_walk(const struct expr *e, expr_ref_fn *fn, void *ctx)
{
    if (!e) return;
    if (e->kind == EXPR_NOT || e->kind == EXPR_AND || e->kind == EXPR_OR) {
        expr_walk(e->a, fn, ctx);
        expr_walk(e->b, fn, ctx);
        return;
    }
    fn(ctx, &e->ref);
    walk_values(e, fn, ctx);
}
