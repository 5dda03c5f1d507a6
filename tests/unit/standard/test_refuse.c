/* SPDX-License-Identifier: Apache-2.0
 *
 * What is no standard, or not a whole one, is refused with the line. */
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define HEAD                                                                                             \
    "（趣旨）\n第１条 この基準は、必要な事項を定める。\n（適用）\n第２条 " \
    "この基準は、職員に適用する。\n"
#define TAIL "附 則\nこの基準は、令和４年４月１日から施行する。\n"

static void no_text(void **state)
{
    (void)state;
    text_assert_refused("", "standard.empty", 1);
    text_assert_refused(" \r\n\xE3\x80\x80\n\f\n", "standard.empty", 1);
    text_assert_refused("%PDF-1.7\n1 0 obj", "standard.is_pdf", 1);
    text_assert_refused("PK\x03\x04xyz", "standard.is_archive", 1);
    text_assert_refused("{\\rtf1 a}", "standard.is_word", 1);
    text_assert_refused("\n<!DOCTYPE html>\n<p>第1条 この基準は</p>", "standard.is_html", 2);
    text_assert_refused("<?xml version=\"1.0\"?>\n<Law/>", "standard.is_html", 1);
    text_assert_refused("第１条 あ\n第２条 \x01い\n", "standard.not_text", 2);
    text_assert_refused("第１条 あ\r\n\r\n\xFF\xFE\xFD\xFC い\n", "standard.not_text", 3);
    text_assert_refused("第１条 この基準は、必要\nな事項を\xE5\xAE", "standard.cut_in_character",
                        2);
}

static void no_standard(void **state)
{
    (void)state;
    text_assert_refused("昨日は雨であった。\n第一に、傘がない。\n第1回の会議を開く。\n",
                        "standard.no_article", 3);
    text_assert_refused("市議会は、第3条を削る修正案を可決した。\n第10条の規定により、\n"
                        "第5条 に定めるところによる。\n",
                        "standard.no_article", 3);
    text_assert_refused("1. りんご\n2. みかん\n(1) 甘い\n(2) 酸い\n", "standard.no_article", 4);
    text_assert_refused("第１条 この基準は、必要な事項を定める。\n" TAIL, "standard.one_article",
                        1);
    /* The beginning is missing. */
    text_assert_refused("第10条 管理者を置く。\n第11条 副管理者を置く。\n" TAIL,
                        "standard.first_missing", 1);
}

static void order(void **state)
{
    (void)state;
    text_assert_refused(HEAD "第３条 あれをする。\n第５条 これをする。\n第４条 それをする。\n" TAIL,
                        "standard.article_back", 7);
    text_assert_refused(HEAD "第２条 これをする。\n" TAIL, "standard.article_back", 5);
    text_assert_refused(HEAD "第３条の３ これをする。\n第３条の２ それをする。\n" TAIL,
                        "standard.article_back", 6);
}

static void two_texts(void **state)
{
    (void)state;
    text_assert_refused(HEAD TAIL HEAD TAIL, "standard.two_texts", 8);
    text_assert_refused(HEAD HEAD TAIL, "standard.two_texts", 6);
    text_assert_refused(HEAD TAIL "第１章 総則\n" HEAD TAIL, "standard.two_texts", 7);
    text_assert_refused(HEAD TAIL "別の市の規程\n目次\n第１章 総則\n", "standard.two_texts", 8);
}

static void cut_off(void **state)
{
    (void)state;
    text_assert_refused(HEAD "第３条 管理者は、前条の職員に", "standard.cut_off", 5);
    text_assert_refused(HEAD "第３条 管理者は、職員（常勤の者", "standard.cut_off", 5);
    text_assert_refused(HEAD "第３条 管理者は、情報セキュ\n", "standard.cut_off", 5);
    text_assert_refused(HEAD "第３条 次のとおりとする。\n(1) 職員及び\n", "standard.cut_off", 6);
    text_assert_refused(HEAD "第３条\n", "standard.cut_under", 5);
    text_assert_refused(HEAD "第３条（責任者）\n", "standard.cut_under", 5);
    text_assert_refused(HEAD "（責任者）\n", "standard.cut_at_caption", 5);
    text_assert_refused(HEAD "第２章 責任者\n", "standard.cut_under", 5);
    text_assert_refused(HEAD "附 則\n", "standard.cut_under", 5);
    text_assert_refused(HEAD "附 則\nこの基準は、令和４年", "standard.cut_off", 6);
    text_assert_refused(HEAD "附 則\n（施行期日）\n", "standard.cut_at_caption", 6);
    /* The contents promise more. */
    text_assert_refused("目次\n第１章 総則（第１条）\n第２章 雑則（第２条）\n第３章 "
                        "補則\n附則\n第１章 総則\n第１条 "
                        "あれをする。\n第２章 雑則\n第２条 これをする。\n" TAIL,
                        "standard.cut_before", 11);
    text_assert_refused("目次\n第１章 総則（第１条・第２条）\n附則\n第１章 総則\n" HEAD,
                        "standard.cut_before", 8);
}

/* Beyond the limits: a clear word, no line to look at. */
static void limits(void **state)
{
    (void)state;
    struct read_text t TEXT_CLEANUP;
    size_t n = (size_t)STANDARD_BYTES_MAX + 1;
    char *big = malloc(n);
    assert_non_null(big);
    memset(big, 'a', n);
    text_read(&t, (struct str){big, n});
    assert_int_equal(t.err, ERR_TOO_BIG);
    assert_string_equal(t.why.id, "standard.too_big");
    text_release(&t);
    memset(big, '\n', n);
    text_read(&t, (struct str){big, (size_t)STANDARD_LINES_MAX + 1});
    assert_int_equal(t.err, ERR_TOO_BIG);
    assert_string_equal(t.why.id, "standard.too_many_lines");
    free(big);
}

/* What is odd but can be read is not refused. */
static void only_odd(void **state)
{
    (void)state;
    text_assert_findings(HEAD, "4 no_supplement : |\n");
    text_assert_findings(HEAD "第５条 これをする。\n" TAIL, "5 article_gap 第5条: 第５条|2\n");
    text_assert_findings(HEAD "第３条 次の各号に掲げる者を置く。\n(1) 長\n(1) 副長\n(4) 員\n" TAIL,
                         "7 item_repeated 第3条第1号: (1)|2\n8 item_gap 第3条第4号: (4)|2\n");
    text_assert_findings(HEAD "第３条 あれをする。\n４ これをする。\n" TAIL,
                         "6 paragraph_number 第3条第4項: ４|2\n");
    text_assert_findings("第１章 総則\n" HEAD "第３章 雑則\n第３条 これをする。\n" TAIL,
                         "6 heading_number 第3章: 第３章|2\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_text),   cmocka_unit_test(no_standard), cmocka_unit_test(order),
        cmocka_unit_test(two_texts), cmocka_unit_test(cut_off),     cmocka_unit_test(limits),
        cmocka_unit_test(only_odd),
    };
    return cmocka_run_group_tests_name("refuse", tests, NULL, NULL);
}
