/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h: what the schema cannot say: whether a procedure makes sense. Each check
 * reports all it finds. Internal to src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_CHECK_H
#define SEKIMORI_CATALOGUE_CHECK_H

#include "catalogue/catalogue_parts.h"

void check_procedure(struct load *l, const struct procedure *p);
void check_book(struct load *l, const struct book *b);

/* Without what hangs on other procedures and books: for a version kept in the store. */
void check_alone(struct load *l, const struct procedure *p);

/* Can the field be empty when `when` (NULL: always) holds? */
bool check_may_be_empty(const struct field *f, const struct expr *when);

/* The parts of check_alone. */
void check_fields(struct load *l, const struct procedure *p);
void check_who(struct load *l, const struct procedure *p);
void check_steps(struct load *l, const struct procedure *p);
void check_deciders(struct load *l, const struct procedure *p);
/* What a record opens, against the procedure that it opens. */
void check_deeds(struct load *l, const struct procedure *p);
/* Gates and references to matters, against the procedures they name. */
void check_gates(struct load *l, const struct procedure *p);
/* A role path in a book: of `keeper`. */
void check_who_book(struct load *l, const struct book *b);

#endif
