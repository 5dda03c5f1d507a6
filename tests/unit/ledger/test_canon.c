/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/canon.h"

static err_t rewrite(const char *json, struct sb *to)
{
    json_error_t why;
    json_t *v = json_loads(json, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &why);
    if (!v) return ERR_INVALID;
    sb_reset(to);
    err_t e = canon_write(to, v);
    json_decref(v);
    return e;
}

static void writes_as_rfc_8785_says(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } t[] = {
        {"{ \"b\" : 1 , \"a\" : [ ] , \"\" : { } }", "{\"\":{},\"a\":[],\"b\":1}"},
        {"[true, false, null, -1, 9007199254740991]", "[true,false,null,-1,9007199254740991]"},
        {"\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
         "\"\xE2\x82\xAC$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\""},
        /* RFC 8785, 3.2.3: the order of names */
        {"{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,"
         "\"\\u00f6\":7}",
         "{\"\\r\":2,\"1\":4,\"\xC2\x80\":6,\"\xC3\xB6\":7,\"\xE2\x82\xAC\":1,"
         "\"\xF0\x9F\x98\x80\":5,\"\xEF\xAC\xB3\":3}"},
        {"\"\\u0000\\u0008\\u0009\\u000b\\u000c\\u000d\\u001f\\u007f\"",
         "\"\\u0000\\b\\t\\u000b\\f\\r\\u001f\x7f\""},
        {"{\"a\\nb\":1,\"a\":2}", "{\"a\":2,\"a\\nb\":1}"},
    };
    SB_CLEANUP struct sb out;
    sb_init(&out, 1000);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_ok(rewrite(t[i].in, &out));
        assert_string_equal(out.p, t[i].out);
        assert_ok(canon_check(sb_str(&out), NULL, 0, NULL));
    }
}

static void refuses_what_readers_disagree_about(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    sb_init(&out, 1000);
    assert_int_equal(rewrite("1.0", &out), ERR_INVALID);
    assert_int_equal(rewrite("[1e3]", &out), ERR_INVALID);
    assert_int_equal(rewrite("9007199254740992", &out), ERR_INVALID);
    assert_int_equal(rewrite("-9007199254740992", &out), ERR_INVALID);
    char deep[80] = {0};
    for (int i = 0; i < 33; i++) {
        deep[i] = '[';
        deep[33 + i] = ']';
    }
    assert_int_equal(rewrite(deep, &out), ERR_INVALID);
    deep[65] = '\0';
    assert_ok(rewrite(deep + 1, &out));
    assert_ok(canon_check(sb_str(&out), NULL, 0, NULL));
    sb_release(&out);
    sb_init(&out, 3);
    assert_int_equal(rewrite("\"abc\"", &out), ERR_TOO_BIG);
    sb_release(&out);
}

static void the_checker_refuses_every_other_spelling(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        " 1",
        "1 ",
        "01",
        "-0",
        "-",
        "+1",
        "1.0",
        "1e2",
        "9007199254740992",
        "-9007199254740992",
        "99999999999999999999",
        "tru",
        "truee",
        "nul",
        "True",
        "\"",
        "\"\\/\"",
        "\"\\u0041\"",
        "\"\\u000A\"",
        "\"\\u0008\"",
        "\"\\u0009\"",
        "\"\\u000d\"",
        "\"\\u001F\"",
        "\"\\u0020\"",
        "\"\\x\"",
        "\"\\",
        "\"\\u00",
        "\"\n\"",
        "\"a\tb\"",
        "\"a\"b",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 ,2]",
        "[1]]",
        "[1}",
        "{",
        "}",
        "{}{}",
        "{]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" :1}",
        "{\"a\": 1}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1,\"a\":1}",
        "{\"b\":1,\"a\":1}",
        "{\"b\":{\"x\":1,\"x\":2}}",
        "{\"aa\":1,\"a\":1}",
        "{\"1\":1,\"\\n\":1}",
        "{\"\\u0001\":1,\"\\u0001\":1}",
        "{\"a\\u0000\":1}",
        "{\"\xEF\xAC\xB3\":1,\"\xF0\x9F\x98\x80\":1}", /* UTF-8 order, not UTF-16 */
        "\"\x80\"",
        "\"\xC0\x80\"",
        "\"\xC1\xBF\"",
        "\"\xC2\"",
        "\"\xE0\x80\x80\"",
        "\"\xED\xA0\x80\"",
        "\"\xED\xBF\xBF\"",
        "\"\xF0\x80\x80\x80\"",
        "\"\xF4\x90\x80\x80\"",
        "\"\xF5\x80\x80\x80\"",
        "\"\xE3\x81\"",
        "\"\xE3\x81\x82\xE3\"",
        "\xEF\xBB\xBF{}",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (canon_check(str_z(bad[i]), NULL, 0, NULL) == OK) fail_msg("taken: %s", bad[i]);
    }
    assert_int_equal(canon_check((struct str){"\"\0\"", 3}, NULL, 0, NULL), ERR_INVALID);
    assert_int_equal(canon_check(STR_NONE, NULL, 0, NULL), ERR_INVALID);
    size_t at = 0;
    assert_int_equal(canon_check(STR("{\"a\":1,\"b\":01}"), NULL, 0, &at), ERR_INVALID);
    assert_int_equal(at, 11);
}

static void members_of_the_outermost_object_are_shown(void **state)
{
    (void)state;
    struct canon_member m[] = {{STR_INIT("c"), STR_NONE},
                               {STR_INIT("kind"), STR_NONE},
                               {STR_INIT("o"), STR_NONE},
                               {STR_INIT("x"), STR_NONE}};
    struct str s = STR("{\"a\":{\"c\":1,\"kind\":2},\"c\":\"abc\",\"kind\":7,\"o\":[{\"x\":[]}]}");
    assert_ok(canon_check(s, m, ARRAY_LEN(m), NULL));
    assert_str(m[0].ret_value, "\"abc\"");
    assert_str(m[1].ret_value, "7");
    assert_str(m[2].ret_value, "[{\"x\":[]}]");
    assert_null(m[3].ret_value.p);
    assert_str(canon_plain_string(m[0].ret_value), "abc");
    assert_null(canon_plain_string(m[1].ret_value).p);
    assert_ok(canon_check(STR("[{\"c\":1}]"), m, 1, NULL));
    assert_null(m[0].ret_value.p);
    assert_ok(canon_check(STR("{\"c\":{}}"), m, 1, NULL));
    assert_str(m[0].ret_value, "{}");
}

static void one_member_more(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    sb_init(&out, 1000);
    json_t *o = json_pack("{s:i,s:{s:i}}", "b", 1, "d", "a", 2);
    assert_ok(canon_write_with(&out, o, STR("c"), STR("x")));
    assert_string_equal(out.p, "{\"b\":1,\"c\":\"x\",\"d\":{\"a\":2}}");
    sb_reset(&out);
    assert_int_equal(canon_write_with(&out, o, STR("b"), STR("x")), ERR_EXISTS);
    json_decref(o);
}

static uint32_t rnd(uint32_t *s)
{
    *s = *s * 1664525U + 1013904223U;
    return *s >> 8;
}

static void add_part(char *to, size_t max, const char *part)
{
    size_t n = strlen(to);
    snprintf(to + n, max - n, "%s", part);
}

static json_t *any_value(uint32_t *s, int depth)
{
    static const char *const parts[] = {"a",
                                        "b",
                                        "\"",
                                        "\\",
                                        "\n",
                                        "\x01",
                                        "\x7f",
                                        "\xC3\xA9",
                                        "\xE3\x81\x82",
                                        "\xEF\xBC\xA1",
                                        "\xF0\xA0\xAE\xB7"};
    char text[64] = "";
    for (uint32_t i = rnd(s) % 6; i > 0; i--)
        add_part(text, sizeof text, parts[rnd(s) % ARRAY_LEN(parts)]);
    switch (rnd(s) % (depth > 3 ? 4 : 6)) {
    case 0:
        return json_string(text);
    case 1:
        return json_integer((json_int_t)rnd(s) - 8000000);
    case 2:
        return rnd(s) % 2 ? json_true() : json_null();
    case 3:
        return json_false();
    case 4: {
        json_t *a = json_array();
        for (uint32_t i = rnd(s) % 4; i > 0; i--) json_array_append_new(a, any_value(s, depth + 1));
        return a;
    }
    default: {
        json_t *o = json_object();
        for (uint32_t i = rnd(s) % 24; i > 0; i--) {
            char name[16] = "";
            add_part(name, sizeof name, parts[rnd(s) % ARRAY_LEN(parts)]);
            add_part(name, sizeof name, parts[rnd(s) % ARRAY_LEN(parts)]);
            json_object_set_new(o, name, any_value(s, depth + 1));
        }
        return o;
    }
    }
}

static void what_is_written_is_found_canonical_and_one_byte_less_is_not(void **state)
{
    (void)state;
    uint32_t seed = 7;
    SB_CLEANUP struct sb out, again;
    sb_init(&out, 1 << 20);
    sb_init(&again, 1 << 20);
    for (int i = 0; i < 3000; i++) {
        json_t *v = any_value(&seed, 0);
        sb_reset(&out);
        assert_ok(canon_write(&out, v));
        json_decref(v);
        assert_ok(canon_check(sb_str(&out), NULL, 0, NULL));
        assert_ok(rewrite(out.p, &again));
        assert_true(str_eq(sb_str(&out), sb_str(&again)));
        /* A byte changed anywhere: taken only if it is again what we write. */
        size_t at = rnd(&seed) % out.n;
        out.p[at] = (char)((unsigned char)out.p[at] ^ (1U << (rnd(&seed) % 8)));
        if (canon_check(sb_str(&out), NULL, 0, NULL) == OK) {
            assert_ok(rewrite(out.p, &again));
            assert_true(str_eq(sb_str(&out), sb_str(&again)));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_as_rfc_8785_says),
        cmocka_unit_test(refuses_what_readers_disagree_about),
        cmocka_unit_test(the_checker_refuses_every_other_spelling),
        cmocka_unit_test(members_of_the_outermost_object_are_shown),
        cmocka_unit_test(one_member_more),
        cmocka_unit_test(what_is_written_is_found_canonical_and_one_byte_less_is_not),
    };
    return cmocka_run_group_tests_name("canon", tests, NULL, NULL);
}
