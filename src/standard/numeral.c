/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/numeral.h"

#include "standard/glyph.h"

enum { LARGEST = 9999 };

static int kanji_digit(uint32_t c)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < (int)ARRAY_LEN(digits); i++) {
        if (digits[i] == c) return i;
    }
    return -1;
}

static int kanji_unit(uint32_t c)
{
    return c == 0x5341 ? 10 : c == 0x767E ? 100 : c == 0x5343 ? 1000 : 0;
}

bool numeral_is_digit(uint32_t c)
{
    return kanji_digit(c) >= 0 || kanji_unit(c) > 0;
}

/* 二十一, 百; and by position: 二一, 一〇〇. */
static bool take_kanji(struct str *s, uint16_t *ret)
{
    unsigned sum = 0, run = 0, smallest = 10000;
    bool any_unit = false, any_digit = false;
    struct str rest = *s;
    for (uint32_t c; (c = glyph_first(rest)) != 0;) {
        int d = kanji_digit(c);
        unsigned u = (unsigned)kanji_unit(c);
        if (d < 0 && (u == 0 || u >= smallest)) break;
        if (d >= 0) {
            if (any_digit && any_unit) break; /* 十二三 is not one number */
            run = run * 10 + (unsigned)d;
        } else {
            if (!any_unit && run > 9) return false;
            sum += (any_digit ? run : 1) * u;
            run = 0;
            smallest = u;
            any_unit = true;
        }
        any_digit = d >= 0;
        if (run > LARGEST || sum > LARGEST) return false;
        (void)glyph_take(&rest);
    }
    sum += run;
    if (sum == 0 || sum > LARGEST) return false;
    *s = rest;
    *ret = (uint16_t)sum;
    return true;
}

static bool take_digits(struct str *s, uint16_t *ret, enum numeral_form *ret_form)
{
    unsigned n = 0, narrow = 0, wide = 0;
    struct str rest = *s;
    for (uint32_t c; glyph_is_digit(c = glyph_first(rest));) {
        n = n * 10 + (c < 0x80 ? c - '0' : c - 0xFF10);
        *(c < 0x80 ? &narrow : &wide) += 1;
        if (n > LARGEST) return false;
        (void)glyph_take(&rest);
    }
    if (n == 0) return false;
    *s = rest;
    *ret = (uint16_t)n;
    *ret_form = narrow && wide ? NUMERAL_BOTH : wide ? NUMERAL_WIDE : NUMERAL_NARROW;
    return true;
}

bool numeral_take(struct str *s, bool kanji, uint16_t *ret, enum numeral_form *ret_form)
{
    if (glyph_is_digit(glyph_first(*s))) return take_digits(s, ret, ret_form);
    if (!kanji || !take_kanji(s, ret)) return false;
    *ret_form = NUMERAL_KANJI;
    return true;
}
