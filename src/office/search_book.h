/* SPDX-License-Identifier: Apache-2.0
 *
 * search_book.h: the entries of one book in which words stand, by the index of the search.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_BOOK_H
#define SEKIMORI_OFFICE_SEARCH_BOOK_H

#include "office/book_reader.h"
#include "office/views.h"

/* The newest of those that the viewer may read, at most some hundreds, as a JSON array of ids in
 * the view's arena. */
MUST_CHECK err_t search_book_entries(struct view *v, struct book_reader *reader, struct str typed,
                                     const char **ret);

#endif
