/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "base/text.h"
#include "base/text_table.h"

static void table_is_ordered_and_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < text_table_len; i++) {
        const struct text_row *r = &text_table[i];
        if (i > 0) assert_true(strcmp(r[-1].id, r->id) < 0);
        assert_ptr_equal(tr(LANG_JA, r->id), r->text[LANG_JA]);
        assert_ptr_equal(tr(LANG_EN, r->id), r->text[LANG_EN]);
    }
    assert_string_equal(tr(LANG_JA, "no.such.id"), "no.such.id");
    assert_null(tr_find(LANG_EN, STR("no.such.id")));
}

static void arguments_are_put_in(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    tr_format(&b, LANG_EN, "fault.line_column", "3", "14");
    assert_str(sb_str(&b), " line 3, column 14");
    sb_reset(&b);
    tr_format(&b, LANG_EN, "fault.line_column", "3");
    assert_str(sb_str(&b), " line 3, column ");
    sb_reset(&b);
    tr_format(&b, LANG_JA, "fault.after_place");
    assert_str(sb_str(&b), "：");
    sb_reset(&b);
    tr_format(&b, LANG_JA, "{0}{x}{");
    assert_str(sb_str(&b), "{");
}

static void a_fault_says_where_and_what(void **state)
{
    (void)state;
    struct fault f;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    (void)fault_set(&f, ERR_INVALID, "time.bad_date", "%s", "2026-2-1");
    fault_message(&b, LANG_EN, &f);
    assert_non_null(strstr(b.p, "“2026-2-1”"));
    fault_place(&f, "people.csv", 3, 14);
    fault_field(&f, "生年月日");
    sb_reset(&b);
    fault_message(&b, LANG_JA, &f);
    assert_non_null(strstr(b.p, "「people.csv」3行目14文字目：「生年月日」：日付「2026-2-1」"));
    fault_place(&f, NULL, 3, 0);
    sb_reset(&b);
    fault_message(&b, LANG_JA, &f);
    assert_int_equal(strncmp(b.p, "3行目：「", strlen("3行目：「")), 0);
}

static void every_code_has_a_general_text(void **state)
{
    (void)state;
    for (int e = OK; e <= ERR_BUG; e++) {
        for (int l = 0; l < LANGS; l++) {
            struct fault f = {.code = (err_t)e};
            SB_CLEANUP struct sb b;
            sb_init(&b, 1000);
            fault_message(&b, (enum lang)l, &f);
            assert_ok(sb_end(&b));
            assert_int_not_equal(strncmp(b.p, "err.", 4), 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table_is_ordered_and_found),
        cmocka_unit_test(arguments_are_put_in),
        cmocka_unit_test(a_fault_says_where_and_what),
        cmocka_unit_test(every_code_has_a_general_text),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
