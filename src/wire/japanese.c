/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/japanese.h"

#include <string.h>

#include "base/utf8.h"
#include "wire/cp932.h"

enum { CUT = 0xE3, ESC = 0x1B, BESIDE_MAX = 4 };

const char *japanese_name(enum japanese e)
{
    static const char *const names[] = {"",       "utf-8",       "utf-16le", "utf-16be",
                                        "euc-jp", "iso-2022-jp", "cp932"};
    return (unsigned)e < ARRAY_LEN(names) ? names[e] : "";
}

/* --- JIS X 0208 through the table of CP932, which has the same rows --- */

static err_t add_jis(struct sb *out, unsigned row, unsigned cell)
{
    if (row < 0x21 || row > 0x7E || cell < 0x21 || cell > 0x7E) return ERR_INVALID;
    unsigned lead = (row - 0x21) / 2 + 0x81;
    if (lead > 0x9F) lead += 0x40;
    unsigned tail = row % 2 ? cell + 0x1F + (cell >= 0x60) : cell + 0x7E;
    char pair[2] = {(char)lead, (char)tail};
    return cp932_to_utf8(out, (struct str){pair, 2});
}

static unsigned at(struct str s, size_t i)
{
    return i < s.n ? (unsigned char)s.p[i] : 0;
}

/* --- UTF-16 --- */

static unsigned unit(struct str s, size_t i, bool big)
{
    return big ? at(s, i) << 8 | at(s, i + 1) : at(s, i + 1) << 8 | at(s, i);
}

static err_t from_utf16(struct sb *out, struct str s, bool big)
{
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        uint32_t c = unit(s, i, big);
        if (c >= 0xDC00 && c <= 0xDFFF) return ERR_INVALID;
        if (c >= 0xD800 && c <= 0xDBFF) {
            uint32_t low = unit(s, i + 2, big);
            if (i + 3 >= s.n) {
                sb_addc(out, (char)CUT);
                return sb_end(out);
            }
            if (low < 0xDC00 || low > 0xDFFF) return ERR_INVALID;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        }
        utf8_add(out, c);
    }
    if (s.n % 2) sb_addc(out, (char)CUT);
    return sb_end(out);
}

/* Line feeds as pairs tell; U+0A00 is no letter that such texts have. Other zero bytes do not:
 * U+3000 has one on the other side. */
static enum japanese utf16_without_mark(struct str s)
{
    size_t little = 0, big = 0;
    if (s.n > 0 && !memchr(s.p, 0, s.n)) return JAPANESE_NONE;
    for (size_t i = 0; i + 1 < s.n; i += 2) {
        little += unit(s, i, false) == '\n';
        big += unit(s, i, true) == '\n';
    }
    if ((little > 0) == (big > 0)) return JAPANESE_NONE;
    return little ? JAPANESE_UTF16LE : JAPANESE_UTF16BE;
}

/* --- EUC-JP --- */

/* Nothing but pairs of A1..FE, kana behind 8E and ASCII, and some of the pairs are kana or
 * punctuation: half-width katakana of CP932 are pairs of such bytes, too. */
static bool is_euc(struct str s)
{
    size_t pairs = 0, telling = 0, i = 0;
    while (i < s.n) {
        unsigned c = at(s, i), next = at(s, i + 1);
        if (c < 0x80) {
            i++;
            continue;
        }
        if (i + 1 == s.n) break;     /* cut */
        if (c == 0x8F) return false; /* JIS X 0212: no table */
        if (c != 0x8E && (c < 0xA1 || c == 0xFF)) return false;
        if (next < 0xA1 || next == 0xFF) return false;
        pairs++;
        telling += c == 0xA1 || c == 0xA4 || c == 0xA5;
        i += 2;
    }
    return pairs > 0 && telling * 5 >= pairs;
}

static err_t from_euc(struct sb *out, struct str s)
{
    for (size_t i = 0; i < s.n;) {
        unsigned c = at(s, i), next = at(s, i + 1);
        if (c < 0x80) {
            sb_addc(out, (char)c);
            i++;
            continue;
        }
        if (i + 1 == s.n) {
            sb_addc(out, (char)CUT);
            break;
        }
        if (c == 0x8E)
            utf8_add(out, 0xFF61U + next - 0xA1U);
        else
            TRY(add_jis(out, c & 0x7F, next & 0x7F));
        i += 2;
    }
    return sb_end(out);
}

/* --- ISO-2022-JP --- */

static bool is_iso2022(struct str s)
{
    bool escaped = false;
    for (size_t i = 0; i < s.n; i++) {
        if (at(s, i) >= 0x80) return false;
        escaped |=
            at(s, i) == ESC && at(s, i + 1) == '$' && (at(s, i + 2) == 'B' || at(s, i + 2) == '@');
    }
    return escaped;
}

enum set { SET_ASCII, SET_KANJI, SET_KANA };

static bool take_escape(struct str s, size_t i, enum set *ret)
{
    unsigned a = at(s, i + 1), b = at(s, i + 2);
    if (at(s, i) != ESC) return false;
    if (a == '$' && (b == 'B' || b == '@'))
        *ret = SET_KANJI;
    else if (a == '(' && (b == 'B' || b == 'J'))
        *ret = SET_ASCII;
    else if (a == '(' && b == 'I')
        *ret = SET_KANA;
    else
        return false;
    return true;
}

static err_t from_iso2022(struct sb *out, struct str s)
{
    enum set set = SET_ASCII;
    for (size_t i = 0; i < s.n;) {
        unsigned c = at(s, i);
        if (take_escape(s, i, &set)) {
            i += 3;
        } else if (c < 0x21 || set == SET_ASCII) {
            if (c == '\n') set = SET_ASCII; /* RFC 1468: each line begins in ASCII */
            sb_addc(out, (char)c);
            i++;
        } else if (set == SET_KANA) {
            utf8_add(out, 0xFF61U + c - 0x21U);
            i++;
        } else if (i + 1 == s.n) {
            sb_addc(out, (char)CUT);
            i++;
        } else {
            TRY(add_jis(out, c, at(s, i + 1)));
            i += 2;
        }
    }
    return sb_end(out);
}

/* --- CP932 --- */

static err_t from_cp932(struct sb *out, struct str s)
{
    size_t before = out->n;
    err_t e = cp932_to_utf8(out, s);
    if (e != ERR_INVALID || s.n < 2) return e;
    out->n = before; /* cut within the last character? */
    TRY(cp932_to_utf8(out, str_head(s, s.n - 1)));
    sb_addc(out, (char)CUT);
    return sb_end(out);
}

/* --- letters taken apart --- */

/* か..と, は..ほ, う and their katakana, with the mark behind them. 0: it stays a mark. */
static uint32_t together(uint32_t c, uint32_t mark)
{
    bool kata = c >= 0x30A1 && c <= 0x30FE;
    uint32_t h = kata ? c - 0x60 : c;
    uint32_t hit = 0;
    if (mark == 0x309A) return h >= 0x306F && h <= 0x307B && (h - 0x306F) % 3 == 0 ? c + 2 : 0;
    if (h >= 0x304B && h <= 0x3062 && (h - 0x304B) % 2 == 0) hit = c + 1; /* か..ち */
    if (h >= 0x3064 && h <= 0x3068 && h % 2 == 0) hit = c + 1;            /* つ て と */
    if (h >= 0x306F && h <= 0x307B && (h - 0x306F) % 3 == 0) hit = c + 1; /* は..ほ */
    if (h == 0x3046) hit = kata ? 0x30F4 : 0x3094;
    if (h == 0x309D) hit = c + 1; /* ゝ */
    return hit;
}

/* U+3099 and U+309A are E3 82 99 and E3 82 9A; the letters before them have three bytes, too. */
static void put_together(struct sb *out, size_t from)
{
    size_t to = from;
    for (size_t i = from; i < out->n;) {
        const char *p = out->p + i;
        bool mark = i + 3 <= out->n && to >= from + 3 && memcmp(p, "\xE3\x82", 2) == 0 &&
                    (p[2] == '\x99' || p[2] == '\x9A');
        struct str left = {out->p + (mark ? to - 3 : 0), mark ? 3 : 0};
        uint32_t c = 0, both = 0;
        if (mark && utf8_next(&left, &c) == OK && left.n == 0)
            both = together(c, 0x3000U | (unsigned char)p[2]);
        if (both == 0) {
            out->p[to++] = *p;
            i++;
            continue;
        }
        out->p[to - 3] = (char)(0xE0 | both >> 12);
        out->p[to - 2] = (char)(0x80 | (both >> 6 & 0x3F));
        out->p[to - 1] = (char)(0x80 | (both & 0x3F));
        i += 3;
    }
    out->n = to;
}

static bool has_mark(struct str s, const char *mark, size_t n)
{
    return s.n >= n && memcmp(s.p, mark, n) == 0;
}

/* The likeliest; *s without its mark. */
static enum japanese tell(struct str *s)
{
    if (has_mark(*s, "\xEF\xBB\xBF", 3)) {
        *s = str_skip(*s, 3);
        return JAPANESE_UTF8;
    }
    if (has_mark(*s, "\xFF\xFE", 2) || has_mark(*s, "\xFE\xFF", 2)) {
        bool big = (unsigned char)s->p[0] == 0xFE;
        *s = str_skip(*s, 2);
        return big ? JAPANESE_UTF16BE : JAPANESE_UTF16LE;
    }
    enum japanese zero = utf16_without_mark(*s);
    if (zero != JAPANESE_NONE) return zero;
    if (is_iso2022(*s)) return JAPANESE_ISO2022;
    size_t bad = utf8_find_bad(*s, 0);
    if (bad == s->n || (bad > BESIDE_MAX && s->n - bad < BESIDE_MAX)) return JAPANESE_UTF8;
    return is_euc(*s) ? JAPANESE_EUC : JAPANESE_CP932;
}

static err_t convert(struct sb *out, struct str s, enum japanese e)
{
    switch (e) {
    case JAPANESE_UTF16LE:
    case JAPANESE_UTF16BE:
        return from_utf16(out, s, e == JAPANESE_UTF16BE);
    case JAPANESE_EUC:
        return from_euc(out, s);
    case JAPANESE_ISO2022:
        return from_iso2022(out, s);
    case JAPANESE_CP932:
        return from_cp932(out, s);
    default:
        sb_add(out, s);
        return sb_end(out);
    }
}

err_t japanese_to_utf8(struct sb *out, struct str in, enum japanese *ret)
{
    size_t before = out->n;
    enum japanese as = tell(&in);
    err_t e = convert(out, in, as);
    if (e == ERR_INVALID && as != JAPANESE_CP932) { /* looked like it and was not */
        out->n = before;
        as = JAPANESE_CP932;
        e = convert(out, in, as);
    }
    if (e == ERR_INVALID) {
        out->n = before;
        *ret = JAPANESE_NONE;
        return OK;
    }
    TRY(e);
    put_together(out, before);
    *ret = as;
    return OK;
}
