/* SPDX-License-Identifier: Apache-2.0
 *
 * search_query.h: what was typed into the search, understood. Pure: bytes in, struct out; memory
 * is of the arena.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_QUERY_H
#define SEKIMORI_OFFICE_SEARCH_QUERY_H

#include "base/arena.h"
#include "office/search.h"

enum { SEARCH_TERMS_MAX = 8 };

struct search_words {
    struct str whole;                  /* folded (utf8_search_key); empty: nothing to look for */
    struct str term[SEARCH_TERMS_MAX]; /* its words: all must be there */
    size_t n;
    const char *article; /* "10の2(3)" when it reads as the number of an article; or NULL */
    const char *back;    /* "附則11", "別表1" when it reads as the number of one; or NULL */
    /* Of each term, as an official text has it: 第10条の2第3項 for 10-2(3), else the term with its
     * numbers in one notation. `cited`: the whole likewise, when `article` is set; else empty. */
    struct str in_text[SEARCH_TERMS_MAX], cited;
};

/* Total on any bytes: what is not UTF-8 gives no term. ERR_NOMEM. */
MUST_CHECK err_t search_query_read(struct arena *, struct str typed, struct search_words *ret);

/* A folded text with the numbers of 条, 項, 号 ... in digits: 第十条の二 becomes 第10条の2. */
void search_query_numbers(struct sb *out, struct str folded);

/* Are all terms in the folded text? */
bool search_query_matches(const struct search_words *, struct str folded);
bool search_query_contains(struct str text, struct str part);

#endif
