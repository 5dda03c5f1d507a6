/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"
#include "front/template.h"

static const struct front_value values[] = {
    {"a", STR_INIT("one")},
    {"b", STR_INIT("%a%")},
    {"none", STR_INIT("")},
};

static err_t expand(struct sb *b, const char *template)
{
    sb_reset(b);
    return template_expand(b, str_z(template), values, ARRAY_LEN(values));
}

static void values_are_put_in_once(void **state)
{
    (void)state;
    struct sb b SB_CLEANUP = {.max = 1000};
    assert_ok(expand(&b, "x %a% y\n%b%\n"));
    assert_str(sb_str(&b), "x one y\n%a%\n");
}

static void parts_stand_only_with_a_value(void **state)
{
    (void)state;
    struct sb b SB_CLEANUP = {.max = 1000};
    assert_ok(expand(&b, "@a\nin\n@none\nout\n@a\nout too\n@end\n@end\nin again\n@end\nafter\n"));
    assert_str(sb_str(&b), "in\nin again\nafter\n");
}

static void lines_of_empty_values_leave_no_trace(void **state)
{
    (void)state;
    struct sb b SB_CLEANUP = {.max = 1000};
    assert_ok(expand(&b, "1\n    %none%\n\n2%none%\n"));
    assert_str(sb_str(&b), "1\n\n2\n");
}

static void mistakes_of_the_template_are_bugs(void **state)
{
    (void)state;
    static const char *const bad[] = {"%nobody%", "%a", "@nobody\n@end\n", "@a\n", "@end\n"};
    struct sb b SB_CLEANUP = {.max = 1000};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) assert_int_equal(expand(&b, bad[i]), ERR_BUG);
    struct sb small SB_CLEANUP = {.max = 2};
    assert_int_equal(expand(&small, "%a%\n"), ERR_TOO_BIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_put_in_once),
        cmocka_unit_test(parts_stand_only_with_a_value),
        cmocka_unit_test(lines_of_empty_values_leave_no_trace),
        cmocka_unit_test(mistakes_of_the_template_are_bugs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
