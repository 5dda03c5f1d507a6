/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be said of references once all are read: does the target speak of what is said of it,
 * do laws have their numbers, does 準用 run in a circle. */
#include <string.h>

#include "standard/citing.h"
#include "standard/glyph.h"

/* --- 第14条で定める補助者: is there a 補助者 in 第14条? --- */

/* Words that say nothing of what the target is about. */
static bool is_general(struct str w)
{
    static const struct str words[] = {
        STR_INIT("規定"),     STR_INIT("場合"), STR_INIT("事項"), STR_INIT("手続"),
        STR_INIT("措置"),     STR_INIT("内容"), STR_INIT("方法"), STR_INIT("基準"),
        STR_INIT("期間"),     STR_INIT("趣旨"), STR_INIT("区分"), STR_INIT("要件"),
        STR_INIT("順序"),     STR_INIT("場所"), STR_INIT("施行"), STR_INIT("対象"),
        STR_INIT("範囲"),     STR_INIT("業務"), STR_INIT("事務"), STR_INIT("目的"),
        STR_INIT("例外"),     STR_INIT("一部"), STR_INIT("全部"), STR_INIT("改正"),
        STR_INIT("適用"),     STR_INIT("準用"), STR_INIT("各号"), STR_INIT("後段"),
        STR_INIT("前段"),     STR_INIT("本文"), STR_INIT("以下"), STR_INIT("以外"),
        STR_INIT("組織"),     STR_INIT("行為"), STR_INIT("各種"), STR_INIT("必要"),
        STR_INIT("事由"),     STR_INIT("理由"), STR_INIT("関係"), STR_INIT("結果"),
        STR_INIT("状況"),     STR_INIT("事態"), STR_INIT("処理"), STR_INIT("対応"),
        STR_INIT("法令例規"), STR_INIT("定義"), STR_INIT("日前"), STR_INIT("日後"),
        STR_INIT("施行日"),   STR_INIT("用語"), STR_INIT("名称"), STR_INIT("期限"),
        STR_INIT("罰則"),     STR_INIT("日以"), STR_INIT("上欄"), STR_INIT("下欄"),
        STR_INIT("左欄"),     STR_INIT("右欄"), STR_INIT("中欄")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        /* 各種措置, 履行状況 too; 安全管理措置 is something. */
        if (str_ends(w, words[i]) && w.n <= 12) return true;
    }
    return false;
}

/* One run of kanji or of katakana off the front of *s; "" where there is none. */
static struct str take_noun(struct str *s)
{
    struct str rest = *s;
    uint32_t c = glyph_first(rest);
    bool kanji = glyph_is_kanji(c), kana = glyph_is_katakana(c);
    while (rest.n > 0 && (kanji ? glyph_is_kanji(c) : kana && glyph_is_katakana(c))) {
        (void)glyph_take(&rest);
        c = glyph_first(rest);
    }
    struct str w = str_head(*s, s->n - rest.n);
    *s = rest;
    return w;
}

/* What leads from the reference to the noun: に規定する, で定める, の, 及びその他の. */
static bool take_lead(struct str *s)
{
    static const struct str leads[] = {STR_INIT("に規定する"), STR_INIT("の規定による"),
                                       STR_INIT("に定める"),   STR_INIT("で定める"),
                                       STR_INIT("に掲げる"),   STR_INIT("に基づき作成した"),
                                       STR_INIT("に基づく"),   STR_INIT("及びその他の"),
                                       STR_INIT("その他の"),   STR_INIT("の")};
    for (size_t i = 0; i < ARRAY_LEN(leads); i++) {
        if (glyph_skip(s, leads[i])) return true;
    }
    return false;
}

static bool speaks_of(const struct standard_text *t, uint32_t node, struct str word)
{
    for (uint32_t i = node; i < t->nodes[node].end; i++) {
        if (glyph_has(t->nodes[i].text, word) || glyph_has(t->nodes[i].caption, word)) return true;
    }
    /* An item goes on with what its paragraph begins. */
    for (uint32_t i = node; t->nodes[i].level > STANDARD_PARAGRAPH; i = t->nodes[i].parent) {
        const struct standard_node *p = &t->nodes[t->nodes[i].parent];
        if (p->level < STANDARD_PARAGRAPH || p->level >= STANDARD_SUPPLEMENT) break;
        if (glyph_has(p->text, word) || glyph_has(p->caption, word)) return true;
    }
    return false;
}

/* Does another paragraph of the same article have it? Then the wrong one is cited. */
static bool beside_speaks_of(const struct standard_text *t, uint32_t node, struct str word)
{
    uint32_t parent = t->nodes[node].parent;
    if (t->nodes[node].level != STANDARD_PARAGRAPH) return false;
    for (uint32_t i = standard_first(t, parent); i != 0; i = standard_next(t, i)) {
        if (i < node && speaks_of(t, i, word)) return true;
    }
    return false;
}

/* ends with 等, 中, 時: not part of the word. */
static struct str bare(struct str w)
{
    static const struct str tails[] = {STR_INIT("等"), STR_INIT("時"), STR_INIT("後"),
                                       STR_INIT("前"), STR_INIT("中"), STR_INIT("上")};
    for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
        if (w.n > 2 * tails[i].n && str_ends(w, tails[i])) return str_head(w, w.n - tails[i].n);
    }
    return w;
}

/* The first word that the target does not have; "" where it has all. */
static struct str missing_word(const struct citing *c, const struct cite *at, struct str rest)
{
    for (int words = 0; words < 3; words++) {
        struct str w = bare(take_noun(&rest));
        uint32_t next = glyph_first(rest);
        /* A verb's stem (行った, 満たす) is no noun. */
        bool noun = w.n >= 6 && (next == 0 || !glyph_is_hiragana(next) || next == 0x306E ||
                                 next == 0x3092 || next == 0x304C || next == 0x306B ||
                                 next == 0x306F || next == 0x3067 || next == 0x3068);
        if (!noun || is_general(w)) return STR("");
        bool said = false;
        for (uint32_t k = 0; k < at->n_targets; k++) {
            uint32_t article = standard_article_of(c->text, at->targets[k]);
            said |= speaks_of(c->text, at->targets[k], w) ||
                    (words == 0 && glyph_has(c->text->nodes[article].caption, w));
        }
        /* 前号の計画の実施結果: what follows the first word may well be new. */
        if (!said && (words == 0 || beside_speaks_of(c->text, at->targets[0], w))) return w;
        if (!glyph_skip(&rest, STR("の"))) return STR("");
    }
    return STR("");
}

enum { LIST_MAX = 64, UNCLOSED_MAX = 20 };

/* Behind a list of references comes what is said of each: 第167条又は第169条に基づき. */
static uint32_t end_of_list(const struct citing *c, uint32_t i)
{
    struct str s = c->text->nodes[c->v[i].node].text;
    uint32_t end = c->v[i].to;
    for (uint32_t k = i + 1; k < c->n && k < i + LIST_MAX && c->v[k].node == c->v[i].node; k++) {
        struct str between = str_head(str_skip(s, end), c->v[k].from - end);
        if (c->v[k].from < end) break;
        if (mention_take_link(&between) != MENTION_LISTED || between.n > 0) break;
        end = c->v[k].to;
    }
    return end;
}

static void check_subject(struct citing *c, uint32_t i)
{
    const struct cite *at = &c->v[i];
    struct str s = c->text->nodes[at->node].text;
    if (at->outside || at->n_targets == 0 || at->applies) return;
    if (c->text->nodes[at->targets[0]].level < STANDARD_ARTICLE) return;
    struct str own = str_head(str_skip(s, at->from), at->to - at->from);
    if (str_starts(own, STR("次の")) || str_starts(own, STR("当該"))) return;
    struct str rest = str_skip(s, end_of_list(c, i));
    if (!take_lead(&rest)) return;
    /* その他の侵害等に関する記録 is about 記録. */
    struct str phrase = str_head(rest, glyph_find(rest, STR("、")));
    size_t about = glyph_find(phrase, STR("に関する"));
    if (about < phrase.n && about < 45) rest = str_skip(rest, about + STR("に関する").n);
    struct str word = missing_word(c, at, rest);
    if (word.n == 0) return;
    tree_find_span(&c->findings, STANDARD_CITES_ELSE, at->node,
                   standard_line(c->text, at->node, at->from),
                   str_head(str_skip(s, at->from), at->to - at->from), word);
}

/* --- laws --- */

/* Where NAME（…第…号 stands in node i; its text's length where it does not. */
static size_t number_given(struct str s, struct str name)
{
    for (size_t at = 0; at < s.n;) {
        size_t hit = at + glyph_find(str_skip(s, at), name);
        if (hit >= s.n) break;
        struct glyph_group g;
        struct str rest = str_skip(s, hit + name.n);
        if (glyph_take_group(rest, &g) &&
            (glyph_has(g.inner, STR("年")) || glyph_has(g.inner, STR("以下"))))
            return hit;
        at = hit + name.n;
    }
    return s.n;
}

/* 「法」という: an abbreviation that the text defines. */
static bool is_defined(struct str s, struct str name)
{
    static const struct str open[] = {STR_INIT("「"), STR_INIT("｢")};
    for (size_t i = 0; i < s.n;) {
        size_t at = i + glyph_find(str_skip(s, i), name);
        if (at >= s.n) return false;
        for (size_t k = 0; k < ARRAY_LEN(open); k++) {
            bool opened = str_ends(str_head(s, at), open[k]);
            struct str rest = str_skip(s, at + name.n);
            uint32_t c = glyph_first(rest);
            if (opened && (c == 0x300D || c == 0xFF63)) return true;
        }
        i = at + name.n;
    }
    return false;
}

static bool is_statute(struct str name)
{
    static const struct str ends[] = {STR_INIT("法"), STR_INIT("法律"), STR_INIT("条例"),
                                      STR_INIT("規則"), STR_INIT("令")};
    if (name.n < 9 || str_starts(name, STR("同"))) return false;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(name, ends[i])) return true;
    }
    return false;
}

static void check_law(struct citing *c, const struct cite *at)
{
    const struct standard_text *t = c->text;
    struct str s = t->nodes[at->node].text;
    struct str name = cite_law_name(s, at->from);
    if (!is_statute(name)) return;
    uint32_t later = 0;
    for (uint32_t i = 1; i < t->n_nodes; i++) {
        struct str text = t->nodes[i].text;
        if (is_defined(text, name)) return;
        size_t hit = number_given(text, name);
        if (hit == text.n) continue;
        bool before = i < at->node || (i == at->node && hit <= at->from);
        if (before) return;
        if (!later) later = i;
    }
    SB_CLEANUP struct sb where;
    sb_init(&where, 300);
    if (later) standard_place(&where, t, later);
    tree_find_span(&c->findings, STANDARD_LAW_UNNUMBERED, at->node,
                   standard_line(t, at->node, at->from), name,
                   tree_say(&c->findings, "%.*s", STR_ARG(sb_str(&where))));
}

/* 平成11年法第128号, 訓令7号 in brackets behind a name. */
static bool is_odd_number(struct str inner)
{
    static const struct str kinds[] = {STR_INIT("法律"), STR_INIT("条例"), STR_INIT("規則"),
                                       STR_INIT("訓令"), STR_INIT("政令"), STR_INIT("告示"),
                                       STR_INIT("規程"), STR_INIT("省令")};
    if (!glyph_has(inner, STR("年")) || !glyph_has(inner, STR("号"))) return false;
    if (glyph_has(inner, STR("年法第"))) return true;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        size_t at = glyph_find(inner, kinds[i]);
        if (at == inner.n) continue;
        struct str rest = str_skip(inner, at + kinds[i].n);
        uint32_t c = glyph_first(rest);
        uint16_t n;
        enum numeral_form form;
        if (glyph_is_digit(c) && numeral_take(&rest, false, &n, &form) &&
            str_starts(rest, STR("号")))
            return true;
    }
    return false;
}

static void check_law_numbers(struct citing *c, uint32_t node)
{
    struct str s = c->text->nodes[node].text;
    unsigned unclosed = 0;
    for (size_t i = 0; i < s.n && unclosed < UNCLOSED_MAX; i++) {
        struct glyph_group g;
        uint32_t open = ((unsigned char)s.p[i] & 0xC0) == 0x80 ? 0 : glyph_first(str_skip(s, i));
        if (open != '(' && open != 0xFF08) continue;
        bool group = glyph_take_group(str_skip(s, i), &g);
        unclosed += !group;
        if (!group || !is_odd_number(g.inner)) continue;
        tree_find_span(&c->findings, STANDARD_LAW_FORM, node,
                       standard_line(c->text, node, (uint32_t)(g.inner.p - s.p)), g.inner, STR(""));
    }
}

/* --- circles --- */

static bool inside(const struct standard_text *t, uint32_t node, uint32_t of)
{
    return node >= of && node < t->nodes[of].end;
}

enum { STEPS = 32 };

/* Following 準用 from what cite `i` applies, do we come back to where it stands? */
static bool comes_back(const struct citing *c, uint32_t i)
{
    uint32_t at[STEPS], n = 0;
    const struct standard_text *t = c->text;
    for (uint32_t k = 0; k < c->v[i].n_targets && n < STEPS; k++) at[n++] = c->v[i].targets[k];
    for (uint32_t next = 0; next < n; next++) {
        if (inside(t, c->v[i].node, at[next])) return true;
        for (uint32_t k = 0; k < c->n; k++) {
            if (!c->v[k].applies || !inside(t, c->v[k].node, at[next])) continue;
            for (uint32_t m = 0; m < c->v[k].n_targets && n < STEPS; m++) {
                bool known = false;
                for (uint32_t z = 0; z < n; z++) known |= at[z] == c->v[k].targets[m];
                if (!known) at[n++] = c->v[k].targets[m];
            }
        }
    }
    return false;
}

static void check_circle(struct citing *c, uint32_t i)
{
    const struct cite *at = &c->v[i];
    struct str s = c->text->nodes[at->node].text;
    if (!at->applies || at->n_targets == 0 || !comes_back(c, i)) return;
    SB_CLEANUP struct sb where;
    sb_init(&where, 300);
    standard_place(&where, c->text, at->targets[0]);
    tree_find_span(&c->findings, STANDARD_CITES_ITSELF, at->node,
                   standard_line(c->text, at->node, at->from),
                   str_head(str_skip(s, at->from), at->to - at->from),
                   tree_say(&c->findings, "%.*s", STR_ARG(sb_str(&where))));
}

/* A law's name is sought in the whole text, a circle among all references: enough for any real
 * text, and an end for others. */
enum { LAWS_MAX = 400, CIRCLES_MAX = 400 };

void cite_check(struct citing *c)
{
    unsigned laws = 0, circles = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        check_subject(c, i);
        if (c->v[i].applies && circles++ < CIRCLES_MAX) check_circle(c, i);
        if (c->v[i].outside && laws++ < LAWS_MAX) check_law(c, &c->v[i]);
    }
    for (uint32_t i = 1; i < c->text->n_nodes; i++) {
        if (c->text->nodes[i].level != STANDARD_APPENDIX) check_law_numbers(c, i);
    }
}
