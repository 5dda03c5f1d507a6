/* SPDX-License-Identifier: Apache-2.0 */
#include "net/bdd.h"

#include <stdlib.h>
#include <string.h>

#include "net/bdd_parts.h"

enum { FIRST_NODES = 1 << 10, NODES_MAX = 1 << 30, MEMO_MAX = 1 << 22 };

err_t bdd_init(struct bdd *b, unsigned n_vars, uint32_t max_nodes)
{
    if (n_vars > BDD_VARS_MAX || max_nodes > NODES_MAX) return ERR_TOO_BIG;
    struct bdd t = {.n_vars = n_vars, .max_nodes = max_nodes, .n = 1, .cap = FIRST_NODES};
    t.index_mask = 2 * FIRST_NODES - 1;
    t.memo_mask = FIRST_NODES - 1;
    t.nodes = malloc(t.cap * sizeof *t.nodes);
    t.index = calloc((size_t)t.index_mask + 1, sizeof *t.index);
    t.memo = calloc((size_t)t.memo_mask + 1, sizeof *t.memo);
    if (!t.nodes || !t.index || !t.memo) {
        bdd_release(&t);
        return ERR_NOMEM;
    }
    t.nodes[0] = (struct bdd_node){.var = UINT32_MAX};
    *b = t;
    return OK;
}

void bdd_release(struct bdd *b)
{
    free(b->nodes);
    free(b->index);
    free(b->memo);
    *b = (struct bdd){.err = ERR_STATE};
}

err_t bdd_err(const struct bdd *b)
{
    return b->err;
}

size_t bdd_bytes(const struct bdd *b)
{
    if (!b->nodes) return 0;
    return b->cap * sizeof *b->nodes + ((size_t)b->index_mask + 1) * sizeof *b->index +
           ((size_t)b->memo_mask + 1) * sizeof *b->memo;
}

static bdd_set fail(struct bdd *b, err_t e)
{
    if (b->err == OK) b->err = e;
    return BDD_NONE;
}

/* The node itself is looked at only when its hash is the same: it lies far away in memory. */
static uint64_t tag_of(uint64_t hash)
{
    return hash >> 32 << 32;
}

static uint64_t hash_of(const struct bdd_node *n)
{
    return bdd_hash(n->var, n->lo, n->hi);
}

static uint32_t number_at(const struct bdd *b, uint32_t at)
{
    return (uint32_t)b->index[at];
}

static uint32_t place_of(const struct bdd *b, const struct bdd_node *n, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & b->index_mask;
    for (; b->index[at]; at = (at + 1) & b->index_mask) {
        if (tag_of(b->index[at]) != tag_of(hash)) continue;
        const struct bdd_node *have = &b->nodes[number_at(b, at)];
        if (have->hi == n->hi && have->lo == n->lo && have->var == n->var) break;
    }
    return at;
}

static void put(struct bdd *b, uint32_t number, uint64_t hash)
{
    uint32_t at = (uint32_t)hash & b->index_mask;
    while (b->index[at]) at = (at + 1) & b->index_mask; /* none is there twice */
    b->index[at] = tag_of(hash) | number;
}

/* Twice the index; what is remembered grows along, and is forgotten once. */
static err_t grow_index(struct bdd *b)
{
    uint32_t mask = b->index_mask * 2 + 1;
    uint64_t *index = calloc((size_t)mask + 1, sizeof *index);
    if (!index) return ERR_NOMEM;
    free(b->index);
    b->index = index;
    b->index_mask = mask;
    for (uint32_t i = 1; i < b->n; i++) put(b, i, hash_of(&b->nodes[i]));
    if (b->memo_mask >= MEMO_MAX - 1) return OK;
    struct bdd_memo *memo = calloc((size_t)b->memo_mask * 2 + 2, sizeof *memo);
    if (!memo) return ERR_NOMEM;
    free(b->memo);
    b->memo = memo;
    b->memo_mask = b->memo_mask * 2 + 1;
    return OK;
}

static err_t grow_nodes(struct bdd *b)
{
    if (b->n >= b->max_nodes) return ERR_TOO_BIG;
    uint32_t cap = b->cap + b->cap / 2;
    if (cap > b->max_nodes) cap = b->max_nodes;
    struct bdd_node *nodes = realloc(b->nodes, cap * sizeof *nodes);
    if (!nodes) return ERR_NOMEM;
    b->nodes = nodes;
    b->cap = cap;
    return OK;
}

bdd_set bdd_node(struct bdd *b, unsigned var, bdd_set lo, bdd_set hi)
{
    if (b->err != OK) return BDD_NONE;
    if (lo.e == hi.e) return lo;
    ASSERT(var < b->n_vars && var < bdd_var_of(b, lo.e) && var < bdd_var_of(b, hi.e));
    uint32_t flip = hi.e & 1;
    struct bdd_node n = {.var = var, .lo = lo.e ^ flip, .hi = hi.e ^ flip};
    uint64_t hash = hash_of(&n);
    uint32_t at = place_of(b, &n, hash);
    if (b->index[at]) return (bdd_set){(number_at(b, at) << 1) | flip};
    if (b->n >= b->max_nodes) return fail(b, ERR_TOO_BIG);
    if (b->n == b->cap) {
        err_t e = grow_nodes(b);
        if (e != OK) return fail(b, e);
    }
    if (b->n > b->index_mask - b->index_mask / 3) {
        err_t e = grow_index(b);
        if (e != OK) return fail(b, e);
        at = place_of(b, &n, hash);
    }
    b->nodes[b->n] = n;
    b->index[at] = tag_of(hash) | b->n;
    return (bdd_set){(b->n++ << 1) | flip};
}

bdd_set bdd_cube(struct bdd *b, const struct bdd_lit *lits, size_t n)
{
    bdd_set f = b->err == OK ? BDD_ALL : BDD_NONE;
    while (n-- > 0)
        f = lits[n].value ? bdd_node(b, lits[n].var, BDD_EMPTY, f)
                          : bdd_node(b, lits[n].var, f, BDD_EMPTY);
    return f;
}
