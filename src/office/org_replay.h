/* SPDX-License-Identifier: Apache-2.0
 *
 * org_replay.h: the tables of the organisation made again from the facts in the ledger, by the
 * same writers that wrote them when each fact was told.
 */
#ifndef SEKIMORI_OFFICE_ORG_REPLAY_H
#define SEKIMORI_OFFICE_ORG_REPLAY_H

#include "office/org.h"

/* What stands in a column that the ledger cannot tell: a text whose content was erased, the order
 * of siblings in facts of former versions. */
#define ORG_REPLAY_TEXT_UNKNOWN "\x01"
#define ORG_REPLAY_NUMBER_UNKNOWN INT64_MIN

/* Empty them and replay every fact. Inside an act. ERR_CORRUPT "org.bad_fact" (its record). */
MUST_CHECK err_t org_replay(struct db *, struct fault *why);

#endif
