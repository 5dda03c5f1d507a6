/* SPDX-License-Identifier: Apache-2.0
 *
 * The same words in each encoding; what was cut; what only looks like one of them. */
#include "../check.h"

#include <iconv.h>
#include <string.h>

#include "wire/japanese.h"

enum { ROOM = 1 << 16 };

#define WORDS "附則（令和４年）　ガギグ ぱぴぷ ABC 12\r\n第十条の二　情報資産は、ｱｲ を。\n"

static void encode(const char *name, char *to, size_t room, size_t *ret_n)
{
    char words[] = WORDS, *in = words, *out = to;
    size_t n = strlen(words), left = room;
    iconv_t cd = iconv_open(name, "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_int_not_equal(iconv(cd, &in, &n, &out, &left), (size_t)-1);
    (void)iconv(cd, NULL, NULL, &out, &left);
    (void)iconv_close(cd);
    *ret_n = room - left;
}

static void check(struct str in, enum japanese want, const char *text)
{
    SB_CLEANUP struct sb b;
    enum japanese as;
    sb_init(&b, ROOM);
    sb_addz(&b, "^"); /* what stood before stays */
    assert_ok(japanese_to_utf8(&b, in, &as));
    if (as != want) fail_msg("%s, not %s", japanese_name(as), japanese_name(want));
    struct str got = str_skip(sb_str(&b), 1);
    if (!str_eqz(got, text)) fail_msg("%s: %.*s", japanese_name(want), STR_ARG(got));
}

static void each(void **state)
{
    static const struct {
        const char *name, *mark;
        enum japanese want;
    } all[] = {{"UTF-8", "", JAPANESE_UTF8},
               {"UTF-8", "\xEF\xBB\xBF", JAPANESE_UTF8},
               {"UTF-16LE", "\xFF\xFE", JAPANESE_UTF16LE},
               {"UTF-16BE", "\xFE\xFF", JAPANESE_UTF16BE},
               {"UTF-16LE", "", JAPANESE_UTF16LE},
               {"UTF-16BE", "", JAPANESE_UTF16BE},
               {"EUC-JP", "", JAPANESE_EUC},
               {"CP932", "", JAPANESE_CP932}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        char buf[1024];
        size_t n, mark = strlen(all[i].mark);
        memcpy(buf, all[i].mark, mark + 1);
        encode(all[i].name, buf + mark, sizeof buf - mark, &n);
        check((struct str){buf, mark + n}, all[i].want, WORDS);
    }
    check(STR("\x1B$BBh==>r\x1B(B 12\n"), JAPANESE_ISO2022, "第十条 12\n");
    check(STR("\x1B$BBh=\x1B(J12\x1B(I1\x1B(B"), JAPANESE_CP932, "\x1B$BBh=\x1B(J12\x1B(I1\x1B(B");
}

/* A Mac keeps が as か and a mark. */
static void taken_apart(void **state)
{
    (void)state;
    check(STR("及ひ\xE3\x82\x99か\xE3\x82\x99は\xE3\x82\x9Aハ\xE3\x82\x99ウ\xE3\x82\x99つ\xE3\x82"
              "\x99"),
          JAPANESE_UTF8, "及びがぱバヴづ");
    check(STR("\xE3\x82\x99あ\xE3\x82\x99"), JAPANESE_UTF8, "\xE3\x82\x99あ\xE3\x82\x99");
}

/* What was cut shows it: the last byte is no UTF-8. */
static void cut(void **state)
{
    static const struct {
        struct str in;
        enum japanese want;
    } all[] = {{STR_INIT("\xE7\xAC\xAC\xE5\x8D\x81\xE6"), JAPANESE_UTF8},
               {STR_INIT("\x91\xE6\x8F\x5C\x82\xF0\x91"), JAPANESE_CP932},
               {STR_INIT("\xC2\xE8\xBD\xBD\xA4\xF2\xC2"), JAPANESE_EUC},
               {STR_INIT("\xFF\xFE\x2C\x7B\x41"), JAPANESE_UTF16LE}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        SB_CLEANUP struct sb b;
        enum japanese as;
        sb_init(&b, ROOM);
        assert_ok(japanese_to_utf8(&b, all[i].in, &as));
        assert_int_equal(as, all[i].want);
        assert_true((unsigned char)b.p[b.n - 1] >= 0xE0);
        assert_true(b.n > 3);
    }
}

static void none(void **state)
{
    (void)state;
    check(STR(""), JAPANESE_UTF8, "");
    check(STR("\xFF\xFF\xFF\xFF\xFF\xFF"), JAPANESE_NONE, "");
    /* One zero byte in UTF-8 makes no UTF-16. */
    SB_CLEANUP struct sb b;
    enum japanese as;
    sb_init(&b, ROOM);
    assert_ok(japanese_to_utf8(&b, STR("第１条 あ\0い"), &as));
    assert_int_equal(as, JAPANESE_UTF8);
    /* Half-width katakana of CP932 are pairs of EUC, too. */
    check(STR("\xB1\xB2\xB3\xB4"), JAPANESE_CP932, "ｱｲｳｴ");
}

static void limits(void **state)
{
    SB_CLEANUP struct sb b;
    enum japanese as = JAPANESE_EUC;
    (void)state;
    sb_init(&b, 4);
    assert_int_equal(japanese_to_utf8(&b, STR("第十条"), &as), ERR_TOO_BIG);
    assert_int_equal(as, JAPANESE_EUC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each), cmocka_unit_test(taken_apart),
                                       cmocka_unit_test(cut), cmocka_unit_test(none),
                                       cmocka_unit_test(limits)};
    return cmocka_run_group_tests_name("japanese", tests, NULL, NULL);
}
