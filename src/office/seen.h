/* SPDX-License-Identifier: Apache-2.0
 *
 * seen.h: the chosen entries of books as they stand at this moment: {"12": {"kind": "usb",
 * "encrypted": true, "state": "kept", "keeper": 5}}. Conditions of a matter speak of them as they
 * stood when it was asked for, so they go into the content of the opening act.
 */
#ifndef SEKIMORI_OFFICE_SEEN_H
#define SEKIMORI_OFFICE_SEEN_H

#include <jansson.h>

#include "catalogue/catalogue.h"
#include "store/store.h"

/* Of every entry in the fields of p's opening form, with the columns of its book in the types that
 * the book gives them; what is empty is left out. *ret is a new object. */
MUST_CHECK err_t seen_entries(struct db *db, const struct catalogue *c, const struct procedure *p,
                              const json_t *values, json_t **ret);

#endif
