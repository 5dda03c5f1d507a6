/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/label.h"

#include "standard/glyph.h"
#include "standard/numeral.h"

enum { LARGEST = 99 };

static const struct str kana =
    STR_INIT("アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホ"
             "マミムメモヤユヨラリルレロワヲン");
static const struct str iroha =
    STR_INIT("イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマ"
             "ケフコエテアサキユメミシヱヒモセス");
static const struct str narrow_kana = STR_INIT("ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜｦﾝ");

/* The place of c in the row, from 1; 0: it is not there. */
static uint16_t place(struct str row, uint32_t c)
{
    uint16_t n = 1;
    for (uint32_t at; (at = glyph_take(&row)) != 0; n++) {
        if (at == c) return n;
    }
    return 0;
}

static void reading(struct label *l, enum label_style style, uint16_t n)
{
    if (n == 0 || n > LARGEST || l->n_as == LABEL_READINGS) return;
    l->as[l->n_as].style = style;
    l->as[l->n_as++].n = n;
}

static uint16_t circled(uint32_t c)
{
    static const struct {
        uint32_t first, last;
        uint16_t n;
    } rows[] = {{0x2460, 0x2473, 1}, {0x3251, 0x325F, 21}, {0x32B1, 0x32BF, 36},
                {0x2776, 0x277F, 1}, {0x24F5, 0x24FE, 1},  {0x2780, 0x2789, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        if (c >= rows[i].first && c <= rows[i].last)
            return (uint16_t)(c - rows[i].first + rows[i].n);
    }
    return 0;
}

static uint16_t roman(uint32_t c)
{
    if (c >= 0x2160 && c <= 0x216B) return (uint16_t)(c - 0x2160 + 1);
    if (c >= 0x2170 && c <= 0x217B) return (uint16_t)(c - 0x2170 + 1);
    return 0;
}

static uint16_t letter(uint32_t c)
{
    if (c >= 'a' && c <= 'z') return (uint16_t)(c - 'a' + 1);
    if (c >= 'A' && c <= 'Z') return (uint16_t)(c - 'A' + 1);
    if (c >= 0xFF41 && c <= 0xFF5A) return (uint16_t)(c - 0xFF41 + 1);
    if (c >= 0xFF21 && c <= 0xFF3A) return (uint16_t)(c - 0xFF21 + 1);
    return 0;
}

/* i ii iii iv v vi vii viii ix x in letters. */
static uint16_t roman_letters(struct str *s)
{
    static const struct str words[] = {
        STR_INIT("viii"), STR_INIT("vii"), STR_INIT("iii"), STR_INIT("iv"), STR_INIT("vi"),
        STR_INIT("ix"),   STR_INIT("ii"),  STR_INIT("i"),   STR_INIT("v"),  STR_INIT("x")};
    static const uint16_t numbers[] = {8, 7, 3, 4, 6, 9, 2, 1, 5, 10};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct str rest = *s;
        if (!glyph_skip(&rest, words[i]) || letter(glyph_first(rest))) continue;
        *s = rest;
        return numbers[i];
    }
    return 0;
}

/* The mark without frame; *s keeps what follows. */
static bool take_bare(struct str *s, struct label *l)
{
    uint16_t n;
    enum numeral_form form;
    uint32_t c = glyph_first(*s);
    struct str rest = *s;
    if (glyph_is_digit(c)) {
        if (!numeral_take(&rest, false, &n, &form)) return false;
        reading(l, LABEL_PLAIN, n);
    } else if (glyph_is_kanji(c)) {
        if (!numeral_take(&rest, true, &n, &form)) return false;
        reading(l, LABEL_KANJI, n);
    } else if (letter(c)) {
        struct str word = *s;
        uint16_t r = roman_letters(&word);
        (void)glyph_take(&rest);
        if (!letter(glyph_first(rest)))
            reading(l, glyph_is_lower(c) ? LABEL_LATIN : LABEL_CAPITAL, letter(c));
        else
            rest = word;
        reading(l, LABEL_ROMAN, r);
    } else {
        (void)glyph_take(&rest);
        if (glyph_is_katakana(c)) {
            reading(l, LABEL_KANA, place(kana, c));
            reading(l, LABEL_KANA, place(narrow_kana, c));
            reading(l, LABEL_IROHA, place(iroha, c));
        }
        reading(l, LABEL_ROMAN, roman(c));
    }
    if (l->n_as == 0) return false;
    *s = rest;
    return true;
}

static uint16_t in_one_character(uint32_t c)
{
    return c >= 0x2474 && c <= 0x2487 ? (uint16_t)(c - 0x2474 + 1) : 0;
}

static bool take_framed(struct str *s, struct label *l)
{
    uint32_t c = glyph_first(*s);
    struct str rest = *s;
    (void)glyph_take(&rest);
    reading(l, LABEL_CIRCLE, circled(c));
    reading(l, LABEL_PAREN, in_one_character(c));
    if (c >= 0x3220 && c <= 0x3229) reading(l, LABEL_IN + LABEL_KANJI, (uint16_t)(c - 0x3220 + 1));
    if (l->n_as == 0) {
        if (c != '(' && c != 0xFF08) return false;
        (void)glyph_skip_blanks(&rest);
        if (!take_bare(&rest, l)) return false;
        (void)glyph_skip_blanks(&rest);
        uint32_t e = glyph_take(&rest);
        if (e != ')' && e != 0xFF09) return false;
        for (unsigned i = 0; i < l->n_as; i++)
            l->as[i].style =
                l->as[i].style == LABEL_PLAIN ? LABEL_PAREN : LABEL_IN + l->as[i].style;
    }
    l->framed = true;
    *s = rest;
    return true;
}

bool label_take_mark(struct str s, struct label *ret)
{
    struct label l = {.n_as = 0};
    struct str rest = s;
    if (!take_framed(&rest, &l)) {
        l.n_as = 0;
        if (!take_bare(&rest, &l)) return false;
    }
    l.printed = str_head(s, s.n - rest.n);
    l.rest = rest;
    *ret = l;
    return true;
}

/* A dot or a closing bracket behind the mark. */
static void take_end(struct str *rest, struct label *l)
{
    struct str after = *rest;
    uint32_t c = glyph_take(&after);
    bool dot = c == '.' || c == 0xFF0E, close = c == ')' || c == 0xFF09;
    bool comma = c == 0x3001 && l->as[0].style != LABEL_PLAIN && l->as[0].style != LABEL_KANJI;
    if (!dot && !close && !comma) return;
    if (dot && glyph_is_digit(glyph_first(after))) return; /* 1.2 */
    if (l->as[0].style == LABEL_PLAIN) l->as[0].style = dot ? LABEL_DOT : LABEL_CLOSE;
    l->framed = true;
    *rest = after;
}

bool label_take(struct str line, struct label *ret)
{
    struct label l;
    if (!label_take_mark(line, &l)) return false;
    if (!l.framed) take_end(&l.rest, &l);
    l.printed = str_head(line, line.n - l.rest.n);
    l.blank = glyph_skip_blanks(&l.rest) || l.rest.n == 0;
    *ret = l;
    return true;
}
