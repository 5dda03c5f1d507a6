/* SPDX-License-Identifier: Apache-2.0
 *
 * search.h: one search over everything: the articles of the standard in our own words and in the
 * official text, the procedures one may start, entries of books and matters. Width, kana and case
 * do not matter; 第10条の2 is found however it is written. What the viewer may not see does not
 * exist for the search: nothing of it is shown, counted or hinted at by paging.
 *
 * Order: in each group what is exactly meant (the number, the key) first; then articles by number,
 * matters and entries by age, newest first.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_H
#define SEKIMORI_OFFICE_SEARCH_H

#include "office/matters.h"

enum search_group {
    SEARCH_ALL, /* the first few of each group */
    SEARCH_ARTICLES,
    SEARCH_TEXT,
    SEARCH_PROCEDURES,
    SEARCH_ENTRIES,
    SEARCH_MATTERS,
    SEARCH_GROUPS
};
/* "articles"; NULL for SEARCH_ALL. Parse: false when unknown; "" is SEARCH_ALL. */
bool search_group_parse(struct str, enum search_group *ret);

struct search_query {
    struct str text; /* as typed; only the first SEARCH_TEXT_MAX bytes count */
    enum search_group group;
    int64_t after; /* of a group's "next", which may be negative; 0: its first page */
};
enum { SEARCH_TEXT_MAX = 200, SEARCH_FEW = 5, SEARCH_PAGE = 20 };

/* A new object (caller json_decref), the answer of GET /search:
 *   {"q", "group": name or null, "any": bool, "groups": [{"group", "label", "items", "next": path
 * or null}]} Groups without anything are left out. Items all have "kind" (article, text,
 * procedure, entry, matter), "title", "text" (one line more, or null), "href" and "exact"; besides:
 * article "article" (10の2); text "key" (10-2, s11), "place" (第10条の2第3項) of a paragraph of the
 * official text in force; procedure those of GET /apply; entry "key", "state_text", "keeper",
 * "book"; matter those of GET /matters. Without a viewer (.v == 0) only articles are found. */
MUST_CHECK err_t search_find(const struct office *, struct person_id viewer,
                             const struct search_query *, enum lang, json_t **ret);

#endif
