/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <jansson.h>
#include <string.h>

#include "../torture.h"
#include "wire/nft_json.h"
#include "wire/nft_text.h"

#define RULE(expr)                                                                                 \
    "{\"nftables\":[{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"c\",\"handle\":4,"  \
    "\"expr\":[" expr "]}}]}"

static void rules_are_read_as_people_know_them(void **state)
{
    (void)state;
    static const struct {
        const char *expr, *text;
        size_t unknown;
    } t[] = {
        {RULE("{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"ip\",\"field\":"
              "\"saddr\"}},\"right\":{\"prefix\":{\"addr\":\"10.0.0.0\",\"len\":8}}}},{\"accept\":"
              "null}"),
         "ip saddr 10.0.0.0/8 accept", 0},
        {RULE("{\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":"
              "[\"established\",\"related\"]}},{\"counter\":{\"packets\":1,\"bytes\":2}},"
              "{\"jump\":{\"target\":\"x\"}}"),
         "ct state established,related counter jump x", 0},
        {RULE("{\"vmap\":{\"key\":{\"concat\":[{\"meta\":{\"key\":\"iifname\"}},{\"ct\":{\"key\":"
              "\"ip "
              "saddr\",\"dir\":\"original\"}}]},\"data\":\"@m\"}}"),
         "iifname . ct original ip saddr vmap @m", 0},
        {RULE("{\"match\":{\"op\":\"!=\",\"left\":{\"payload\":{\"tunnel\":\"vxlan\",\"protocol\":"
              "\"ip\",\"field\":\"saddr\"}},\"right\":\"10.0.0.1\"}},{\"log\":null}"),
         "{\"payload\":{\"tunnel\":\"vxlan\",\"protocol\":\"ip\",\"field\":\"saddr\"}} != 10.0.0.1 "
         "log",
         1},
        {RULE("{\"brand new\":{\"x\":1}}"), "brand new {\"x\":1}", 0},
        {RULE("{\"match\":{\"op\":\"==\",\"left\":{\"&\":[{\"payload\":{\"protocol\":\"tcp\","
              "\"field\":\"flags\"}},{\"|\":[\"syn\",\"ack\"]}]},\"right\":\"syn\"}}"),
         "(tcp flags & (syn | ack)) syn", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        SB_CLEANUP struct sb text;
        struct nft_ruleset r;
        arena_init(&a, 1U << 20);
        sb_init(&text, 4000);
        assert_ok(nft_json_read(&a, str_z(t[i].expr), &r, NULL));
        assert_int_equal(r.n, 1);
        assert_int_equal(r.n_unknown, t[i].unknown);
        nft_text_rule(&text, r.items[0].rule);
        sb_addc(&text, '\0');
        assert_string_equal(text.p, t[i].text);
        assert_int_equal(r.items[0].rule->handle, 4);
        assert_string_equal(r.items[0].path, "nftables[0].rule");
    }
}

static const char all[] =
    "{\"nftables\":[{\"metainfo\":{\"version\":\"1.0\",\"json_schema_version\":1}},"
    "{\"add\":{\"table\":{\"family\":\"inet\",\"name\":\"t\",\"colour\":{\"deep\":[1,true]}}}},"
    "{\"chain\":{\"family\":\"netdev\",\"table\":\"t\",\"name\":\"c\",\"handle\":0,\"type\":"
    "\"filter\","
    "\"hook\":\"ingress\",\"prio\":-5,\"policy\":\"drop\",\"dev\":[\"a\",\"b\"]}},"
    "{\"map\":{\"family\":\"inet\",\"table\":\"t\",\"name\":\"m\",\"type\":[\"ether_addr\",\"ipv4_"
    "addr\"],"
    "\"map\":\"verdict\",\"flags\":\"interval\",\"size\":3,\"timeout\":60,\"elem\":[[{\"elem\":{"
    "\"val\":"
    "{\"concat\":[\"00:11:22:33:44:55\",{\"range\":[\"10.0.0.1\",\"10.0.0.9\"]}]},\"timeout\":9,"
    "\"expires\":3,\"comment\":\"\xE8\xA8\xB1\",\"counter\":{\"packets\":7,\"bytes\":8},\"new\":[]}"
    "},"
    "{\"accept\":null}],[\"*\",{\"drop\":null}]]}},"
    "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"c\",\"comment\":\"x\",\"expr\":["
    "{\"counter\":null},{\"counter\":\"named\"},{\"limit\":{\"rate\":1}},{\"match\":{\"op\":\"<\","
    "\"left\":"
    "{\"ct\":{\"key\":\"saddr\",\"dir\":\"reply\",\"family\":\"ip\"}},\"right\":true}},{\"goto\":{"
    "\"target\":"
    "\"c\"}}]}},{\"delete\":{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"c\","
    "\"handle\":9}}},"
    "{\"flush\":{\"ruleset\":null}}]}";

static void everything_reads_back(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb out;
    struct nft_ruleset r;
    arena_init(&a, 1U << 20);
    sb_init(&out, 1U << 16);
    assert_ok(nft_json_read(&a, str_z(all), &r, NULL));
    assert_int_equal(r.n_unknown, 2); /* of the table and of the element */
    assert_ok(nft_json_write(&out, &r, NULL));
    json_t *x = json_loads(all, 0, NULL), *y = json_loadb(out.p, out.n, 0, NULL);
    assert_true(json_equal(x, y));
    json_decref(x);
    json_decref(y);
}

static void what_is_no_rule_set_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *in, *id;
        uint32_t line;
    } t[] = {
        {"", "nft.not_json", 1},
        {"{\n\"nftables\":[}", "nft.not_json", 2},
        {"[]", "nft.not_a_ruleset", 0},
        {"{\"nftables\":{}}", "nft.not_a_ruleset", 0},
        {"{\"nftables\":[1]}", "nft.bad_member", 0},
        {"{\"nftables\":[{\"chain\":{\"family\":\"ip\",\"table\":\"t\"}}]}", "nft.bad_member", 0},
        {"{\"nftables\":[{\"table\":{\"family\":7,\"name\":\"t\"}}]}", "nft.bad_member", 0},
        {RULE("") "x", "nft.not_json", 1},
        {"{\"nftables\":[{\"rule\":{\"family\":\"ip\",\"table\":\"t\",\"chain\":\"c\",\"expr\":1}}]"
         "}",
         "nft.bad_member", 0},
        {"{\"nftables\":[],\"nftables\":[]}", "nft.not_json", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        struct nft_ruleset r;
        struct fault why = {.code = OK};
        arena_init(&a, 1U << 20);
        assert_int_equal(nft_json_read(&a, str_z(t[i].in), &r, &why), ERR_INVALID);
        assert_string_equal(why.id, t[i].id);
        assert_int_equal(why.line, t[i].line);
    }
}

static void depth_has_an_end(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb in;
    struct nft_ruleset r;
    struct fault why = {.code = OK};
    arena_init(&a, 1U << 20);
    sb_init(&in, 1U << 16);
    sb_addz(&in, "{\"nftables\":[{\"x\":");
    for (int i = 0; i < 100; i++) sb_addc(&in, '[');
    for (int i = 0; i < 100; i++) sb_addc(&in, ']');
    sb_addz(&in, "}]}");
    assert_int_equal(nft_json_read(&a, sb_str(&in), &r, &why), ERR_TOO_BIG);
    assert_string_equal(why.id, "nft.too_deep");
}

static err_t whole(void *arg)
{
    (void)arg;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb out;
    struct nft_ruleset r;
    arena_init(&a, 1U << 20);
    sb_init(&out, 1U << 16);
    TRY(nft_json_read(&a, str_z(all), &r, NULL));
    return nft_json_write(&out, &r, NULL);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    torture_each(whole, NULL);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_read_as_people_know_them),
        cmocka_unit_test(everything_reads_back),
        cmocka_unit_test(what_is_no_rule_set_is_refused),
        cmocka_unit_test(depth_has_an_end),
        cmocka_unit_test(every_failed_allocation_is_told),
    };
    return cmocka_run_group_tests_name("nft_json", tests, NULL, NULL);
}
