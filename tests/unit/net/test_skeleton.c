/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables as they are written, asked packet by packet (reach_ask walks the rules one by one),
 * beside what the permits say about each packet, written here a second time without maps or sets.
 */
#include "../check.h"

#include "../torture.h"
#include "lab.h"
#include "net/reach.h"

struct lab {
    struct arena a;
    struct barrier b;
    struct flow flows[12];
    bool good[12]; /* judged: it may be carried out */
    size_t n;
    struct sb text;
    struct model model;
    struct space_ifaces ifaces;
};

static uint32_t chance(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % n;
}

static const char *const hosts[] = {"m1", "m2", "l1", "b1", "d1", "i1"};

static void permits(struct lab *l, uint32_t *seed)
{
    static const char *const to[] = {"m1", "l1", "l2", "b1", "d1", "i1", "far", "portal"};
    static const char *const protos[] = {"tcp", "udp", "icmp"};
    l->n = 0;
    while (l->n < ARRAY_LEN(l->flows)) {
        const char *proto = protos[chance(seed, 3)];
        bool echo = proto[0] == 'i';
        unsigned first = echo ? 0 : 1 + chance(seed, 6), last = echo ? 0 : first + chance(seed, 3);
        struct flow f = lab_flow(&l->b, (int64_t)l->n + 1, hosts[chance(seed, 6)],
                                 to[chance(seed, 8)], proto, first, last, chance(seed, 4) ? 0 : 100,
                                 chance(seed, 2) ? 0 : 200, chance(seed, 3) ? NET_V4 : NET_V6);
        struct flow_verdict v;
        if (!addr_is_set(&f.src) || f.src.family != f.dst.family) continue;
        f.public_body = chance(seed, 2);
        assert_ok(flow_judge(&l->a, &l->b, &lab_caps, &f, (struct moment){0}, &v));
        l->good[l->n] = v.reason == REASON_NONE;
        l->flows[l->n++] = f;
    }
}

static void load(struct lab *l)
{
    struct ruleset r;
    struct nft_ruleset held;
    struct fault why = {0};
    static const struct model_options options = {.timeouts_hold = true};
    assert_ok(ruleset_compile(&l->a, &l->b, &lab_caps, l->flows, l->n, NULL, 0,
                              (struct moment){LAB_NOW}, &r, &why));
    sb_reset(&l->text);
    assert_ok(skeleton_write(&l->text, &l->b, &lab_caps, &r, 60000, (struct moment){LAB_NOW}));
    assert_ok(nft_json_read(&l->a, sb_str(&l->text), &held, &why));
    assert_ok(model_from_nft(&l->a, &held, &options, &l->model, &why));
    memset(&l->ifaces, 0, sizeof l->ifaces);
    assert_ok(model_ifaces(&l->model, &l->ifaces));
    static const char *const links[] = {"eth1", "eth2", "br0", "eth5", "eth9"};
    for (size_t i = 0; i < ARRAY_LEN(links); i++)
        assert_ok(space_ifaces_add(&l->ifaces, str_z(links[i])));
}

/* --- what the permits say ------------------------------------------------------------------ */

struct packet {
    const char *in, *out;
    struct net_mac mac;
    struct net_addr src, dst;
    uint8_t proto;
    unsigned sport, dport; /* ICMP: type * 256 + code in sport */
    bool reply;
    enum space_state state;
};

static const char *link_of(const struct barrier *b, const struct net_addr *a)
{
    static const char *const links[] = {"eth1", "eth2", "br0", "", "eth5"};
    unsigned net = a->family == NET_V4 ? a->b[1] : a->b[1];
    (void)b;
    if (a->family == NET_V4 && a->b[0] == 10 && net == 20) return "eth2"; /* far */
    if (a->family == NET_V4 && a->b[0] == 192) return "eth2";             /* peers */
    if (a->family == NET_V4 && a->b[0] == 198) return "eth5";
    return net >= 1 && net <= 5 ? links[net - 1] : "";
}

static bool right_mac(const struct barrier *b, const struct packet *p)
{
    int h = barrier_host_of_address(b, &p->src);
    if (h < 0 || !b->hosts[h].has_mac || b->hosts[h].gateway >= 0) return true;
    return addr_mac_eq(&b->hosts[h].mac, &p->mac);
}

static bool service(const struct flow *f, const struct packet *p)
{
    if (f->proto != p->proto) return false;
    if (f->ports.first) {
        unsigned port = p->reply ? p->sport : p->dport;
        return f->ports.first <= port && port <= f->ports.last;
    }
    unsigned type = p->sport >> 8;
    return f->proto == FLOW_ICMP ? type == (p->reply ? 0U : 8U) : type == (p->reply ? 129U : 128U);
}

static bool says(const struct lab *l, const struct packet *p)
{
    if (p->state != SPACE_NEW && p->state != SPACE_ESTABLISHED) return false;
    if (strcmp(p->in, link_of(&l->b, &p->src)) != 0 || !right_mac(&l->b, p)) return false;
    for (size_t i = 0; i < l->n; i++) {
        const struct flow *f = &l->flows[i];
        const struct net_addr *from = p->reply ? &p->dst : &p->src,
                              *to = p->reply ? &p->src : &p->dst;
        if (!l->good[i] || !flow_in_force(f, (struct moment){LAB_NOW})) continue;
        if (!addr_eq(&f->src, from) || !addr_eq(&f->dst, to) || !service(f, p)) continue;
        if (p->reply ? p->state == SPACE_ESTABLISHED : addr_mac_eq(&f->mac, &p->mac)) return true;
    }
    return false;
}

/* --- packets -------------------------------------------------------------------------------- */

static struct net_mac any_mac(const struct lab *l, uint32_t *seed)
{
    struct net_mac other = {{2, 0, 0, 0, 9, 9}};
    const struct barrier_host *h = &l->b.hosts[chance(seed, (uint32_t)l->b.n_hosts)];
    return h->has_mac && chance(seed, 8) ? h->mac : other;
}

/* Near a permit: all of it, or with one thing changed. */
static struct packet any_packet(const struct lab *l, uint32_t *seed)
{
    static const char *const links[] = {"eth1", "eth2", "br0", "eth5", "eth9"};
    const struct flow *f = &l->flows[chance(seed, (uint32_t)l->n)];
    const struct flow *g = &l->flows[chance(seed, (uint32_t)l->n)];
    bool reply = chance(seed, 2), six = f->src.family == NET_V6;
    struct packet p = {.mac = f->mac,
                       .src = f->src,
                       .dst = f->dst,
                       .proto = f->proto,
                       .sport = 40000,
                       .dport = f->ports.first + chance(seed, 4),
                       .reply = reply,
                       .state = reply || chance(seed, 2) ? SPACE_ESTABLISHED : SPACE_NEW};
    if (f->ports.first == 0) {
        p.sport = 256 * (six ? (reply ? 129U : 128U) : (reply ? 0U : 8U));
        p.dport = 0;
    }
    if (reply) {
        int h = barrier_host_of_address(&l->b, &f->dst);
        if (h >= 0 && l->b.hosts[h].has_mac) p.mac = l->b.hosts[h].mac;
        p.src = f->dst;
        p.dst = f->src;
        if (f->ports.first) {
            p.sport = p.dport;
            p.dport = 40000;
        }
    }
    p.in = link_of(&l->b, &p.src);
    p.out = link_of(&l->b, &p.dst);
    switch (chance(seed, 12)) {
    case 0:
        p.mac = any_mac(l, seed);
        break;
    case 1:
        if (g->src.family == p.src.family) p.src = g->src;
        break;
    case 2:
        if (g->dst.family == p.dst.family) p.dst = g->dst;
        break;
    case 3:
        p.in = links[chance(seed, 5)];
        break;
    case 4:
        p.reply = !p.reply;
        break;
    case 5:
        p.state = chance(seed, 2) ? SPACE_INVALID : SPACE_UNTRACKED;
        break;
    case 6:
        p.proto = p.proto == FLOW_TCP ? FLOW_UDP : FLOW_TCP;
        break;
    case 7:
        p.sport = chance(seed, 65536);
        break;
    case 8:
        p.out = links[chance(seed, 5)];
        break;
    default:
        break;
    }
    if (p.state == SPACE_NEW) p.reply = false;
    return p;
}

static space_num number_of(const struct lab *l, const char *link)
{
    for (unsigned i = 0; i < l->ifaces.n; i++)
        if (!l->ifaces.wild[i] && str_eqz(l->ifaces.names[i], link)) return i + 1;
    return l->ifaces.n + 1;
}

static enum reach_outcome ask(struct lab *l, const struct reach *r, const struct packet *p)
{
    struct space_packet s = {{0}};
    enum reach_outcome outcome;
    struct reach_step *steps;
    size_t n;
    s.v[SPACE_STATE] = p->state;
    s.v[SPACE_DIR] = p->reply;
    s.v[SPACE_IIF] = number_of(l, p->in);
    s.v[SPACE_OIF] = number_of(l, p->out);
    s.v[SPACE_SMAC] = space_of_mac(&p->mac);
    s.v[SPACE_SADDR] = space_of_addr(&p->src);
    s.v[SPACE_DADDR] = space_of_addr(&p->dst);
    s.v[SPACE_PROTO] = p->proto;
    s.v[SPACE_SPORT] = p->sport;
    s.v[SPACE_DPORT] = p->dport;
    s.v[SPACE_TCP_FLAGS] = SPACE_SYN;
    assert_ok(reach_ask(&l->a, r, &s, &outcome, &steps, &n));
    return outcome;
}

static void each_packet_goes_as_the_permits_say(void **state)
{
    (void)state;
    uint32_t seed = 5;
    unsigned passed = 0, dropped = 0;
    for (int round = 0; round < 12; round++) {
        struct lab l;
        memset(&l, 0, sizeof l);
        lab_read(&l.a, &l.b);
        sb_init(&l.text, 1 << 24);
        permits(&l, &seed);
        load(&l);
        for (int six = 0; six < 2; six++) {
            SPACE_CLEANUP struct space s = {.ifaces = NULL};
            struct reach r;
            assert_ok(space_init(&s, six ? NET_V6 : NET_V4, &l.ifaces, NULL, 1 << 24));
            assert_ok(reach_make(&l.a, &s, &l.model, REACH_ROUTED, &r));
            for (int i = 0; i < 1500; i++) {
                struct packet p = any_packet(&l, &seed);
                if ((p.src.family == NET_V6) != six || !p.in[0] || !p.out[0]) continue;
                enum reach_outcome got = ask(&l, &r, &p);
                bool want = says(&l, &p);
                passed += want;
                dropped += !want;
                if (got == (want ? REACH_ACCEPTS : REACH_DROPS)) continue;
                SB_CLEANUP struct sb t;
                sb_init(&t, 1000);
                addr_mac_print(&t, &p.mac), sb_addc(&t, ' ');
                addr_print(&t, &p.src), sb_addz(&t, " > "), addr_print(&t, &p.dst);
                fail_msg("%s to %s: %s proto %u %u>%u state %d reply %d: %d, not %d", p.in, p.out,
                         t.p, p.proto, p.sport, p.dport, (int)p.state, p.reply, (int)got, want);
            }
        }
        sb_release(&l.text);
        arena_release(&l.a);
    }
    assert_true(passed > 1000 && dropped > 1000);
}

/* Whatever stands in the closed tables, nothing crosses and only management comes in. */
static void closed_tables_let_nothing_cross(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    for (int with = 0; with < 2; with++) {
        SB_CLEANUP struct sb text;
        struct nft_ruleset held;
        struct model m;
        struct space_ifaces *ifaces = calloc(1, sizeof *ifaces);
        sb_init(&text, 1 << 24);
        assert_ok(skeleton_write_closed(&text, with ? &b : NULL));
        assert_ok(nft_json_read(&a, sb_str(&text), &held, NULL));
        assert_ok(model_from_nft(&a, &held, NULL, &m, NULL));
        assert_ok(model_ifaces(&m, ifaces));
        assert_ok(space_ifaces_add(ifaces, STR("eth9")));
        for (int six = 0; six < 2; six++) {
            SPACE_CLEANUP struct space s = {.ifaces = NULL};
            struct reach r;
            struct reach_finding f;
            assert_ok(space_init(&s, six ? NET_V6 : NET_V4, ifaces, NULL, 1 << 24));
            assert_ok(reach_make(&a, &s, &m, REACH_ROUTED, &r));
            assert_ok(reach_never(&r, BDD_ALL, &f));
            assert_true(f.holds);
            assert_ok(reach_make(&a, &s, &m, REACH_INPUT, &r));
            bdd_set in = bdd_diff(&s.bdd, space_is(&s, SPACE_STATE, SPACE_NEW),
                                  space_iface(&s, SPACE_IIF, STR("lo")));
            if (with && !six) { /* by eth9, TCP 22 */
                bdd_set path = bdd_and(&s.bdd, space_iface(&s, SPACE_IIF, STR("eth9")),
                                       space_is(&s, SPACE_DPORT, 22));
                in = bdd_diff(&s.bdd, in, bdd_and(&s.bdd, path, space_is(&s, SPACE_PROTO, 6)));
            }
            if (with && six) in = bdd_diff(&s.bdd, in, space_is(&s, SPACE_PROTO, 58)); /* ND */
            assert_ok(reach_never(&r, in, &f));
            assert_true(f.holds);
        }
        free(ifaces);
    }
    arena_release(&a);
}

/* What a delta says and what a lease says, to the letter. */
static void deltas_and_leases_are_written(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    struct ruleset none, some;
    struct ruleset_delta d;
    SB_CLEANUP struct sb text;
    const struct moment now = {LAB_NOW};
    lab_read(&a, &b);
    sb_init(&text, 1 << 20);
    struct flow f = lab_flow(&b, 1, "m1", "l1", "tcp", 443, 443, 0, 60, NET_V4);
    assert_ok(ruleset_compile(&a, &b, &lab_caps, &f, 0, NULL, 0, now, &none, NULL));
    assert_ok(ruleset_compile(&a, &b, &lab_caps, &f, 1, NULL, 0, now, &some, NULL));
    assert_ok(ruleset_difference(&a, &none, &some, now, &d));
    assert_ok(skeleton_write_delta(&text, &b, &d, (struct moment){LAB_NOW + 500}));
    assert_string_equal(
        text.p,
        "{\"nftables\":[{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"sekimori\",\"name\":"
        "\"forward4\",\"elem\":[[{\"elem\":{\"val\":{\"concat\":[\"02:00:00:00:01:01\",\"10.1.0."
        "5\","
        "\"10.2.0.5\",\"tcp\",443]},\"timeout\":59}},{\"accept\":null}]]}}},{\"add\":{\"element\":{"
        "\"family\":\"inet\",\"table\":\"sekimori\",\"name\":\"reply4\",\"elem\":[[{\"elem\":{"
        "\"val\":"
        "{\"concat\":[\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443]},\"timeout\":59}},{\"accept\":null}]]}"
        "}}]}");
    sb_reset(&text);
    assert_ok(ruleset_difference(&a, &some, &none, now, &d));
    assert_ok(skeleton_write_delta(&text, &b, &d, now));
    assert_non_null(strstr(text.p, "{\"delete\":{\"element\":"));
    assert_null(strstr(text.p, "timeout"));
    sb_reset(&text);
    assert_ok(skeleton_write_lease(&text, 5999));
    assert_string_equal(
        text.p,
        "{\"nftables\":[{\"flush\":{\"set\":{\"family\":\"inet\",\"table\":\"sekimori\",\"name\":"
        "\"lease\"}}},{\"add\":{\"element\":{\"family\":\"inet\",\"table\":\"sekimori\",\"name\":"
        "\"lease\",\"elem\":[{\"elem\":{\"val\":\"ipv4\",\"timeout\":5}},{\"elem\":{\"val\":"
        "\"ipv6\",\"timeout\":5}}]}}}]}");
    sb_reset(&text);
    assert_ok(skeleton_write_lease(&text, 0));
    assert_null(strstr(text.p, "element"));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_packet_goes_as_the_permits_say),
        cmocka_unit_test(closed_tables_let_nothing_cross),
        cmocka_unit_test(deltas_and_leases_are_written),
    };
    return cmocka_run_group_tests_name("skeleton", tests, NULL, NULL);
}
