/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/merkle.h"

#include <string.h>

#include "base/sha256.h"

bool merkle_eq(const struct hash *a, const struct hash *b)
{
    return memcmp(a->b, b->b, HASH_LEN) == 0;
}

struct hash merkle_empty(void)
{
    struct hash h;
    sha256(STR_NONE, h.b);
    return h;
}

struct hash merkle_leaf(struct str data)
{
    struct hash h;
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, (struct str){"\0", 1});
    sha256_add(&s, data);
    sha256_end(&s, h.b);
    return h;
}

struct hash merkle_node(const struct hash *left, const struct hash *right)
{
    char two[1 + 2 * HASH_LEN];
    struct hash h;
    two[0] = 1;
    memcpy(two + 1, left->b, HASH_LEN);
    memcpy(two + 1 + HASH_LEN, right->b, HASH_LEN);
    sha256((struct str){two, sizeof two}, h.b);
    return h;
}

void merkle_peaks_add(struct merkle_peaks *t, const struct hash *leaf)
{
    struct hash h = *leaf;
    int n = __builtin_popcountll(t->size);
    for (uint64_t s = t->size; s & 1U; s >>= 1) h = merkle_node(&t->peak[--n], &h);
    t->peak[n] = h;
    t->size++;
}

err_t merkle_peaks_add_subtree(struct merkle_peaks *t, unsigned height, const struct hash *root)
{
    if (height > 62) return ERR_INVALID;
    uint64_t n = UINT64_C(1) << height;
    if (t->size % n != 0 || t->size > (UINT64_C(1) << 62) - n) return ERR_INVALID;
    struct hash h = *root;
    int k = __builtin_popcountll(t->size);
    for (uint64_t s = t->size >> height; s & 1U; s >>= 1) h = merkle_node(&t->peak[--k], &h);
    t->peak[k] = h;
    t->size += n;
    return OK;
}

static struct hash fold(const struct merkle_peaks *t, int n, struct hash h)
{
    for (int i = n - 1; i >= 0; i--) h = merkle_node(&t->peak[i], &h);
    return h;
}

struct hash merkle_peaks_root(const struct merkle_peaks *t)
{
    if (t->size == 0) return merkle_empty();
    int n = __builtin_popcountll(t->size);
    return fold(t, n - 1, t->peak[n - 1]);
}

struct hash merkle_peaks_root_with(const struct merkle_peaks *t, const struct hash *rest)
{
    return fold(t, __builtin_popcountll(t->size), *rest);
}

/* RFC 9162, 2.1.3.2. */
err_t merkle_verify_inclusion(uint64_t index, uint64_t size, const struct hash *leaf,
                              const struct hash *proof, size_t n, const struct hash *root)
{
    if (index >= size) return ERR_INVALID;
    uint64_t fn = index, sn = size - 1;
    struct hash r = *leaf;
    for (size_t i = 0; i < n; i++) {
        if (sn == 0) return ERR_INVALID;
        if ((fn & 1U) || fn == sn) {
            r = merkle_node(&proof[i], &r);
            while (!(fn & 1U) && fn != 0) {
                fn >>= 1;
                sn >>= 1;
            }
        } else {
            r = merkle_node(&r, &proof[i]);
        }
        fn >>= 1;
        sn >>= 1;
    }
    return sn == 0 && merkle_eq(&r, root) ? OK : ERR_INVALID;
}

bool merkle_subtree_valid(uint64_t start, uint64_t end)
{
    if (start > end) return false;
    uint64_t n = end - start;
    if (n <= 1) return true;
    int bits = 64 - __builtin_clzll(n - 1); /* 2^bits is the power not below n */
    if (bits == 64) return start == 0;
    return (start & ((UINT64_C(1) << bits) - 1)) == 0;
}

err_t merkle_verify_subtree_inclusion(uint64_t index, uint64_t start, uint64_t end,
                                      const struct hash *leaf, const struct hash *proof, size_t n,
                                      const struct hash *root)
{
    if (!merkle_subtree_valid(start, end) || index < start || index >= end) return ERR_INVALID;
    return merkle_verify_inclusion(index - start, end - start, leaf, proof, n, root);
}

struct walk {
    uint64_t fn, sn, tn; /* first and last leaf of the subtree, last of the tree */
    struct hash fr, sr;  /* the two roots as far as they are rebuilt */
};

static void up(struct walk *w)
{
    w->fn >>= 1;
    w->sn >>= 1;
    w->tn >>= 1;
}

static err_t climb(struct walk *w, const struct hash *c)
{
    if (w->tn == 0) return ERR_INVALID;
    if ((w->sn & 1U) || w->sn == w->tn) {
        if (w->fn < w->sn) w->fr = merkle_node(c, &w->fr);
        w->sr = merkle_node(c, &w->sr);
        while (!(w->sn & 1U) && w->sn != 0) up(w);
    } else {
        w->sr = merkle_node(&w->sr, c);
    }
    up(w);
    return OK;
}

err_t merkle_verify_subtree_consistency(uint64_t start, uint64_t end, uint64_t size,
                                        const struct hash *subroot, const struct hash *root,
                                        const struct hash *proof, size_t n)
{
    if (!merkle_subtree_valid(start, end) || end > size) return ERR_INVALID;
    if (start == end) {
        struct hash none = merkle_empty();
        return n == 0 && merkle_eq(subroot, &none) ? OK : ERR_INVALID;
    }
    struct walk w = {.fn = start, .sn = end - 1, .tn = size - 1};
    if (w.sn == w.tn) {
        while (w.fn != w.sn) up(&w);
    } else {
        while (w.fn != w.sn && (w.sn & 1U)) up(&w);
    }
    size_t i = 0;
    if (w.fn == w.sn) {
        w.fr = w.sr = *subroot;
    } else {
        if (n == 0) return ERR_INVALID;
        w.fr = w.sr = proof[i++];
    }
    for (; i < n; i++) TRY(climb(&w, &proof[i]));
    bool good = w.tn == 0 && merkle_eq(&w.fr, subroot) && merkle_eq(&w.sr, root);
    return good ? OK : ERR_INVALID;
}

err_t merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct hash *root1,
                                const struct hash *root2, const struct hash *proof, size_t n)
{
    if (size1 == 0) return ERR_INVALID;
    return merkle_verify_subtree_consistency(0, size1, size2, root1, root2, proof, n);
}
