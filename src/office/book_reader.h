/* SPDX-License-Identifier: Apache-2.0
 *
 * book_reader.h: which entries of a book the viewer may read, by the book's `read` list. Most
 * lists name roles of the entry's keeper, and keepers repeat: the viewer's roles are found once,
 * and each keeper's answer is kept.
 */
#ifndef SEKIMORI_OFFICE_BOOK_READER_H
#define SEKIMORI_OFFICE_BOOK_READER_H

#include "office/work.h"

struct book_reader {
    struct work *w; /* outlives this; memory is of its arena */
    const struct book *book;
    struct person_id viewer;
    const struct role_holder *roles; /* of the viewer */
    size_t n_roles;
    bool all; /* by a role that has nothing to do with the keeper: reads every entry */
    struct keeper_answer {
        struct unit_id keeper;
        bool may;
    } * known;
    size_t n_known;
};

MUST_CHECK err_t book_reader_begin(struct book_reader *ret, struct work *w, const struct book *b,
                                   struct person_id viewer);
/* Entries of this keeper? A matter that stands in the book is its division's. */
MUST_CHECK err_t book_reader_may(struct book_reader *r, struct unit_id keeper, bool *ret);

#endif
