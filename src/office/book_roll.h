/* SPDX-License-Identifier: Apache-2.0
 *
 * book_roll.h: who of a division has not yet written what each person writes once (the `roll` of a
 * book): article 4, who has not acknowledged the standard in force.
 */
#ifndef SEKIMORI_OFFICE_BOOK_ROLL_H
#define SEKIMORI_OFFICE_BOOK_ROLL_H

#include "office/book_reader.h"
#include "office/show.h"

/* Into o: "rolls", one for each matter in force that is to be answered, of the division with this
 * code (empty: the viewer's own), as far as the viewer may read it; "roll_unit", its name. */
MUST_CHECK err_t book_roll_show(const struct show *s, struct book_reader *reader, const char *code,
                                struct jo *o);

#endif
