/* SPDX-License-Identifier: Apache-2.0
 * Conditions as people read them beside a field. */
#include "../check.h"

#include <string.h>

#include "catalogue/expr_words.h"
#include "expr_scene.h"

static const struct option media[] = {{"a", {"貸した", "Lent"}}, {"b", {"失くした", "Lost"}}};
static const struct field asked[] = {
    {.name = "fine", .type = FIELD_YES_NO, .label = {"よいか", "Fine"}}};
static const struct field fields[] = {
    {.name = "p", .type = FIELD_CHOICE, .options = media, .n_options = 2, .label = {"何", "What"}},
    {.name = "y", .type = FIELD_YES_NO, .label = {"持つか", "Has it"}},
    {.name = "n", .type = FIELD_NUMBER, .max = 9, .label = {"数", "Number"}},
    {.name = "d", .type = FIELD_DAY, .label = {"日", "Day"}},
    {.name = "f", .type = FIELD_DAY, .label = {"初日", "First day"}},
    {.name = "s", .type = FIELD_TEXT, .label = {"名", NULL}}, /* no English: the Japanese */
    {.name = "x", .type = FIELD_TEXT},                        /* no label at all */
};
static const struct step steps[] = {{.name = "asked", .form = asked, .n_form = 1}};
static const struct procedure spoken = {
    .fields = fields, .n_fields = ARRAY_LEN(fields), .steps = steps, .n_steps = 1};

/* "" : it was not said. */
static const char *said(const char *condition, enum lang lang)
{
    static char text[1000];
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct expr_scope scope = {.p = &spoken};
    const struct expr *e;
    assert_ok(expr_parse(&a, &scope, str_z(condition), &e, NULL));
    SB_CLEANUP struct sb b;
    sb_init(&b, sizeof text - 1);
    bool whole = expr_words(e, lang, &b);
    assert_ok(sb_end(&b));
    assert_int_equal(whole, b.n > 0); /* all or nothing */
    memcpy(text, b.n ? b.p : "", b.n);
    text[b.n] = '\0';
    return text;
}

static void sentences(void **state)
{
    (void)state;
    static const struct {
        const char *condition, *ja, *en;
    } t[] = {
        {"field.p = b", "「何」が「失くした」のとき", "“What” is “Lost”"},
        {"field.p != b", "「何」が「失くした」以外のとき", "“What” is not “Lost”"},
        {"not field.p = b", "「何」が「失くした」以外のとき", "“What” is not “Lost”"},
        {"field.p in [a, b]", "「何」が「貸した」又は「失くした」のとき",
         "“What” is “Lent” or “Lost”"},
        {"field.y", "「持つか」が「はい」のとき", "“Has it” is “Yes”"},
        {"not field.y", "「持つか」が「いいえ」のとき", "“Has it” is “No”"},
        {"field.y = no", "「持つか」が「いいえ」のとき", "“Has it” is “No”"},
        {"step.asked.fine", "「よいか」が「はい」のとき", "“Fine” is “Yes”"},
        {"given field.s", "「名」に記入があるとき", "“名” is filled in"},
        {"not given field.s", "「名」に記入がないとき", "“名” is left empty"},
        {"field.n > 0", "「数」が0より大きいとき", "“Number” is more than 0"},
        {"not field.n > 0", "「数」が0以下のとき", "“Number” is at most 0"},
        {"field.n >= 3", "「数」が3以上のとき", "“Number” is at least 3"},
        {"field.d > field.f", "「日」が「初日」より後のとき", "“Day” is after “First day”"},
        {"field.d < 2026-04-01", "「日」が令和8年（2026年）4月1日（水）より前のとき",
         "“Day” is before Wed 1 April 2026 (Reiwa 8)"},
        {"field.p = a and field.y", "「何」が「貸した」のときで、かつ、「持つか」が「はい」のとき",
         "“What” is “Lent” and “Has it” is “Yes”"},
        {"not given field.s and not field.y",
         "「名」に記入がないときで、かつ、「持つか」が「いいえ」のとき",
         "“名” is left empty and “Has it” is “No”"},
        {"field.p = a or field.n = 2", "「何」が「貸した」のとき、又は、「数」が2のとき",
         "“What” is “Lent” or “Number” is 2"},
        {"not (field.p = a or field.y)", /* neither: de Morgan */
         "「何」が「貸した」以外のときで、かつ、「持つか」が「いいえ」のとき",
         "“What” is not “Lent” and “Has it” is “No”"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_string_equal(said(t[i].condition, LANG_JA), t[i].ja);
        assert_string_equal(said(t[i].condition, LANG_EN), t[i].en);
    }
}

/* What nobody would understand in one sentence is not said at all. */
static void unsaid(void **state)
{
    (void)state;
    static const char *const t[] = {
        "field.p = a and (field.y or field.n = 1)",
        "not (field.p = a and field.y) and field.n = 1",
        "field.p = a and field.y and field.n = 1 and given field.s",
        "given field.x",
        "field.s = field.x",
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) assert_string_equal(said(t[i], LANG_JA), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences),
        cmocka_unit_test(unsaid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
