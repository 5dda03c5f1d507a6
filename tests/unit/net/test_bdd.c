/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets of vectors of 9 bits, once as diagrams and once as plain tables of 512 truths. */
#include "../check.h"

#include <math.h>
#include <string.h>

#include "../torture.h"
#include "dice.h"
#include "net/bdd.h"

enum { VARS = 9, ALL = 1 << VARS, SETS = 16 };

struct truth {
    bool in[ALL];
};
struct pair {
    bdd_set f;
    struct truth t;
};

static void vector_of(unsigned n, uint8_t *v)
{
    for (unsigned i = 0; i < VARS; i++) v[i] = n >> i & 1;
}

static void same(struct bdd *b, const struct pair *p)
{
    unsigned count = 0;
    uint8_t v[VARS];
    for (unsigned n = 0; n < ALL; n++) {
        bool in = false;
        vector_of(n, v);
        assert_ok(bdd_has(b, p->f, v, &in));
        assert_int_equal(in, p->t.in[n]);
        count += in;
    }
    double share = -1;
    bool empty = false;
    assert_ok(bdd_share(b, p->f, &share));
    assert_true(share * ALL == count);
    assert_ok(bdd_is_empty(b, p->f, &empty));
    assert_int_equal(empty, count == 0);
    err_t e = bdd_pick(b, p->f, v);
    assert_int_equal(e, count ? OK : ERR_NOT_FOUND);
    if (e != OK) return;
    for (unsigned i = 0; i < VARS; i++) v[i] &= 1;
    bool in = false;
    assert_ok(bdd_has(b, p->f, v, &in));
    assert_true(in);
}

/* The form is unique: equal tables, equal handles. */
static void unique(const struct pair *a, const struct pair *b)
{
    assert_int_equal(bdd_same(a->f, b->f), memcmp(&a->t, &b->t, sizeof a->t) == 0);
}

static void related(struct bdd *b, const struct pair *x, const struct pair *y)
{
    bool meet = false, within = true, want_meet = false, want_within = true;
    for (unsigned n = 0; n < ALL; n++) {
        want_meet |= x->t.in[n] && y->t.in[n];
        want_within &= !x->t.in[n] || y->t.in[n];
    }
    uint32_t before = b->n;
    assert_ok(bdd_intersects(b, x->f, y->f, &meet));
    assert_ok(bdd_subset(b, x->f, y->f, &within));
    assert_int_equal(b->n, before);
    assert_int_equal(meet, want_meet);
    assert_int_equal(within, want_within);
}

static struct pair random_cube(struct bdd *b, struct dice *d)
{
    struct pair p = {.f = BDD_EMPTY};
    struct bdd_lit lits[VARS];
    size_t n = 0;
    unsigned mask = 0, value = 0;
    for (unsigned v = 0; v < VARS; v++) {
        if (dice_below(d, 2)) continue;
        lits[n++] = (struct bdd_lit){(uint16_t)v, dice_below(d, 2) != 0};
        mask |= 1U << v;
        value |= (unsigned)lits[n - 1].value << v;
    }
    p.f = bdd_cube(b, lits, n);
    for (unsigned i = 0; i < ALL; i++) p.t.in[i] = (i & mask) == value;
    return p;
}

static bool truth_of(unsigned op, bool x, bool y, bool z)
{
    switch (op) {
    case 0:
        return x && y;
    case 1:
        return x || y;
    case 2:
        return x != y;
    case 3:
        return x && !y;
    case 4:
        return !x;
    default:
        return x ? y : z;
    }
}

static bdd_set set_of(struct bdd *b, unsigned op, bdd_set x, bdd_set y, bdd_set z)
{
    switch (op) {
    case 0:
        return bdd_and(b, x, y);
    case 1:
        return bdd_or(b, x, y);
    case 2:
        return bdd_xor(b, x, y);
    case 3:
        return bdd_diff(b, x, y);
    case 4:
        return bdd_not(x);
    default:
        return bdd_if(b, x, y, z);
    }
}

static struct pair exists(struct bdd *b, const struct pair *p, unsigned mask)
{
    struct pair r = {.f = BDD_EMPTY};
    struct bdd_vars which = {{0}};
    for (unsigned v = 0; v < VARS; v++)
        if (mask >> v & 1) bdd_vars_add(&which, v, 1);
    r.f = bdd_exists(b, p->f, &which);
    for (unsigned n = 0; n < ALL; n++)
        for (unsigned m = 0; m < ALL && !r.t.in[n]; m++)
            r.t.in[n] = ((n ^ m) & ~mask) == 0 && p->t.in[m];
    return r;
}

static void operations_are_those_of_truth_tables(void **state)
{
    (void)state;
    BDD_CLEANUP struct bdd b = {0};
    assert_ok(bdd_init(&b, VARS, 1 << 20));
    struct dice d = {7};
    struct pair have[SETS];
    for (unsigned i = 0; i < SETS; i++) have[i] = random_cube(&b, &d);
    for (unsigned step = 0; step < 3000; step++) {
        const struct pair *x = &have[dice_below(&d, SETS)], *y = &have[dice_below(&d, SETS)],
                          *z = &have[dice_below(&d, SETS)];
        struct pair r = {.f = BDD_EMPTY};
        unsigned op = dice_below(&d, 8);
        if (op == 6) {
            r = exists(&b, x, dice_below(&d, ALL));
        } else if (op == 7) {
            r = random_cube(&b, &d);
        } else {
            r.f = set_of(&b, op, x->f, y->f, z->f);
            for (unsigned n = 0; n < ALL; n++)
                r.t.in[n] = truth_of(op, x->t.in[n], y->t.in[n], z->t.in[n]);
        }
        same(&b, &r);
        related(&b, x, y);
        struct pair *to = &have[dice_below(&d, SETS)];
        unique(&r, to);
        *to = r;
    }
}

struct seen {
    struct truth t;
    unsigned paths;
};

static err_t see(void *to, const uint8_t *vector)
{
    struct seen *s = to;
    s->paths++;
    for (unsigned n = 0; n < ALL; n++) {
        bool in = true;
        for (unsigned v = 0; v < VARS; v++) in &= vector[v] == 2 || vector[v] == (n >> v & 1);
        assert_false(in && s->t.in[n]); /* disjoint */
        s->t.in[n] |= in;
    }
    return OK;
}

static void paths_and_copies_are_the_set(void **state)
{
    (void)state;
    BDD_CLEANUP struct bdd b = {0};
    BDD_CLEANUP struct bdd other = {0};
    assert_ok(bdd_init(&b, VARS, 1 << 20));
    assert_ok(bdd_init(&other, VARS, 1 << 20));
    struct dice d = {99};
    for (unsigned round = 0; round < 50; round++) {
        struct pair p = random_cube(&b, &d);
        for (unsigned i = 0; i < 6; i++) {
            struct pair q = random_cube(&b, &d);
            p.f = bdd_xor(&b, p.f, q.f);
            for (unsigned n = 0; n < ALL; n++) p.t.in[n] ^= q.t.in[n];
        }
        struct seen s = {0};
        assert_ok(bdd_paths(&b, p.f, see, &s));
        assert_memory_equal(&s.t, &p.t, sizeof p.t);
        struct pair c = {.t = p.t};
        assert_ok(bdd_copy(&b, p.f, &other, &c.f));
        same(&other, &c);
        assert_int_equal(bdd_size(&b, p.f), bdd_size(&other, c.f));
    }
}

static void constants(void **state)
{
    (void)state;
    BDD_CLEANUP struct bdd b = {0};
    assert_ok(bdd_init(&b, 0, 10));
    double share = 0;
    assert_ok(bdd_share(&b, BDD_ALL, &share));
    assert_true(share == 1);
    assert_ok(bdd_share(&b, BDD_EMPTY, &share));
    assert_true(share == 0);
    assert_int_equal(bdd_size(&b, BDD_ALL), 0);
    assert_true(bdd_same(bdd_union(&b, NULL, 0), BDD_EMPTY));
    assert_int_equal(bdd_init(&(struct bdd){0}, BDD_VARS_MAX + 1, 10), ERR_TOO_BIG);
}

/* The odd vectors of 24 bits, each xor with the next: grows without sharing until it hits the
 * limit. */
static bdd_set grow(struct bdd *b, unsigned n)
{
    bdd_set f = BDD_EMPTY;
    struct dice d = {5};
    for (unsigned i = 0; i < n; i++) {
        struct bdd_lit lits[24];
        for (unsigned v = 0; v < 24; v++)
            lits[v] = (struct bdd_lit){(uint16_t)v, dice_below(&d, 2) != 0};
        f = bdd_xor(b, f, bdd_cube(b, lits, 24));
    }
    return f;
}

static void a_full_table_answers_nothing(void **state)
{
    (void)state;
    for (uint32_t max = 1; max < 4000; max = max * 3 / 2 + 1) {
        BDD_CLEANUP struct bdd b = {0};
        assert_ok(bdd_init(&b, 24, max));
        bdd_set f = grow(&b, 300);
        bool answer = true;
        uint8_t v[24];
        double share = 0.5;
        assert_int_equal(bdd_err(&b), ERR_TOO_BIG);
        assert_true(b.n <= max);
        assert_true(bdd_same(f, BDD_NONE));
        assert_int_equal(bdd_is_empty(&b, f, &answer), ERR_TOO_BIG);
        assert_int_equal(bdd_intersects(&b, f, f, &answer), ERR_TOO_BIG);
        assert_int_equal(bdd_subset(&b, f, BDD_ALL, &answer), ERR_TOO_BIG);
        assert_int_equal(bdd_has(&b, f, v, &answer), ERR_TOO_BIG);
        assert_int_equal(bdd_pick(&b, f, v), ERR_TOO_BIG);
        assert_int_equal(bdd_share(&b, f, &share), ERR_TOO_BIG);
        assert_true(answer && share == 0.5);                            /* untouched */
        assert_true(bdd_same(bdd_and(&b, BDD_ALL, BDD_ALL), BDD_NONE)); /* sticky */
    }
}

static err_t whole(void *arg)
{
    (void)arg;
    BDD_CLEANUP struct bdd b = {0};
    BDD_CLEANUP struct bdd other = {0};
    TRY(bdd_init(&b, 24, 1 << 20));
    TRY(bdd_init(&other, 24, 1 << 20));
    bdd_set f = grow(&b, 300), copy = BDD_EMPTY;
    double share = 0;
    TRY(bdd_share(&b, f, &share));
    TRY(bdd_copy(&b, f, &other, &copy));
    return bdd_err(&b);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    torture_each(whole, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_are_those_of_truth_tables),
        cmocka_unit_test(paths_and_copies_are_the_set),
        cmocka_unit_test(constants),
        cmocka_unit_test(a_full_table_answers_nothing),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests_name("bdd", tests, NULL, NULL);
}
