/* SPDX-License-Identifier: Apache-2.0
 *
 * Captions: lines in brackets over an article; and short lines that are the title of what they
 * begin. */
#include "standard/glyph.h"
#include "standard/parse.h"

enum { TITLE_COLUMNS = 60, TWO_LINES_MAX = 512 };

static bool take_one(struct str s, struct parse_caption *ret)
{
    struct glyph_group g;
    uint32_t c = glyph_first(s);
    if (c == 0x300C || c == 0x300E || c == 0xFF62 || !glyph_take_group(s, &g)) return false;
    if (!heading_is_caption(g.inner)) return false;
    *ret = (struct parse_caption){{g.inner, STR("")}, 1, glyph_trim(g.rest), 0, g.mixed};
    return true;
}

/* The bracket is closed at the end of the next line. */
static bool take_two(struct str a, struct str b, struct parse_caption *ret)
{
    char buf[TWO_LINES_MAX];
    struct parse_caption c;
    uint32_t first = glyph_first(a);
    if (!glyph_is_open(first) || !glyph_is_close(glyph_last(b))) return false;
    if (a.n + b.n > sizeof buf || glyph_open_brackets(a) != 1) return false;
    SB_CLEANUP struct sb both;
    sb_init(&both, sizeof buf);
    sb_add(&both, a);
    sb_add(&both, b);
    if (sb_end(&both) != OK || !take_one(sb_str(&both), &c) || c.rest.n > 0) return false;
    struct str inner = a;
    (void)glyph_take(&inner);
    *ret = (struct parse_caption){{inner, glyph_drop_last(b)}, 2, STR(""), 0, c.mixed};
    return true;
}

/* 「委任」 alone on its line, right over an article: some bodies print captions so. */
static bool take_quoted(const struct parse *p, uint32_t i, struct parse_caption *ret)
{
    struct glyph_group g;
    struct heading h;
    uint32_t c = glyph_first(p->lines.v[i].s);
    if ((c != 0x300C && c != 0x300E) || i + 1 >= p->lines.n) return false;
    if (!glyph_take_group(p->lines.v[i].s, &g) || g.rest.n > 0 || !heading_is_caption(g.inner))
        return false;
    if (!parse_is_article(p, p->lines.v[i + 1].s, &h) || !h.blank) return false;
    *ret = (struct parse_caption){{g.inner, STR("")}, 1, STR(""), 0, g.mixed};
    return true;
}

bool parse_take_caption(const struct parse *p, uint32_t i, struct parse_caption *ret)
{
    if (!take_one(p->lines.v[i].s, ret) && !take_quoted(p, i, ret) &&
        (i + 1 >= p->lines.n || !take_two(p->lines.v[i].s, p->lines.v[i + 1].s, ret)))
        return false;
    ret->line = p->lines.v[i].number;
    return true;
}

void parse_put_caption(struct parse *p, uint32_t i)
{
    struct parse_caption *c = &p->caption;
    if (c->n_lines == 0 || i == 0) return;
    struct str first = tree_keep(&p->tree, glyph_trim(c->inner[0]), c->line);
    if (c->n_lines > 1) first.n += tree_keep(&p->tree, glyph_trim(c->inner[1]), c->line + 1).n;
    p->tree.nodes[i].caption = first;
    p->tree.nodes[i].text.p = p->tree.text.p + p->tree.text.n;
    if (c->mixed) tree_find(&p->tree, STANDARD_BRACKETS_MIXED, i, c->line, first, STR(""));
    *c = (struct parse_caption){.n_lines = 0};
}

/* What the line after the present one begins. */
static bool next_is(const struct parse *p, bool *ret_text, bool *ret_first_paragraph)
{
    struct heading h;
    struct label l;
    struct str label, rest;
    struct parse_caption c;
    uint32_t i = p->i + 1;
    *ret_text = *ret_first_paragraph = false;
    if (i >= p->lines.n) return false;
    struct str s = p->lines.v[i].s;
    bool heading = heading_take(s, &h) && h.blank && !h.joins &&
                   (h.level < STANDARD_ARTICLE || h.point == p->points);
    if (heading || heading_supplement(s, &label, &rest) || parse_take_caption(p, i, &c))
        return true;
    if (parse_table_is_row(p, i) || parse_outline_begins(p, i)) return true;
    if (!label_take(s, &l) || (!l.framed && !l.blank))
        *ret_text = true;
    else
        *ret_first_paragraph = l.as[0].n == 1;
    return true;
}

bool parse_is_title(const struct parse *p, struct str rest, bool labels_too)
{
    static const struct str lists[] = {STR_INIT("次の"), STR_INIT("次に"), STR_INIT("掲げる"),
                                       STR_INIT("以下の"), STR_INIT("は、")};
    bool text, first;
    uint32_t last = glyph_last(rest);
    if (rest.n == 0 || lines_is_full(&p->lines, p->i) || glyph_columns_of(rest) > TITLE_COLUMNS ||
        glyph_has(rest, STR("。")) || last == 0x3001 || glyph_open_brackets(rest) != 0 ||
        heading_is_deleted(rest) || parse_asks_for_more(rest))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (glyph_has(rest, lists[i])) return false;
    }
    return next_is(p, &text, &first) && (text || (labels_too && first));
}
