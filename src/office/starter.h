/* SPDX-License-Identifier: Apache-2.0
 *
 * starter.h: which procedures the viewer could start, judging only by what is known before a form
 * is filled in.
 */
#ifndef SEKIMORI_OFFICE_STARTER_H
#define SEKIMORI_OFFICE_STARTER_H

#include "office/show.h"

struct starter {
    const struct show *s; /* outlives this; memory is of its arena */
    struct person_id viewer;
    const struct role_holder *roles; /* of the viewer */
    size_t n_roles;
};

MUST_CHECK err_t starter_begin(struct starter *ret, const struct show *s, struct person_id viewer);
/* False also for shapes that no page carries yet. */
MUST_CHECK err_t starter_may(const struct starter *, const struct procedure *, bool *ret);
/* {"procedure", "title", "word", "about", "brief" (its first sentence), "shape", "group", "href", "articles"} */
void starter_show(const struct show *s, struct jo *o, const struct procedure *p);

#endif
