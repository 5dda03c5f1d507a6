/* SPDX-License-Identifier: Apache-2.0
 *
 * walk.h: the whole ledger of a store in order: log after log (log.h), in each the leaves with
 * their records, and each checkpoint after the last record that it covers. Reads in pages;
 * memory stays flat.
 */
#ifndef SEKIMORI_LEDGER_WALK_H
#define SEKIMORI_LEDGER_WALK_H

#include "ledger/verify.h"
#include "store/db.h"

struct walk_to {
    /* A log begins. `vkey`: its key, as the next log names it; STR_NONE for the last. */
    err_t (*log)(void *ctx, const struct ledger_log *log, struct str origin, struct str vkey);
    /* Views live during the call. */
    err_t (*record)(void *ctx, const struct verify_record *r);
    err_t (*checkpoint)(void *ctx, int64_t size, struct str note);
    /* A leaf without record (has_leaf), or a record without leaf; by its number. */
    err_t (*alone)(void *ctx, int64_t number, bool has_leaf);
    void *ctx;
};

/* Until a function fails or all is told. Checkpoints beyond the last record
 * come at the log's end. */
MUST_CHECK err_t walk_ledger(struct db *db, const struct walk_to *to);

#endif
