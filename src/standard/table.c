/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/table.h"

#include <string.h>

#include "standard/glyph.h"

enum { GAP_COLUMNS = 3 }; /* so many columns of blanks, or two blanks, part two cells */

static bool is_rule(uint32_t c)
{
    return (c >= 0x2500 && c <= 0x257F) || c == '+';
}

static bool is_upright(uint32_t c)
{
    static const uint32_t all[] = {'|', 0xFF5C, 0x2502, 0x2503, 0x2551, 0x250A, 0x2506};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (all[i] == c) return true;
    }
    return false;
}

/* ┌──┬──┐, +---+---+, |---|---| */
static bool is_rule_line(struct str s)
{
    unsigned rules = 0;
    for (uint32_t c; (c = glyph_take(&s)) != 0;) {
        if (!is_rule(c) && !glyph_is_blank(c) && c != '-' && c != '=' && c != ':' && c != 0x2015 &&
            !is_upright(c))
            return false;
        rules += is_rule(c) || c == '-' || is_upright(c);
    }
    return rules >= 3;
}

static bool is_drawn(struct str s)
{
    uint32_t first = glyph_first(s);
    unsigned uprights = 0;
    for (uint32_t c; (c = glyph_take(&s)) != 0;) uprights += is_upright(c);
    return uprights >= 2 || (uprights > 0 && is_upright(first));
}

static void add_cell(struct table_row *r, struct str cell)
{
    if (r->n < TABLE_CELLS_MAX) r->cells[r->n++] = glyph_trim(cell);
}

static void cut_at_uprights(struct str s, struct table_row *r)
{
    struct str cell = s;
    bool first = true;
    while (s.n > 0) {
        struct str before = s;
        uint32_t c = glyph_take(&s);
        if (!is_upright(c)) continue;
        cell.n = (size_t)(before.p - cell.p);
        if (!first || glyph_trim(cell).n > 0) add_cell(r, cell);
        first = false;
        cell = s;
    }
    if (glyph_trim(cell).n > 0) add_cell(r, cell);
}

/* By tabs, or by gaps of so many columns. */
static void cut_at_gaps(struct str s, unsigned columns, struct table_row *r)
{
    struct str cell = s;
    while (s.n > 0) {
        struct str before = s;
        unsigned gap = 0, blanks = 0;
        for (; glyph_is_blank(glyph_first(s)); blanks++) {
            gap += glyph_first(s) == '\t' ? GAP_COLUMNS : glyph_columns(glyph_first(s));
            (void)glyph_take(&s);
        }
        if (blanks > 1 && gap < GAP_COLUMNS) gap = GAP_COLUMNS;
        if (gap >= columns && before.p > cell.p) {
            cell.n = (size_t)(before.p - cell.p);
            add_cell(r, cell);
            cell = s;
        }
        (void)glyph_take(&s);
    }
    add_cell(r, cell);
}

static void cut_at_tabs(struct str s, struct table_row *r)
{
    for (;;) {
        const char *tab = memchr(s.p, '\t', s.n);
        if (!tab) break;
        size_t n = (size_t)(tab - s.p);
        add_cell(r, str_head(s, n));
        s = str_skip(s, n + 1);
    }
    add_cell(r, s);
}

void table_row_read(struct str line, struct table_row *ret)
{
    struct table_row r = {.make = TABLE_NONE};
    struct str s = glyph_trim(line);
    if (is_rule_line(s)) {
        r.make = TABLE_RULE;
    } else if (is_drawn(s)) {
        r.make = TABLE_DRAWN;
        cut_at_uprights(s, &r);
    } else if (s.n > 0 && memchr(s.p, '\t', s.n)) {
        r.make = TABLE_TABS;
        cut_at_tabs(s, &r);
    } else {
        cut_at_gaps(s, GAP_COLUMNS, &r);
        r.make = r.n > 1 ? TABLE_WIDE : TABLE_NONE;
        if (r.n == 1) {
            r.n = 0;
            cut_at_gaps(s, 1, &r);
            if (r.n > 1) r.make = TABLE_NARROW;
        }
    }
    *ret = r;
}

struct str table_words(struct str text)
{
    const char *p = text.n ? memchr(text.p, '\n', text.n) : NULL;
    return p ? str_head(text, (size_t)(p - text.p)) : text;
}

bool table_ends(struct str text)
{
    for (size_t i = text.n; i-- > 0;) {
        if (text.p[i] == '\n') return i == 0 || text.p[i - 1] != '\n';
    }
    return false;
}

bool table_next(struct str *s, bool *ret_table, struct str *ret_part)
{
    if (s->n == 0) return false;
    bool words = s->p[0] != '\n' || (s->n > 1 && s->p[1] == '\n');
    struct str rest = words && s->p[0] == '\n' ? str_skip(*s, 2) : str_skip(*s, !words);
    if (words) {
        *ret_part = table_words(rest);
        *s = str_skip(rest, ret_part->n);
    } else {
        const char *end = rest.n ? memmem(rest.p, rest.n, "\n\n", 2) : NULL;
        *ret_part = str_head(rest, end ? (size_t)(end - rest.p) : rest.n);
        *s = str_skip(rest, ret_part->n);
    }
    *ret_table = !words;
    return true;
}
