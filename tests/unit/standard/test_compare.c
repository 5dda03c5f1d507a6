/* SPDX-License-Identifier: Apache-2.0
 *
 * Two versions side by side. */
#include <string.h>

#include "standard/compare.h"
#include "text.h"

enum { ROOM = 1 << 20 };

/* Words alike in [], the others bare: "[職員は、]常に[行う。]" */
static void add_side(struct sb *b, struct str s, const struct wording_piece *v, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        sb_addf(b, "%s%.*s%s", v[i].changed ? "<" : "", (int)(v[i].to - v[i].from), s.p + v[i].from,
                v[i].changed ? ">" : "");
    }
}

static void assert_words(const char *old, const char *new, const char *want)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb b;
    struct wording w;
    arena_init(&a, 64 << 20);
    sb_init(&b, ROOM);
    assert_ok(wording_diff(&a, str_z(old), str_z(new), &w));
    add_side(&b, str_z(old), w.old, w.n_old);
    sb_addc(&b, '|');
    add_side(&b, str_z(new), w.new, w.n_new);
    sb_addc(&b, '\0');
    assert_ok(sb_end(&b));
    assert_string_equal(b.p, want);
}

static void words(void **state)
{
    (void)state;
    assert_words("", "", "|");
    assert_words("同じ文。", "同じ文。", "同じ文。|同じ文。");
    assert_words("", "新しい。", "|<新しい。>");
    assert_words("職員は、許可を得る。", "職員は、承認を得る。",
                 "職員は、<許可>を得る。|職員は、<承認>を得る。");
    assert_words("管理者は、毎年報告する。", "管理者は、毎年度、速やかに報告する。",
                 "管理者は、<毎年報告>する。|管理者は、<毎年度、速やかに報告>する。");
    assert_words("サーバーを置く。", "サーバ又は端末を置く。",
                 "<サーバー>を置く。|<サーバ又は端末>を置く。");
    /* A particle between two changes is no anchor. */
    assert_words("甲の乙を", "丙の丁を", "<甲の乙>を|<丙の丁>を");
}

/* Long and wholly different texts end, and say so. */
static void far_apart(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb x, y;
    struct wording w;
    arena_init(&a, 256 << 20);
    sb_init(&x, ROOM);
    sb_init(&y, ROOM);
    for (int i = 0; i < 3000; i++) {
        sb_addf(&x, "a%d、", i);
        sb_addf(&y, "b%d。", i);
    }
    assert_ok(wording_diff(&a, sb_str(&x), sb_str(&y), &w));
    assert_int_equal(w.n_old, 1);
    assert_true(w.old[0].changed);
    assert_int_equal(w.new[0].to, y.n);
}

static void add_label(struct sb *b, const struct standard_text *t, uint32_t i)
{
    if (i == 0)
        sb_addz(b, "-");
    else
        standard_place(b, t, i);
}

static void assert_compared(const char *old, const char *new, const char *want)
{
    struct read_text x TEXT_CLEANUP, y TEXT_CLEANUP;
    SB_CLEANUP struct sb b;
    struct compare c, lines;
    sb_init(&b, ROOM);
    text_read(&x, str_z(old));
    text_read(&y, str_z(new));
    assert_ok(x.err);
    assert_ok(y.err);
    assert_ok(compare_texts(&x.arena, &x.text, &y.text, &c));
    for (uint32_t i = 0; i < c.n; i++) {
        if (c.v[i].change == COMPARE_SAME) continue;
        sb_addf(&b, "%s%s ", compare_change_name(c.v[i].change), c.v[i].words ? "*" : "");
        add_label(&b, &x.text, c.v[i].old);
        sb_addz(&b, " ");
        add_label(&b, &y.text, c.v[i].new);
        sb_addc(&b, '\n');
        if (c.v[i].change != COMPARE_CHANGED) continue;
        assert_ok(compare_articles(&x.arena, &x.text, c.v[i].old, &y.text, c.v[i].new, &lines));
        for (uint32_t k = 0; k < lines.n; k++) {
            sb_addf(&b, "  %s ", compare_change_name(lines.v[k].change));
            add_label(&b, &x.text, lines.v[k].old);
            sb_addz(&b, " ");
            add_label(&b, &y.text, lines.v[k].new);
            sb_addc(&b, '\n');
        }
    }
    sb_addc(&b, '\0');
    assert_ok(sb_end(&b));
    assert_string_equal(b.p, want);
}

#define ONE "（趣旨）\n第１条 この基準は、情報資産を守るために必要な事項を定める。\n"
#define TWO "（適用範囲）\n第２条 この基準は、全ての職員及び受託者に適用する。\n"
#define THREE "（責任者）\n第３条 町長は、部長のうちから責任者を指名しなければならない。\n"
#define THREE_AS_TWO "（責任者）\n第２条 町長は、部長のうちから責任者を指名しなければならない。\n"
#define FOUR "（報告）\n第４条 職員は、異常を認めたときは、直ちに責任者に報告しなければならない。\n"
#define TAIL "附 則\nこの基準は、令和４年４月１日から施行する。\n"

static void same(void **state)
{
    (void)state;
    assert_compared(ONE TWO THREE TAIL, ONE TWO THREE TAIL, "");
    /* Only how it is printed differs. */
    assert_compared(
        ONE TWO TAIL,
        "(趣旨)"
        "\n第1条　この基準は、情報資産を守るために必要な\n事項を定める。\n（適用範囲）\n第２条 "
        "この基準は、全ての職員及び受託者に適用する。\n" TAIL,
        "");
}

static void added_and_removed(void **state)
{
    (void)state;
    assert_compared(ONE TWO FOUR TAIL, ONE TWO THREE FOUR TAIL, "added* - 第3条\n");
    assert_compared(ONE TWO THREE FOUR TAIL, ONE THREE FOUR TAIL, "removed* 第2条 -\n");
    assert_compared(ONE TWO TAIL,
                    ONE TWO TAIL "附 則\nこの基準は、令和８年４月１日から施行する。\n",
                    "added* - 附則(2)\n");
}

/* A new article pushes the others back: they are the same under other numbers. */
static void moved(void **state)
{
    (void)state;
    assert_compared(
        ONE TWO THREE FOUR TAIL,
        ONE "（定義）\n第２条 この基準において端末とは、職員が操作する計算機をいう。\n"
            "（適用範囲）\n第３条 この基準は、全ての職員及び受託者に適用する。\n"
            "（責任者）\n第４条 町長は、部長又は課長のうちから責任者を指名しなければならない。\n"
            "（報告）\n第５条 "
            "職員は、異常を認めたときは、直ちに責任者に報告しなければならない。\n" TAIL,
        "added* - 第2条\nmoved 第2条 第3条\nmoved* 第3条 第4条\nmoved 第4条 第5条\n");
    /* Another article under the number of one that is gone is not that one changed. */
    assert_compared(ONE TWO THREE TAIL,
                    ONE TWO "（監査）\n第３条 外部の専門家が毎年度これを検査する。\n" TAIL,
                    "removed* 第3条 -\nadded* - 第3条\n");
}

static void lines(void **state)
{
    (void)state;
    assert_compared("第１条 この基準を定める。\n第２条 次の者を置く。\n(1) 最高責任者\n(2) "
                    "統括責任者\n(3) 管理者及び副管理者\n２ "
                    "前項の者は、相互に協力する。\n" TAIL,
                    "第１条 この基準を定める。\n第２条 次の者を置く。\n(1) 最高責任者\n(2) "
                    "監査責任者\n(3) 統括責任者\n(4) "
                    "管理者\n２ 前項の者は、常に相互に協力する。\n３ 任期は、二年とする。\n" TAIL,
                    "changed* 第2条 第2条\n"
                    "  same 第2条第1項 第2条第1項\n"
                    "  same 第2条第1項第1号 第2条第1項第1号\n"
                    "  added - 第2条第1項第2号\n"
                    "  changed 第2条第1項第2号 第2条第1項第3号\n"
                    "  changed 第2条第1項第3号 第2条第1項第4号\n"
                    "  changed 第2条第2項 第2条第2項\n"
                    "  added - 第2条第3項\n");
}

/* The same words as another office prints them: kanji or digits, wide or narrow, 、 or ，. */
static void other_notation(void **state)
{
    (void)state;
    assert_compared(
        "（趣旨）\n第１条 "
        "この基準は、第３条第２項（第１号を除く。）により定める。\n（適用）\n第２条 "
        "次に掲げる者とする。\n(1) 職員\n(2) 平成14年12月27日以後の受託者\n" THREE
        "第３条の２ 前２項の規定は、第２条の２の場合に準用する。\n" TAIL,
        "第一章　総則\n（趣旨）\n第一条　この基準は，第三条第二項(第一号を除く。)"
        "により定める。\n（適用）\n"
        "第二条　次に掲げる者とする。\n一　職員\n二　平成十四年十二月二十七日以後の受託者\n"
        "（責任者）\n第三条　町長は，部長のうちから責任者を指名しなければならない。\n"
        "第三条の二　前二項の規定は，第二条の二の場合に準用する。\n"
        "　附　則\nこの基準は，令和四年四月一日から施行する。\n",
        /* Only the form of the items' labels: (1) and 一 are other labels. */
        "changed* 第2条 第2条\n  same 第2条 第2条\n  changed 第2条第1号 第2条第1号\n"
        "  changed 第2条第2号 第2条第2号\n");
    /* 一部 and 十分 are words, not numbers. */
    assert_compared("第１条 一部を十分に守る。\n" TWO TAIL, "第１条 1部を10分に守る。\n" TWO TAIL,
                    "changed* 第1条 第1条\n  changed 第1条 第1条\n");
}

/* A branch comes in between; the others keep their numbers. */
static void branch(void **state)
{
    (void)state;
    assert_compared(
        ONE TWO THREE FOUR TAIL,
        ONE TWO "（副責任者）\n第２条の２ 部長は、副責任者を置くことができる。\n" THREE FOUR TAIL,
        "added* - 第2条の2\n");
    /* And becomes a number of its own: all behind it are moved. */
    assert_compared(
        ONE TWO "（副責任者）\n第２条の２ 部長は、副責任者を置くことができる。\n" THREE TAIL,
        ONE TWO "（副責任者）\n第３条 部長は、副責任者を置くことができる。\n"
                "（責任者）\n第４条 町長は、部長のうちから責任者を指名しなければならない。\n" TAIL,
        "moved 第2条の2 第3条\nmoved 第3条 第4条\n");
}

/* 第3条 削除, and a whole range. */
static void deleted(void **state)
{
    (void)state;
    assert_compared(ONE TWO THREE FOUR TAIL, ONE TWO "第３条 削除\n" FOUR TAIL,
                    "changed* 第3条 第3条\n  removed 第3条 -\n  added - 第3条\n");
    assert_compared(ONE TWO THREE FOUR TAIL, ONE "第２条から第４条まで 削除\n" TAIL,
                    "changed* 第2条 第2条\n  removed 第2条 -\n  added - 第2条\n"
                    "removed* 第3条 -\nremoved* 第4条 -\n");
    /* Its words went elsewhere: moved, and the number that is left is new. */
    assert_compared(ONE TWO THREE FOUR TAIL,
                    ONE "第２条 削除\n" THREE FOUR
                        "（適用範囲）\n第５条 この基準は、全ての職員及び受託者に適用する。\n" TAIL,
                    "added* - 第2条\nmoved 第2条 第5条\n");
}

/* One article becomes two: the one that kept its number is changed, the other added. */
static void split(void **state)
{
    (void)state;
    assert_compared(
        ONE "（責任者）\n第２条 町長は、責任者を指名する。\n"
            "２ 責任者は、職員が情報資産を持ち出すときは、その都度許可しなければならない。\n" TAIL,
        ONE
        "（責任者）\n第２条 町長は、責任者を指名する。\n（持出しの許可）\n"
        "第３条 責任者は、職員が情報資産を持ち出すときは、その都度許可しなければならない。\n" TAIL,
        "changed* 第2条 第2条\n  same 第2条第1項 第2条\n  removed 第2条第2項 -\n"
        "added* - 第3条\n");
    /* And the reverse. */
    assert_compared(ONE TWO THREE TAIL,
                    ONE "（適用範囲）\n第２条 この基準は、全ての職員及び受託者に適用する。\n"
                        "２ 町長は、部長のうちから責任者を指名しなければならない。\n" TAIL,
                    "changed* 第2条 第2条\n  same 第2条 第2条第1項\n  added - 第2条第2項\n"
                    "removed* 第3条 -\n");
}

/* Into another chapter, with another number. */
static void other_chapter(void **state)
{
    (void)state;
    assert_compared(
        "第１章 総則\n" ONE THREE_AS_TWO "第２章 雑則\n"
        "（報告）\n第３条 "
        "職員は、異常を認めたときは、直ちに責任者に報告しなければならない。\n" TAIL,
        "第１章 総則\n" ONE "（報告）\n第２条 "
        "職員は、異常を認めたときは、直ちに責任者に報告しなければならない。\n第２章 雑則\n" THREE
            TAIL,
        "moved 第3条 第2条\nmoved 第2条 第3条\n");
}

/* Texts without 条: the way to an article is its number. */
static void outlines(void **state)
{
    (void)state;
    assert_compared(
        "星見市情報セキュリティ対策基準\n1 体制\n(1) 責任者\n市長を責任者とする。\n(2) 管理者\n"
        "課長を管理者とする。\n2 点検\n点検は、毎年行う。\n",
        "星見市情報セキュリティ対策基準\n１　体制\n（１）責任者\n　市長を責任者とする。\n（２）監査"
        "人\n"
        "　外部の者を監査人とする。\n（３）管理者\n　課長を管理者とする。\n２　点検\n　点検は、毎月"
        "行う。\n",
        "added* - １（２）\nmoved 1(2) １（３）\nchanged* 2 ２\n  changed 2 ２\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),          cmocka_unit_test(far_apart),
        cmocka_unit_test(same),           cmocka_unit_test(added_and_removed),
        cmocka_unit_test(moved),          cmocka_unit_test(lines),
        cmocka_unit_test(other_notation), cmocka_unit_test(branch),
        cmocka_unit_test(deleted),        cmocka_unit_test(split),
        cmocka_unit_test(other_chapter),  cmocka_unit_test(outlines),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
