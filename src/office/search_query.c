/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_query.h"

#include <string.h>

#include "base/utf8.h"

enum { FOLDED_MAX = 4 * SEARCH_TEXT_MAX, NUMBER_MAX = 9999, BRANCHES_MAX = 4 };

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

static void skip_blanks(struct str *s)
{
    while (skip(s, STR(" "))) continue;
}

/* の, -, and what is typed for it: ー (as the fold has it), ‐, –, −, "no". */
static bool skip_branch(struct str *s)
{
    static const struct str words[] = {STR_INIT("の"),     STR_INIT("-"),      STR_INIT("\u30fc"),
                                       STR_INIT("\u2010"), STR_INIT("\u2011"), STR_INIT("\u2013"),
                                       STR_INIT("\u2212"), STR_INIT("no."),    STR_INIT("no")};
    struct str rest = *s;
    skip_blanks(&rest);
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!skip(&rest, words[i])) continue;
        skip_blanks(&rest);
        *s = rest;
        return true;
    }
    return false;
}

static void skip_article_word(struct str *s)
{
    (void)(skip(s, STR("article")) || skip(s, STR("art.")) || skip(s, STR("art")));
    skip_blanks(s);
    (void)skip(s, STR("第"));
    skip_blanks(s);
}

/* One more level: 第3項, 3項, (3), 第1号. */
static unsigned take_part(struct str *s)
{
    struct str rest = *s;
    unsigned n;
    skip_blanks(&rest);
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
    skip_article_word(&s);
    unsigned n = take_number(&s);
    if (!n) return OK;
    sb_addf(&b, "%u", n);
    (void)skip(&s, STR("条"));
    for (int depth = 1; depth < BRANCHES_MAX && skip_branch(&s); depth++) {
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

/* "附則11", "附則(11)", "附則第十一", "別表2": which one. */
static err_t read_back(struct arena *a, struct str s, const char **ret)
{
    static const struct str words[] = {STR_INIT("附則"), STR_INIT("別表")};
    *ret = NULL;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct str rest = s;
        if (!skip(&rest, words[i])) continue;
        skip_blanks(&rest);
        (void)(skip(&rest, STR("第")) || skip(&rest, STR("(")));
        unsigned n = take_number(&rest);
        (void)skip(&rest, STR(")"));
        if (!n || rest.n) return OK;
        *ret = arena_printf(a, "%.*s%u", STR_ARG(words[i]), n);
        return *ret ? OK : ERR_NOMEM;
    }
    return OK;
}

/* --- as an official text has it --- */

/* What a number after 第 counts. */
static bool counted(struct str s)
{
    static const struct str words[] = {STR_INIT("条"), STR_INIT("項"), STR_INIT("号"),
                                       STR_INIT("編"), STR_INIT("部"), STR_INIT("章"),
                                       STR_INIT("節"), STR_INIT("款"), STR_INIT("目")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(s, words[i])) return true;
    }
    return false;
}

/* The の二 that follow 第十条. */
static void add_branches(struct sb *out, struct str *s)
{
    for (;;) {
        struct str rest = *s;
        unsigned n = skip(&rest, STR("の")) ? take_number(&rest) : 0;
        if (!n) return;
        sb_addf(out, "の%u", n);
        *s = rest;
    }
}

void search_query_numbers(struct sb *out, struct str s)
{
    while (s.n) {
        struct str rest = s;
        unsigned n = skip(&rest, STR("第")) ? take_number(&rest) : 0;
        if (n && counted(rest)) {
            bool article = str_starts(rest, STR("条"));
            sb_addf(out, "第%u", n);
            s = rest;
            if (!article) continue;
            (void)skip(&s, STR("条"));
            sb_addz(out, "条");
            add_branches(out, &s);
            continue;
        }
        uint32_t cp;
        rest = s;
        size_t one = utf8_next(&rest, &cp) == OK ? s.n - rest.n : 1;
        sb_add(out, str_head(s, one));
        s = str_skip(s, one);
    }
}

/* "10の2(3)(1)": 第10条の2第3項. An item's number is not cited alike everywhere: left out. */
static err_t cited(struct arena *a, const char *article, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, FOLDED_MAX);
    struct str s = str_z(article);
    sb_addf(&b, "第%u条", take_number(&s));
    add_branches(&b, &s);
    unsigned paragraph = skip(&s, STR("(")) ? take_number(&s) : 0;
    if (paragraph) sb_addf(&b, "第%u項", paragraph);
    TRY(sb_end(&b));
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}

static err_t in_text(struct arena *a, struct str term, struct str *ret)
{
    const char *article;
    TRY(read_article(a, term, &article));
    bool says = article && (search_query_contains(term, STR("条")) || strstr(article, "の") ||
                            strchr(article, '('));
    if (says) return cited(a, article, ret);
    SB_CLEANUP struct sb b;
    sb_init(&b, FOLDED_MAX);
    search_query_numbers(&b, term);
    TRY(sb_end(&b));
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
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
    struct search_words w = {.whole = STR(""), .cited = STR("")};
    if (utf8_valid(typed, 0)) {
        typed = utf8_head(typed, SEARCH_TEXT_MAX);
        TRY(fold(a, typed, &w.whole));
        TRY(split(a, typed, &w));
        TRY(read_article(a, w.whole, &w.article));
        TRY(read_back(a, w.whole, &w.back));
        if (w.article) TRY(cited(a, w.article, &w.cited));
        for (size_t i = 0; i < w.n; i++) TRY(in_text(a, w.term[i], &w.in_text[i]));
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
