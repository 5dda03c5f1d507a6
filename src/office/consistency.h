/* SPDX-License-Identifier: Apache-2.0
 *
 * consistency.h: does everything in a store follow from its ledger? Reads all of it; slow.
 */
#ifndef SEKIMORI_OFFICE_CONSISTENCY_H
#define SEKIMORI_OFFICE_CONSISTENCY_H

#include "store/store.h"

/* The database's own check; the organisation against a replay of its facts; accounts, versions of
 * the standard and of the catalogue, and witnesses against their records; projections against a
 * replay. Changes nothing. ERR_CORRUPT says what differs. */
MUST_CHECK err_t consistency_check(struct store *store, struct fault *why);

#endif
