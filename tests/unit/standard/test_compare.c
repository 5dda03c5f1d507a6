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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words), cmocka_unit_test(far_apart),
        cmocka_unit_test(same),  cmocka_unit_test(added_and_removed),
        cmocka_unit_test(moved), cmocka_unit_test(lines),
    };
    return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
