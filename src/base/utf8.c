/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

#include <string.h>

static bool is_tail(unsigned char c)
{
    return (c & 0xC0U) == 0x80U;
}

/* Bytes of the character that begins with c, and the least second byte, the
 * greatest second byte that it allows (RFC 3629, section 4); 0 = none. */
static size_t lead(unsigned char c, unsigned char *low, unsigned char *high)
{
    *low = 0x80;
    *high = 0xBF;
    if (c < 0x80) return 1;
    if (c < 0xC2) return 0;
    if (c < 0xE0) return 2;
    if (c < 0xF0) {
        if (c == 0xE0) *low = 0xA0;  /* overlong */
        if (c == 0xED) *high = 0x9F; /* surrogates */
        return 3;
    }
    if (c == 0xF0) *low = 0x90;
    if (c == 0xF4) *high = 0x8F;
    return c <= 0xF4 ? 4 : 0;
}

err_t utf8_next(struct str *s, uint32_t *ret)
{
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *p = (const unsigned char *)s->p;
    unsigned char low, high;
    if (s->n == 0) return ERR_INVALID;
    size_t n = lead(p[0], &low, &high);
    if (n == 0 || n > s->n) return ERR_INVALID;
    uint32_t cp = p[0] & mask[n];
    if (n > 1 && (p[1] < low || p[1] > high)) return ERR_INVALID;
    for (size_t i = 1; i < n; i++) {
        if (!is_tail(p[i])) return ERR_INVALID;
        cp = cp << 6 | (p[i] & 0x3FU);
    }
    *s = str_skip(*s, n);
    *ret = cp;
    return OK;
}

static bool is_newline(uint32_t cp)
{
    return cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x85 || cp == 0x2028 || cp == 0x2029;
}

static bool is_control(uint32_t cp)
{
    return (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7F && cp < 0xA0);
}

static bool is_bidi(uint32_t cp)
{
    return (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool is_noncharacter(uint32_t cp)
{
    return (cp & 0xFFFEU) == 0xFFFEU || (cp >= 0xFDD0 && cp <= 0xFDEF);
}

static bool refused(uint32_t cp, unsigned refuse)
{
    if (cp == 0) return (refuse & (UTF8_NO_NUL | UTF8_NO_CONTROL)) != 0;
    return ((refuse & UTF8_NO_CONTROL) && is_control(cp)) ||
           ((refuse & UTF8_NO_NONCHARACTER) && is_noncharacter(cp)) ||
           ((refuse & UTF8_NO_BIDI) && is_bidi(cp)) ||
           ((refuse & UTF8_NO_NEWLINE) && is_newline(cp));
}

/* Eight bytes of printable ASCII, which nobody refuses. A borrow reaches only
 * bytes above one that is itself reported. */
static bool printable8(const char *p)
{
    const uint64_t ones = 0x0101010101010101U;
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return ((w | (w - ones * 0x20) | ((w ^ (ones * 0x7F)) - ones)) & (ones * 0x80)) == 0;
}

size_t utf8_find_bad(struct str s, unsigned refuse)
{
    struct str rest = s;
    uint32_t cp;
    while (rest.n > 0) {
        if (rest.n >= 8 && printable8(rest.p)) {
            rest = str_skip(rest, 8);
            continue;
        }
        size_t at = s.n - rest.n;
        if (utf8_next(&rest, &cp) != OK || refused(cp, refuse)) return at;
    }
    return s.n;
}

bool utf8_valid(struct str s, unsigned refuse)
{
    return utf8_find_bad(s, refuse) == s.n;
}

size_t utf8_length(struct str s)
{
    size_t count = 0;
    uint32_t cp;
    for (; s.n > 0; count++) {
        if (utf8_next(&s, &cp) != OK) s = str_skip(s, 1);
    }
    return count;
}

struct str utf8_head(struct str s, size_t n)
{
    if (n >= s.n) return s;
    while (n > 0 && is_tail((unsigned char)s.p[n])) n--;
    return str_head(s, n);
}

void utf8_add(struct sb *b, uint32_t cp)
{
    char c[4];
    size_t n;
    if (cp < 0x80) {
        c[0] = (char)cp;
        n = 1;
    } else if (cp < 0x800) {
        c[0] = (char)(0xC0U | cp >> 6);
        n = 2;
    } else if (cp < 0x10000) {
        c[0] = (char)(0xE0U | cp >> 12);
        n = 3;
    } else {
        c[0] = (char)(0xF0U | cp >> 18);
        n = 4;
    }
    for (size_t i = 1; i < n; i++) c[i] = (char)(0x80U | (cp >> 6 * (n - 1 - i) & 0x3FU));
    sb_add(b, (struct str){c, n});
}
