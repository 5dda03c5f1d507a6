/* SPDX-License-Identifier: Apache-2.0
 *
 * org_answered.h: the other way round from org_unit_now and from the division and department of a
 * unit: which units are answered for. A division answers for itself, for its sections, and for
 * every division that ended and went to it.
 */
#ifndef SEKIMORI_OFFICE_ORG_ANSWERED_H
#define SEKIMORI_OFFICE_ORG_ANSWERED_H

#include "office/org.h"

struct org_answered {
    struct unit_id unit;                 /* living or ended */
    struct unit_id now;                  /* what answers for it: itself while it exists */
    struct unit_id division, department; /* of that; .v == 0: none */
};

/* Every unit of that time, and every ended one that went to one of them. In the arena. */
MUST_CHECK err_t org_answered(struct db *, struct arena *, struct as_of, struct org_answered **ret,
                              size_t *ret_n);

#endif
