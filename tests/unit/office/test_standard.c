/* SPDX-License-Identifier: Apache-2.0
 * Versions of the official text: what is stored, what is refused, what a changed store is told by,
 * and what pages get. */
#include "../check.h"

#include <jansson.h>
#include <string.h>

#include "base/clock.h"
#include "office/standard_import.h"
#include "office/standard_shelf.h"
#include "office/standard_view.h"
#include "temp_ledger.h"

static struct temp_ledger l;
static struct clock_test at;
static struct clock ticks;
static struct office office;
static struct fault why;

#define OLD                                                                                                                                 \
    "霧島川市情報セキュリティ対策基準\n（平成２０年４月１日決定）\n第１章 総則\n（趣旨）\n第１条 " \
    "この基準は、必要な事項を定める。\n"                                                                                    \
    "（定義）\n第２条 次の各号に掲げる用語は、前条による。\n(1) 職員等\n常勤の職員をいう。\n(2) "      \
    "端末 次のものをいう。\n① 卓上\n"                                                                                         \
    "② 携帯\n第２章 管理\n（責任者）\n第３条 責任者は、第２条第２号①の端末を管理する。\n２ "        \
    "前項の規定は、漁業法（昭和24年法律第267号）第10条による。\n"                                                  \
    "（準用）\n第３条の２ 前条第２項の規定は、端末に準用する。\n第４条 "                                      \
    "前条の規定を準用する。\n附 則\nこの基準は、平成20年４月１日から施行する。\n"                          \
    "別表第１（第３条関係）\n区分 額\n甲 乙\n"
#define NEW                                                                                                                            \
    "霧島川市情報セキュリティ対策基準\n第１章 総則\n（趣旨）\n第１条 "                                     \
    "この基準は、必要な事項を定める。\n"                                                                               \
    "（定義）\n第２条 次の各号に掲げる用語は、前条による。\n(1) 職員等\n全ての職員をいう。\n(2) " \
    "端末 次のものをいう。\n① 卓上\n"                                                                                    \
    "② 携帯\n第２章 管理\n（責任者）\n第３条 責任者は、第２条第２号①の端末を管理する。\n２ "   \
    "前項の規定は、漁業法（昭和24年法律第267号）第10条による。\n"                                             \
    "第４条 前条の規定を準用する。\n附 則\nこの基準は、平成20年４月１日から施行する。\n附 "       \
    "則\nこの基準は、令和６年４月１日から施行する。\n"

static int set_up(void **state)
{
    (void)state;
    why = (struct fault){.code = OK};
    temp_ledger_make(&l);
    ticks = clock_test_init(&at, day_start(day_of(2026, 5, 1)));
    office = (struct office){.store = l.t.store, .clock = &ticks};
    assert_ok(standard_shelf_make(&office.shelf));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    standard_shelf_free(office.shelf);
    temp_ledger_remove(&l);
    return 0;
}

static err_t import(const char *text, struct day from, const char *title, bool dry_run,
                    int64_t *ret)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, STANDARD_ARENA_MAX);
    struct standard_imported done = {.version = 0};
    struct standard_import q = {.bytes = str_z(text),
                                .file = "t.txt",
                                .title = str_z(title),
                                .effective = from,
                                .now = clock_now(&ticks),
                                .dry_run = dry_run};
    why = (struct fault){.code = OK};
    err_t e = standard_import(l.t.store, &a, &q, &done, &why);
    if (ret) *ret = done.version;
    return e;
}

static err_t verify(void)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    why = (struct fault){.code = OK};
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    return standard_store_verify(db, &why);
}

static int64_t leaves(void)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t n;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_size(db, &n));
    return n;
}

static const char *text(const json_t *o, const char *key)
{
    const char *z = json_string_value(json_object_get(o, key));
    return z ? z : "";
}

static const json_t *row(const json_t *o, const char *key, size_t i)
{
    const json_t *v = json_array_get(json_object_get(o, key), i);
    assert_non_null(v);
    return v;
}

/* One transaction, one record; refused ones leave nothing. */
static void one_record_each(void **state)
{
    (void)state;
    int64_t id, before = leaves();
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, true, &id));
    assert_int_equal(id, 0);
    assert_int_equal(leaves(), before);
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, &id));
    assert_int_equal(id, 1);
    assert_int_equal(leaves(), before + 1);
    assert_int_equal(import(OLD, day_of(2010, 4, 1), NULL, false, NULL), ERR_EXISTS);
    assert_string_equal(why.id, "standard.same_text");
    assert_int_equal(import(NEW, day_of(2008, 4, 1), NULL, false, NULL), ERR_EXISTS);
    assert_string_equal(why.id, "standard.same_day");
    assert_string_equal(why.args[0], "2008-04-01");
    assert_int_equal(import(NEW, day_of(2008, 4, 1), NULL, true, NULL), ERR_EXISTS);
    assert_int_equal(import("第１条 あ", day_of(2011, 4, 1), NULL, false, NULL), ERR_INVALID);
    assert_int_equal(import(NEW, day_of(2024, 4, 1), "二行\nの題", false, NULL), ERR_INVALID);
    assert_string_equal(why.id, "standard.bad_title");
    assert_int_equal(leaves(), before + 1);
    assert_ok(verify());
}

static void the_record_names_the_bytes(void **state)
{
    (void)state;
    struct ledger_record r;
    ARENA_CLEANUP struct arena a;
    struct db *db STORE_READ_CLEANUP = NULL;
    char digest[STANDARD_DIGEST];
    arena_init(&a, 1 << 20);
    int64_t leaf = leaves();
    assert_ok(import(OLD, day_of(2008, 4, 1), "題", false, NULL));
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_record_get(db, &a, (struct leaf_id){leaf}, &r));
    assert_str(r.kind, "standard.import");
    json_t *o = json_loadb(r.envelope.p, r.envelope.n, 0, NULL);
    standard_digest(STR(OLD), digest);
    assert_string_equal(text(o, "digest"), digest);
    assert_string_equal(text(o, "title"), "題");
    assert_string_equal(text(o, "effective"), "2008-04-01");
    assert_int_equal(json_integer_value(json_object_get(o, "bytes")), sizeof OLD - 1);
    const json_t *counts = json_object_get(o, "counts");
    assert_int_equal(json_integer_value(json_object_get(counts, "articles")), 5);
    assert_int_equal(json_integer_value(json_object_get(counts, "subitems")), 2);
    json_decref(o);
}

/* Whoever may write to the database changes a text, a day, a title, or takes a version away. */
static void changes_are_noticed(void **state)
{
    (void)state;
    static const char *const changes[] = {
        "UPDATE standard_version SET effective = effective + 1 WHERE id = 1",
        "UPDATE standard_version SET title = 'x' WHERE id = 1",
        "UPDATE standard_version SET findings = findings + 1 WHERE id = 1",
        "UPDATE standard_version SET digest = 'x' WHERE id = 1",
        "UPDATE standard_version SET source = (SELECT source FROM standard_version WHERE id = 2)"
        " WHERE id = 1",
        "DELETE FROM standard_version WHERE id = 1",
        "UPDATE standard_version SET leaf = leaf + 1 WHERE id = 2",
    };
    for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
        if (i > 0) {
            assert_int_equal(tear_down(NULL), 0);
            assert_int_equal(set_up(NULL), 0);
        }
        assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
        assert_ok(import(NEW, day_of(2024, 4, 1), NULL, false, NULL));
        assert_ok(verify());
        temp_ledger_sql(&l, changes[i]);
        assert_int_equal(verify(), ERR_CORRUPT);
        assert_string_equal(why.id, "standard.changed");
    }
}

/* What is shown was held against its digest first. */
static void a_changed_text_is_not_shown(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
    assert_ok(import(NEW, day_of(2024, 4, 1), NULL, false, NULL));
    temp_ledger_sql(&l, "UPDATE standard_version SET source = (SELECT source FROM standard_version"
                        " WHERE id = 1) WHERE id = 2");
    assert_int_equal(standard_view_tree(&office, 2, LANG_JA, &o), ERR_CORRUPT);
    assert_null(o);
}

static int64_t in_force(struct day d)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t id;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    err_t e = standard_in_force(db, d, &id);
    if (e == ERR_NOT_FOUND) return 0;
    assert_ok(e);
    return id;
}

static void in_force_on_a_day(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_int_equal(standard_view_tree(&office, 0, LANG_JA, &o), ERR_NOT_FOUND);
    assert_ok(import(NEW, day_of(2026, 6, 1), NULL, false, NULL)); /* not yet */
    assert_int_equal(standard_view_tree(&office, 0, LANG_JA, &o), ERR_NOT_FOUND);
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
    assert_int_equal(in_force(day_of(2008, 3, 31)), 0);
    assert_int_equal(in_force(day_of(2008, 4, 1)), 2);
    assert_int_equal(in_force(day_of(2026, 5, 31)), 2);
    assert_int_equal(in_force(day_of(2026, 6, 1)), 1);
    assert_ok(standard_view_versions(&office, LANG_JA, &o));
    assert_int_equal(json_integer_value(json_object_get(o, "in_force")), 2);
    assert_string_equal(text(json_object_get(row(o, "versions", 1), "until"), "iso"), "2026-05-31");
    assert_true(json_is_true(json_object_get(row(o, "versions", 1), "in_force")));
    assert_true(json_is_null(json_object_get(row(o, "versions", 0), "until")));
    json_decref(o);
}

static void cp932_too(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct standard_imported r;
    arena_init(&a, STANDARD_ARENA_MAX);
    /* 第１条 目的。 第２条 適用。 附則 */
    static const char sjis[] =
        "\x91\xE6\x82\x50\x8F\xF0 \x96\xDA\x93\x49\x81\x42\n\x91\xE6\x82\x51\x8F\xF0 "
        "\x93\x4B\x97\x70\x81\x42\n\x95\x8D\x91\xA5\n\x8E\x7B\x8D\x73\x81\x42\n";
    assert_ok(standard_import_read(&a, str_z(sjis), "f", &r, &why));
    assert_string_equal(r.encoding, "cp932");
    assert_int_equal(r.counts.main_articles, 2);
    static const char utf16[] =
        "\xFE\xFF\x7B\x2C\x00\x31\x67\x61\x00 \x76\xEE\x76\x84\x30\x02\x00\n"
        "\x7B\x2C\x00\x32\x67\x61\x00 \x90\x69\x75\x28\x30\x02\x00\n";
    assert_ok(standard_import_read(&a, (struct str){utf16, sizeof utf16 - 1}, "f", &r, &why));
    assert_string_equal(r.encoding, "utf-16be");
    assert_int_equal(r.counts.main_articles, 2);
    /* A UTF-8 file cut in its last character is no CP932. */
    assert_int_equal(standard_import_read(&a, STR("第１条 あ\n第２条 \xE3\x81"), "f", &r, &why),
                     ERR_INVALID);
    assert_string_equal(why.id, "standard.cut_in_character");
    assert_int_equal(why.line, 2);
}

/* Rows cell by cell, with links in them; lines that are no even table; words behind. */
static void tables(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(
        import("岬崎市情報資産取扱規程\n第1条 次の表のとおりとする。\n区分\t定め\n秘密\t第2条\n"
               "ただし、公開は除く。\n第2条 管理者は、次のとおりとする。\n"
               "┌──┬──┐\n│部長│総括│\n├──┴──┤\n│他の者│\n└─────┘\n",
               day_of(2020, 4, 1), NULL, false, NULL));
    assert_ok(standard_view_article(&office, 0, "1", LANG_JA, &o));
    const json_t *p = row(o, "paragraphs", 0);
    assert_int_equal(json_array_size(json_object_get(p, "parts")), 2);
    assert_string_equal(text(row(p, "spans", 0), "text"), "次の表のとおりとする。");
    const json_t *table = row(p, "parts", 0), *second = row(table, "table_rows", 1);
    assert_true(json_is_true(json_object_get(table, "table")));
    assert_int_equal(json_array_size(json_object_get(table, "table_rows")), 2);
    assert_string_equal(text(row(row(second, "cells", 0), "spans", 0), "text"), "秘密");
    const json_t *link = row(row(second, "cells", 1), "spans", 0);
    assert_string_equal(text(link, "text"), "第2条");
    assert_string_equal(text(link, "href"), "/articles/2");
    assert_string_equal(text(row(row(p, "parts", 1), "spans", 0), "text"), "ただし、公開は除く。");
    json_decref(o);
    assert_ok(standard_view_article(&office, 0, "2", LANG_JA, &o));
    const json_t *drawn = row(row(o, "paragraphs", 0), "parts", 0);
    assert_false(json_is_true(json_object_get(drawn, "table")));
    assert_int_equal(json_array_size(json_object_get(drawn, "table_lines")), 5);
    json_decref(o);
}

/* A text without 条: its articles have the way to them as key and as name. */
static void without_articles(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(import("星見市情報セキュリティ対策基準\n第１章 総則\n１ 目的\n"
                     "この基準は、対策を定める。\n第２章 対策\n１ 体制\n(1) 責任者\n"
                     "① 市長を責任者とする。\n② 責任者は、(2)の者を指揮する。\n(2) 管理者\n"
                     "管理者は、第２章１(1)①の責任者を補佐する。\n",
                     day_of(2020, 4, 1), NULL, false, NULL));
    assert_ok(standard_view_article(&office, 0, "2.1.2", LANG_JA, &o));
    assert_string_equal(text(o, "label"), "第２章１(2)");
    assert_string_equal(text(o, "number"), "2.1.2");
    assert_string_equal(text(o, "caption"), "管理者");
    const json_t *link = row(row(o, "paragraphs", 0), "spans", 1);
    assert_string_equal(text(link, "href"), "/articles/2-1-1#p1");
    json_decref(o);
    assert_ok(standard_view_article(&office, 0, "2-1-1", LANG_JA, &o));
    assert_int_equal(json_array_size(json_object_get(o, "paragraphs")), 2);
    assert_string_equal(text(row(o, "path", 1), "label"), "１");
    json_decref(o);
}

static void contents(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
    assert_ok(standard_view_tree(&office, 0, LANG_JA, &o));
    assert_string_equal(text(json_object_get(o, "version"), "title"),
                        "霧島川市情報セキュリティ対策基準");
    assert_string_equal(json_string_value(row(o, "history", 0)), "（平成２０年４月１日決定）");
    assert_int_equal(json_array_size(json_object_get(o, "sections")), 2);
    const json_t *second = row(o, "sections", 1);
    assert_string_equal(text(second, "caption"), "管理");
    assert_string_equal(text(second, "anchor"), "h2");
    const json_t *branch = row(second, "articles", 1);
    assert_string_equal(text(branch, "key"), "3-2");
    assert_string_equal(text(branch, "number"), "3の2");
    assert_string_equal(text(branch, "href"), "/articles/3-2");
    assert_string_equal(text(row(o, "supplements", 0), "key"), "s1");
    assert_string_equal(text(row(o, "appendices", 0), "caption"), "第３条関係");
    json_decref(o);
}

/* All pieces of text together are the paragraph. */
static void assert_spans(const json_t *line, const char *want)
{
    char all[2000] = "";
    size_t i;
    const json_t *one;
    json_array_foreach(json_object_get(line, "spans"), i, one)
        strncat(all, text(one, "text"), sizeof all - strlen(all) - 1);
    assert_string_equal(all, want);
}

static void one_article(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
    assert_ok(standard_view_article(&office, 0, "第三条", LANG_JA, &o));
    assert_string_equal(text(o, "key"), "3");
    assert_string_equal(text(json_object_get(o, "previous"), "key"), "2");
    assert_string_equal(text(json_object_get(o, "next"), "key"), "3-2");
    assert_string_equal(text(row(o, "path", 0), "href"), "/#h2");
    const json_t *first = row(o, "paragraphs", 0), *second = row(o, "paragraphs", 1);
    assert_spans(first, "責任者は、第２条第２号①の端末を管理する。");
    const json_t *link = row(first, "spans", 1);
    assert_string_equal(text(link, "href"), "/articles/2#p1-i2-s1");
    assert_string_equal(text(link, "place"), "第2条第2号①");
    assert_string_equal(text(row(second, "spans", 0), "href"), "/articles/3#p1");
    const json_t *law = row(second, "spans", 2);
    assert_string_equal(text(law, "text"), "第10条");
    assert_true(json_is_true(json_object_get(law, "outside")));
    assert_true(json_is_null(json_object_get(law, "href")));
    const json_t *by = row(o, "cited_by", 0);
    assert_string_equal(text(by, "place"), "第3条の2");
    assert_true(json_is_true(json_object_get(by, "applies")));
    json_decref(o);
    /* 第4条 applies 第3条の2, which applies 第3条第2項. */
    assert_ok(standard_view_article(&office, 0, "4", LANG_JA, &o));
    assert_string_equal(text(row(o, "applies", 0), "place"), "第3条の2");
    assert_string_equal(text(row(o, "applies", 1), "place"), "第3条第2項");
    assert_string_equal(text(row(o, "applies", 1), "via"), "第3条の2");
    json_decref(o);
    assert_ok(standard_view_article(&office, 0, "2", LANG_JA, &o));
    assert_string_equal(text(row(row(o, "paragraphs", 0), "rows", 0), "caption"), "職員等");
    assert_string_equal(text(row(row(o, "paragraphs", 0), "rows", 2), "anchor"), "p1-i2-s1");
    json_decref(o);
    assert_ok(standard_view_article(&office, 0, "a1", LANG_JA, &o));
    assert_string_equal(json_string_value(row(o, "lines", 1)), "甲 乙");
    json_decref(o);
    assert_ok(standard_view_article(&office, 0, "s1", LANG_JA, &o));
    assert_int_equal(json_array_size(json_object_get(o, "paragraphs")), 1);
    json_decref(o);
    static const char *const none[] = {"5", "0", "", "s2", "a2", "x", "3の9", "99999999999"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        assert_int_equal(standard_view_article(&office, 0, none[i], LANG_JA, &o), ERR_NOT_FOUND);
    assert_int_equal(standard_view_article(&office, 7, "1", LANG_JA, &o), ERR_NOT_FOUND);
}

static void side_by_side(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(import(OLD, day_of(2008, 4, 1), NULL, false, NULL));
    assert_ok(import(NEW, day_of(2024, 4, 1), NULL, false, NULL));
    assert_ok(standard_view_compare(&office, 1, 2, true, LANG_JA, &o));
    const json_t *counts = json_object_get(o, "counts");
    assert_int_equal(json_integer_value(json_object_get(counts, "same")), 4);
    assert_int_equal(json_integer_value(json_object_get(counts, "changed")), 1);
    assert_int_equal(json_integer_value(json_object_get(counts, "added")), 1);
    assert_int_equal(json_integer_value(json_object_get(counts, "removed")), 2);
    const json_t *changed = row(o, "rows", 1), *line = row(changed, "lines", 1);
    assert_string_equal(text(changed, "change"), "changed");
    assert_string_equal(text(line, "change"), "changed");
    const json_t *old = json_object_get(line, "old"), *new = json_object_get(line, "new");
    assert_spans(old, "常勤の職員をいう。");
    assert_spans(new, "全ての職員をいう。");
    assert_true(json_is_true(json_object_get(row(new, "spans", 0), "changed")));
    assert_false(json_is_true(json_object_get(row(new, "spans", 1), "changed")));
    json_decref(o);
    assert_ok(standard_view_compare_article(&office, 1, 2, "3の2", true, LANG_JA, &o));
    assert_string_equal(text(o, "change"), "removed");
    json_decref(o);
    assert_int_equal(standard_view_compare_article(&office, 1, 2, "3の2", false, LANG_JA, &o),
                     ERR_NOT_FOUND);
    assert_int_equal(standard_view_compare(&office, 1, 3, false, LANG_JA, &o), ERR_NOT_FOUND);
}

/* More texts than the shelf has room for, one of them held all the while. */
static void the_shelf(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    enum { TEXTS = STANDARD_SHELF_TEXTS + 2 };
    const struct standard_shelved *held = NULL, *again, *other;
    struct standard_version *v;
    size_t n;
    for (int i = 0; i < TEXTS; i++) {
        char text_i[500];
        (void)snprintf(
            text_i, sizeof text_i,
            "第１条 水準%dの基準とする。\n第２条 前条による。\n附 則\nこの基準は、施行する。\n",
            i + 1);
        assert_ok(import(text_i, day_of(2000 + i, 4, 1), NULL, false, NULL));
    }
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(standard_versions(db, &a, &v, &n));
    assert_int_equal(n, TEXTS);
    assert_ok(standard_shelf_take(office.shelf, db, &v[0], &held, NULL));
    assert_ok(standard_shelf_take(office.shelf, db, &v[0], &again, NULL));
    assert_ptr_equal(held, again);
    standard_shelf_give(office.shelf, again);
    for (size_t i = 1; i < n; i++) {
        assert_ok(standard_shelf_take(office.shelf, db, &v[i], &other, NULL));
        assert_int_equal(other->text.n_nodes, held->text.n_nodes);
        standard_shelf_give(office.shelf, other);
    }
    /* It has left the shelf and lives on. */
    assert_ok(standard_shelf_take(office.shelf, db, &v[0], &again, NULL));
    assert_ptr_not_equal(held, again);
    assert_true(str_eq(held->text.nodes[2].text, again->text.nodes[2].text));
    standard_shelf_give(office.shelf, again);
    standard_shelf_give(office.shelf, held);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_record_each, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_record_names_the_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(changes_are_noticed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_changed_text_is_not_shown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(in_force_on_a_day, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cp932_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tables, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_articles, set_up, tear_down),
        cmocka_unit_test_setup_teardown(contents, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_article, set_up, tear_down),
        cmocka_unit_test_setup_teardown(side_by_side, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_shelf, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("office standard", tests, NULL, NULL);
}
