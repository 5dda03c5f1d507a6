/* SPDX-License-Identifier: Apache-2.0
 *
 * Findings that need the whole: what is printed oddly but can be read. */
#include <string.h>

#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/parse.h"

enum { UNCLOSED_MAX = 20, TWINS_MAX = 4000 };

static uint32_t line_of(const struct parse *p, uint32_t node, struct str words)
{
    const struct standard_text t = {.nodes = p->tree.nodes,
                                    .seams = p->tree.text.seams,
                                    .n_seams = p->tree.text.n_seams,
                                    .joined = p->tree.text.p};
    return standard_line(&t, node, (uint32_t)(words.p - t.nodes[node].text.p));
}

static void find_in(struct parse *p, enum standard_finding_kind k, uint32_t node, struct str words)
{
    tree_find_span(&p->tree, k, node, line_of(p, node, words), words, STR(""));
}

/* --- brackets and full stops --- */

static bool cites_closing_label(struct str s)
{
    uint32_t before = 0;
    for (uint32_t c; (c = glyph_take(&s)) != 0; before = c) {
        bool mark = glyph_is_lower(before) || glyph_is_digit(before);
        if (mark && (c == ')' || c == 0xFF09)) return true;
    }
    return false;
}

static void check_brackets(struct parse *p, uint32_t i)
{
    struct str s = p->tree.nodes[i].text;
    int open = glyph_open_brackets(s);
    /* 前項b)の点検: a label closes what nothing opened. */
    if (open > 0 || (open < 0 && !cites_closing_label(s)))
        tree_find(&p->tree, STANDARD_BRACKETS_OPEN, i, p->tree.nodes[i].line,
                  p->tree.nodes[i].label, STR(""));
    unsigned unclosed = 0;
    for (size_t at = 0; at < s.n && unclosed < UNCLOSED_MAX; at++) {
        struct glyph_group g;
        struct str rest = str_skip(s, at);
        if (((unsigned char)s.p[at] & 0xC0) == 0x80 || !glyph_is_open(glyph_first(rest))) continue;
        bool group = glyph_take_group(rest, &g);
        unclosed += !group;
        if (group && g.mixed)
            find_in(p, STANDARD_BRACKETS_MIXED, i, str_head(rest, rest.n - g.rest.n));
    }
}

static bool ends_well(struct str s)
{
    uint32_t c = glyph_last(s);
    while (glyph_is_close(c)) {
        s = glyph_drop_last(s);
        c = glyph_last(s);
    }
    return glyph_is_stop(c) || s.n == 0;
}

static struct str last_words(struct str s)
{
    size_t at = s.n > 36 ? s.n - 36 : 0;
    while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80) at++;
    return str_skip(s, at);
}

/* A paragraph is a sentence. */
static void check_full_stop(struct parse *p, uint32_t i)
{
    const struct standard_node *n = &p->tree.nodes[i];
    if (n->level != STANDARD_PARAGRAPH || p->points || p->out.outline || n->text.n == 0 ||
        ends_well(n->text))
        return;
    if (table_ends(n->text) && ends_well(table_words(n->text))) return;
    if (heading_is_deleted(n->text) || p->tree.nodes[n->parent].deleted) return;
    find_in(p, STANDARD_NO_FULL_STOP, i, last_words(n->text));
}

/* Items are sentences where those beside them are; nouns have no full stop. */
static void check_items(struct parse *p, uint32_t parent)
{
    const struct standard_node *v = p->tree.nodes;
    uint32_t with = 0, without = 0;
    for (uint32_t k = parent + 1; k < p->tree.n && v[k].level >= STANDARD_ITEM; k++) {
        if (v[k].parent != parent || v[k].level != STANDARD_ITEM || v[k].text.n == 0) continue;
        *(glyph_is_stop(glyph_last(v[k].text)) ? &with : &without) += 1;
    }
    for (uint32_t k = parent + 1; with && k < p->tree.n && v[k].level >= STANDARD_ITEM; k++) {
        if (v[k].parent != parent || v[k].level != STANDARD_ITEM || ends_well(v[k].text)) continue;
        bool verb = glyph_is_hiragana(glyph_last(v[k].text));
        if (verb || with > without) find_in(p, STANDARD_NO_FULL_STOP, k, last_words(v[k].text));
    }
}

/* --- words twice --- */

static void check_words(struct parse *p, uint32_t i)
{
    static const struct str twice[] = {
        STR_INIT("又は又は"),     STR_INIT("及び及び"),   STR_INIT("若しくは又は"),
        STR_INIT("又は若しくは"), STR_INIT("並びに及び"), STR_INIT("及び並びに"),
        STR_INIT("ならならない"), STR_INIT("はは"),       STR_INIT("をを"),
        STR_INIT("ければなばな"), STR_INIT("は及び"),     STR_INIT("をに"),
        STR_INIT("、、"),         STR_INIT("。。")};
    struct str s = p->tree.nodes[i].text;
    for (size_t k = 0; k < ARRAY_LEN(twice); k++) {
        size_t at = glyph_find(s, twice[k]);
        if (at < s.n) find_in(p, STANDARD_WORD_TWICE, i, str_head(str_skip(s, at), twice[k].n));
    }
    /* Two kanji printed twice: 情報情報. All kanji of one word have three bytes here. */
    for (size_t at = 0; at + 12 <= s.n; at++) {
        struct str w = str_head(str_skip(s, at), 12);
        if (((unsigned char)w.p[0] & 0xF0) != 0xE0 || memcmp(w.p, w.p + 6, 6) != 0) continue;
        struct str left = w;
        uint32_t a = glyph_take(&left), b = glyph_take(&left);
        if (a != b && glyph_is_kanji(a) && glyph_is_kanji(b)) find_in(p, STANDARD_WORD_TWICE, i, w);
    }
}

/* --- lists --- */

static bool has_list(const struct parse *p, uint32_t i)
{
    uint32_t next = i + 1;
    return next < p->tree.n && p->tree.nodes[next].parent == i;
}

static void check_list(struct parse *p, uint32_t i)
{
    static const struct str says[] = {STR_INIT("次に掲げる"), STR_INIT("次の各号"),
                                      STR_INIT("次に定める"), STR_INIT("次の事項"),
                                      STR_INIT("次のとおり"), STR_INIT("以下に掲げる")};
    const struct standard_node *n = &p->tree.nodes[i];
    if (n->text.n == 0 || has_list(p, i) || p->points || table_words(n->text).n < n->text.n) return;
    for (size_t k = 0; k < ARRAY_LEN(says); k++) {
        size_t at = glyph_find(n->text, says[k]);
        if (at == n->text.n) continue;
        find_in(p, STANDARD_LIST_MISSING, i, str_head(str_skip(n->text, at), says[k].n));
        return;
    }
}

/* --- styles, captions, 附則 --- */

/* How a label of an item is made: the character that is no number. */
static uint32_t frame_of(struct str label)
{
    uint32_t c = glyph_first(label);
    if (c == 0xFF08) return '(';
    return c == '(' ? c : glyph_is_digit(c) ? '1' : c >= 0x2460 && c <= 0x2473 ? 0x2460 : 0x3042;
}

static void check_item_styles(struct parse *p)
{
    uint32_t of[4] = {0}, all = 0, most = 0;
    static const uint32_t frames[4] = {'(', '1', 0x2460, 0x3042};
    for (uint32_t i = 1; i < p->tree.n; i++) {
        if (p->tree.nodes[i].level != STANDARD_ITEM) continue;
        for (int k = 0; k < 4; k++) of[k] += frame_of(p->tree.nodes[i].label) == frames[k];
        all++;
    }
    for (uint32_t k = 1; k < 4; k++) most = of[k] > of[most] ? k : most;
    if (of[most] * 10 < all * 8) return;
    for (uint32_t i = 1; i < p->tree.n; i++) {
        const struct standard_node *n = &p->tree.nodes[i];
        bool first =
            n->level == STANDARD_ITEM && i > 0 && p->tree.nodes[i - 1].level < STANDARD_ITEM;
        if (first && frame_of(n->label) != frames[most])
            tree_find(&p->tree, STANDARD_ITEM_STYLE, i, n->line, n->label, STR(""));
    }
}

static void check_twins(struct parse *p, uint32_t i)
{
    struct tree *t = &p->tree;
    const struct standard_node *n = &t->nodes[i];
    for (uint32_t k = i > TWINS_MAX ? i - TWINS_MAX : 1; k < i; k++) {
        const struct standard_node *o = &t->nodes[k];
        if (n->level == STANDARD_ARTICLE && o->level == STANDARD_ARTICLE && n->caption.n > 0 &&
            str_eq(n->caption, o->caption) && (!p->out.outline || n->parent == o->parent) &&
            (n->parent == 0 || t->nodes[n->parent].level != STANDARD_SUPPLEMENT)) {
            tree_find(t, STANDARD_CAPTION_TWICE, i, n->line, n->caption, o->label);
            return;
        }
    }
}

/* Two 附則 that say the same. */
static void check_supplements(struct parse *p)
{
    struct tree *t = &p->tree;
    uint32_t ordinal = 0;
    for (uint32_t i = 1; i + 1 < t->n; i++) {
        if (t->nodes[i].level != STANDARD_SUPPLEMENT) continue;
        ordinal++;
        struct str text = t->nodes[i + 1].text;
        uint32_t before = 0;
        for (uint32_t k = 1; k < i; k++) {
            if (t->nodes[k].level != STANDARD_SUPPLEMENT) continue;
            before++;
            if (text.n == 0 || !str_eq(text, t->nodes[k + 1].text) ||
                !str_eq(t->nodes[i].caption, t->nodes[k].caption))
                continue;
            tree_find(t, STANDARD_TWO_ALIKE, i, t->nodes[i].line, tree_say(t, "附則(%u)", ordinal),
                      tree_say(t, "附則(%u)", before));
            break;
        }
    }
}

static void check_headings(struct parse *p)
{
    struct tree *t = &p->tree;
    for (uint32_t i = 1; i < t->n; i++) {
        const struct standard_node *n = &t->nodes[i];
        bool heading = n->level < STANDARD_ARTICLE && !n->deleted;
        bool empty = i + 1 == t->n || t->nodes[i + 1].level <= n->level ||
                     t->nodes[i + 1].level >= STANDARD_SUPPLEMENT;
        if (heading && empty) tree_find(t, STANDARD_EMPTY_HEADING, i, n->line, n->label, STR(""));
    }
}

void parse_check(struct parse *p)
{
    for (uint32_t i = 1; i < p->tree.n; i++) {
        enum standard_level l = p->tree.nodes[i].level;
        if (l == STANDARD_APPENDIX) continue;
        check_brackets(p, i);
        check_full_stop(p, i);
        if (l == STANDARD_PARAGRAPH) check_items(p, i);
        check_words(p, i);
        check_list(p, i);
        if (l == STANDARD_ARTICLE) check_twins(p, i);
    }
    check_item_styles(p);
    check_supplements(p);
    check_headings(p);
}
