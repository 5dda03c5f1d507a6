/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/tile.h"

#include <string.h>

err_t tile_path(struct sb *to, struct tile_id id, unsigned width)
{
    if (id.level > 63 || width == 0 || width > TILE_WIDTH) return ERR_INVALID;
    unsigned part[8], n = 0;
    uint64_t rest = id.index;
    do {
        part[n++] = (unsigned)(rest % 1000);
        rest /= 1000;
    } while (rest);
    sb_addf(to, "tile/%u/", id.level);
    while (n > 1) sb_addf(to, "x%03u/", part[--n]);
    sb_addf(to, "%03u", part[0]);
    if (width < TILE_WIDTH) sb_addf(to, ".p/%u", width);
    return sb_end(to);
}

/* Decimal without leading zeroes, at most `max`. */
static bool small_number(struct str s, unsigned max, unsigned *ret)
{
    int64_t v;
    if (!s.p || s.n == 0 || s.n > 3 || (s.n > 1 && s.p[0] == '0')) return false;
    if (str_to_i64(s, &v) != OK || v < 0 || v > max) return false;
    *ret = (unsigned)v;
    return true;
}

static bool index_part(struct str part, bool last, uint64_t *index)
{
    if (!last) {
        if (part.n != 4 || part.p[0] != 'x') return false;
        part = str_skip(part, 1);
    }
    if (part.n != 3) return false;
    for (size_t i = 0; i < 3; i++) {
        if (part.p[i] < '0' || part.p[i] > '9') return false;
        if (__builtin_mul_overflow(*index, 10U, index)) return false;
        if (__builtin_add_overflow(*index, (uint64_t)(part.p[i] - '0'), index)) return false;
    }
    return true;
}

err_t tile_path_parse(struct str path, struct tile_id *ret_id, unsigned *ret_width)
{
    struct tile_id id = {0};
    unsigned width = TILE_WIDTH;
    struct str rest = path;
    if (!str_eqz(str_cut(&rest, '/'), "tile")) return ERR_INVALID;
    if (!small_number(str_cut(&rest, '/'), 63, &id.level)) return ERR_INVALID;
    bool first = true;
    for (;;) {
        if (!rest.p) return ERR_INVALID;
        struct str part = str_cut(&rest, '/');
        if (first && rest.p && str_eqz(part, "x000")) return ERR_INVALID;
        first = false;
        if (str_ends(part, STR(".p"))) {
            if (!small_number(rest, TILE_WIDTH - 1, &width) || width == 0) return ERR_INVALID;
            part.n -= 2;
            rest = STR_NONE;
        }
        bool last = !rest.p;
        if (!index_part(part, last, &id.index)) return ERR_INVALID;
        if (last) break;
    }
    *ret_id = id;
    *ret_width = width;
    return OK;
}

uint64_t tile_level_width(unsigned level, uint64_t size)
{
    return level >= TILE_LEVELS ? 0 : size >> (TILE_HEIGHT * level);
}

struct hash tile_subtree(const struct hash *tile, unsigned height, unsigned i)
{
    struct hash row[TILE_WIDTH];
    unsigned n = 1U << height;
    if (n == 1) return tile[i];
    memcpy(row, tile + (size_t)i * n, n * sizeof *row);
    for (; n > 1; n /= 2) {
        for (unsigned k = 0; k < n / 2; k++) row[k] = merkle_node(&row[2 * k], &row[2 * k + 1]);
    }
    return row[0];
}

err_t tile_builder_init(struct tile_builder *b, uint64_t size,
                        err_t (*get)(void *ctx, struct tile_id id, unsigned width,
                                     struct hash *ret),
                        void *ctx)
{
    b->size = size;
    b->put = NULL;
    b->ctx = NULL;
    for (unsigned l = 0; l < TILE_LEVELS; l++) {
        uint64_t wide = tile_level_width(l, size);
        b->level[l].index = wide / TILE_WIDTH;
        b->level[l].width = (unsigned)(wide % TILE_WIDTH);
        b->level[l].changed = false;
        if (b->level[l].width == 0) continue;
        TRY(get(ctx, (struct tile_id){l, b->level[l].index}, b->level[l].width, b->level[l].hash));
    }
    return OK;
}

static err_t put_level(struct tile_builder *b, unsigned l)
{
    b->level[l].changed = false;
    return b->put(b->ctx, (struct tile_id){l, b->level[l].index}, b->level[l].hash,
                  b->level[l].width);
}

err_t tile_builder_add(struct tile_builder *b, const struct hash *leaf)
{
    struct hash h = *leaf;
    for (unsigned l = 0; l < TILE_LEVELS; l++) {
        b->level[l].hash[b->level[l].width++] = h;
        b->level[l].changed = true;
        if (b->level[l].width < TILE_WIDTH) break;
        TRY(put_level(b, l));
        h = tile_subtree(b->level[l].hash, TILE_HEIGHT, 0);
        b->level[l].width = 0;
        b->level[l].index++;
    }
    b->size++;
    return OK;
}

err_t tile_builder_flush(struct tile_builder *b)
{
    for (unsigned l = 0; l < TILE_LEVELS; l++) {
        if (b->level[l].changed && b->level[l].width > 0) TRY(put_level(b, l));
    }
    return OK;
}

struct hash tile_builder_root(const struct tile_builder *b)
{
    struct hash root = merkle_empty();
    bool any = false;
    /* From the right, the smallest full subtrees first. */
    for (unsigned l = 0; l < TILE_LEVELS; l++) {
        unsigned done = b->level[l].width;
        for (unsigned height = 0; height < TILE_HEIGHT; height++) {
            unsigned n = 1U << height;
            if (!(b->level[l].width & n)) continue;
            done -= n;
            struct hash h = tile_subtree(b->level[l].hash, height, done / n);
            root = any ? merkle_node(&h, &root) : h;
            any = true;
        }
    }
    return root;
}
