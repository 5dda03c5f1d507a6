/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/addr.h"

static void text_of(struct sb *b, const struct net_addr *a)
{
    sb_reset(b);
    addr_print(b, a);
}

static void addresses_are_read_and_written_canonically(void **state)
{
    (void)state;
    static const char *const t[][2] = {
        {"192.0.2.10", "192.0.2.10"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8::1", "2001:db8::1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
        {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"fe80:0:0:0:0:0:0:0", "fe80::"},
        {"1:0:0:0:0:0:0:8", "1::8"},
        {"::1:2", "::1:2"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"0:0:1::", "0:0:1::"},
    };
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct net_addr a;
        if (addr_parse(str_z(t[i][0]), &a, NULL) != OK) fail_msg("%s", t[i][0]);
        text_of(&b, &a);
        assert_string_equal(b.p, t[i][1]);
    }
}

static void what_is_no_address_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.-4",
        "1.2.3.0x4",
        "1:2:3:4:5:6:7:8:9",
        ":::",
        "1::2::3",
        "fe80::1%eth0",
        "12345::",
        "::g",
        "1.2.3.4/8",
        "１.2.3.4",
        "::1.2.3",
        "1:2:3:4:5:6:7",
        "0000000000000000000000000000000000000000000000000000000000000001::"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct net_addr a = {.family = 9};
        struct fault why = {0};
        if (addr_parse(str_z(bad[i]), &a, &why) != ERR_INVALID) fail_msg("%s", bad[i]);
        assert_int_equal(a.family, 9);
        assert_string_equal(why.id, "addr.not_address");
    }
    struct net_addr a;
    assert_int_equal(addr_parse((struct str){"1.2.3.4\0", 8}, &a, NULL), ERR_INVALID);
}

static uint32_t chance(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* What we write the system reads as the same bytes, and no shorter form with "::" exists. */
static void random_addresses_agree_with_the_system(void **state)
{
    (void)state;
    uint32_t seed = 7;
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (unsigned i = 0; i < 20000; i++) {
        struct net_addr a = {.family = NET_V6}, back;
        for (unsigned k = 0; k < 16; k++) a.b[k] = chance(&seed) % 3 ? 0 : (uint8_t)chance(&seed);
        text_of(&b, &a);
        uint8_t theirs[16];
        assert_int_equal(inet_pton(AF_INET6, b.p, theirs), 1);
        assert_memory_equal(theirs, a.b, 16);
        assert_ok(addr_parse(sb_str(&b), &back, NULL));
        assert_true(addr_eq(&a, &back));
        char other[INET6_ADDRSTRLEN];
        assert_non_null(inet_ntop(AF_INET6, a.b, other, sizeof other));
        if (!strchr(other, '.')) assert_string_equal(other, b.p);
    }
}

static void macs(void **state)
{
    (void)state;
    static const char *const good[] = {"00:1A:2b:3c:4d:5e", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e"};
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct net_mac m;
        assert_ok(addr_mac_parse(str_z(good[i]), &m, NULL));
        sb_reset(&b);
        addr_mac_print(&b, &m);
        assert_string_equal(b.p, "00:1a:2b:3c:4d:5e");
        assert_true(addr_mac_is_set(&m) && !addr_mac_is_group(&m));
    }
    static const char *const bad[] = {"",
                                      "001a2b3c4d5e",
                                      "00:1a:2b:3c:4d",
                                      "00:1a:2b:3c:4d:5e:6f",
                                      "00:1a-2b:3c:4d:5e",
                                      "0:1a:2b:3c:4d:5e",
                                      "00:1a:2b:3c:4d:5g"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct net_mac m;
        struct fault why;
        assert_int_equal(addr_mac_parse(str_z(bad[i]), &m, &why), ERR_INVALID);
        assert_string_equal(why.id, "addr.not_mac");
    }
    struct net_mac all = {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    assert_true(addr_mac_is_group(&all));
}

static void prefixes(void **state)
{
    (void)state;
    static const struct {
        const char *in, *id, *first, *last;
    } t[] = {
        {"10.1.0.0/16", NULL, "10.1.0.0", "10.1.255.255"},
        {"10.1.2.3", NULL, "10.1.2.3", "10.1.2.3"},
        {"0.0.0.0/0", NULL, "0.0.0.0", "255.255.255.255"},
        {"192.0.2.128/25", NULL, "192.0.2.128", "192.0.2.255"},
        {"2001:db8::/33", NULL, "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"},
        {"::/0", NULL, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
        {"10.1.0.1/16", "addr.host_bits", NULL, NULL},
        {"10.1.0.0/33", "addr.not_prefix", NULL, NULL},
        {"10.1.0.0/-0", "addr.not_prefix", NULL, NULL},
        {"10.1.0.0/08", "addr.not_prefix", NULL, NULL},
        {"10.1.0.0/", "addr.not_prefix", NULL, NULL},
        {"/8", "addr.not_address", NULL, NULL},
        {"::/129", "addr.not_prefix", NULL, NULL},
    };
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct net_prefix p;
        struct fault why = {0};
        err_t e = addr_prefix_parse(str_z(t[i].in), &p, &why);
        if (t[i].id) {
            assert_string_equal(why.id, t[i].id);
            continue;
        }
        if (e != OK) fail_msg("%s", t[i].in);
        struct net_addr first = addr_prefix_first(&p), last = addr_prefix_last(&p);
        text_of(&b, &first);
        assert_string_equal(b.p, t[i].first);
        text_of(&b, &last);
        assert_string_equal(b.p, t[i].last);
        assert_true(addr_prefix_has(&p, &first) && addr_prefix_has(&p, &last));
        if (addr_next(&last)) assert_false(addr_prefix_has(&p, &last));
        if (addr_prev(&first)) assert_false(addr_prefix_has(&p, &first));
    }
    struct net_prefix at;
    assert_ok(addr_interface_parse(STR("10.1.0.1/16"), &at, NULL));
    struct net_prefix net = addr_prefix_of(&at.addr, at.bits), other;
    addr_prefix_print((sb_reset(&b), &b), &net);
    assert_string_equal(b.p, "10.1.0.0/16");
    assert_ok(addr_prefix_parse(STR("10.1.128.0/17"), &other, NULL));
    assert_true(addr_prefix_overlaps(&net, &other) && addr_prefix_overlaps(&other, &net));
    assert_ok(addr_prefix_parse(STR("10.2.0.0/17"), &other, NULL));
    assert_false(addr_prefix_overlaps(&net, &other));
    assert_ok(addr_prefix_parse(STR("::/0"), &other, NULL));
    assert_false(addr_prefix_overlaps(&net, &other));
}

static void ranges(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
        size_t prefixes;
    } t[] = {
        {"10.0.0.1-10.0.0.9", "10.0.0.1-10.0.0.9", 4},
        {"10.0.0.0-10.0.0.255", "10.0.0.0/24", 1},
        {"10.0.0.7-10.0.0.7", "10.0.0.7", 1},
        {"10.0.0.0/8", "10.0.0.0/8", 1},
        {"0.0.0.0-255.255.255.255", "0.0.0.0/0", 1},
        {"0.0.0.1-255.255.255.254", "0.0.0.1-255.255.255.254", 62},
        {"::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe",
         "::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", 254},
    };
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct net_range r;
        struct net_prefix p[ADDR_PREFIXES_MAX];
        if (addr_range_parse(str_z(t[i].in), &r, NULL) != OK) fail_msg("%s", t[i].in);
        sb_reset(&b);
        addr_range_print(&b, &r);
        assert_string_equal(b.p, t[i].out);
        size_t n = addr_range_prefixes(&r, p);
        assert_int_equal(n, t[i].prefixes);
        struct net_addr next = r.first;
        for (size_t k = 0; k < n; k++) { /* without a gap, from first to last */
            assert_true(addr_eq(&p[k].addr, &next));
            next = addr_prefix_last(&p[k]);
            if (k + 1 < n) assert_true(addr_next(&next));
        }
        assert_true(addr_eq(&next, &r.last));
    }
    struct net_range r;
    struct fault why;
    assert_int_equal(addr_range_parse(STR("10.0.0.9-10.0.0.1"), &r, &why), ERR_INVALID);
    assert_string_equal(why.id, "addr.backwards");
    assert_int_equal(addr_range_parse(STR("10.0.0.9-::1"), &r, &why), ERR_INVALID);
    assert_string_equal(why.id, "addr.two_families");
    assert_int_equal(addr_range_parse(STR("10.0.0.9-"), &r, &why), ERR_INVALID);
    assert_string_equal(why.id, "addr.not_address");
}

static void ports(void **state)
{
    (void)state;
    static const struct {
        const char *in, *id;
        uint16_t first, last;
    } t[] = {
        {"443", NULL, 443, 443},
        {"1-65535", NULL, 1, 65535},
        {"7-7", NULL, 7, 7},
        {"0", "addr.not_ports", 0, 0},
        {"65536", "addr.not_ports", 0, 0},
        {"080", "addr.not_ports", 0, 0},
        {"+80", "addr.not_ports", 0, 0},
        {"80-", "addr.not_ports", 0, 0},
        {"-80", "addr.not_ports", 0, 0},
        {"80-79", "addr.backwards", 0, 0},
        {"", "addr.not_ports", 0, 0},
        {"1-2-3", "addr.not_ports", 0, 0},
        {"99999999999999999999", "addr.not_ports", 0, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct net_ports p;
        struct fault why = {0};
        err_t e = addr_ports_parse(str_z(t[i].in), &p, &why);
        if (t[i].id) {
            if (e != ERR_INVALID) fail_msg("%s", t[i].in);
            assert_string_equal(why.id, t[i].id);
        } else {
            assert_ok(e);
            assert_true(p.first == t[i].first && p.last == t[i].last);
        }
    }
}

static void what_can_be_a_host(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        bool host, multicast, link_local;
    } t[] = {
        {"10.0.0.1", true, false, false},
        {"0.0.0.0", false, false, false},
        {"127.0.0.1", false, false, false},
        {"224.0.0.1", false, true, false},
        {"239.1.1.1", false, true, false},
        {"255.255.255.255", false, false, false},
        {"169.254.1.1", true, false, true},
        {"2001:db8::1", true, false, false},
        {"::", false, false, false},
        {"::1", false, false, false},
        {"ff02::1", false, true, false},
        {"fe80::1", true, false, true},
        {"::ffff:10.0.0.1", false, false, false},
        {"febf::1", true, false, true},
        {"fec0::1", true, false, false},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct net_addr a;
        assert_ok(addr_parse(str_z(t[i].a), &a, NULL));
        if (addr_is_host(&a) != t[i].host || addr_is_multicast(&a) != t[i].multicast ||
            addr_is_link_local(&a) != t[i].link_local)
            fail_msg("%s", t[i].a);
    }
    struct net_addr last = addr_v4(UINT32_MAX), first = addr_v4(0);
    assert_false(addr_next(&last));
    assert_false(addr_prev(&first));
    assert_true(addr_next(&first));
    assert_int_equal(addr_v4_number(&first), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written_canonically),
        cmocka_unit_test(what_is_no_address_is_refused),
        cmocka_unit_test(random_addresses_agree_with_the_system),
        cmocka_unit_test(macs),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(ranges),
        cmocka_unit_test(ports),
        cmocka_unit_test(what_can_be_a_host),
    };
    return cmocka_run_group_tests_name("addr", tests, NULL, NULL);
}
