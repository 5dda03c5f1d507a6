/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_batch.h: some consecutive records with the checkpoints that stand
 * among them, copied so that a thread can check them while the next are read.
 */
#ifndef SEKIMORI_LEDGER_VERIFY_BATCH_H
#define SEKIMORI_LEDGER_VERIFY_BATCH_H

#include "ledger/tile.h"
#include "ledger/verify_check.h"

enum {
    BATCH_RECORDS = TILE_WIDTH,
    BATCH_CHECKPOINTS = 16,
    BATCH_BYTES = 512 * 1024 /* a batch is closed beyond this */
};

struct batch_checkpoint {
    int64_t told;
    size_t note, note_n; /* in `bytes` */
    /* filled by the thread */
    uint64_t size;
    struct hash root;
    struct moment at;
    bool witnessed;
    struct moment witnessed_at;
};

struct batch {
    int64_t first; /* idx of the first record */
    size_t n, n_checkpoints;
    struct verify_record record[BATCH_RECORDS]; /* offsets in place of pointers until sealed */
    struct batch_checkpoint checkpoint[BATCH_CHECKPOINTS];
    char *bytes;
    size_t used, cap;
    /* filled by the thread */
    err_t err;
    struct verify_wrong wrong; /* of the first wrong record or checkpoint */
    int64_t wrong_at;          /* how many records before it are good */
    struct hash row_root;      /* when the batch is one whole row */
    struct checked checked[BATCH_RECORDS];
};

bool batch_full(const struct batch *b);
/* Whether it covers exactly one row of 256 leaves. */
bool batch_is_row(const struct batch *b);
void batch_clear(struct batch *b, int64_t first);
/* Copy in. ERR_NOMEM. */
MUST_CHECK err_t batch_add(struct batch *b, const struct verify_record *r);
MUST_CHECK err_t batch_add_checkpoint(struct batch *b, int64_t told, struct str note);
/* Check all of it; the result is in the batch. */
void batch_check(struct batch *b, const struct checkpoint_key *key, const struct note_key *witness);

#endif
