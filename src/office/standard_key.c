/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of what has a page of its own. */
#include "office/standard_store.h"

void standard_key(struct sb *b, const struct standard_text *t, uint32_t i)
{
    uint32_t article = standard_up(t, i, STANDARD_ARTICLE);
    uint32_t supplement = standard_up(t, i, STANDARD_SUPPLEMENT);
    uint32_t appendix = standard_up(t, i, STANDARD_APPENDIX);
    if (supplement) {
        sb_addf(b, "s%u", t->nodes[supplement].position);
        return;
    }
    if (appendix) {
        sb_addf(b, "a%u", t->nodes[appendix].position);
        return;
    }
    const struct standard_number *n = &t->nodes[article].number;
    for (uint8_t k = 0; article && k < n->depth; k++) sb_addf(b, k ? "-%u" : "%u", n->n[k]);
}

/* Of the n-th of a level, below the root. */
static uint32_t at_position(const struct standard_text *t, enum standard_level level, int64_t n)
{
    for (uint32_t i = standard_first(t, 0); i != 0; i = standard_next(t, i)) {
        if (t->nodes[i].level == level && t->nodes[i].position == n) return i;
    }
    return 0;
}

uint32_t standard_find_key(const struct standard_text *t, struct str key)
{
    static const struct {
        struct str word;
        enum standard_level level;
    } words[] = {{STR_INIT("s"), STANDARD_SUPPLEMENT},
                 {STR_INIT("附則"), STANDARD_SUPPLEMENT},
                 {STR_INIT("a"), STANDARD_APPENDIX},
                 {STR_INIT("別表"), STANDARD_APPENDIX}};
    struct standard_number n;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!str_starts(key, words[i].word)) continue;
        if (standard_number_parse(str_skip(key, words[i].word.n), &n) != OK || n.depth != 1)
            return 0;
        return at_position(t, words[i].level, n.n[0]);
    }
    return standard_number_parse(key, &n) == OK ? standard_find_article(t, &n) : 0;
}
