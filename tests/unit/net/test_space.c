/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets of packets beside plain comparisons of numbers, for IPv4 and IPv6. */
#include "../check.h"

#include <string.h>

#include "../torture.h"
#include "dice.h"
#include "net/permits.h"

enum { POINTS = 300 };

static struct space_ifaces ifaces;

static space_num random_num(struct dice *d, const struct space *s, enum space_field f)
{
    space_num v = (space_num)dice_next(d) << 64 | dice_next(d);
    if (dice_below(d, 3) == 0) v &= 7; /* near each other at times */
    if (dice_below(d, 5) == 0) v = ~v;
    return v & space_max(s, f);
}

static struct space_range random_range(struct dice *d, const struct space *s, enum space_field f)
{
    space_num a = random_num(d, s, f), b = random_num(d, s, f);
    switch (dice_below(d, 4)) {
    case 0:
        return (struct space_range){a, a};
    case 1:
        return (struct space_range){0, a};
    case 2:
        return (struct space_range){a, space_max(s, f)};
    default:
        return a < b ? (struct space_range){a, b} : (struct space_range){b, a};
    }
}

/* A value at or beside an end of the range, or anywhere. */
static space_num near(struct dice *d, const struct space *s, enum space_field f,
                      const struct space_range *r)
{
    space_num end = dice_below(d, 2) ? r->lo : r->hi;
    switch (dice_below(d, 4)) {
    case 0:
        return end;
    case 1:
        return (end + 1) & space_max(s, f);
    case 2:
        return (end - 1) & space_max(s, f);
    default:
        return random_num(d, s, f);
    }
}

static bool within(space_num v, const struct space_range *r)
{
    return v >= r->lo && v <= r->hi;
}

static bool has(const struct space *s, bdd_set f, const struct space_packet *p)
{
    bool in = false;
    assert_ok(space_has(s, f, p, &in));
    return in;
}

static void open_space(struct space *s, enum net_family family)
{
    assert_ok(space_init(s, family, &ifaces, NULL, 1U << 22));
}

static void ranges_are_ranges(void **state)
{
    (void)state;
    struct dice d = {3};
    for (unsigned round = 0; round < 60; round++) {
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        ARENA_CLEANUP struct arena a;
        struct space_range r[6], *back = NULL;
        size_t n = 1 + dice_below(&d, 6), n_back = 0;
        enum space_field f = (enum space_field)dice_below(&d, SPACE_FIELDS);
        arena_init(&a, 1U << 20);
        open_space(&s, round % 2 ? NET_V4 : NET_V6);
        for (size_t i = 0; i < n; i++) r[i] = random_range(&d, &s, f);
        bdd_set set = space_in(&s, f, r, n);
        assert_ok(space_values(&s, &a, set, f, 100, &back, &n_back));
        assert_true(n_back > 0 && n_back <= n);
        for (unsigned i = 0; i < POINTS; i++) {
            struct space_packet p = {{0}};
            bool want = false, listed = false;
            p.v[f] = near(&d, &s, f, &r[dice_below(&d, (unsigned)n)]);
            for (size_t k = 0; k < n; k++) want |= within(p.v[f], &r[k]);
            for (size_t k = 0; k < n_back; k++) listed |= within(p.v[f], &back[k]);
            assert_int_equal(has(&s, set, &p), want);
            assert_int_equal(listed, want);
        }
        for (size_t k = 1; k < n_back; k++) assert_true(back[k].lo > back[k - 1].hi + 1);
    }
}

static void rows_are_rows(void **state)
{
    (void)state;
    struct dice d = {4};
    static const enum space_field all[] = {SPACE_DPORT, SPACE_SADDR, SPACE_CT_SADDR, SPACE_SMAC,
                                           SPACE_CT_DPORT};
    for (unsigned round = 0; round < 60; round++) {
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        enum { ROWS = 12 };
        struct space_range cells[ROWS * 5];
        size_t n_fields = 1 + dice_below(&d, 5), n = dice_below(&d, ROWS + 1);
        open_space(&s, round % 2 ? NET_V4 : NET_V6);
        for (size_t i = 0; i < n * n_fields; i++) {
            enum space_field f = all[i % n_fields];
            cells[i] = random_range(&d, &s,
                                    f == SPACE_CT_SADDR   ? SPACE_SADDR
                                    : f == SPACE_CT_DPORT ? SPACE_DPORT
                                                          : f);
            if (i >= n_fields && dice_below(&d, 2)) cells[i] = cells[i - n_fields];
        }
        bdd_set set = space_boxes(&s, all, n_fields, cells, n);
        for (unsigned i = 0; n > 0 && i < POINTS; i++) {
            const struct space_range *row = &cells[dice_below(&d, (unsigned)n) * n_fields];
            struct space_packet p = {{0}};
            bool want = false, reply = dice_below(&d, 2) != 0;
            p.v[SPACE_DIR] = reply;
            p.v[SPACE_DPORT] = near(&d, &s, SPACE_DPORT, &row[0]);
            p.v[SPACE_SPORT] = near(&d, &s, SPACE_SPORT, n_fields > 4 ? &row[4] : &row[0]);
            p.v[SPACE_SADDR] = near(&d, &s, SPACE_SADDR, n_fields > 1 ? &row[1] : &row[0]);
            p.v[SPACE_DADDR] = near(&d, &s, SPACE_DADDR, n_fields > 2 ? &row[2] : &row[0]);
            p.v[SPACE_SMAC] = near(&d, &s, SPACE_SMAC, n_fields > 3 ? &row[3] : &row[0]);
            space_num v[] = {p.v[SPACE_DPORT], p.v[SPACE_SADDR],
                             p.v[reply ? SPACE_DADDR : SPACE_SADDR], p.v[SPACE_SMAC],
                             p.v[reply ? SPACE_SPORT : SPACE_DPORT]};
            for (size_t k = 0; k < n && !want; k++) {
                want = true;
                for (size_t c = 0; c < n_fields; c++)
                    want &= within(v[c], &cells[k * n_fields + c]);
            }
            assert_int_equal(has(&s, set, &p), want);
        }
        if (n == 0) assert_true(bdd_same(set, BDD_EMPTY));
    }
}

/* Rows that do not overlap cost no more than their bits, however many. */
static void many_rows_are_linear(void **state)
{
    (void)state;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    static const enum space_field fields[] = {SPACE_SADDR, SPACE_DPORT};
    enum { N = 20000 };
    static struct space_range cells[N * 2];
    struct dice d = {5};
    open_space(&s, NET_V4);
    for (unsigned i = 0; i < N; i++) {
        cells[i * 2].lo = cells[i * 2].hi = (space_num)i * 3;
        cells[i * 2 + 1].lo = cells[i * 2 + 1].hi = 1 + dice_below(&d, 50);
    }
    uint32_t before = s.bdd.n;
    bdd_set set = space_boxes(&s, fields, 2, cells, N);
    assert_ok(bdd_err(&s.bdd));
    assert_true(s.bdd.n - before < N * 4);
    double share = 0;
    assert_ok(bdd_share(&s.bdd, set, &share));
    assert_true(share * 4294967296.0 * 65536.0 == N);
}

static void interfaces_by_name(void **state)
{
    (void)state;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    static const struct {
        const char *name;
        bool eth0, eth1, other_eth, lo, other;
    } t[] = {{"eth0", true, false, false, false, false},  {"eth*", true, true, true, false, false},
             {"eth9", false, false, true, false, false},  {"lo", false, false, false, true, false},
             {"wlan0", false, false, false, false, true}, {"*", true, true, true, true, true}};
    open_space(&s, NET_V4);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        bdd_set f = space_iface(&s, SPACE_IIF, str_z(t[i].name));
        const bool want[] = {false, t[i].eth0, t[i].eth1, t[i].other_eth, t[i].lo, t[i].other};
        for (unsigned k = 0; k < 6; k++) {
            struct space_packet p = {{0}};
            p.v[SPACE_IIF] = k;
            assert_int_equal(has(&s, f, &p), want[k]);
        }
    }
}

static void a_packet_is_one_that_can_be_sent(void **state)
{
    (void)state;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    SB_CLEANUP struct sb b;
    struct space_packet p;
    sb_init(&b, 1000);
    open_space(&s, NET_V4);
    assert_ok(space_pick(&s, BDD_ALL, &p));
    space_packet_print(&b, &s, &p);
    assert_str(sb_str(&b),
               "eth0 -> eth0 02:00:00:00:00:01 10.0.0.1 -> 10.0.0.2 tcp 40000 -> 1 new");
    sb_reset(&b);
    bdd_set icmp = space_is(&s, SPACE_PROTO, SPACE_ICMP);
    assert_ok(space_pick(&s, bdd_and(&s.bdd, icmp, space_is(&s, SPACE_STATE, SPACE_RELATED)), &p));
    space_packet_print(&b, &s, &p);
    assert_str(sb_str(&b),
               "eth0 -> eth0 02:00:00:00:00:01 10.0.0.1 -> 10.0.0.2 icmp type 8 code 0 related");
    assert_int_equal(space_pick(&s, BDD_EMPTY, &p), ERR_NOT_FOUND);
    /* A state that does not exist is no packet. */
    assert_int_equal(space_pick(&s, space_is(&s, SPACE_STATE, 7), &p), ERR_NOT_FOUND);
    for (unsigned i = 0; i < 50; i++) {
        struct dice d = {i + 1};
        struct space_packet q = {{0}};
        bool in = false;
        for (unsigned f = 0; f < SPACE_FIELDS; f++)
            q.v[f] = random_num(&d, &s, (enum space_field)f);
        bdd_set only = space_packet_set(&s, &q);
        assert_ok(space_has(&s, only, &q, &in));
        assert_true(in);
        double share = 0;
        assert_ok(bdd_share(&s.bdd, only, &share));
        for (unsigned v = 0; v < s.bdd.n_vars; v++) share *= 2;
        assert_true(share == 1);
    }
}

/* --- permits
 * -------------------------------------------------------------------------------------------- */
static struct permit flow(const char *src, const char *dst, uint8_t proto, uint16_t port)
{
    struct permit p = {.has_mac = true, .mac = {{2, 0, 0, 0, 0, 9}}, .proto = proto};
    assert_ok(addr_parse(str_z(src), &p.src, NULL));
    assert_ok(addr_parse(str_z(dst), &p.dst, NULL));
    p.ports = (struct net_ports){port, port};
    return p;
}

static struct space_packet of(const struct permit *p, bool reply, enum space_state state)
{
    struct space_packet q = {{0}};
    q.v[SPACE_STATE] = state;
    q.v[SPACE_DIR] = reply;
    q.v[SPACE_SMAC] = reply ? 77 : space_of_mac(&p->mac);
    q.v[SPACE_SADDR] = space_of_addr(reply ? &p->dst : &p->src);
    q.v[SPACE_DADDR] = space_of_addr(reply ? &p->src : &p->dst);
    q.v[SPACE_PROTO] = p->proto;
    q.v[reply ? SPACE_SPORT : SPACE_DPORT] = p->ports.first;
    q.v[reply ? SPACE_DPORT : SPACE_SPORT] = 50000;
    return q;
}

static void permits_and_their_neighbours(void **state)
{
    (void)state;
    static const enum space_field fields[] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_PROTO,
                                              SPACE_DPORT};
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct permit p[] = {flow("10.1.0.5", "10.9.0.7", SPACE_TCP, 443),
                         flow("10.1.0.6", "10.9.0.7", SPACE_UDP, 53),
                         flow("fd00::1", "fd00::2", SPACE_TCP, 1)};
    open_space(&s, NET_V4);
    bdd_set all = permits_set(&s, p, 3, PERMITS_ALL, true);
    for (size_t i = 0; i < 2; i++) {
        struct space_packet q = of(&p[i], false, SPACE_NEW), r = of(&p[i], true, SPACE_ESTABLISHED);
        assert_true(has(&s, all, &q) && has(&s, all, &r));
        for (size_t f = 0; f < ARRAY_LEN(fields); f++) { /* in every dimension, one beside */
            struct space_packet beside = q;
            beside.v[fields[f]] ^= 1;
            assert_false(has(&s, all, &beside));
        }
        r.v[SPACE_STATE] = SPACE_NEW; /* the service opens from its own port */
        r.v[SPACE_DIR] = 0;
        assert_false(has(&s, all, &r));
    }
    struct space_packet q = of(&p[0], false, SPACE_NEW);
    q.v[SPACE_SMAC] = 1;
    assert_true(has(&s, permits_set(&s, p, 3, PERMITS_OPEN, false), &q));
}

static void echo_asks_and_is_answered(void **state)
{
    (void)state;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct permit p = flow("fd00::1", "fd00::2", SPACE_ICMPV6, 0);
    open_space(&s, NET_V6);
    bdd_set all = permits_set(&s, &p, 1, PERMITS_ALL, true);
    struct space_packet q = of(&p, false, SPACE_NEW), r = of(&p, true, SPACE_ESTABLISHED);
    q.v[SPACE_SPORT] = 128 << 8;
    r.v[SPACE_SPORT] = 129 << 8;
    assert_true(has(&s, all, &q) && has(&s, all, &r));
    q.v[SPACE_SPORT] = 129 << 8;
    assert_false(has(&s, all, &q));
    struct space_packet e = q; /* packet too big, related: whoever sends it */
    e.v[SPACE_STATE] = SPACE_RELATED;
    e.v[SPACE_SPORT] = 2 << 8;
    e.v[SPACE_SADDR] = 12345;
    assert_true(has(&s, all, &e));
    e.v[SPACE_STATE] = SPACE_NEW;
    assert_false(has(&s, all, &e));
}

static err_t whole(void *arg)
{
    (void)arg;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    ARENA_CLEANUP struct arena a;
    struct permit p[] = {flow("10.1.0.5", "10.9.0.7", SPACE_TCP, 443),
                         flow("10.1.0.6", "10.9.0.7", SPACE_UDP, 53)};
    struct space_range *r = NULL;
    size_t n = 0;
    arena_init(&a, 1U << 20);
    TRY(space_init(&s, NET_V4, &ifaces, NULL, 1U << 22));
    bdd_set f = permits_set(&s, p, 2, PERMITS_ALL, true);
    return space_values(&s, &a, f, SPACE_DPORT, 1000, &r, &n);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    torture_each(whole, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranges_are_ranges),
        cmocka_unit_test(rows_are_rows),
        cmocka_unit_test(many_rows_are_linear),
        cmocka_unit_test(interfaces_by_name),
        cmocka_unit_test(a_packet_is_one_that_can_be_sent),
        cmocka_unit_test(permits_and_their_neighbours),
        cmocka_unit_test(echo_asks_and_is_answered),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    bool ok = space_ifaces_add(&ifaces, STR("eth0")) == OK &&
              space_ifaces_add(&ifaces, STR("eth1")) == OK &&
              space_ifaces_add(&ifaces, STR("eth*")) == OK &&
              space_ifaces_add(&ifaces, STR("lo")) == OK;
    return ok ? cmocka_run_group_tests_name("space", tests, NULL, NULL) : 1;
}
