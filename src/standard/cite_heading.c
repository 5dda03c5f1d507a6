/* SPDX-License-Identifier: Apache-2.0
 *
 * Parts, chapters, sections and appendices: 第2章, 前節, 別表第1. */
#include "standard/citing.h"
#include "standard/glyph.h"
#include "standard/heading.h"

void cite_heading(const struct citing *c, const struct mention *m, struct found *ret)
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
                found_add_before(t, own, (enum standard_level)l, p->number.n[0], &one);
            if (own && p->how == MENTION_AFTER)
                found_add_after(t, own, (enum standard_level)l, p->number.n[0], &one);
            if (own && p->how == MENTION_THIS) found_add(&one, own);
            if (p->how == MENTION_SAME && found_is_kind(t, c->last_heading, (enum standard_level)l))
                found_add(&one, c->last_heading);
            if (one.n == 0) one.wrong = (int)STANDARD_CITES_NONE_HERE;
            *ret = one;
            return;
        }
        /* In what was named, else beside one's own, else the first of that number. */
        uint32_t beside = own ? t->nodes[own].parent : 0;
        for (int pass = scope ? 1 : 0; pass < 2 && !hit; pass++) {
            uint32_t in = scope ? scope : pass == 0 ? beside : 0;
            for (uint32_t k = in + 1; k < t->nodes[in].end && !hit; k++) {
                if (found_is_kind(t, k, (enum standard_level)l) &&
                    standard_number_cmp(&t->nodes[k].number, &p->number) == 0)
                    hit = k;
            }
        }
        if (!hit) {
            found_wrong(ret, STANDARD_CITES_NOTHING);
            return;
        }
        scope = hit;
    }
    found_add(ret, scope);
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

void cite_appendix(const struct standard_text *t, struct str words, struct found *ret)
{
    struct str bare = words; /* 別記第二号様式 is 第二号様式 under 別記 */
    (void)glyph_skip(&bare, STR("別記"));
    for (uint32_t i = standard_first(t, 0); i != 0; i = standard_next(t, i)) {
        if (!found_is_kind(t, i, STANDARD_APPENDIX)) continue;
        struct str label = t->nodes[i].label;
        if (same_label(label, words) || (bare.n > 0 && same_label(label, bare))) {
            found_add(ret, i);
            return;
        }
    }
    found_wrong(ret, STANDARD_CITES_NOTHING);
}
