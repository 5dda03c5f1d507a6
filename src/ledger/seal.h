/* SPDX-License-Identifier: Apache-2.0
 *
 * seal.h: from leaves to a signed checkpoint. One sealer at a time (a thread
 * of the server); whatever moment it is killed at, the next one goes on.
 */
#ifndef SEKIMORI_LEDGER_SEAL_H
#define SEKIMORI_LEDGER_SEAL_H

#include "ledger/checkpoint.h"
#include "ledger/signer_client.h"
#include "store/store.h"

/* Bring the tiles up to date with the leaves, have the new head signed, keep
 * both. Returns at once where nothing is new. *ret_size: how many records are
 * sealed now. It is the last log (log.h) that grows. Leaves are taken in portions of 65,536 with a
 * checkpoint each. ERR_UNAVAILABLE: the signer or the store does not answer; try again.
 * ERR_CORRUPT: "ledger.behind_signer" (leaves are gone that were signed, as
 * after restoring an old backup), "ledger.tiles_differ", "ledger.leaf_gap",
 * "signer.refused", "ledger.signer_key" (the signer's key is not `key`). */
MUST_CHECK err_t ledger_seal(struct store *store, const struct checkpoint_key *key,
                             const struct ledger_signer *signer, int64_t *ret_size,
                             struct fault *why);

#endif
