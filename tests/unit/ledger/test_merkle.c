/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "ledger/merkle.h"

enum { LEAVES = 70 };

static struct hash leaf[LEAVES];

static void make_leaves(void)
{
    for (int i = 0; i < LEAVES; i++) {
        char c = (char)i;
        leaf[i] = merkle_leaf((struct str){&c, 1});
    }
}

/* RFC 6962, 2.1, word for word. */
static struct hash mth(const struct hash *d, size_t n)
{
    if (n == 0) return merkle_empty();
    if (n == 1) return d[0];
    size_t k = 1;
    while (k * 2 < n) k *= 2;
    struct hash l = mth(d, k), r = mth(d + k, n - k);
    return merkle_node(&l, &r);
}

static err_t node(void *ctx, unsigned height, uint64_t index, struct hash *ret)
{
    (void)ctx;
    *ret = mth(leaf + (index << height), (size_t)1 << height);
    return OK;
}

static const struct merkle_source source = {node, NULL};

static void known_hashes(void **state)
{
    (void)state;
    static const uint8_t empty_leaf[] = {0x6e, 0x34, 0x0b, 0x9c, 0xff, 0xb3, 0x7a, 0x98};
    struct hash h = merkle_leaf(STR_NONE);
    assert_memory_equal(h.b, empty_leaf, sizeof empty_leaf);
    static const uint8_t empty_tree[] = {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14};
    h = merkle_empty();
    assert_memory_equal(h.b, empty_tree, sizeof empty_tree);
}

static void peaks_give_every_root(void **state)
{
    (void)state;
    struct merkle_peaks t = {0};
    for (size_t n = 0; n <= LEAVES; n++) {
        struct hash want = mth(leaf, n), got = merkle_peaks_root(&t), made;
        assert_true(merkle_eq(&want, &got));
        assert_ok(merkle_root(&source, n, &made));
        assert_true(merkle_eq(&want, &made));
        if (n < LEAVES) merkle_peaks_add(&t, &leaf[n]);
    }
}

static void every_inclusion_proof_holds_and_no_other(void **state)
{
    (void)state;
    struct merkle_proof p;
    for (uint64_t n = 1; n <= LEAVES; n++) {
        struct hash root = mth(leaf, n);
        for (uint64_t i = 0; i < n; i++) {
            assert_ok(merkle_prove_inclusion(&source, i, n, &p));
            assert_ok(merkle_verify_inclusion(i, n, &leaf[i], p.hash, p.n, &root));
            assert_int_equal(merkle_verify_inclusion(i ^ 1U, n, &leaf[i], p.hash, p.n, &root),
                             ERR_INVALID);
            assert_int_equal(merkle_verify_inclusion(i, n, &leaf[i], p.hash, p.n + 1, &root),
                             ERR_INVALID);
            if (p.n) {
                assert_int_equal(merkle_verify_inclusion(i, n, &leaf[i], p.hash, p.n - 1, &root),
                                 ERR_INVALID);
                p.hash[p.n - 1].b[31] ^= 1;
                assert_int_equal(merkle_verify_inclusion(i, n, &leaf[i], p.hash, p.n, &root),
                                 ERR_INVALID);
            }
        }
        assert_int_equal(merkle_prove_inclusion(&source, n, n, &p), ERR_INVALID);
    }
}

static void every_consistency_proof_holds_and_no_other(void **state)
{
    (void)state;
    struct merkle_proof p;
    for (uint64_t n = 1; n <= LEAVES; n++) {
        struct hash root = mth(leaf, n);
        for (uint64_t m = 1; m <= n; m++) {
            struct hash old = mth(leaf, m);
            assert_ok(merkle_prove_consistency(&source, m, n, &p));
            assert_ok(merkle_verify_consistency(m, n, &old, &root, p.hash, p.n));
            assert_int_equal(merkle_verify_consistency(m, n, &old, &root, p.hash, p.n + 1),
                             ERR_INVALID);
            if (m == n) continue;
            assert_int_equal(merkle_verify_consistency(n, m, &root, &old, p.hash, p.n),
                             ERR_INVALID);
            assert_int_equal(merkle_verify_consistency(m, n, &root, &root, p.hash, p.n),
                             ERR_INVALID);
            p.hash[0].b[0] ^= 1;
            assert_int_equal(merkle_verify_consistency(m, n, &old, &root, p.hash, p.n),
                             ERR_INVALID);
        }
    }
    assert_int_equal(merkle_prove_consistency(&source, 0, 3, &p), ERR_INVALID);
    assert_int_equal(merkle_prove_consistency(&source, 4, 3, &p), ERR_INVALID);
}

/* The largest sizes: every shift and power stays within 64 bits. */
static void the_edges_of_64_bits(void **state)
{
    (void)state;
    struct hash h[MERKLE_PROOF_MAX] = {0};
    for (size_t n = 0; n <= MERKLE_PROOF_MAX; n++) {
        assert_int_equal(merkle_verify_inclusion(UINT64_MAX - 1, UINT64_MAX, &h[0], h, n, &leaf[0]),
                         ERR_INVALID);
        assert_int_equal(merkle_verify_inclusion(0, UINT64_MAX, &h[0], h, n, &leaf[0]),
                         ERR_INVALID);
        assert_int_equal(merkle_verify_consistency(1, UINT64_MAX, &h[0], &leaf[0], h, n),
                         ERR_INVALID);
        assert_int_equal(
            merkle_verify_consistency(UINT64_C(1) << 63, UINT64_MAX, &h[0], &leaf[0], h, n),
            ERR_INVALID);
    }
    assert_int_equal(merkle_verify_inclusion(UINT64_MAX, UINT64_MAX, &h[0], h, 0, &h[0]),
                     ERR_INVALID);
    assert_true(merkle_subtree_valid(0, UINT64_MAX));
    assert_false(merkle_subtree_valid(1, UINT64_MAX));
    assert_true(merkle_subtree_valid(UINT64_C(1) << 63, UINT64_MAX));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_hashes),
        cmocka_unit_test(peaks_give_every_root),
        cmocka_unit_test(every_inclusion_proof_holds_and_no_other),
        cmocka_unit_test(every_consistency_proof_holds_and_no_other),
        cmocka_unit_test(the_edges_of_64_bits),
    };
    make_leaves();
    return cmocka_run_group_tests_name("merkle", tests, NULL, NULL);
}
