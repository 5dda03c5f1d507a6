/* SPDX-License-Identifier: Apache-2.0
 *
 * merkle.h: the tree of RFC 6962 (and RFC 9162 for verification) with
 * SHA-256: hashes, roots, proofs made and proofs verified. Pure; sizes and
 * indices are 64-bit, indices count from 0.
 */
#ifndef SEKIMORI_LEDGER_MERKLE_H
#define SEKIMORI_LEDGER_MERKLE_H

#include "base/str.h"

enum { HASH_LEN = 32, MERKLE_PROOF_MAX = 66 };

struct hash {
    uint8_t b[HASH_LEN];
};

bool merkle_eq(const struct hash *a, const struct hash *b);
struct hash merkle_empty(void);
struct hash merkle_leaf(struct str data);
struct hash merkle_node(const struct hash *left, const struct hash *right);

/* A growing tree of which only the peaks are kept (at most 64 hashes): one
 * per set bit of `size`, the largest subtree first. Start with zeroes. */
struct merkle_peaks {
    uint64_t size;
    struct hash peak[64];
};
void merkle_peaks_add(struct merkle_peaks *t, const struct hash *leaf);
/* A whole subtree of 2^height leaves at the right edge. ERR_INVALID unless it fits there: the size
 * is a multiple of 2^height, and nothing overflows. */
MUST_CHECK err_t merkle_peaks_add_subtree(struct merkle_peaks *t, unsigned height,
                                          const struct hash *root);
struct hash merkle_peaks_root(const struct merkle_peaks *t);
/* The root when `rest` is the root of what stands right of all the peaks. */
struct hash merkle_peaks_root_with(const struct merkle_peaks *t, const struct hash *rest);

/* Verification. OK or ERR_INVALID; no other outcome. */
MUST_CHECK err_t merkle_verify_inclusion(uint64_t index, uint64_t size, const struct hash *leaf,
                                         const struct hash *proof, size_t n,
                                         const struct hash *root);
/* That the tree of size2 continues the tree of size1. An empty first tree
 * proves nothing and is refused, as transparency-dev/merkle does. */
MUST_CHECK err_t merkle_verify_consistency(uint64_t size1, uint64_t size2, const struct hash *root1,
                                           const struct hash *root2, const struct hash *proof,
                                           size_t n);

/* The same for the subtree of leaves [start, end), which must be one that the
 * tree could hold as a node or as its right edge: start is a multiple of the
 * least power of two not below end - start
 * (draft-ietf-plants-merkle-tree-certs, section 4). An empty subtree is
 * consistent with every tree. */
bool merkle_subtree_valid(uint64_t start, uint64_t end);
MUST_CHECK err_t merkle_verify_subtree_inclusion(uint64_t index, uint64_t start, uint64_t end,
                                                 const struct hash *leaf, const struct hash *proof,
                                                 size_t n, const struct hash *root);
MUST_CHECK err_t merkle_verify_subtree_consistency(uint64_t start, uint64_t end, uint64_t size,
                                                   const struct hash *subroot,
                                                   const struct hash *root,
                                                   const struct hash *proof, size_t n);

/* Where proofs are made from: the hash of the full subtree of 2^height leaves
 * that begins at leaf index << height. Its errors pass through. */
struct merkle_source {
    err_t (*node)(void *ctx, unsigned height, uint64_t index, struct hash *ret);
    void *ctx;
};

struct merkle_proof {
    size_t n;
    struct hash hash[MERKLE_PROOF_MAX];
};

MUST_CHECK err_t merkle_root(const struct merkle_source *src, uint64_t size, struct hash *ret);
/* ERR_INVALID unless index < size. */
MUST_CHECK err_t merkle_prove_inclusion(const struct merkle_source *src, uint64_t index,
                                        uint64_t size, struct merkle_proof *ret);
/* ERR_INVALID unless 0 < size1 <= size2. */
MUST_CHECK err_t merkle_prove_consistency(const struct merkle_source *src, uint64_t size1,
                                          uint64_t size2, struct merkle_proof *ret);

#endif
