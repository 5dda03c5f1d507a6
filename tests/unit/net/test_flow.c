/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "../torture.h"
#include "lab.h"
#include "net/law.h"

#define MAC_M1 "02:00:00:00:01:01"
#define MAC_L1 "02:00:00:00:02:01"
#define MAC_B1 "02:00:00:00:03:01"
#define MAC_D1 "02:00:00:00:04:01"
#define MAC_I1 "02:00:00:00:05:01"

/* Of one application: MAC, source, destination, protocol, port, zones; then what it may claim. */
struct row {
    const char *mac, *src, *dst, *proto, *port, *from, *to, *public_body, *via_asp;
    enum report_reason reason;
    const char *says; /* a part of the detail */
};

static void pairs_of(const struct row *r, struct document_pair *p, size_t *n)
{
    const struct document_pair all[] = {
        {"source_mac", r->mac},      {"source_ip", r->src},
        {"destination_ip", r->dst},  {"protocol", r->proto},
        {"port", r->port},           {"source_zone", r->from},
        {"destination_zone", r->to}, {"public_body", r->public_body},
        {"via_asp", r->via_asp}};
    *n = 0;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i].value) p[(*n)++] = all[i];
}

static void judge_row(struct arena *a, const struct barrier *b, const struct capabilities *c,
                      const struct row *r, struct flow_verdict *v)
{
    struct document_pair p[9];
    struct desired_item item = {
        .matter = matter_id(7), .no = 1, .kind = "specified_flow", .payload = p};
    struct flow f;
    pairs_of(r, p, &item.n_payload);
    assert_ok(flow_read(a, &item, &f, v));
    if (v->reason == REASON_NONE) assert_ok(flow_judge(a, b, c, &f, (struct moment){LAB_NOW}, v));
}

/* A form asks for the ends of a range by themselves. */
static void a_range_may_come_in_two_texts(void **state)
{
    (void)state;
    static const struct {
        const char *first, *last;
        uint16_t from, to;
    } t[] = {{"5000", "5010", 5000, 5010},
             {"443", "", 443, 443},
             {"443", NULL, 443, 443},
             {"90", "80", 0, 0},
             {"", "80", 0, 0}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct arena a ARENA_CLEANUP;
        arena_init(&a, 1 << 20);
        struct document_pair p[] = {{"source_mac", MAC_M1},         {"source_ip", "10.1.0.5"},
                                    {"destination_ip", "10.2.0.5"}, {"protocol", "tcp"},
                                    {"port", t[i].first},           {"source_zone", "mynumber"},
                                    {"destination_zone", "lgwan"},  {"port_last", t[i].last}};
        struct desired_item item = {.matter = matter_id(7),
                                    .no = 1,
                                    .kind = "specified_flow",
                                    .payload = p,
                                    .n_payload = ARRAY_LEN(p) - (t[i].last ? 0 : 1)};
        struct flow f;
        struct flow_verdict v;
        assert_ok(flow_read(&a, &item, &f, &v));
        assert_int_equal(v.reason == REASON_NONE, t[i].from != 0);
        if (v.reason != REASON_NONE) continue;
        assert_int_equal(f.ports.first, t[i].from);
        assert_int_equal(f.ports.last, t[i].to);
    }
}

static void each_reason_is_said(void **state)
{
    (void)state;
    static const struct row t[] = {
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL, REASON_NONE,
         ""},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "5000-5010", "mynumber", "lgwan", "no", NULL,
         REASON_NONE, ""},
        {"02-00-00-00-01-01", "fd01::5", "fd02::5", "icmp", NULL, "mynumber", "lgwan", NULL, NULL,
         REASON_NONE, ""},
        {MAC_L1, "10.2.0.5", "10.5.0.5", "tcp", "3389", "lgwan", "internet", NULL, NULL,
         REASON_NONE, ""},
        {MAC_D1, "10.3.0.7", "10.3.0.5", "tcp", "25", "dmz", "lgwan", NULL, NULL, REASON_NONE, ""},
        /* 26(1): what it lets through. */
        {MAC_M1, "10.1.0.5", "198.51.100.1", "tcp", "443", "mynumber", "internet", "yes", NULL,
         REASON_NONE, ""},
        {MAC_M1, "10.1.0.5", "192.0.2.1", "tcp", "443", "mynumber", "lgwan", NULL, "asp",
         REASON_NONE, ""},
        {MAC_M1, "10.1.0.5", "192.0.2.17", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_NONE, ""},
        /* The form. */
        {NULL, "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "source_mac"},
        {"02:00", "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "02:00"},
        {"ff:ff:ff:ff:ff:ff", "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "MAC"},
        {MAC_M1, "10.1.0.300", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "10.1.0.300"},
        {MAC_M1, "10.1.0.5", "224.0.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "224.0.0.5"},
        {MAC_M1, "10.1.0.5", "fe80::1", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "fe80::1"},
        {MAC_M1, "10.1.0.5", "fd02::5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "IPv6"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "sctp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "sctp"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", NULL, "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "port"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "0", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "「0」"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "90-80", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "90-80"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "icmp", "8", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "ICMP"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", "maybe", NULL,
         REASON_UNSUPPORTED, "maybe"},
        /* Who sends. */
        {MAC_M1, "10.1.0.99", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNKNOWN, "m1"},
        {"02:00:00:00:09:09", "10.1.0.99", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL,
         NULL, REASON_UNKNOWN, "10.1.0.99"},
        {"02:00:00:00:01:02", "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_CONFLICT, "m2"},
        {"02:00:00:00:09:09", "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_CONFLICT, MAC_M1},
        {MAC_L1, "10.2.0.6", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL, NULL,
         REASON_UNKNOWN, "l2"},
        /* Behind a router: a host, a subnet's address, a peer; or with the router's own MAC. */
        {"02:00:00:00:20:01", "10.20.3.4", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL,
         NULL, REASON_UNSUPPORTED, "g2"},
        {"02:00:00:00:20:01", "10.20.9.9", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL,
         NULL, REASON_UNSUPPORTED, "g2"},
        {"02:00:00:00:02:fe", "192.0.2.1", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL,
         "asp", REASON_UNSUPPORTED, "g2"},
        {"02:00:00:00:02:fe", "10.2.0.5", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL, NULL,
         REASON_UNSUPPORTED, "g2"},
        {"02:00:00:00:02:fe", "10.2.0.254", "10.1.0.5", "tcp", "443", "lgwan", "mynumber", NULL,
         NULL, REASON_UNSUPPORTED, "g2"},
        {MAC_M1, "10.1.0.1", "10.2.0.5", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "10.1.0.1"},
        /* Whom to. */
        {MAC_M1, "10.1.0.5", "10.2.0.99", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_UNKNOWN, "10.2.0.99"},
        {MAC_M1, "10.1.0.5", "8.8.8.8", "tcp", "443", "mynumber", "internet", NULL, NULL,
         REASON_UNKNOWN, "8.8.8.8"},
        {MAC_M1, "10.1.0.5", "10.2.0.1", "tcp", "22", "mynumber", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "10.2.0.1"},
        /* Zones. */
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "443", "lgwan", "lgwan", NULL, NULL,
         REASON_CONFLICT, "mynumber"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "443", "mynumber", "internet", NULL, NULL,
         REASON_CONFLICT, "lgwan"},
        {MAC_M1, "10.1.0.5", "10.2.0.5", "tcp", "443", "moon", "lgwan", NULL, NULL, REASON_UNKNOWN,
         "moon"},
        /* The way. */
        {MAC_M1, "10.1.0.5", "10.1.0.6", "tcp", "443", "mynumber", "mynumber", NULL, NULL,
         REASON_UNSUPPORTED, "eth1"},
        {MAC_L1, "10.2.0.5", "192.0.2.17", "tcp", "443", "lgwan", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "eth2"},
        {MAC_B1, "10.3.0.5", "10.3.0.6", "tcp", "443", "lgwan", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "eth3"},
        {MAC_I1, "fd05::5", "fd02::5", "tcp", "443", "internet", "lgwan", NULL, NULL,
         REASON_UNSUPPORTED, "eth5"},
        /* The law. */
        {MAC_M1, "10.1.0.5", "10.5.0.5", "tcp", "443", "mynumber", "internet", NULL, NULL,
         REASON_FORBIDDEN, "第26条"},
        {MAC_M1, "10.1.0.5", "10.5.0.5", "tcp", "443", "mynumber", "internet", "yes", NULL,
         REASON_FORBIDDEN, "第26条"},
        {MAC_I1, "10.5.0.5", "10.1.0.5", "tcp", "443", "internet", "mynumber", "yes", NULL,
         REASON_FORBIDDEN, "第26条"},
        {MAC_M1, "10.1.0.5", "198.51.100.1", "tcp", "443", "mynumber", "internet", NULL, NULL,
         REASON_FORBIDDEN, "portal"},
        {MAC_M1, "10.1.0.5", "198.51.100.65", "tcp", "443", "mynumber", "internet", "yes", NULL,
         REASON_FORBIDDEN, "cloud"},
        {MAC_M1, "10.1.0.5", "192.0.2.1", "tcp", "443", "mynumber", "lgwan", NULL, NULL,
         REASON_FORBIDDEN, "asp"},
        {MAC_M1, "10.1.0.5", "192.0.2.1", "tcp", "443", "mynumber", "lgwan", NULL, "centre",
         REASON_FORBIDDEN, "centre"},
        {MAC_M1, "10.1.0.5", "198.51.100.1", "tcp", "443", "mynumber", "internet", "yes", "asp",
         REASON_FORBIDDEN, "asp"},
        {MAC_M1, "10.1.0.5", "192.0.2.65", "tcp", "443", "mynumber", "lgwan", "yes", NULL,
         REASON_FORBIDDEN, "shop"},
        {MAC_L1, "10.2.0.5", "198.51.100.65", "tcp", "443", "lgwan", "internet", NULL, NULL,
         REASON_FORBIDDEN, "beta"},
    };
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct flow_verdict v;
        judge_row(&a, &b, &lab_caps, &t[i], &v);
        if (v.reason != t[i].reason || (t[i].says[0] && !strstr(v.detail, t[i].says)))
            fail_msg("row %zu: %d %s", i, (int)v.reason, v.detail ? v.detail : "");
    }
    arena_release(&a);
}

static void the_machine_may_be_unable(void **state)
{
    (void)state;
    static const struct capabilities no_bridge = {.ipv6 = true},
                                     no_six = {.bridge_netfilter = true};
    static const struct row bridge = {MAC_D1,  "10.3.0.7", "10.3.0.5", "tcp", "25", "dmz",
                                      "lgwan", NULL,       NULL,       0,     ""};
    static const struct row six = {MAC_M1,  "fd01::5", "fd02::5", "tcp", "25", "mynumber",
                                   "lgwan", NULL,      NULL,      0,     ""};
    struct arena a;
    struct barrier b;
    struct flow_verdict v;
    lab_read(&a, &b);
    judge_row(&a, &b, &no_bridge, &bridge, &v);
    assert_int_equal(v.reason, REASON_UNSUPPORTED);
    assert_non_null(strstr(v.detail, "br_netfilter"));
    judge_row(&a, &b, &no_six, &six, &v);
    assert_int_equal(v.reason, REASON_UNSUPPORTED);
    judge_row(&a, &b, &no_bridge, &six, &v);
    assert_int_equal(v.reason, REASON_NONE);
    arena_release(&a);
}

static void what_is_not_known_is_refused(void **state)
{
    (void)state;
    struct arena a;
    struct flow f = {.no = 99};
    struct flow_verdict v;
    arena_init(&a, 1 << 20);
    struct document_pair p[] = {{"source_mac", MAC_M1},
                                {"source_ip", "10.1.0.5"},
                                {"destination_ip", "10.2.0.5"},
                                {"protocol", "tcp"},
                                {"port", "1"},
                                {"source_zone", "mynumber"},
                                {"destination_zone", "lgwan"},
                                {"only_on_mondays", "yes"}};
    struct desired_item item = {.matter = matter_id(1),
                                .no = 1,
                                .kind = "specified_flow",
                                .payload = p,
                                .n_payload = ARRAY_LEN(p)};
    assert_ok(flow_read(&a, &item, &f, &v));
    assert_int_equal(v.reason, REASON_UNSUPPORTED);
    assert_non_null(strstr(v.detail, "only_on_mondays"));
    assert_int_equal(f.no, 99);
    p[7] = (struct document_pair){"port", "2"};
    assert_ok(flow_read(&a, &item, &f, &v));
    assert_int_equal(v.reason, REASON_UNSUPPORTED);
    item.n_payload = 7;
    item.kind = "lease";
    assert_ok(flow_read(&a, &item, &f, &v));
    assert_int_equal(v.reason, REASON_UNSUPPORTED);
    item.kind = "specified_flow";
    item.from.ms = 10;
    item.until.ms = 10;
    assert_ok(flow_read(&a, &item, &f, &v));
    assert_int_equal(v.reason, REASON_CONFLICT);
    item.until.ms = 11;
    assert_ok(flow_read(&a, &item, &f, &v));
    assert_int_equal(v.reason, REASON_NONE);
    assert_true(flow_in_force(&f, (struct moment){10}) && !flow_in_force(&f, (struct moment){11}) &&
                !flow_in_force(&f, (struct moment){9}));
    arena_release(&a);
}

static err_t judge_all(void *arg)
{
    static const struct row r = {MAC_M1,     "10.1.0.5", "10.5.0.5", "tcp", "443", "mynumber",
                                 "internet", NULL,       NULL,       0,     ""};
    ARENA_CLEANUP struct arena a;
    struct document_pair p[9];
    struct desired_item item = {
        .matter = matter_id(7), .no = 1, .kind = "specified_flow", .payload = p};
    struct flow f;
    struct flow_verdict v;
    arena_init(&a, 1 << 20);
    pairs_of(&r, p, &item.n_payload);
    TRY(flow_read(&a, &item, &f, &v));
    return flow_judge(&a, arg, &lab_caps, &f, (struct moment){LAB_NOW}, &v);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    struct arena a;
    struct barrier b;
    lab_read(&a, &b);
    assert_true(torture_each(judge_all, &b) >= 2);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_range_may_come_in_two_texts),
        cmocka_unit_test(each_reason_is_said),
        cmocka_unit_test(the_machine_may_be_unable),
        cmocka_unit_test(what_is_not_known_is_refused),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
