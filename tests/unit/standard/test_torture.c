/* SPDX-License-Identifier: Apache-2.0
 *
 * Each allocation of reading and comparing fails in turn: told, and nothing leaks. */
#include "text.h"

#include "../torture.h"
#include "standard/compare.h"

/* Large enough that every array grows at least once. */
static err_t build(struct sb *b, int articles)
{
    sb_addz(b, "試験市規程\n平成元年制定\n目次\n第１章 総則\n第２章 雑則\n附則\n第１章 総則\n");
    for (int i = 1; i <= articles; i++) {
        if (i == articles / 2) sb_addz(b, "第２章 雑則\n");
        sb_addf(b,
                "（見出し%d)\n第%d条 前条、第%d条及び第２項から第３項までによる\n２ "
                "次の者とする。\n(1) 甲\n(1) 乙\n",
                i, i, i + 3);
    }
    sb_addz(b, "附則\nこの規程は、公布の日から施行する。\n別表第１\n表\n");
    return sb_end(b);
}

static err_t run(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb x, y;
    struct read_text a TEXT_CLEANUP = {.err = OK};
    struct read_text b TEXT_CLEANUP = {.err = OK};
    struct compare c;
    sb_init(&x, 1 << 20);
    sb_init(&y, 1 << 20);
    TRY(build(&x, 40));
    TRY(build(&y, 38));
    text_read(&a, sb_str(&x));
    TRY(a.err);
    text_read(&b, sb_str(&y));
    TRY(b.err);
    TRY(compare_texts(&a.arena, &a.text, &b.text, &c));
    for (uint32_t i = 0; i < c.n; i++) {
        struct compare lines;
        struct wording w;
        TRY(compare_articles(&a.arena, &a.text, c.v[i].old, &b.text, c.v[i].new, &lines));
        TRY(wording_diff(&a.arena, a.text.nodes[c.v[i].old].text, b.text.nodes[c.v[i].new].text,
                         &w));
    }
    return OK;
}

static void each_allocation(void **state)
{
    (void)state;
    assert_true(torture_each(run, NULL) > 30);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation)};
    return cmocka_run_group_tests_name("torture", tests, NULL, NULL);
}
