/* SPDX-License-Identifier: Apache-2.0
 *
 * article.h: references to the standard, "47(2)", "10の2(1)", "2(10)", "'156'", and the
 * table of what exists (catalogue/<body>/articles/index.tsv: numbers only). Internal.
 *
 * In "N(k)" k is a paragraph; in an article of one paragraph with items it is the item,
 * as the text itself is cited (第2条(10)). "N(p)(i)" is item i of paragraph p.
 */
#ifndef SEKIMORI_CATALOGUE_ARTICLE_H
#define SEKIMORI_CATALOGUE_ARTICLE_H

#include "catalogue/load.h"

enum { ARTICLE_ITEMS_MAX = 64 };
struct article_row { /* one paragraph that exists */
    uint16_t article, branch, paragraph;
    uint64_t items; /* bit i-1: item i is printed in it */
};
struct article_index { /* in order */
    const struct article_row *v;
    size_t n;
};

/* Reports what is no such table. */
void article_read_index(struct load *l, struct str source, struct article_index *ret);
/* How to write "47(2)". ERR_INVALID when it is not of that form. */
MUST_CHECK err_t article_parse(struct str s, struct article_ref *ret);
/* Does it exist? Puts paragraph and item where they belong. With an empty index all do. */
enum article_found { ARTICLE_EXISTS, ARTICLE_UNKNOWN, ARTICLE_NO_PARAGRAPH, ARTICLE_NO_ITEM };
enum article_found article_find(const struct article_index *x, struct article_ref *ref,
                                unsigned *ret_last);
/* A reference or a list of them, checked against the catalogue's index. */
void article_load(struct load *l, const struct yaml *y, struct article_list *ret);
bool article_load_one(struct load *l, const struct yaml *y, struct str text, size_t offset,
                      struct article_ref *ret);

#endif
