/* SPDX-License-Identifier: Apache-2.0
 *
 * From the words of a reference to the nodes that it means. */
#include "standard/citing.h"
#include "standard/glyph.h"
#include "standard/heading.h"

static void wrong(struct found *f, enum standard_finding_kind k)
{
    f->n = 0;
    f->wrong = (int)k;
}

/* Node 0: there is none, as before the first article. */
static void add(struct found *f, uint32_t node)
{
    if (node == 0)
        wrong(f, STANDARD_CITES_NONE_HERE);
    else if (f->n < CITE_TARGETS_MAX)
        f->v[f->n++] = node;
    else
        f->more = true;
}

static bool is_kind(const struct standard_text *t, uint32_t i, enum standard_level level)
{
    return i != 0 && t->nodes[i].level == level;
}

/* 前々項: the farther of two. */
static void only_first(struct found *f)
{
    if (f->n > 1) f->n = 1;
}

/* Up to `count` siblings of that level before i, the farthest first. */
static void add_before(const struct standard_text *t, uint32_t i, enum standard_level level,
                       unsigned count, struct found *ret)
{
    uint32_t ring[CITE_TARGETS_MAX];
    unsigned n = 0;
    uint32_t parent = t->nodes[i].parent;
    for (uint32_t k = parent + 1; k < i; k = t->nodes[k].end) {
        if (is_kind(t, k, level)) ring[n++ % CITE_TARGETS_MAX] = k;
    }
    if (n < count || count == 0 || count > CITE_TARGETS_MAX) {
        wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    }
    for (unsigned k = n - count; k < n; k++) add(ret, ring[k % CITE_TARGETS_MAX]);
}

static void add_after(const struct standard_text *t, uint32_t i, enum standard_level level,
                      unsigned count, struct found *ret)
{
    for (uint32_t k = t->nodes[i].end; k < t->nodes[t->nodes[i].parent].end && count > 0;
         k = t->nodes[k].end) {
        if (!is_kind(t, k, level)) continue;
        add(ret, k);
        count--;
    }
    if (count > 0) wrong(ret, STANDARD_CITES_NONE_HERE);
}

/* Children of that level with the number: how many, and the first. */
static uint32_t child_with(const struct standard_text *t, uint32_t parent,
                           enum standard_level level, const struct standard_number *n,
                           unsigned *ret_count)
{
    uint32_t first = 0;
    *ret_count = 0;
    for (uint32_t k = standard_first(t, parent); k != 0; k = standard_next(t, k)) {
        if (!is_kind(t, k, level) || standard_number_cmp(n, &t->nodes[k].number) < 0 ||
            standard_number_cmp(n, &t->nodes[k].last) > 0)
            continue;
        if ((*ret_count)++ == 0) first = k;
    }
    return first;
}

static bool has_child(const struct standard_text *t, uint32_t parent, enum standard_level level)
{
    for (uint32_t k = standard_first(t, parent); k != 0; k = standard_next(t, k)) {
        if (is_kind(t, k, level)) return true;
    }
    return false;
}

/* --- articles --- */

/* Articles before and after run through chapters: neighbours of the whole text. */
static void neighbour_articles(const struct standard_text *t, uint32_t from, bool before,
                               unsigned count, struct found *ret)
{
    uint32_t supplement = standard_up(t, from, STANDARD_SUPPLEMENT);
    uint32_t low = supplement ? supplement : 0;
    uint32_t high = supplement ? t->nodes[supplement].end : t->n_nodes;
    uint32_t i = standard_up(t, from, STANDARD_ARTICLE);
    if (i == 0 || count == 0 || count > CITE_TARGETS_MAX) {
        wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    }
    uint32_t list[CITE_TARGETS_MAX];
    unsigned n = 0, passed = 0;
    for (uint32_t k = before ? i - 1 : i + 1; passed < count && k > low && k < high;
         k += before ? -1U : 1U) {
        if (!is_kind(t, k, STANDARD_ARTICLE)) continue;
        if (!supplement && standard_up(t, k, STANDARD_SUPPLEMENT)) continue;
        list[n++] = k;
        /* 第5条から第8条まで 削除 are four. */
        passed += 1U + (unsigned)(t->nodes[k].last.n[0] - t->nodes[k].number.n[0]);
    }
    if (passed < count) wrong(ret, STANDARD_CITES_NONE_HERE);
    for (unsigned k = 0; k < n && ret->wrong < 0; k++) add(ret, list[before ? n - 1 - k : k]);
}

/* Which 附則: one's own, else the first that has what is cited. */
static void in_supplements(const struct citing *c, const struct mention *m, struct found *ret)
{
    const struct standard_text *t = c->text;
    uint32_t own = standard_up(t, c->node, STANDARD_SUPPLEMENT);
    const struct mention_part *a = &m->of[STANDARD_ARTICLE], *p = &m->of[STANDARD_PARAGRAPH];
    const struct mention_part *want = a->how != MENTION_NONE ? a : p;
    enum standard_level level = a->how != MENTION_NONE ? STANDARD_ARTICLE : STANDARD_PARAGRAPH;
    unsigned n;
    for (uint32_t i = own ? own : standard_first(t, 0); i != 0; i = own ? 0 : standard_next(t, i)) {
        if (!is_kind(t, i, STANDARD_SUPPLEMENT) || want->how != MENTION_NUMBER) continue;
        uint32_t hit = child_with(t, i, level, &want->number, &n);
        if (hit == 0) continue;
        add(ret, level == STANDARD_ARTICLE ? hit : i);
        return;
    }
    wrong(ret, STANDARD_CITES_NOTHING);
}

static void find_articles(const struct citing *c, const struct mention *m, uint32_t inherited,
                          struct found *ret)
{
    const struct standard_text *t = c->text;
    const struct mention_part *p = &m->of[STANDARD_ARTICLE];
    uint32_t own = standard_article_of(t, c->node), hit;
    if (m->supplement) {
        in_supplements(c, m, ret);
        return;
    }
    switch (p->how) {
    case MENTION_NUMBER:
        hit = standard_find_article(t, &p->number);
        if (!hit && t->points && p->number.depth > 1) {
            const struct standard_number head = {{p->number.n[0]}, 1};
            hit = standard_find_article(t, &head);
        }
        if (hit)
            add(ret, hit);
        else
            wrong(ret, STANDARD_CITES_NOTHING);
        return;
    case MENTION_LAST_BUT_ONE:
        neighbour_articles(t, c->node, true, 2, ret);
        only_first(ret);
        return;
    case MENTION_BEFORE:
    case MENTION_AFTER:
        neighbour_articles(t, c->node, p->how == MENTION_BEFORE, p->number.n[0], ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.article)
            add(ret, c->last.article);
        else
            wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    default:
        add(ret, inherited ? inherited : own);
    }
}

/* --- paragraphs --- */

static unsigned count_before(const struct standard_text *t, uint32_t own,
                             const struct mention_part *p)
{
    if (p->how == MENTION_ALL_BEFORE) return t->nodes[own].position - 1;
    return p->how == MENTION_LAST_BUT_ONE ? 2 : p->number.n[0];
}

static void find_paragraph(const struct citing *c, const struct mention_part *p, uint32_t article,
                           uint32_t inherited, struct found *ret)
{
    const struct standard_text *t = c->text;
    uint32_t own = standard_up(t, c->node, STANDARD_PARAGRAPH), hit;
    unsigned n;
    switch (p->how) {
    case MENTION_NUMBER:
        hit = child_with(t, article, STANDARD_PARAGRAPH, &p->number, &n);
        if (hit)
            add(ret, hit);
        else
            wrong(ret, STANDARD_CITES_NOTHING);
        return;
    case MENTION_BEFORE:
    case MENTION_LAST_BUT_ONE:
    case MENTION_ALL_BEFORE:
        if (own == 0) {
            wrong(ret, STANDARD_CITES_NONE_HERE);
            return;
        }
        if (t->outline && t->nodes[own].implicit) { /* numbered sentences are its articles */
            neighbour_articles(t, c->node, true, p->how == MENTION_BEFORE ? p->number.n[0] : 2,
                               ret);
            if (p->how == MENTION_LAST_BUT_ONE) only_first(ret);
            return;
        }
        add_before(t, own, STANDARD_PARAGRAPH, count_before(t, own, p), ret);
        if (p->how == MENTION_LAST_BUT_ONE) only_first(ret);
        return;
    case MENTION_AFTER:
        add_after(t, own, STANDARD_PARAGRAPH, p->number.n[0], ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.paragraph)
            add(ret, c->last.paragraph);
        else
            wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    default:
        add(ret, inherited ? inherited : own);
    }
}

/* The paragraph in which an item is sought where only the article is named. */
static uint32_t paragraph_with_item(const struct standard_text *t, uint32_t article,
                                    const struct mention_part *p, bool *ret_unsaid)
{
    uint32_t first = 0, hit = 0;
    unsigned paragraphs = 0, n;
    for (uint32_t k = standard_first(t, article); k != 0; k = standard_next(t, k)) {
        if (!is_kind(t, k, STANDARD_PARAGRAPH)) continue;
        paragraphs++;
        if (!first) first = k;
        bool has = p->how == MENTION_NUMBER ? child_with(t, k, STANDARD_ITEM, &p->number, &n) != 0
                                            : has_child(t, k, STANDARD_ITEM);
        if (has && !hit) hit = k;
    }
    *ret_unsaid = paragraphs > 1 && hit != 0;
    return hit ? hit : first;
}

/* --- items --- */

static void add_items(const struct standard_text *t, uint32_t paragraph, struct found *ret)
{
    for (uint32_t k = standard_first(t, paragraph); k != 0; k = standard_next(t, k)) {
        if (is_kind(t, k, STANDARD_ITEM)) add(ret, k);
    }
}

static void find_items(const struct citing *c, const struct mention *m, uint32_t paragraph,
                       struct found *ret)
{
    const struct standard_text *t = c->text;
    const struct mention_part *p = &m->of[STANDARD_ITEM];
    uint32_t own = standard_up(t, c->node, STANDARD_ITEM), hit;
    unsigned n;
    switch (p->how) {
    case MENTION_NUMBER:
        hit = child_with(t, paragraph, STANDARD_ITEM, &p->number, &n);
        if (hit == 0) {
            wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        add(ret, hit);
        if (n > 1) ret->wrong = (int)STANDARD_CITES_TWO;
        return;
    case MENTION_BEFORE:
    case MENTION_LAST_BUT_ONE:
    case MENTION_AFTER:
    case MENTION_ALL_BEFORE:
        if (own == 0) {
            /* 前各号 behind the list, in a text of the paragraph itself. */
            add_items(t, paragraph, ret);
            if (p->how != MENTION_ALL_BEFORE || ret->n == 0) wrong(ret, STANDARD_CITES_NO_ITEM);
            return;
        }
        if (p->how == MENTION_AFTER)
            add_after(t, own, STANDARD_ITEM, p->number.n[0], ret);
        else
            add_before(t, own, STANDARD_ITEM, count_before(t, own, p), ret);
        if (p->how == MENTION_LAST_BUT_ONE) only_first(ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.item)
            add(ret, c->last.item);
        else
            wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    case MENTION_EACH:
        add_items(t, paragraph, ret);
        if (ret->n == 0) wrong(ret, STANDARD_CITES_NO_ITEM);
        return;
    case MENTION_FOLLOWING:
        add_items(t, paragraph, ret);
        ret->silent = ret->n == 0; /* a missing list is a finding of its own */
        return;
    default:
        if (own)
            add(ret, own);
        else
            wrong(ret, STANDARD_CITES_NO_ITEM);
    }
}

static uint32_t child_with_mark(const struct standard_text *t, uint32_t parent,
                                const struct label *mark)
{
    for (uint32_t k = standard_first(t, parent); k != 0; k = standard_next(t, k)) {
        struct label l;
        if (!label_take_mark(t->nodes[k].label, &l)) continue;
        bool same = l.framed == mark->framed && l.as[0].style == mark->as[0].style &&
                    l.as[0].n == mark->as[0].n;
        if (same) return k;
    }
    return 0;
}

/* ロ及びハ beside the one found; アからウまで. */
static void find_also(const struct standard_text *t, const struct mention *m, uint32_t parent,
                      struct found *ret)
{
    for (unsigned i = 0; i < m->n_also; i++) {
        uint32_t hit = child_with_mark(t, parent, &m->also[i]), from = ret->v[ret->n - 1];
        if (hit == 0 || (m->also_range && hit < from)) {
            wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        bool range = m->also_range && i + 1 == m->n_also;
        for (uint32_t k = range ? t->nodes[from].end : hit; k <= hit; k = t->nodes[k].end)
            add(ret, k);
    }
}

/* ③, ア: down from the item. */
static void find_marks(const struct standard_text *t, const struct mention *m, struct found *ret)
{
    uint32_t parent = 0;
    for (unsigned i = 0; i < m->n_marks && ret->n == 1; i++) {
        parent = ret->v[0];
        uint32_t hit = child_with_mark(t, parent, &m->marks[i]);
        if (hit)
            ret->v[0] = hit;
        else
            wrong(ret, STANDARD_CITES_NOTHING);
    }
    if (ret->n == 1 && m->n_also > 0) find_also(t, m, parent, ret);
}

/* --- headings, appendices --- */

static void find_heading(const struct citing *c, const struct mention *m, struct found *ret)
{
    const struct standard_text *t = c->text;
    uint32_t scope = 0;
    for (int l = STANDARD_PART; l < STANDARD_ARTICLE; l++) {
        const struct mention_part *p = &m->of[l];
        uint32_t own = standard_up(t, c->node, (enum standard_level)l), hit = 0;
        if (p->how == MENTION_NONE) continue;
        if (p->how != MENTION_NUMBER) {
            struct found one = {.wrong = -1};
            if (own && p->how == MENTION_BEFORE)
                add_before(t, own, (enum standard_level)l, p->number.n[0], &one);
            if (own && p->how == MENTION_AFTER)
                add_after(t, own, (enum standard_level)l, p->number.n[0], &one);
            if (own && p->how == MENTION_THIS) add(&one, own);
            if (p->how == MENTION_SAME && is_kind(t, c->last_heading, (enum standard_level)l))
                add(&one, c->last_heading);
            if (one.n == 0) one.wrong = (int)STANDARD_CITES_NONE_HERE;
            *ret = one;
            return;
        }
        /* In what was named, else beside one's own, else the first of that number. */
        uint32_t beside = own ? t->nodes[own].parent : 0;
        for (int pass = scope ? 1 : 0; pass < 2 && !hit; pass++) {
            uint32_t in = scope ? scope : pass == 0 ? beside : 0;
            for (uint32_t k = in + 1; k < t->nodes[in].end && !hit; k++) {
                if (is_kind(t, k, (enum standard_level)l) &&
                    standard_number_cmp(&t->nodes[k].number, &p->number) == 0)
                    hit = k;
            }
        }
        if (!hit) {
            wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        scope = hit;
    }
    add(ret, scope);
}

/* 別表第１ and 別表第1 are the same: words by characters, numbers by value. */
static bool same_label(struct str a, struct str b)
{
    while (a.n > 0 || b.n > 0) {
        uint16_t x, y;
        enum numeral_form form;
        (void)glyph_skip_blanks(&a);
        (void)glyph_skip_blanks(&b);
        bool n = numeral_take(&a, true, &x, &form), m = numeral_take(&b, true, &y, &form);
        if (n != m || (n && x != y)) return false;
        if (!n && glyph_take(&a) != glyph_take(&b)) return false;
    }
    return true;
}

static void find_appendix(const struct standard_text *t, struct str words, struct found *ret)
{
    struct str bare = words; /* 別記第二号様式 is 第二号様式 under 別記 */
    (void)glyph_skip(&bare, STR("別記"));
    for (uint32_t i = standard_first(t, 0); i != 0; i = standard_next(t, i)) {
        if (!is_kind(t, i, STANDARD_APPENDIX)) continue;
        struct str label = t->nodes[i].label;
        if (same_label(label, words) || (bare.n > 0 && same_label(label, bare))) {
            add(ret, i);
            return;
        }
    }
    wrong(ret, STANDARD_CITES_NOTHING);
}

/* 第2の1 where there is no 第2の1 of its own: the first paragraph of 第2. */
static bool is_point_paragraph(const struct standard_text *t, const struct mention *m,
                               uint32_t article)
{
    const struct mention_part *p = &m->of[STANDARD_ARTICLE];
    return t->points && p->how == MENTION_NUMBER && p->number.depth > 1 &&
           standard_number_cmp(&p->number, &t->nodes[article].number) != 0;
}

/* 第2条(2), where (2) is a paragraph. */
static void find_labelled_paragraph(const struct standard_text *t, const struct mention *m,
                                    uint32_t article, struct found *ret)
{
    const struct mention_part *p = &m->of[STANDARD_ITEM];
    unsigned n;
    if (p->how != MENTION_NUMBER || m->of[STANDARD_PARAGRAPH].how != MENTION_NONE) return;
    uint32_t hit = child_with(t, article, STANDARD_PARAGRAPH, &p->number, &n);
    struct label l;
    if (hit == 0 || !label_take_mark(t->nodes[hit].label, &l) || !l.framed) return;
    *ret = (struct found){.v = {hit}, .n = 1, .wrong = -1};
}

void cite_resolve(const struct citing *c, const struct mention *m, uint32_t article,
                  uint32_t paragraph, struct found *ret)
{
    const struct standard_text *t = c->text;
    struct found f = {.wrong = -1};
    bool unsaid = false;
    *ret = f;
    if (m->appendix) {
        find_appendix(t, m->words, ret);
        return;
    }
    enum standard_level bottom = mention_bottom(m);
    if (bottom < STANDARD_ARTICLE) {
        find_heading(c, m, ret);
        return;
    }
    find_articles(c, m, article, ret);
    if (ret->n != 1) return;
    uint32_t in = ret->v[0];
    if (bottom == STANDARD_ARTICLE && !is_point_paragraph(t, m, in)) return;
    bool named = m->of[STANDARD_ARTICLE].how != MENTION_NONE || article != 0 || m->supplement;
    f = (struct found){.wrong = -1};
    const struct mention_part point = {MENTION_NUMBER, {{m->of[STANDARD_ARTICLE].number.n[1]}, 1}};
    bool is_point = is_point_paragraph(t, m, in);
    if (is_point)
        find_paragraph(c, &point, in, 0, &f);
    else if (m->of[STANDARD_PARAGRAPH].how != MENTION_NONE)
        find_paragraph(c, &m->of[STANDARD_PARAGRAPH], in, 0, &f);
    else if (paragraph)
        add(&f, paragraph);
    else if (named)
        add(&f, paragraph_with_item(t, in, &m->of[STANDARD_ITEM], &unsaid));
    else
        find_paragraph(c, &m->of[STANDARD_PARAGRAPH], in, 0, &f);
    *ret = f;
    if (bottom <= STANDARD_PARAGRAPH || f.n != 1 || f.v[0] == 0) return;
    *ret = (struct found){.wrong = -1};
    find_items(c, m, f.v[0], ret);
    if (ret->wrong == (int)STANDARD_CITES_NOTHING && named && !paragraph)
        find_labelled_paragraph(t, m, in, ret);
    find_marks(t, m, ret);
    if (unsaid && ret->wrong < 0) ret->wrong = (int)STANDARD_CITES_UNSAID;
}

void cite_resolve_range(const struct citing *c, uint32_t a, uint32_t b, struct found *ret)
{
    const struct standard_text *t = c->text;
    struct found f = {.wrong = -1};
    if (a == 0 || b < a || t->nodes[a].level != t->nodes[b].level) {
        wrong(&f, STANDARD_CITES_NOTHING);
        *ret = f;
        return;
    }
    for (uint32_t i = a; i <= b; i++) {
        if (!is_kind(t, i, t->nodes[a].level)) continue;
        if (t->nodes[a].level > STANDARD_ARTICLE && t->nodes[i].parent != t->nodes[a].parent)
            continue;
        add(&f, i);
    }
    *ret = f;
}
