/* SPDX-License-Identifier: Apache-2.0
 *
 * bdd.h: sets of bit vectors as reduced ordered binary decision diagrams (Bryant 1986),
 * hash-consed, with complemented edges (Brace, Rudell, Bryant 1990): two sets are equal exactly if
 * their handles are, and the complement costs nothing.
 *
 * A table is a region: handles stay valid until it is released, nothing is freed between. Whoever
 * watches for long keeps a table for what lasts, builds each question in a table of its own, and
 * carries over what it wants to keep with bdd_copy().
 *
 * The table holds at most `max_nodes` nodes (16 bytes each with its place in the index, and at most
 * as much again for results remembered). The error is sticky, as in base/sb.h: beyond the limit, or
 * without memory, operations give BDD_NONE, which no question answers; bdd_err() says why
 * (ERR_TOO_BIG, ERR_NOMEM). There is never a wrong answer.
 *
 * Not for two threads at a time. Variables are 0 .. n_vars-1, tested in this order.
 */
#ifndef SEKIMORI_NET_BDD_H
#define SEKIMORI_NET_BDD_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

enum { BDD_VARS_MAX = 1024 };

/* A set within one table. Compare with bdd_same(). */
typedef struct bdd_set {
    uint32_t e;
} bdd_set;

#define BDD_ALL ((bdd_set){0})
#define BDD_EMPTY ((bdd_set){1})
#define BDD_NONE ((bdd_set){UINT32_MAX}) /* no set: the table has failed */

struct bdd_node;
struct bdd_memo;
struct bdd {
    struct bdd_node *nodes;
    uint32_t n, cap, max_nodes;
    uint64_t *index; /* open addressing: upper half of the hash, number of the node; 0 = free */
    uint32_t index_mask;
    struct bdd_memo *memo;
    uint32_t memo_mask;
    uint32_t serial; /* of quantifications, so that results are not mixed up */
    unsigned n_vars;
    err_t err;
};

/* max_nodes up to 2^30. ERR_NOMEM; ERR_TOO_BIG for too many variables or nodes. */
MUST_CHECK err_t bdd_init(struct bdd *b, unsigned n_vars, uint32_t max_nodes);
void bdd_release(struct bdd *b); /* harmless twice and on a zeroed struct */
/* The sticky error; OK while every handle made so far is right. */
MUST_CHECK err_t bdd_err(const struct bdd *b);
size_t bdd_bytes(const struct bdd *b);           /* memory the table holds now */
size_t bdd_size(const struct bdd *b, bdd_set f); /* nodes of one set; 0 without memory */

static inline bool bdd_same(bdd_set f, bdd_set g)
{
    return f.e == g.e;
}

/* Building from below: the set that is `hi` where var is 1 and `lo` where it is 0. var stands
 * before every variable of both. */
bdd_set bdd_node(struct bdd *b, unsigned var, bdd_set lo, bdd_set hi);
/* One bit pattern: n literals in ascending order of their variables; linear in n. */
struct bdd_lit {
    uint16_t var;
    bool value;
};
bdd_set bdd_cube(struct bdd *b, const struct bdd_lit *lits, size_t n);

bdd_set bdd_not(bdd_set f); /* constant time */
bdd_set bdd_and(struct bdd *b, bdd_set f, bdd_set g);
bdd_set bdd_or(struct bdd *b, bdd_set f, bdd_set g);
bdd_set bdd_diff(struct bdd *b, bdd_set f, bdd_set g); /* f without g */
bdd_set bdd_xor(struct bdd *b, bdd_set f, bdd_set g);
bdd_set bdd_if(struct bdd *b, bdd_set c, bdd_set then, bdd_set otherwise);
/* The union of n sets, pairwise, so that no set is walked more than log n times. */
bdd_set bdd_union(struct bdd *b, const bdd_set *f, size_t n);

/* Variables by number, for quantification. */
struct bdd_vars {
    uint64_t bits[BDD_VARS_MAX / 64];
};
static inline void bdd_vars_add(struct bdd_vars *v, unsigned from, unsigned n)
{
    for (unsigned i = from; i < from + n; i++) v->bits[i / 64] |= UINT64_C(1) << (i % 64);
}
static inline bool bdd_vars_has(const struct bdd_vars *v, unsigned i)
{
    return (v->bits[i / 64] >> (i % 64) & 1) != 0;
}
/* What f becomes when these variables may take any value that suits. */
bdd_set bdd_exists(struct bdd *b, bdd_set f, const struct bdd_vars *which);

/* Questions. Each gives the table's error, and answers only when that is OK. */
MUST_CHECK err_t bdd_is_empty(const struct bdd *b, bdd_set f, bool *ret);
/* Makes no nodes. */
MUST_CHECK err_t bdd_intersects(struct bdd *b, bdd_set f, bdd_set g, bool *ret);
MUST_CHECK err_t bdd_subset(struct bdd *b, bdd_set f, bdd_set g, bool *ret);
/* Is this vector (one byte a variable, 0 or 1) in f? */
MUST_CHECK err_t bdd_has(const struct bdd *b, bdd_set f, const uint8_t *vector, bool *ret);
/* A member of f, its zeros first: 0, 1, or 2 where both would do. ERR_NOT_FOUND if f is empty. */
MUST_CHECK err_t bdd_pick(const struct bdd *b, bdd_set f, uint8_t *ret_vector);
/* The share of all vectors that are in f, 0 to 1; members = share * 2^n_vars. Exact while a double
 * holds it. ERR_NOMEM. */
MUST_CHECK err_t bdd_share(const struct bdd *b, bdd_set f, double *ret);
/* Each path to "in": bytes as of bdd_pick(); paths are disjoint, their union is f. Ends early with
 * what `each` returns unless OK. */
MUST_CHECK err_t bdd_paths(const struct bdd *b, bdd_set f,
                           err_t (*each)(void *to, const uint8_t *vector), void *to);
/* The same set in another table of as many variables. */
MUST_CHECK err_t bdd_copy(const struct bdd *from, bdd_set f, struct bdd *to, bdd_set *ret);

#define BDD_CLEANUP __attribute__((cleanup(bdd_release)))

#endif
