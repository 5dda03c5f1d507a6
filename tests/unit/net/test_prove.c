/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "../torture.h"
#include "lab.h"
#include "net/prove.h"
#include "net/space.h"
#include "wire/nft_json.h"

struct scene {
    struct arena a;
    struct barrier b;
    struct flow flows[32];
    size_t n;
    struct ruleset_cut cuts[4];
    size_t n_cuts;
    struct capabilities caps;
    struct sb text;
};

static void begin(struct scene *s)
{
    memset(s, 0, sizeof *s);
    lab_read(&s->a, &s->b);
    s->caps = lab_caps;
    sb_init(&s->text, 64 << 20);
}

static void end(struct scene *s)
{
    sb_release(&s->text);
    arena_release(&s->a);
}

static void permit(struct scene *s, const char *from, const char *to, const char *proto,
                   unsigned first, unsigned last, int64_t until, enum net_family v)
{
    s->flows[s->n] = lab_flow(&s->b, (int64_t)s->n + 1, from, to, proto, first, last, 0, until, v);
    s->n++;
}

/* Many kinds at once. */
static void usual(struct scene *s)
{
    permit(s, "m1", "l1", "tcp", 443, 443, 3600, NET_V4);
    permit(s, "m1", "l1", "tcp", 400, 500, 0, NET_V4);
    permit(s, "m2", "centre", "udp", 5000, 5010, 0, NET_V4);
    permit(s, "m1", "l1", "icmp", 0, 0, 0, NET_V4);
    permit(s, "m1", "l1", "tcp", 443, 443, 0, NET_V6);
    permit(s, "m1", "d1", "icmp", 0, 0, 0, NET_V6);
    permit(s, "d1", "b1", "tcp", 25, 25, 0, NET_V4);
    permit(s, "b1", "d1", "udp", 53, 53, 0, NET_V6);
    permit(s, "l1", "i1", "tcp", 3389, 3389, 0, NET_V4);
    permit(s, "i1", "d1", "tcp", 8443, 8443, 0, NET_V4);
    permit(s, "m1", "portal", "tcp", 443, 443, 0, NET_V4);
    s->flows[s->n - 1].public_body = true;
    permit(s, "m2", "asp", "tcp", 443, 443, 0, NET_V4);
    s->flows[s->n - 1].via_asp = "asp";
    permit(s, "m1", "far", "tcp", 22, 22, 0, NET_V4);
    permit(s, "m2", "l1", "udp", 99, 99, 3600, NET_V4);
}

static void write_rules(struct scene *s)
{
    struct ruleset r;
    struct fault why = {0};
    assert_ok(ruleset_compile(&s->a, &s->b, &s->caps, s->flows, s->n, s->cuts, s->n_cuts,
                              (struct moment){LAB_NOW}, &r, &why));
    for (size_t i = 0; i < r.n_refused; i++) print_error("%s\n", r.refused[i].verdict.detail);
    sb_reset(&s->text);
    assert_ok(skeleton_write(&s->text, &s->b, &s->caps, &r, 60000, (struct moment){LAB_NOW}));
}

/* Replaces the first `from` by `to`. */
static void edit(struct scene *s, const char *from, const char *to)
{
    char *at = s->text.p ? strstr(s->text.p, from) : NULL;
    if (!at) fail_msg("there is no %s", from);
    SB_CLEANUP struct sb n;
    sb_init(&n, 64 << 20);
    sb_add(&n, (struct str){s->text.p, (size_t)(at - s->text.p)});
    sb_addz(&n, to);
    sb_addz(&n, at + strlen(from));
    sb_reset(&s->text);
    sb_add(&s->text, sb_str(&n));
    assert_ok(sb_end(&s->text));
}

static void prove_it(struct scene *s, struct proof *p)
{
    struct nft_ruleset held;
    struct fault why = {0};
    err_t e = nft_json_read(&s->a, sb_str(&s->text), &held, &why);
    if (e != OK) fail_msg("%s %s", why.id, why.field);
    struct prove_input in = {.barrier = &s->b,
                             .caps = &s->caps,
                             .flows = s->flows,
                             .n_flows = s->n,
                             .cuts = s->cuts,
                             .n_cuts = s->n_cuts,
                             .now = {LAB_NOW},
                             .held = &held};
    e = prove(&s->a, &in, p, &why);
    if (e != OK) fail_msg("%s: %s %s", err_name(e), why.id ? why.id : "", why.args[0]);
}

static void show(const struct proof *p)
{
    for (size_t i = 0; i < p->n_violations; i++)
        print_error("%s: %s [%s]\n", proof_law_names[p->violations[i].law], p->violations[i].detail,
                    p->violations[i].rule ? p->violations[i].rule : "");
}

static void what_we_write_is_proven(void **state)
{
    (void)state;
    struct scene s;
    struct proof p;
    begin(&s);
    write_rules(&s);
    prove_it(&s, &p); /* nothing permitted */
    if (!proof_holds(&p)) show(&p);
    assert_true(proof_holds(&p));
    usual(&s);
    write_rules(&s);
    prove_it(&s, &p);
    if (!proof_holds(&p)) show(&p);
    assert_true(proof_holds(&p));
    end(&s);
}

/* Each edit of the text breaks one law; the packet shown is one that shows it. */
static void each_violation_is_a_packet(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        enum proof_law law;
        const char *src, *dst; /* of the packet; NULL: none or any */
        unsigned dport;
    } t[] = {
        /* Somebody adds an element that nobody permitted. */
        {"\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443",
         "\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",22", PROOF_PERMITTED, "10.1.0.5",
         "10.2.0.5", 22},
        /* Another MAC. */
        {"\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443",
         "\"02:00:00:00:01:77\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443", PROOF_CARRIED, "10.1.0.5",
         "10.2.0.5", 443},
        /* The policy, with the rule at the end gone. */
        {"\"chain\":\"forward\",\"expr\":[{\"counter\":null},{\"drop\":null}]",
         "\"chain\":\"forward\",\"expr\":[{\"accept\":null}]", PROOF_LEASE, NULL, NULL, 0},
        /* Established is let through: the blanket rule of every textbook. */
        {"\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":\"invalid\"}},"
         "{\"counter\":null},{\"drop\":null}]}}},{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":"
         "\"sekimori\",\"chain\":\"forward\"",
         "\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":\"established\"}"
         "},"
         "{\"accept\":null}]}}},{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":"
         "\"sekimori\",\"chain\":\"forward\"",
         PROOF_PERMITTED, NULL, NULL, 0},
        /* The law's rule is gone and an element lets mynumber out. */
        {"\"10.1.0.5\",\"198.51.100.1\"]", "\"10.1.0.6\",\"198.51.100.9\"]", PROOF_CARRIED, NULL,
         NULL, 443},
        /* The reply map answers for a port of its own. */
        {"{\"concat\":[\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443]}",
         "{\"concat\":[\"10.1.0.5\",\"10.2.0.5\",\"tcp\",8]}", PROOF_PERMITTED, "10.2.0.5",
         "10.1.0.5", 0},
        /* No end. */
        {"\"timeout\":3600}", "\"timeout\":7200}", PROOF_EXPIRY, NULL, NULL, 0},
        /* Foreign tables. */
        {"{\"add\":{\"table\":{\"family\":\"arp\"",
         "{\"add\":{\"table\":{\"family\":\"ip\",\"name\":\"n\"}}},{\"add\":{\"chain\":{\"family\":"
         "\"ip\",\"table\":\"n\",\"name\":\"p\",\"type\":\"nat\",\"hook\":\"postrouting\",\"prio\":"
         "100,"
         "\"policy\":\"accept\"}}},{\"add\":{\"table\":{\"family\":\"arp\"",
         PROOF_FOREIGN, NULL, NULL, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct scene s;
        struct proof p;
        begin(&s);
        usual(&s);
        write_rules(&s);
        edit(&s, t[i].from, t[i].to);
        prove_it(&s, &p);
        bool found = false;
        for (size_t k = 0; k < p.n_violations; k++) {
            const struct proof_violation *v = &p.violations[k];
            SB_CLEANUP struct sb src, dst;
            sb_init(&src, 100), sb_init(&dst, 100);
            addr_print(&src, &v->packet.src), addr_print(&dst, &v->packet.dst);
            found =
                found || (v->law == t[i].law && (!t[i].src || str_eqz(sb_str(&src), t[i].src)) &&
                          (!t[i].dst || str_eqz(sb_str(&dst), t[i].dst)) &&
                          (!t[i].dport || v->packet.dport == t[i].dport));
            assert_true(v->detail[0] != 0);
        }
        if (!found || p.held[t[i].law]) {
            show(&p);
            fail_msg("row %zu", i);
        }
        assert_false(proof_holds(&p));
        end(&s);
    }
}

static uint32_t chance(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % n;
}

static void random_permits(struct scene *s, uint32_t *seed)
{
    static const char *const from[] = {"m1", "m2", "l1", "b1", "d1", "i1"};
    static const char *const to[] = {"m1", "l1", "l2", "b1", "d1", "i1", "far", "centre", "portal"};
    static const char *const protos[] = {"tcp", "udp", "icmp"};
    size_t n = 1 + chance(seed, ARRAY_LEN(s->flows) - 2);
    while (s->n < n) {
        const char *proto = protos[chance(seed, 3)];
        unsigned first = proto[0] == 'i' ? 0 : 1 + chance(seed, 3000);
        unsigned last = proto[0] == 'i' ? 0 : first + (chance(seed, 2) ? 0 : chance(seed, 900));
        permit(s, from[chance(seed, 6)], to[chance(seed, 9)], proto, first, last,
               chance(seed, 2) ? 0 : 10 + chance(seed, 5000), chance(seed, 3) ? NET_V4 : NET_V6);
        s->flows[s->n - 1].public_body = chance(seed, 2);
        if (!addr_is_set(&s->flows[s->n - 1].src) || !addr_is_set(&s->flows[s->n - 1].dst)) s->n--;
    }
}

static struct ruleset_cut cut_of(struct scene *s, const char *kind, const char *value)
{
    struct ruleset_cut c = {.no = 1};
    assert_ok(barrier_scope_resolve(&s->a, &s->b, str_z(kind), str_z(value), &c.scope, NULL));
    return c;
}

/* What is compiled is proven, whatever is permitted and cut; with one permit less in the office,
 * what it alone covered is a violation. */
static void random_permits_are_proven(void **state)
{
    (void)state;
    static const char *const cuts[][2] = {{"all", ""},      {"zone", "lgwan"},  {"line", "eth1"},
                                          {"line", "br0"},  {"line", "eth4"},   {"device", "m1"},
                                          {"device", "g2"}, {"peer", "portal"}, {"permit", "1-1"}};
    uint32_t seed = 11;
    for (int round = 0; round < 60; round++) {
        struct scene s;
        struct proof p;
        begin(&s);
        s.caps.bridge_netfilter = round % 5 != 4;
        random_permits(&s, &seed);
        if (round % 2) {
            uint32_t c = chance(&seed, ARRAY_LEN(cuts));
            s.cuts[s.n_cuts++] = cut_of(&s, cuts[c][0], cuts[c][1]);
        }
        write_rules(&s);
        prove_it(&s, &p);
        if (!proof_holds(&p)) show(&p);
        assert_true(proof_holds(&p));
        /* The office has taken one back; the rules still hold it. */
        struct ruleset with, without;
        const struct moment now = {LAB_NOW};
        assert_ok(
            ruleset_compile(&s.a, &s.b, &s.caps, s.flows, s.n, s.cuts, s.n_cuts, now, &with, NULL));
        s.n--;
        assert_ok(ruleset_compile(&s.a, &s.b, &s.caps, s.flows, s.n, s.cuts, s.n_cuts, now,
                                  &without, NULL));
        prove_it(&s, &p);
        bool same = strcmp(with.digest, without.digest) == 0;
        if (proof_holds(&p) != same && with.n_elements != without.n_elements) {
            show(&p);
            fail_msg("round %d", round);
        }
        end(&s);
    }
}

static void findings_are_told(void **state)
{
    (void)state;
    struct scene s;
    struct proof p;
    begin(&s);
    permit(&s, "m1", "l1", "tcp", 443, 443, 3600, NET_V4);     /* 0: ends soon, within 1 */
    permit(&s, "m1", "l1", "tcp", 400, 500, 0, NET_V4);        /* 1 */
    permit(&s, "m1", "l1", "udp", 53, 53, 0, NET_V4);          /* 2: the same as 3 */
    permit(&s, "m1", "l1", "udp", 53, 53, 0, NET_V4);          /* 3 */
    permit(&s, "m1", "i1", "tcp", 80, 80, 0, NET_V4);          /* 4: never */
    permit(&s, "m2", "l1", "tcp", 80, 80, 11 * 86400, NET_V4); /* 5: cut; ends later than 10 days */
    s.cuts[s.n_cuts++] = cut_of(&s, "device", "m2");
    write_rules(&s);
    struct nft_ruleset held;
    assert_ok(nft_json_read(&s.a, sb_str(&s.text), &held, NULL));
    uint64_t packets[] = {5, 0, 1, 1, 0, 0};
    struct prove_input in = {.barrier = &s.b,
                             .caps = &s.caps,
                             .flows = s.flows,
                             .n_flows = s.n,
                             .cuts = s.cuts,
                             .n_cuts = s.n_cuts,
                             .now = {LAB_NOW},
                             .held = &held,
                             .packets = packets};
    assert_ok(prove(&s.a, &in, &p, NULL));
    static const struct {
        enum proof_finding_kind kind;
        uint32_t flow, other;
    } want[] = {{FINDING_REFUSED, 4, UINT32_MAX}, {FINDING_EXPIRING, 0, UINT32_MAX},
                {FINDING_UNUSED, 1, UINT32_MAX},  {FINDING_CUT, 5, UINT32_MAX},
                {FINDING_SHADOWED, 0, 1},         {FINDING_SAME, 3, 2}};
    assert_true(proof_holds(&p));
    assert_int_equal(p.n_findings, ARRAY_LEN(want));
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        bool found = false;
        for (size_t k = 0; k < p.n_findings; k++)
            found = found ||
                    (p.findings[k].kind == want[i].kind && p.findings[k].flow == want[i].flow &&
                     p.findings[k].other == want[i].other && p.findings[k].detail[0]);
        if (!found) fail_msg("no %s of %u", proof_finding_kinds[want[i].kind], want[i].flow);
    }
    end(&s);
}

static err_t prove_once(void *arg)
{
    struct scene *s = arg;
    ARENA_CLEANUP struct arena a;
    struct nft_ruleset held;
    struct proof p;
    arena_init(&a, (size_t)1 << 28);
    TRY(nft_json_read(&a, sb_str(&s->text), &held, NULL));
    struct prove_input in = {.barrier = &s->b,
                             .caps = &s->caps,
                             .flows = s->flows,
                             .n_flows = s->n,
                             .now = {LAB_NOW},
                             .held = &held};
    TRY(prove(&a, &in, &p, NULL));
    return proof_holds(&p) ? OK : ERR_BUG;
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    struct scene s;
    begin(&s);
    permit(&s, "m1", "l1", "tcp", 443, 443, 0, NET_V4);
    write_rules(&s);
    assert_true(torture_stepping(prove_once, &s, 37, ERR_NOMEM) > 100);
    end(&s);
}

/* The same sets over classes and over whole values hold the same packets. */
static void classes_change_nothing(void **state)
{
    (void)state;
    static const enum space_field fields[] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_DPORT};
    uint32_t seed = 3;
    for (int round = 0; round < 200; round++) {
        enum net_family family = round % 2 ? NET_V4 : NET_V6;
        SPACE_CLASSES_CLEANUP struct space_classes c = {.addresses = {.n = 0}};
        SPACE_CLEANUP struct space whole = {.ifaces = NULL};
        SPACE_CLEANUP struct space few = {.ifaces = NULL};
        struct space_range cells[12][4];
        size_t n = 1 + chance(&seed, 12);
        for (size_t i = 0; i < n; i++) {
            for (int k = 0; k < 4; k++) {
                space_num lo = chance(&seed, 20), hi = lo + chance(&seed, 4);
                if (k > 0 && k < 3 && family == NET_V6) lo <<= 100, hi = (hi << 100) + 5;
                cells[i][k] = (struct space_range){lo, hi};
                assert_ok(space_classes_add(&c, fields[k], &cells[i][k]));
            }
        }
        assert_ok(space_classes_end(&c));
        assert_ok(space_init(&whole, family, NULL, NULL, 1 << 20));
        assert_ok(space_init_classes(&few, family, NULL, &c, 1 << 20));
        bdd_set x = space_boxes(&whole, fields, 4, cells[0], n);
        bdd_set y = space_boxes(&few, fields, 4, cells[0], n);
        assert_ok(bdd_err(&few.bdd));
        for (int k = 0; k < 200; k++) {
            struct space_packet p = {{0}};
            bool in_whole, in_few;
            for (int f = 0; f < 4; f++) {
                const struct space_range *r = &cells[chance(&seed, (uint32_t)n)][f];
                p.v[fields[f]] = chance(&seed, 2) ? r->lo : r->hi;
                if (chance(&seed, 3) == 0 && p.v[fields[f]] > 0) p.v[fields[f]]--;
                if (chance(&seed, 3) == 0) p.v[fields[f]]++;
            }
            assert_ok(space_has(&whole, x, &p, &in_whole));
            assert_ok(space_has(&few, y, &p, &in_few));
            assert_int_equal(in_whole, in_few);
        }
        struct space_packet picked;
        bool in = false;
        assert_ok(space_pick(&few, y, &picked));
        assert_ok(space_has(&whole, x, &picked, &in));
        assert_true(in);
        /* A range that cuts through a class is refused, never answered. */
        struct space_range strange = {1, (space_num)1 << 31};
        (void)space_in(&few, SPACE_SADDR, &strange, 1);
        assert_int_equal(bdd_err(&few.bdd), ERR_BUG);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_we_write_is_proven),   cmocka_unit_test(each_violation_is_a_packet),
        cmocka_unit_test(random_permits_are_proven), cmocka_unit_test(findings_are_told),
        cmocka_unit_test(classes_change_nothing),    cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("prove", tests, NULL, NULL);
}
