/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "../torture.h"
#include "lab.h"
#include "net/law.h"

static struct ruleset compile(struct arena *a, const struct barrier *b, const struct flow *f,
                              size_t n, const struct ruleset_cut *cuts, size_t n_cuts, int64_t at)
{
    struct ruleset r;
    struct fault why = {0};
    err_t e = ruleset_compile(a, b, &lab_caps, f, n, cuts, n_cuts,
                              (struct moment){LAB_NOW + at * 1000}, &r, &why);
    if (e != OK) fail_msg("%s", why.id);
    return r;
}

/* "forward4 10.1.0.5>10.2.0.5 tcp/443 until 3600 by 0,1" */
static void describe(struct sb *to, const struct element *e)
{
    sb_addz(to, element_map_name(e->map, (enum net_family)e->family));
    sb_addc(to, ' ');
    if (e->map == ELEMENT_CUT_LINK) sb_addz(to, e->link);
    if (e->map == ELEMENT_CUT_MAC) addr_mac_print(to, &e->mac);
    if (addr_is_set(&e->src)) {
        addr_print(to, &e->src);
        sb_addc(to, '>');
        addr_print(to, &e->dst);
    }
    if (e->ports.first) {
        sb_addf(to, " %s/", e->proto == FLOW_TCP ? "tcp" : "udp");
        addr_ports_print(to, &e->ports);
    }
    if (e->until.ms) sb_addf(to, " until %lld", (long long)(e->until.ms - LAB_NOW) / 1000);
    sb_addz(to, " by ");
    for (size_t i = 0; i < e->n_permits; i++) sb_addf(to, "%s%u", i ? "," : "", e->permits[i]);
}

static void expect(const struct ruleset *r, enum element_map first, enum element_map last,
                   const char *const *want, size_t n)
{
    size_t k = 0;
    for (size_t i = 0; i < r->n_elements; i++) {
        if (r->elements[i].map < first || r->elements[i].map > last) continue;
        SB_CLEANUP struct sb b;
        sb_init(&b, 500);
        describe(&b, &r->elements[i]);
        if (k >= n || strcmp(b.p, want[k]) != 0)
            fail_msg("%zu: %s, not %s", k, b.p, k < n ? want[k] : "(nothing)");
        k++;
    }
    assert_int_equal(k, n);
}

/* Worked out by hand. */
static void overlapping_permits_become_disjoint_elements(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    const struct flow f[] = {
        lab_flow(&b, 1, "m1", "l1", "tcp", 440, 450, 0, 3600, NET_V4),
        lab_flow(&b, 2, "m1", "l1", "tcp", 443, 443, 0, 7200, NET_V4),
        lab_flow(&b, 3, "m1", "l1", "tcp", 445, 460, 0, 0, NET_V4),
        lab_flow(&b, 4, "m1", "l1", "udp", 443, 443, 0, 60, NET_V4),
        lab_flow(&b, 5, "m2", "l1", "tcp", 443, 443, 0, 60, NET_V4), /* another MAC */
        lab_flow(&b, 6, "m1", "l1", "tcp", 1, 9, 100, 200, NET_V4),  /* not yet */
        lab_flow(&b, 7, "m1", "l1", "tcp", 1, 9, 0, 1, NET_V4),      /* ends at once */
        lab_flow(&b, 8, "m1", "l1", "icmp", 0, 0, 0, 5, NET_V4),
        lab_flow(&b, 9, "m1", "l1", "icmp", 0, 0, 0, 9, NET_V4),
    };
    struct ruleset r = compile(&a, &b, f, ARRAY_LEN(f), NULL, 0, 0);
    static const char *const forward[] = {
        "forward4 10.1.0.5>10.2.0.5 tcp/443 until 7200 by 0,1",
        "forward4 10.1.0.5>10.2.0.5 udp/443 until 60 by 3",
        "forward4 10.1.0.6>10.2.0.5 tcp/443 until 60 by 4",
        "range4 10.1.0.5>10.2.0.5 tcp/1-9 until 1 by 6",
        "range4 10.1.0.5>10.2.0.5 tcp/440-442 until 3600 by 0",
        "range4 10.1.0.5>10.2.0.5 tcp/444 until 3600 by 0",
        "range4 10.1.0.5>10.2.0.5 tcp/445-450 by 0,2",
        "range4 10.1.0.5>10.2.0.5 tcp/451-460 by 2",
        "echo4 10.1.0.5>10.2.0.5 until 9 by 7,8",
    };
    /* A single port stands in the map of single ports, wherever it comes from. */
    static const char *const forward_sorted[] = {
        forward[0], "forward4 10.1.0.5>10.2.0.5 tcp/444 until 3600 by 0",
        forward[1], forward[2],
        forward[3], forward[4],
        forward[6], forward[7],
        forward[8]};
    expect(&r, ELEMENT_FORWARD, ELEMENT_ECHO, forward_sorted, ARRAY_LEN(forward_sorted));
    static const char *const reply[] = {
        "reply4 10.1.0.5>10.2.0.5 tcp/443 until 7200 by 0,1",
        "reply4 10.1.0.5>10.2.0.5 tcp/444 until 3600 by 0",
        "reply4 10.1.0.5>10.2.0.5 udp/443 until 60 by 3",
        "reply4 10.1.0.6>10.2.0.5 tcp/443 until 60 by 4",
        "reply_range4 10.1.0.5>10.2.0.5 tcp/1-9 until 1 by 6",
        "reply_range4 10.1.0.5>10.2.0.5 tcp/440-442 until 3600 by 0",
        "reply_range4 10.1.0.5>10.2.0.5 tcp/445-450 by 0,2",
        "reply_range4 10.1.0.5>10.2.0.5 tcp/451-460 by 2",
        "echo_reply4 10.1.0.5>10.2.0.5 until 9 by 7,8",
    };
    expect(&r, ELEMENT_REPLY, ELEMENT_ECHO_REPLY, reply, ARRAY_LEN(reply));
    assert_int_equal(r.next_boundary.ms, LAB_NOW + 1000);
    assert_int_equal(r.n_in_force, 8);
    r = compile(&a, &b, f, ARRAY_LEN(f), NULL, 0, 10); /* 7 to 9 are over */
    assert_int_equal(r.next_boundary.ms, LAB_NOW + 60000);
    assert_int_equal(r.n_in_force, 5);
    r = compile(&a, &b, f, ARRAY_LEN(f), NULL, 0, 7200); /* only the one without end */
    assert_int_equal(r.n_in_force, 1);
    assert_int_equal(r.next_boundary.ms, 0);
    arena_release(&a);
}

static void the_law_s_exceptions_have_elements_of_their_own(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    struct flow f[] = {
        lab_flow(&b, 1, "m1", "portal", "tcp", 443, 443, 0, 60, NET_V4),
        lab_flow(&b, 2, "m1", "portal", "tcp", 80, 80, 0, 90, NET_V4),
        lab_flow(&b, 3, "m1", "portal", "tcp", 81, 81, 0, 0, NET_V4), /* does not say so: refused */
        lab_flow(&b, 4, "m2", "asp", "tcp", 443, 443, 0, 0, NET_V4),
    };
    f[0].public_body = f[1].public_body = true;
    f[3].via_asp = "asp";
    struct ruleset r = compile(&a, &b, f, ARRAY_LEN(f), NULL, 0, 0);
    static const char *const law[] = {"law4 10.1.0.5>198.51.100.1 until 90 by 0,1",
                                      "law4 198.51.100.1>10.1.0.5 until 90 by 0,1"};
    expect(&r, ELEMENT_LAW, ELEMENT_LAW, law, ARRAY_LEN(law));
    assert_int_equal(r.n_refused, 1);
    assert_int_equal(r.refused[0].flow, 2);
    assert_int_equal(r.refused[0].verdict.reason, REASON_FORBIDDEN);
    arena_release(&a);
}

static struct ruleset_cut cut_of(struct arena *a, const struct barrier *b, const char *kind,
                                 const char *value)
{
    struct ruleset_cut c = {.no = 1};
    assert_ok(barrier_scope_resolve(a, b, str_z(kind), str_z(value), &c.scope, NULL));
    return c;
}

static void cuts_become_elements(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    const struct flow f[] = {lab_flow(&b, 1, "m1", "l1", "tcp", 443, 443, 0, 0, NET_V4),
                             lab_flow(&b, 2, "m1", "l1", "tcp", 440, 445, 0, 0, NET_V4)};
    const struct ruleset_cut cuts[] = {cut_of(&a, &b, "device", "l1"),
                                       cut_of(&a, &b, "line", "br0"), cut_of(&a, &b, "peer", "asp"),
                                       cut_of(&a, &b, "zone", "lgwan"),
                                       cut_of(&a, &b, "permit", "1-1")};
    struct ruleset r = compile(&a, &b, f, ARRAY_LEN(f), cuts, ARRAY_LEN(cuts), 0);
    static const char *const want[] = {
        "cut_link br0 by 1",
        "cut_link eth2 by 3",
        "cut_link eth3 by 1,3",
        "cut_link eth4 by 1",
        "cut_mac 02:00:00:00:02:01 by 0",
        "cut4 10.2.0.0>10.2.0.255 by 0,3,3,3",
        "cut4 10.3.0.0>10.3.0.255 by 1,3,3",
        "cut4 10.20.0.0>10.20.255.255 by 3,3",
        "cut4 192.0.2.0>192.0.2.15 by 2,3",
        "cut4 192.0.2.16>192.0.2.31 by 3",
        "cut4 192.0.2.64>192.0.2.79 by 3",
        "cut6 fd02::>fd02::ffff:ffff:ffff:ffff by 0,3,3",
        "cut6 fd03::>fd03::ffff:ffff:ffff:ffff by 1,3",
    };
    expect(&r, ELEMENT_CUT_LINK, ELEMENT_CUT_ADDRESS, want, ARRAY_LEN(want));
    /* A permit that is cut has no element; the other one still covers the port. */
    static const char *const forward[] = {"range4 10.1.0.5>10.2.0.5 tcp/440-445 by 1"};
    expect(&r, ELEMENT_FORWARD, ELEMENT_FORWARD_RANGE, forward, ARRAY_LEN(forward));
    arena_release(&a);
}

/* --- random permits ------------------------------------------------------------------------ */

static uint32_t chance(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % n;
}

static struct flow any_flow(const struct barrier *b, uint32_t *seed, int64_t matter)
{
    static const char *const from[] = {"m1", "m2", "l1", "b1", "d1", "i1"};
    static const char *const to[] = {"m1", "l1", "l2", "b1", "d1", "i1", "far", "centre", "portal"};
    static const char *const protos[] = {"tcp", "tcp", "udp", "icmp"};
    const char *proto = protos[chance(seed, 4)];
    unsigned first = 100 + chance(seed, 12), width = chance(seed, 3) ? 0 : chance(seed, 6);
    int64_t begin = chance(seed, 2) ? 0 : 1 + chance(seed, 20), length = 1 + chance(seed, 20);
    enum net_family v = chance(seed, 4) ? NET_V4 : NET_V6;
    bool icmp = proto[0] == 'i';
    struct flow f =
        lab_flow(b, matter, from[chance(seed, 6)], to[chance(seed, 9)], proto, icmp ? 0 : first,
                 icmp ? 0 : first + width, begin, chance(seed, 3) ? begin + length : 0, v);
    f.public_body = chance(seed, 2);
    return f;
}

/* Does the rule set let this first packet through, by its elements alone? */
static const struct element *find(const struct ruleset *r, const struct flow *f, unsigned port)
{
    bool echo = f->ports.first == 0;
    for (size_t i = 0; i < r->n_elements; i++) {
        const struct element *e = &r->elements[i];
        bool ours = echo ? e->map == ELEMENT_ECHO
                         : (e->map == ELEMENT_FORWARD || e->map == ELEMENT_FORWARD_RANGE) &&
                               e->proto == f->proto && e->ports.first <= port &&
                               port <= e->ports.last;
        if (ours && addr_mac_eq(&e->mac, &f->mac) && addr_eq(&e->src, &f->src) &&
            addr_eq(&e->dst, &f->dst))
            return e;
    }
    return NULL;
}

static bool covers(const struct flow *p, const struct flow *f, unsigned port)
{
    return p->proto == f->proto && addr_mac_eq(&p->mac, &f->mac) && addr_eq(&p->src, &f->src) &&
           addr_eq(&p->dst, &f->dst) &&
           (p->ports.first == 0 || (p->ports.first <= port && port <= p->ports.last));
}

/* For each header: an element exists exactly if a permit covers it now; it names all of those and
 * ends with the last. */
static void check_headers(const struct ruleset *r, const bool *ok, const struct flow *f, size_t n,
                          int64_t at)
{
    struct moment now = {LAB_NOW + at * 1000};
    for (size_t i = 0; i < n; i++) {
        for (unsigned port = f[i].ports.first ? 98 : 0; port <= (f[i].ports.first ? 120U : 0U);
             port++) {
            const struct element *e = find(r, &f[i], port);
            struct moment end = {-1};
            size_t by = 0;
            for (size_t k = 0; k < n; k++) {
                if (!ok[k] || !flow_in_force(&f[k], now) || !covers(&f[k], &f[i], port)) continue;
                by++;
                bool later = end.ms != 0 && (f[k].until.ms == 0 || f[k].until.ms > end.ms);
                if (later) end = f[k].until;
            }
            if ((e != NULL) != (by > 0)) fail_msg("flow %zu port %u: %zu permits", i, port, by);
            if (!e) continue;
            assert_int_equal(e->n_permits, by);
            assert_int_equal(e->until.ms, end.ms);
        }
    }
}

static void check_disjoint(const struct ruleset *r)
{
    for (size_t i = 1; i < r->n_elements; i++) {
        const struct element *x = &r->elements[i - 1], *y = &r->elements[i];
        assert_true(element_cmp(x, y) < 0);
        if (x->map == y->map && addr_mac_eq(&x->mac, &y->mac) && addr_eq(&x->src, &y->src) &&
            addr_eq(&x->dst, &y->dst) && x->proto == y->proto && x->map != ELEMENT_CUT_LINK)
            assert_true(x->ports.last < y->ports.first);
    }
}

static void an_element_exists_exactly_where_a_permit_covers(void **state)
{
    (void)state;
    struct barrier b;
    struct arena a;
    uint32_t seed = 42;
    lab_read(&a, &b);
    for (int round = 0; round < 150; round++) {
        ARENA_CLEANUP struct arena t;
        struct flow f[40];
        bool ok[40];
        size_t n = 1 + chance(&seed, 40);
        arena_init(&t, (size_t)1 << 26);
        for (size_t i = 0; i < n; i++) {
            struct flow_verdict v;
            f[i] = any_flow(&b, &seed, (int64_t)i + 1);
            if (!addr_is_set(&f[i].src) || !addr_is_set(&f[i].dst)) {
                i--;
                continue;
            }
            assert_ok(flow_judge(&t, &b, &lab_caps, &f[i], (struct moment){0}, &v));
            ok[i] = v.reason == REASON_NONE;
        }
        int64_t at = chance(&seed, 30);
        struct ruleset r = compile(&t, &b, f, n, NULL, 0, at), s;
        check_headers(&r, ok, f, n, at);
        check_disjoint(&r);
        /* The order in which permits come means nothing. */
        struct flow backwards[40];
        for (size_t i = 0; i < n; i++) backwards[i] = f[n - 1 - i];
        s = compile(&t, &b, backwards, n, NULL, 0, at);
        assert_string_equal(r.digest, s.digest);
        /* Nothing changes before the boundary, something at it. */
        if (r.next_boundary.ms == 0) continue;
        int64_t next = (r.next_boundary.ms - LAB_NOW) / 1000;
        for (int64_t k = at; k < next; k++) {
            s = compile(&t, &b, f, n, NULL, 0, k);
            assert_string_equal(r.digest, s.digest);
        }
    }
    arena_release(&a);
}

/* Applying the difference to the one gives the other. */
static void differences_lead_from_one_to_the_other(void **state)
{
    (void)state;
    struct barrier b;
    struct arena a;
    uint32_t seed = 7;
    lab_read(&a, &b);
    for (int round = 0; round < 100; round++) {
        ARENA_CLEANUP struct arena t;
        struct flow f[40];
        size_t n = 0;
        arena_init(&t, (size_t)1 << 26);
        while (n < 40) {
            f[n] = any_flow(&b, &seed, (int64_t)n + 1);
            if (addr_is_set(&f[n].src) && addr_is_set(&f[n].dst)) n++;
        }
        struct moment later = {LAB_NOW + 5000};
        struct ruleset x = compile(&t, &b, f, 25, NULL, 0, 0),
                       y = compile(&t, &b, f + 10, 30, NULL, 0, 5);
        struct ruleset_delta d;
        assert_ok(ruleset_difference(&t, &x, &y, later, &d));
        /* What the kernel holds by then: x without what has ended. */
        size_t held = 0;
        const struct element *have[400];
        for (size_t i = 0; i < x.n_elements; i++) {
            bool gone = element_timeout(&x.elements[i], later) < 0;
            for (size_t k = 0; k < d.n_remove; k++) {
                if (d.remove[k] != &x.elements[i]) continue;
                assert_false(gone); /* removing what is not there fails the whole transaction */
                gone = true;
            }
            if (!gone) have[held++] = &x.elements[i];
        }
        for (size_t k = 0; k < d.n_add; k++) {
            for (size_t i = 0; i < held; i++) assert_true(element_cmp(have[i], d.add[k]) != 0);
            have[held++] = d.add[k];
        }
        assert_int_equal(held, y.n_elements);
        for (size_t i = 0; i < y.n_elements; i++) {
            bool found = false;
            for (size_t k = 0; k < held; k++)
                found = found || (element_cmp(have[k], &y.elements[i]) == 0 &&
                                  have[k]->until.ms == y.elements[i].until.ms);
            assert_true(found);
        }
        assert_ok(ruleset_difference(&t, &y, &y, later, &d));
        assert_int_equal(d.n_add + d.n_remove, 0);
    }
    arena_release(&a);
}

static void beyond_the_limits_is_told(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    struct ruleset r = {.n_elements = 77};
    struct fault why = {0};
    lab_read(&a, &b);
    struct flow one = lab_flow(&b, 1, "m1", "l1", "tcp", 1, 1, 0, 0, NET_V4);
    assert_int_equal(ruleset_compile(&a, &b, &lab_caps, &one, FLOWS_MAX + 1, NULL, 0,
                                     (struct moment){LAB_NOW}, &r, &why),
                     ERR_TOO_BIG);
    assert_string_equal(why.id, "net.too_many_flows");
    assert_int_equal(r.n_elements, 77);
    /* Nested by the thousand: each port names them all. */
    size_t n = 6000;
    struct flow *f = calloc(n, sizeof *f);
    for (size_t i = 0; i < n; i++)
        f[i] = lab_flow(&b, (int64_t)i + 1, "m1", "l1", "tcp", 1 + (unsigned)i, 65535 - (unsigned)i,
                        0, 0, NET_V4);
    assert_int_equal(
        ruleset_compile(&a, &b, &lab_caps, f, n, NULL, 0, (struct moment){LAB_NOW}, &r, &why),
        ERR_TOO_BIG);
    assert_string_equal(why.id, "net.too_many_overlaps");
    free(f);
    arena_release(&a);
}

static err_t compile_some(void *arg)
{
    const struct barrier *b = arg;
    ARENA_CLEANUP struct arena a;
    struct ruleset r;
    struct flow f[] = {lab_flow(b, 1, "m1", "l1", "tcp", 1, 9, 0, 0, NET_V4),
                       lab_flow(b, 2, "m1", "l1", "tcp", 5, 5, 0, 0, NET_V4),
                       lab_flow(b, 3, "m1", "i1", "tcp", 5, 5, 0, 0, NET_V4)};
    SB_CLEANUP struct sb text;
    arena_init(&a, 1 << 20);
    sb_init(&text, 1 << 20);
    TRY(ruleset_compile(&a, b, &lab_caps, f, ARRAY_LEN(f), NULL, 0, (struct moment){LAB_NOW}, &r,
                        NULL));
    return skeleton_write(&text, b, &lab_caps, &r, 1000, (struct moment){LAB_NOW});
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    assert_true(torture_each(compile_some, &b) >= 10);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(overlapping_permits_become_disjoint_elements),
        cmocka_unit_test(the_law_s_exceptions_have_elements_of_their_own),
        cmocka_unit_test(cuts_become_elements),
        cmocka_unit_test(an_element_exists_exactly_where_a_permit_covers),
        cmocka_unit_test(differences_lead_from_one_to_the_other),
        cmocka_unit_test(beyond_the_limits_is_told),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("ruleset", tests, NULL, NULL);
}
