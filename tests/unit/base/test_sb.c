/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdlib.h>

#include "base/sb.h"

static void appends_and_formats(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    sb_addz(&b, "a=");
    sb_add_i64(&b, INT64_MIN);
    sb_addc(&b, ' ');
    sb_addf(&b, "%03d", 7);
    sb_add_hex(&b, STR("\x01\xff"));
    assert_ok(sb_end(&b));
    assert_str(sb_str(&b), "a=-9223372036854775808 00701ff");
}

static void error_is_sticky_and_nothing_is_half_appended(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 5);
    sb_addz(&b, "abc");
    sb_addz(&b, "def");
    sb_addz(&b, "x");
    assert_str(sb_str(&b), "abc");
    assert_int_equal(sb_end(&b), ERR_TOO_BIG);
    char *z = NULL;
    assert_int_equal(sb_take(&b, &z), ERR_TOO_BIG);
    assert_null(z);
}

static void integers_are_read_whole_or_not_at_all(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        err_t e;
        int64_t v;
    } t[] = {
        {"0", OK, 0},
        {"-9223372036854775808", OK, INT64_MIN},
        {"9223372036854775807", OK, INT64_MAX},
        {"9223372036854775808", ERR_TOO_BIG, 0},
        {"", ERR_INVALID, 0},
        {"-", ERR_INVALID, 0},
        {"+1", ERR_INVALID, 0},
        {" 1", ERR_INVALID, 0},
        {"1x", ERR_INVALID, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        int64_t v = 0;
        assert_int_equal(str_to_i64(str_z(t[i].s), &v), t[i].e);
        assert_true(v == t[i].v);
    }
}

static void trim_knows_the_wide_space(void **state)
{
    (void)state;
    assert_str(str_trim(STR(" \xE3\x80\x80"
                            "a b\xE3\x80\x80\n")),
               "a b");
    assert_int_equal(str_trim(STR(" \t")).n, 0);
}

static void fault_args_are_cut_at_a_character(void **state)
{
    (void)state;
    char longer[400] = {0};
    for (int i = 0; i < 390; i += 3) {
        longer[i] = '\xE3';
        longer[i + 1] = '\x81';
        longer[i + 2] = '\x82';
    }
    struct fault f;
    assert_int_equal(fault_set(&f, ERR_INVALID, "x", "%s" FS "%d", longer, 4), ERR_INVALID);
    assert_int_equal(f.n_args, 2);
    assert_int_equal(str_z(f.args[0]).n % 3, 0);
    assert_string_equal(f.args[1], "4");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appends_and_formats),
        cmocka_unit_test(error_is_sticky_and_nothing_is_half_appended),
        cmocka_unit_test(integers_are_read_whole_or_not_at_all),
        cmocka_unit_test(trim_knows_the_wide_space),
        cmocka_unit_test(fault_args_are_cut_at_a_character),
    };
    return cmocka_run_group_tests_name("sb", tests, NULL, NULL);
}
