/* SPDX-License-Identifier: Apache-2.0
 *
 * org_verify.h: the organisation, and who may sign in, held against the ledger. A rebuild does not
 * make these tables anew; whoever changed a row there would act in an office that nobody gave
 * them.
 */
#ifndef SEKIMORI_OFFICE_ORG_VERIFY_H
#define SEKIMORI_OFFICE_ORG_VERIFY_H

#include "base/err.h"
#include "store/store.h"

/* Every row of units, successions, posts, people, holdings, absences and information systems, in
 * every column and with both its times, is what replaying the facts gives, and none is missing.
 * Not compared is only what the ledger does not tell (org_replay.h). Leaves the replayed rows:
 * inside an act that the caller takes back. ERR_CORRUPT "org.row_differs" table, id, column;
 * "org.row_missing", "org.row_unknown" table, id. */
MUST_CHECK err_t org_verify(struct db *, struct fault *why);

/* Every account was opened by a record, for that person, under a number that the person has or
 * had; it is locked, and its password was set, when the ledger says so. The password itself cannot
 * be compared: the ledger holds no secrets. ERR_CORRUPT "account.differs" id, column. */
MUST_CHECK err_t org_verify_accounts(struct db *, struct fault *why);

#endif
