/* SPDX-License-Identifier: Apache-2.0
 *
 * who.h: role paths: "security_manager of each field.media.division", "applicant",
 * {any: [...]}. Reads them; whether they make sense is check_who's. Internal.
 */
#ifndef SEKIMORI_CATALOGUE_WHO_H
#define SEKIMORI_CATALOGUE_WHO_H

#include "catalogue/load.h"

const struct who *who_load(struct load *l, const struct yaml *y);
/* One or a list. */
const struct who *const *who_load_list(struct load *l, const struct yaml *y, size_t *ret_n);
/* A path, which stands `offset` bytes into the word y. */
const struct path *who_load_path(struct load *l, const struct yaml *y, struct str text,
                                 size_t offset);
bool who_equal(const struct who *a, const struct who *b);

#endif
