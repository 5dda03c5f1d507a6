/* SPDX-License-Identifier: Apache-2.0
 *
 * names.h: a name that must stand in the catalogue; what does not is reported with
 * the names there are. Internal to src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_NAMES_H
#define SEKIMORI_CATALOGUE_NAMES_H

#include "catalogue/load.h"

/* Each gives NULL after its report; and NULL silently for y == NULL. */
const char *names_clock(struct load *l, const struct yaml *y);
const char *names_reading(struct load *l, const struct yaml *y);
const char *names_group(struct load *l, const struct yaml *y);
const char *names_book(struct load *l, const struct yaml *y);
const struct role *names_role(struct load *l, struct str name, struct place at);
const char *names_enforcer(struct load *l, const struct yaml *y); /* of enforcers.h */
void names_check_procedure(struct load *l, const char *name, struct place at);
bool names_word(struct load *l, const struct yaml *y,
                struct text2 *ret); /* 許可, with its English */

#endif
