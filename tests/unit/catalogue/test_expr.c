/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "expr_scene.h"

static struct expr_let lets[2];

static err_t parse(struct arena *a, struct str s, const struct expr **e, struct fault *why)
{
    struct expr_scope scope = {&scene, lets, ARRAY_LEN(lets)};
    return expr_parse(a, &scope, s, e, why);
}

static bool holds(const char *condition, const char *fields, const char *steps)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    lets[0] = (struct expr_let){.name = "ours"};
    lets[1] = (struct expr_let){.name = "broken"};
    assert_ok(parse(&a, STR("field.p = a"), &lets[0].e, NULL));
    const struct expr *e;
    struct fault why = {0};
    if (parse(&a, str_z(condition), &e, &why) != OK)
        fail_msg("%s: %s at %u", condition, why.id, why.column);
    json_t *f = json_loads(fields, 0, NULL), *s = json_loads(steps, 0, NULL);
    assert_non_null(f);
    struct expr_env env = {.fields = f, .steps = s};
    bool result = expr_true(e, &env);
    json_decref(f);
    json_decref(s);
    return result;
}

static void values(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *fields;
        bool result;
    } t[] = {
        {"field.p = a", "{\"p\":\"a\"}", true},
        {"field.p = a", "{\"p\":\"b\"}", false},
        {"field.p != a", "{\"p\":\"b\"}", true},
        {"field.p = a", "{}", false},
        {"field.p != a", "{}", true}, /* what is absent equals nothing */
        {"field.p = field.q", "{\"p\":\"a\",\"q\":\"a\"}", true},
        {"field.p = field.q", "{}", false},
        {"field.p in [a, c]", "{\"p\":\"c\"}", true},
        {"field.p in [a, c]", "{\"p\":\"b\"}", false},
        {"not field.p in [a, c]", "{}", true},
        {"field.y", "{\"y\":true}", true},
        {"field.y", "{\"y\":false}", false},
        {"field.y", "{\"y\":null}", false},
        {"field.y = no", "{\"y\":false}", true},
        {"field.y = no", "{}", false},
        {"field.n > 3", "{\"n\":4}", true},
        {"field.n >= 4", "{\"n\":4}", true},
        {"field.n < 4", "{\"n\":4}", false},
        {"field.n <= field.m", "{\"n\":4,\"m\":4}", true},
        {"field.n <= 4", "{}", false},
        {"field.n = -3", "{\"n\":-3}", true},
        {"field.n > 3", "{\"n\":\"4\"}",
         false}, /* of another kind than the field: equals nothing */
        {"field.d >= 2026-04-01", "{\"d\":20544}", true},
        {"field.d >= 2026-04-01", "{\"d\":20543}", false},
        {"field.t < field.u", "{\"t\":1,\"u\":2}", true},
        {"field.s = \"甲 乙\"", "{\"s\":\"甲 乙\"}", true},
        {"field.s = field.r", "{\"s\":\"x\",\"r\":\"x\"}", true},
        {"given field.e", "{\"e\":[]}", false},
        {"given field.e", "{\"e\":[7]}", true},
        {"given field.s", "{\"s\":\"\"}", false},
        {"given field.k", "{\"k\":12}", true},
        {"given field.k", "{\"k\":null}", false},
        {"ours", "{\"p\":\"a\"}", true},
        {"not ours", "{\"p\":\"a\"}", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        if (holds(t[i].condition, t[i].fields, "{}") != t[i].result)
            fail_msg("%s with %s", t[i].condition, t[i].fields);
}

static void precedence(void **state)
{
    (void)state;
    const char *y = "{\"y\":true,\"z\":false}";
    assert_true(holds("field.y or field.y and field.z", y, "{}"));
    assert_false(holds("(field.y or field.y) and field.z", y, "{}"));
    assert_true(holds("not field.z and field.y", y, "{}"));
    assert_false(holds("not (field.z or field.y)", y, "{}"));
    assert_true(holds("not not field.y", y, "{}"));
    assert_true(holds("not field.p = a", "{\"p\":\"b\"}", "{}"));
    assert_true(holds(" ( ( field.y ) ) ", y, "{}"));
}

static void results_of_steps(void **state)
{
    (void)state;
    assert_true(holds("step.asked.fine", "{}", "{\"asked\":{\"fine\":true}}"));
    assert_false(holds("step.asked.fine", "{}", "{\"asked\":{}}"));
    assert_false(holds("step.asked.fine", "{}", "{}"));
}

static void sheets_and_entries(void **state)
{
    (void)state;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    const struct expr *e, *s;
    assert_ok(parse(&a, STR("entry.found = b"), &e, NULL));
    assert_ok(parse(&a, STR("not sheet.agrees"), &s, NULL));
    json_t *entry = json_loads("{\"found\":\"b\"}", 0, NULL),
           *sheet = json_loads("{\"agrees\":true}", 0, NULL);
    struct expr_env env = {.entry = entry, .sheet = sheet}, nothing = {0};
    assert_true(expr_true(e, &env));
    assert_false(expr_true(s, &env));
    assert_false(expr_true(e, &nothing));
    assert_true(expr_true(s, &nothing));
    json_decref(entry);
    json_decref(sheet);
}

static void faults(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *id;
        uint32_t column;
    } t[] = {
        {"", "catalogue.expr_ended", 1},
        {"field.x", "catalogue.unknown_field", 1},
        {"field.", "catalogue.unknown_field", 1},
        {"step.other.fine", "catalogue.unknown_step", 1},
        {"step.asked.other", "catalogue.unknown_field", 1},
        {"field.p = d", "catalogue.unknown_option", 11},
        {"field.p =", "catalogue.unknown_option", 10},
        {"field.p", "catalogue.expr_not_yes_no", 1},
        {"field.p < a", "catalogue.expr_not_comparable", 11},
        {"field.e = a", "catalogue.expr_not_comparable", 11},
        {"field.y = maybe", "catalogue.expr_other_type", 11},
        {"field.n = 99999999999999999999", "catalogue.expr_other_type", 11},
        {"field.d = 2026-02-30", "catalogue.expr_other_type", 11},
        {"field.s = x", "catalogue.expr_other_type", 11},
        {"field.s = \"x", "catalogue.expr_other_type", 11},
        {"field.n = field.p", "catalogue.expr_other_type", 11},
        {"field.y and (field.z", "catalogue.expr_expected", 21},
        {"field.p in a", "catalogue.expr_expected", 12},
        {"field.p in []", "catalogue.unknown_option", 13},
        {"field.y field.z", "catalogue.expr_too_much", 9},
        {"field.y && field.z", "catalogue.expr_too_much", 9},
        {"given ours", "catalogue.expr_want_field", 7},
        {"theirs", "catalogue.expr_want_test", 1},
        {"broken", "catalogue.expr_let_at_fault", 1},
        {"甲 = field.p", "catalogue.expr_want_test", 1},
        {"field.y or 甲", "catalogue.expr_want_test", 12},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct arena a ARENA_CLEANUP;
        arena_init(&a, 1 << 20);
        lets[0] = lets[1] = (struct expr_let){.name = "broken"};
        const struct expr *e;
        struct fault why = {0};
        assert_int_equal(parse(&a, str_z(t[i].condition), &e, &why), ERR_INVALID);
        if (strcmp(why.id, t[i].id) != 0 || why.column != t[i].column)
            fail_msg("%s: %s at %u", t[i].condition, why.id, why.column);
    }
}

/* Lets that double each other must not make a condition of 2^20 tests. */
static void doubling_is_refused(void **state)
{
    (void)state;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct expr_let doubled[1] = {{.name = "x"}};
    struct expr_scope scope = {&scene, doubled, 1};
    assert_ok(expr_parse(&a, &scope, STR("field.y"), &doubled[0].e, NULL));
    err_t err = OK;
    for (int i = 0; i < 40 && err == OK; i++)
        err = expr_parse(&a, &scope, STR("x and x"), &doubled[0].e, NULL);
    assert_int_equal(err, ERR_INVALID);
    char deep[3000];
    memset(deep, '(', sizeof deep);
    const struct expr *e;
    assert_int_equal(expr_parse(&a, &scope, (struct str){deep, 900}, &e, NULL), ERR_INVALID);
    assert_int_equal(expr_parse(&a, &scope, (struct str){deep, 3000}, &e, NULL), ERR_INVALID);
}

static void can_it_be(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        bool can;
    } t[] = {
        {"field.p = a", true},
        {"field.p = a and field.p = b", false},
        {"field.p = a and field.q = b", true},
        {"not field.p in [a, b, c]", false},
        {"not field.q in [a, b, c]", true}, /* may be left empty */
        {"not given field.p", false},
        {"not given field.q", true},
        {"field.y and not field.y", false},
        {"field.y = yes and field.y = no", false},
        {"field.n > 3 and field.n < 2", true}, /* numbers count as free */
        {"field.n > 3 and field.p = a and field.p != a", false},
        {"given field.s and not given field.s", false},
        {"step.asked.fine", true},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct arena a ARENA_CLEANUP;
        arena_init(&a, 1 << 20);
        const struct expr *e;
        assert_ok(parse(&a, str_z(t[i].condition), &e, NULL));
        if (expr_can_be_true(e) != t[i].can) fail_msg("%s", t[i].condition);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),           cmocka_unit_test(precedence),
        cmocka_unit_test(results_of_steps), cmocka_unit_test(sheets_and_entries),
        cmocka_unit_test(faults),           cmocka_unit_test(doubling_is_refused),
        cmocka_unit_test(can_it_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
