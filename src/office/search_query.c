/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_query.h"

#include <string.h>

#include "base/utf8.h"

enum { FOLDED_MAX = 4 * SEARCH_TEXT_MAX, NUMBER_MAX = 9999 };

/* --- numbers of articles: 第10条の2第3項, 10の2(3), 第十条の二 --- */

static int kanji_digit(uint32_t cp)
{
    static const uint32_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB,
                                      0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < (int)ARRAY_LEN(digits); i++) {
        if (digits[i] == cp) return i;
    }
    return -1;
}

static int kanji_unit(uint32_t cp)
{
    return cp == 0x5341 ? 10 : cp == 0x767E ? 100 : cp == 0x5343 ? 1000 : 0;
}

/* 百九十九, 一〇二, 十: ... and digits. 0: no number here. */
static unsigned take_number(struct str *s)
{
    unsigned total = 0, digit = 0;
    bool any = false, open = false;
    while (s->n && total <= NUMBER_MAX && digit <= NUMBER_MAX) {
        struct str rest = *s;
        uint32_t cp;
        if (utf8_next(&rest, &cp) != OK) break;
        int d = cp >= '0' && cp <= '9' ? (int)cp - '0' : kanji_digit(cp);
        int unit = kanji_unit(cp);
        if (d < 0 && !unit) break;
        if (unit) {
            total += (open ? digit : 1) * (unsigned)unit;
            digit = 0;
            open = false;
        } else {
            digit = digit * 10 + (unsigned)d;
            open = true;
        }
        any = true;
        *s = rest;
    }
    total += digit;
    return any && total <= NUMBER_MAX ? total : 0;
}

static bool skip(struct str *s, struct str word)
{
    if (!str_starts(*s, word)) return false;
    *s = str_skip(*s, word.n);
    return true;
}

static bool skip_branch(struct str *s)
{
    return skip(s, STR("の")) || skip(s, STR("-"));
}

/* One more level: 第3項, 3項, (3), 第1号. */
static unsigned take_part(struct str *s)
{
    struct str rest = *s;
    unsigned n;
    bool bracket = skip(&rest, STR("("));
    if (!bracket) (void)skip(&rest, STR("第"));
    n = take_number(&rest);
    bool closed =
        bracket ? skip(&rest, STR(")")) : skip(&rest, STR("項")) || skip(&rest, STR("号"));
    if (n && closed) *s = rest;
    return n && closed ? n : 0;
}

static err_t read_article(struct arena *a, struct str s, const char **ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 80);
    *ret = NULL;
    (void)skip(&s, STR("第"));
    unsigned n = take_number(&s);
    if (!n) return OK;
    sb_addf(&b, "%u", n);
    (void)skip(&s, STR("条"));
    if (skip_branch(&s)) {
        n = take_number(&s);
        if (!n) return OK;
        sb_addf(&b, "の%u", n);
    }
    for (int level = 0; level < 2 && (n = take_part(&s)) != 0; level++) sb_addf(&b, "(%u)", n);
    if (s.n) return OK; /* something else stands there */
    TRY(sb_end(&b));
    *ret = arena_strdup(a, sb_str(&b));
    return *ret ? OK : ERR_NOMEM;
}

/* --- words --- */

static err_t fold(struct arena *a, struct str part, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, FOLDED_MAX);
    *ret = STR("");
    err_t e = utf8_search_key(&b, part);
    if (e == ERR_INVALID || e == ERR_TOO_BIG) return OK; /* nothing is called that */
    TRY(e);
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}

static bool is_blank(struct str s, size_t *ret_n)
{
    static const struct str wide = STR_INIT("\u3000");
    *ret_n = str_starts(s, wide) ? wide.n : 1;
    return *ret_n == wide.n || s.p[0] == ' ' || s.p[0] == '\t' || s.p[0] == '\n' || s.p[0] == '\r';
}

/* The typed text falls into words at blanks before it is folded: folding removes those that stand
 * beside kana and ideographs. */
static err_t split(struct arena *a, struct str typed, struct search_words *w)
{
    while (typed.n && w->n < SEARCH_TERMS_MAX) {
        size_t n = 0, blank;
        if (is_blank(typed, &blank)) {
            typed = str_skip(typed, blank);
            continue;
        }
        while (n < typed.n && !is_blank(str_skip(typed, n), &blank)) n++;
        struct str term;
        TRY(fold(a, str_head(typed, n), &term));
        if (term.n) w->term[w->n++] = term;
        typed = str_skip(typed, n);
    }
    return OK;
}

err_t search_query_read(struct arena *a, struct str typed, struct search_words *ret)
{
    struct search_words w = {.whole = STR("")};
    if (utf8_valid(typed, 0)) {
        typed = utf8_head(typed, SEARCH_TEXT_MAX);
        TRY(fold(a, typed, &w.whole));
        TRY(split(a, typed, &w));
        TRY(read_article(a, w.whole, &w.article));
    }
    *ret = w;
    return OK;
}

bool search_query_contains(struct str text, struct str part)
{
    return part.n == 0 || (text.n >= part.n && memmem(text.p, text.n, part.p, part.n) != NULL);
}

bool search_query_matches(const struct search_words *w, struct str folded)
{
    for (size_t i = 0; i < w->n; i++) {
        if (!search_query_contains(folded, w->term[i])) return false;
    }
    return w->n > 0;
}
