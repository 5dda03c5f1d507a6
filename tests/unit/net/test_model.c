/* SPDX-License-Identifier: Apache-2.0
 *
 * What nft and iptables write, and which packets it matches: a rule that accepts, in a chain that
 * drops, asked by sets and one by one. */
#include "../check.h"

#include <string.h>

#include "../torture.h"
#include "net/reach.h"

/* A packet in few words; what is not named is an ordinary first packet from 10.0.0.1 to 10.0.0.2.
 */
struct sent {
    const char *src, *dst;
    unsigned proto, sport, dport, flags, state, reply;
    const char *in, *out;
    unsigned long long mac;
};
enum { NO, YES, PERHAPS };
struct asked {
    const char *rule; /* of nft: the list of statements; of iptables: what follows -A FORWARD */
    struct sent p;
    int says;
};

static struct space_ifaces ifaces;

static space_num iface_number(const char *name)
{
    for (unsigned i = 0; name && i < ifaces.n; i++)
        if (str_eqz(ifaces.names[i], name)) return i + 1;
    return ifaces.n + 1; /* another */
}

static struct space_packet packet(const struct sent *p, enum net_family family)
{
    struct space_packet q = {{0}};
    struct net_addr src, dst;
    bool v4 = family == NET_V4;
    assert_ok(addr_parse(str_z(p->src ? p->src : v4 ? "10.0.0.1" : "fd00::1"), &src, NULL));
    assert_ok(addr_parse(str_z(p->dst ? p->dst : v4 ? "10.0.0.2" : "fd00::2"), &dst, NULL));
    q.v[SPACE_SADDR] = space_of_addr(&src);
    q.v[SPACE_DADDR] = space_of_addr(&dst);
    q.v[SPACE_PROTO] = p->proto ? p->proto : SPACE_TCP;
    q.v[SPACE_SPORT] = p->sport ? p->sport : 40000;
    q.v[SPACE_DPORT] = p->dport;
    q.v[SPACE_TCP_FLAGS] = p->flags ? p->flags : SPACE_SYN;
    q.v[SPACE_STATE] = p->state;
    q.v[SPACE_DIR] = p->reply;
    q.v[SPACE_IIF] = iface_number(p->in);
    q.v[SPACE_OIF] = iface_number(p->out);
    q.v[SPACE_SMAC] = p->mac ? p->mac : 0x020000000001ULL;
    return q;
}

static enum net_family family_of(const struct sent *p)
{
    return p->src && strchr(p->src, ':') ? NET_V6 : NET_V4;
}

static void ask(const struct model *m, const struct asked *t)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct reach r;
    enum reach_outcome o = REACH_PERHAPS;
    struct reach_step *steps = NULL;
    size_t n = 0;
    bool may = false, must = false;
    ifaces.n = 0;
    arena_init(&a, 1U << 22);
    assert_ok(model_ifaces(m, &ifaces));
    assert_ok(space_init(&s, family_of(&t->p), &ifaces, NULL, 1U << 20));
    struct space_packet p = packet(&t->p, s.family);
    assert_ok(reach_make(&a, &s, m, REACH_ROUTED, &r));
    assert_ok(space_has(&s, r.accepts.may, &p, &may));
    assert_ok(space_has(&s, r.accepts.must, &p, &must));
    if (may != (t->says != NO) || must != (t->says == YES))
        fail_msg("%s: may %d, must %d", t->rule, may, must);
    assert_ok(reach_ask(&a, &r, &p, &o, &steps, &n));
    assert_int_equal(o, t->says == YES  ? REACH_ACCEPTS
                        : t->says == NO ? REACH_DROPS
                                        : REACH_PERHAPS);
}

#define L(p, f) "{\"payload\":{\"protocol\":\"" p "\",\"field\":\"" f "\"}}"
#define META(k) "{\"meta\":{\"key\":\"" k "\"}}"
#define CT(k) "{\"ct\":{\"key\":\"" k "\"}}"
#define ORIGINAL(k) "{\"ct\":{\"key\":\"" k "\",\"dir\":\"original\"}}"
#define M(op, l, r) "{\"match\":{\"op\":\"" op "\",\"left\":" l ",\"right\":" r "}}"
#define PREFIX(a, n) "{\"prefix\":{\"addr\":\"" a "\",\"len\":" #n "}}"
#define RANGE(a, b) "{\"range\":[" a "," b "]}"
#define SET(x) "{\"set\":[" x "]}"
#define CAT(x) "{\"concat\":[" x "]}"

static const struct asked nft_rules[] = {
    {M("==", L("ip", "saddr"), PREFIX("10.0.0.0", 8)), {0}, YES},
    {M("==", L("ip", "saddr"), PREFIX("10.0.0.0", 8)), {.src = "11.0.0.1"}, NO},
    {M("!=", L("ip", "saddr"), PREFIX("10.0.0.0", 8)), {.src = "11.0.0.1"}, YES},
    {M("!=", L("ip", "saddr"), PREFIX("10.0.0.0", 8)), {.src = "fd00::1"}, NO}, /* no IPv4 at all */
    {M("==", L("ip6", "saddr"), PREFIX("fd00::", 8)), {.src = "fd00::1"}, YES},
    {M("==", L("ip6", "saddr"), PREFIX("::", 0)), {.src = "fd00::1"}, YES},
    {M("==", L("ip", "saddr"), SET("\"10.0.0.1\"," RANGE("\"10.0.0.5\"", "\"10.0.0.9\""))),
     {.src = "10.0.0.9"},
     YES},
    {M("==", L("ip", "saddr"), SET("\"10.0.0.1\"," RANGE("\"10.0.0.5\"", "\"10.0.0.9\""))),
     {.src = "10.0.0.4"},
     NO},
    {M("<", L("ip", "daddr"), "\"10.0.0.2\""), {0}, NO},
    {M("<=", L("ip", "daddr"), "\"10.0.0.2\""), {0}, YES},
    {M(">", L("ip", "daddr"), "\"10.0.0.1\""), {0}, YES},
    {M(">", L("ip", "daddr"), "\"255.255.255.255\""), {.dst = "255.255.255.255"}, NO},
    {M("==", L("tcp", "dport"), "22"), {.dport = 22}, YES},
    {M("==", L("tcp", "dport"), "22"), {.dport = 22, .proto = 17}, NO},
    {M("!=", L("tcp", "dport"), "22"), {.dport = 23, .proto = 17}, NO},
    {M("!=", L("tcp", "dport"), "22"), {.dport = 23}, YES},
    {M("==", L("th", "dport"), SET("53," RANGE("80", "90"))), {.dport = 85, .proto = 17}, YES},
    {M(">=", L("tcp", "sport"), "1024"), {.sport = 1023}, NO},
    {M("==", META("l4proto"), SET("\"tcp\",\"udp\"")), {.proto = 17}, YES},
    {M("==", META("l4proto"), "47"), {.proto = 47}, YES},
    {M("==", L("ip", "protocol"), "\"icmp\""), {.proto = 1}, YES},
    {M("==", L("icmp", "type"), "\"echo-request\""), {.proto = 1, .sport = 0x0800}, YES},
    {M("==", L("icmp", "type"), "\"echo-request\""), {.proto = 1, .sport = 0x0300}, NO},
    {M("==", L("icmp", "type"), "\"echo-request\""), {.proto = 6, .sport = 0x0800}, NO},
    {M("==", L("icmp", "code"), "3"), {.proto = 1, .sport = 0x0303}, YES},
    {M("==", L("icmp", "code"), "3"), {.proto = 1, .sport = 0x0304}, NO},
    {M("==", L("icmpv6", "type"), SET("\"nd-neighbor-solicit\",\"nd-router-advert\"")),
     {.src = "fd00::1", .dst = "fd00::2", .proto = 58, .sport = 134 << 8},
     YES},
    {M("==", L("ether", "saddr"), "\"02:00:00:00:00:01\""), {0}, YES},
    {M("==", L("ether", "saddr"), "\"02:00:00:00:00:01\""), {.mac = 2}, NO},
    {M("==", META("iifname"), "\"eth0\""), {.in = "eth0"}, YES},
    {M("==", META("iifname"), "\"eth0\""), {.in = "eth1"}, NO},
    {M("!=", META("oifname"), SET("\"eth0\",\"br*\"")), {.out = "eth9"}, YES},
    {M("==", META("nfproto"), "\"ipv6\""), {0}, NO},
    {M("==", META("protocol"), "\"ip\""), {0}, YES},
    {M("!=", L("ether", "type"), "\"ip6\""), {0}, YES},
    {M("in", CT("state"), "[\"established\",\"related\"]"), {.state = SPACE_RELATED}, YES},
    {M("in", CT("state"), "[\"established\",\"related\"]"), {0}, NO},
    {M("in", CT("state"), "\"new\""), {0}, YES},
    {M("==", CT("state"), SET("\"new\",\"untracked\"")), {.state = SPACE_UNTRACKED}, YES},
    {M("!=", CT("state"), "\"invalid\""), {0}, YES},
    {M("!=", CT("state"), "\"invalid\""), {.state = SPACE_INVALID}, NO},
    {M("==", "{\"&\":[" CT("state") ",[\"new\",\"invalid\"]]}", "\"new\""), {0}, YES},
    {M("!=", "{\"&\":[" CT("state") ",6]}", "0"), {.state = SPACE_ESTABLISHED}, YES},
    {M("==", CT("direction"), "\"reply\""), {.state = SPACE_ESTABLISHED, .reply = 1}, YES},
    {M("==", "{\"&\":[" L("tcp", "flags") ",[\"syn\",\"ack\"]]}", "\"syn\""), {.flags = 2}, YES},
    {M("==", "{\"&\":[" L("tcp", "flags") ",{\"|\":[\"syn\",\"ack\"]}]}", "\"syn\""),
     {.flags = 18},
     NO},
    {M("in", L("tcp", "flags"), "[\"syn\",\"ack\"]"), {.flags = 16}, YES},
    {M("in", L("tcp", "flags"), "[\"syn\",\"ack\"]"), {.flags = 1}, NO},
    {M("==", "{\"&\":[" L("ip", "saddr") ",\"255.0.0.255\"]}", "\"10.0.0.1\""),
     {.src = "10.7.7.1"},
     YES},
    {M("==", ORIGINAL("ip saddr"), "\"10.0.0.2\""), {.state = SPACE_ESTABLISHED, .reply = 1}, YES},
    {M("==", ORIGINAL("ip saddr"), "\"10.0.0.2\""), {.state = SPACE_ESTABLISHED}, NO},
    {M("==", ORIGINAL("ip saddr"), "\"10.0.0.9\""), {.state = SPACE_RELATED}, PERHAPS},
    {M("!=", ORIGINAL("ip saddr"), "\"10.0.0.9\""), {.state = SPACE_INVALID}, NO}, /* has none */
    {M("==", ORIGINAL("proto-dst"), "22"),
     {.sport = 22, .state = SPACE_ESTABLISHED, .reply = 1},
     YES},
    {M("==", ORIGINAL("proto-dst"), "22"), {.proto = 50, .state = SPACE_ESTABLISHED}, PERHAPS},
    {M("==", CT("protocol"), "\"tcp\""), {0}, YES},
    {M("==", CT("protocol"), "\"tcp\""), {.state = SPACE_RELATED, .proto = 1}, PERHAPS},
    {M("==", CAT(L("ip", "saddr") "," META("l4proto") "," L("th", "dport")),
       SET(CAT(PREFIX("10.0.0.0", 24) ",\"tcp\"," RANGE("20", "25")))),
     {.dport = 22},
     YES},
    {M("==", CAT(META("iifname") "," L("tcp", "dport")),
       SET(CAT("\"eth*\",22") "," CAT("\"lo\",23"))),
     {.in = "eth", .dport = 22}, /* the class of all others that begin so */
     YES},
    {M("==", CAT(META("iifname") "," L("tcp", "dport")),
       SET(CAT("\"eth*\",22") "," CAT("\"lo\",23"))),
     {.in = "lo", .dport = 23},
     YES},
    {M("==", META("mark"), "7"), {0}, PERHAPS},
    {M("!=", META("mark"), "7"), {0}, PERHAPS},
    {M("==", L("ip", "ttl"), "1"), {0}, PERHAPS},
    {M("==", L("ip6", "hoplimit"), "1"), {0}, NO}, /* says at least IPv6 */
    {M("==", L("ip", "saddr"), "\"@nowhere\""), {0}, PERHAPS},
    {M("~", L("ip", "saddr"), "\"10.0.0.1\""), {0}, PERHAPS},
    {"{\"limit\":{\"rate\":1,\"per\":\"second\"}}", {0}, PERHAPS},
    {"{\"log\":null},{\"counter\":null}", {0}, YES},
    {"{\"brand new\":null}", {0}, PERHAPS},
    {"{\"drop\":null}", {0}, NO},
    {"{\"reject\":null}", {0}, NO},
    {"{\"vmap\":{\"key\":" L(
         "tcp", "dport") ",\"data\":{\"set\":[[22,{\"drop\":null}],[\"*\",{\"accept\":null}]]}}}",
     {.dport = 22},
     NO},
    {"{\"vmap\":{\"key\":" L(
         "tcp", "dport") ",\"data\":{\"set\":[[22,{\"drop\":null}],[\"*\",{\"accept\":null}]]}}}",
     {.dport = 23},
     YES},
    {"{\"vmap\":{\"key\":" L(
         "tcp", "dport") ",\"data\":{\"set\":[[22,{\"drop\":null}],[\"*\",{\"accept\":null}]]}}}",
     {.dport = 23, .proto = 17},
     NO}, /* the key is not there: no match */
    {"{\"vmap\":{\"key\":" META("mark") ",\"data\":{\"set\":[[22,{\"drop\":null}]]}}}",
     {0},
     PERHAPS},
};

static void nft_says_what_it_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(nft_rules); i++) {
        ARENA_CLEANUP struct arena a;
        SB_CLEANUP struct sb b;
        struct nft_ruleset r;
        struct model m;
        arena_init(&a, 1U << 22);
        sb_init(&b, 1U << 16);
        sb_addf(&b,
                "{\"nftables\":[{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"c\","
                "\"type\":"
                "\"filter\",\"hook\":\"forward\",\"prio\":0,\"policy\":\"drop\"}},{\"rule\":{"
                "\"family\":"
                "\"inet\",\"table\":\"t\",\"chain\":\"c\",\"expr\":[%s,{\"accept\":null}]}}]}",
                nft_rules[i].rule);
        if (nft_json_read(&a, sb_str(&b), &r, NULL) != OK) fail_msg("%s", nft_rules[i].rule);
        assert_ok(model_from_nft(&a, &r, NULL, &m, NULL));
        ask(&m, &nft_rules[i]);
    }
}

static const struct asked iptables_rules[] = {
    {"-s 10.0.0.0/255.0.0.0 -j ACCEPT", {0}, YES},
    {"! -s 10.0.0.0/8 -j ACCEPT", {0}, NO},
    {"-p tcp --dport 20:25 -j ACCEPT", {.dport = 22}, YES},
    {"-p tcp -m tcp ! --dport 20:25 -j ACCEPT", {.dport = 22}, NO},
    {"-p tcp -m tcp --dport :25 -j ACCEPT", {.dport = 3}, YES},
    {"-p udp -m udp --dport 22 -j ACCEPT", {.dport = 22}, NO},
    {"-p tcp -m multiport --dports 1,20:25,443 -j ACCEPT", {.dport = 443}, YES},
    {"-p tcp -m multiport --ports 22 -j ACCEPT", {.sport = 22, .dport = 9}, YES},
    {"-p tcp -m multiport ! --ports 22 -j ACCEPT", {.sport = 22, .dport = 9}, NO},
    {"-p tcp -m tcp --tcp-flags SYN,ACK SYN -j ACCEPT", {.flags = 2}, YES},
    {"-p tcp -m tcp --syn -j ACCEPT", {.flags = 18}, NO},
    {"-p tcp -m tcp ! --syn -j ACCEPT", {.flags = 18}, YES},
    {"-p icmp -m icmp --icmp-type 8 -j ACCEPT", {.proto = 1, .sport = 0x0800}, YES},
    {"-p icmp -m icmp --icmp-type 3/4 -j ACCEPT", {.proto = 1, .sport = 0x0303}, NO},
    {"-p icmp -m icmp --icmp-type port-unreachable -j ACCEPT", {.proto = 1, .sport = 0x0303}, YES},
    {"-i eth+ -j ACCEPT", {.in = "eth"}, YES}, /* the class of all that begin so */
    {"-i eth0 -o eth1 -j ACCEPT", {.in = "eth0", .out = "eth1"}, YES},
    {"-i eth0 -o eth1 -j ACCEPT", {.in = "eth1", .out = "eth0"}, NO},
    {"-m state --state RELATED,ESTABLISHED -j ACCEPT", {.state = SPACE_ESTABLISHED}, YES},
    {"-m conntrack ! --ctstate NEW -j ACCEPT", {0}, NO},
    {"-m conntrack --ctstate DNAT -j ACCEPT", {0}, PERHAPS},
    {"-m conntrack --ctorigsrc 10.0.0.2 -j ACCEPT", {.state = SPACE_ESTABLISHED, .reply = 1}, YES},
    {"-m conntrack --ctdir REPLY -j ACCEPT", {0}, NO},
    {"-m mac --mac-source 02:00:00:00:00:01 -j ACCEPT", {0}, YES},
    {"-m mac --mac-source XX:XX:XX:XX:XX:XX -j ACCEPT", {0}, PERHAPS},
    {"-m iprange --src-range 10.0.0.1-10.0.0.3 -j ACCEPT", {0}, YES},
    {"-m iprange --dst-range 10.0.0.3-10.0.0.9 -j ACCEPT", {0}, NO},
    {"-m comment --comment \"-j DROP\" -j ACCEPT", {0}, YES},
    {"-m limit --limit 3/min -j ACCEPT", {0}, PERHAPS},
    {"-m set ! --match-set x src -j ACCEPT", {0}, PERHAPS},
    {"-m socket -j ACCEPT", {0}, PERHAPS},
    {"-p 47 -j ACCEPT", {.proto = 47}, YES},
    {"-p all -j ACCEPT", {0}, YES},
    {"-j LOG --log-prefix \"-s 1.1.1.1\"", {0}, NO},
    {"-j REJECT --reject-with tcp-reset", {0}, NO},
    {"-j NFQUEUE --queue-num 1", {0}, PERHAPS},
    {"-j XYZ", {0}, PERHAPS},
};

static void iptables_says_what_it_matches(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(iptables_rules); i++) {
        ARENA_CLEANUP struct arena a;
        SB_CLEANUP struct sb b;
        struct iptables_ruleset r;
        struct model m;
        arena_init(&a, 1U << 22);
        sb_init(&b, 4000);
        sb_addf(&b, "*filter\n:FORWARD DROP [0:0]\n-A FORWARD %s\nCOMMIT\n",
                iptables_rules[i].rule);
        if (iptables_save_read(&a, sb_str(&b), &r, NULL) != OK)
            fail_msg("%s", iptables_rules[i].rule);
        assert_ok(model_from_iptables(&a, &r, &m, NULL));
        ask(&m, &iptables_rules[i]);
    }
}

/* --- several hooks and tables
 * ------------------------------------------------------------------------- */
#define CHAIN(t, n, hook, prio, policy)                                                            \
    "{\"chain\":{\"family\":\"inet\",\"table\":\"" t "\",\"name\":\"" n "\",\"type\":\"filter\","  \
    "\"hook\":\"" hook "\",\"prio\":" #prio ",\"policy\":\"" policy "\"}}"
#define RULE(t, n, e)                                                                              \
    "{\"rule\":{\"family\":\"inet\",\"table\":\"" t "\",\"chain\":\"" n "\",\"expr\":[" e "]}}"
#define ACCEPT "{\"accept\":null}"
#define DROP "{\"drop\":null}"

static void hooks_and_tables(void **state)
{
    (void)state;
    static const struct asked t[] = {
        /* accept in one base chain goes on to the next; drop ends */
        {CHAIN("a", "f", "forward", -1, "drop") "," CHAIN("b", "f", "forward", 0,
                                                          "drop") "," RULE("a", "f", ACCEPT),
         {0},
         NO},
        {CHAIN("a", "f", "forward", -1, "drop") "," CHAIN("b", "f", "forward", 0,
                                                          "accept") "," RULE("a", "f", ACCEPT),
         {0},
         YES},
        {CHAIN("a", "p", "prerouting", 0,
               "accept") "," RULE("a", "p", M("==", L("tcp", "dport"), "22") "," DROP),
         {.dport = 22},
         NO},
        {CHAIN("a", "p", "postrouting", 0, "drop"), {0}, NO},
        {CHAIN("a", "i", "input", 0, "drop"), {0}, YES},
        /* no outgoing interface before routing; the incoming one is not sure after it */
        {CHAIN("a", "p", "prerouting", 0,
               "drop") "," RULE("a", "p", M("==", META("oifname"), "\"eth0\"") "," ACCEPT),
         {.out = "eth0"},
         NO},
        {CHAIN("a", "p", "prerouting", 0,
               "drop") "," RULE("a", "p", M("!=", META("oifname"), "\"eth0\"") "," ACCEPT),
         {.out = "eth0"},
         YES},
        {CHAIN("a", "p", "postrouting", 0,
               "drop") "," RULE("a", "p", M("==", META("iifname"), "\"eth0\"") "," ACCEPT),
         {.in = "eth0"},
         PERHAPS},
        /* nothing of connections before they are tracked */
        {CHAIN("a", "p", "prerouting", -300,
               "drop") "," RULE("a", "p", M("in", CT("state"), "\"new\"") "," ACCEPT),
         {0},
         PERHAPS},
        {CHAIN("a", "p", "prerouting", -100,
               "drop") "," RULE("a", "p", M("in", CT("state"), "\"new\"") "," ACCEPT),
         {0},
         YES},
        {CHAIN("a", "p", "prerouting", -200,
               "drop") "," RULE("a", "p", M("in", CT("state"), "\"new\"") "," ACCEPT),
         {0},
         PERHAPS},
        /* a dormant table stops nothing */
        {"{\"table\":{\"family\":\"inet\",\"name\":\"a\",\"flags\":[\"dormant\"]}}," CHAIN(
             "a", "f", "forward", 0, "drop"),
         {0},
         YES},
        {"{\"table\":{\"family\":\"ip\",\"name\":\"a\",\"flags\":\"dormant\"}}," CHAIN(
             "a", "f", "forward", 0, "drop"),
         {0},
         NO},
        /* translated addresses are not those before, nor the connection's own */
        {CHAIN("a", "p", "prerouting", -100, "accept") "," RULE(
             "a", "p",
             M("==", L("ip", "daddr"),
               "\"10.0.0.9\"") ",{\"dnat\":{\"addr\":\"10.0.0.2\"}"
                               "}") "," CHAIN("b", "f", "forward", 0,
                                              "drop") "," RULE("b", "f",
                                                               M("="
                                                                 "=",
                                                                 ORIGINAL("ip daddr"),
                                                                 "\"10.0.0.2\"") "," ACCEPT),
         {0},
         PERHAPS},
        /* a header written over is not known any more */
        {CHAIN("b", "f", "forward", 0, "drop") "," RULE(
             "b", "f",
             "{\"mangle\":{\"key\":" L(
                 "ip", "daddr") ",\"value\":\"10.0.0.3\"}}") "," RULE("b", "f",
                                                                      M("==", L("ip", "daddr"),
                                                                        "\"10.0.0.2\"") "," ACCEPT),
         {0},
         PERHAPS},
        {CHAIN("b", "f", "forward", 0, "drop") "," RULE(
             "b", "f",
             "{\"mangle\":{\"key\":" META(
                 "mark") ",\"value\":1}}") "," RULE("b", "f",
                                                    M("==", L("ip", "daddr"),
                                                      "\"10.0.0.2\"") "," ACCEPT),
         {0},
         YES},
        /* an established flow that was handed to the flow table passes by */
        {CHAIN("b", "f", "forward", 0, "drop") "," RULE(
             "b", "f",
             "{\"flow\":{\"op\":\"add\",\"flowtable\":\"@x\"}}," ACCEPT) "," RULE("b", "f", DROP),
         {.state = SPACE_ESTABLISHED},
         PERHAPS},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        SB_CLEANUP struct sb b;
        struct nft_ruleset r;
        struct model m;
        arena_init(&a, 1U << 22);
        sb_init(&b, 1U << 16);
        sb_addf(&b, "{\"nftables\":[%s]}", t[i].rule);
        if (nft_json_read(&a, sb_str(&b), &r, NULL) != OK) fail_msg("%s", t[i].rule);
        assert_ok(model_from_nft(&a, &r, NULL, &m, NULL));
        ask(&m, &t[i]);
    }
}

/* --- conditions that are not known, as functions ------------------------------------------------
 */
static bool same_function(const char *x, const char *y)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    const char *const text[] = {x, y};
    struct model m[2];
    struct reach r[2];
    struct reach_difference d;
    arena_init(&a, 1U << 24);
    ifaces.n = 0;
    for (unsigned i = 0; i < 2; i++) {
        struct nft_ruleset set;
        char *whole_text = arena_printf(
            &a, "{\"nftables\":[" CHAIN("t", "f", "forward", 0, "drop") ",%s]}", text[i]);
        assert_ok(nft_json_read(&a, str_z(whole_text), &set, NULL));
        assert_ok(model_from_nft(&a, &set, NULL, &m[i], NULL));
        assert_ok(model_ifaces(&m[i], &ifaces));
    }
    assert_ok(space_init_open(&s, NET_V6, &ifaces, 1U << 20));
    for (unsigned i = 0; i < 2; i++) assert_ok(reach_make(&a, &s, &m[i], REACH_ROUTED, &r[i]));
    assert_ok(reach_compare(&r[0], &r[1], &d));
    return d.equal && d.determined;
}

#define HOPS(n) M("==", L("ip6", "hoplimit"), #n)
#define F(e) RULE("t", "f", e)

static void open_questions_are_the_same_everywhere(void **state)
{
    (void)state;
    const char *related = M("==", ORIGINAL("ip6 saddr"), "\"fd00::1\"");
    SB_CLEANUP struct sb b;
    sb_init(&b, 4000);
    /* the same, in another order that changes nothing */
    assert_true(same_function(F(HOPS(255) "," ACCEPT) "," F(HOPS(1) "," ACCEPT),
                              F(HOPS(1) "," ACCEPT) "," F(HOPS(255) "," ACCEPT)));
    /* in one that does: both may and both must are alike, the functions are not */
    assert_false(same_function(F(HOPS(255) "," ACCEPT) "," F(HOPS(1) "," DROP),
                               F(HOPS(1) "," DROP) "," F(HOPS(255) "," ACCEPT)));
    assert_false(same_function(F(HOPS(255) "," ACCEPT), F(HOPS(254) "," ACCEPT)));
    /* rates, contents of sets and marks that rules write are no questions with one answer */
    assert_false(same_function(F("{\"limit\":{\"rate\":1}}," ACCEPT),
                               F("{\"limit\":{\"rate\":1}}," ACCEPT)));
    assert_false(same_function(F(M("==", META("mark"), "\"@x\"") "," ACCEPT),
                               F(M("==", META("mark"), "\"@x\"") "," ACCEPT)));
    assert_true(same_function(F(M("==", META("mark"), "1") "," ACCEPT),
                              F(M("==", META("mark"), "1") "," ACCEPT)));
    assert_false(same_function(F("{\"mangle\":{\"key\":" META("mark") ",\"value\":1}}") "," F(
                                   M("==", META("mark"), "1") "," ACCEPT),
                               F(M("==", META("mark"), "1") "," ACCEPT) "," F(
                                   "{\"mangle\":{\"key\":" META("mark") ",\"value\":1}}")));
    /* what a related packet's connection was */
    sb_addf(&b,
            "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"f\",\"expr\":[%s,{"
            "\"accept\":null}]}}",
            related);
    sb_addc(&b, '\0');
    assert_true(same_function(b.p, b.p));
    assert_false(same_function(b.p, F(ACCEPT)));
}

static err_t whole(void *arg)
{
    ARENA_CLEANUP struct arena a;
    struct nft_ruleset r;
    struct model m;
    const struct model_options o = {.timeouts_hold = true};
    arena_init(&a, 1U << 22);
    TRY(nft_json_read(&a, str_z(arg), &r, NULL));
    return model_from_nft(&a, &r, &o, &m, NULL);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    static char text[] = "{\"nftables\":[" CHAIN("t", "c", "forward", 0, "drop") "," RULE(
        "t", "c",
        M("==", CAT(META("iifname") "," L("tcp", "dport")), SET(CAT("\"eth*\",22"))) "," M(
            "<", L("ip", "saddr"), "\"10.0.0.1\"") ",{\"limit\":1}," ACCEPT) "]}";
    torture_each(whole, text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(nft_says_what_it_matches),
        cmocka_unit_test(iptables_says_what_it_matches),
        cmocka_unit_test(hooks_and_tables),
        cmocka_unit_test(open_questions_are_the_same_everywhere),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
