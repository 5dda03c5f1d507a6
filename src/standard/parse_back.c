/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands behind the main provisions: 附則, 別表, 様式. */
#include "standard/parse.h"

#include "standard/glyph.h"

bool parse_is_supplement(const struct parse *p, uint32_t i)
{
    struct str label, rest;
    return heading_supplement(p->lines.v[i].s, &label, &rest);
}

static void put_supplement(struct parse *p, struct str label, struct str rest)
{
    struct tree *t = &p->tree;
    struct glyph_group g;
    uint32_t line = parse_line(p)->number;
    uint32_t i = tree_add(t, STANDARD_SUPPLEMENT, 0, label, line);
    if (i == 0) return;
    struct str suffix = glyph_take_group(rest, &g) ? g.inner : rest;
    t->nodes[i].caption = tree_keep(t, glyph_trim(suffix), line);
    t->nodes[i].text.p = t->text.p + t->text.n;
    p->zone = PARSE_SUPPLEMENT;
    p->label_indent = 0;
    p->supplement_article = (struct standard_number){.depth = 0};
    tree_open_levels(t, i);
    p->head = true;
    p->before = p->i + 1;
}

static void put_appendix(struct parse *p, struct str label, struct str rest)
{
    struct tree *t = &p->tree;
    uint32_t line = parse_line(p)->number;
    uint32_t i = tree_add(t, STANDARD_APPENDIX, 0, label, line);
    if (i == 0) return;
    struct glyph_group g;
    if (glyph_take_group(rest, &g) && g.rest.n == 0) rest = g.inner;
    t->nodes[i].caption = tree_keep(t, rest, line);
    t->nodes[i].text.p = t->text.p + t->text.n;
    p->zone = PARSE_APPENDIX;
    p->told_appendix = false;
    t->n_open = 0;
    p->head = true;
    p->before = p->i + 1;
}

bool parse_back_matter(struct parse *p, enum parse_ending ending)
{
    struct str label, rest, s = parse_line(p)->s;
    if (p->article.depth == 0 || ending == PARSE_OPEN) return false;
    if (heading_supplement(s, &label, &rest)) {
        put_supplement(p, label, rest);
        return true;
    }
    if (ending == PARSE_FULL || !heading_appendix(s, &label, &rest)) return false;
    put_appendix(p, label, rest);
    return true;
}

/* Tables and forms are kept line by line. */
void parse_appendix_line(struct parse *p)
{
    struct tree *t = &p->tree;
    struct standard_node *n = &t->nodes[t->current];
    struct heading h;
    const struct line *line = parse_line(p);
    if (heading_take(line->s, &h) && h.level == STANDARD_ARTICLE && !h.point && h.blank &&
        !h.joins && !p->told_appendix) {
        p->told_appendix = true;
        tree_find(t, STANDARD_ARTICLE_IN_APPENDIX, t->current, line->number, h.label, n->label);
    }
    n->text.n += tree_keep(t, line->s, line->number).n;
    n->text.n += tree_keep(t, STR("\n"), 0).n;
}
