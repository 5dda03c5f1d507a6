/* SPDX-License-Identifier: Apache-2.0
 *
 * expand.c: inheritance dissolved at build, so that the check of HTML
 * contexts sees each page whole. The override nearest to the page wins.
 */
#include "web/template/ast.h"

enum { EXPAND_DEPTH = 64 };

struct override {
    struct str name;
    const struct node *body;
    const struct override *outer; /* what held where the body was written */
    const struct override *next;
};

struct expander {
    struct arena *arena;
    const struct tpl_sources *all;
    struct fault *why;
};

static err_t expand_list(struct expander *x, const struct node *list, const struct override *over,
                         unsigned depth, struct node ***tail);

static const struct override *find(const struct override *o, struct str name)
{
    while (o && !str_eq(o->name, name)) o = o->next;
    return o;
}

/* What holds inside {{<parent}}: the overrides from outside, then its own blocks. */
static err_t collect(struct expander *x, const struct node *parent, const struct override *outer,
                     const struct override **ret)
{
    const struct override *all = outer;
    for (const struct node *n = parent->kids; n; n = n->next) {
        if (n->kind != NODE_BLOCK || find(all, n->text)) continue;
        struct override *o = ARENA_NEW(x->arena, struct override);
        if (!o) return ERR_NOMEM;
        *o = (struct override){n->text, n->kids, outer, all};
        all = o;
    }
    *ret = all;
    return OK;
}

static err_t expand_node(struct expander *x, const struct node *n, const struct override *over,
                         unsigned depth, struct node ***tail)
{
    if (depth > EXPAND_DEPTH) return tpl_node_fault(x->why, n, "template.too_deep", n->text);
    if (n->kind == NODE_BLOCK) {
        const struct override *o = find(over, n->text);
        return o ? expand_list(x, o->body, o->outer, depth + 1, tail)
                 : expand_list(x, n->kids, over, depth + 1, tail);
    }
    if (n->kind == NODE_PARENT) {
        size_t i = tpl_source_find(x->all, n->text);
        if (i == x->all->n) return tpl_node_fault(x->why, n, "template.no_such", n->text);
        const struct override *inner;
        TRY(collect(x, n, over, &inner));
        return expand_list(x, x->all->items[i].nodes, inner, depth + 1, tail);
    }
    struct node *copy = ARENA_NEW(x->arena, struct node);
    if (!copy) return ERR_NOMEM;
    *copy = *n;
    copy->next = copy->kids = NULL;
    **tail = copy;
    *tail = &copy->next;
    struct node **kids = &copy->kids;
    return expand_list(x, n->kids, over, depth + 1, &kids);
}

static err_t expand_list(struct expander *x, const struct node *list, const struct override *over,
                         unsigned depth, struct node ***tail)
{
    for (const struct node *n = list; n; n = n->next) TRY(expand_node(x, n, over, depth, tail));
    return OK;
}

err_t tpl_expand(struct arena *a, const struct tpl_sources *all, struct node *nodes,
                 struct node **ret, struct fault *why)
{
    struct expander x = {a, all, why};
    struct node *out = NULL, **tail = &out;
    TRY(expand_list(&x, nodes, NULL, 0, &tail));
    *ret = out;
    return OK;
}
