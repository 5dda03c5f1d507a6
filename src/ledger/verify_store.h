/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_store.h: verify the ledger of a store in one snapshot, its tiles too
 * (receipts are made from them); and write it out as a bundle.
 */
#ifndef SEKIMORI_LEDGER_VERIFY_STORE_H
#define SEKIMORI_LEDGER_VERIFY_STORE_H

#include "ledger/verify.h"
#include "store/db.h"

/* `options->row` and `ctx` are ours here. Errors as verify.h has them, and the
 * store's own. */
MUST_CHECK err_t verify_store(struct db *db, const struct verify_options *options,
                              struct verify_result *ret, struct verify_wrong *wrong);

struct export_to {
    err_t (*write)(void *ctx, struct str bytes);
    void *ctx;
    bool without_contents; /* marks them withheld */
};
struct export_result {
    int64_t records, checkpoints;
};

/* Everything under the newest checkpoint. ERR_STATE: nothing is sealed yet;
 * ERR_CORRUPT: a leaf without record or the reverse (`verify` tells more). */
MUST_CHECK err_t export_bundle(struct db *db, const struct export_to *to,
                               struct export_result *ret);

#endif
