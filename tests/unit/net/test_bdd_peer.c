/* SPDX-License-Identifier: Apache-2.0
 *
 * Random terms over up to 60 variables, by us and by BuDDy: each result, carried over node by
 * node, must be the very node that BuDDy has. */
#include "../check.h"

#include "net/bdd.h"

#ifdef WITH_BUDDY
#include "bdd_peer.h"
#include "dice.h"

enum { VARS = 60, SETS = 24, STEPS = 400, ROUNDS = 30 };

struct pair {
    bdd_set ours;
    int theirs;
};

struct carry {
    int sum;
};

static err_t carry_path(void *to, const uint8_t *vector)
{
    struct carry *c = to;
    int cube = peer_all();
    for (int v = VARS; v-- > 0;)
        if (vector[v] != 2) cube = peer_and(peer_literal(v, vector[v]), cube);
    c->sum = peer_or(c->sum, cube);
    return OK;
}

static void same(const struct bdd *b, struct pair p)
{
    struct carry c = {.sum = peer_not(peer_all())};
    double share = 0;
    assert_ok(bdd_share(b, p.ours, &share));
    assert_true(share == peer_share(p.theirs));
    assert_ok(bdd_paths(b, p.ours, carry_path, &c));
    assert_int_equal(c.sum, p.theirs);
}

static struct pair random_cube(struct bdd *b, struct dice *d)
{
    struct bdd_lit lits[VARS];
    size_t n = 0;
    int theirs = peer_all();
    for (unsigned v = 0; v < VARS; v++) {
        if (dice_below(d, 5)) continue;
        lits[n++] = (struct bdd_lit){(uint16_t)v, dice_below(d, 2) != 0};
        theirs = peer_and(theirs, peer_literal((int)v, lits[n - 1].value));
    }
    return (struct pair){bdd_cube(b, lits, n), theirs};
}

static struct pair random_term(struct bdd *b, struct dice *d, const struct pair *have)
{
    struct pair f = have[dice_below(d, SETS)], g = have[dice_below(d, SETS)];
    unsigned char which[VARS] = {0};
    struct bdd_vars vars = {{0}};
    switch (dice_below(d, 7)) {
    case 0:
        return (struct pair){bdd_and(b, f.ours, g.ours), peer_and(f.theirs, g.theirs)};
    case 1:
    case 2:
        return (struct pair){bdd_or(b, f.ours, g.ours), peer_or(f.theirs, g.theirs)};
    case 3:
        return (struct pair){bdd_xor(b, f.ours, g.ours), peer_xor(f.theirs, g.theirs)};
    case 4:
        return (struct pair){bdd_diff(b, f.ours, g.ours), peer_and(f.theirs, peer_not(g.theirs))};
    case 5:
        for (unsigned i = 0; i < 6; i++) {
            unsigned v = dice_below(d, VARS);
            which[v] = 1;
            bdd_vars_add(&vars, v, 1);
        }
        return (struct pair){bdd_exists(b, f.ours, &vars), peer_exists(f.theirs, which, VARS)};
    default:
        return random_cube(b, d);
    }
}

static void random_terms_agree(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct dice d = {round + 1};
        BDD_CLEANUP struct bdd b = {0};
        assert_ok(bdd_init(&b, VARS, 1 << 22));
        assert_int_equal(peer_init(VARS, 100000), 0);
        struct pair have[SETS];
        for (unsigned i = 0; i < SETS; i++) have[i] = random_cube(&b, &d);
        for (unsigned i = 0; i < STEPS; i++) {
            struct pair p = random_term(&b, &d, have);
            assert_ok(bdd_err(&b));
            size_t n = bdd_size(&b, p.ours);
            have[dice_below(&d, SETS)] = n < 300 ? p : random_cube(&b, &d);
            if (n < 60 && i % 20 == 0) same(&b, p);
            double share = 0;
            assert_ok(bdd_share(&b, p.ours, &share));
            assert_true(share == peer_share(p.theirs));
        }
        peer_done();
    }
}
#else
static void random_terms_agree(void **state)
{
    (void)state;
    print_message("libbdd-dev is not installed\n");
    skip();
}
#endif

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(random_terms_agree)};
    return cmocka_run_group_tests_name("bdd beside BuDDy", tests, NULL, NULL);
}
