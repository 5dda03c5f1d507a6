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
};

/* Total on any bytes: what is not UTF-8 gives no term. ERR_NOMEM. */
MUST_CHECK err_t search_query_read(struct arena *, struct str typed, struct search_words *ret);

/* Are all terms in the folded text? */
bool search_query_matches(const struct search_words *, struct str folded);
bool search_query_contains(struct str text, struct str part);

#endif
