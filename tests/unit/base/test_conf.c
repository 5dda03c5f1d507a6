/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"
#include "base/conf.h"

struct heard {
    struct str key[4], value[4];
    size_t n;
};

static err_t hear(void *arg, struct str key, struct str value, struct fault *why)
{
    struct heard *h = arg;
    if (str_eqz(key, "refused")) return fault_set(why, ERR_DENIED, "err.denied", NULL);
    assert_true(h->n < ARRAY_LEN(h->key));
    h->key[h->n] = key;
    h->value[h->n++] = value;
    return OK;
}

static err_t parse(const char *text, struct heard *h, struct fault *why)
{
    *h = (struct heard){.n = 0};
    return conf_parse(str_z(text), "office.conf", hear, h, why);
}

static void settings_are_read_in_order(void **state)
{
    (void)state;
    struct heard h;
    assert_ok(parse("# ours\n\n a_1 = x = y \r\nname=関守の事務所\nempty =\n", &h, NULL));
    assert_int_equal(h.n, 3);
    assert_str(h.key[0], "a_1");
    assert_str(h.value[0], "x = y");
    assert_str(h.value[1], "関守の事務所");
    assert_str(h.value[2], "");
    assert_ok(parse("", &h, NULL));
    assert_ok(parse("last = 1", &h, NULL));
    assert_int_equal(h.n, 1);
}

static void the_line_that_is_wrong_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        err_t want;
        uint32_t line;
    } rows[] = {
        {"a = 1\nnonsense\n", ERR_INVALID, 2},
        {"= 1", ERR_INVALID, 1},
        {"A = 1", ERR_INVALID, 1},
        {"a b = 1", ERR_INVALID, 1},
        {"a = 1\n\n#\na = 2\n", ERR_INVALID, 4},
        {"\nrefused = 1\n", ERR_DENIED, 2},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct heard h;
        struct fault why = {.code = OK};
        assert_int_equal(parse(rows[i].text, &h, &why), rows[i].want);
        assert_int_equal(why.line, rows[i].line);
        assert_string_equal(why.file, "office.conf");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_are_read_in_order),
        cmocka_unit_test(the_line_that_is_wrong_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
