/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/glyph.h"

#include <string.h>

struct str glyph_drop_last(struct str s)
{
    while (s.n > 0 && ((unsigned char)s.p[--s.n] & 0xC0) == 0x80) {}
    return s;
}

uint32_t glyph_last(struct str s)
{
    struct str head = glyph_drop_last(s);
    return glyph_first(str_skip(s, head.n));
}

bool glyph_is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x202F ||
           c == 0x3000 || c == 0xFEFF;
}

bool glyph_is_kanji(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || c == 0x3005 || c == 0x3007 ||
           (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

bool glyph_is_katakana(uint32_t c)
{
    return (c >= 0x30A1 && c <= 0x30FA) || c == 0x30FC || (c >= 0xFF66 && c <= 0xFF9F);
}

bool glyph_is_hiragana(uint32_t c)
{
    return c >= 0x3041 && c <= 0x309F;
}

bool glyph_is_digit(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 0xFF10 && c <= 0xFF19);
}

bool glyph_is_upper(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xFF21 && c <= 0xFF3A);
}

bool glyph_is_lower(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xFF41 && c <= 0xFF5A);
}

/* Pairs, wide beside narrow. */
static const struct {
    uint32_t open, close;
    int kind; /* the same kind may close each other */
} brackets[] = {
    {0xFF08, 0xFF09, 0}, {'(', ')', 0},       {0x3010, 0x3011, 1}, {0x3014, 0x3015, 2},
    {0xFF3B, 0xFF3D, 3}, {'[', ']', 3},       {0x300C, 0x300D, 4}, {0xFF62, 0xFF63, 4},
    {0x300E, 0x300F, 5}, {0xFF1C, 0xFF1E, 6},
};

static int bracket(uint32_t c, bool open)
{
    if (c > 0x300F ? c < 0x3010 || (c > 0x3015 && c < 0xFF08) : c >= 0x80 && c < 0x300C) return -1;
    for (size_t i = 0; i < ARRAY_LEN(brackets); i++) {
        if (c == (open ? brackets[i].open : brackets[i].close)) return (int)i;
    }
    return -1;
}

bool glyph_is_open(uint32_t c)
{
    return bracket(c, true) >= 0;
}

bool glyph_is_close(uint32_t c)
{
    return bracket(c, false) >= 0;
}

bool glyph_is_stop(uint32_t c)
{
    return c == 0x3002 || c == 0xFF61 || c == 0xFF0E || c == '.' || c == 0xFF01 || c == 0xFF1F;
}

unsigned glyph_columns(uint32_t c)
{
    return c < 0x80 || (c >= 0xFF61 && c <= 0xFFDC) ? 1 : 2;
}

unsigned glyph_columns_of(struct str s)
{
    unsigned n = 0;
    for (uint32_t c; (c = glyph_take(&s)) != 0;) n += glyph_columns(c);
    return n;
}

bool glyph_skip_blanks(struct str *s)
{
    bool any = false;
    while (glyph_is_blank(glyph_first(*s))) {
        (void)glyph_take(s);
        any = true;
    }
    return any;
}

struct str glyph_trim(struct str s)
{
    (void)glyph_skip_blanks(&s);
    while (s.n > 0 && glyph_is_blank(glyph_last(s))) s = glyph_drop_last(s);
    return s;
}

bool glyph_skip(struct str *s, struct str lit)
{
    if (!str_starts(*s, lit)) return false;
    *s = str_skip(*s, lit.n);
    return true;
}

size_t glyph_find(struct str s, struct str piece)
{
    const char *p = s.n && piece.n ? memmem(s.p, s.n, piece.p, piece.n) : NULL;
    return p ? (size_t)(p - s.p) : s.n;
}

bool glyph_has(struct str s, struct str piece)
{
    return glyph_find(s, piece) < s.n;
}

struct str glyph_tail(struct str s, size_t n)
{
    size_t at = s.n > n ? s.n - n : 0;
    while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80) at++;
    return str_skip(s, at);
}

bool glyph_take_group(struct str s, struct glyph_group *ret)
{
    enum { NESTED = 8 };
    int stack[NESTED], n = 0;
    struct str rest = s;
    int first = bracket(glyph_take(&rest), true);
    if (first < 0) return false;
    struct str inner = rest;
    stack[n++] = first;
    for (uint32_t c; inner.n - rest.n < GLYPH_GROUP_MAX && (c = glyph_take(&rest)) != 0;) {
        int o = bracket(c, true), e = bracket(c, false);
        if (o >= 0 && n < NESTED) stack[n++] = o;
        if (e < 0 || brackets[e].kind != brackets[stack[n - 1]].kind) continue;
        if (--n > 0) continue;
        inner.n = (size_t)(rest.p - inner.p);
        *ret = (struct glyph_group){glyph_drop_last(inner), rest, e != first};
        return true;
    }
    return false;
}

/* All brackets are ASCII or begin with E3 80 or EF BC..BD. */
static bool may_be_bracket(struct str s)
{
    unsigned char c = (unsigned char)s.p[0];
    return c < 0x80 || (c == 0xE3 && (unsigned char)s.p[1] == 0x80) || c == 0xEF;
}

int glyph_open_brackets(struct str s)
{
    int n = 0;
    while (s.n > 0) {
        bool may = may_be_bracket(s);
        uint32_t c = glyph_take(&s);
        if (may) n += glyph_is_open(c) - glyph_is_close(c);
    }
    return n;
}
