/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "base/json.h"

struct out {
    struct sb b;
    struct json j;
};

static void start(struct out *o)
{
    sb_init(&o->b, 4096);
    json_init(&o->j, &o->b);
}

static void writes_nested_values(void **state)
{
    (void)state;
    struct out o;
    start(&o);
    json_object_begin(&o.j);
    json_put_str(&o.j, "a", STR("x\"\\\n\x01\x7F髙"));
    json_key(&o.j, "b");
    json_array_begin(&o.j);
    json_i64(&o.j, -1);
    json_bool(&o.j, true);
    json_nil(&o.j);
    json_object_begin(&o.j);
    json_object_end(&o.j);
    json_array_begin(&o.j);
    json_array_end(&o.j);
    json_strz(&o.j, NULL);
    json_array_end(&o.j);
    json_put_i64(&o.j, "\"", JSON_INT_MAX);
    json_put_bool(&o.j, "c", false);
    json_put_strz(&o.j, "d", "");
    json_object_end(&o.j);
    assert_ok(json_end(&o.j));
    assert_str(sb_str(&o.b), "{\"a\":\"x\\\"\\\\\\n\\u0001\x7F髙\",\"b\":[-1,true,null,{},[],null],"
                             "\"\\\"\":9007199254740991,\"c\":false,\"d\":\"\"}");
    sb_release(&o.b);
}

static void value_without_key(struct json *j)
{
    json_object_begin(j);
    json_i64(j, 1);
}
static void key_in_array(struct json *j)
{
    json_array_begin(j);
    json_key(j, "a");
}
static void key_twice(struct json *j)
{
    json_object_begin(j);
    json_key(j, "a");
    json_key(j, "b");
}
static void key_without_value(struct json *j)
{
    json_object_begin(j);
    json_key(j, "a");
    json_object_end(j);
}
static void wrong_end(struct json *j)
{
    json_object_begin(j);
    json_array_end(j);
}
static void end_too_many(struct json *j)
{
    json_array_begin(j);
    json_array_end(j);
    json_array_end(j);
}
static void left_open(struct json *j)
{
    json_array_begin(j);
}
static void two_values(struct json *j)
{
    json_i64(j, 1);
    json_i64(j, 2);
}
static void nothing(struct json *j)
{
    (void)j;
}
static void key_at_top(struct json *j)
{
    json_key(j, "a");
}
static void too_deep(struct json *j)
{
    for (int i = 0; i < 65; i++) json_array_begin(j);
    for (int i = 0; i < 65; i++) json_array_end(j);
}
static void deepest(struct json *j)
{
    for (int i = 0; i < 64; i++) json_array_begin(j);
    for (int i = 0; i < 64; i++) json_array_end(j);
}
static void bad_utf8(struct json *j)
{
    json_str(j, STR("\xC0\x80"));
}
static void bad_key(struct json *j)
{
    json_object_begin(j);
    json_put_i64(j, "\xED\xA0\x80", 1);
    json_object_end(j);
}
static void big_number(struct json *j)
{
    json_i64(j, JSON_INT_MAX + 1);
}
static void small_number(struct json *j)
{
    json_i64(j, INT64_MIN);
}

static void misuse_is_an_error_and_never_output(void **state)
{
    (void)state;
    static const struct {
        void (*f)(struct json *);
        err_t e;
    } t[] = {
        {value_without_key, ERR_BUG}, {key_in_array, ERR_BUG}, {key_twice, ERR_BUG},
        {key_without_value, ERR_BUG}, {wrong_end, ERR_BUG},    {end_too_many, ERR_BUG},
        {left_open, ERR_BUG},         {two_values, ERR_BUG},   {nothing, ERR_BUG},
        {key_at_top, ERR_BUG},        {too_deep, ERR_BUG},     {deepest, OK},
        {bad_utf8, ERR_INVALID},      {bad_key, ERR_INVALID},  {big_number, ERR_INVALID},
        {small_number, ERR_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct out o;
        start(&o);
        t[i].f(&o.j);
        assert_int_equal(json_end(&o.j), t[i].e);
        sb_release(&o.b);
    }
}

static void builders_limit_is_reported(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct json j;
    sb_init(&b, 3);
    json_init(&j, &b);
    json_strz(&j, "abc");
    assert_int_equal(json_end(&j), ERR_TOO_BIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_nested_values),
        cmocka_unit_test(misuse_is_an_error_and_never_output),
        cmocka_unit_test(builders_limit_is_reported),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
