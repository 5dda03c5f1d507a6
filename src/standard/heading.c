/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/heading.h"

#include "standard/glyph.h"
#include "standard/numeral.h"

enum { CAPTION_COLUMNS = 160, DATE_BYTES = 48 };

static const struct {
    struct str word;
    enum standard_level level;
} levels[] = {
    {STR_INIT("編"), STANDARD_PART},       {STR_INIT("部"), STANDARD_PART},
    {STR_INIT("章"), STANDARD_CHAPTER},    {STR_INIT("節"), STANDARD_SECTION},
    {STR_INIT("款"), STANDARD_SUBSECTION}, {STR_INIT("目"), STANDARD_DIVISION},
    {STR_INIT("条"), STANDARD_ARTICLE},
};

static bool starts_any(struct str s, const struct str *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_starts(s, v[i])) return true;
    }
    return false;
}

bool heading_joins(struct str s)
{
    static const struct str words[] = {STR_INIT("の"),       STR_INIT("に"),     STR_INIT("を"),
                                       STR_INIT("、"),       STR_INIT("から"),   STR_INIT("及び"),
                                       STR_INIT("又は"),     STR_INIT("まで"),   STR_INIT("ないし"),
                                       STR_INIT("若しくは"), STR_INIT("並びに"), STR_INIT("各号"),
                                       STR_INIT("。"),       STR_INIT("，"),     STR_INIT("・"),
                                       STR_INIT(","),        STR_INIT("～"),     STR_INIT("〜"),
                                       STR_INIT("）"),       STR_INIT(")"),      STR_INIT("」")};
    return starts_any(s, words, ARRAY_LEN(words));
}

/* は が で と: after 第5条 they go on with a sentence; an item may begin with them. */
static bool joins_number(struct str s)
{
    static const struct str words[] = {STR_INIT("は"), STR_INIT("が"), STR_INIT("で"),
                                       STR_INIT("と"), STR_INIT("や"), STR_INIT("関係")};
    struct str rest = s;
    uint16_t n;
    enum numeral_form form;
    if (heading_joins(s) || starts_any(s, words, ARRAY_LEN(words))) return true;
    if (!glyph_skip(&rest, STR("第"))) return false;
    (void)glyph_skip_blanks(&rest);
    return numeral_take(&rest, true, &n, &form) &&
           (str_starts(rest, STR("項")) || str_starts(rest, STR("号")));
}

/* 第, the number, the word. *s: what follows. */
static bool take_numbered(struct str *s, struct heading *h)
{
    struct str rest = *s;
    enum numeral_form form;
    if (!glyph_skip(&rest, STR("第"))) return false;
    bool spaced = glyph_skip_blanks(&rest);
    if (!numeral_take(&rest, true, &h->number.n[0], &form)) return false;
    h->number.depth = 1;
    struct str after = rest;
    bool apart = glyph_skip_blanks(&after) && !spaced;
    h->point = true;
    h->level = STANDARD_ARTICLE;
    for (size_t i = 0; i < ARRAY_LEN(levels); i++) {
        struct str word = after;
        if (!glyph_skip(&word, levels[i].word)) continue;
        /* 第 １ 条 is one; 第１　目的 is not 第１目. */
        uint32_t c = glyph_first(word);
        if (apart && c != 0 && c != 0x306E && !glyph_is_blank(c) && !glyph_is_open(c)) continue;
        h->level = levels[i].level;
        h->point = false;
        rest = word;
        break;
    }
    *s = rest;
    return true;
}

/* の2, の２の３; not the の of a sentence. */
static void take_branches(struct str *s, struct standard_number *n)
{
    enum numeral_form form;
    while (n->depth < STANDARD_NUMBER_MAX) {
        struct str rest = *s;
        (void)glyph_skip_blanks(&rest);
        if (!glyph_skip(&rest, STR("の"))) return;
        (void)glyph_skip_blanks(&rest);
        if (!numeral_take(&rest, true, &n->n[n->depth], &form)) return;
        n->depth++;
        *s = rest;
    }
}

/* から第8条まで　削除: *s then stands at 削除. */
static void take_range(struct str *s, struct heading *h)
{
    static const struct str to[] = {
        STR_INIT("から"), STR_INIT("及び"), STR_INIT("、"), STR_INIT("～"),     STR_INIT("〜"),
        STR_INIT("－"),   STR_INIT("―"),    STR_INIT("-"),  STR_INIT("ないし"), STR_INIT("乃至")};
    struct heading end = {.level = STANDARD_ROOT};
    struct str rest = *s;
    (void)glyph_skip_blanks(&rest);
    size_t i = 0;
    while (i < ARRAY_LEN(to) && !glyph_skip(&rest, to[i])) i++;
    if (i == ARRAY_LEN(to) || !take_numbered(&rest, &end) || end.point != h->point) return;
    take_branches(&rest, &end.number);
    (void)glyph_skip(&rest, STR("まで"));
    (void)glyph_skip_blanks(&rest);
    if (end.level != h->level || !heading_is_deleted(rest)) return;
    h->last = end.number;
    *s = rest;
}

bool heading_take(struct str line, struct heading *ret)
{
    struct heading h = {.level = STANDARD_ROOT};
    struct str rest = line;
    if (!take_numbered(&rest, &h)) return false;
    take_branches(&rest, &h.number);
    h.last = h.number;
    h.label = str_head(line, line.n - rest.n);
    struct str before = rest;
    take_range(&rest, &h);
    if (rest.p != before.p) {
        h.label = glyph_trim(str_head(line, line.n - rest.n));
        h.blank = true;
        h.rest = rest;
        *ret = h;
        return true;
    }
    uint32_t c = glyph_first(rest);
    h.blank = glyph_skip_blanks(&rest) || rest.n == 0 || (glyph_is_open(c) && c != 0x300C);
    h.joins = joins_number(rest);
    h.rest = rest;
    *ret = h;
    return true;
}

bool heading_is_word(struct str line, struct str word)
{
    for (uint32_t c; (c = glyph_take(&word)) != 0;) {
        (void)glyph_skip_blanks(&line);
        if (glyph_take(&line) != c) return false;
    }
    return glyph_trim(line).n == 0;
}

/* A rule says する, ない, こと; a story says た. */
void heading_weigh(struct str s, uint32_t *rules, uint32_t *past)
{
    static const struct str stop = STR_INIT("。"), was = STR_INIT("た");
    static const struct str ends[] = {STR_INIT("る"),   STR_INIT("い"),   STR_INIT("う"),
                                      STR_INIT("こと"), STR_INIT("とき"), STR_INIT("す"),
                                      STR_INIT("く"),   STR_INIT("む"),   STR_INIT("ず")};
    for (size_t at = glyph_find(s, stop); at < s.n; at = glyph_find(s, stop)) {
        struct str sentence = str_head(s, at);
        bool rule = false;
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) rule |= str_ends(sentence, ends[i]);
        *rules += rule;
        *past += str_ends(sentence, was);
        s = str_skip(s, at + stop.n);
    }
}

bool heading_is_deleted(struct str s)
{
    struct glyph_group g;
    if (glyph_take_group(glyph_trim(s), &g) && glyph_trim(g.rest).n == 0) s = g.inner;
    return heading_is_word(glyph_trim(s), STR("削除"));
}

bool heading_supplement(struct str line, struct str *ret_label, struct str *ret_rest)
{
    static const struct str firsts[] = {STR_INIT("附"), STR_INIT("付")};
    struct glyph_group g;
    for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
        struct str rest = line;
        if (!glyph_skip(&rest, firsts[i])) continue;
        (void)glyph_skip_blanks(&rest);
        if (!glyph_skip(&rest, STR("則"))) continue;
        struct str label = str_head(line, line.n - rest.n);
        rest = glyph_trim(rest);
        bool whole = rest.n == 0 || heading_is_word(rest, STR("抄")) ||
                     (glyph_take_group(rest, &g) &&
                      (glyph_trim(g.rest).n == 0 || heading_is_word(g.rest, STR("抄")))) ||
                     (heading_is_date(rest) && !glyph_has(rest, STR("。")) &&
                      glyph_is_blank(glyph_first(str_skip(line, label.n))));
        if (!whole) return false;
        *ret_label = label;
        *ret_rest = rest;
        return true;
    }
    return false;
}

/* 第1, 第１号, 1, （第5条関係）, その1: what may stand behind 別表. *s: the rest. */
static void take_appendix_number(struct str *s)
{
    uint16_t n;
    enum numeral_form form;
    struct str rest = *s;
    (void)glyph_skip_blanks(&rest);
    (void)glyph_skip(&rest, STR("第"));
    (void)glyph_skip_blanks(&rest);
    if (!numeral_take(&rest, true, &n, &form)) return;
    (void)glyph_skip_blanks(&rest);
    (void)glyph_skip(&rest, STR("号"));
    (void)glyph_skip(&rest, STR("様式"));
    while (glyph_first(rest) == 0x306E || glyph_first(rest) == '-' || glyph_first(rest) == 0xFF0D) {
        struct str branch = rest;
        (void)glyph_take(&branch);
        if (!numeral_take(&branch, true, &n, &form)) break;
        rest = branch;
    }
    *s = rest;
}

struct str heading_appendix_label(struct str s)
{
    static const struct str words[] = {STR_INIT("別表"), STR_INIT("別記様式"), STR_INIT("別記"),
                                       STR_INIT("別紙"), STR_INIT("別図"),     STR_INIT("別添"),
                                       STR_INIT("様式")};
    struct str rest = s;
    if (glyph_first(s) == 0x7B2C) { /* 第1号様式 */
        take_appendix_number(&rest);
        struct str label = str_head(s, s.n - rest.n);
        return glyph_has(label, STR("様式")) ? label : STR("");
    }
    size_t i = 0;
    while (i < ARRAY_LEN(words) && !glyph_skip(&rest, words[i])) i++;
    if (i == ARRAY_LEN(words)) return STR("");
    take_appendix_number(&rest);
    return str_head(s, s.n - rest.n);
}

bool heading_appendix(struct str line, struct str *ret_label, struct str *ret_rest)
{
    struct glyph_group g;
    struct str label = heading_appendix_label(line), rest = str_skip(line, label.n);
    if (label.n == 0) return false;
    bool blank = glyph_skip_blanks(&rest);
    *ret_label = label;
    *ret_rest = rest;
    return rest.n == 0 || (blank && !heading_joins(rest) && !glyph_has(rest, STR("。"))) ||
           (glyph_take_group(rest, &g) && !heading_joins(g.rest));
}

bool heading_is_date(struct str inner)
{
    return glyph_has(inner, STR("年")) && glyph_has(inner, STR("月")) &&
           glyph_has(inner, STR("日"));
}

bool heading_ends_with_date(struct str s)
{
    return str_ends(s, STR("日")) && heading_is_date(glyph_tail(s, DATE_BYTES));
}

bool heading_is_note(struct str inner)
{
    static const struct str says[] = {STR_INIT("一部改正"), STR_INIT("追加"), STR_INIT("全改"),
                                      STR_INIT("全部改正"), STR_INIT("繰上"), STR_INIT("繰下"),
                                      STR_INIT("改称"),     STR_INIT("削除"), STR_INIT("旧第"),
                                      STR_INIT("改正")};
    static const struct str rules[] = {STR_INIT("訓令"), STR_INIT("規則"), STR_INIT("条例"),
                                       STR_INIT("規程"), STR_INIT("告示"), STR_INIT("要綱"),
                                       STR_INIT("要領"), STR_INIT("決定"), STR_INIT("年"),
                                       STR_INIT("訓"),   STR_INIT("規"),   STR_INIT("告")};
    bool change = false, rule = false, digit = false;
    for (size_t i = 0; i < ARRAY_LEN(says); i++) change |= glyph_has(inner, says[i]);
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) rule |= glyph_has(inner, rules[i]);
    for (struct str s = inner; s.n > 0;) {
        if (glyph_skip(&s, STR("一部"))) continue; /* 一 is no number there */
        uint32_t c = glyph_take(&s);
        digit |= glyph_is_digit(c) || (c >= 0x4E00 && c <= 0x5343 && numeral_is_digit(c));
    }
    return change && rule && digit && !glyph_has(inner, STR("。"));
}

bool heading_is_caption(struct str inner)
{
    static const struct str endings[] = {STR_INIT("。"),     STR_INIT("を除く"), STR_INIT("に限る"),
                                         STR_INIT("を含む"), STR_INIT("という"), STR_INIT("同じ"),
                                         STR_INIT("、")};
    inner = glyph_trim(inner);
    struct str word = inner;
    (void)glyph_take(&word);
    if (word.n == 0) return false; /* one character: (ア) */
    if (glyph_columns_of(inner) > CAPTION_COLUMNS || glyph_has(inner, STR("。"))) return false;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if (str_ends(inner, endings[i])) return false;
    }
    while (glyph_is_digit(glyph_first(inner))) (void)glyph_take(&inner);
    return inner.n > 0;
}
