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

/* What people might choose by mistake. */
static void other_papers(void **state)
{
    (void)state;
    text_assert_refused(
        "令和5年4月1日\n各課長 "
        "様\n総務課長\n端末の更新について（依頼）\n下記のとおり実施しますので、"
        "御協力をお願いします。\n記\n１ 日時 令和5年5月1日\n２ 場所 各課\n３ 内容\n(1) 端末の交換\n"
        "(2) 設定\n",
        "standard.no_article", 11);
    text_assert_refused(
        "情報セキュリティ委員会議事録\n１ 開会\n委員長があいさつした。\n２ 議題\n(1) 事故の報告\n"
        "事務局が説明した。委員から質問があった。\n３ 閉会\n",
        "standard.no_article", 7);
    text_assert_refused(
        "規程の改正について\n第１条 目的の文言を修正した。\n第２条 定義を追加した。\n第３条 "
        "責任者を改めた。\n",
        "standard.no_rules", 2);
    text_assert_refused(
        "第一章 出発\n夜明け前に彼は家を出た。雨が降っていた。\n第二章 港\n船はもう出ていた。\n",
        "standard.no_article", 4);
    text_assert_refused("目次\n第１章 総則（第１条―第３条）\n第２章 管理（第４条―第９条）\n附則\n",
                        "standard.no_article", 4);
    text_assert_refused("職員番号,氏名,所属\n1,青木,総務課\n2,井上,税務課\n", "standard.no_article",
                        3);
    text_assert_refused("#include <stdio.h>\nint main(void)\n{\n    return 0;\n}\n",
                        "standard.no_article", 5);
    text_assert_refused("1. Install\nRun make.\n1.1. Options\nSee below.\n2. Licence\nFree.\n",
                        "standard.no_article", 6);
    text_assert_refused("\x89PNG\r\n\x1A\n\x01\x02", "standard.not_text", 1);
}

/* Numbered headings: those that do not say where they stand, and those that do not say of what. */
static void outlines(void **state)
{
    (void)state;
    text_assert_refused(
        "北野市情報セキュリティ対策基準\n1 目的\nこの基準は、対策を定める。\n2 体制\n"
        "責任者を置く。責任者は、次の事務を行う。\n1 点検\n点検は、毎年行う。\n2 報告\n"
        "報告は、直ちに行う。\n",
        "standard.outline_back", 6);
    text_assert_refused(
        "1 目的\nこの文書は、対策を定める。\n2 体制\n責任者を置く。\n3 点検\n点検を行う。\n",
        "standard.outline_untitled", 1);
    text_assert_refused("北野市情報セキュリティ対策基準\n目次\n1 目的\n2 体制\n3 点検\n1 目的\n"
                        "この基準は、対策を定める。\n2 体制\n責任者を置く。\n",
                        "standard.cut_before", 9);
    text_assert_refused(
        "北野市情報セキュリティ対策基準\n1 目的\nこの基準は、対策を定める。\n2 体制\n"
        "責任者を置く。責任者は、情報資産の\n",
        "standard.cut_off", 5);
}

static void order(void **state)
{
    (void)state;
    text_assert_refused(HEAD "第３条 あれをする。\n第５条 これをする。\n第４条 それをする。\n" TAIL,
                        "standard.article_back", 7);
    text_assert_refused(HEAD "第２条 これをする。\n" TAIL, "standard.article_back", 5);
    text_assert_refused("第１章 総則\n" HEAD
                        "第３章 雑則\n第４条 あれをする。\n第２章 管理\n第３条 "
                        "これをする。\n" TAIL,
                        "standard.article_back", 9);
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
        cmocka_unit_test(no_text),      cmocka_unit_test(no_standard), cmocka_unit_test(order),
        cmocka_unit_test(other_papers), cmocka_unit_test(outlines),    cmocka_unit_test(two_texts),
        cmocka_unit_test(cut_off),      cmocka_unit_test(limits),      cmocka_unit_test(only_odd),
    };
    return cmocka_run_group_tests_name("refuse", tests, NULL, NULL);
}
