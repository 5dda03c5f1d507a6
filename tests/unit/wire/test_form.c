/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "../torture.h"
#include "wire/cookie.h"
#include "wire/urlencoded.h"

static void forms_are_decoded_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        err_t e;
        const char *log;
    } t[] = {
        {"", OK, ""},
        {"a=1&b=2", OK, "[a=1][b=2]"},
        {"a=x+y%2Bz", OK, "[a=x y+z]"},
        {"a=%E9%AB%99&b", OK, "[a=髙][b=]"},
        {"a=1&&b=2&", OK, "[a=1][b=2]"},
        {"a=b=c", OK, "[a=b=c]"},
        {"%61=1", OK, "[a=1]"},
        {"a=%0D%0A", OK, "[a=\r\n]"},
        {"a=%", ERR_INVALID, NULL},
        {"a=%4", ERR_INVALID, NULL},
        {"a=%4g", ERR_INVALID, NULL},
        {"a=%00", ERR_INVALID, NULL},
        {"a=%FF", ERR_INVALID, NULL},
        {"a=%ED%A0%80", ERR_INVALID, NULL},
        {"a=%C0%AF", ERR_INVALID, NULL},
        {"a=\xE9\xAB\x99", ERR_INVALID, NULL},
        {"a=b c", ERR_INVALID, NULL},
        {"a=b\n", ERR_INVALID, NULL},
        {"=1", ERR_INVALID, NULL},
        {"a&b&c&d&e", ERR_TOO_BIG, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        ARENA_CLEANUP struct arena a;
        arena_init(&a, 10000);
        struct form f = {0};
        err_t e = urlencoded_parse(&a, str_z(t[i].body), 4, &f, NULL);
        if (e != t[i].e) fail_msg("%s: %s", t[i].body, err_name(e));
        if (e != OK) continue;
        SB_CLEANUP struct sb log;
        sb_init(&log, 1000);
        for (size_t k = 0; k < f.n; k++)
            sb_addf(&log, "[%.*s=%.*s]", STR_ARG(f.pairs[k].name), STR_ARG(f.pairs[k].value));
        assert_string_equal(log.p ? log.p : "", t[i].log);
    }
}

static void a_field_may_stand_once_or_many_times(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 10000);
    struct form f;
    struct fault why;
    struct str v;
    assert_ok(urlencoded_parse(&a, STR("a=1&b=2&a=3"), 10, &f, NULL));
    assert_int_equal(form_one(&f, "a", &v, &why), ERR_INVALID);
    assert_string_equal(why.field, "a");
    assert_ok(form_one(&f, "b", &v, &why));
    assert_str(v, "2");
    assert_ok(form_one(&f, "c", &v, &why));
    assert_null(v.p);
    assert_true(form_nth(&f, "a", 1, &v));
    assert_str(v, "3");
    assert_false(form_nth(&f, "a", 2, &v));
}

static void what_is_escaped_is_read_back(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    ARENA_CLEANUP struct arena a;
    sb_init(&b, 1000);
    arena_init(&a, 10000);
    sb_addz(&b, "q=");
    urlencoded_add(&b, STR("髙 a/b?&=+%~"));
    struct form f;
    assert_ok(urlencoded_parse(&a, sb_str(&b), 1, &f, NULL));
    assert_str(f.pairs[0].value, "髙 a/b?&=+%~");
}

static void our_cookie_is_found_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        err_t e;
        const char *value;
    } t[] = {
        {"sid=abc", OK, "abc"},
        {"a=1; sid=abc; b=2", OK, "abc"},
        {"a=\"x y\"; ; =; sid=abc", OK, "abc"},
        {"sid=", OK, ""},
        {"sid=a=b", OK, "a=b"},
        {"sid=abc ; x=1", OK, "abc"},
        {"", ERR_NOT_FOUND, NULL},
        {"xsid=1; sidx=2; SID=3", ERR_NOT_FOUND, NULL},
        {"sid=1; sid=1", ERR_INVALID, NULL},
        {"sid", ERR_INVALID, NULL},
        {"sid=a b", ERR_INVALID, NULL},
        {"sid=\"a\"", ERR_INVALID, NULL},
        {"sid=a\x01", ERR_INVALID, NULL},
        {"sid=\xE3\x81\x82", ERR_INVALID, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct str v = STR_NONE;
        err_t e = cookie_get(str_z(t[i].header), "sid", &v);
        if (e != t[i].e) fail_msg("%s: %s", t[i].header, err_name(e));
        if (e == OK) assert_true(str_eqz(v, t[i].value));
    }
}

static void set_cookie_carries_the_guards(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    struct cookie c = {"__Host-sid", STR_INIT("abc"), -1, true, false};
    assert_ok(cookie_add(&b, &c));
    assert_str(sb_str(&b), "__Host-sid=abc; Path=/; Secure; HttpOnly; SameSite=Strict");
    sb_reset(&b);
    c = (struct cookie){"l", STR_INIT("ja"), 0, false, true};
    assert_ok(cookie_add(&b, &c));
    assert_str(sb_str(&b), "l=ja; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    sb_reset(&b);
    c.value = STR("a\r\nSet-Cookie: x=y");
    assert_int_equal(cookie_add(&b, &c), ERR_INVALID);
    c.value = STR("a;b");
    assert_int_equal(cookie_add(&b, &c), ERR_INVALID);
    c = (struct cookie){"a b", STR_INIT("x"), -1, true, false};
    assert_int_equal(cookie_add(&b, &c), ERR_INVALID);
    assert_int_equal(b.n, 0);
}

static err_t parse_form(void *arg)
{
    (void)arg;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 100000);
    struct form f;
    static char body[20000];
    memset(body, 'x', sizeof body);
    body[9000] = '&';
    return urlencoded_parse(&a, (struct str){body, sizeof body}, 10, &f, NULL);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    assert_true(torture_each(parse_form, NULL) >= 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_decoded_strictly),
        cmocka_unit_test(a_field_may_stand_once_or_many_times),
        cmocka_unit_test(what_is_escaped_is_read_back),
        cmocka_unit_test(our_cookie_is_found_or_refused),
        cmocka_unit_test(set_cookie_carries_the_guards),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("form", tests, NULL, NULL);
}
