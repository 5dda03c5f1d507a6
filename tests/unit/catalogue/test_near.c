/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "catalogue/near.h"

static const char *const known[] = {"when", "who", "within", "with", "word", "retention"};

static void distances(void **state)
{
    (void)state;
    static const struct {
        struct str a, b;
        unsigned d;
    } t[] = {
        {STR_INIT("when"), STR_INIT("when"), 0}, {STR_INIT("wehn"), STR_INIT("when"), 1},
        {STR_INIT("wen"), STR_INIT("when"), 1},  {STR_INIT("wheen"), STR_INIT("when"), 1},
        {STR_INIT(""), STR_INIT("abc"), 3},      {STR_INIT("kitten"), STR_INIT("sitting"), 3},
        {STR_INIT("abcd"), STR_INIT("badc"), 2}, {STR_INIT("持ち出し"), STR_INIT("持出し"), 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_int_equal(near_distance(t[i].a, t[i].b), t[i].d);
        assert_int_equal(near_distance(t[i].b, t[i].a), t[i].d);
    }
}

static void nearest(void **state)
{
    (void)state;
    assert_string_equal(near_find(STR("wehn"), known, ARRAY_LEN(known)), "when");
    assert_string_equal(near_find(STR("retenshon"), known, ARRAY_LEN(known)), "retention");
    assert_string_equal(near_find(STR("wihtin"), known, ARRAY_LEN(known)), "within");
    assert_null(near_find(STR("colour"), known, ARRAY_LEN(known)));
    assert_null(near_find(STR("xx"), known, 0));
    const char *const short_ones[] = {"a", "許可"};
    assert_null(near_find(STR("b"), short_ones, 2)); /* any one letter is near any other */
    assert_null(near_find(STR("裁可"), short_ones, 2));
    assert_null(near_find(STR("\xff\xff"), short_ones, 2));
}

static void long_words_are_far(void **state)
{
    (void)state;
    char w[200];
    memset(w, 'a', sizeof w);
    assert_true(near_distance((struct str){w, sizeof w}, STR("a")) > 60);
    assert_null(near_find((struct str){w, sizeof w}, known, ARRAY_LEN(known)));
}

static void the_fault_lists_what_there_is(void **state)
{
    (void)state;
    struct fault f;
    near_fault(&f, UNKNOWN_KEY, STR("colour"), known, ARRAY_LEN(known));
    assert_string_equal(f.id, "catalogue.unknown_key");
    assert_string_equal(f.args[1], "when, who, within, with, word, retention");
    const char *many[100];
    for (size_t i = 0; i < ARRAY_LEN(many); i++) many[i] = "information-exchange";
    near_fault(&f, UNKNOWN_PROCEDURE, STR("x"), many, ARRAY_LEN(many));
    size_t n = strlen(f.args[1]);
    assert_true(n < FAULT_ARG_MAX && strcmp(f.args[1] + n - 5, ", ...") == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances),
        cmocka_unit_test(nearest),
        cmocka_unit_test(long_words_are_far),
        cmocka_unit_test(the_fault_lists_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
