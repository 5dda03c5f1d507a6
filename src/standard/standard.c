/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/standard.h"

#include "standard/glyph.h"
#include "standard/join.h"
#include "standard/numeral.h"

const char *standard_finding_name(enum standard_finding_kind k)
{
    static const char *const names[STANDARD_FINDINGS] = {
        [STANDARD_HEADING_NUMBER] = "heading_number",
        [STANDARD_ARTICLE_GAP] = "article_gap",
        [STANDARD_PARAGRAPH_NUMBER] = "paragraph_number",
        [STANDARD_ITEM_REPEATED] = "item_repeated",
        [STANDARD_ITEM_GAP] = "item_gap",
        [STANDARD_ITEM_BACK] = "item_back",
        [STANDARD_ITEM_STYLE] = "item_style",
        [STANDARD_BRACKETS_MIXED] = "brackets_mixed",
        [STANDARD_BRACKETS_OPEN] = "brackets_open",
        [STANDARD_NO_FULL_STOP] = "no_full_stop",
        [STANDARD_BROKEN_LINE] = "broken_line",
        [STANDARD_LOOSE_LINE] = "loose_line",
        [STANDARD_STRAY_NUMBER] = "stray_number",
        [STANDARD_CAPTION_TWICE] = "caption_twice",
        [STANDARD_EMPTY_HEADING] = "empty_heading",
        [STANDARD_LIST_MISSING] = "list_missing",
        [STANDARD_TWO_ALIKE] = "two_alike",
        [STANDARD_NO_SUPPLEMENT] = "no_supplement",
        [STANDARD_ARTICLE_IN_APPENDIX] = "article_in_appendix",
        [STANDARD_LABEL_IN_TEXT] = "label_in_text",
        [STANDARD_WORD_TWICE] = "word_twice",
        [STANDARD_CITES_NOTHING] = "cites_nothing",
        [STANDARD_CITES_NO_ITEM] = "cites_no_item",
        [STANDARD_CITES_NONE_HERE] = "cites_none_here",
        [STANDARD_CITES_TWO] = "cites_two",
        [STANDARD_CITES_UNSAID] = "cites_unsaid",
        [STANDARD_CITES_ELSE] = "cites_else",
        [STANDARD_CITES_ITSELF] = "cites_itself",
        [STANDARD_DIGITS_MIXED] = "digits_mixed",
        [STANDARD_LAW_UNNUMBERED] = "law_unnumbered",
        [STANDARD_LAW_FORM] = "law_form",
    };
    return (unsigned)k < STANDARD_FINDINGS ? names[k] : "";
}

void standard_count(const struct standard_text *t, struct standard_counts *ret)
{
    *ret = (struct standard_counts){.main_articles = 0};
    for (uint32_t i = 1; i < t->n_nodes; i++) {
        enum standard_level l = t->nodes[i].level;
        ret->of[l]++;
        if (standard_up(t, i, STANDARD_SUPPLEMENT)) continue;
        ret->main_articles += l == STANDARD_ARTICLE;
        ret->main_paragraphs += l == STANDARD_PARAGRAPH;
        ret->main_items += l == STANDARD_ITEM;
        ret->main_subitems += l == STANDARD_SUBITEM;
    }
}

uint32_t standard_first(const struct standard_text *t, uint32_t i)
{
    return t->nodes[i].end > i + 1 ? i + 1 : 0;
}

uint32_t standard_next(const struct standard_text *t, uint32_t i)
{
    uint32_t end = t->nodes[i].end;
    return i != 0 && end < t->nodes[t->nodes[i].parent].end ? end : 0;
}

uint32_t standard_up(const struct standard_text *t, uint32_t i, enum standard_level level)
{
    while (i != 0 && t->nodes[i].level != level) i = t->nodes[i].parent;
    return i;
}

uint32_t standard_article_of(const struct standard_text *t, uint32_t i)
{
    uint32_t article = standard_up(t, i, STANDARD_ARTICLE);
    return article ? article : standard_up(t, i, STANDARD_SUPPLEMENT);
}

/* The article of the main provisions in which node i stands or that comes next before `high`. */
static uint32_t article_from(const struct standard_text *t, uint32_t i, uint32_t high)
{
    uint32_t own = standard_up(t, i, STANDARD_ARTICLE);
    if (own) return own;
    while (i < high && t->nodes[i].level < STANDARD_ARTICLE) i++;
    return i < high ? i : 0;
}

/* The numbers of main articles only go up (parse.c refuses others), and no 附則 or appendix stands
 * before the last of them: so they can be halved. */
uint32_t standard_find_article(const struct standard_text *t, const struct standard_number *n)
{
    uint32_t low = 1, high = t->n_nodes;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        bool behind = standard_up(t, mid, STANDARD_SUPPLEMENT) != 0 ||
                      t->nodes[mid].level == STANDARD_APPENDIX;
        uint32_t i = behind ? 0 : article_from(t, mid, high);
        if (i == 0) {
            high = mid;
            continue;
        }
        const struct standard_node *at = &t->nodes[i];
        if (standard_number_cmp(n, &at->number) < 0)
            high = i < mid ? i : mid;
        else if (standard_number_cmp(n, &at->last) <= 0)
            return i;
        else
            low = at->end;
    }
    return 0;
}

uint32_t standard_line(const struct standard_text *t, uint32_t i, uint32_t at)
{
    const struct standard_node *n = &t->nodes[i];
    if (n->text.n == 0) return n->line;
    uint32_t offset = (uint32_t)(n->text.p - t->joined) + at, low = 0, high = t->n_seams;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (t->seams[mid].at <= offset)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 ? t->seams[low - 1].line : n->line;
}

int standard_number_cmp(const struct standard_number *a, const struct standard_number *b)
{
    for (uint8_t i = 0; i < a->depth && i < b->depth; i++) {
        if (a->n[i] != b->n[i]) return a->n[i] < b->n[i] ? -1 : 1;
    }
    return (a->depth > b->depth) - (a->depth < b->depth);
}

void standard_number_format(struct sb *b, const struct standard_number *n)
{
    for (uint8_t i = 0; i < n->depth; i++) {
        if (i > 0) sb_addz(b, n->dotted ? "." : "の");
        sb_add_i64(b, n->n[i]);
    }
}

err_t standard_number_parse(struct str s, struct standard_number *ret)
{
    struct standard_number n = {.depth = 0};
    enum numeral_form form;
    s = glyph_trim(s);
    (void)glyph_skip(&s, STR("第"));
    while (n.depth < STANDARD_NUMBER_MAX) {
        (void)glyph_skip_blanks(&s);
        if (!numeral_take(&s, true, &n.n[n.depth], &form)) return ERR_INVALID;
        n.depth++;
        (void)glyph_skip(&s, STR("条"));
        (void)glyph_skip_blanks(&s);
        if (s.n == 0) {
            *ret = n;
            return OK;
        }
        n.dotted |= str_starts(s, STR(".")) || str_starts(s, STR("．"));
        if (!glyph_skip(&s, STR("の")) && !glyph_skip(&s, STR(".")) && !glyph_skip(&s, STR("．")) &&
            !glyph_skip(&s, STR("-")) && !glyph_skip(&s, STR("_")) && !glyph_skip(&s, STR("－")) &&
            !glyph_skip(&s, STR("ノ")))
            return ERR_INVALID;
    }
    return ERR_INVALID;
}

/* --- places --- */

static void add_numbered(struct sb *b, const struct standard_number *n, const char *word)
{
    sb_addz(b, "第");
    sb_add_i64(b, n->depth ? n->n[0] : 0);
    sb_addz(b, word);
    for (uint8_t i = 1; i < n->depth; i++) {
        sb_addz(b, "の");
        sb_add_i64(b, n->n[i]);
    }
}

static void add_one(struct sb *b, const struct standard_text *t, uint32_t i)
{
    static const char *const words[STANDARD_LEVELS] = {
        [STANDARD_PART] = "編",       [STANDARD_CHAPTER] = "章",  [STANDARD_SECTION] = "節",
        [STANDARD_SUBSECTION] = "款", [STANDARD_DIVISION] = "目", [STANDARD_ARTICLE] = "条",
        [STANDARD_PARAGRAPH] = "項",  [STANDARD_ITEM] = "号"};
    const struct standard_node *n = &t->nodes[i];
    switch (n->level) {
    case STANDARD_SUPPLEMENT:
        sb_addz(b, "附則");
        sb_addf(b, "(%u)", n->position);
        return;
    case STANDARD_APPENDIX:
    case STANDARD_SUBITEM:
        sb_add(b, n->label);
        return;
    default:
        add_numbered(b, &n->number,
                     n->level == STANDARD_ARTICLE && t->points ? "" : words[n->level]);
    }
}

/* As printed: 第2章1(3)①, 2.1.3(1). */
static void add_printed(struct sb *b, const struct standard_text *t, uint32_t i)
{
    const struct standard_node *n = &t->nodes[i];
    struct str label = n->label;
    if (label.n == 0) return;
    bool digit = b->n > 0 && glyph_is_digit(glyph_last(sb_str(b)));
    if (digit && glyph_is_digit(glyph_first(label))) sb_addc(b, ' ');
    sb_add(b, label);
}

/* 2.1.3 says the whole way by itself. */
static bool is_whole_way(struct str label)
{
    unsigned dots = 0;
    while (label.n > 0) {
        uint32_t c = glyph_take(&label);
        dots += (c == '.' || c == 0xFF0E) && glyph_is_digit(glyph_first(label));
    }
    return dots > 0;
}

static void place_in_outline(struct sb *b, const struct standard_text *t, uint32_t i)
{
    uint32_t chain[16], n = 0;
    for (; i != 0 && n < ARRAY_LEN(chain); i = t->nodes[i].parent) {
        chain[n++] = i;
        if (t->nodes[i].level <= STANDARD_ARTICLE && is_whole_way(t->nodes[i].label)) break;
    }
    while (n > 0) add_printed(b, t, chain[--n]);
}

void standard_place(struct sb *b, const struct standard_text *t, uint32_t i)
{
    if (t->outline && !standard_up(t, i, STANDARD_SUPPLEMENT) &&
        !standard_up(t, i, STANDARD_APPENDIX)) {
        place_in_outline(b, t, i);
        return;
    }
    uint32_t chain[16], n = 0;
    bool below = i != 0 && t->nodes[i].level >= STANDARD_ARTICLE;
    for (; i != 0 && n < ARRAY_LEN(chain); i = t->nodes[i].parent) {
        if (below && t->nodes[i].level < STANDARD_ARTICLE) break;
        chain[n++] = i;
    }
    while (n > 0) {
        const struct standard_node *at = &t->nodes[chain[--n]];
        bool only = at->implicit && t->nodes[at->parent].end == at->end;
        if (!only) add_one(b, t, chain[n]);
    }
}
