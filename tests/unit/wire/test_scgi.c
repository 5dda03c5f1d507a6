/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire/scgi.h"

/* A literal with NULs, as bytes. */
#define B(lit) (lit), sizeof(lit) - 1

static void well_formed_heads_are_read(void **state)
{
    (void)state;
    static const char head[] = "70:CONTENT_LENGTH\0"
                               "27\0"
                               "SCGI\0"
                               "1\0"
                               "REQUEST_METHOD\0"
                               "POST\0"
                               "REQUEST_URI\0"
                               "/deepthought\0,";
    size_t total = 0;
    struct str in = {head, sizeof head - 1};
    assert_ok(scgi_measure((struct str){head, 2}, &total));
    assert_int_equal(total, 0);
    assert_ok(scgi_measure((struct str){head, 3}, &total));
    assert_int_equal(total, in.n);
    struct scgi r;
    assert_ok(scgi_parse(in, &r));
    assert_int_equal(r.content_length, 27);
    assert_int_equal(r.n, 4);
    assert_str(scgi_get(&r, "REQUEST_URI"), "/deepthought");
    assert_null(scgi_get(&r, "HTTP_COOKIE").p);
}

static void lengths_are_strict(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        err_t e;
        size_t total;
    } t[] = {
        {"", OK, 0},
        {"1", OK, 0},
        {"65536", OK, 0},
        {"65536:", OK, 65536 + 7},
        {"65537", ERR_TOO_BIG, 0},
        {"123456", ERR_TOO_BIG, 0},
        {"00", ERR_INVALID, 0},
        {"01:", ERR_INVALID, 0},
        {"0:", ERR_INVALID, 0},
        {":", ERR_INVALID, 0},
        {"-1:", ERR_INVALID, 0},
        {"+1:", ERR_INVALID, 0},
        {" 1:", ERR_INVALID, 0},
        {"1 :", ERR_INVALID, 0},
        {"1,", ERR_INVALID, 0},
        {"GET / HTTP/1.1", ERR_INVALID, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        size_t total = 0;
        assert_int_equal(scgi_measure(str_z(t[i].in), &total), t[i].e);
        assert_int_equal(total, t[i].total);
    }
}

static err_t parse_vars(const char *vars, size_t n, struct scgi *ret)
{
    char *buf = malloc(n + 16);
    assert_non_null(buf);
    int k = snprintf(buf, 16, "%zu:", n);
    memcpy(buf + k, vars, n);
    buf[(size_t)k + n] = ',';
    err_t e = scgi_parse((struct str){buf, (size_t)k + n + 1}, ret);
    free(buf);
    return e;
}

static void odd_variables_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *vars;
        size_t n;
        err_t e;
    } t[] = {
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0"), OK},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0\0"), OK},
        {B("SCGI\0001\0CONTENT_LENGTH\0000\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0002\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\00000\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\000-1\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0001,1\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0009007199254740993\0SCGI\0001\0"), ERR_TOO_BIG},
        {B("CONTENT_LENGTH\00099999999999999999999\0SCGI\0001\0"), ERR_TOO_BIG},
        {B("CONTENT_LENGTH\0000\0CONTENT_LENGTH\0000\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0SCGI\0001\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0a\0A\0b\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0\0a\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0a\0a\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A-B\0a\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0a\r\nb\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0a\x7F\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0a"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A\0"), ERR_INVALID},
        {B("CONTENT_LENGTH\0000\0SCGI\0001\0A"), ERR_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct scgi r;
        err_t e = parse_vars(t[i].vars, t[i].n, &r);
        if (e != t[i].e) fail_msg("row %zu: %s", i, err_name(e));
    }
}

static void too_many_variables_are_refused(void **state)
{
    (void)state;
    char vars[4096];
    size_t n = sizeof "CONTENT_LENGTH\0000\0SCGI\0001";
    memcpy(vars, "CONTENT_LENGTH\0000\0SCGI\0001", n);
    int count = 2;
    for (; count < SCGI_VARS_MAX; count++)
        n += (size_t)snprintf(vars + n, sizeof vars - n, "V%d%cx", count, 0) + 1;
    struct scgi r;
    assert_ok(parse_vars(vars, n, &r));
    assert_int_equal(r.n, SCGI_VARS_MAX);
    n += (size_t)snprintf(vars + n, sizeof vars - n, "V%d%cx", count, 0) + 1;
    assert_int_equal(parse_vars(vars, n, &r), ERR_TOO_BIG);
}

static void heads_must_end_with_a_comma_and_nothing_more(void **state)
{
    (void)state;
    struct scgi r;
    assert_int_equal(scgi_parse((struct str){B("24:CONTENT_LENGTH\0000\0SCGI\0001\0,")}, &r), OK);
    assert_int_equal(scgi_parse((struct str){B("24:CONTENT_LENGTH\0000\0SCGI\0001\0;")}, &r),
                     ERR_INVALID);
    assert_int_equal(scgi_parse((struct str){B("24:CONTENT_LENGTH\0000\0SCGI\0001\0,x")}, &r),
                     ERR_INVALID);
    assert_int_equal(scgi_parse((struct str){B("24:CONTENT_LENGTH\0000\0SCGI\0001\0")}, &r),
                     ERR_INVALID);
    assert_int_equal(scgi_parse(STR_NONE, &r), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_heads_are_read),
        cmocka_unit_test(lengths_are_strict),
        cmocka_unit_test(odd_variables_are_refused),
        cmocka_unit_test(too_many_variables_are_refused),
        cmocka_unit_test(heads_must_end_with_a_comma_and_nothing_more),
    };
    return cmocka_run_group_tests_name("scgi", tests, NULL, NULL);
}
