/* SPDX-License-Identifier: Apache-2.0
 *
 * lists.h: the files that procedures lean on: words, clocks, zones, readings, roles and
 * books. Each reader fills its part of the catalogue. Internal to src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_LISTS_H
#define SEKIMORI_CATALOGUE_LISTS_H

#include "catalogue/catalogue_parts.h"

void lists_words(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_clocks(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_zones(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_groups(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_readings(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_roles(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_standard(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_controls(struct load *l, const struct yaml *y, struct catalogue *c);
void lists_flaws(struct load *l, const struct yaml *y, struct catalogue *c);
/* One book; NULL when nothing can be said. */
const struct book *book_load(struct load *l, const struct yaml *y);

#endif
