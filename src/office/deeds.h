/* SPDX-License-Identifier: Apache-2.0
 *
 * deeds.h: what a record brings about in the transaction in which it is written (changes,
 * absents, returns, opens of docs/catalogue.md). Faults go to w->bad at the field that is
 * wrong, or to w->why. Inside a job; nobody but matters_open.c and matters_free.c includes it.
 */
#ifndef SEKIMORI_OFFICE_DEEDS_H
#define SEKIMORI_OFFICE_DEEDS_H

#include "office/job.h"

/* Facts of the organisation, and matters that the record opens (linked from d, for the unit of
 * the role in which it is written). Before the record takes its number: a matter that it opens
 * takes one too; its id is taken here, if one is opened. */
MUST_CHECK err_t deeds_before(struct work *w, struct draft *d, const struct role_holder *as);
/* Entries of books: into d and content["entries"]. */
MUST_CHECK err_t deeds_entries(struct work *w, struct draft *d, json_t *content);
/* What it brought about stands, whatever becomes of the record: undone by another record only. */
bool deeds_stand(const struct procedure *p);

#endif
