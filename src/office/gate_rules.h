/* SPDX-License-Identifier: Apache-2.0
 *
 * gate_rules.h: gates that say in their own words why a matter cannot begin: something may not be
 * so (refuse), or a book may not hold such a number (book) of docs/catalogue.md. Inside a job.
 */
#ifndef SEKIMORI_OFFICE_GATE_RULES_H
#define SEKIMORI_OFFICE_GATE_RULES_H

#include "office/work.h"

/* What is wrong goes to w->bad at the field. Gates of other kinds are left alone. */
MUST_CHECK err_t gate_rules_check(struct work *w, const struct gate *g);

#endif
