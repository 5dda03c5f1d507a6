/* SPDX-License-Identifier: Apache-2.0
 *
 * test_standard_pages.c: the home page and the articles, with and without an official text. */
#include "face.h"

#include <string.h>

#include "office/standard_import.h"

static struct face *F;

static int set_up(void **state)
{
    static struct face f;
    (void)state;
    face_make(&f);
    F = &f;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    face_remove(F);
    return 0;
}

static void the_standard_is_the_home_page(void **state)
{
    (void)state;
    assert_true(face_says(F, 0, "/", "/articles/47\""));
    assert_true(face_says(F, 0, "/", "/articles/10-2\""));
    assert_true(face_says(F, 0, "/", "公式の条文は、まだ取り込まれていません"));
    assert_true(face_says(F, 0, "/api/v1/", "\"articles\":202"));
    assert_int_equal(face_status(F, 5, "/"), 303); /* a temporary password goes first */
}

static void an_article_is_found_in_any_notation(void **state)
{
    (void)state;
    static const char *const ways[] = {"10-2", "10%E3%81%AE2", "%E7%AC%AC10%E6%9D%A1%E3%81%AE2"};
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        char uri[100];
        (void)snprintf(uri, sizeof uri, "/articles/%s", ways[i]);
        assert_true(face_says(F, 0, uri, "第10条の2"));
    }
    assert_int_equal(face_status(F, 0, "/articles/200"), 404);
    assert_int_equal(face_status(F, 0, "/articles/10-9"), 404);
    assert_int_equal(face_status(F, 0, "/articles/s1"), 404);
    assert_int_equal(face_status(F, 0, "/articles/%3Cscript%3E"), 404);
}

static void every_article_has_a_page(void **state)
{
    (void)state;
    char cookie[200], uri[60];
    face_as(F, 0, cookie, sizeof cookie);
    for (int i = 1; i < 200; i++) {
        (void)snprintf(uri, sizeof uri, "/articles/%d", i);
        struct face_answer a FACE_ANSWER = face_get(F, uri, cookie);
        if (a.status != 200) print_message("%s: %d %s\n", uri, a.status, a.result.error_id);
        assert_int_equal(a.status, 200);
    }
}

static void what_one_may_start_is_offered(void **state)
{
    (void)state;
    assert_true(face_says(F, 0, "/articles/47", "href=\"/apply/media-take-out\""));
    assert_true(face_says(F, 2, "/api/v1/articles/8", "\"procedure\":\"clock-length\",\"title\""));
    char cookie[200];
    face_as(F, 0, cookie, sizeof cookie);
    struct face_answer a FACE_ANSWER = face_get(F, "/api/v1/articles/8", cookie);
    const char *start = strstr(a.body, "\"start\":[");
    assert_non_null(start);
    assert_memory_equal(start, "\"start\":[]", 10);
}

static void no_versions_without_a_text(void **state)
{
    (void)state;
    assert_true(face_says(F, 0, "/standard", "公式の条文は、まだ取り込まれていません"));
}

/* An invented text: the numbers are those of the catalogue, the words are not. */
static const char text[] =
    "青海県情報セキュリティ対策基準\n"
    "\n"
    "第１章 総則\n"
    "\n"
    "（趣旨）\n"
    "第１条 この基準は、次条に定めるもののほか、必要な事項を定める。\n"
    "\n"
    "（定義）\n"
    "第２条 この基準において、次の各号に掲げる用語の意義は、当該各号に定めるところによる。\n"
    "(1) 青い海\n"
    "青く見える海をいう。\n"
    "２ 前項の規定は、<b>第１条</b>に準用する。\n"
    "\n"
    "附 則\n"
    "この基準は、令和４年４月１日から施行する。\n";

static void the_text_stands_beside_the_plain_words(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct standard_imported done;
    struct fault why = {.code = OK};
    arena_init(&a, 16 << 20);
    struct standard_import q = {.bytes = str_z(text),
                                .file = "text",
                                .title = STR("青海県の基準"),
                                .effective = day_of(2022, 4, 1),
                                .now = clock_now(&F->clock)};
    err_t e = standard_import(F->town.t.store, &a, &q, &done, &why);
    if (e != OK) print_message("%s %u\n", why.id, why.line);
    assert_ok(e);
    assert_true(face_says(F, 0, "/", "第１章 総則"));
    assert_true(face_says(F, 0, "/", "青海県の基準"));
    assert_true(face_says(F, 0, "/articles/2", "青く見える海をいう"));
    assert_true(face_says(F, 0, "/articles/2", "&lt;b&gt;"));
    assert_true(face_says(F, 0, "/articles/1", "href=\"/articles/2\">次条</a>"));
    assert_true(face_says(F, 0, "/articles/s1", "令和４年４月１日から施行する"));
    assert_true(
        face_says(F, 0, "/articles/3", "/articles/4\"")); /* the catalogue has more than the text */
    assert_true(face_says(F, 0, "/standard", "青海県の基準"));
    assert_false(face_says(F, 0, "/standard", "name=\"from\"")); /* one version alone */
    char newer[sizeof text];
    memcpy(newer, text, sizeof text);
    char *blue = strstr(newer, "青く");
    assert_non_null(blue);
    memcpy(blue, "赤く", strlen("赤く"));
    q.bytes = str_z(newer);
    q.title = STR("次の基準");
    q.effective = day_of(2023, 4, 1);
    assert_ok(standard_import(F->town.t.store, &a, &q, &done, &why));
    assert_true(face_says(F, 0, "/standard", "name=\"from\""));
    assert_true(
        face_says(F, 0, "/standard/compare?from=1&to=2", "/standard/compare/2?from=1&amp;to=2"));
    assert_true(face_says(F, 0, "/standard/compare/2?from=1&to=2", "<ins>赤"));
    assert_true(face_says(F, 0, "/standard/compare/2?from=1&to=2", "<del>青"));
    assert_int_equal(face_status(F, 0, "/standard/compare?from=1&to=1"), 400);
    assert_int_equal(face_status(F, 0, "/standard/compare?from=1&to=9"), 404);
    assert_int_equal(face_status(F, 0, "/standard/compare?from=x"), 404);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_standard_is_the_home_page),
        cmocka_unit_test(an_article_is_found_in_any_notation),
        cmocka_unit_test(every_article_has_a_page),
        cmocka_unit_test(what_one_may_start_is_offered),
        cmocka_unit_test(no_versions_without_a_text),
        cmocka_unit_test(the_text_stands_beside_the_plain_words),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
