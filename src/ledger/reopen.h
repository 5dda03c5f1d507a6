/* SPDX-License-Identifier: Apache-2.0
 *
 * reopen.h: a restored store goes on under a new origin: the log in it ends with its newest
 * checkpoint, and a new one begins whose leaf 0 says so (before.h, log.h).
 */
#ifndef SEKIMORI_LEDGER_REOPEN_H
#define SEKIMORI_LEDGER_REOPEN_H

#include "base/id.h"
#include "base/time.h"
#include "ledger/before.h"
#include "store/db.h"

struct reopen {
    const struct checkpoint_key *old_key; /* of the log that ends */
    struct str old_vkey;
    struct str origin;           /* of the new log; none before it may bear that name */
    struct ledger_before before; /* seen, by, backup are the caller's; the rest is found here */
    struct str content;          /* canonical JSON: who decided, and why */
    struct moment at;
};

/* In a store job. ERR_STATE "ledger.nothing_sealed": the log has no checkpoint yet; ERR_EXISTS
 * "ledger.same_origin"; ERR_INVALID "ledger.seen_key": a checkpoint of `seen` is not signed with
 * the old key; ERR_CORRUPT "ledger.seen_contradicts": one says other than the store holds. */
MUST_CHECK err_t ledger_reopen(struct db *db, struct reopen *r, struct leaf_id *ret,
                               struct fault *why);

/* Is the tree of the store's last log, with what it holds unsealed, at its size the one of this
 * checkpoint? *ret_lost: leaves of it that are not here (0: all are). ERR_CORRUPT: another. */
MUST_CHECK err_t ledger_reopen_compare(struct db *db, const struct checkpoint *c,
                                       int64_t *ret_lost);

#endif
