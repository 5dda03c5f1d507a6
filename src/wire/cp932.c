/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/cp932.h"

#include "base/utf8.h"
#include "wire/cp932_table.h"

/* Which row of the table; -1 for a byte that leads no pair. */
static int row_of(unsigned char c)
{
    if (c >= 0x81 && c <= 0x9F) return c - 0x81;
    if (c >= 0xE0 && c <= 0xFC) return c - 0xE0 + (0xA0 - 0x81);
    return -1;
}

/* Bytes of the character at the start of s, 0 if there is none. */
static size_t take(struct str s, uint32_t *ret)
{
    unsigned char c = (unsigned char)s.p[0];
    if (c < 0x80) {
        *ret = c;
        return 1;
    }
    if (c >= 0xA1 && c <= 0xDF) { /* half-width katakana */
        *ret = 0xFF61U + (c - 0xA1U);
        return 1;
    }
    int row = row_of(c);
    unsigned char tail = s.n > 1 ? (unsigned char)s.p[1] : 0;
    if (row < 0 || tail < 0x40 || tail > 0xFC) return 0;
    *ret = cp932_table[row][tail - 0x40];
    return *ret ? 2 : 0;
}

err_t cp932_to_utf8(struct sb *out, struct str in)
{
    while (in.n > 0) {
        uint32_t cp;
        size_t n = take(in, &cp);
        if (n == 0) return sb_end(out) == OK ? ERR_INVALID : sb_end(out);
        utf8_add(out, cp);
        in = str_skip(in, n);
    }
    return sb_end(out);
}
