/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "wire/yaml.h"

static const struct yaml_limits limits = {.bytes = 256 * 1024, .depth = 12, .nodes = 20000};

static err_t parse(struct arena *a, struct str s, struct yaml *ret, struct fault *why)
{
    arena_init(a, 64 << 20);
    return yaml_parse(a, s, "x.yaml", &limits, ret, why);
}

static void every_word_has_its_place(void **state)
{
    (void)state;
    struct arena a ARENA_CLEANUP;
    struct yaml y;
    assert_ok(parse(&a, STR("名: {ja: 甲, en: 'A b'}\nlist:\n  - one\n  - [x, \"y\"]\nempty:\n"),
                    &y, NULL));
    assert_int_equal(y.kind, YAML_MAP);
    assert_int_equal(y.n, 3);
    const struct yaml *en = yaml_get(yaml_get(&y, "名"), "en");
    assert_str(en->text, "A b");
    assert_true(en->quoted);
    assert_int_equal(en->line, 1);
    assert_int_equal(en->column, 17); /* characters, not bytes */
    const struct yaml *list = yaml_get(&y, "list");
    assert_int_equal(list->n, 2);
    assert_int_equal(list->values[0].line, 3);
    assert_int_equal(list->values[0].column, 5);
    assert_str(list->values[1].values[1].text, "y");
    assert_int_equal(yaml_get(&y, "empty")->text.n, 0);
    assert_null(yaml_get(&y, "none"));
    assert_null(yaml_get(en, "none"));
}

static void yes_and_numbers_stay_words(void **state)
{
    (void)state;
    struct arena a ARENA_CLEANUP;
    struct yaml y;
    assert_ok(parse(&a, STR("[yes, 010, 1e3, null, ~, 47(2)]"), &y, NULL));
    assert_str(y.values[0].text, "yes");
    assert_str(y.values[1].text, "010");
    assert_str(y.values[2].text, "1e3");
    assert_str(y.values[3].text, "null");
    assert_str(y.values[5].text, "47(2)");
}

static void refused(struct str s, err_t err, const char *id, uint32_t line)
{
    struct arena a ARENA_CLEANUP;
    struct yaml y;
    struct fault why = {0};
    err_t got = parse(&a, s, &y, &why);
    if (got != err) print_error("%s: %s\n", why.id ? why.id : "", why.args[0]);
    assert_int_equal(got, err);
    assert_string_equal(why.id, id);
    assert_int_equal(why.line, line);
    assert_string_equal(why.file, "x.yaml");
}

static void what_is_refused(void **state)
{
    (void)state;
    refused(STR(""), ERR_INVALID, "yaml.empty", 1);
    refused(STR("# only this\n"), ERR_INVALID, "yaml.empty", 1);
    refused(STR("a: 1\nb: &x 2\n"), ERR_INVALID, "yaml.anchor", 2);
    refused(STR("a: &x {b: 1}\n"), ERR_INVALID, "yaml.anchor", 1);
    refused(STR("a: 1\n<<: *x\n"), ERR_INVALID, "yaml.anchor", 2);
    refused(STR("a: !!str 1\n"), ERR_INVALID, "yaml.tag", 1);
    refused(STR("a:\n\t- b\n"), ERR_INVALID, "yaml.tab", 2);
    refused(STR("a: 1\n---\nb: 2\n"), ERR_INVALID, "yaml.one_document", 2);
    refused(STR("a: 1\n\xff\n"), ERR_INVALID, "yaml.bytes", 2);
    refused(STR("a: [1\n"), ERR_INVALID, "yaml.syntax", 2);
    refused((struct str){"a: \0b\n", 6}, ERR_INVALID, "yaml.bytes", 1);
}

static void deep_and_large(void **state)
{
    (void)state;
    char deep[4000];
    memset(deep, '[', sizeof deep);
    refused((struct str){deep, 40}, ERR_TOO_BIG, "yaml.deep", 1);
    size_t n = limits.bytes + 1;
    char *large = malloc(n);
    assert_non_null(large);
    memset(large, 'a', n);
    refused((struct str){large, n}, ERR_TOO_BIG, "yaml.large", 1);
    for (size_t i = 0; i < n - 1; i += 2) memcpy(large + i, "a,", 2);
    large[0] = '[';
    large[1] = 'b';
    refused((struct str){large, n - 2}, ERR_TOO_BIG, "yaml.many", 1);
    free(large);
}

static void a_small_arena_is_no_fault_of_the_file(void **state)
{
    (void)state;
    for (size_t max = 0; max < 2000; max += 37) {
        struct arena a ARENA_CLEANUP;
        struct yaml y;
        arena_init(&a, max);
        err_t e = yaml_parse(&a, STR("a: [b, {c: d, e: [f, g]}]\n"), "x", &limits, &y, NULL);
        assert_true(e == OK || e == ERR_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_has_its_place),
        cmocka_unit_test(yes_and_numbers_stay_words),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(deep_and_large),
        cmocka_unit_test(a_small_arena_is_no_fault_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
