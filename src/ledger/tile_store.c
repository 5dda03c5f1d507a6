/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tile_store.h"

#include <string.h>

#include "store/store.h"

void tile_store_init(struct tile_store *t, struct db *db, int64_t log)
{
    t->db = db;
    t->log = log;
    for (unsigned l = 0; l < TILE_LEVELS; l++) t->level[l].width = 0;
}

err_t tile_store_get(struct tile_store *t, struct tile_id id, unsigned width,
                     const struct hash **ret)
{
    if (id.level >= TILE_LEVELS || id.index > INT64_MAX) return ERR_CORRUPT;
    if (t->level[id.level].index == id.index && t->level[id.level].width >= width) {
        *ret = t->level[id.level].hash;
        return OK;
    }
    t->level[id.level].width = 0;
    struct rows r ROWS_CLEANUP =
        db_query(t->db, SQL_TILE_GET, P_I64("log", t->log), P_I64("level", id.level),
                 P_I64("idx", (int64_t)id.index));
    if (rows_next(&r)) {
        struct str b = rows_blob(&r, "hashes");
        if (b.n % HASH_LEN == 0 && b.n <= TILE_WIDTH * HASH_LEN) {
            memcpy(t->level[id.level].hash, b.p, b.n);
            t->level[id.level].width = (unsigned)(b.n / HASH_LEN);
            t->level[id.level].index = id.index;
        }
    }
    TRY(rows_end(&r));
    if (t->level[id.level].width < width) return ERR_CORRUPT;
    *ret = t->level[id.level].hash;
    return OK;
}

struct tile_place tile_store_place(unsigned height, uint64_t index)
{
    struct tile_place p = {.height = height % TILE_HEIGHT};
    uint64_t per_tile = UINT64_C(1) << (TILE_HEIGHT - p.height);
    p.id = (struct tile_id){height / TILE_HEIGHT, index / per_tile};
    p.group = (unsigned)(index % per_tile);
    p.width = (p.group + 1) << p.height;
    return p;
}

static err_t node(void *ctx, unsigned height, uint64_t index, struct hash *ret)
{
    struct tile_place p = tile_store_place(height, index);
    const struct hash *tile;
    TRY(tile_store_get(ctx, p.id, p.width, &tile));
    *ret = tile_subtree(tile, p.height, p.group);
    return OK;
}

struct merkle_source tile_store_source(struct tile_store *t)
{
    return (struct merkle_source){node, t};
}
