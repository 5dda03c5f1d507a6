/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/mention.h"

#include "standard/glyph.h"
#include "standard/heading.h"

static const struct {
    struct str word;
    enum standard_level level;
} units[] = {
    {STR_INIT("編"), STANDARD_PART},    {STR_INIT("章"), STANDARD_CHAPTER},
    {STR_INIT("節"), STANDARD_SECTION}, {STR_INIT("款"), STANDARD_SUBSECTION},
    {STR_INIT("条"), STANDARD_ARTICLE}, {STR_INIT("項"), STANDARD_PARAGRAPH},
    {STR_INIT("号"), STANDARD_ITEM},
};

/* 条例, 条件, 項目, 号俸 are other words. */
static bool is_other_word(enum standard_level level, struct str rest)
{
    static const struct {
        enum standard_level level;
        struct str next;
    } words[] = {{STANDARD_ARTICLE, STR_INIT("例")},   {STANDARD_ARTICLE, STR_INIT("件")},
                 {STANDARD_ARTICLE, STR_INIT("約")},   {STANDARD_ARTICLE, STR_INIT("文")},
                 {STANDARD_PARAGRAPH, STR_INIT("目")}, {STANDARD_ITEM, STR_INIT("様式")},
                 {STANDARD_ITEM, STR_INIT("俸")},      {STANDARD_ITEM, STR_INIT("棟")},
                 {STANDARD_ITEM, STR_INIT("館")},      {STANDARD_ITEM, STR_INIT("室")},
                 {STANDARD_ITEM, STR_INIT("令")},      {STANDARD_ITEM, STR_INIT("外")},
                 {STANDARD_ITEM, STR_INIT("線")},      {STANDARD_CHAPTER, STR_INIT("程")},
                 {STANDARD_SECTION, STR_INIT("電")},   {STANDARD_SECTION, STR_INIT("減")},
                 {STANDARD_PART, STR_INIT("集")},      {STANDARD_PART, STR_INIT("成")},
                 {STANDARD_SECTION, STR_INIT("度")}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (words[i].level == level && str_starts(rest, words[i].next)) return true;
    }
    return false;
}

static bool take_unit(struct str *s, enum standard_level *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        struct str rest = *s;
        if (!glyph_skip(&rest, units[i].word) || is_other_word(units[i].level, rest)) continue;
        *s = rest;
        *ret = units[i].level;
        return true;
    }
    return false;
}

/* One digit is often printed wide and two narrow: only numbers of as many digits can disagree. */
enum { ONE_NARROW = 1, ONE_WIDE = 2, MORE_NARROW = 4, MORE_WIDE = 8, IN_BOTH = 16 };

static unsigned form_bit(enum numeral_form form, uint16_t n)
{
    if (form == NUMERAL_KANJI) return 0;
    if (form == NUMERAL_BOTH) return IN_BOTH;
    if (form == NUMERAL_WIDE) return n < 10 ? ONE_WIDE : MORE_WIDE;
    return n < 10 ? ONE_NARROW : MORE_NARROW;
}

static bool is_mixed(unsigned forms)
{
    return (forms & IN_BOTH) || (forms & (ONE_NARROW | ONE_WIDE)) == (ONE_NARROW | ONE_WIDE) ||
           (forms & (MORE_NARROW | MORE_WIDE)) == (MORE_NARROW | MORE_WIDE);
}

/* の2 behind 条 or 号; the の of a sentence is not followed by a number. */
static void take_branches(struct str *s, struct standard_number *n, unsigned *forms)
{
    enum numeral_form form;
    while (n->depth < STANDARD_NUMBER_MAX) {
        struct str rest = *s, after;
        enum standard_level level;
        if (!glyph_skip(&rest, STR("の"))) return;
        (void)glyph_skip_blanks(&rest);
        if (!numeral_take(&rest, true, &n->n[n->depth], &form)) return;
        /* 第5条の二つ, 第3条の1年: a count, not a branch. */
        after = rest;
        uint32_t c = glyph_first(after);
        bool goes_on = c == 0 || glyph_is_hiragana(c) || glyph_is_close(c) || glyph_is_open(c) ||
                       c == 0x3001 || c == 0x3002 || c == 0x7B2C || c == 0x5404 || c == 0x53CA ||
                       c == 0x53C8 || c == 0x82E5 || c == 0x4E26 || c == 0xFF5E || c == 0x301C ||
                       glyph_is_blank(c);
        if (!goes_on || (c == 0x3064 && form == NUMERAL_KANJI) || take_unit(&after, &level)) return;
        *forms |= form_bit(form, n->n[n->depth]);
        n->depth++;
        *s = rest;
    }
}

static bool take_numbered(struct str *s, struct mention_part *part, enum standard_level *ret,
                          unsigned *forms)
{
    struct mention_part p = {.how = MENTION_NUMBER};
    enum numeral_form form;
    struct str rest = *s;
    if (!glyph_skip(&rest, STR("第"))) return false;
    (void)glyph_skip_blanks(&rest);
    if (!numeral_take(&rest, true, &p.number.n[0], &form)) return false;
    (void)glyph_skip_blanks(&rest);
    if (!take_unit(&rest, ret)) return false;
    p.number.depth = 1;
    *forms |= form_bit(form, p.number.n[0]);
    if (*ret == STANDARD_ARTICLE || *ret == STANDARD_ITEM) take_branches(&rest, &p.number, forms);
    *part = p;
    *s = rest;
    return true;
}

/* 前項, 前３項, 次条, 同号, この章, 本条, 各号, 前各号, 次の各号, 当該各号. */
static bool take_relative(struct str *s, struct mention_part *part, enum standard_level *ret,
                          unsigned *forms)
{
    static const struct {
        struct str word;
        enum mention_how how;
        bool counted;
    } words[] = {{STR_INIT("次の各"), MENTION_FOLLOWING, false},
                 {STR_INIT("当該各"), MENTION_FOLLOWING, false},
                 {STR_INIT("前各"), MENTION_ALL_BEFORE, false},
                 {STR_INIT("各"), MENTION_EACH, false},
                 {STR_INIT("前々"), MENTION_LAST_BUT_ONE, false},
                 {STR_INIT("前"), MENTION_BEFORE, true},
                 {STR_INIT("次"), MENTION_AFTER, true},
                 {STR_INIT("同"), MENTION_SAME, false},
                 {STR_INIT("この"), MENTION_THIS, false},
                 {STR_INIT("本"), MENTION_THIS, false}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        struct mention_part p = {words[i].how, {{1}, 1}};
        enum numeral_form form;
        struct str rest = *s;
        if (!glyph_skip(&rest, words[i].word)) continue;
        if (words[i].counted && numeral_take(&rest, true, &p.number.n[0], &form))
            *forms |= form_bit(form, p.number.n[0]);
        if (!take_unit(&rest, ret)) continue;
        bool each = p.how == MENTION_EACH || p.how == MENTION_FOLLOWING;
        if (each && *ret != STANDARD_ITEM) continue;
        *part = p;
        *s = rest;
        return true;
    }
    return false;
}

/* 第2条(10): the item in the brackets in which it is printed. */
static bool take_bracketed(struct str *s, struct mention_part *part)
{
    struct label l;
    if (!label_take_mark(*s, &l) || !l.framed || l.as[0].style != LABEL_PAREN) return false;
    *part = (struct mention_part){MENTION_NUMBER, {{l.as[0].n}, 1}};
    *s = l.rest;
    return true;
}

/* A mark in a sentence: not the beginning of a word in katakana or Latin. */
static bool take_mark(struct str *s, struct label *ret)
{
    struct label l;
    if (!label_take_mark(*s, &l)) return false;
    int style = (int)l.as[0].style;
    if (style == LABEL_PLAIN || style == LABEL_KANJI) return false;
    uint32_t c = glyph_first(l.rest);
    if (!l.framed && (glyph_is_katakana(c) || glyph_is_upper(c) || glyph_is_lower(c))) return false;
    *ret = l;
    *s = l.rest;
    return true;
}

/* 及びハ, 、ロ若しくはハ, からオまで behind a mark of the same style. */
static void take_also(struct str *s, struct mention *m)
{
    int style = (int)m->marks[m->n_marks - 1].as[0].style;
    while (m->n_also < MENTION_ALSO && !m->also_range) {
        struct label l;
        struct str rest = *s;
        enum mention_link link = mention_take_link(&rest);
        if (link == MENTION_UNLINKED || !take_mark(&rest, &l)) return;
        if ((int)l.as[0].style != style) return;
        m->also[m->n_also++] = l;
        m->also_range = link == MENTION_RANGE;
        *s = rest;
    }
    if (m->also_range) (void)glyph_skip(s, STR("まで"));
}

/* ③, ア, (ア) behind an item; アクセス is none. */
static void take_marks(struct str *s, struct mention *m)
{
    while (m->n_marks < MENTION_MARKS) {
        struct str rest = *s;
        if (m->n_marks > 0) (void)glyph_skip(&rest, STR("の"));
        if (!take_mark(&rest, &m->marks[m->n_marks])) break;
        m->n_marks++;
        *s = rest;
    }
    if (m->n_marks > 0) take_also(s, m);
}

/* What stands before 前条 makes it another word: 以前条件, 事前項目. */
static bool stands_free(struct str before)
{
    return !glyph_is_kanji(glyph_last(before));
}

/* A reference goes from high to low: 第2編第1章, 第5条第1項第2号. */
static bool take_parts(struct str *s, struct mention *m, unsigned *forms)
{
    enum standard_level at = STANDARD_ROOT, level;
    bool any = false;
    for (;;) {
        struct mention_part part;
        struct str rest = *s;
        bool got = take_numbered(&rest, &part, &level, forms) ||
                   take_relative(&rest, &part, &level, forms);
        if (!got && at >= STANDARD_ARTICLE && at < STANDARD_ITEM && take_bracketed(&rest, &part)) {
            level = STANDARD_ITEM;
            got = true;
        }
        if (!got || (any && level <= at)) return any;
        /* この章 and 第2項 belong together only where something was named. */
        if (any && (part.how == MENTION_THIS || part.how == MENTION_SAME)) return any;
        if (any && at < STANDARD_ARTICLE && level >= STANDARD_ARTICLE) return any;
        m->of[level] = part;
        at = level;
        any = true;
        *s = rest;
    }
}

static bool take_appendix(struct str *s, struct mention *m)
{
    struct str whole = *s;
    static const struct str words[] = {STR_INIT("別表"), STR_INIT("別記"), STR_INIT("様式"),
                                       STR_INIT("別紙")};
    bool any = glyph_first(whole) == 0x7B2C;
    for (size_t i = 0; i < ARRAY_LEN(words) && !any; i++) any = str_starts(whole, words[i]);
    if (!any) return false;
    struct str label = heading_appendix_label(whole);
    if (label.n == 0 || str_eqz(label, "様式")) return false; /* a plain word */
    m->appendix = true;
    m->words = label;
    *s = str_skip(whole, label.n);
    return true;
}

/* 第2の1の(3) in a text without 条. */
static bool take_point(struct str *s, struct mention *m, unsigned *forms)
{
    struct mention_part p = {.how = MENTION_NUMBER};
    enum numeral_form form;
    struct str rest = *s;
    if (!glyph_skip(&rest, STR("第")) || !numeral_take(&rest, true, &p.number.n[0], &form))
        return false;
    p.number.depth = 1;
    *forms |= form_bit(form, p.number.n[0]);
    uint32_t c = glyph_first(rest);
    if (!(glyph_is_hiragana(c) || glyph_is_close(c) || c == 0x3001 || c == 0x3002)) return false;
    if (str_starts(rest, STR("の"))) take_branches(&rest, &p.number, forms);
    m->of[STANDARD_ARTICLE] = p;
    struct str mark = rest;
    if (glyph_skip(&mark, STR("の")) && take_bracketed(&mark, &m->of[STANDARD_ITEM])) rest = mark;
    *s = rest;
    return true;
}

bool mention_take(struct str before, struct str s, bool points, struct mention *ret)
{
    struct mention m = {.supplement = false};
    struct str rest = s, own;
    unsigned forms = 0;
    uint32_t c = glyph_first(s);
    bool numbered = c == 0x7B2C;
    if (!numbered && !stands_free(before) && !str_starts(s, STR("附則"))) {
        if (!str_starts(s, STR("別表")) && !str_starts(s, STR("様式"))) return false;
    }
    if (!take_appendix(&rest, &m)) {
        own = rest;
        if (glyph_skip(&own, STR("附則")) && take_parts(&own, &m, &forms)) {
            m.supplement = true;
            rest = own;
        } else if (!take_parts(&rest, &m, &forms) && !(points && take_point(&rest, &m, &forms))) {
            return false;
        }
        if (m.of[STANDARD_ITEM].how != MENTION_NONE) take_marks(&rest, &m);
    }
    m.words = str_head(s, s.n - rest.n);
    m.digits_mixed = is_mixed(forms);
    *ret = m;
    return true;
}

enum mention_link mention_take_link(struct str *s)
{
    static const struct {
        struct str word;
        enum mention_link link;
    } links[] = {{STR_INIT("及び"), MENTION_LISTED},     {STR_INIT("又は"), MENTION_LISTED},
                 {STR_INIT("若しくは"), MENTION_LISTED}, {STR_INIT("並びに"), MENTION_LISTED},
                 {STR_INIT("、"), MENTION_LISTED},       {STR_INIT("・"), MENTION_LISTED},
                 {STR_INIT("，"), MENTION_LISTED},       {STR_INIT("および"), MENTION_LISTED},
                 {STR_INIT("または"), MENTION_LISTED},   {STR_INIT("もしくは"), MENTION_LISTED},
                 {STR_INIT("ならびに"), MENTION_LISTED}, {STR_INIT("と"), MENTION_LISTED},
                 {STR_INIT("から"), MENTION_RANGE},      {STR_INIT("ないし"), MENTION_RANGE},
                 {STR_INIT("乃至"), MENTION_RANGE},      {STR_INIT("～"), MENTION_RANGE},
                 {STR_INIT("〜"), MENTION_RANGE},        {STR_INIT("－"), MENTION_RANGE},
                 {STR_INIT("―"), MENTION_RANGE}};
    for (size_t i = 0; i < ARRAY_LEN(links); i++) {
        if (glyph_skip(s, links[i].word)) return links[i].link;
    }
    return MENTION_UNLINKED;
}

enum standard_level mention_top(const struct mention *m)
{
    for (int l = STANDARD_PART; l <= STANDARD_ITEM; l++) {
        if (m->of[l].how != MENTION_NONE) return (enum standard_level)l;
    }
    return STANDARD_ROOT;
}

enum standard_level mention_bottom(const struct mention *m)
{
    for (int l = STANDARD_ITEM; l >= STANDARD_PART; l--) {
        if (m->of[l].how != MENTION_NONE) return (enum standard_level)l;
    }
    return STANDARD_ROOT;
}
