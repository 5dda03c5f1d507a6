/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8.h: UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing
 * beyond U+10FFFF. Text of people is kept exactly as given (𠮷, 髙, 﨑 and
 * variation selectors included); only search keys are folded.
 */
#ifndef SEKIMORI_BASE_UTF8_H
#define SEKIMORI_BASE_UTF8_H

#include "base/sb.h"
#include "base/str.h"

/* What is refused beyond bad encoding; combine with |. */
enum utf8_refuse {
    UTF8_NO_NUL = 1,
    UTF8_NO_CONTROL = 2,      /* C0 but tab, LF, CR; DEL; C1 */
    UTF8_NO_NONCHARACTER = 4, /* U+FFFE, U+FDD0.. and the like */
    UTF8_NO_BIDI = 8,         /* embeddings, overrides, isolates: U+202A.., U+2066.. */
    UTF8_NO_NEWLINE = 16,     /* LF, CR, NEL, LS, PS; tab too */
};
/* For a field of one line and for a field of several. */
#define UTF8_LINE                                                                                  \
    (UTF8_NO_NUL | UTF8_NO_CONTROL | UTF8_NO_NONCHARACTER | UTF8_NO_BIDI | UTF8_NO_NEWLINE)
#define UTF8_TEXT (UTF8_NO_NUL | UTF8_NO_CONTROL | UTF8_NO_NONCHARACTER | UTF8_NO_BIDI)

/* Cut one code point off the front of *s, which must not be empty.
 * ERR_INVALID leaves *s and *ret untouched. */
MUST_CHECK err_t utf8_next(struct str *s, uint32_t *ret);
bool utf8_valid(struct str s, unsigned refuse);
/* Index of the first byte of what is refused; s.n when all is well. */
size_t utf8_find_bad(struct str s, unsigned refuse);
/* Code points in valid UTF-8 (bad bytes count one each). */
size_t utf8_length(struct str s);
/* Columns on a terminal: wide East Asian characters take two, combining ones none. What is not
 * UTF-8 takes one a byte. */
size_t utf8_width(struct str s);
/* The longest start of s that has at most n bytes and ends at a character. */
struct str utf8_head(struct str s, size_t n);
/* cp must be a scalar value. */
void utf8_add(struct sb *b, uint32_t cp);

/* Key for searching and comparing loosely, never for keeping or showing:
 * NFKC, case folded, wide and narrow forms alike, katakana as hiragana, name
 * variants (髙 﨑 𠮷 邉 ...) as their common form, without variation selectors
 * and other invisible characters, blanks single and none beside CJK or at the
 * ends. ERR_INVALID when s is not UTF-8; ERR_TOO_BIG and ERR_NOMEM as told;
 * *out then has an error or nothing appended. */
MUST_CHECK err_t utf8_search_key(struct sb *out, struct str s);

#endif
