/* SPDX-License-Identifier: Apache-2.0
 *
 * expr.h: the catalogue's conditions: `field.a = x and not b`, `given field.f`,
 * `field.p in [x, y]`, `step.assessed.weighty`, comparisons of numbers and times.
 * Checked against the fields when loaded: an unknown name or a comparison of
 * different types is a fault with file, line and column.
 */
#ifndef SEKIMORI_CATALOGUE_EXPR_H
#define SEKIMORI_CATALOGUE_EXPR_H

#include <jansson.h>

#include "catalogue/procedure.h"

/* Values as they stand in the act's content: choices and texts as strings, yes_no as
 * booleans, numbers, days and moments as integers, entries as arrays of integers. */
struct expr_env {
    const json_t *fields;        /* the opening form */
    const json_t *steps;         /* {"assessed": {"is_incident": true}} */
    const json_t *entry, *sheet; /* campaign; NULL elsewhere */
    const json_t *seen; /* {"12": {"kind": "usb", "state": "kept", "keeper": 5}}: the entries chosen
                           in the opening form as they stood then; may be NULL */
};
/* Absent values are false / unequal to anything; never fails on checked expressions. */
bool expr_true(const struct expr *e, const struct expr_env *env);

#endif
