/* SPDX-License-Identifier: Apache-2.0
 *
 * What the page adds to the text: its number, its running head; and the width of the column. */
#include "standard/glyph.h"
#include "standard/heading.h"
#include "standard/lines.h"
#include "standard/numeral.h"

enum { COLUMNS_MAX = 400, HEADS = 500 };

/* Without the dashes, blanks and words around a page's number; ret_dressed: there were some. */
static struct str undress(struct str s, bool *ret_dressed)
{
    static const struct str around[] = {
        STR_INIT("-"),  STR_INIT("－"), STR_INIT("―"),      STR_INIT("—"), STR_INIT("–"),
        STR_INIT("−"),  STR_INIT("ー"), STR_INIT("─"),      STR_INIT("‐"), STR_INIT("~"),
        STR_INIT("P."), STR_INIT("p."), STR_INIT("ページ"), STR_INIT("頁")};
    bool again = true;
    *ret_dressed = false;
    while (again) {
        again = false;
        s = glyph_trim(s);
        for (size_t i = 0; i < ARRAY_LEN(around); i++) {
            if (glyph_skip(&s, around[i])) again = true;
            if (str_ends(s, around[i])) {
                s.n -= around[i].n;
                again = true;
            }
        }
        *ret_dressed |= again;
    }
    return s;
}

bool lines_is_bare_number(struct str s, uint16_t *ret)
{
    enum numeral_form form;
    return numeral_take(&s, false, ret, &form) && s.n == 0;
}

/* "- 3 -", "3/20", "3 ページ". */
static bool is_page_number(struct str s)
{
    enum { LONGEST = 48 };
    uint16_t n;
    enum numeral_form form;
    bool dressed;
    if (s.n > LONGEST) return false;
    struct str rest = undress(s, &dressed);
    if (!numeral_take(&rest, false, &n, &form)) return false;
    if (rest.n == 0) return dressed;
    rest = glyph_trim(rest);
    if (!glyph_skip(&rest, STR("/")) && !glyph_skip(&rest, STR("／"))) return false;
    rest = glyph_trim(rest);
    return numeral_take(&rest, false, &n, &form) && rest.n == 0;
}

/* Bare numbers are those of pages where they count up by one through the text, or stand at
 * the turn of a page. */
static bool bare_numbers_count(const struct lines *l)
{
    uint16_t n, before = 0;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        if (!lines_is_bare_number(l->v[i].s, &n)) continue;
        if (seen++ > 0 && n != before + 1) return false;
        before = n;
    }
    return seen >= 2;
}

static bool at_turn(const struct lines *l, uint32_t i)
{
    return l->v[i].page_before || i + 1 == l->n || l->v[i + 1].page_before;
}

/* Where a page number stands, a page ends or begins. */
static void mark_numbers(struct lines *l)
{
    uint16_t bare;
    bool counting = bare_numbers_count(l);
    for (uint32_t i = 0; i < l->n; i++) {
        struct line *at = &l->v[i];
        bool number = lines_is_bare_number(at->s, &bare);
        at->out = is_page_number(at->s) || (number && (counting || at_turn(l, i)));
    }
    for (uint32_t i = 0; i + 1 < l->n; i++) {
        if (!l->v[i].out) continue;
        l->v[i + 1].page_before = true;
        l->v[i].page_before = true;
    }
}

/* A line that begins page after page in the same words, or ends them. */
static bool is_running(const struct lines *l, uint32_t i, uint32_t pages, bool foot)
{
    uint32_t same = 0, step = foot ? 1 : 0;
    if (i + step >= l->n || !l->v[i + step].page_before || l->v[i].out || pages < 3) return false;
    for (uint32_t k = 0; k + step < l->n; k++)
        same += l->v[k + step].page_before && str_eq(l->v[k].s, l->v[i].s);
    return same >= 3 && same * 2 + 1 >= pages;
}

/* The first line of all, again at the head of a page: the title runs over short texts, too. */
static bool is_title_again(const struct lines *l, uint32_t i)
{
    enum { TITLE_COLUMNS = 90 };
    return i > 1 && l->v[i].page_before && !l->v[i].out && l->v[i].columns <= TITLE_COLUMNS &&
           l->v[i - 1].out && str_eq(l->v[i].s, l->v[0].s);
}

/* NAME 1/3, NAME - 3 -: the name and the number of the page; the name, or "" where it is none. */
static struct str numbered_name(struct str s, uint16_t *ret)
{
    enum { NAME_COLUMNS = 8, LONGEST = 240 };
    enum numeral_form form;
    struct str label, rest, name = s;
    if (s.n > LONGEST || heading_appendix(s, &label, &rest) || glyph_first(s) == 0x7B2C)
        return STR("");
    bool parted = false;
    for (uint32_t c = glyph_last(name); name.n > 0; c = glyph_last(name)) {
        bool part = glyph_is_blank(c) || c == '/' || c == 0xFF0F || c == '-' || c == 0xFF0D ||
                    c == 0x2015 || c == 0x2013;
        if (!part && !glyph_is_digit(c)) break;
        parted |= part && name.n < s.n;
        name = glyph_drop_last(name);
    }
    struct str number = str_skip(s, name.n);
    while (number.n > 0 && !glyph_is_digit(glyph_first(number))) (void)glyph_take(&number);
    if (!parted || glyph_columns_of(name) < NAME_COLUMNS || glyph_is_stop(glyph_last(name)) ||
        !numeral_take(&number, false, ret, &form))
        return STR("");
    return name;
}

/* Such lines are of the pages where their numbers count up from 1 through the text. */
static void mark_numbered_names(struct lines *l)
{
    struct str first = STR("");
    uint16_t due = 1, n;
    uint32_t seen = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        struct str name = numbered_name(l->v[i].s, &n);
        if (name.n == 0 || (first.n > 0 && !str_eq(name, first))) continue;
        if (first.n == 0 && n > 2) continue;
        if (first.n == 0) due = n;
        first = name;
        if (n != due++) return;
        seen++;
    }
    for (uint32_t i = 0; i < l->n && seen >= 2; i++) {
        if (!str_eq(numbered_name(l->v[i].s, &n), first)) continue;
        l->v[i].out = true;
        if (i + 1 < l->n) l->v[i + 1].page_before = true;
    }
}

static void mark_running(struct lines *l)
{
    uint32_t pages = 0;
    for (uint32_t i = 0; i < l->n; i++) pages += l->v[i].page_before && !l->v[i].out;
    if (pages > HEADS) return;
    for (uint32_t i = 0; i < l->n; i++)
        l->v[i].running =
            is_running(l, i, pages, false) || is_running(l, i, pages, true) || is_title_again(l, i);
    for (uint32_t i = 0; i < l->n; i++) l->v[i].out |= l->v[i].running;
}

/* A capital at the end of a full line and another at the head of the next. */
static bool words_break(const struct lines *l)
{
    for (uint32_t i = 0; i + 1 < l->n; i++) {
        if (!lines_is_full(l, i)) continue;
        uint32_t a = glyph_last(l->v[i].s), b = glyph_first(l->v[i + 1].s);
        if (a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z') return true;
    }
    return false;
}

static void take_out_furniture(struct lines *l)
{
    uint32_t n = 0;
    bool page = false;
    for (uint32_t i = 0; i < l->n; i++) {
        page |= l->v[i].page_before;
        if (l->v[i].out) continue;
        l->v[n] = l->v[i];
        l->v[n++].page_before = page;
        page = false;
    }
    l->n = n;
}

/* Wrapped: many lines end within a few columns of the widest that is not alone. */
static void find_width(struct lines *l)
{
    uint32_t of[COLUMNS_MAX + 1] = {0}, long_lines = 0, above = 0, best = 0, near = 0;
    for (uint32_t i = 0; i < l->n; i++) {
        of[l->v[i].columns < COLUMNS_MAX ? l->v[i].columns : COLUMNS_MAX]++;
        long_lines += l->v[i].columns >= 40;
    }
    for (uint32_t w = COLUMNS_MAX; w >= 40 && best == 0; w--) {
        above += of[w];
        if (above * 100 > long_lines) best = w;
    }
    if (best == 0 || best == COLUMNS_MAX) return;
    uint32_t slack = best / 16 > 4 ? best / 16 : 4;
    for (uint32_t w = best - slack; w < COLUMNS_MAX; w++) near += of[w];
    if (near < 4 || near * 4 < long_lines) return;
    l->width = best;
    l->full = best - best / 7;
}

void lines_lay_out(struct lines *l)
{
    mark_numbers(l);
    mark_numbered_names(l);
    mark_running(l);
    take_out_furniture(l);
    find_width(l);
    l->breaks_words = words_break(l);
}
