/* SPDX-License-Identifier: Apache-2.0
 *
 * tile.h: the tree cut into tiles of height 8 (C2SP tlog-tiles). Tile n of
 * level l holds the hashes of 256 consecutive full subtrees of 256^l leaves.
 * The rightmost tile of a level is partial (width below 256); a partial tile
 * is the start of the full one, so one row that grows holds all its widths.
 * Pure.
 */
#ifndef SEKIMORI_LEDGER_TILE_H
#define SEKIMORI_LEDGER_TILE_H

#include "base/sb.h"
#include "ledger/merkle.h"

enum { TILE_HEIGHT = 8, TILE_WIDTH = 256, TILE_LEVELS = 8 };

struct tile_id {
    unsigned level;
    uint64_t index;
};

/* "tile/0/x001/x234/067" or, partial, "tile/0/x001/x234/067.p/5". */
MUST_CHECK err_t tile_path(struct sb *to, struct tile_id id, unsigned width);
/* The reverse; strict. "entries" bundles are not paths of tiles. */
MUST_CHECK err_t tile_path_parse(struct str path, struct tile_id *ret_id, unsigned *ret_width);
/* How many hashes the level has in a tree of so many leaves. */
uint64_t tile_level_width(unsigned level, uint64_t size);

/* The hash 2^height hashes of a tile make together: the i-th such group.
 * height <= 8, and the tile is wide enough. */
struct hash tile_subtree(const struct hash *tile, unsigned height, unsigned i);

/* Appends leaves to the right edge of a tree. Every tile that has changed is
 * given to `put` when it is full or at tile_builder_flush. About 70 KB. */
struct tile_builder {
    uint64_t size;
    struct {
        struct hash hash[TILE_WIDTH];
        unsigned width;
        uint64_t index;
        bool changed;
    } level[TILE_LEVELS];
    err_t (*put)(void *ctx, struct tile_id id, const struct hash *hashes, unsigned width);
    void *ctx;
};

/* Continue a tree of `size` leaves: `get` gives the stored right edge, the
 * first `width` hashes of a tile (width < 256; not asked for empty ones). */
MUST_CHECK err_t tile_builder_init(struct tile_builder *b, uint64_t size,
                                   err_t (*get)(void *ctx, struct tile_id id, unsigned width,
                                                struct hash *ret),
                                   void *ctx);
MUST_CHECK err_t tile_builder_add(struct tile_builder *b, const struct hash *leaf);
MUST_CHECK err_t tile_builder_flush(struct tile_builder *b);
/* The root so far. */
struct hash tile_builder_root(const struct tile_builder *b);

#endif
