/* SPDX-License-Identifier: Apache-2.0
 *
 * bdd_parts.h: what the parts of bdd.c know of each other. An edge is the number of a node times
 * two, plus one where it is complemented; node 0 is "everything". The edge `hi` of a node is never
 * complemented, which makes the form unique. Children have smaller numbers than their parents.
 */
#ifndef SEKIMORI_NET_BDD_PARTS_H
#define SEKIMORI_NET_BDD_PARTS_H

#include "net/bdd.h"

struct bdd_node {
    uint32_t var, lo, hi;
};
/* One result remembered: op(f, g) = r. op 0 is a free place. */
struct bdd_memo {
    uint32_t op, f, g, r;
};
enum bdd_op { BDD_OP_NONE, BDD_OP_AND, BDD_OP_XOR, BDD_OP_MEET, BDD_OP_EXISTS };

static inline uint32_t bdd_var_of(const struct bdd *b, uint32_t e)
{
    return b->nodes[e >> 1].var;
}
static inline uint32_t bdd_lo_of(const struct bdd *b, uint32_t e)
{
    return b->nodes[e >> 1].lo ^ (e & 1);
}
static inline uint32_t bdd_hi_of(const struct bdd *b, uint32_t e)
{
    return b->nodes[e >> 1].hi ^ (e & 1);
}
static inline uint64_t bdd_hash(uint32_t a, uint32_t c, uint32_t d)
{
    uint64_t h = (a * UINT64_C(0x9E3779B97F4A7C15)) ^ (c * UINT64_C(0xC2B2AE3D27D4EB4F)) ^
                 (d * UINT64_C(0x165667B19E3779F9));
    h ^= h >> 29;
    h *= UINT64_C(0xBF58476D1CE4E5B9);
    return h ^ (h >> 32);
}

static inline uint32_t bdd_mix(uint32_t a, uint32_t c, uint32_t d)
{
    return (uint32_t)bdd_hash(a, c, d);
}

#endif
