/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts as bodies publish them, each with what makes it nasty. */
#include "text.h"

/* Double-spaced and hard-wrapped at 40 columns, as text taken from a PDF is. */
static void wrapped(void **state)
{
    (void)state;
    text_assert_tree(
        " 第１編 総則\n\n"
        "第１章 通則\n\n"
        "（趣旨）\n\n"
        "第１条 この基準は、霧島川市の情報システム\n\n"
        "について、第10条に基づき必要な事項を定める\n\n"
        "第２条の規定により別に定める場合を除くほか\n\n"
        "、対策の基準とする。\n\n"
        "(用語の意義）\n\n"
        "第２条 この基準において、次の各号に掲げる用\n\n"
        "語の意義は、当該各号に定めるところによる。\n\n"
        "(1) 職員等\n\n"
        "常勤の職員及びこの基準に同意した者をいう。\n\n"
        "(2)端末\n\n"
        "職員が操作する電子計算機（CSIRT：Computer S\n\n"
        "ecurity Incident Response Teamの所管する\n\n"
        "ものを含む。）であって次のものをいう。\n\n"
        "①パソコン\n\n"
        "卓上で操作する電子計算機をいう。\n\n"
        "\n\n\n"
        "②携帯端末\n\n"
        "前号の職員等が携帯して操作するものをいう。\n\n"
        "２ 前項の用語は、次章以下においても同じであ\n\n"
        "る。\n\n"
        "第10条の２ 管理者は、副管理者を置く。\n\n"
        "２ 副管理者は、２名とする。\n\n"
        "附 則\n\n"
        "この基準は、平成14年12月27日から施行する。\n\n"
        "附 則\n\n"
        "この基準は、令和４年４月１日から施行する。\n\n"
        "（経過措置）\n\n"
        "２ 第２条第２項の規定は、従前の例による。\n",
        "編 [第１編] {総則}\n"
        "  章 [第１章] {通則}\n"
        "    条 [第１条] {趣旨}\n"
        "      項 [] この基準は、霧島川市の情報システムについて、第10条に基づき必要な事"
        "項を定める第２条の規定により別に定める場合を除くほか、対策の基準とする。\n"
        "    条 [第２条] {用語の意義}\n"
        "      項 [] この基準において、次の各号に掲げる用語の意義は、当該各号に定めると"
        "ころによる。\n"
        "        号 [(1)] {職員等} 常勤の職員及びこの基準に同意した者をいう。\n"
        "        号 [(2)] {端末} 職員が操作する電子計算機（CSIRT：Computer Security "
        "Incident Response Teamの所管するものを含む。）であって次のものをいう。\n"
        "          細 [①] {パソコン} 卓上で操作する電子計算機をいう。\n"
        "          細 [②] {携帯端末} 前号の職員等が携帯して操作するものをいう。\n"
        "      項 [２] 前項の用語は、次章以下においても同じである。\n"
        "    条 [第10条の２]\n"
        "      項 [] 管理者は、副管理者を置く。\n"
        "      項 [２] 副管理者は、２名とする。\n"
        "附則 [附 則]\n"
        "  項 [] この基準は、平成14年12月27日から施行する。\n"
        "附則 [附 則]\n"
        "  項 [] この基準は、令和４年４月１日から施行する。\n"
        "  項 [２] {経過措置} 第２条第２項の規定は、従前の例による。\n");
}

/* Long texts that are nothing but one trap end, too; the limit of time is the test's
 * own. */
static void no_end_of(void **state)
{
    (void)state;
    static const struct {
        const char *head, *again, *tail;
    } traps[] = {
        {"第１条 あ。\n第２条 ", "（", "。\n"},
        {"第１条 あ。\n第２条 ", "（あ)", "。\n"},
        {"第１条 あ。\n第２条 い。\n第３条 ", "第１条及び前条、", "による。\n"},
        {"第１条 あ。\n第２条 い。\n第３条 ", "漁業法第１条、", "による。\n"},
        {"第１条 あ。\n第２条 次の者とする。\n", "(1) 甲\n", ""},
        {"第１条 あ。\n第２条 ", "あいうえおかきくけこ、\n", "。\n"},
    };
    for (size_t i = 0; i < ARRAY_LEN(traps); i++) {
        struct read_text t TEXT_CLEANUP = {.err = OK};
        SB_CLEANUP struct sb b;
        sb_init(&b, STANDARD_BYTES_MAX);
        sb_addz(&b, traps[i].head);
        for (int n = 0; n < 4000; n++) sb_addz(&b, traps[i].again);
        sb_addz(&b, traps[i].tail);
        sb_addz(&b, "附 則\nこの基準は、施行する。\n");
        assert_ok(sb_end(&b));
        text_read(&t, sb_str(&b));
        assert_ok(t.err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrapped),
        cmocka_unit_test(no_end_of),
    };
    return cmocka_run_group_tests_name("parse", tests, NULL, NULL);
}
