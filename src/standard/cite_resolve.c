/* SPDX-License-Identifier: Apache-2.0
 *
 * From the words of a reference to the nodes that it means. */
#include "standard/citing.h"

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
        found_wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    }
    uint32_t list[CITE_TARGETS_MAX];
    unsigned n = 0, passed = 0;
    for (uint32_t k = before ? i - 1 : i + 1; passed < count && k > low && k < high;
         k += before ? -1U : 1U) {
        if (!found_is_kind(t, k, STANDARD_ARTICLE)) continue;
        if (!supplement && standard_up(t, k, STANDARD_SUPPLEMENT)) continue;
        list[n++] = k;
        /* 第5条から第8条まで 削除 are four. */
        passed += 1U + (unsigned)(t->nodes[k].last.n[0] - t->nodes[k].number.n[0]);
    }
    if (passed < count) found_wrong(ret, STANDARD_CITES_NONE_HERE);
    for (unsigned k = 0; k < n && ret->wrong < 0; k++) found_add(ret, list[before ? n - 1 - k : k]);
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
        if (!found_is_kind(t, i, STANDARD_SUPPLEMENT) || want->how != MENTION_NUMBER) continue;
        uint32_t hit = found_child(t, i, level, &want->number, &n);
        if (hit == 0) continue;
        found_add(ret, level == STANDARD_ARTICLE ? hit : i);
        return;
    }
    found_wrong(ret, STANDARD_CITES_NOTHING);
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
            found_add(ret, hit);
        else
            found_wrong(ret, STANDARD_CITES_NOTHING);
        return;
    case MENTION_LAST_BUT_ONE:
        neighbour_articles(t, c->node, true, 2, ret);
        found_only_first(ret);
        return;
    case MENTION_BEFORE:
    case MENTION_AFTER:
        neighbour_articles(t, c->node, p->how == MENTION_BEFORE, p->number.n[0], ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.article)
            found_add(ret, c->last.article);
        else
            found_wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    default:
        found_add(ret, inherited ? inherited : own);
    }
}

/* --- paragraphs --- */

static void find_paragraph(const struct citing *c, const struct mention_part *p, uint32_t article,
                           uint32_t inherited, struct found *ret)
{
    const struct standard_text *t = c->text;
    uint32_t own = standard_up(t, c->node, STANDARD_PARAGRAPH), hit;
    unsigned n;
    switch (p->how) {
    case MENTION_NUMBER:
        hit = found_child(t, article, STANDARD_PARAGRAPH, &p->number, &n);
        if (hit)
            found_add(ret, hit);
        else
            found_wrong(ret, STANDARD_CITES_NOTHING);
        return;
    case MENTION_BEFORE:
    case MENTION_LAST_BUT_ONE:
    case MENTION_ALL_BEFORE:
        if (own == 0) {
            found_wrong(ret, STANDARD_CITES_NONE_HERE);
            return;
        }
        if (t->outline && t->nodes[own].implicit) { /* numbered sentences are its articles */
            neighbour_articles(t, c->node, true, p->how == MENTION_BEFORE ? p->number.n[0] : 2,
                               ret);
            if (p->how == MENTION_LAST_BUT_ONE) found_only_first(ret);
            return;
        }
        found_add_before(t, own, STANDARD_PARAGRAPH, cite_count_before(t, own, p), ret);
        if (p->how == MENTION_LAST_BUT_ONE) found_only_first(ret);
        return;
    case MENTION_AFTER:
        found_add_after(t, own, STANDARD_PARAGRAPH, p->number.n[0], ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.paragraph)
            found_add(ret, c->last.paragraph);
        else
            found_wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    default:
        found_add(ret, inherited ? inherited : own);
    }
}

/* The paragraph in which an item is sought where only the article is named. */
static uint32_t paragraph_with_item(const struct standard_text *t, uint32_t article,
                                    const struct mention_part *p, bool *ret_unsaid)
{
    uint32_t first = 0, hit = 0;
    unsigned paragraphs = 0, n;
    for (uint32_t k = standard_first(t, article); k != 0; k = standard_next(t, k)) {
        if (!found_is_kind(t, k, STANDARD_PARAGRAPH)) continue;
        paragraphs++;
        if (!first) first = k;
        bool has = p->how == MENTION_NUMBER ? found_child(t, k, STANDARD_ITEM, &p->number, &n) != 0
                                            : found_has_child(t, k, STANDARD_ITEM);
        if (has && !hit) hit = k;
    }
    *ret_unsaid = paragraphs > 1 && hit != 0;
    return hit ? hit : first;
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
    uint32_t hit = found_child(t, article, STANDARD_PARAGRAPH, &p->number, &n);
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
        cite_appendix(t, m->words, ret);
        return;
    }
    enum standard_level bottom = mention_bottom(m);
    if (bottom < STANDARD_ARTICLE) {
        cite_heading(c, m, ret);
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
        found_add(&f, paragraph);
    else if (named)
        found_add(&f, paragraph_with_item(t, in, &m->of[STANDARD_ITEM], &unsaid));
    else
        find_paragraph(c, &m->of[STANDARD_PARAGRAPH], in, 0, &f);
    *ret = f;
    if (bottom <= STANDARD_PARAGRAPH || f.n != 1 || f.v[0] == 0) return;
    *ret = (struct found){.wrong = -1};
    cite_items(c, m, f.v[0], ret);
    if (ret->wrong == (int)STANDARD_CITES_NOTHING && named && !paragraph)
        find_labelled_paragraph(t, m, in, ret);
    cite_marks(t, m, ret);
    if (unsaid && ret->wrong < 0) ret->wrong = (int)STANDARD_CITES_UNSAID;
}

void cite_resolve_range(const struct citing *c, uint32_t a, uint32_t b, struct found *ret)
{
    const struct standard_text *t = c->text;
    struct found f = {.wrong = -1};
    if (a == 0 || b < a || t->nodes[a].level != t->nodes[b].level) {
        found_wrong(&f, STANDARD_CITES_NOTHING);
        *ret = f;
        return;
    }
    for (uint32_t i = a; i <= b; i++) {
        if (!found_is_kind(t, i, t->nodes[a].level)) continue;
        if (t->nodes[a].level > STANDARD_ARTICLE && t->nodes[i].parent != t->nodes[a].parent)
            continue;
        found_add(&f, i);
    }
    *ret = f;
}
