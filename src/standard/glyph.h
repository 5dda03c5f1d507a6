/* SPDX-License-Identifier: Apache-2.0
 *
 * glyph.h: what single characters are in an official text. Internal; input is valid UTF-8.
 */
#ifndef SEKIMORI_STANDARD_GLYPH_H
#define SEKIMORI_STANDARD_GLYPH_H

#include "base/str.h"

/* The first and the last character; 0 where there is none. */
uint32_t glyph_first(struct str s);
uint32_t glyph_last(struct str s);
/* Cuts the first character off. */
uint32_t glyph_take(struct str *s);
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

#endif
