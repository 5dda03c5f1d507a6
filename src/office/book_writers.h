/* SPDX-License-Identifier: Apache-2.0
 *
 * book_writers.h: what writes a book: a reader who finds it empty, or misses something, sees which
 * procedures fill it.
 */
#ifndef SEKIMORI_OFFICE_BOOK_WRITERS_H
#define SEKIMORI_OFFICE_BOOK_WRITERS_H

#include "office/show.h"

/* "writers": [{title, href}] in the order of names; href null where the viewer (the actor of the
 * work) cannot start it. */
MUST_CHECK err_t book_writers_show(const struct show *s, struct jo *o, const struct book *b);

#endif
