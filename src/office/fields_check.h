/* SPDX-License-Identifier: Apache-2.0
 *
 * fields_check.h: how the fields of one form stand to each other and to now, after each has been
 * read for itself: what is required, later than another, past, somebody else.
 */
#ifndef SEKIMORI_OFFICE_FIELDS_CHECK_H
#define SEKIMORI_OFFICE_FIELDS_CHECK_H

#include "catalogue/expr.h"
#include "office/fields.h"

/* Adds to *bad; a field that is at fault already is not said to be missing too. */
void fields_check(const struct field *fields, size_t n, const json_t *values,
                  const struct fields_env *env, const struct expr_env *x, struct faults *bad);

#endif
