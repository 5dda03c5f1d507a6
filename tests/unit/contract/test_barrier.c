/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../torture.h"
#include "base/file.h"
#include "base/text.h"
#include "contract/barrier.h"
#include "contract/barrier_scope.h"

/* A small network that is right; rows of the table below change one line of it. */
static const char *const whole[] = {
    "barrier: b1",                                                                      /* 1 */
    "model: beta",                                                                      /* 2 */
    "warn_days: 14",                                                                    /* 3 */
    "zones:",                                                                           /* 4 */
    "  - {zone: mynumber}",                                                             /* 5 */
    "  - {zone: lgwan}",                                                                /* 6 */
    "  - {zone: internet}",                                                             /* 7 */
    "  - {zone: ops, kind: management}",                                                /* 8 */
    "bridges:",                                                                         /* 9 */
    "  - {bridge: br0, addresses: [10.3.0.1/24]}",                                      /* 10 */
    "interfaces:",                                                                      /* 11 */
    "  - {interface: eth1, zone: mynumber, addresses: [10.1.0.1/24, 'fd01::1/64']}",    /* 12 */
    "  - {interface: eth2, zone: lgwan, addresses: [10.2.0.1/24]}",                     /* 13 */
    "  - {interface: eth3, zone: internet, bridge: br0}",                               /* 14 */
    "  - {interface: eth4, zone: lgwan, bridge: br0}",                                  /* 15 */
    "  - {interface: eth9, zone: ops, addresses: [10.9.0.1/24]}",                       /* 16 */
    "gateways:",                                                                        /* 17 */
    "  - {gateway: g1, mac: '02:00:00:00:02:fe', addresses: [10.2.0.254]}",             /* 18 */
    "  - {gateway: g2, mac: '02:00:00:00:03:fe', addresses: [10.3.0.254], port: eth3}", /* 19 */
    "  - {gateway: g3, addresses: [10.20.0.254]}",                                      /* 20 */
    "subnets:",                                                                         /* 21 */
    "  - {subnet: s1, prefix: 10.1.0.0/24, zone: mynumber, on: eth1}",                  /* 22 */
    "  - {subnet: s16, prefix: 'fd01::/64', on: eth1}",                                 /* 23 */
    "  - {subnet: s2, prefix: 10.2.0.0/24, on: eth2}",                                  /* 24 */
    "  - {subnet: s3, prefix: 10.3.0.0/24, on: br0}",                                   /* 25 */
    "  - {subnet: s20, prefix: 10.20.0.0/24, zone: lgwan, behind: g1}",                 /* 26 */
    "  - {subnet: s21, prefix: 10.21.0.0/24, zone: lgwan, behind: g3}",                 /* 27 */
    "  - {subnet: s9, prefix: 10.9.0.0/24, on: eth9}",                                  /* 28 */
    "hosts:",                                                                           /* 29 */
    "  - {host: h1, zone: mynumber, mac: '02:00:00:00:01:05', addresses: [10.1.0.5, 'fd01::5'], "
    "headcount: 7}", /* 30 */
    "  - {host: h2, zone: lgwan, mac: '02:00:00:00:02:05', addresses: [10.2.0.5], kind: server}",
    "  - {host: h3, zone: internet, mac: '02:00:00:00:03:05', addresses: [10.3.0.5], port: eth3, "
    "main: yes, headcount: 20}", /* 32 */
    "  - {host: h4, zone: lgwan, mac: '02:00:00:00:03:06', addresses: [10.3.0.6], port: eth4}",
    "  - {host: h5, zone: lgwan, addresses: [10.21.0.5]}", /* 34 */
    "peers:",                                              /* 35 */
    "  - {peer: asp, kind: lgwan_asp, zone: lgwan, addresses: [192.0.2.0/28], behind: g1}",
    "  - {peer: cloud, kind: security_cloud, zone: internet, addresses: [198.51.100.0/24], behind: "
    "g2}",                                                   /* 37 */
    "infrastructure:",                                       /* 38 */
    "  - {kind: nd, on: eth1}",                              /* 39 */
    "  - {kind: dns, on: eth2, servers: [10.2.0.53]}",       /* 40 */
    "management: {on: eth9, from: [10.9.0.0/24], port: 22}", /* 41 */
};

static void write_whole(struct sb *b, unsigned line, const char *instead)
{
    sb_init(b, 100000);
    for (unsigned i = 0; i < ARRAY_LEN(whole); i++)
        sb_addf(b, "%s\n", i + 1 == line ? instead : whole[i]);
    assert_ok(sb_end(b));
}

static err_t read_text(struct arena *a, struct str s, struct barrier *ret,
                       struct barrier_faults *faults, struct fault *why)
{
    arena_init(a, 64 << 20);
    return barrier_read(a, s, "barrier.yaml", ret, faults, why);
}

static void a_right_file_is_read(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb s;
    struct barrier b;
    struct fault why = {0};
    struct barrier_faults *faults = calloc(1, sizeof *faults);
    write_whole(&s, 0, NULL);
    if (read_text(&a, sb_str(&s), &b, faults, &why) != OK)
        fail_msg("%s line %u: %s %s", why.id, why.line, why.args[0], why.args[1]);
    free(faults);
    assert_int_equal(b.n_hosts, 5);
    assert_int_equal(b.model, MODEL_BETA);
    assert_int_equal(b.hosts[0].headcount, 7);
    assert_int_equal(b.hosts[1].headcount, -1);
    assert_int_equal(b.subnets[3].zone, BARRIER_NONE); /* of two zones */
    int h4 = barrier_find_host(&b, STR("h4")), h5 = barrier_find_host(&b, STR("h5"));
    assert_string_equal(b.interfaces[b.hosts[h4].interface].name, "eth4");
    assert_int_equal(b.hosts[h4].bridge, 0);
    assert_string_equal(b.gateways[b.hosts[h5].gateway].name, "g3");
    struct net_addr x;
    assert_ok(addr_parse(STR("10.3.0.6"), &x, NULL));
    assert_int_equal(barrier_host_of_address(&b, &x), h4);
    assert_string_equal(b.zones[barrier_zone_of_address(&b, &x)].name, "lgwan");
    assert_ok(addr_parse(STR("192.0.2.9"), &x, NULL));
    assert_string_equal(b.peers[barrier_peer_of_address(&b, &x)].name, "asp");
    assert_ok(addr_parse(STR("192.0.2.16"), &x, NULL));
    assert_int_equal(barrier_peer_of_address(&b, &x), BARRIER_NONE);
    assert_int_equal(barrier_zone_of_address(&b, &x), BARRIER_NONE);
    assert_ok(addr_parse(STR("10.20.0.254"), &x, NULL));
    assert_string_equal(b.gateways[barrier_gateway_of_address(&b, &x)].name, "g3");
    assert_ok(addr_parse(STR("10.1.0.1"), &x, NULL));
    assert_true(barrier_is_own(&b, &x));
    assert_int_equal(b.hosts[barrier_host_of_mac(&b, &b.hosts[2].mac)].line, 32);
    assert_int_equal(strlen(b.digest), 64);
}

/* Each line instead of one of the whole; what is found, and at which line. */
static void each_fault_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        unsigned line;
        const char *instead, *id;
        unsigned at; /* 0: the same line */
    } t[] = {
        {1, "barrier: Abc", "barrier.bad_name", 0},
        {1, "", "barrier.key_missing", 2},
        {2, "model: gamma", "barrier.word_unknown", 0},
        {3, "warn_days: 0", "barrier.want_number", 0},
        {3, "nat: [eth1]", "barrier.nat", 0},
        {3, "warm_days: 3", "barrier.key_unknown", 0},
        {3, "model: beta", "barrier.key_twice", 0},
        {5, "  - {zone: mynumberr, kind: other}", "barrier.zone_missing", 5},
        {5, "  - {zone: mynumber, kind: other}", "barrier.kind_unwanted", 0},
        {8, "  - {zone: ops}", "barrier.kind_missing", 0},
        {8, "  - {zone: ops, kind: lgwan}", "barrier.kind_is_a_name", 0},
        {8, "  - {zone: lgwan}", "barrier.name_twice", 0},
        {8, "  - ops", "barrier.want_map", 0},
        {10, "  - {bridge: br0, addresses: [10.3.0.1]}", "barrier.no_length", 0},
        {10, "  - {bridge: br0, addresses: [10.3.0.1/16]}", "barrier.own_outside", 0},
        {10, "  - {bridge: br00000000000000}", "barrier.bad_link_name", 0},
        {12, "  - {interface: eth1, zone: [mynumber, lgwan], addresses: [10.1.0.1/24]}",
         "barrier.interface_zones", 0},
        {12, "  - {interface: eth1, zone: nowhere}", "barrier.zone_unknown", 0},
        {13, "  - {interface: eth1, zone: lgwan}", "barrier.interface_two_zones", 0},
        {14, "  - {interface: eth3, zone: internet, bridge: br1}", "barrier.bridge_unknown", 0},
        {14, "  - {interface: eth3, zone: internet, bridge: br0, addresses: [10.3.0.2/24]}",
         "barrier.port_address", 0},
        {15, "  - {interface: eth4, zone: mynumber, bridge: br0}",
         "barrier.bridge_mynumber_internet", 10},
        {15, "  - {interface: br0, zone: lgwan}", "barrier.interface_is_bridge", 0},
        {18, "  - {gateway: g1, addresses: [10.21.0.1]}", "barrier.gateway_cycle", 0},
        {18, "  - {gateway: g1, addresses: [10.77.0.1]}", "barrier.gateway_outside", 0},
        {18, "  - {gateway: g1, addresses: [10.2.0.254, 10.9.0.254]}", "barrier.two_links", 0},
        {18, "  - {gateway: g1, mac: '02:00:00:00:02:05', addresses: [10.2.0.254]}",
         "barrier.mac_twice", 0},
        {18, "  - {gateway: h1, addresses: [10.2.0.254]}", "barrier.name_twice", 0},
        {19, "  - {gateway: g2, addresses: [10.3.0.254]}", "barrier.port_missing", 0},
        {19, "  - {gateway: g2, addresses: [10.3.0.254], port: eth1}", "barrier.port_elsewhere", 0},
        {22, "  - {subnet: s1, prefix: 10.1.0.0/24, zone: lgwan, on: eth1}", "barrier.subnet_zone",
         0},
        {22, "  - {subnet: s1, prefix: 10.1.0.5/24, on: eth1}", "addr.host_bits", 0},
        {22, "  - {subnet: s1, prefix: 10.1.0.0/24, on: eth7}", "barrier.link_unknown", 0},
        {22, "  - {subnet: s1, prefix: 10.1.0.0/24}", "barrier.on_or_behind", 0},
        {22, "  - {subnet: s1, prefix: 10.1.0.0/24, on: eth1, behind: g1}", "barrier.on_or_behind",
         0},
        {22, "  - {subnet: s1, prefix: 0.0.0.0/0, on: eth1}", "barrier.not_a_host", 0},
        {24, "  - {subnet: s2, prefix: 10.1.0.0/16, on: eth2}", "barrier.subnets_overlap", 0},
        {25, "  - {subnet: s3, prefix: 10.3.0.0/24, on: eth3}", "barrier.on_a_port", 0},
        {25, "  - {subnet: s3, prefix: 10.3.0.0/24, zone: lgwan, on: br0}", "barrier.subnet_zones",
         0},
        {26, "  - {subnet: s20, prefix: 10.20.0.0/24, behind: g1}", "barrier.key_missing", 0},
        {26, "  - {subnet: s20, prefix: 10.20.0.0/24, zone: lgwan, behind: g9}",
         "barrier.gateway_unknown", 0},
        {27, "  - {subnet: s21, prefix: 10.21.0.0/24, zone: mynumber, behind: g2}",
         "barrier.behind_mynumber_internet", 0},
        {28, "  - {subnet: s1, prefix: 10.9.0.0/24, on: eth9}", "barrier.name_twice", 0},
        {31, "  - {host: h1, zone: lgwan, addresses: [10.2.0.5]}", "barrier.name_twice", 0},
        {31, "  - {host: h2, zone: internet, addresses: [10.2.0.5]}", "barrier.host_zone", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.77.0.5]}", "barrier.host_outside", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.255]}", "barrier.host_edge", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.1]}", "barrier.address_own", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.254]}", "barrier.address_twice", 18},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.5, 10.9.0.7]}", "barrier.two_links",
         0},
        {31, "  - {host: h2, zone: lgwan, mac: '02:00:00:00:01:05', addresses: [10.2.0.5]}",
         "barrier.mac_twice", 0},
        {31, "  - {host: h2, zone: lgwan, mac: 'ff:ff:ff:ff:ff:ff', addresses: [10.2.0.5]}",
         "barrier.mac_group", 0},
        {31, "  - {host: h2, zone: lgwan, mac: '02:00', addresses: [10.2.0.5]}", "addr.not_mac", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [224.0.0.5]}", "barrier.not_a_host", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.5], headcount: -1}",
         "barrier.want_number", 0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.5], main: maybe}", "barrier.want_yes",
         0},
        {31, "  - {host: h2, zone: lgwan, addresses: [10.2.0.5], main: yes}", "barrier.model_main",
         0},
        {32, "  - {host: h3, zone: internet, addresses: [10.3.0.5]}", "barrier.port_missing", 0},
        {32, "  - {host: h3, zone: internet, addresses: [10.3.0.5], port: eth4}",
         "barrier.host_zone", 0},
        {32, "  - {host: h3, zone: internet, addresses: [10.3.0.5], port: eth3, important: yes}",
         "barrier.model_important", 0},
        {36,
         "  - {peer: asp, kind: lgwan_asp, zone: internet, addresses: [192.0.2.0/28], behind: g2}",
         "barrier.peer_zone", 0},
        {36, "  - {peer: asp, kind: cloud, zone: lgwan, addresses: [192.0.2.0/28], behind: g1}",
         "barrier.peer_zone", 0},
        {36,
         "  - {peer: asp, kind: other, zone: mynumber, addresses: [192.0.2.0/28], behind: g1, "
         "internet: yes}",
         "barrier.peer_online", 0},
        {36, "  - {peer: asp, kind: lgwan_asp, zone: lgwan, addresses: [10.2.0.0/28], behind: g1}",
         "barrier.peer_in_subnet", 0},
        {36, "  - {peer: asp, kind: other, zone: lgwan, addresses: [198.51.100.7], behind: g1}",
         "barrier.peers_overlap", 37},
        {36, "  - {peer: asp, kind: other, zone: mynumber, addresses: [192.0.2.1], behind: g2}",
         "barrier.behind_mynumber_internet", 0},
        {39, "  - {kind: nd, on: eth1, servers: [10.1.0.5]}", "barrier.infra_no_servers", 0},
        {40, "  - {kind: dns, on: eth2}", "barrier.infra_servers", 0},
        {40, "  - {kind: dns, on: eth2, servers: [10.2.0.53], port: 5353}", "barrier.infra_no_port",
         0},
        {41, "management: {on: br0, from: [10.9.0.0/24], port: 22}", "barrier.management_bridge",
         0},
        {41, "management: {on: eth9, from: [10.9.0.0/24], port: 0}", "barrier.want_number", 0},
        {41, "management: {on: eth9, from: [10.9.0.0/24]}", "barrier.key_missing", 0},
        {2, "model: beta-prime", "barrier.model_review", 0},
        {2, "model: beta-prime", "barrier.model_nothing_important", 0},
        {2, "model: alpha-prime", "barrier.model_no_cloud", 0},
        {2, "model: alpha", "barrier.model_main", 32},
        {3, "external_review: yesterday", "barrier.want_day", 0},
        {3, "peers: {}", "barrier.key_twice", 35},
        {4, "zones: none", "yaml.syntax", 0},
        {3, "warn_days: &a 3", "yaml.anchor", 0},
        {3, "\t", "yaml.tab", 0},
    };
    struct barrier_faults *faults = calloc(1, sizeof *faults);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        SB_CLEANUP struct sb s;
        struct barrier b = {.name = "untouched"};
        struct fault why = {0};
        write_whole(&s, t[i].line, t[i].instead);
        if (read_text(&a, sb_str(&s), &b, faults, &why) == OK)
            fail_msg("accepted: %s", t[i].instead);
        assert_string_equal(b.name, "untouched");
        unsigned line = t[i].at ? t[i].at : t[i].line;
        bool found = false;
        for (size_t k = 0; k < faults->n; k++)
            found = found || (strcmp(faults->v[k].id, t[i].id) == 0 && faults->v[k].line == line);
        if (!found) {
            for (size_t k = 0; k < faults->n; k++)
                print_error("  %u: %s %s %s\n", faults->v[k].line, faults->v[k].id,
                            faults->v[k].args[0], faults->v[k].args[1]);
            fail_msg("no %s at %u: %s", t[i].id, line, t[i].instead);
        }
        for (size_t k = 0; k < faults->n; k++) {
            assert_true(faults->v[k].line > 0 && faults->v[k].column > 0);
            assert_string_equal(faults->v[k].file, "barrier.yaml");
            for (int lang = 0; lang < LANGS; lang++) {
                SB_CLEANUP struct sb m;
                sb_init(&m, 4000);
                fault_message(&m, (enum lang)lang, &faults->v[k]);
                assert_true(m.n > 0 && !strstr(m.p, "{0}") && !strstr(m.p, "{1}"));
            }
        }
    }
    free(faults);
}

static void all_faults_come_at_once_up_to_a_limit(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb s;
    struct barrier b;
    struct fault why = {0};
    struct barrier_faults *faults = calloc(1, sizeof *faults);
    write_whole(&s, 2, "model: alpha");
    sb_addz(&s, "nat: yes\n");
    assert_int_equal(read_text(&a, sb_str(&s), &b, faults, &why), ERR_INVALID);
    assert_int_equal(faults->n, 2);
    assert_string_equal(faults->v[0].id, "barrier.model_main");
    assert_string_equal(faults->v[1].id, "barrier.nat");
    assert_string_equal(why.id, "barrier.model_main");
    sb_reset(&s);
    sb_addz(&s, "barrier: b\nmodel: beta\nzones:\n");
    for (int i = 0; i < 80; i++) sb_addf(&s, "  - {zone: z%d, kind: x}\n", i);
    arena_release(&a);
    assert_int_equal(read_text(&a, sb_str(&s), &b, faults, &why), ERR_INVALID);
    assert_int_equal(faults->n, BARRIER_FAULTS_MAX);
    assert_true(faults->more);
    free(faults);
}

static void what_is_no_declaration_is_refused(void **state)
{
    (void)state;
    static const char *const t[][2] = {{"", "yaml.empty"},
                                       {"# nothing\n", "yaml.empty"},
                                       {"[]\n", "barrier.want_map"},
                                       {"x\n", "barrier.want_map"},
                                       {"a: [1\n", "yaml.syntax"},
                                       {"\xff\n", "yaml.bytes"},
                                       {"{}\n", "barrier.key_missing"}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        struct barrier b;
        struct fault why = {0};
        assert_int_equal(read_text(&a, str_z(t[i][0]), &b, NULL, &why), ERR_INVALID);
        assert_string_equal(why.id, t[i][1]);
    }
    ARENA_CLEANUP struct arena a;
    struct barrier b;
    struct fault why = {0};
    char *large = calloc(1, BARRIER_BYTES_MAX + 1);
    memset(large, '#', BARRIER_BYTES_MAX + 1);
    assert_int_equal(read_text(&a, (struct str){large, BARRIER_BYTES_MAX + 1}, &b, NULL, &why),
                     ERR_TOO_BIG);
    free(large);
}

static void the_sample_is_right(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb s;
    char path[4096];
    struct barrier b;
    struct fault why = {0};
    const char *source = getenv("SEKIMORI_SOURCE");
    assert_non_null(source);
    snprintf(path, sizeof path, "%s/sample/barrier.yaml", source);
    sb_init(&s, BARRIER_BYTES_MAX);
    assert_ok(file_read(&s, path, &why));
    if (read_text(&a, sb_str(&s), &b, NULL, &why) != OK)
        fail_msg("%s line %u: %s %s %s", why.id, why.line, why.args[0], why.args[1], why.args[2]);
    assert_true(b.n_hosts >= 10 && b.n_peers >= 4);
}

/* --- scopes of cuts ------------------------------------------------------------------- */

static void scopes_say_what_they_hit(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *value, *hosts, *peers, *links;
        int32_t headcount, unknown;
        size_t addresses, macs;
    } t[] = {
        {"all", "", "h1 h2 h3 h4 h5", "asp cloud", "eth1 eth2 eth3 eth4 br0", 27, 3, 0, 0},
        {"zone", "mynumber", "h1", "", "eth1", 7, 0, 4, 0},
        /* h2, h4 (on the bridge, by its port), h5; s2, s20, s21; asp */
        {"zone", "lgwan", "h2 h4 h5", "asp", "eth2 eth4", 0, 3, 7, 0},
        {"line", "eth3", "h3", "cloud", "eth3", 20, 0, 1, 0},
        {"line", "br0", "h3 h4", "cloud", "eth3 eth4 br0", 20, 1, 2, 0},
        {"line", "eth2", "h2 h5", "asp", "eth2", 0, 2, 4, 0},
        {"device", "h1", "h1", "", "", 7, 0, 2, 1},
        {"device", "g1", "h5", "asp", "", 0, 1, 4, 1},
        {"device", "g3", "h5", "", "", 0, 1, 2, 0},
        {"peer", "cloud", "", "cloud", "", 0, 0, 1, 0},
        {"permit", "12-3", "", "", "", 0, 0, 0, 0},
    };
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb s;
    struct barrier b;
    write_whole(&s, 0, NULL);
    assert_ok(read_text(&a, sb_str(&s), &b, NULL, NULL));
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct barrier_scope x;
        struct fault why = {0};
        err_t e = barrier_scope_resolve(&a, &b, str_z(t[i].kind), str_z(t[i].value), &x, &why);
        if (e != OK) fail_msg("row %zu: %s", i, why.id);
        SB_CLEANUP struct sb hosts, peers, links;
        sb_init(&hosts, 1000), sb_init(&peers, 1000), sb_init(&links, 1000);
        for (size_t k = 0; k < x.n_hosts; k++)
            sb_addf(&hosts, "%s%s", k ? " " : "", b.hosts[x.hosts[k]].name);
        for (size_t k = 0; k < x.n_peers; k++)
            sb_addf(&peers, "%s%s", k ? " " : "", b.peers[x.peers[k]].name);
        for (size_t k = 0; k < x.n_interfaces; k++)
            sb_addf(&links, "%s%s", k ? " " : "", b.interfaces[x.interfaces[k]].name);
        for (size_t k = 0; k < x.n_bridges; k++)
            sb_addf(&links, " %s", b.bridges[x.bridges[k]].name);
        if (!str_eqz(sb_str(&hosts), t[i].hosts) || !str_eqz(sb_str(&peers), t[i].peers) ||
            !str_eqz(sb_str(&links), t[i].links))
            fail_msg("row %zu: [%.*s] [%.*s] [%.*s]", i, STR_ARG(sb_str(&hosts)),
                     STR_ARG(sb_str(&peers)), STR_ARG(sb_str(&links)));
        if (x.headcount != t[i].headcount || x.unknown != t[i].unknown ||
            x.addresses.n != t[i].addresses || x.n_macs != t[i].macs)
            fail_msg("row %zu: people %d + %d, addresses %zu, macs %zu", i, x.headcount, x.unknown,
                     x.addresses.n, x.n_macs);
    }
    struct barrier_scope x;
    assert_ok(barrier_scope_resolve(&a, &b, STR("permit"), STR("12-3"), &x, NULL));
    assert_true(x.matter == 12 && x.no == 3);
}

static void a_scope_that_is_none_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *value, *id;
        err_t e;
    } t[] = {
        {"world", "", "barrier.scope_kind", ERR_INVALID},
        {"zone", "moon", "barrier.scope_value", ERR_NOT_FOUND},
        {"line", "eth9", "barrier.scope_management", ERR_STATE},
        {"zone", "ops", "barrier.scope_management", ERR_STATE},
        {"line", "eth77", "barrier.scope_value", ERR_NOT_FOUND},
        {"device", "", "barrier.scope_value", ERR_NOT_FOUND},
        {"peer", "h1", "barrier.scope_value", ERR_NOT_FOUND},
        {"permit", "12", "barrier.scope_permit", ERR_INVALID},
        {"permit", "-1-2", "barrier.scope_permit", ERR_INVALID},
    };
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb s;
    struct barrier b;
    write_whole(&s, 0, NULL);
    assert_ok(read_text(&a, sb_str(&s), &b, NULL, NULL));
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct barrier_scope x;
        struct fault why = {0};
        err_t e = barrier_scope_resolve(&a, &b, str_z(t[i].kind), str_z(t[i].value), &x, &why);
        if (e != t[i].e || strcmp(why.id, t[i].id) != 0)
            fail_msg("row %zu: %s %s", i, err_name(e), why.id ? why.id : "");
    }
}

static err_t read_whole(void *arg)
{
    ARENA_CLEANUP struct arena a;
    struct barrier b;
    struct barrier_scope x;
    TRY(read_text(&a, *(const struct str *)arg, &b, NULL, NULL));
    return barrier_scope_resolve(&a, &b, STR("all"), STR(""), &x, NULL);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    SB_CLEANUP struct sb s;
    write_whole(&s, 0, NULL);
    struct str text = sb_str(&s);
    assert_true(torture_each(read_whole, &text) >= 3);
    /* Within the arena, too. */
    for (size_t max = 1000; max < 200000; max += 997) {
        ARENA_CLEANUP struct arena a;
        struct barrier b;
        arena_init(&a, max);
        err_t e = barrier_read(&a, text, "b", &b, NULL, NULL);
        if (e == OK) return;
        assert_int_equal(e, ERR_NOMEM);
    }
    fail_msg("it never fits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_file_is_read),
        cmocka_unit_test(each_fault_is_told_with_its_place),
        cmocka_unit_test(all_faults_come_at_once_up_to_a_limit),
        cmocka_unit_test(what_is_no_declaration_is_refused),
        cmocka_unit_test(the_sample_is_right),
        cmocka_unit_test(scopes_say_what_they_hit),
        cmocka_unit_test(a_scope_that_is_none_is_refused),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("barrier", tests, NULL, NULL);
}
