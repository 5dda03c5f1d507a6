/* SPDX-License-Identifier: Apache-2.0
 *
 * deeds.h: what a record brings about in the transaction in which it is written, and other matters
 * when a step is closed (adds, changes, absents, returns, opens of docs/catalogue.md). Faults go to
 * w->bad at the field that is wrong, or to w->why. Inside a job; nobody but matters_open.c,
 * matters_act.c and matters_free.c includes it.
 */
#ifndef SEKIMORI_OFFICE_DEEDS_H
#define SEKIMORI_OFFICE_DEEDS_H

#include "office/job.h"

/* Facts of the organisation, and matters that the record opens (linked from d, for the unit of
 * the role in which it is written). Before the record takes its number: a matter that it opens
 * takes one too; its id is taken here, if one is opened. */
MUST_CHECK err_t deeds_before(struct work *w, struct draft *d, const struct role_holder *as);
/* Entries of books added and changed when `step` is closed (NULL: in the opening act): into d and
 * content["entries"]. What the gates asked of an entry at the opening must still be so: ERR_STATE
 * "matter.entry_not_available". */
MUST_CHECK err_t deeds_entries(struct work *w, struct draft *d, const char *step, json_t *content);
/* What it brought about stands, whatever becomes of the record: undone by another record only. */
bool deeds_stand(const struct procedure *p);

#endif
