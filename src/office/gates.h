/* SPDX-License-Identifier: Apache-2.0
 *
 * gates.h: what must be so before a matter may begin, be granted or be used (gates of
 * docs/catalogue.md). Inside a job; w->fields are those of the opening form. What is not so is
 * ERR_INVALID with faults in w->bad at the fields of the form, or ERR_STATE in w->why.
 */
#ifndef SEKIMORI_OFFICE_GATES_H
#define SEKIMORI_OFFICE_GATES_H

#include "office/job.h"

/* At the opening and a resubmission: every gate, on the day on which the matter is to begin. */
MUST_CHECK err_t gates_open(struct work *w);
/* Before a grant: the matters that are asked for may have ended since. */
MUST_CHECK err_t gates_decide(struct work *w);
/* Before a use, when it happened: those that must hold throughout, and those of each use; `form`
 * is what was filled in for it. */
MUST_CHECK err_t gates_use(struct work *w, const json_t *form);
/* Do those that must hold throughout hold now? */
MUST_CHECK err_t gates_hold(struct work *w, bool *ret);
/* The matters on which this one rests (LINK_REQUIRES): when they end it does, work_after.c. */
MUST_CHECK err_t gates_link(struct work *w, struct draft *d);
/* "clock-length:promptly": what a procedure's `one` is per, for the value of our field; NULL
 * where it is empty. */
MUST_CHECK err_t gates_value(struct work *w, const char *procedure, const char *field,
                             const char **ret);

#endif
