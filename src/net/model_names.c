/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of protocols (IANA), types of ICMP and of states as nft and iptables write them.
 */
#include <string.h>

#include "net/model_parts.h"

struct named {
    const char *name;
    uint8_t value;
};

static bool find(const struct named *t, size_t n, struct str name, uint8_t *ret)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eqz(name, t[i].name)) continue;
        *ret = t[i].value;
        return true;
    }
    return false;
}

static bool small_number(struct str s, int64_t most, int64_t *ret)
{
    return s.n > 0 && s.n < 8 && str_to_i64(s, ret) == OK && *ret >= 0 && *ret <= most;
}

bool model_proto(struct str name, uint8_t *ret)
{
    static const struct named t[] = {
        {"icmp", 1},   {"igmp", 2},       {"ipencap", 4}, {"tcp", 6},      {"egp", 8},
        {"udp", 17},   {"dccp", 33},      {"ipv6", 41},   {"gre", 47},     {"esp", 50},
        {"ah", 51},    {"ipv6-icmp", 58}, {"icmpv6", 58}, {"icmp6", 58},   {"eigrp", 88},
        {"ospf", 89},  {"ipip", 94},      {"pim", 103},   {"comp", 108},   {"ipcomp", 108},
        {"vrrp", 112}, {"l2tp", 115},     {"sctp", 132},  {"udplite", 136}};
    int64_t n = 0;
    if (small_number(name, 255, &n)) {
        *ret = (uint8_t)n;
        return true;
    }
    return find(t, ARRAY_LEN(t), name, ret);
}

static const struct named icmp_types[] = {{"echo-reply", 0},
                                          {"pong", 0},
                                          {"destination-unreachable", 3},
                                          {"source-quench", 4},
                                          {"redirect", 5},
                                          {"echo-request", 8},
                                          {"ping", 8},
                                          {"router-advertisement", 9},
                                          {"router-solicitation", 10},
                                          {"time-exceeded", 11},
                                          {"ttl-exceeded", 11},
                                          {"parameter-problem", 12},
                                          {"timestamp-request", 13},
                                          {"timestamp-reply", 14},
                                          {"info-request", 15},
                                          {"info-reply", 16},
                                          {"address-mask-request", 17},
                                          {"address-mask-reply", 18}};
static const struct named icmpv6_types[] = {{"destination-unreachable", 1},
                                            {"packet-too-big", 2},
                                            {"time-exceeded", 3},
                                            {"ttl-exceeded", 3},
                                            {"parameter-problem", 4},
                                            {"echo-request", 128},
                                            {"echo-reply", 129},
                                            {"mld-listener-query", 130},
                                            {"mld-listener-report", 131},
                                            {"mld-listener-done", 132},
                                            {"mld-listener-reduction", 132},
                                            {"nd-router-solicit", 133},
                                            {"router-solicitation", 133},
                                            {"nd-router-advert", 134},
                                            {"router-advertisement", 134},
                                            {"nd-neighbor-solicit", 135},
                                            {"neighbour-solicitation", 135},
                                            {"neighbor-solicitation", 135},
                                            {"nd-neighbor-advert", 136},
                                            {"neighbour-advertisement", 136},
                                            {"neighbor-advertisement", 136},
                                            {"nd-redirect", 137},
                                            {"redirect", 137},
                                            {"router-renumbering", 138},
                                            {"ind-neighbor-solicit", 141},
                                            {"ind-neighbor-advert", 142},
                                            {"mld2-listener-report", 143}};

/* Codes of "destination unreachable" that iptables names. */
static const struct named unreachable[] = {{"network-unreachable", 0},      {"host-unreachable", 1},
                                           {"protocol-unreachable", 2},     {"port-unreachable", 3},
                                           {"fragmentation-needed", 4},     {"host-prohibited", 10},
                                           {"communication-prohibited", 13}};

bool model_icmp_type(struct str name, enum net_family family, uint8_t *ret_type, int *ret_code)
{
    struct str rest = name, type = str_cut(&rest, '/');
    int64_t t = 0, c = -1;
    uint8_t code = 0;
    *ret_code = -1;
    if (small_number(type, 255, &t)) {
        if (rest.p && !small_number(rest, 255, &c)) return false;
        *ret_type = (uint8_t)t;
        *ret_code = (int)c;
        return true;
    }
    if (family == NET_V6) return find(icmpv6_types, ARRAY_LEN(icmpv6_types), name, ret_type);
    if (find(unreachable, ARRAY_LEN(unreachable), name, &code)) {
        *ret_type = 3;
        *ret_code = code;
        return true;
    }
    return find(icmp_types, ARRAY_LEN(icmp_types), name, ret_type);
}

bool model_state(struct str name, enum space_state *ret)
{
    static const char *const names[SPACE_STATES] = {"new", "established", "related", "invalid",
                                                    "untracked"};
    for (unsigned i = 0; i < SPACE_STATES; i++) {
        if (!str_eq_nocase(name, str_z(names[i]))) continue;
        *ret = (enum space_state)i;
        return true;
    }
    return false;
}

bool model_hook_of(struct str name, enum model_hook *ret)
{
    static const char *const names[] = {"",        "ingress", "prerouting",  "input",
                                        "forward", "output",  "postrouting", "egress"};
    for (unsigned i = 1; i < ARRAY_LEN(names); i++) {
        if (!str_eq_nocase(name, str_z(names[i]))) continue;
        *ret = (enum model_hook)i;
        return true;
    }
    return false;
}

bool model_ports(struct str text, char sep, struct space_range *ret)
{
    struct str to = text, from = str_cut(&to, sep);
    int64_t lo = 0, hi = 65535;
    if (from.n > 0 && !small_number(from, 65535, &lo)) return false;
    if (!to.p && from.n == 0) return false;
    if (!to.p) hi = lo;
    if (to.p && to.n > 0 && !small_number(to, 65535, &hi)) return false;
    if (lo > hi) return false;
    *ret = (struct space_range){(space_num)lo, (space_num)hi};
    return true;
}

static struct space_range prefix_range(const struct net_addr *a, unsigned bits)
{
    unsigned width = addr_bits(a);
    space_num host = width == bits         ? 0
                     : width - bits == 128 ? ~(space_num)0
                                           : ((space_num)1 << (width - bits)) - 1;
    space_num v = space_of_addr(a);
    return (struct space_range){v & ~host, v | host};
}

/* "24", or "255.255.255.0": how many bits; -1 for anything else. */
static int mask_bits(struct str s, unsigned width)
{
    struct net_addr m;
    int64_t n = 0;
    if (small_number(s, width, &n)) return (int)n;
    if (addr_parse(s, &m, NULL) != OK || addr_bits(&m) != width) return -1;
    space_num v = space_of_addr(&m);
    unsigned bits = 0;
    while (bits < width && (v >> (width - 1 - bits) & 1)) bits++;
    for (unsigned i = bits; i < width; i++)
        if (v >> (width - 1 - i) & 1) return -1;
    return (int)bits;
}

bool model_prefix(struct str text, enum net_family *ret_family, struct space_range *ret)
{
    struct str mask = text, addr = str_cut(&mask, '/');
    struct net_addr a;
    if (addr_parse(addr, &a, NULL) != OK) return false;
    int bits = mask.p ? mask_bits(mask, addr_bits(&a)) : (int)addr_bits(&a);
    if (bits < 0) return false;
    *ret_family = (enum net_family)a.family;
    *ret = prefix_range(&a, (unsigned)bits);
    return true;
}

bool model_addr_range(struct str a, struct str b, enum net_family *ret_family,
                      struct space_range *ret)
{
    struct net_addr x, y;
    if (addr_parse(a, &x, NULL) != OK || addr_parse(b, &y, NULL) != OK) return false;
    if (x.family != y.family || addr_cmp(&x, &y) > 0) return false;
    *ret_family = (enum net_family)x.family;
    *ret = (struct space_range){space_of_addr(&x), space_of_addr(&y)};
    return true;
}
