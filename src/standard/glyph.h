/* SPDX-License-Identifier: Apache-2.0
 *
 * glyph.h: what single characters are in an official text. Internal; input is valid UTF-8.
 */
#ifndef SEKIMORI_STANDARD_GLYPH_H
#define SEKIMORI_STANDARD_GLYPH_H

#include "base/str.h"

/* Cuts the first character off; 0 where there is none. The input has been checked (lines.c), so
 * this only decodes: half of all time is spent here. */
static inline uint32_t glyph_take(struct str *s)
{
    static const unsigned char lengths[16] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 4};
    if (s->n == 0) return 0;
    const unsigned char *p = (const unsigned char *)s->p;
    size_t n = lengths[p[0] >> 4];
    if (n > s->n) n = 1;
    uint32_t c = n == 1   ? p[0]
                 : n == 2 ? (p[0] & 0x1FU) << 6 | (p[1] & 0x3FU)
                 : n == 3 ? (p[0] & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU)
                          : (p[0] & 0x07U) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 |
                                (p[3] & 0x3FU);
    s->p += n;
    s->n -= n;
    return c;
}

/* The first and the last character; 0 where there is none. */
static inline uint32_t glyph_first(struct str s)
{
    return glyph_take(&s);
}
uint32_t glyph_last(struct str s);
struct str glyph_drop_last(struct str s);

bool glyph_is_blank(uint32_t c); /* also U+3000, U+00A0 and the like */
bool glyph_is_kanji(uint32_t c);
bool glyph_is_katakana(uint32_t c); /* with ー, narrow too */
bool glyph_is_hiragana(uint32_t c);
bool glyph_is_digit(uint32_t c); /* 0-9 in both widths */
bool glyph_is_upper(uint32_t c); /* Latin in both widths */
bool glyph_is_lower(uint32_t c);
bool glyph_is_open(uint32_t c); /* brackets */
bool glyph_is_close(uint32_t c);
bool glyph_is_stop(uint32_t c); /* ends a sentence */
/* Columns of a line of print: 1 or 2. */
unsigned glyph_columns(uint32_t c);
unsigned glyph_columns_of(struct str s);

/* Without blanks at both ends. */
struct str glyph_trim(struct str s);
/* Without leading blanks; were there any? */
bool glyph_skip_blanks(struct str *s);
/* Cut the literal off the front of *s. */
bool glyph_skip(struct str *s, struct str lit);
/* Does s hold the piece? Its place, or s.n. */
size_t glyph_find(struct str s, struct str piece);
bool glyph_has(struct str s, struct str piece);

/* The bracket group at the start of s: what is inside, what follows. False where s begins with
 * no bracket or it is not closed. mixed: opened wide and closed narrow, or the reverse. */
struct glyph_group {
    struct str inner, rest;
    bool mixed;
};
bool glyph_take_group(struct str s, struct glyph_group *ret);
/* Brackets that stay open in s; negative: closed too often. */
int glyph_open_brackets(struct str s);
/* The last n bytes at most, from the beginning of a character on: what is near tells, and a text of
 * 4 MB without a full stop must not be read again for each of its lines. */
struct str glyph_tail(struct str s, size_t n);
enum { GLYPH_NEAR = 2400, GLYPH_GROUP_MAX = 12000 };

#endif
