/* SPDX-License-Identifier: Apache-2.0
 *
 * Labels below an article. The same ① is an item or a sub-item: what is open decides. A number
 * that goes on with an open level belongs to it; a first number opens a level below the deepest;
 * anything else is believed only where the line before has surely ended, and is a finding. */
#include "standard/glyph.h"
#include "standard/parse.h"

enum { GAP_MAX = 20, PARAGRAPH_GAP_MAX = 9 };

enum fit { FITS_NOT, FITS_NEXT, FITS_FIRST, FITS_SECOND_PARAGRAPH, FITS_ODD };

struct match {
    enum fit fit;
    unsigned level; /* index of tree.open */
    int style;
    uint16_t n;
};

static bool goes_on(const struct tree *t, const struct label *l, struct match *m)
{
    for (unsigned k = t->n_open; k-- > 0;) {
        for (unsigned r = 0; r < l->n_as; r++) {
            bool fits = (int)l->as[r].style == t->open[k].style &&
                        l->as[r].n == t->open[k].last + 1 &&
                        (k > 0 || t->open[0].node != 0 || l->as[r].n == 1);
            if (!fits) continue;
            *m = (struct match){FITS_NEXT, k, l->as[r].style, l->as[r].n};
            return true;
        }
    }
    return false;
}

static bool is_open(const struct tree *t, int style, unsigned *ret)
{
    for (unsigned k = t->n_open; k-- > 0;) {
        if (t->open[k].style != style || (k == 0 && t->open[0].node == 0)) continue;
        *ret = k;
        return true;
    }
    return false;
}

/* 1. in an article that has no text yet: its paragraphs are numbered so. */
static bool is_first_paragraph(const struct tree *t, const struct label *l, bool outline,
                               bool sentence, struct match *m)
{
    bool style =
        l->as[0].style == LABEL_DOT || l->as[0].style == LABEL_CLOSE || (outline && sentence);
    if (t->n_open != 1 || t->open[0].node != 0 || l->as[0].n != 1 || !style) return false;
    *m = (struct match){FITS_NEXT, 0, (int)l->as[0].style, 1};
    return true;
}

/* A level opens below the deepest one; paragraphs that have not begun do not count. */
static bool begins(const struct tree *t, const struct label *l, struct match *m)
{
    unsigned k;
    for (unsigned r = 0; r < l->n_as; r++) {
        int style = (int)l->as[r].style;
        /* A first number of a style that is open would be a list that begins anew. */
        bool taken = is_open(t, style, &k) && !(k == 0 && t->nodes[t->open[0].node].implicit);
        if (l->as[r].n != 1 || taken || t->n_open == TREE_OPEN_MAX) continue;
        *m = (struct match){FITS_FIRST, t->n_open, style, 1};
        return true;
    }
    return false;
}

/* "②" or "(2)" behind a first paragraph that has no number: paragraphs in that style. Where that
 * has items, only a sentence in a style of its own. */
static bool is_second_paragraph(const struct tree *t, const struct label *l, bool sentence,
                                struct match *m)
{
    unsigned k;
    if (t->n_open == 0 || t->open[0].last != 1 || !t->nodes[t->open[0].node].implicit) return false;
    if (t->n_open > 1 && (!l->framed || is_open(t, (int)l->as[0].style, &k) || !sentence))
        return false;
    if (l->as[0].n != 2 || t->nodes[t->open[0].node].text.n == 0) return false;
    *m = (struct match){FITS_SECOND_PARAGRAPH, 0, l->as[0].style, 2};
    return true;
}

static bool is_odd(const struct tree *t, const struct label *l, struct match *m)
{
    unsigned k;
    for (unsigned r = 0; r < l->n_as; r++) {
        if (!is_open(t, l->as[r].style, &k)) continue;
        *m = (struct match){FITS_ODD, k, l->as[r].style, l->as[r].n};
        return true;
    }
    /* A list that begins late: (2) first. */
    if (!l->framed || l->as[0].n > 3 || t->n_open == TREE_OPEN_MAX) return false;
    *m = (struct match){FITS_ODD, t->n_open, l->as[0].style, l->as[0].n};
    return true;
}

static struct match find_match(const struct parse *p, const struct label *l)
{
    const struct tree *t = &p->tree;
    bool sentence = glyph_has(l->rest, STR("。")) || lines_is_full(&p->lines, p->i);
    struct match m = {.fit = FITS_NOT};
    if (!goes_on(t, l, &m) && !is_first_paragraph(t, l, p->out.outline, sentence, &m) &&
        !begins(t, l, &m) && !is_second_paragraph(t, l, sentence, &m) && !is_odd(t, l, &m))
        m.fit = FITS_NOT;
    return m;
}

/* 2名, 3か月, 1台: a plain number without blank before a counter is no label. */
static bool counts_things(struct str rest)
{
    static const struct str counters =
        STR_INIT("名人年月日回件個つ階台部時分秒度以割倍枚冊社種類章条項号節款編目点字行文ヶケか箇"
                 "カヵ％%桁通泊歳才級番第世次か段基本"
                 "－―-~～〜,.、．，/／：:・");
    struct str all = counters;
    uint32_t first = glyph_first(rest);
    for (uint32_t c; (c = glyph_take(&all)) != 0;) {
        if (c == first) return true;
    }
    return glyph_is_digit(first) || glyph_is_upper(first) || glyph_is_lower(first);
}

/* Could the words behind a label without blank be its text? */
static bool text_may_follow(const struct label *l, int style)
{
    uint32_t c = glyph_first(l->rest);
    if (l->blank) return true;
    if (l->framed) return !heading_joins(l->rest);
    switch (style) {
    case LABEL_PLAIN:
        return !counts_things(l->rest);
    case LABEL_KANA:
    case LABEL_IROHA:
        return glyph_is_kanji(c) || glyph_is_open(c);
    default:
        return false;
    }
}

/* One more character would have found room on the line before, and its words ask for no more: it
 * was hardly wrapped there. */
static bool had_room(const struct parse *p)
{
    enum { CHARACTER = 2 };
    struct str s = glyph_tail(p->tree.nodes[p->tree.current].text, GLYPH_NEAR);
    if (p->before == 0 || glyph_open_brackets(s) > 0 || parse_asks_for_more(s)) return false;
    return p->lines.v[p->before - 1].columns + (uint32_t)CHARACTER <= p->lines.width;
}

/* Words that a wrapped line may well begin with: is what comes before surely ended? */
static bool believable(const struct parse *p, const struct label *l, const struct match *m,
                       enum parse_ending ending)
{
    const struct tree_open *o = &p->tree.open[m->level];
    if (ending == PARSE_OPEN || !text_may_follow(l, m->style)) return false;
    if (l->blank && (str_starts(l->rest, STR("、")) || str_starts(l->rest, STR("。"))))
        return false;
    bool plain = !l->framed && !(l->blank && m->style != LABEL_PLAIN && m->style != LABEL_KANJI);
    switch (m->fit) {
    case FITS_NEXT:
        return ending != PARSE_FULL || !plain || (l->blank && had_room(p));
    case FITS_FIRST:
        return ending != PARSE_FULL || (l->framed && l->blank);
    case FITS_SECOND_PARAGRAPH:
        return ending == PARSE_ENDED ||
               (p->tree.n_open > 1 && (ending == PARSE_SHORT || (l->blank && had_room(p))));
    case FITS_ODD:
        if (m->n > o->last + (m->level == 0 ? PARAGRAPH_GAP_MAX : GAP_MAX) &&
            m->level < p->tree.n_open)
            return false;
        if (plain && !l->blank) return false;
        return ending == PARSE_ENDED || (ending == PARSE_SHORT && l->framed);
    default:
        return false;
    }
}

static void note_odd(struct parse *p, const struct match *m, uint32_t node, struct str printed)
{
    struct tree *t = &p->tree;
    uint16_t last = m->level < t->n_open ? t->open[m->level].last : 0;
    struct str due = tree_say(t, "%u", last + 1U);
    enum standard_finding_kind k = m->level == 0  ? STANDARD_PARAGRAPH_NUMBER
                                   : m->n == last ? STANDARD_ITEM_REPEATED
                                   : m->n < last  ? STANDARD_ITEM_BACK
                                                  : STANDARD_ITEM_GAP;
    tree_find(t, k, node, parse_line(p)->number, printed, due);
}

static err_t put(struct parse *p, const struct label *l, const struct match *m)
{
    struct tree *t = &p->tree;
    uint32_t line = parse_line(p)->number;
    if (m->level > 0) tree_need_paragraph(t, line);
    uint32_t parent = m->level == 0 ? t->container : t->open[m->level - 1].node;
    enum standard_level level = m->level == 0   ? STANDARD_PARAGRAPH
                                : m->level == 1 ? STANDARD_ITEM
                                                : STANDARD_SUBITEM;
    uint32_t i = tree_add(t, level, parent, l->printed, line);
    if (i == 0) return t->err;
    t->nodes[i].depth = (uint8_t)(m->level > 1 ? m->level - 1 : 0);
    t->nodes[i].number = t->nodes[i].last = (struct standard_number){{m->n}, 1};
    if (m->fit == FITS_ODD) note_odd(p, m, i, l->printed);
    if (m->level == 0) p->label_indent = parse_line(p)->indent;
    t->open[m->level] = (struct tree_open){m->style, m->n, i};
    t->n_open = m->level + 1;
    parse_put_caption(p, i);
    return parse_rest(p, l->rest);
}

err_t parse_label(struct parse *p, struct str s, enum parse_ending ending, bool *ret)
{
    struct label l;
    *ret = false;
    if (p->tree.n_open == 0 || !label_take(s, &l)) return OK;
    struct match m = find_match(p, &l);
    if (m.fit == FITS_NOT || !believable(p, &l, &m, ending)) return OK;
    *ret = true;
    return put(p, &l, &m);
}

err_t parse_rest(struct parse *p, struct str rest)
{
    struct tree *t = &p->tree;
    struct standard_node *n = &t->nodes[t->current];
    struct label l;
    bool done = false;
    p->before = p->i + 1;
    p->head = rest.n == 0;
    if (rest.n == 0) return OK;
    bool titled = n->level == STANDARD_ITEM || n->level == STANDARD_SUBITEM ||
                  n->level == STANDARD_ARTICLE || (n->level == STANDARD_PARAGRAPH && p->points);
    if (titled && n->caption.n == 0 && parse_is_title(p, rest, n->level == STANDARD_ARTICLE)) {
        n->caption = tree_keep(t, rest, parse_line(p)->number);
        p->head = true;
        return OK;
    }
    if (label_take(rest, &l) && l.as[0].n == 1 && (l.framed || l.blank))
        TRY(parse_label(p, rest, PARSE_ENDED, &done));
    if (!done) parse_add_text(p, rest);
    return OK;
}
