/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking into a set: members, their number, paths; carrying it to another table.
 */
#include <stdlib.h>
#include <string.h>

#include "net/bdd_parts.h"

err_t bdd_is_empty(const struct bdd *b, bdd_set f, bool *ret)
{
    TRY(b->err);
    *ret = bdd_same(f, BDD_EMPTY);
    return OK;
}

err_t bdd_has(const struct bdd *b, bdd_set f, const uint8_t *vector, bool *ret)
{
    TRY(b->err);
    uint32_t e = f.e;
    while (e >> 1) e = vector[bdd_var_of(b, e)] ? bdd_hi_of(b, e) : bdd_lo_of(b, e);
    *ret = e == BDD_ALL.e;
    return OK;
}

err_t bdd_pick(const struct bdd *b, bdd_set f, uint8_t *ret_vector)
{
    TRY(b->err);
    if (bdd_same(f, BDD_EMPTY)) return ERR_NOT_FOUND;
    memset(ret_vector, 2, b->n_vars);
    for (uint32_t e = f.e; e >> 1;) {
        uint32_t v = bdd_var_of(b, e), lo = bdd_lo_of(b, e);
        ret_vector[v] = lo == BDD_EMPTY.e;
        e = ret_vector[v] ? bdd_hi_of(b, e) : lo;
    }
    return OK;
}

/* Of an edge: the complement is carried down to the ends, so that small shares are not lost in a
 * difference from 1. < 0: not known yet. */
static double share_of(const struct bdd *b, uint32_t e, double *known)
{
    if (e == BDD_ALL.e) return 1;
    if (e == BDD_EMPTY.e) return 0;
    if (known[e] < 0)
        known[e] =
            share_of(b, bdd_lo_of(b, e), known) / 2 + share_of(b, bdd_hi_of(b, e), known) / 2;
    return known[e];
}

err_t bdd_share(const struct bdd *b, bdd_set f, double *ret)
{
    TRY(b->err);
    size_t n = ((size_t)(f.e >> 1) + 1) * 2;
    double *known = malloc(n * sizeof *known);
    if (!known) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) known[i] = -1;
    *ret = share_of(b, f.e, known);
    free(known);
    return OK;
}

static size_t count_nodes(const struct bdd *b, uint32_t e, uint8_t *seen)
{
    uint32_t i = e >> 1;
    if (i == 0 || (seen[i / 8] >> (i % 8) & 1)) return 0;
    seen[i / 8] = (uint8_t)(seen[i / 8] | 1U << (i % 8));
    return 1 + count_nodes(b, b->nodes[i].lo, seen) + count_nodes(b, b->nodes[i].hi, seen);
}

size_t bdd_size(const struct bdd *b, bdd_set f)
{
    if (b->err != OK) return 0;
    uint8_t *seen = calloc((size_t)(f.e >> 1) / 8 + 1, 1);
    size_t n = seen ? count_nodes(b, f.e, seen) : 0;
    free(seen);
    return n;
}

struct walk {
    const struct bdd *b;
    err_t (*each)(void *to, const uint8_t *vector);
    void *to;
    uint8_t vector[BDD_VARS_MAX];
};

static err_t walk_paths(struct walk *w, uint32_t e)
{
    if (e == BDD_EMPTY.e) return OK;
    if (e == BDD_ALL.e) return w->each(w->to, w->vector);
    uint32_t v = bdd_var_of(w->b, e);
    w->vector[v] = 0;
    TRY(walk_paths(w, bdd_lo_of(w->b, e)));
    w->vector[v] = 1;
    TRY(walk_paths(w, bdd_hi_of(w->b, e)));
    w->vector[v] = 2;
    return OK;
}

err_t bdd_paths(const struct bdd *b, bdd_set f, err_t (*each)(void *to, const uint8_t *vector),
                void *to)
{
    TRY(b->err);
    struct walk w = {.b = b, .each = each, .to = to};
    memset(w.vector, 2, sizeof w.vector);
    return walk_paths(&w, f.e);
}

/* seen[i]: the edge of node i in the other table, 0 = not yet (node 0 never is one's copy). */
static uint32_t copy_node(const struct bdd *from, uint32_t e, struct bdd *to, uint32_t *seen)
{
    uint32_t i = e >> 1, flip = e & 1;
    if (i == 0) return e;
    if (!seen[i]) {
        uint32_t lo = copy_node(from, from->nodes[i].lo, to, seen);
        uint32_t hi = copy_node(from, from->nodes[i].hi, to, seen);
        bdd_set r = bdd_node(to, from->nodes[i].var, (bdd_set){lo}, (bdd_set){hi});
        if (to->err != OK) return BDD_EMPTY.e;
        seen[i] = r.e;
    }
    return seen[i] ^ flip;
}

err_t bdd_copy(const struct bdd *from, bdd_set f, struct bdd *to, bdd_set *ret)
{
    TRY(from->err);
    TRY(to->err);
    ASSERT(from->n_vars == to->n_vars);
    uint32_t *seen = calloc((size_t)(f.e >> 1) + 1, sizeof *seen);
    if (!seen) return ERR_NOMEM;
    uint32_t e = copy_node(from, f.e, to, seen);
    free(seen);
    TRY(to->err);
    *ret = (bdd_set){e};
    return OK;
}
