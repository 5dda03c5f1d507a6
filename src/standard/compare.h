/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h: two versions of one standard side by side (新旧対照表). What has a page of its own
 * (articles of the main provisions, 附則, 別表) is paired: alike under the same number, then what
 * is surely the same under another one (its caption or nearly all its words, and no other like it).
 * Within a pair, paragraphs and items are paired in order. Numbers printed wide, narrow or
 * in kanji are the same, and so are words that differ only in how they are printed (fold.h). Pure and deterministic; in the caller's arena; ERR_NOMEM.
 */
#ifndef SEKIMORI_STANDARD_COMPARE_H
#define SEKIMORI_STANDARD_COMPARE_H

#include "standard/standard.h"
#include "standard/wording.h"

enum compare_change {
    COMPARE_SAME,
    COMPARE_CHANGED,
    COMPARE_ADDED,
    COMPARE_REMOVED,
    COMPARE_MOVED, /* another number; its words may differ too */
    COMPARE_CHANGES
};
/* "same", "changed", "added", "removed", "moved" */
const char *compare_change_name(enum compare_change c);

struct compare_row {
    enum compare_change change;
    bool words;        /* the words differ (of MOVED: too) */
    uint32_t old, new; /* nodes; 0 = none on that side */
};
struct compare {
    const struct compare_row *v;
    uint32_t n;
    uint32_t of[COMPARE_CHANGES];
};

/* Articles in the order of the new text; what was removed stands behind what it stood behind. */
MUST_CHECK err_t compare_texts(struct arena *a, const struct standard_text *before,
                               const struct standard_text *after, struct compare *ret);

/* Paragraphs, items ... of one pair (either may be 0: all added or removed). */
MUST_CHECK err_t compare_articles(struct arena *a, const struct standard_text *before, uint32_t old,
                                  const struct standard_text *after, uint32_t new,
                                  struct compare *ret);

#endif
