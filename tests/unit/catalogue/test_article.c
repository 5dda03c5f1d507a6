/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "catalogue/article.h"

static void references(void **state)
{
    (void)state;
    static const struct {
        struct str s;
        struct article_ref r;
    } good[] = {
        {STR_INIT("147"), {147, 0, 0, 0, NULL}},     {STR_INIT("47(2)"), {47, 0, 2, 0, NULL}},
        {STR_INIT("10の2"), {10, 2, 0, 0, NULL}},    {STR_INIT("10の2(4)"), {10, 2, 4, 0, NULL}},
        {STR_INIT("13(4)(1)"), {13, 0, 4, 1, NULL}},
    };
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        struct article_ref r;
        assert_ok(article_parse(good[i].s, &r));
        assert_int_equal(r.article, good[i].r.article);
        assert_int_equal(r.branch, good[i].r.branch);
        assert_int_equal(r.paragraph, good[i].r.paragraph);
        assert_int_equal(r.item, good[i].r.item);
    }
    static const struct str bad[] = {
        STR_INIT(""),
        STR_INIT("0"),
        STR_INIT("047"),
        STR_INIT("47("),
        STR_INIT("47()"),
        STR_INIT("47(2"),
        STR_INIT("47(0)"),
        STR_INIT("47 (2)"),
        STR_INIT("第47条"),
        STR_INIT("10の"),
        STR_INIT("-1"),
        STR_INIT("47(2)x"),
        STR_INIT("47(2)(1)(3)"),
        STR_INIT("99999"),
        STR_INIT("附則"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct article_ref r;
        assert_int_equal(article_parse(bad[i], &r), ERR_INVALID);
    }
}

static const struct article_row rows[] = {
    {2, 0, 1, 0x2f}, /* items 1-4 and 6 */
    {5, 0, 1, 0},    {5, 0, 2, 0}, {10, 2, 1, 0}, {10, 2, 2, 3},
};

static enum article_found found(uint16_t a, uint16_t branch, uint16_t p, uint16_t i)
{
    const struct article_index x = {rows, ARRAY_LEN(rows)};
    struct article_ref r = {a, branch, p, i, NULL};
    unsigned last;
    return article_find(&x, &r, &last);
}

static void what_exists(void **state)
{
    (void)state;
    assert_int_equal(found(5, 0, 0, 0), ARTICLE_EXISTS);
    assert_int_equal(found(5, 0, 2, 0), ARTICLE_EXISTS);
    assert_int_equal(found(5, 0, 3, 0), ARTICLE_NO_PARAGRAPH);
    assert_int_equal(found(5, 0, 1, 1), ARTICLE_NO_ITEM);
    assert_int_equal(found(10, 0, 0, 0), ARTICLE_UNKNOWN);
    assert_int_equal(found(10, 2, 2, 2), ARTICLE_EXISTS);
    assert_int_equal(found(10, 2, 2, 3), ARTICLE_NO_ITEM);
    assert_int_equal(found(2, 0, 5, 0), ARTICLE_NO_ITEM); /* one paragraph with items: an item */
    assert_int_equal(found(2, 0, 1, 99), ARTICLE_NO_ITEM);
}

static void a_number_alone_is_an_item_where_there_is_one_paragraph(void **state)
{
    (void)state;
    const struct article_index x = {rows, ARRAY_LEN(rows)};
    struct article_ref r = {2, 0, 6, 0, NULL};
    unsigned last;
    assert_int_equal(article_find(&x, &r, &last), ARTICLE_EXISTS);
    assert_int_equal(r.paragraph, 1);
    assert_int_equal(r.item, 6);
}

static void broken_tables_are_told(void **state)
{
    (void)state;
    static const struct str bad[] = {
        STR_INIT("1\t0\t1\t-\n"), /* no head */
        STR_INIT("article\tbranch\tparagraph\titems\n1\t0\t1\n"),
        STR_INIT("article\tbranch\tparagraph\titems\n1\tx\t1\t-\n"),
        STR_INIT("article\tbranch\tparagraph\titems\n1\t0\t1\t3-1\n"),
        STR_INIT("article\tbranch\tparagraph\titems\n1\t0\t1\t1-99\n"),
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct arena a ARENA_CLEANUP;
        struct load_faults faults = {0};
        struct article_index x = {0};
        arena_init(&a, 1 << 20);
        struct load l = {.a = &a, .file = "index.tsv", .faults = &faults};
        article_read_index(&l, bad[i], &x);
        assert_int_equal(faults.n, 1);
        assert_string_equal(faults.v[0].id, "catalogue.bad_index");
        assert_int_equal(faults.v[0].line, i ? 2 : 1);
        assert_int_equal(x.n, 0);
        load_faults_release(&faults);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references),
        cmocka_unit_test(what_exists),
        cmocka_unit_test(a_number_alone_is_an_item_where_there_is_one_paragraph),
        cmocka_unit_test(broken_tables_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
