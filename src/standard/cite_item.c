/* SPDX-License-Identifier: Apache-2.0
 *
 * Items, and what stands below them: 第3号, 前2号, 各号, ロ及びハ. */
#include "standard/citing.h"

unsigned cite_count_before(const struct standard_text *t, uint32_t own,
                           const struct mention_part *p)
{
    if (p->how == MENTION_ALL_BEFORE) return t->nodes[own].position - 1;
    return p->how == MENTION_LAST_BUT_ONE ? 2 : p->number.n[0];
}

static void add_items(const struct standard_text *t, uint32_t paragraph, struct found *ret)
{
    for (uint32_t k = standard_first(t, paragraph); k != 0; k = standard_next(t, k)) {
        if (found_is_kind(t, k, STANDARD_ITEM)) found_add(ret, k);
    }
}

void cite_items(const struct citing *c, const struct mention *m, uint32_t paragraph,
                struct found *ret)
{
    const struct standard_text *t = c->text;
    const struct mention_part *p = &m->of[STANDARD_ITEM];
    uint32_t own = standard_up(t, c->node, STANDARD_ITEM), hit;
    unsigned n;
    switch (p->how) {
    case MENTION_NUMBER:
        hit = found_child(t, paragraph, STANDARD_ITEM, &p->number, &n);
        if (hit == 0) {
            found_wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        found_add(ret, hit);
        if (n > 1) ret->wrong = (int)STANDARD_CITES_TWO;
        return;
    case MENTION_BEFORE:
    case MENTION_LAST_BUT_ONE:
    case MENTION_AFTER:
    case MENTION_ALL_BEFORE:
        if (own == 0) {
            /* 前各号 behind the list, in a text of the paragraph itself. */
            add_items(t, paragraph, ret);
            if (p->how != MENTION_ALL_BEFORE || ret->n == 0)
                found_wrong(ret, STANDARD_CITES_NO_ITEM);
            return;
        }
        if (p->how == MENTION_AFTER)
            found_add_after(t, own, STANDARD_ITEM, p->number.n[0], ret);
        else
            found_add_before(t, own, STANDARD_ITEM, cite_count_before(t, own, p), ret);
        if (p->how == MENTION_LAST_BUT_ONE) found_only_first(ret);
        return;
    case MENTION_SAME:
        if (c->last.outside)
            ret->silent = true;
        else if (c->last.item)
            found_add(ret, c->last.item);
        else
            found_wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    case MENTION_EACH:
        add_items(t, paragraph, ret);
        if (ret->n == 0) found_wrong(ret, STANDARD_CITES_NO_ITEM);
        return;
    case MENTION_FOLLOWING:
        add_items(t, paragraph, ret);
        ret->silent = ret->n == 0; /* a missing list is a finding of its own */
        return;
    default:
        if (own)
            found_add(ret, own);
        else
            found_wrong(ret, STANDARD_CITES_NO_ITEM);
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
            found_wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        bool range = m->also_range && i + 1 == m->n_also;
        for (uint32_t k = range ? t->nodes[from].end : hit; k <= hit; k = t->nodes[k].end)
            found_add(ret, k);
    }
}

/* ③, ア: down from the item. */
void cite_marks(const struct standard_text *t, const struct mention *m, struct found *ret)
{
    uint32_t parent = 0;
    for (unsigned i = 0; i < m->n_marks && ret->n == 1; i++) {
        parent = ret->v[0];
        uint32_t hit = child_with_mark(t, parent, &m->marks[i]);
        if (hit)
            ret->v[0] = hit;
        else
            found_wrong(ret, STANDARD_CITES_NOTHING);
    }
    if (ret->n == 1 && m->n_also > 0) find_also(t, m, parent, ret);
}
