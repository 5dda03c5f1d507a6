/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/expr_token.h"
#include "catalogue/expr_value.h"

static err_t parse_or(struct expr_parser *x, const struct expr **ret);

/* A node over others, with its size and depth; too large a condition is refused. */
static err_t make(struct expr_parser *x, struct expr node, const struct expr **ret)
{
    const struct expr *parts[] = {node.a, node.b};
    node.size = 1 + (uint32_t)node.n_values;
    for (size_t i = 0; i < 2; i++) {
        if (!parts[i]) continue;
        node.size += parts[i]->size;
        if (node.depth < parts[i]->depth + 1) node.depth = parts[i]->depth + 1;
    }
    if (node.size > EXPR_SIZE_MAX)
        return expr_token_refuse_at(x, "catalogue.expr_large", x->text, 1);
    struct expr *e = ARENA_NEW(x->a, struct expr);
    if (!e) return ERR_NOMEM;
    *e = node;
    *ret = e;
    return OK;
}

static err_t parse_let(struct expr_parser *x, const struct expr **ret)
{
    for (size_t i = 0; i < x->scope->n_lets; i++) {
        struct expr_let *let = &x->scope->lets[i];
        if (!str_eqz(x->token, let->name)) continue;
        let->used = true;
        *ret = let->e;
        if (!let->e) return expr_token_refuse(x, "catalogue.expr_let_at_fault");
        expr_token_next(x);
        return OK;
    }
    return expr_token_refuse(x, "catalogue.expr_want_test");
}

static bool is_compare(const struct expr_parser *x, enum expr_op *ret)
{
    static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
    for (size_t i = 0; i < ARRAY_LEN(ops); i++) {
        if (!str_eqz(x->token, ops[i])) continue;
        *ret = (enum expr_op)i;
        return true;
    }
    return false;
}

static err_t parse_in(struct expr_parser *x, struct expr *node)
{
    struct expr_value values[EXPR_VALUES_MAX];
    size_t n = 0;
    TRY(expr_token_expect(x, "["));
    do {
        if (n == EXPR_VALUES_MAX) return expr_token_refuse(x, "catalogue.expr_large");
        TRY(expr_value_parse(x, &node->ref, EXPR_EQ, &values[n++]));
    } while (expr_token_accept(x, ","));
    TRY(expr_token_expect(x, "]"));
    struct expr_value *kept = ARENA_ARRAY(x->a, struct expr_value, n);
    if (!kept) return ERR_NOMEM;
    memcpy(kept, values, n * sizeof *kept);
    node->kind = EXPR_IN;
    node->values = kept;
    node->n_values = n;
    return OK;
}

static err_t parse_test(struct expr_parser *x, const struct expr **ret)
{
    struct expr node = {0};
    struct str word = x->token;
    uint32_t column = x->column;
    TRY(expr_value_ref(x, &node.ref));
    if (expr_token_accept(x, "in")) {
        TRY(parse_in(x, &node));
    } else if (is_compare(x, &node.op)) {
        expr_token_next(x);
        struct expr_value *v = ARENA_NEW(x->a, struct expr_value);
        if (!v) return ERR_NOMEM;
        TRY(expr_value_parse(x, &node.ref, node.op, v));
        node.kind = EXPR_COMPARE;
        node.values = v;
        node.n_values = 1;
    } else {
        node.kind = EXPR_YES;
        if (node.ref.type != FIELD_YES_NO)
            return expr_token_refuse_at(x, "catalogue.expr_not_yes_no", word, column);
    }
    return make(x, node, ret);
}

static err_t parse_factor(struct expr_parser *x, const struct expr **ret)
{
    struct expr node = {0};
    if (++x->depth > EXPR_DEPTH_MAX) return expr_token_refuse(x, "catalogue.expr_deep");
    err_t err;
    if (expr_token_accept(x, "not")) {
        node.kind = EXPR_NOT;
        err = parse_factor(x, &node.a);
        if (err == OK) err = make(x, node, ret);
    } else if (expr_token_accept(x, "(")) {
        err = parse_or(x, ret);
        if (err == OK) err = expr_token_expect(x, ")");
    } else if (expr_token_accept(x, "given")) {
        node.kind = EXPR_GIVEN;
        err = expr_value_ref(x, &node.ref);
        if (err == OK) err = make(x, node, ret);
    } else if (expr_value_is_ref(x->token)) {
        err = parse_test(x, ret);
    } else {
        err = parse_let(x, ret);
    }
    x->depth--;
    return err;
}

static err_t parse_and(struct expr_parser *x, const struct expr **ret)
{
    const struct expr *left = NULL;
    TRY(parse_factor(x, &left));
    while (expr_token_accept(x, "and")) {
        struct expr node = {.kind = EXPR_AND, .a = left};
        TRY(parse_factor(x, &node.b));
        TRY(make(x, node, &left));
    }
    *ret = left;
    return OK;
}

static err_t parse_or(struct expr_parser *x, const struct expr **ret)
{
    const struct expr *left;
    TRY(parse_and(x, &left));
    while (expr_token_accept(x, "or")) {
        struct expr node = {.kind = EXPR_OR, .a = left};
        TRY(parse_and(x, &node.b));
        TRY(make(x, node, &left));
    }
    *ret = left;
    return OK;
}

err_t expr_parse(struct arena *a, struct expr_scope *s, struct str text, const struct expr **ret,
                 struct fault *why)
{
    struct fault ours;
    struct expr_parser x = {
        .a = a, .scope = s, .text = text, .rest = text, .why = why ? why : &ours};
    expr_token_next(&x);
    if (text.n > EXPR_BYTES_MAX) return expr_token_refuse(&x, "catalogue.expr_large");
    const struct expr *e;
    TRY(parse_or(&x, &e));
    if (x.token.n > 0) return expr_token_refuse(&x, "catalogue.expr_too_much");
    *ret = e;
    return OK;
}
