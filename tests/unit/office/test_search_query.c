/* SPDX-License-Identifier: Apache-2.0
 *
 * test_search_query.c: what people type into the search. */
#include "../check.h"

#include <string.h>

#include "office/search_query.h"

static struct arena A;

static int set_up(void **state)
{
    (void)state;
    arena_init(&A, 1 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&A);
    return 0;
}

static struct search_words read(const char *typed)
{
    struct search_words w;
    assert_ok(search_query_read(&A, str_z(typed), &w));
    return w;
}

static void articles_in_any_notation(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *article;
    } cases[] = {
        {"10の2", "10の2"},
        {"第10条の2", "10の2"},
        {"第１０条の２", "10の2"},
        {"第１０条の２第３項", "10の2(3)"},
        {"10の2(3)", "10の2(3)"},
        {"１０の２（３）", "10の2(3)"},
        {"第十条の二", "10の2"},
        {"第十条の二第三項第一号", "10の2(3)(1)"},
        {"第百九十九条", "199"},
        {"百二", "102"},
        {"一〇二", "102"},
        {"10条3項", "10(3)"},
        {"10-2", "10の2"},
        {"10 no 2", "10の2"},
        {"10−2", "10の2"},
        {"10ー2", "10の2"},
        {"第十条ノ二", "10の2"},
        {"Art. 10-2 (3)", "10の2(3)"},
        {"2の3の4", "2の3の4"},
        {"10 no", NULL},
        {"第 10 条 の 2", "10の2"},
        {"47", "47"},
        {"47(4)(1)", "47(4)(1)"},
        {"第47条の許可", NULL},
        {"SP12-02", NULL},
        {"条", NULL},
        {"", NULL},
        {"99999", NULL},
        {"10の", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct search_words w = read(cases[i].typed);
        if (cases[i].article) {
            if (!w.article) fail_msg("%s is no article", cases[i].typed);
            assert_string_equal(w.article, cases[i].article);
        } else if (w.article) {
            fail_msg("%s is article %s", cases[i].typed, w.article);
        }
    }
}

static void as_a_text_has_it(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *cited, *back, *term;
    } cases[] = {
        {"10-2", "第10条の2", NULL, "第10条の2"},
        {"10 no 2", "第10条の2", NULL, "10"},
        {"article 10-2(3)", "第10条の2第3項", NULL, "article"},
        {"第二条の三の四第五項第六号", "第2条の3の4第5項", NULL, "第2条の3の4第5項"},
        {"10", "第10条", NULL, "10"},
        {"第十章", "", NULL, "第10章"},
        {"第百条の規定", "", NULL, "第100条の規定"},
        {"第一に", "", NULL, "第一に"},
        {"附則第十一", "", "附則11", "附則第十一"},
        {"附則(2)", "", "附則2", "附則(2)"},
        {"別表１", "", "別表1", "別表1"},
        {"附則第3項", "", NULL, "附則第3項"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct search_words w = read(cases[i].typed);
        if (!str_eqz(w.cited, cases[i].cited) || !str_eqz(w.in_text[0], cases[i].term))
            fail_msg("%s: %.*s, %.*s", cases[i].typed, STR_ARG(w.cited), STR_ARG(w.in_text[0]));
        assert_int_equal(w.back != NULL, cases[i].back != NULL);
        if (w.back) assert_string_equal(w.back, cases[i].back);
    }
}

static void words_are_folded(void **state)
{
    (void)state;
    struct search_words w = read("ＵＳＢ　メモリ 媒体");
    assert_int_equal(w.n, 3);
    assert_true(str_eqz(w.term[0], "usb"));
    assert_true(str_eqz(w.term[1], "めもり"));
    assert_true(str_eqz(w.term[2], "媒体"));
    assert_true(search_query_matches(&w, STR("外部記録媒体(usbめもり)")));
    assert_false(search_query_matches(&w, STR("外部記録媒体(usb)")));
    assert_int_equal(read(" 　\t").n, 0);
    assert_int_equal(read("a b c d e f g h i j").n, SEARCH_TERMS_MAX);
}

static void any_bytes_are_read(void **state)
{
    (void)state;
    struct search_words w;
    static const char bad[] = "\xff\xfe\x80 \xe3\x80";
    assert_ok(search_query_read(&A, (struct str){bad, sizeof bad - 1}, &w));
    assert_int_equal(w.n, 0);
    char long_text[4000];
    memset(long_text, 'x', sizeof long_text);
    assert_ok(search_query_read(&A, (struct str){long_text, sizeof long_text}, &w));
    assert_int_equal(w.n, 1);
    assert_int_equal(w.term[0].n, SEARCH_TEXT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(articles_in_any_notation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(as_a_text_has_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_are_folded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_bytes_are_read, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
