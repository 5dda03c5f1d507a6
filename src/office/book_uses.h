/* SPDX-License-Identifier: Apache-2.0
 *
 * book_uses.h: a book whose rows are the uses of permits (`from_uses`): who began it, when it
 * ended, what was filled in each time. 39(1): the book of who entered a controlled area and left
 * it.
 */
#ifndef SEKIMORI_OFFICE_BOOK_USES_H
#define SEKIMORI_OFFICE_BOOK_USES_H

#include "office/book_reader.h"
#include "office/show.h"

/* Uses recorded before leaf `before` (0: all), newest first, of the entries that the viewer may
 * read; search: any part of an entry's key. *ret_next: before which to go on, 0 at the end. */
MUST_CHECK err_t book_uses_list(const struct show *s, struct book_reader *reader,
                                const char *search, int64_t before, struct jo *list,
                                int64_t *ret_next);

#endif
