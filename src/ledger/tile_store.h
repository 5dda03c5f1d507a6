/* SPDX-License-Identifier: Apache-2.0
 *
 * tile_store.h: the tiles of one log's sealed tree in the store, and the hashes of full
 * subtrees from them. Keeps the last tile of each level, as proofs ask for
 * neighbours. About 70 KB: not for the stack.
 */
#ifndef SEKIMORI_LEDGER_TILE_STORE_H
#define SEKIMORI_LEDGER_TILE_STORE_H

#include "ledger/tile.h"
#include "store/db.h"

struct tile_store {
    struct db *db;
    int64_t log;
    struct {
        struct hash hash[TILE_WIDTH];
        unsigned width; /* 0: nothing kept */
        uint64_t index;
    } level[TILE_LEVELS];
};

void tile_store_init(struct tile_store *t, struct db *db, int64_t log);
/* The first `width` hashes of a tile, valid until the next call. ERR_CORRUPT
 * when the tile is missing or narrower. */
MUST_CHECK err_t tile_store_get(struct tile_store *t, struct tile_id id, unsigned width,
                                const struct hash **ret);
/* Which tile holds the subtree 2^height * [index, index + 1), and where in it. */
struct tile_place {
    struct tile_id id;
    unsigned height, group, width; /* for tile_subtree; hashes needed */
};
struct tile_place tile_store_place(unsigned height, uint64_t index);
/* `t` as where proofs are made from. */
struct merkle_source tile_store_source(struct tile_store *t);

#endif
