/* SPDX-License-Identifier: Apache-2.0
 *
 * Against the real kernel: transactions that are whole or nothing, elements and their counters,
 * connections that end, events that name their process, the machine as lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/conntrack.h"
#include "net/elements.h"
#include "net/kernel.h"
#include "net/machine.h"
#include "net/nft_run.h"
#include "net/sysctl.h"
#include "net/watch.h"
#include "space.h"

static const char TABLES[] =
    "{\"nftables\":["
    "{\"add\":{\"table\":{\"family\":\"inet\",\"name\":\"t\"}}},"
    "{\"add\":{\"map\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"m\",\"type\":[\"ipv4_addr\","
    "\"inet_service\"],\"map\":\"verdict\",\"flags\":[\"timeout\"]}}},"
    "{\"add\":{\"chain\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"in\",\"type\":\"filter\","
    "\"hook\":\"input\",\"prio\":0,\"policy\":\"accept\"}}},"
    "{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"in\",\"expr\":[{\"vmap\":{"
    "\"key\":{\"concat\":[{\"payload\":{\"protocol\":\"ip\",\"field\":\"daddr\"}},{\"payload\":{"
    "\"protocol\":\"udp\",\"field\":\"dport\"}}]},\"data\":\"@m\"}}]}}},"
    "{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"in\",\"expr\":[{\"match\":"
    "{"
    "\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":\"invalid\"}}]}}}"
    "]}";
static const struct elements_place PLACE = {NFPROTO_INET, "t", "m"};

static struct netlink rules;

static void must(err_t e, const struct fault *why)
{
    if (e != OK) fail_msg("%s: %s %s", err_name(e), why->id ? why->id : "", why->args[0]);
}

static struct elements_item item(const char *address, uint16_t port)
{
    struct elements_item i = {.verdict = ELEMENTS_ACCEPT, .timeout_ms = 3600000, .counted = true};
    struct in_addr a;
    uint16_t p = htons(port);
    assert_int_equal(inet_pton(AF_INET, address, &a), 1);
    assert_true(elements_field(&i, &a, NULL, sizeof a));
    assert_true(elements_field(&i, &p, NULL, sizeof p));
    return i;
}

static err_t commit(const struct elements_item *gone, size_t n_gone,
                    const struct elements_item *new, size_t n_new, mnl_cb_t each, void *arg,
                    int *number)
{
    NETLINK_BATCH_CLEANUP struct netlink_batch b;
    struct fault why = {0};
    netlink_batch_begin(&rules, &b);
    elements_remove(&rules, &b, &PLACE, gone, n_gone);
    elements_add(&rules, &b, &PLACE, new, n_new);
    return netlink_batch_commit(&rules, &b, each, arg, number, &why);
}

struct seen {
    size_t n;
    uint64_t packets;
    struct elements_item last;
};

static err_t see(void *arg, const struct elements_place *at, const struct elements_item *i)
{
    struct seen *s = arg;
    assert_string_equal(at->table, "t");
    s->n++;
    s->packets += i->packets;
    s->last = *i;
    return OK;
}

static struct seen held(void)
{
    struct seen s = {0};
    struct fault why = {0};
    must(elements_dump(&rules, &PLACE, see, &s, &why), &why);
    return s;
}

static int fresh(void **state)
{
    (void)state;
    struct fault why = {0};
    const struct nft_run nft = {0};
    assert_true(SPACE_RUN("nft", "flush", "ruleset"));
    must(nft_run_apply(&nft, STR(TABLES), &why), &why);
    return 0;
}

static void send_udp(const char *to, uint16_t port, int times)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    assert_int_equal(inet_pton(AF_INET, to, &a.sin_addr), 1);
    for (int i = 0; i < times; i++)
        assert_int_equal(sendto(fd, "x", 1, 0, (struct sockaddr *)&a, sizeof a), 1);
    close(fd);
}

static void test_elements_come_and_are_read_back(void **state)
{
    (void)state;
    const struct elements_item two[] = {item("127.0.0.1", 7001), item("127.0.0.2", 7002)};
    assert_int_equal(commit(NULL, 0, two, 2, NULL, NULL, NULL), OK);
    struct seen s = held();
    assert_int_equal(s.n, 2);
    assert_int_equal(s.last.verdict, ELEMENTS_ACCEPT);
    assert_true(s.last.counted && s.last.left_ms > 3500000 && s.last.left_ms <= 3600000);
    assert_int_equal(s.last.timeout_ms, 3600000);
}

/* The second addition exists already: the first is not there either. */
static void test_a_refused_transaction_changes_nothing(void **state)
{
    (void)state;
    int number = 0;
    const struct elements_item first = item("127.0.0.1", 7001);
    const struct elements_item two[] = {item("127.0.0.3", 7003), item("127.0.0.1", 7001)};
    const struct elements_item absent = item("127.0.0.9", 7009);
    assert_int_equal(commit(NULL, 0, &first, 1, NULL, NULL, NULL), OK);
    assert_int_equal(commit(NULL, 0, two, 2, NULL, NULL, &number), ERR_STATE);
    assert_int_equal(number, EEXIST);
    assert_int_equal(held().n, 1);
    assert_int_equal(commit(&absent, 1, two, 1, NULL, NULL, &number), ERR_STATE);
    assert_int_equal(number, ENOENT);
    assert_int_equal(held().n, 1);
    const struct nft_run nft = {0};
    struct fault why = {0};
    static const char half[] =
        "{\"nftables\":[{\"add\":{\"table\":{\"family\":\"inet\",\"name\":\"u\"}}},"
        "{\"add\":{\"chain\":{\"family\":\"inet\",\"table\":\"none\",\"name\":\"c\"}}}]}";
    assert_int_equal(nft_run_apply(&nft, STR(half), &why), ERR_STATE);
    assert_true(why.args[0][0] != '\0');
    assert_false(SPACE_RUN("nft", "list", "table", "inet", "u"));
}

static int echoed(const struct nlmsghdr *h, void *arg)
{
    return elements_gone(h, see, arg) == OK ? MNL_CB_OK : MNL_CB_ERROR;
}

static void test_what_is_removed_tells_its_last_count(void **state)
{
    (void)state;
    const struct elements_item one = item("127.0.0.1", 7001);
    struct seen s = {0};
    assert_int_equal(commit(NULL, 0, &one, 1, NULL, NULL, NULL), OK);
    send_udp("127.0.0.1", 7001, 5);
    assert_int_equal(held().packets, 5);
    send_udp("127.0.0.1", 7001, 2);
    send_udp("127.0.0.1", 7004, 9);
    assert_int_equal(commit(&one, 1, NULL, 0, echoed, &s, NULL), OK);
    assert_int_equal(s.n, 1);
    assert_int_equal(s.packets, 7);
    assert_int_equal(held().n, 0);
}

static bool to_port(void *arg, const struct conntrack_flow *f)
{
    return f->proto == IPPROTO_UDP && f->dst_port == *(const uint16_t *)arg;
}

static void test_connections_end_until_none_is_left(void **state)
{
    (void)state;
    NETLINK_CLEANUP struct netlink n = {0};
    struct fault why = {0};
    uint32_t found = 99, ended = 0;
    uint16_t meant = 7101, other = 7102;
    must(netlink_open(&n, NETLINK_NETFILTER, &why), &why);
    for (int i = 0; i < 30; i++) send_udp("127.0.0.1", meant, 1);
    for (int i = 0; i < 4; i++) send_udp("127.0.0.1", other, 1);
    must(conntrack_count(&n, to_port, &meant, &found, &why), &why);
    assert_int_equal(found, 30);
    must(conntrack_kill(&n, to_port, &meant, &ended, &why), &why);
    assert_int_equal(ended, 30);
    must(conntrack_count(&n, to_port, &meant, &found, &why), &why);
    assert_int_equal(found, 0);
    must(conntrack_count(&n, to_port, &other, &found, &why), &why);
    assert_int_equal(found, 4);
}

static void test_events_name_the_process(void **state)
{
    (void)state;
    struct watch w = {0};
    struct watch_event e = {0};
    struct fault why = {0};
    must(watch_open(&w, &why), &why);
    const struct elements_item one = item("127.0.0.1", 7001);
    assert_int_equal(commit(NULL, 0, &one, 1, NULL, NULL, NULL), OK);
    watch_read(&w, (uint32_t)getpid(), &e);
    assert_int_equal(e.what, 0); /* our own */
    assert_true(SPACE_RUN("nft", "add", "rule", "inet", "t", "in", "counter", "accept"));
    watch_read(&w, (uint32_t)getpid(), &e);
    assert_true(e.what & WATCH_RULES);
    assert_string_equal(e.process, "nft");
    assert_true(e.pid != 0 && e.changes == 1);
    e = (struct watch_event){0};
    assert_true(SPACE_RUN("ip", "route", "add", "203.0.113.0/24", "dev", "lo"));
    watch_read(&w, (uint32_t)getpid(), &e);
    assert_int_equal(e.what, WATCH_ROUTES);
    assert_true(SPACE_RUN("ip", "route", "del", "203.0.113.0/24", "dev", "lo"));
    watch_close(&w);
}

struct found {
    size_t added, gone;
    char line[300];
};

static void differs(void *arg, bool added, struct str line)
{
    struct found *f = arg;
    if (added)
        f->added++;
    else
        f->gone++;
    (void)snprintf(f->line, sizeof f->line, "%.*s", STR_ARG(line));
}

static void machine(struct arena *a, struct lines *to)
{
    NETLINK_CLEANUP struct netlink route = {0};
    struct fault why = {0};
    lines_init(to);
    must(netlink_open(&route, NETLINK_ROUTE, &why), &why);
    must(machine_read(&route, a, to, &why), &why);
    must(lines_sort(to), &why);
}

static void test_the_machine_as_lines(void **state)
{
    (void)state;
    static const struct {
        const char *make[12], *undo[12], *line;
    } cases[] = {
        {{"ip", "route", "add", "198.51.100.0/24", "dev", "lo", "table", "77"},
         {"ip", "route", "del", "198.51.100.0/24", "dev", "lo", "table", "77"},
         "route v4 to 198.51.100.0/24 dev lo table 77 type 1"},
        {{"ip", "rule", "add", "from", "192.0.2.0/24", "table", "77", "priority", "500"},
         {"ip", "rule", "del", "priority", "500"},
         "iprule v4 priority 500 from 192.0.2.0/24 table 77 action 1"},
        {{"ip", "-6", "rule", "add", "iif", "lo", "table", "78", "priority", "501"},
         {"ip", "-6", "rule", "del", "priority", "501"},
         "iprule v6 iif lo priority 501 table 78 action 1"},
        {{"ip", "link", "add", "br7", "type", "bridge"},
         {"ip", "link", "del", "br7"},
         "link br7 kind bridge master -"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        ARENA_CLEANUP struct arena a;
        LINES_CLEANUP struct lines before;
        LINES_CLEANUP struct lines now;
        LINES_CLEANUP struct lines after;
        struct found f = {0};
        arena_init(&a, 8 << 20);
        machine(&a, &before);
        assert_true(space_run(cases[i].make));
        machine(&a, &now);
        assert_int_equal(lines_difference(&before, &now, differs, &f), 1);
        assert_int_equal(f.added, 1);
        assert_string_equal(f.line, cases[i].line);
        assert_true(space_run(cases[i].undo));
        machine(&a, &after);
        assert_int_equal(lines_difference(&before, &after, NULL, NULL), 0);
    }
}

static void test_settings_are_written_only_when_they_differ(void **state)
{
    (void)state;
    char v[SYSCTL_VALUE_MAX];
    struct fault why = {0};
    must(sysctl_write("net/ipv4/ip_forward", "1", &why), &why);
    must(sysctl_read("net/ipv4/ip_forward", v, &why), &why);
    assert_string_equal(v, "1");
    must(sysctl_write("net/ipv4/ip_forward", "0", &why), &why);
    assert_int_equal(sysctl_read("net/ipv4/no_such", v, &why), ERR_NOT_FOUND);
    assert_int_equal(sysctl_write("net/../../etc/x", "0", &why), ERR_NOT_FOUND);
}

static void test_the_kernel_is_asked_without_leaving_a_trace(void **state)
{
    (void)state;
    const struct nft_run nft = {0};
    const struct nft_run none = {"/nonexistent/nft"};
    const struct nft_run old = {"/bin/false"};
    struct capabilities c = {0};
    struct fault why = {0};
    must(kernel_check(&nft, &c, &why), &why);
    assert_true(c.ipv6);
    assert_false(SPACE_RUN("nft", "list", "table", "inet", "sekimori-try"));
    assert_int_equal(kernel_check(&none, &c, &why), ERR_UNAVAILABLE);
    assert_int_equal(kernel_check(&old, &c, &why), ERR_UNAVAILABLE);
    assert_string_equal(why.id, "netd.kernel_lacks");
}

int main(void)
{
    const char *why;
    struct fault f = {0};
    if (!space_enter(&why)) {
        (void)printf("1..0 # SKIP %s\n", why);
        return 0;
    }
    if (netlink_open(&rules, NETLINK_NETFILTER, &f) != OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_elements_come_and_are_read_back, fresh),
        cmocka_unit_test_setup(test_a_refused_transaction_changes_nothing, fresh),
        cmocka_unit_test_setup(test_what_is_removed_tells_its_last_count, fresh),
        cmocka_unit_test_setup(test_connections_end_until_none_is_left, fresh),
        cmocka_unit_test_setup(test_events_name_the_process, fresh),
        cmocka_unit_test_setup(test_the_machine_as_lines, fresh),
        cmocka_unit_test(test_settings_are_written_only_when_they_differ),
        cmocka_unit_test(test_the_kernel_is_asked_without_leaving_a_trace),
    };
    int bad = cmocka_run_group_tests_name("net_kernel", tests, NULL, NULL);
    netlink_close(&rules);
    return bad;
}
