/* SPDX-License-Identifier: Apache-2.0
 *
 * Packets that try a cut: they really go where the rules let them, and their absence means
 * something, since without rules all of them come through.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <netinet/in.h>

#include "net/probe.h"
#include "net/sysctl.h"
#include "space.h"

enum { PACKETS = 6, WAIT_MS = 200, TRIES = 10 };

static struct net_addr addr(const char *text)
{
    struct net_addr a;
    assert_int_equal(addr_parse(str_z(text), &a, NULL), OK);
    return a;
}

static struct net_mac mac(const char *text)
{
    struct net_mac m;
    assert_int_equal(addr_mac_parse(str_z(text), &m, NULL), OK);
    return m;
}

static void packets(struct probe_packet v[PACKETS])
{
    static const uint8_t protos[] = {IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP};
    for (size_t i = 0; i < PACKETS; i++) {
        bool six = i >= PACKETS / 2;
        v[i] = (struct probe_packet){.link = "x0",
                                     .src_mac = mac("02:00:00:00:00:11"),
                                     .dst_mac = mac("02:00:00:00:00:01"),
                                     .src = addr(six ? "fd01::11" : "10.1.0.11"),
                                     .dst = addr(six ? "fd02::9" : "10.2.0.9"),
                                     .proto = protos[i % 3],
                                     .port = 443};
        if (six && v[i].proto == IPPROTO_ICMP) v[i].proto = IPPROTO_ICMPV6;
    }
}

static struct probe_result probe(void)
{
    struct probe_packet v[PACKETS];
    struct probe_result r = {0};
    struct fault why = {0};
    packets(v);
    if (probe_send(v, PACKETS, WAIT_MS, &r, &why) != OK)
        fail_msg("%s %s", why.args[0], why.args[1]);
    return r;
}

/* On a busy machine a packet may come after the wait, so fewer are tried again; more are never
 * right. */
static void comes(uint32_t through)
{
    struct probe_result r = {0};
    for (int i = 0; i < TRIES; i++) {
        r = probe();
        assert_int_equal(r.sent, PACKETS);
        if (r.through >= through) break;
    }
    assert_int_equal(r.through, through);
}

static void test_without_rules_all_come_through(void **state)
{
    (void)state;
    comes(PACKETS);
}

static void test_what_is_dropped_does_not(void **state)
{
    (void)state;
    assert_true(SPACE_RUN("nft", "add", "table", "inet", "t"));
    assert_true(SPACE_RUN("nft", "add", "chain", "inet", "t", "c",
                          "{ type filter hook prerouting priority -450 ; }"));
    assert_true(SPACE_RUN("nft", "add", "rule", "inet", "t", "c", "iifname", "x0", "udp", "dport",
                          "443", "drop"));
    comes(PACKETS - 2);
    assert_true(
        SPACE_RUN("nft", "add", "rule", "inet", "t", "c", "iifname", "x0", "counter", "drop"));
    comes(0);
    assert_true(SPACE_RUN("nft", "delete", "table", "inet", "t"));
}

static void test_no_interface_is_left(void **state)
{
    (void)state;
    (void)probe();
    assert_true(SPACE_RUN("sh", "-c", "! ip -o link | grep -q skp"));
}

static void test_a_link_that_is_not_there(void **state)
{
    (void)state;
    struct probe_packet v[PACKETS];
    struct probe_result r = {77, 77};
    struct fault why = {0};
    packets(v);
    v[0].link = "nosuch";
    assert_int_equal(probe_send(v, 1, WAIT_MS, &r, &why), ERR_UNAVAILABLE);
    assert_int_equal(r.sent, 77);
    assert_true(SPACE_RUN("sh", "-c", "! ip -o link | grep -q skp"));
}

static bool build(void)
{
    return SPACE_RUN("ip", "link", "add", "x0", "type", "veth", "peer", "name", "x1") &&
           SPACE_RUN("ip", "link", "add", "y0", "type", "veth", "peer", "name", "y1") &&
           SPACE_RUN("ip", "link", "set", "x0", "address", "02:00:00:00:00:01") &&
           SPACE_RUN("ip", "link", "set", "x0", "up") &&
           SPACE_RUN("ip", "link", "set", "y0", "up") &&
           SPACE_RUN("ip", "link", "set", "x1", "up") &&
           SPACE_RUN("ip", "link", "set", "y1", "up") &&
           SPACE_RUN("ip", "address", "add", "10.1.0.1/24", "dev", "x0") &&
           SPACE_RUN("ip", "address", "add", "10.2.0.1/24", "dev", "y0") &&
           SPACE_RUN("ip", "address", "add", "fd01::1/64", "dev", "x0", "nodad") &&
           SPACE_RUN("ip", "address", "add", "fd02::1/64", "dev", "y0", "nodad") &&
           SPACE_RUN("ip", "neigh", "add", "10.2.0.9", "lladdr", "02:00:00:00:00:99", "dev",
                     "y0") &&
           SPACE_RUN("ip", "neigh", "add", "fd02::9", "lladdr", "02:00:00:00:00:99", "dev", "y0") &&
           sysctl_write("net/ipv4/ip_forward", "1", NULL) == OK &&
           sysctl_write("net/ipv6/conf/all/forwarding", "1", NULL) == OK;
}

int main(void)
{
    const char *why;
    if (!space_enter(&why)) {
        (void)printf("1..0 # SKIP %s\n", why);
        return 0;
    }
    if (!SPACE_RUN("tc", "qdisc", "show") || !build()) {
        (void)printf("1..0 # SKIP tc (iproute2), veth or IPv6 is missing here\n");
        return 0;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_rules_all_come_through),
        cmocka_unit_test(test_what_is_dropped_does_not),
        cmocka_unit_test(test_no_interface_is_left),
        cmocka_unit_test(test_a_link_that_is_not_there),
    };
    return cmocka_run_group_tests_name("net_probe", tests, NULL, NULL);
}
