/* SPDX-License-Identifier: Apache-2.0
 *
 * References in a text without 条: 2.1.3(1), 1(2)①, 第2章3(1), Ⅰの２, (1). The labels are looked
 * for below the nearest heading that has them all; a single (1) beside or above the place itself.
 * What is not found is taken for plain words, but for 2.1.3, which can be nothing else. */
#include "standard/citing.h"
#include "standard/glyph.h"

enum { CHAIN_MAX = 5 };

struct chain {
    struct label v[CHAIN_MAX];
    unsigned n;
};

static bool same_mark(struct str printed, const struct label *want)
{
    struct label l;
    if (!label_take_mark(printed, &l) || l.framed != want->framed) return false;
    /* 1. and 1 are one; so are (1) and ⑴. */
    for (unsigned i = 0; i < l.n_as; i++) {
        for (unsigned k = 0; k < want->n_as; k++) {
            if (l.as[i].style == want->as[k].style && l.as[i].n == want->as[k].n) return true;
        }
    }
    return false;
}

static uint32_t child_of(const struct standard_text *t, uint32_t parent, const struct label *want)
{
    uint32_t end = parent ? t->nodes[parent].end : t->n_nodes;
    for (uint32_t k = parent + 1; k < end; k = t->nodes[k].end) {
        const struct standard_node *n = &t->nodes[k];
        if (n->level >= STANDARD_SUPPLEMENT) continue;
        if (n->implicit || (parent == 0 && n->level < STANDARD_SECTION && !n->number.dotted)) {
            uint32_t hit = n->implicit ? child_of(t, k, want) : 0;
            if (hit) return hit;
            continue;
        }
        if (same_mark(n->label, want)) return k;
    }
    return 0;
}

static uint32_t follow(const struct standard_text *t, uint32_t from, const struct chain *c)
{
    for (unsigned i = 0; i < c->n; i++) {
        from = child_of(t, from, &c->v[i]);
        if (from == 0) return 0;
    }
    return from;
}

static uint32_t look_around(const struct standard_text *t, uint32_t node, const struct chain *c)
{
    for (uint32_t scope = t->nodes[node].parent;; scope = t->nodes[scope].parent) {
        uint32_t hit = follow(t, scope, c);
        if (hit && hit != node) return hit;
        if (scope == 0) return 0;
    }
}

static void take_chain(struct str *s, struct chain *c)
{
    c->n = 0;
    while (c->n < CHAIN_MAX) {
        struct label l;
        struct str rest = *s;
        if (c->n > 0) (void)glyph_skip(&rest, STR("の"));
        if (!label_take_mark(rest, &l)) return;
        int style = (int)l.as[0].style;
        uint32_t next = glyph_first(l.rest);
        if (style == LABEL_KANJI) return;
        if (!l.framed && style != LABEL_PLAIN && style != LABEL_ROMAN &&
            (c->n == 0 || glyph_is_katakana(next) || glyph_is_upper(next) || glyph_is_lower(next)))
            return;
        if (c->n > 0 && !l.framed && rest.p == s->p && style == LABEL_PLAIN) return; /* (1)2 */
        c->v[c->n++] = l;
        *s = l.rest;
    }
}

/* What follows a lone label when it is cited, not counted. */
static bool is_cited(struct str rest)
{
    static const struct str words[] = {STR_INIT("に定め"), STR_INIT("に規定"), STR_INIT("に掲げ"),
                                       STR_INIT("に反"),   STR_INIT("の規定"), STR_INIT("に基づ"),
                                       STR_INIT("により"), STR_INIT("に従"),   STR_INIT("による"),
                                       STR_INIT("に該当"), STR_INIT("の定め")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_starts(rest, words[i])) return true;
    }
    return false;
}

static bool joins_on(struct str rest)
{
    enum mention_link link;
    return str_starts(rest, STR("の")) || str_starts(rest, STR("に")) ||
           str_starts(rest, STR("まで")) || str_starts(rest, STR("を")) ||
           (link = mention_take_link(&rest)) != MENTION_UNLINKED;
}

/* 2.1.3 with what hangs on it. */
static uint32_t find_decimal(const struct standard_text *t, struct str *s, bool *ret_decimal)
{
    struct standard_number n = {.depth = 0};
    struct str rest = *s, last = *s;
    enum numeral_form form;
    *ret_decimal = false;
    while (n.depth < STANDARD_NUMBER_MAX && numeral_take(&rest, false, &n.n[n.depth], &form)) {
        n.depth++;
        last = rest;
        if (!glyph_skip(&rest, STR(".")) && !glyph_skip(&rest, STR("．"))) break;
    }
    if (n.depth < 2) return 0;
    struct chain c;
    for (uint32_t i = 1; i < t->n_nodes;
         i = t->nodes[i].level < STANDARD_ARTICLE ? i + 1 : t->nodes[i].end) {
        const struct standard_node *at = &t->nodes[i];
        if (at->level > STANDARD_ARTICLE || !at->number.dotted ||
            standard_number_cmp(&at->number, &n) != 0)
            continue;
        struct str marks = last;
        take_chain(&marks, &c);
        uint32_t hit = c.n > 0 ? follow(t, i, &c) : 0;
        *s = hit ? marks : last;
        *ret_decimal = true;
        return hit ? hit : i;
    }
    *ret_decimal = joins_on(last);
    *s = last;
    return 0;
}

/* 第2章3(1). */
static uint32_t find_below_heading(const struct citing *c, struct str before, struct str *s)
{
    struct mention m;
    struct found f;
    struct chain chain;
    if (!mention_take(before, *s, false, &m) || mention_top(&m) == STANDARD_ROOT ||
        mention_bottom(&m) >= STANDARD_ARTICLE)
        return 0;
    struct str rest = str_skip(*s, m.words.n);
    (void)glyph_skip(&rest, STR("の"));
    take_chain(&rest, &chain);
    if (chain.n == 0) return 0;
    cite_resolve(c, &m, 0, 0, &f);
    uint32_t hit = f.n == 1 ? follow(c->text, f.v[0], &chain) : 0;
    if (hit) *s = rest;
    return hit;
}

static uint32_t find_one(const struct citing *c, struct str before, struct str *s, bool *ret_none)
{
    struct chain chain;
    uint32_t ch = glyph_first(*s), prev = glyph_last(before);
    *ret_none = false;
    if (ch == 0x7B2C) return find_below_heading(c, before, s);
    bool glued = glyph_is_digit(prev) || prev == '.' || glyph_is_upper(prev) ||
                 glyph_is_lower(prev) || prev == 0x7B2C;
    if (glued) return 0;
    bool decimal = false;
    struct str rest = *s;
    uint32_t hit = find_decimal(c->text, &rest, &decimal);
    if (decimal) {
        *ret_none = hit == 0;
        *s = rest;
        return hit;
    }
    rest = *s;
    take_chain(&rest, &chain);
    if (chain.n == 0) return 0;
    bool lone = chain.n == 1;
    if (lone && !(chain.v[0].framed ? joins_on(rest) : is_cited(rest))) return 0;
    hit = look_around(c->text, c->node, &chain);
    if (hit) *s = rest;
    return hit;
}

size_t cite_outline_take(const struct citing *c, struct str s, size_t at, struct found *ret)
{
    struct found f = {.wrong = -1}, range;
    struct str rest = str_skip(s, at);
    bool none;
    uint32_t hit = find_one(c, str_head(s, at), &rest, &none);
    size_t end = s.n - rest.n;
    if (none) f.wrong = (int)STANDARD_CITES_NOTHING;
    if (!none && hit == 0) return 0;
    if (hit) f.v[f.n++] = hit;
    struct str to = rest;
    if (hit && mention_take_link(&to) == MENTION_RANGE) {
        uint32_t last = find_one(c, str_head(s, s.n - to.n), &to, &none);
        if (last) cite_resolve_range(c, hit, last, &range);
        if (last && range.wrong < 0) {
            f = range;
            (void)glyph_skip(&to, STR("まで"));
            end = s.n - to.n;
        }
    }
    *ret = f;
    return end - at;
}
