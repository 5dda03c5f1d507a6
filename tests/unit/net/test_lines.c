/* SPDX-License-Identifier: Apache-2.0
 *
 * A machine as lines: what differs is named, what does not is not; a listing of rules without what
 * changes by itself; elements in the kernel's own form.
 */
#include "../check.h"

#include <string.h>

#include "net/encode.h"
#include "net/rules_lines.h"

struct seen {
    size_t added, gone;
    char last[400];
};

static void see(void *arg, bool added, struct str line)
{
    struct seen *s = arg;
    if (added)
        s->added++;
    else
        s->gone++;
    (void)snprintf(s->last, sizeof s->last, "%.*s", STR_ARG(line));
}

static void of_text(struct lines *l, const char *text)
{
    lines_init(l);
    lines_read(l, str_z(text));
    assert_ok(lines_sort(l));
}

static void test_differences(void **state)
{
    (void)state;
    static const struct {
        const char *before, *now;
        size_t added, gone;
    } cases[] = {
        {"", "", 0, 0},    {"a\nb\n", "b\na\n", 0, 0}, {"a\na\n", "a\n", 0, 0},
        {"a\n", "", 0, 1}, {"", "a\nb\n", 2, 0},       {"a\nc\n", "b\nc\nd\n", 2, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        LINES_CLEANUP struct lines x;
        LINES_CLEANUP struct lines y;
        struct seen s = {0};
        of_text(&x, cases[i].before);
        of_text(&y, cases[i].now);
        assert_int_equal(lines_difference(&x, &y, see, &s), cases[i].added + cases[i].gone);
        assert_int_equal(s.added, cases[i].added);
        assert_int_equal(s.gone, cases[i].gone);
    }
}

static void test_they_are_written_and_read_back(void **state)
{
    (void)state;
    LINES_CLEANUP struct lines x;
    LINES_CLEANUP struct lines y;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    of_text(&x, "route v4 to default\nsysctl a = 1\n");
    lines_write(&x, &b);
    assert_string_equal("route v4 to default\nsysctl a = 1\n", (sb_addc(&b, '\0'), b.p));
    of_text(&y, b.p);
    assert_int_equal(lines_difference(&x, &y, NULL, NULL), 0);
}

/* --- listings --- */

#define TABLE(t) "{\"table\":{\"family\":\"inet\",\"name\":\"" t "\",\"handle\":4}}"
#define RULE(t, n, packets)                                                                        \
    "{\"rule\":{\"family\":\"inet\",\"table\":\"" t "\",\"chain\":\"c\",\"handle\":" n             \
    ",\"expr\":[{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"mark\"}},\"right\":" n     \
    "}},{\"counter\":{\"packets\":" packets ",\"bytes\":9}},{\"drop\":null}]}}"
#define LIST1(x) "{\"nftables\":[{\"metainfo\":{\"version\":\"1\"}}," x "]}"
#define LIST2(x, y) LIST1(x "," y)
#define LIST3(x, y, z) LIST1(x "," y "," z)

static void of_listing(struct arena *a, struct lines *l, const char *text)
{
    struct nft_ruleset r;
    struct fault why = {0};
    lines_init(l);
    assert_ok(nft_json_read(a, str_z(text), &r, &why));
    assert_ok(rules_lines_add(&r, a, l, &why));
    assert_ok(lines_sort(l));
}

static size_t differ_between(const char *x, const char *y, struct seen *s)
{
    ARENA_CLEANUP struct arena a;
    LINES_CLEANUP struct lines before;
    LINES_CLEANUP struct lines now;
    arena_init(&a, 8 << 20);
    of_listing(&a, &before, x);
    of_listing(&a, &now, y);
    return lines_difference(&before, &now, see, s);
}

static void test_what_changes_by_itself_is_no_difference(void **state)
{
    (void)state;
    struct seen s = {0};
    assert_int_equal(differ_between(LIST2(TABLE("t"), RULE("t", "1", "5")),
                                    LIST2(TABLE("t"), RULE("t", "1", "99")), &s),
                     0);
    assert_int_equal(differ_between(LIST2(TABLE("t"), RULE("t", "1", "5")),
                                    LIST2(TABLE("t"), RULE("t", "2", "5")), &s),
                     4);
    assert_int_equal(differ_between(LIST1(TABLE("t")), LIST2(TABLE("t"), TABLE("u")), &s), 1);
    assert_string_equal(s.last, "table inet u");
}

static void test_another_order_is_one_difference_of_order(void **state)
{
    (void)state;
    struct seen s = {0};
    assert_int_equal(differ_between(LIST3(TABLE("t"), RULE("t", "1", "5"), RULE("t", "2", "5")),
                                    LIST3(TABLE("t"), RULE("t", "2", "5"), RULE("t", "1", "5")),
                                    &s),
                     2);
    assert_true(strncmp(s.last, "order inet t c 2 rules ", 23) == 0);
    assert_true(str_eq(rules_lines_table(str_z(s.last)), STR("inet t")));
    assert_true(rules_lines_table(STR("route v4 to default")).p == NULL);
}

/* --- elements in the kernel's form --- */

static struct net_addr addr(const char *text)
{
    struct net_addr a;
    assert_ok(addr_parse(str_z(text), &a, NULL));
    return a;
}

static void test_keys_are_padded_field_by_field(void **state)
{
    (void)state;
    struct elements_item v[ENCODE_ITEMS_MAX];
    struct element e = {.map = ELEMENT_FORWARD,
                        .family = NET_V4,
                        .proto = 6,
                        .mac = {{2, 0, 0, 0, 0, 7}},
                        .src = addr("10.1.0.5"),
                        .dst = addr("10.2.0.9"),
                        .ports = {443, 443},
                        .until = {5000}};
    static const uint8_t want[] = {2,  0, 0, 0, 0, 7, 0, 0, 10, 1,    0, 5,
                                   10, 2, 0, 9, 6, 0, 0, 0, 1,  0xbb, 0, 0};
    assert_int_equal(encode_element(&e, (struct moment){2000}, v), 1);
    assert_int_equal(v[0].key_len, sizeof want);
    assert_memory_equal(v[0].key, want, sizeof want);
    assert_int_equal(v[0].timeout_ms, 3000);
    assert_true(v[0].counted && !v[0].range && v[0].verdict == ELEMENTS_ACCEPT);
    assert_int_equal(encode_element(&e, (struct moment){5000}, v), 0); /* its end has come */
    /* To be removed, whenever it would have ended. */
    assert_int_equal(encode_element(&e, (struct moment){0}, v), 1);
    e.map = ELEMENT_FORWARD_RANGE;
    e.ports = (struct net_ports){5000, 5010};
    assert_int_equal(encode_element(&e, (struct moment){2000}, v), 1);
    assert_true(v[0].range && v[0].end[21] == (5010 & 255) && v[0].end[20] == 5010 >> 8);
    e.map = ELEMENT_CUT_MAC; /* alone, and so not padded */
    assert_int_equal(encode_element(&e, (struct moment){2000}, v), 1);
    assert_int_equal(v[0].key_len, 6);
    assert_true(v[0].verdict == ELEMENTS_SET && !v[0].counted);
}

static void test_an_interval_ends_after_its_last_address(void **state)
{
    (void)state;
    struct elements_item v[ENCODE_ITEMS_MAX];
    struct element e = {.map = ELEMENT_CUT_ADDRESS,
                        .family = NET_V4,
                        .src = addr("10.1.0.0"),
                        .dst = addr("10.1.0.255")};
    static const uint8_t after[] = {10, 1, 1, 0};
    assert_int_equal(encode_element(&e, (struct moment){0}, v), 2);
    assert_true(!v[0].interval_end && v[1].interval_end);
    assert_memory_equal(v[1].key, after, sizeof after);
    e.dst = addr("255.255.255.255");
    assert_int_equal(encode_element(&e, (struct moment){0}, v), 1); /* there is nothing after it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_they_are_written_and_read_back),
        cmocka_unit_test(test_what_changes_by_itself_is_no_difference),
        cmocka_unit_test(test_another_order_is_one_difference_of_order),
        cmocka_unit_test(test_keys_are_padded_field_by_field),
        cmocka_unit_test(test_an_interval_ends_after_its_last_address),
    };
    return cmocka_run_group_tests_name("net_lines", tests, NULL, NULL);
}
