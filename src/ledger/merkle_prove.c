/* SPDX-License-Identifier: Apache-2.0
 *
 * Proofs, as RFC 6962 sections 2.1.1 and 2.1.2 define them. The depth of the
 * recursion is at most 64. */
#include "ledger/merkle.h"

/* The largest power of two below n; n > 1. */
static uint64_t split(uint64_t n)
{
    return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

/* MTH of the leaves [lo, lo+n); n > 0. */
static err_t range(const struct merkle_source *src, uint64_t lo, uint64_t n, struct hash *ret)
{
    if ((n & (n - 1)) == 0) {
        unsigned height = (unsigned)__builtin_ctzll(n);
        return src->node(src->ctx, height, lo >> height, ret);
    }
    uint64_t k = split(n);
    struct hash left, right;
    TRY(range(src, lo, k, &left));
    TRY(range(src, lo + k, n - k, &right));
    *ret = merkle_node(&left, &right);
    return OK;
}

static err_t push(const struct merkle_source *src, uint64_t lo, uint64_t n, struct merkle_proof *p)
{
    if (p->n == MERKLE_PROOF_MAX) return ERR_BUG;
    TRY(range(src, lo, n, &p->hash[p->n]));
    p->n++;
    return OK;
}

/* PATH(m, D[lo:lo+n]) */
static err_t path(const struct merkle_source *src, uint64_t m, uint64_t lo, uint64_t n,
                  struct merkle_proof *p)
{
    if (n == 1) return OK;
    uint64_t k = split(n);
    if (m < k) {
        TRY(path(src, m, lo, k, p));
        return push(src, lo + k, n - k, p);
    }
    TRY(path(src, m - k, lo + k, n - k, p));
    return push(src, lo, k, p);
}

/* SUBPROOF(m, D[lo:lo+n], whole) */
static err_t subproof(const struct merkle_source *src, uint64_t m, uint64_t lo, uint64_t n,
                      bool whole, struct merkle_proof *p)
{
    if (m == n) return whole ? OK : push(src, lo, n, p);
    uint64_t k = split(n);
    if (m <= k) {
        TRY(subproof(src, m, lo, k, whole, p));
        return push(src, lo + k, n - k, p);
    }
    TRY(subproof(src, m - k, lo + k, n - k, false, p));
    return push(src, lo, k, p);
}

err_t merkle_root(const struct merkle_source *src, uint64_t size, struct hash *ret)
{
    struct hash h = merkle_empty();
    if (size > 0) TRY(range(src, 0, size, &h));
    *ret = h;
    return OK;
}

err_t merkle_prove_inclusion(const struct merkle_source *src, uint64_t index, uint64_t size,
                             struct merkle_proof *ret)
{
    if (index >= size) return ERR_INVALID;
    struct merkle_proof p = {0};
    TRY(path(src, index, 0, size, &p));
    *ret = p;
    return OK;
}

err_t merkle_prove_consistency(const struct merkle_source *src, uint64_t size1, uint64_t size2,
                               struct merkle_proof *ret)
{
    if (size1 == 0 || size1 > size2) return ERR_INVALID;
    struct merkle_proof p = {0};
    TRY(subproof(src, size1, 0, size2, true, &p));
    *ret = p;
    return OK;
}
