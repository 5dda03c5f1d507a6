/* SPDX-License-Identifier: Apache-2.0
 *
 * Headings and articles of a text without 条: outline.c has found the lines, here they are put into
 * the tree. What stands below an article is read as below any other. */
#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/parse.h"

/* Numbered headings stand below 第N節, where there is one open, and below each other. */
static enum standard_level level_of(const struct parse *p, const struct outline_line *o)
{
    const struct tree *t = &p->tree;
    uint32_t i = t->current;
    int level = STANDARD_SECTION;
    while (i != 0 && (t->nodes[i].level >= STANDARD_ARTICLE || t->nodes[i].number.dotted))
        i = t->nodes[i].parent;
    if (i != 0 && t->nodes[i].level >= STANDARD_SECTION) level = (int)t->nodes[i].level + 1;
    level += o->depth;
    return level < STANDARD_ARTICLE ? (enum standard_level)level : STANDARD_ARTICLE;
}

static err_t put_heading(struct parse *p, const struct outline_line *o)
{
    struct tree *t = &p->tree;
    uint32_t line = parse_line(p)->number;
    enum standard_level level = level_of(p, o);
    if (level == STANDARD_ARTICLE)
        return parse_refuse(p, line, "standard.outline_deep", "%.*s",
                            STR_ARG(utf8_head(o->label, 60)));
    uint32_t i = tree_add(t, level, tree_parent_for(t, level), o->label, line);
    if (i == 0) return t->err;
    t->nodes[i].number = t->nodes[i].last = o->number;
    if (o->gap) tree_find(t, STANDARD_HEADING_NUMBER, i, line, o->label, STR(""));
    t->nodes[i].caption = tree_keep(t, o->title, line);
    t->nodes[i].text.p = t->text.p + t->text.n;
    t->n_open = 0;
    p->head = true;
    p->before = p->i + 1;
    if (o->rest.n > 0) parse_add_text(p, o->rest);
    return OK;
}

static err_t check_order(struct parse *p, const struct outline_line *o)
{
    SB_CLEANUP struct sb had;
    sb_init(&had, 100);
    if (standard_number_cmp(&o->number, &p->article) > 0) return OK;
    standard_number_format(&had, &p->article);
    return parse_refuse(p, parse_line(p)->number, "standard.article_back", "%.*s" FS "%.*s" FS "%u",
                        STR_ARG(utf8_head(o->label, 60)), STR_ARG(sb_str(&had)), p->article_line);
}

static err_t put_article(struct parse *p, const struct outline_line *o)
{
    struct tree *t = &p->tree;
    uint32_t line = parse_line(p)->number;
    TRY(check_order(p, o));
    uint32_t i = tree_add(t, STANDARD_ARTICLE, tree_parent_for(t, level_of(p, o)), o->label, line);
    if (i == 0) return t->err;
    t->nodes[i].number = t->nodes[i].last = o->number;
    t->nodes[i].deleted = heading_is_deleted(o->title) || heading_is_deleted(o->rest);
    if (o->gap) tree_find(t, STANDARD_ARTICLE_GAP, i, line, o->label, STR(""));
    p->article = o->number;
    p->article_line = line;
    p->label_indent = parse_line(p)->indent;
    tree_open_levels(t, i);
    parse_put_caption(p, i);
    if (t->nodes[i].caption.n == 0) t->nodes[i].caption = tree_keep(t, o->title, line);
    t->current = i;
    p->before = p->i + 1;
    p->head = true;
    if (o->rest.n > 0) parse_add_text(p, o->rest);
    return OK;
}

err_t parse_outline(struct parse *p, bool *ret)
{
    *ret = false;
    if (!p->out.outline || p->zone != PARSE_MAIN) return OK;
    const struct outline_line *o = &p->outline.v[p->i];
    *ret = o->kind == OUTLINE_HEADING || o->kind == OUTLINE_ARTICLE;
    if (!*ret) return OK;
    return o->kind == OUTLINE_HEADING ? put_heading(p, o) : put_article(p, o);
}

bool parse_outline_begins(const struct parse *p, uint32_t i)
{
    return p->out.outline && i < p->lines.n && p->outline.v[i].kind != OUTLINE_TEXT &&
           p->zone == PARSE_MAIN;
}
