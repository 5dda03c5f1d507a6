/* SPDX-License-Identifier: Apache-2.0
 *
 * expr_value.h: what a condition speaks of: references to fields and the values they
 * are compared with, checked against each other's types. Internal to the parser.
 */
#ifndef SEKIMORI_CATALOGUE_EXPR_VALUE_H
#define SEKIMORI_CATALOGUE_EXPR_VALUE_H

#include "catalogue/expr_token.h"

bool expr_value_is_ref(struct str word);
/* The reference at the token. */
MUST_CHECK err_t expr_value_ref(struct expr_parser *x, struct expr_ref *ret);
/* The value at the token, fit to be compared with `left` by op. */
MUST_CHECK err_t expr_value_parse(struct expr_parser *x, const struct expr_ref *left,
                                  enum expr_op op, struct expr_value *ret);

#endif
