/* SPDX-License-Identifier: Apache-2.0
 *
 * check.c: walks expanded nodes with the HTML state beside them.
 */
#include "web/template/ast.h"
#include "web/template/html.h"

struct checker {
    const struct tpl_sources *all;
    tpl_knows_text *knows;
    void *arg;
    bool html;
    struct html_state h;
    struct fault *why;
};

static err_t check_list(struct checker *c, const struct node *list);

static err_t feed(struct checker *c, const struct node *n)
{
    uint32_t line = n->line, column = n->column;
    for (size_t i = 0; i < n->text.n; i++) {
        char ch = n->text.p[i];
        struct str arg;
        const char *rule = html_feed(&c->h, ch, &arg);
        if (rule) {
            err_t e = fault_set(c->why, ERR_INVALID, rule, "%.*s", STR_ARG(arg));
            fault_place(c->why, n->file, line, column);
            return e;
        }
        column++;
        if (ch == '\n') {
            line++;
            column = 1;
        }
    }
    return OK;
}

/* A section may be left out or repeated, so it must end where it began. */
static err_t check_section(struct checker *c, const struct node *n)
{
    struct str arg = STR_NONE;
    const char *rule = html_settle(&c->h, &arg);
    if (rule) return tpl_node_fault(c->why, n, rule, arg);
    struct html_state before = c->h;
    TRY(check_list(c, n->kids));
    rule = html_settle(&c->h, &arg);
    if (rule) return tpl_node_fault(c->why, n, rule, arg);
    return html_same_place(&before, &c->h)
               ? OK
               : tpl_node_fault(c->why, n, "template.section_torn", n->text);
}

static err_t check_text_id(struct checker *c, const struct node *n)
{
    if (c->knows && !c->knows(c->arg, n->text))
        return tpl_node_fault(c->why, n, "template.unknown_text", n->text);
    return OK;
}

static err_t check_node(struct checker *c, const struct node *n)
{
    struct str arg = n->text;
    const char *rule = NULL;
    switch (n->kind) {
    case NODE_TEXT:
        return c->html ? feed(c, n) : OK;
    case NODE_SECTION:
    case NODE_INVERTED:
        return c->html ? check_section(c, n) : check_list(c, n->kids);
    case NODE_PARTIAL:
        if (tpl_source_find(c->all, n->text) == c->all->n)
            rule = "template.no_such";
        else if (c->html && c->h.mode != HTML_TEXT)
            rule = "template.partial_place";
        break;
    case NODE_URL:
        rule = c->html ? html_may_url(&c->h) : NULL;
        break;
    case NODE_SEG:
        rule = c->html ? html_may_seg(&c->h) : NULL;
        break;
    case NODE_TR:
        TRY(check_text_id(c, n)); /* fall through */
    case NODE_TR_DATA:
    case NODE_VAR:
    case NODE_DATE:
    case NODE_WHEN:
        if (c->html) rule = html_may_write(&c->h, &arg);
        break;
    case NODE_PARENT:
    case NODE_BLOCK:
        rule = "template.not_here";
        break;
    }
    return rule ? tpl_node_fault(c->why, n, rule, arg) : OK;
}

static err_t check_list(struct checker *c, const struct node *list)
{
    for (const struct node *n = list; n; n = n->next) TRY(check_node(c, n));
    return OK;
}

static err_t check(struct checker *c, const struct node *nodes)
{
    TRY(check_list(c, nodes));
    if (!nodes || (c->h.mode == HTML_TEXT && c->h.depth == 0)) return OK;
    struct str open = STR("");
    if (c->h.depth > 0)
        open = (struct str){c->h.stack[c->h.depth - 1].p, c->h.stack[c->h.depth - 1].n};
    const struct node *last = nodes;
    while (last->next) last = last->next;
    return tpl_node_fault(c->why, last, "template.unbalanced", open);
}

err_t tpl_check(const struct tpl_sources *all, const struct node *nodes, bool html,
                tpl_knows_text *knows, void *arg, struct fault *why)
{
    struct checker c = {.all = all, .knows = knows, .arg = arg, .html = html, .why = why};
    return check(&c, nodes);
}
