/* SPDX-License-Identifier: Apache-2.0
 *
 * Operations on whole sets: recursion over both diagrams, results remembered. Recursion is as deep
 * as there are variables at most.
 */
#include <stdlib.h>
#include <string.h>

#include "net/bdd_parts.h"

static const uint32_t none = UINT32_MAX;

static struct bdd_memo *memo_at(const struct bdd *b, uint32_t op, uint32_t f, uint32_t g)
{
    return &b->memo[bdd_mix(f, g, op) & b->memo_mask];
}

static bool remembered(const struct bdd *b, uint32_t op, uint32_t f, uint32_t g, uint32_t *ret)
{
    const struct bdd_memo *m = memo_at(b, op, f, g);
    if (m->op != op || m->f != f || m->g != g) return false;
    *ret = m->r;
    return true;
}

static void remember(struct bdd *b, uint32_t op, uint32_t f, uint32_t g, uint32_t r)
{
    *memo_at(b, op, f, g) = (struct bdd_memo){op, f, g, r};
}

/* Both halves of f at the variable v. */
static void halves(const struct bdd *b, uint32_t f, uint32_t v, uint32_t *lo, uint32_t *hi)
{
    bool tests = bdd_var_of(b, f) == v;
    *lo = tests ? bdd_lo_of(b, f) : f;
    *hi = tests ? bdd_hi_of(b, f) : f;
}

static uint32_t first_var(const struct bdd *b, uint32_t f, uint32_t g)
{
    uint32_t v = bdd_var_of(b, f), w = bdd_var_of(b, g);
    return v < w ? v : w;
}

static uint32_t join(struct bdd *b, uint32_t v, uint32_t lo, uint32_t hi)
{
    if (lo == none || hi == none) return none;
    return bdd_node(b, v, (bdd_set){lo}, (bdd_set){hi}).e;
}

static uint32_t and_edges(struct bdd *b, uint32_t f, uint32_t g)
{
    if (f == g || g == BDD_ALL.e) return f;
    if (f == BDD_ALL.e) return g;
    if (f == BDD_EMPTY.e || g == BDD_EMPTY.e || f == (g ^ 1)) return BDD_EMPTY.e;
    if (f > g) {
        uint32_t swap = f;
        f = g;
        g = swap;
    }
    uint32_t r = none;
    if (remembered(b, BDD_OP_AND, f, g, &r)) return r;
    uint32_t v = first_var(b, f, g), f0, f1, g0, g1;
    halves(b, f, v, &f0, &f1);
    halves(b, g, v, &g0, &g1);
    uint32_t lo = and_edges(b, f0, g0);
    if (lo == none) return none;
    r = join(b, v, lo, and_edges(b, f1, g1));
    if (r != none) remember(b, BDD_OP_AND, f, g, r);
    return r;
}

static uint32_t xor_edges(struct bdd *b, uint32_t f, uint32_t g)
{
    uint32_t flip = (f ^ g) & 1;
    f &= ~1U;
    g &= ~1U;
    if (f == g) return BDD_EMPTY.e ^ flip;
    if (f == BDD_ALL.e) return g ^ 1 ^ flip;
    if (g == BDD_ALL.e) return f ^ 1 ^ flip;
    if (f > g) {
        uint32_t swap = f;
        f = g;
        g = swap;
    }
    uint32_t r = none;
    if (remembered(b, BDD_OP_XOR, f, g, &r)) return r ^ flip;
    uint32_t v = first_var(b, f, g), f0, f1, g0, g1;
    halves(b, f, v, &f0, &f1);
    halves(b, g, v, &g0, &g1);
    uint32_t lo = xor_edges(b, f0, g0);
    if (lo == none) return none;
    r = join(b, v, lo, xor_edges(b, f1, g1));
    if (r == none) return none;
    remember(b, BDD_OP_XOR, f, g, r);
    return r ^ flip;
}

static bdd_set checked(const struct bdd *b, uint32_t e)
{
    return b->err == OK ? (bdd_set){e} : BDD_NONE;
}

bdd_set bdd_not(bdd_set f)
{
    return f.e == none ? f : (bdd_set){f.e ^ 1};
}

bdd_set bdd_and(struct bdd *b, bdd_set f, bdd_set g)
{
    if (b->err != OK) return BDD_NONE;
    return checked(b, and_edges(b, f.e, g.e));
}

bdd_set bdd_or(struct bdd *b, bdd_set f, bdd_set g)
{
    return bdd_not(bdd_and(b, bdd_not(f), bdd_not(g)));
}

bdd_set bdd_diff(struct bdd *b, bdd_set f, bdd_set g)
{
    return bdd_and(b, f, bdd_not(g));
}

bdd_set bdd_xor(struct bdd *b, bdd_set f, bdd_set g)
{
    if (b->err != OK) return BDD_NONE;
    return checked(b, xor_edges(b, f.e, g.e));
}

bdd_set bdd_if(struct bdd *b, bdd_set c, bdd_set then, bdd_set otherwise)
{
    return bdd_or(b, bdd_and(b, c, then), bdd_diff(b, otherwise, c));
}

bdd_set bdd_union(struct bdd *b, const bdd_set *f, size_t n)
{
    if (b->err != OK) return BDD_NONE;
    if (n == 0) return BDD_EMPTY;
    if (n == 1) return f[0];
    return bdd_or(b, bdd_union(b, f, n / 2), bdd_union(b, f + n / 2, n - n / 2));
}

struct quantified {
    const struct bdd_vars *which;
    uint32_t last, serial;
};

static uint32_t exists_edges(struct bdd *b, uint32_t f, const struct quantified *q)
{
    uint32_t v = bdd_var_of(b, f);
    if (v > q->last) return f; /* terminals stand after every variable */
    uint32_t r = none;
    if (remembered(b, BDD_OP_EXISTS, f, q->serial, &r)) return r;
    bool any = bdd_vars_has(q->which, v);
    uint32_t lo = exists_edges(b, bdd_lo_of(b, f), q);
    if (lo == none) return none;
    uint32_t hi = any && lo == BDD_ALL.e ? lo : exists_edges(b, bdd_hi_of(b, f), q);
    if (hi == none) return none;
    r = any ? bdd_or(b, (bdd_set){lo}, (bdd_set){hi}).e : join(b, v, lo, hi);
    if (r != none) remember(b, BDD_OP_EXISTS, f, q->serial, r);
    return r;
}

bdd_set bdd_exists(struct bdd *b, bdd_set f, const struct bdd_vars *which)
{
    if (b->err != OK) return BDD_NONE;
    struct quantified q = {.which = which, .serial = ++b->serial};
    bool some = false;
    for (unsigned v = 0; v < b->n_vars; v++) {
        if (!bdd_vars_has(which, v)) continue;
        q.last = v;
        some = true;
    }
    return some ? checked(b, exists_edges(b, f.e, &q)) : f;
}

/* Remembered as 1 and 0: no node is made. */
static bool meet(struct bdd *b, uint32_t f, uint32_t g)
{
    if (f == BDD_EMPTY.e || g == BDD_EMPTY.e || f == (g ^ 1)) return false;
    if (f == g || f == BDD_ALL.e || g == BDD_ALL.e) return true;
    if (f > g) {
        uint32_t swap = f;
        f = g;
        g = swap;
    }
    uint32_t r = 0;
    if (remembered(b, BDD_OP_MEET, f, g, &r)) return r != 0;
    uint32_t v = first_var(b, f, g), f0, f1, g0, g1;
    halves(b, f, v, &f0, &f1);
    halves(b, g, v, &g0, &g1);
    bool yes = meet(b, f0, g0) || meet(b, f1, g1);
    remember(b, BDD_OP_MEET, f, g, yes);
    return yes;
}

err_t bdd_intersects(struct bdd *b, bdd_set f, bdd_set g, bool *ret)
{
    TRY(b->err);
    *ret = meet(b, f.e, g.e);
    return OK;
}

err_t bdd_subset(struct bdd *b, bdd_set f, bdd_set g, bool *ret)
{
    TRY(b->err);
    *ret = !meet(b, f.e, g.e ^ 1);
    return OK;
}
