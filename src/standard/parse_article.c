/* SPDX-License-Identifier: Apache-2.0
 *
 * Where an article begins. */
#include "standard/parse.h"

#include "base/utf8.h"
#include "standard/glyph.h"

bool parse_is_article(const struct parse *p, struct str line, struct heading *ret)
{
    return heading_take(line, ret) && ret->level == STANDARD_ARTICLE && ret->point == p->points &&
           !ret->joins;
}

/* Is b what comes right after a? 第2条: 第2条の2 or 第3条; 第2条の2の3: 第2条の2の4, 第2条の3. */
static bool follows(const struct standard_number *a, const struct standard_number *b)
{
    if (b->depth == a->depth + 1 && b->n[a->depth] == 2) {
        struct standard_number head = *b;
        head.depth = a->depth;
        return standard_number_cmp(a, &head) == 0;
    }
    if (b->depth == 0 || b->depth > a->depth) return a->depth == 0 && b->depth == 1 && b->n[0] == 1;
    for (uint8_t i = 0; i + 1 < b->depth; i++) {
        if (a->n[i] != b->n[i]) return false;
    }
    return b->n[b->depth - 1] == a->n[b->depth - 1] + 1;
}

/* The article is one by its form: does it stand where one may? */
static bool article_believable(const struct parse *p, const struct heading *h, bool captioned,
                               enum parse_ending ending)
{
    const struct standard_number *last =
        p->zone == PARSE_SUPPLEMENT ? &p->supplement_article : &p->article;
    bool next = follows(last, &h->number);
    bool forward = standard_number_cmp(&h->number, last) > 0;
    if (ending == PARSE_OPEN) return false;
    if (!h->blank) return next && !p->points && (captioned || ending != PARSE_FULL);
    if (ending == PARSE_FULL) return next || (captioned && forward);
    return true;
}

static err_t check_order(struct parse *p, const struct heading *h)
{
    SB_CLEANUP struct sb had;
    sb_init(&had, 100);
    if (p->zone == PARSE_SUPPLEMENT) {
        bool text = p->tree.open[0].node != 0 &&
                    p->tree.nodes[p->tree.container].level == STANDARD_SUPPLEMENT;
        if (text)
            return parse_refuse(p, parse_line(p)->number, "standard.two_texts", "%.*s",
                                STR_ARG(utf8_head(h->label, 60)));
    }
    const struct standard_number *last =
        p->zone == PARSE_SUPPLEMENT ? &p->supplement_article : &p->article;
    if (standard_number_cmp(&h->number, last) > 0) return OK;
    standard_number_format(&had, last);
    bool anew = h->number.n[0] == 1 && h->number.depth == 1 && last->n[0] > 1;
    return parse_refuse(p, parse_line(p)->number,
                        anew ? "standard.two_texts" : "standard.article_back",
                        "%.*s" FS "%.*s" FS "%u", STR_ARG(utf8_head(h->label, 60)),
                        STR_ARG(sb_str(&had)), p->article_line);
}

/* 第1条（趣旨） この…: the caption behind the number. */
static struct str take_caption_behind(struct parse *p, struct str rest)
{
    struct glyph_group g;
    uint32_t c = glyph_first(rest);
    if (p->caption.n_lines > 0 || !glyph_take_group(rest, &g)) return rest;
    struct str after = glyph_trim(g.rest);
    if ((c == 0x300C && after.n > 0) || heading_is_deleted(rest)) return rest;
    if (!heading_is_caption(g.inner) || heading_joins(after)) return rest;
    p->caption =
        (struct parse_caption){{g.inner, STR("")}, 1, STR(""), parse_line(p)->number, g.mixed};
    return after;
}

static err_t put_article(struct parse *p, const struct heading *h)
{
    struct tree *t = &p->tree;
    struct standard_number *last =
        p->zone == PARSE_SUPPLEMENT ? &p->supplement_article : &p->article;
    uint32_t line = parse_line(p)->number;
    TRY(check_order(p, h));
    uint32_t i =
        tree_add(t, STANDARD_ARTICLE, tree_parent_for(t, STANDARD_ARTICLE), h->label, line);
    if (i == 0) return t->err;
    if (p->zone == PARSE_SUPPLEMENT) {
        uint32_t s = t->container;
        while (t->nodes[s].level != STANDARD_SUPPLEMENT) s = t->nodes[s].parent;
        t->nodes[i].parent = s;
    }
    t->nodes[i].number = h->number;
    t->nodes[i].last = h->last;
    t->nodes[i].deleted = heading_is_deleted(h->rest);
    if (!follows(last, &h->number) && last->depth > 0) {
        SB_CLEANUP struct sb due;
        sb_init(&due, 100);
        standard_number_format(&due, last);
        tree_find(t, STANDARD_ARTICLE_GAP, i, line, h->label,
                  tree_say(t, "%.*s", STR_ARG(sb_str(&due))));
    }
    *last = h->last;
    p->label_indent = parse_line(p)->indent;
    p->article_line = line;
    tree_open_levels(t, i);
    struct str rest = take_caption_behind(p, h->rest);
    parse_put_caption(p, i);
    t->current = i;
    p->head = true;
    return parse_rest(p, rest);
}

/* The number with which the main provisions begin. */
static err_t check_first(struct parse *p, const struct heading *h)
{
    if (p->zone != PARSE_MAIN || p->article.depth > 0) return OK;
    if (h->number.n[0] == 1 && h->number.depth == 1) return OK;
    return parse_refuse(p, parse_line(p)->number, "standard.first_missing", "%.*s",
                        STR_ARG(utf8_head(h->label, 60)));
}

err_t parse_article(struct parse *p, struct str line, enum parse_ending ending, bool *ret)
{
    struct heading h;
    *ret = false;
    if (!parse_is_article(p, line, &h) || (p->out.outline && p->zone == PARSE_MAIN)) return OK;
    if (!article_believable(p, &h, p->caption.n_lines > 0, ending)) {
        if (h.blank && ending != PARSE_OPEN)
            tree_find(&p->tree, STANDARD_LABEL_IN_TEXT, p->tree.current, parse_line(p)->number,
                      h.label, STR(""));
        return OK;
    }
    TRY(check_first(p, &h));
    *ret = true;
    return put_article(p, &h);
}
