/* SPDX-License-Identifier: Apache-2.0
 *
 * search_book.h: the entries of one book in which words stand, by the index of the search.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_BOOK_H
#define SEKIMORI_OFFICE_SEARCH_BOOK_H

#include "office/book_reader.h"
#include "office/views.h"

/* A page of those that the viewer may read, the newest first, at most SEARCH_BOOK_PAGE: a JSON
 * array of ids in the view's arena. before: where the page before ended, 0 at the start; *ret_next:
 * where this one did, 0 where nothing follows. */
enum { SEARCH_BOOK_PAGE = 100 };
MUST_CHECK err_t search_book_entries(struct view *v, struct book_reader *reader, struct str typed,
                                     int64_t before, const char **ret, int64_t *ret_next);

#endif
