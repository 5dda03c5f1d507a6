/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a table stands in an article. A line is a row where rules are drawn in it; where it has
 * tabs or wide gaps and so has the line beside it; where a table was announced and it has blanks. A
 * line that begins with a label is what the label says, unless it has as many cells as the row
 * above. */
#include "standard/glyph.h"
#include "standard/parse.h"

/* 次の表のとおり ... 。 */
static bool is_announced(const struct parse *p)
{
    static const struct str words[] = {STR_INIT("次の表"), STR_INIT("下表"), STR_INIT("次表"),
                                       STR_INIT("下の表"), STR_INIT("以下の表")};
    struct str s = glyph_tail(p->tree.nodes[p->tree.current].text, GLYPH_NEAR);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (glyph_has(s, words[i])) return true;
    }
    return false;
}

/* Does the line begin something by its form? */
static bool begins_something(const struct parse *p, uint32_t i)
{
    struct heading h;
    struct label l;
    struct str label, rest, s = p->lines.v[i].s;
    struct parse_caption c;
    if (heading_take(s, &h) && h.blank && !h.joins) return true;
    if (heading_supplement(s, &label, &rest) || heading_appendix(s, &label, &rest)) return true;
    if (parse_take_caption(p, i, &c) && c.n_lines == 1) return true;
    return label_take(s, &l) && (l.framed || l.blank);
}

static bool has_gaps(const struct parse *p, uint32_t i, struct table_row *ret)
{
    if (i >= p->lines.n) return false;
    struct str s = p->lines.v[i].s;
    table_row_read(s, ret);
    if (ret->make == TABLE_WIDE && glyph_has(s, STR("。"))) return false;
    return (ret->make == TABLE_TABS || ret->make == TABLE_WIDE) && ret->n > 1;
}

bool parse_table_is_row(const struct parse *p, uint32_t i)
{
    struct table_row r, beside;
    bool inside = p->table_cells > 0 && p->tree.current == p->table_node && p->before == i;
    if (p->zone == PARSE_APPENDIX || p->tree.n_open == 0 || i >= p->lines.n) return false;
    table_row_read(p->lines.v[i].s, &r);
    if (r.make == TABLE_RULE || r.make == TABLE_DRAWN) return true;
    if (r.make == TABLE_NONE) return false;
    if (begins_something(p, i))
        return inside && r.n >= 3 && r.n == p->table_cells && r.make == p->table_make;
    bool announced = is_announced(p);
    if (r.make == TABLE_NARROW)
        return announced && (p->head || inside) && r.n < 9 &&
               !glyph_has(p->lines.v[i].s, STR("。"));
    if (!has_gaps(p, i, &r)) return false;
    return inside || announced ||
           (has_gaps(p, i + 1, &beside) && beside.make == r.make &&
            (!begins_something(p, i + 1) || (beside.n == r.n && r.n >= 3)));
}

bool parse_table(struct parse *p, enum parse_ending ending)
{
    struct table_row r;
    struct tree *t = &p->tree;
    if (ending == PARSE_OPEN || p->tree.n_open == 0 || p->caption.n_lines > 0) return false;
    if (ending == PARSE_ENDED && !p->head && is_announced(p)) {
        p->head = true; /* behind the sentence that announces it */
        bool row = parse_table_is_row(p, p->i);
        if (!row) p->head = false;
        if (!row) return false;
    } else if (!parse_table_is_row(p, p->i)) {
        return false;
    }
    if (t->current == t->container) {
        tree_need_paragraph(t, parse_line(p)->number);
        parse_put_caption(p, t->open[0].node);
    }
    table_row_read(parse_line(p)->s, &r);
    tree_row(t, parse_line(p)->s, parse_line(p)->number);
    p->table_node = t->current;
    p->table_cells = r.n ? r.n : p->table_cells ? p->table_cells : 1;
    p->table_make = r.make;
    p->before = p->i + 1;
    p->head = true;
    return true;
}
