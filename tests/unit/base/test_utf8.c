/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "base/utf8.h"

static void bad_encoding_is_found_where_it_stands(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        size_t n;
        unsigned refuse;
        size_t at; /* == n: good */
    } t[] = {
        {"", 0, UTF8_LINE, 0},
        {"abc", 3, UTF8_LINE, 3},
        {"\x00", 1, 0, 1},
        {"a\x00", 2, UTF8_NO_NUL, 1},
        {"髙\xF0\xA0\xAE\xB7\xEF\xA8\x91", 10, UTF8_LINE, 10},
        {"a\xC0\x80", 3, 0, 1},        /* overlong NUL */
        {"a\xC1\xBF", 3, 0, 1},        /* overlong */
        {"\xE0\x9F\xBF", 3, 0, 0},     /* overlong */
        {"\xE0\xA0\x80", 3, 0, 3},     /* U+0800 */
        {"\xED\x9F\xBF", 3, 0, 3},     /* U+D7FF */
        {"\xED\xA0\x80", 3, 0, 0},     /* surrogate */
        {"\xF0\x8F\xBF\xBF", 4, 0, 0}, /* overlong */
        {"\xF4\x8F\xBF\xBF", 4, 0, 4}, /* U+10FFFF, a noncharacter */
        {"\xF4\x8F\xBF\xBF", 4, UTF8_NO_NONCHARACTER, 0},
        {"\xF4\x90\x80\x80", 4, 0, 0},
        {"\xF5\x80\x80\x80", 4, 0, 0},
        {"\x80", 1, 0, 0},
        {"a\xE3\x81", 3, 0, 1}, /* cut off */
        {"\xE3\x81\x41", 3, 0, 0},
        {"\xEF\xBF\xBE", 3, UTF8_NO_NONCHARACTER, 0},
        {"\xEF\xB7\x90", 3, UTF8_NO_NONCHARACTER, 0},
        {"a\xE2\x80\xAE", 4, UTF8_NO_BIDI, 1},
        {"a\tb\n", 4, UTF8_TEXT, 4},
        {"a\tb\n", 4, UTF8_LINE, 1},
        {"a\xE2\x80\xA8", 4, UTF8_LINE, 1},
        {"a\x1B", 2, UTF8_TEXT, 1},
        {"a\xC2\x85", 3, UTF8_TEXT, 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct str s = {t[i].s, t[i].n};
        assert_int_equal(utf8_find_bad(s, t[i].refuse), t[i].at);
        assert_int_equal(utf8_valid(s, t[i].refuse), t[i].at == t[i].n);
    }
}

static void every_code_point_goes_there_and_back(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 16);
    for (uint32_t cp = 0; cp < 0x110000; cp++) {
        if (cp >= 0xD800 && cp < 0xE000) continue;
        sb_reset(&b);
        utf8_add(&b, cp);
        struct str s = sb_str(&b);
        uint32_t back = ~cp;
        if (utf8_next(&s, &back) != OK || back != cp || s.n != 0) fail_msg("U+%04X", cp);
    }
}

static void length_and_head_count_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_length(STR("a髙\xF0\xA0\xAE\xB7")), 3);
    assert_int_equal(utf8_length(STR("\xE3\x81")), 2);
    assert_str(utf8_head(STR("a髙b"), 3), "a");
    assert_str(utf8_head(STR("a髙b"), 4), "a髙");
    assert_str(utf8_head(STR("a髙b"), 9), "a髙b");
}

static void width_is_that_of_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *z;
        size_t width;
    } t[] = {{"", 0},
             {"abc", 3},
             {"条項", 4},
             {"10の2(1)", 8},
             {"ｶﾅ", 2},
             {"ＡＢ", 4},
             {"か\xE3\x82\x99", 2}, /* combining voiced mark */
             {"a\xE2\x80\x8B\x62", 2},
             {"\xF0\xA0\xAE\xB7", 2},
             {"a\xFF", 2}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        assert_int_equal(utf8_width(str_z(t[i].z)), t[i].width);
}

static void search_keys_fold(void **state)
{
    (void)state;
    static const struct {
        const char *s, *key;
    } t[] = {
        {"", ""},
        {"ＵＳＢメモリー", "usbめもりー"},
        {"ｶﾞｷﾞｸﾞ", "がぎぐ"},
        {"山田　太郎", "山田太郎"},
        {"  John   Smith ", "john smith"},
        {"USB メモリ", "usbめもり"},
        {"髙橋", "高橋"},
        {"山﨑", "山崎"},
        {"\xF0\xA0\xAE\xB7野家", "吉野家"},
        {"葛\xF3\xA0\x84\x80城", "葛城"}, /* IVS */
        {"神\xEF\xB8\x80", "神"},         /* variation selector 1 */
        {"\xEF\xA8\x99", "神"},           /* compatibility ideograph */
        {"㈱北海道", "(株)北海道"},
        {"Straße", "strasse"},
        {"ヴァイオリン", "ゔぁいおりん"},
        {"か\xE3\x82\x99", "が"}, /* combining voiced mark */
        {"第４７条", "第47条"},
        {"a\xE2\x80\x8B\x62", "ab"}, /* zero width space */
        {"\xC2\xA0x\xE3\x80\x80", "x"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 1000);
        assert_ok(utf8_search_key(&b, str_z(t[i].s)));
        assert_string_equal(b.p ? b.p : "", t[i].key);
    }
    SB_CLEANUP struct sb b;
    sb_init(&b, 10);
    assert_int_equal(utf8_search_key(&b, STR("\xFF")), ERR_INVALID);
    assert_int_equal(utf8_search_key(&b, STR("12345678901")), ERR_TOO_BIG);
    assert_int_equal(utf8_search_key(&b, STR("\xEF\xB7\xBA")),
                     ERR_TOO_BIG); /* one sign, 18 letters */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_encoding_is_found_where_it_stands),
        cmocka_unit_test(every_code_point_goes_there_and_back),
        cmocka_unit_test(length_and_head_count_characters),
        cmocka_unit_test(width_is_that_of_a_terminal),
        cmocka_unit_test(search_keys_fold),
    };
    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
