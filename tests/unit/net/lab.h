/* SPDX-License-Identifier: Apache-2.0
 *
 * lab.h: a small declared network and permits for it, for the tests of the barrier.
 */
#ifndef SEKIMORI_TESTS_NET_LAB_H
#define SEKIMORI_TESTS_NET_LAB_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/skeleton.h"

#define LAB_NOW INT64_C(1795824000000) /* 2026-11-28T00:00:00Z */

/* eth1 mynumber, eth2 lgwan; br0 with eth3 lgwan and eth4 dmz; eth5 internet. */
static const char lab_yaml[] =
    "barrier: lab\n"
    "model: beta\n"
    "warn_days: 10\n"
    "zones:\n"
    "  - {zone: mynumber}\n"
    "  - {zone: lgwan}\n"
    "  - {zone: internet}\n"
    "  - {zone: dmz, kind: dmz}\n"
    "  - {zone: ops, kind: management}\n"
    "bridges:\n"
    "  - {bridge: br0, addresses: [10.3.0.1/24, 'fd03::1/64']}\n"
    "interfaces:\n"
    "  - {interface: eth1, zone: mynumber, addresses: [10.1.0.1/24, 'fd01::1/64']}\n"
    "  - {interface: eth2, zone: lgwan, addresses: [10.2.0.1/24, 'fd02::1/64']}\n"
    "  - {interface: eth3, zone: lgwan, bridge: br0}\n"
    "  - {interface: eth4, zone: dmz, bridge: br0}\n"
    "  - {interface: eth5, zone: internet, addresses: [10.5.0.1/24, 'fd05::1/64']}\n"
    "  - {interface: eth9, zone: ops, addresses: [10.9.0.1/24]}\n"
    "gateways:\n"
    "  - {gateway: g2, mac: '02:00:00:00:02:fe', addresses: [10.2.0.254]}\n"
    "  - {gateway: g5, mac: '02:00:00:00:05:fe', addresses: [10.5.0.254]}\n"
    "subnets:\n"
    "  - {subnet: s1, prefix: 10.1.0.0/24, on: eth1}\n"
    "  - {subnet: s16, prefix: 'fd01::/64', on: eth1}\n"
    "  - {subnet: s2, prefix: 10.2.0.0/24, on: eth2}\n"
    "  - {subnet: s26, prefix: 'fd02::/64', on: eth2}\n"
    "  - {subnet: s3, prefix: 10.3.0.0/24, on: br0}\n"
    "  - {subnet: s36, prefix: 'fd03::/64', on: br0}\n"
    "  - {subnet: s5, prefix: 10.5.0.0/24, on: eth5}\n"
    "  - {subnet: s56, prefix: 'fd05::/64', on: eth5}\n"
    "  - {subnet: s9, prefix: 10.9.0.0/24, on: eth9}\n"
    "  - {subnet: s20, prefix: 10.20.0.0/16, zone: lgwan, behind: g2}\n"
    "hosts:\n"
    "  - {host: m1, zone: mynumber, mac: '02:00:00:00:01:01', addresses: [10.1.0.5, 'fd01::5']}\n"
    "  - {host: m2, zone: mynumber, mac: '02:00:00:00:01:02', addresses: [10.1.0.6, 'fd01::6']}\n"
    "  - {host: l1, zone: lgwan, mac: '02:00:00:00:02:01', addresses: [10.2.0.5, 'fd02::5']}\n"
    "  - {host: l2, zone: lgwan, addresses: [10.2.0.6]}\n"
    "  - {host: b1, zone: lgwan, mac: '02:00:00:00:03:01', addresses: [10.3.0.5, 'fd03::5'], port: "
    "eth3}\n"
    "  - {host: b2, zone: lgwan, mac: '02:00:00:00:03:02', addresses: [10.3.0.6], port: eth3}\n"
    "  - {host: d1, zone: dmz, mac: '02:00:00:00:04:01', addresses: [10.3.0.7, 'fd03::7'], port: "
    "eth4}\n"
    "  - {host: i1, zone: internet, mac: '02:00:00:00:05:01', addresses: [10.5.0.5, 'fd05::5']}\n"
    "  - {host: far, zone: lgwan, mac: '02:00:00:00:20:01', addresses: [10.20.3.4]}\n"
    "peers:\n"
    "  - {peer: asp, kind: lgwan_asp, zone: lgwan, addresses: [192.0.2.0/28], behind: g2, "
    "internet: yes}\n"
    "  - {peer: centre, kind: public_body, zone: lgwan, addresses: [192.0.2.16/28], behind: g2}\n"
    "  - {peer: portal, kind: public_body, zone: internet, addresses: [198.51.100.0/28], behind: "
    "g5, internet: yes}\n"
    "  - {peer: cloud, kind: cloud, zone: internet, addresses: [198.51.100.64/28], behind: g5}\n"
    "  - {peer: shop, kind: other, zone: lgwan, addresses: [192.0.2.64/28], behind: g2, internet: "
    "yes}\n"
    "infrastructure:\n"
    "  - {kind: nd, on: eth1}\n"
    "  - {kind: nd, on: eth2}\n"
    "  - {kind: nd, on: br0}\n"
    "  - {kind: dns, on: eth2, servers: [10.2.0.6]}\n"
    "management: {on: eth9, from: [10.9.0.0/24], port: 22}\n";

static const struct capabilities lab_caps = {.bridge_netfilter = true, .ipv6 = true};

static inline void lab_read(struct arena *a, struct barrier *b)
{
    struct fault why = {0};
    arena_init(a, (size_t)1 << 30);
    err_t e = barrier_read(a, STR(lab_yaml), "lab.yaml", b, NULL, &why);
    if (e != OK) fail_msg("line %u: %s %s", why.line, why.id, why.args[0]);
}

/* "m1" -> its zone, MAC, and address of the family; a peer's first address. */
struct lab_end {
    const char *zone;
    struct net_mac mac;
    struct net_addr addr;
};
static inline struct lab_end lab_end(const struct barrier *b, const char *name, enum net_family v)
{
    struct lab_end e = {.zone = ""};
    int h = barrier_find_host(b, str_z(name)), p = barrier_find_peer(b, str_z(name));
    if (h >= 0) {
        e.zone = b->zones[b->hosts[h].zone].name;
        e.mac = b->hosts[h].mac;
        for (size_t i = 0; i < b->hosts[h].addresses.n; i++)
            if (b->hosts[h].addresses.v[i].family == v) e.addr = b->hosts[h].addresses.v[i];
    } else if (p >= 0) {
        e.zone = b->zones[b->peers[p].zone].name;
        e.addr = b->peers[p].addresses.v[0].addr;
        (void)addr_next(&e.addr);
    }
    return e;
}

/* One permit: "m1", "l1", "tcp", 443, 443; from and until in seconds from LAB_NOW (0: open). */
static inline struct flow lab_flow(const struct barrier *b, int64_t matter, const char *from,
                                   const char *to, const char *proto, unsigned first, unsigned last,
                                   int64_t begin, int64_t end, enum net_family v)
{
    struct lab_end x = lab_end(b, from, v), y = lab_end(b, to, v);
    bool icmp = proto[0] == 'i';
    return (struct flow){.matter = matter_id(matter),
                         .no = 1,
                         .from = {begin ? LAB_NOW + begin * 1000 : 0},
                         .until = {end ? LAB_NOW + end * 1000 : 0},
                         .mac = x.mac,
                         .src = x.addr,
                         .dst = y.addr,
                         .proto = icmp              ? (v == NET_V6 ? FLOW_ICMP6 : FLOW_ICMP)
                                  : proto[0] == 't' ? FLOW_TCP
                                                    : FLOW_UDP,
                         .ports = {(uint16_t)first, (uint16_t)last},
                         .source_zone = x.zone,
                         .destination_zone = y.zone};
}

#endif
