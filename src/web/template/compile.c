/* SPDX-License-Identifier: Apache-2.0 */
#include "web/template/ast.h"

#include <stdlib.h>
#include <string.h>

enum { OPS_MAX = 20000, POOL_MAX = 1 << 20 };

struct compiler {
    const struct tpl_sources *all;
    struct tpl_op *ops;
    uint32_t n, cap;
    struct sb pool;
    bool joinable; /* the last op is a text that the next text may continue */
};

static struct tpl_op *emit(struct compiler *c, enum tpl_opcode op, const struct node *n)
{
    if (c->n == c->cap) {
        uint32_t cap = c->cap ? c->cap * 2 : 64;
        struct tpl_op *p = cap > OPS_MAX ? NULL : realloc(c->ops, cap * sizeof *p);
        if (!p) return NULL;
        c->ops = p;
        c->cap = cap;
    }
    uint16_t line = n && n->line < UINT16_MAX ? (uint16_t)n->line : 0;
    c->ops[c->n] = (struct tpl_op){.op = (uint8_t)op, .line = line};
    c->joinable = op == TPL_TEXT;
    return &c->ops[c->n++];
}

static uint32_t pool_add(struct compiler *c, struct str s, bool nul)
{
    uint32_t at = (uint32_t)c->pool.n;
    sb_add(&c->pool, s);
    if (nul) sb_addc(&c->pool, '\0');
    return at;
}

static err_t emit_name(struct compiler *c, enum tpl_opcode op, const struct node *n,
                       struct str name)
{
    struct tpl_op *o = emit(c, op, n);
    if (!o) return ERR_NOMEM;
    o->a = pool_add(c, name, true);
    return OK;
}

static err_t emit_text(struct compiler *c, const struct node *n)
{
    if (c->joinable) {
        struct tpl_op *last = &c->ops[c->n - 1];
        if (last->a + last->b == c->pool.n) {
            (void)pool_add(c, n->text, false);
            last->b += (uint32_t)n->text.n;
            return OK;
        }
    }
    struct tpl_op *o = emit(c, TPL_TEXT, n);
    if (!o) return ERR_NOMEM;
    o->a = pool_add(c, n->text, false);
    o->b = (uint32_t)n->text.n;
    return OK;
}

static err_t compile_list(struct compiler *c, const struct node *list);

/* {{#lang_ja}}: decided by the reader's language, not by data. */
static bool lang_section(struct str name, uint8_t *ret)
{
    if (str_eqz(name, "lang_ja"))
        *ret = LANG_JA;
    else if (str_eqz(name, "lang_en"))
        *ret = LANG_EN;
    else
        return false;
    return true;
}

static err_t compile_section(struct compiler *c, const struct node *n)
{
    bool inverted = n->kind == NODE_INVERTED;
    uint8_t lang = 0;
    bool by_lang = lang_section(n->text, &lang);
    uint32_t head = c->n;
    if (by_lang) {
        struct tpl_op *o = emit(c, TPL_LANG, n);
        if (!o) return ERR_NOMEM;
        o->n = lang;
        o->a = inverted;
    } else {
        TRY(emit_name(c, inverted ? TPL_INVERTED : TPL_SECTION, n, n->text));
    }
    TRY(compile_list(c, n->kids));
    if (!by_lang && !inverted) {
        struct tpl_op *end = emit(c, TPL_END, n);
        if (!end) return ERR_NOMEM;
        end->b = head + 1;
    }
    c->ops[head].b = c->n;
    c->joinable = false; /* a jump lands here */
    return OK;
}

static err_t compile_tr(struct compiler *c, const struct node *n)
{
    TRY(emit_name(c, TPL_TR, n, n->text));
    c->ops[c->n - 1].n = (uint8_t)n->n_args;
    for (uint32_t i = 0; i < n->n_args; i++) TRY(emit_name(c, TPL_ARG, n, n->args[i]));
    return OK;
}

static err_t compile_partial(struct compiler *c, const struct node *n)
{
    struct tpl_op *o = emit(c, TPL_CALL, n);
    if (!o) return ERR_NOMEM;
    o->a = (uint32_t)tpl_source_find(c->all, n->text);
    return OK;
}

static err_t compile_node(struct compiler *c, const struct node *n)
{
    switch (n->kind) {
    case NODE_TEXT:
        return emit_text(c, n);
    case NODE_VAR:
        return emit_name(c, TPL_VAR, n, n->text);
    case NODE_URL:
        return emit_name(c, TPL_URL, n, n->text);
    case NODE_SEG:
        return emit_name(c, TPL_SEG, n, n->text);
    case NODE_DATE:
        return emit_name(c, TPL_DATE, n, n->text);
    case NODE_WHEN:
        return emit_name(c, TPL_WHEN, n, n->text);
    case NODE_TR:
        return compile_tr(c, n);
    case NODE_TR_DATA:
        return emit_name(c, TPL_TR_DATA, n, n->text);
    case NODE_SECTION:
    case NODE_INVERTED:
        return compile_section(c, n);
    case NODE_PARTIAL:
        return compile_partial(c, n);
    case NODE_PARENT:
    case NODE_BLOCK:
        break; /* gone since tpl_expand */
    }
    return ERR_BUG;
}

static err_t compile_list(struct compiler *c, const struct node *list)
{
    for (const struct node *n = list; n; n = n->next) TRY(compile_node(c, n));
    return OK;
}

err_t tpl_compile(struct arena *a, const struct tpl_sources *all, const struct node *nodes,
                  const char *name, struct tpl *ret)
{
    struct compiler c = {.all = all};
    sb_init(&c.pool, POOL_MAX);
    err_t e = compile_list(&c, nodes);
    if (e == OK) e = sb_end(&c.pool);
    struct tpl_op *ops = e == OK ? ARENA_ARRAY(a, struct tpl_op, c.n ? c.n : 1) : NULL;
    struct str pool = e == OK ? arena_str(a, sb_str(&c.pool)) : STR_NONE;
    if (e == OK && (!ops || !pool.p)) e = ERR_NOMEM;
    if (e == OK) {
        if (c.n) memcpy(ops, c.ops, c.n * sizeof *ops);
        *ret = (struct tpl){name, ops, c.n, pool.p};
    }
    free(c.ops);
    sb_release(&c.pool);
    return e;
}

err_t tpl_build(struct arena *a, struct tpl_sources *all, bool html, tpl_knows_text *knows,
                void *arg, struct tpl_set *ret, struct fault *why)
{
    struct tpl *items = ARENA_ARRAY(a, struct tpl, all->n ? all->n : 1);
    if (!items) return ERR_NOMEM;
    for (size_t i = 0; i < all->n; i++) TRY(tpl_parse(a, &all->items[i], why));
    for (size_t i = 0; i < all->n; i++) {
        struct node *nodes;
        TRY(tpl_expand(a, all, all->items[i].nodes, &nodes, why));
        TRY(tpl_check(all, nodes, html, knows, arg, why));
        char *name = arena_strdup(a, all->items[i].name);
        if (!name) return ERR_NOMEM;
        TRY(tpl_compile(a, all, nodes, name, &items[i]));
    }
    *ret = (struct tpl_set){items, (uint32_t)all->n};
    return OK;
}
