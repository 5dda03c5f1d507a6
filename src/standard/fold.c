/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/fold.h"

#include <stdio.h>

#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/numeral.h"

enum { DIGITS = 8 };

struct folding {
    struct str s;
    char digits[DIGITS]; /* of a number in kanji, not yet given */
    unsigned at, n;
};

/* What a number in kanji must stand before to be one: 一部 and 十分 are words. */
static bool counts(struct str rest)
{
    static const uint32_t units[] = {0x6761, 0x9805, 0x53F7, 0x7AE0, 0x7BC0, 0x6B3E,
                                     0x7DE8, 0x5E74, 0x6708, 0x65E5}; /* 条項号章節款編年月日 */
    uint32_t c = glyph_first(rest);
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (units[i] == c) return true;
    }
    return false;
}

static uint32_t narrow(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + '!';
    if (c == ',' || c == 0xFF64) return 0x3001; /* 、 */
    if (c == 0xFF61) return 0x3002;
    if (c == 0x301C || c == '~') return 0xFF5E;
    return c;
}

/* A number in kanji becomes digits. */
static bool take_number(struct folding *f, bool branch)
{
    uint16_t n;
    enum numeral_form form;
    struct str rest = f->s;
    if (glyph_is_digit(glyph_first(rest)) || !numeral_take(&rest, true, &n, &form)) return false;
    if (!counts(rest) && !branch) return false;
    f->n = (unsigned)snprintf(f->digits, sizeof f->digits, "%u", n);
    f->at = 0;
    f->s = rest;
    return true;
}

/* The next character; 0 at the end. */
static uint32_t take(struct folding *f)
{
    if (f->at < f->n) return (uint32_t)f->digits[f->at++];
    (void)glyph_skip_blanks(&f->s);
    while (glyph_first(f->s) == '\n' && f->s.n > 0) {
        (void)glyph_take(&f->s);
        (void)glyph_skip_blanks(&f->s);
    }
    uint32_t c = glyph_first(f->s);
    if (numeral_is_digit(c) && take_number(f, false)) return (uint32_t)f->digits[f->at++];
    (void)glyph_take(&f->s);
    /* 第三条の二: the number behind の, too, where it directly follows 条 or 号. */
    if (c == 0x6761 || c == 0x53F7) {
        struct str of = f->s;
        struct folding after = {.s = STR("")};
        if (glyph_skip(&of, STR("の"))) {
            after.s = of;
            if (numeral_is_digit(glyph_first(of)) && take_number(&after, true) &&
                !glyph_is_kanji(glyph_first(after.s)) && after.n + 1 < DIGITS) {
                /* の is given as ~, which no text has left: once with kanji, once with digits */
                f->s = after.s;
                f->n = after.n + 1;
                f->at = 0;
                f->digits[0] = '~';
                for (unsigned i = 0; i < after.n; i++) f->digits[i + 1] = after.digits[i];
            } else if (glyph_is_digit(glyph_first(of))) {
                f->s = of;
                f->n = 1;
                f->at = 0;
                f->digits[0] = '~';
            }
        }
    }
    return narrow(c);
}

bool fold_same(struct str a, struct str b)
{
    if (str_eq(a, b)) return true;
    struct folding x = {.s = a}, y = {.s = b};
    for (;;) {
        uint32_t c = take(&x), d = take(&y);
        if (c != d) return false;
        if (c == 0) return true;
    }
}

void fold_add(struct sb *b, struct str s)
{
    struct folding f = {.s = s};
    for (uint32_t c; (c = take(&f)) != 0;) utf8_add(b, c);
}
