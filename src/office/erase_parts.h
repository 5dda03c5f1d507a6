/* SPDX-License-Identifier: Apache-2.0
 *
 * erase_parts.h: what deciding and showing share. Internal to src/office/erase*.c.
 */
#ifndef SEKIMORI_OFFICE_ERASE_PARTS_H
#define SEKIMORI_OFFICE_ERASE_PARTS_H

#include "kernel/erase.h"
#include "office/erase.h"
#include "office/work.h"

struct erase_holds { /* instruments in force */
    const char *const *names;
    size_t n;
};
MUST_CHECK err_t erase_holds(struct db *, struct arena *, struct moment at,
                             struct erase_holds *ret);
bool erase_is_held(const struct erase_holds *, struct matter_id, struct unit_id division);

/* Is a row of a book that the matter wrote still in use? */
MUST_CHECK err_t erase_in_use(struct work *w, struct matter_id, bool *ret);

/* Did the person apply for it, or enter it for who did? Then somebody else decides (14). */
bool erase_is_own(const struct matter *, struct person_id applicant, struct person_id);

/* The role in which the person may erase matters of that division; ERR_DENIED. */
MUST_CHECK err_t erase_seat(struct work *w, struct person_id, struct unit_id division,
                            struct role_holder *ret);

#endif
