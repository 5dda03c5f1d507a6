/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/citing.h"

#include <string.h>

#include "standard/glyph.h"

enum { FIRST_CITES = 256 };

static struct cite *new_cite(struct citing *c)
{
    if (c->findings.err != OK || c->n == CITES_MAX) return NULL;
    if (c->n == c->cap) {
        uint32_t cap = c->cap ? 2 * c->cap : FIRST_CITES;
        struct cite *v = ARENA_ARRAY(c->arena, struct cite, (size_t)cap);
        if (!v) {
            c->findings.err = ERR_NOMEM;
            return NULL;
        }
        if (c->n > 0) memcpy(v, c->v, c->n * sizeof *v);
        c->v = v;
        c->cap = cap;
    }
    c->v[c->n] = (struct cite){.node = c->node};
    return &c->v[c->n++];
}

static void keep_targets(struct citing *c, struct cite *to, const struct found *f)
{
    to->targets = NULL;
    to->n_targets = 0;
    if (f->n == 0) return;
    uint32_t *v = ARENA_ARRAY(c->arena, uint32_t, (size_t)f->n);
    if (!v) {
        c->findings.err = ERR_NOMEM;
        return;
    }
    memcpy(v, f->v, f->n * sizeof *v);
    to->targets = v;
    to->n_targets = f->n;
}

static void tell(struct citing *c, const struct found *f, struct str words)
{
    const struct standard_node *n = &c->text->nodes[c->node];
    if (f->wrong < 0) return;
    uint32_t at = (uint32_t)(words.p - n->text.p);
    tree_find_span(&c->findings, (enum standard_finding_kind)f->wrong, c->node,
                   standard_line(c->text, c->node, at), words, STR(""));
}

/* What later words may refer back to. */
static void remember(struct citing *c, const struct found *f, bool outside, const struct mention *m)
{
    bool article = mention_top(m) <= STANDARD_ARTICLE;
    const struct standard_text *t = c->text;
    if (outside) {
        c->last = (struct citing_last){.outside = true, .outside_article = true};
        return;
    }
    if (f->n == 0) return;
    uint32_t last = f->v[f->n - 1];
    if (t->nodes[last].level < STANDARD_ARTICLE) c->last_heading = last;
    if (t->nodes[last].level < STANDARD_ARTICLE || t->nodes[last].level > STANDARD_SUBITEM) return;
    bool kept = c->last.outside_article && !article;
    c->last = (struct citing_last){false, kept, standard_up(t, last, STANDARD_ARTICLE),
                                   standard_up(t, last, STANDARD_PARAGRAPH),
                                   standard_up(t, last, STANDARD_ITEM)};
}

/* --- lists: 第7条第1項及び第2項、第8条 --- */

static void push_list(struct citing *c, uint32_t at, enum mention_link link,
                      const struct mention *m, bool outside, bool direct, uint32_t cite)
{
    if (c->n_open == CITING_OPEN) {
        memmove(c->open, c->open + 1, (CITING_OPEN - 1) * sizeof *c->open);
        c->n_open--;
    }
    c->open[c->n_open++] = (struct citing_open){
        at, cite, link, *m, outside, direct, c->last.article, c->last.paragraph};
}

/* Behind it, and within the bracket that follows it: 前項（第2号を除く。）. */
static void open_list(struct citing *c, struct str s, size_t end, const struct mention *m,
                      bool outside, uint32_t cite)
{
    struct glyph_group g;
    struct str rest = str_skip(s, end);
    bool group = glyph_take_group(rest, &g) && glyph_first(rest) != 0x300C;
    if (group && !outside && str_starts(g.inner, STR("第")))
        push_list(c, (uint32_t)(g.inner.p - s.p), MENTION_LISTED, m, false, true, cite);
    if (group) rest = g.rest;
    (void)glyph_skip(&rest, STR("まで"));
    (void)glyph_skip(&rest, STR("の規定"));
    enum mention_link link = mention_take_link(&rest);
    /* 第7条（委員会の設置）第1項 */
    bool direct = group && link == MENTION_UNLINKED && str_starts(rest, STR("第"));
    if (direct) link = MENTION_LISTED;
    if (link == MENTION_UNLINKED) return;
    (void)glyph_skip(&rest, STR("び"));
    push_list(c, (uint32_t)(rest.p - s.p), link, m, outside, direct, cite);
}

static const struct citing_open *opened_at(const struct citing *c, size_t at)
{
    for (unsigned i = c->n_open; i-- > 0;) {
        if (c->open[i].at == at) return &c->open[i];
    }
    return NULL;
}

/* --- one reference --- */

/* 準用 later in the sentence. */
static bool is_applied(struct str s, size_t end)
{
    struct str rest = str_head(str_skip(s, end), GLYPH_NEAR);
    rest = str_head(rest, glyph_find(rest, STR("。")));
    return glyph_has(rest, STR("準用"));
}

static bool is_outside(const struct citing *c, struct str s, size_t at, const struct mention *m,
                       const struct citing_open *list)
{
    enum standard_level top = mention_top(m);
    bool numbered = top != STANDARD_ROOT && m->of[top].how == MENTION_NUMBER;
    if (list && list->outside && (numbered || m->supplement)) return true;
    if (list && top > mention_top(&list->mention)) return list->outside;
    bool back = top != STANDARD_ROOT && m->of[top].how == MENTION_SAME;
    if (back) return top == STANDARD_ARTICLE ? c->last.outside_article : c->last.outside;
    if (c->amends && (c->node != c->amends_node || at >= c->amends_from)) return true;
    if (!numbered && !m->supplement && !m->appendix) return false;
    switch (cite_owner_of(c->text, s, at)) {
    case CITE_OUTSIDE:
        return true;
    case CITE_AS_LAST:
        return c->last.outside;
    default:
        return false;
    }
}

static void resolve(struct citing *c, const struct mention *m, const struct citing_open *list,
                    struct found *f)
{
    /* 第7条第1項及び第2項: both of 第7条. 第7条及び第2項: the second of one's own. */
    enum standard_level top = mention_top(m);
    bool goes_on = list && top > STANDARD_ARTICLE &&
                   (list->direct || mention_bottom(&list->mention) >= top) &&
                   (m->of[top].how == MENTION_NUMBER || m->of[top].how == MENTION_EACH);
    bool article = goes_on && mention_top(&list->mention) <= STANDARD_ARTICLE;
    bool paragraph = goes_on && top == STANDARD_ITEM &&
                     (list->mention.of[STANDARD_PARAGRAPH].how != MENTION_NONE || article);
    struct mention whole = *m;
    if (list && list->mention.supplement && top == STANDARD_ARTICLE) whole.supplement = true;
    cite_resolve(c, &whole, article ? list->article : 0, paragraph ? list->paragraph : 0, f);
}

/* The range takes the place of the two that it joins. */
static bool join_range(struct citing *c, const struct citing_open *list, struct found *f,
                       size_t end)
{
    struct cite *first = &c->v[list->cite];
    struct found both;
    if (list->link != MENTION_RANGE || list->outside || first->n_targets == 0 || f->n == 0)
        return false;
    cite_resolve_range(c, first->targets[0], f->v[f->n - 1], &both);
    struct str s = c->text->nodes[c->node].text;
    if (both.wrong >= 0) tell(c, &both, str_head(str_skip(s, first->from), end - first->from));
    if (both.wrong >= 0 || both.n < 1) return false;
    keep_targets(c, first, &both);
    /* Others stand between, in brackets: each keeps its own words. */
    if (list->cite + 1 < c->n) return false;
    first->to = (uint32_t)end;
    if (str_starts(str_skip(s, end), STR("まで"))) first->to += (uint32_t)STR("まで").n;

    return true;
}

/* A number before a blank of kind 第 3 章; a plain 第3号 must not follow a name. */
static bool is_reference(struct str s, size_t at, const struct mention *m, bool listed)
{
    if (listed || mention_top(m) != STANDARD_ITEM || m->of[STANDARD_ITEM].how != MENTION_NUMBER)
        return true;
    struct str head = str_head(s, at);
    uint32_t c = glyph_last(head);
    return !glyph_is_kanji(c) && !glyph_is_katakana(c) && !glyph_is_upper(c) && !glyph_is_lower(c);
}

/* By the labels of a text without 条. */
static size_t read_labels(struct citing *c, struct str s, size_t at)
{
    struct found f;
    size_t n = c->text->outline ? cite_outline_take(c, s, at, &f) : 0;
    if (n == 0 || cite_owner_of(c->text, s, at) == CITE_OUTSIDE) return 0;
    tell(c, &f, str_head(str_skip(s, at), n));
    struct cite *to = new_cite(c);
    if (!to) return n;
    to->from = (uint32_t)at;
    to->to = (uint32_t)(at + n);
    to->applies = is_applied(s, at + n);
    keep_targets(c, to, &f);
    return n;
}

static size_t read_one(struct citing *c, struct str s, size_t at)
{
    struct mention m;
    struct found f = {.wrong = -1};
    if (!mention_take(str_head(s, at), str_skip(s, at), c->text->points, &m)) return 0;
    const struct citing_open *list = opened_at(c, at);
    if (!is_reference(s, at, &m, list != NULL)) return m.words.n;
    bool outside = is_outside(c, s, at, &m, list);
    size_t end = at + m.words.n;
    if (!outside) resolve(c, &m, list, &f);
    if (f.silent && f.n == 0 && !outside && c->last.outside) outside = true;
    remember(c, &f, outside, &m);
    if (list && !outside && join_range(c, list, &f, end)) {
        open_list(c, s, end, &m, false, list->cite);
        return m.words.n;
    }
    tell(c, &f, m.words);
    if (m.digits_mixed) tell(c, &(struct found){.wrong = (int)STANDARD_DIGITS_MIXED}, m.words);
    struct cite *to = f.silent && !outside ? NULL : new_cite(c);
    if (!to) return m.words.n;
    to->from = (uint32_t)at;
    to->to = (uint32_t)end;
    to->outside = outside;
    to->applies = !outside && is_applied(s, end);
    if (!outside) keep_targets(c, to, &f);
    open_list(c, s, end, &m, outside, c->n - 1);
    return m.words.n;
}

/* A reference begins with one of few characters. */
static bool may_begin(uint32_t c)
{
    static const uint32_t firsts[] = {0x7B2C, 0x524D, 0x6B21, 0x540C, 0x3053, 0x672C,
                                      0x5404, 0x5F53, 0x9644, 0x5225, 0x69D8};
    for (size_t i = 0; i < ARRAY_LEN(firsts); i++) {
        if (firsts[i] == c) return true;
    }
    return false;
}

static void find_amendment(struct citing *c, uint32_t i)
{
    static const struct str says = STR_INIT("の一部を次のように改正する");
    const struct standard_node *n = &c->text->nodes[i];
    size_t at = glyph_find(n->text, says);
    if (at == n->text.n || c->amends) return;
    c->amends = true;
    c->amends_captioned = n->caption.n > 0;
    c->amends_within = n->text.n > at + says.n + STR("。").n;
    c->amends_node = i;
    c->amends_from = (uint32_t)(at + says.n);
}

static void end_amendment(struct citing *c, uint32_t i)
{
    const struct standard_node *n = &c->text->nodes[i];
    bool begins = n->level == STANDARD_ARTICLE || n->level == STANDARD_PARAGRAPH;
    if (n->level == STANDARD_SUPPLEMENT ||
        (begins && (c->amends_within || (n->caption.n > 0 && c->amends_captioned))))
        c->amends = false;
}

static void read_node(struct citing *c, uint32_t i)
{
    struct str s = c->text->nodes[i].text;
    c->node = i;
    c->n_open = 0;
    find_amendment(c, i);
    for (size_t at = 0; at < s.n;) {
        struct str rest = str_skip(s, at);
        uint32_t ch = glyph_take(&rest);
        size_t step = read_labels(c, s, at);
        if (step == 0 && may_begin(ch)) step = read_one(c, s, at);
        at = step ? at + step : (size_t)(rest.p - s.p);
    }
}

static void merge_findings(struct citing *c)
{
    struct standard_text *t = c->text;
    struct tree *f = &c->findings;
    f->nodes = NULL;
    t->findings = f->findings;
    t->n_findings = f->n_findings;
    tree_sort_findings(f);
}

err_t cite_read(struct arena *a, struct standard_text *t, struct cites *ret)
{
    struct citing c = {.arena = a, .text = t};
    c.findings = (struct tree){.arena = a, .nodes = (struct standard_node *)(uintptr_t)t->nodes};
    for (uint32_t i = 0; i < t->n_findings; i++) tree_find_again(&c.findings, &t->findings[i]);
    for (uint32_t i = 1; i < t->n_nodes; i++) {
        enum standard_level l = t->nodes[i].level;
        if (l == STANDARD_ARTICLE || l == STANDARD_SUPPLEMENT)
            c.last = (struct citing_last){.article = 0};
        end_amendment(&c, i);
        if (l != STANDARD_APPENDIX && t->nodes[i].text.n > 0) read_node(&c, i);
    }
    cite_check(&c);
    TRY(c.findings.err);
    merge_findings(&c);
    *ret = (struct cites){c.v, c.n};
    return OK;
}

void cite_of_node(const struct cites *c, uint32_t node, uint32_t *ret_first, uint32_t *ret_n)
{
    uint32_t low = 0, high = c->n;
    while (low < high) {
        uint32_t mid = low + (high - low) / 2;
        if (c->v[mid].node < node)
            low = mid + 1;
        else
            high = mid;
    }
    *ret_first = low;
    while (high < c->n && c->v[high].node == node) high++;
    *ret_n = high - low;
}
