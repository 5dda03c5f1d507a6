/* SPDX-License-Identifier: Apache-2.0
 * Units and people from CSV: dry run, once, twice, wrong in every way. */
#include "../check.h"

#include <iconv.h>
#include <string.h>

#include "base/text.h"
#include "ledger/ledger.h"
#include "office/org_import.h"
#include "town.h"

static struct town w;
static struct arena a;
static struct db *db;
static struct org_import done;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    arena_init(&a, (size_t)64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_read_end(db);
    db = NULL;
    arena_release(&a);
    town_remove(&w);
    return 0;
}

static struct db *now(void)
{
    store_read_end(db);
    db = NULL;
    assert_ok(store_read_begin(w.t.store, &db, NULL));
    return db;
}

typedef err_t import_fn(struct store *, struct arena *, struct str,
                        const struct org_import_options *, struct org_import *, struct fault *);

static struct org_import_options options(int month, int day)
{
    return (struct org_import_options){
        .effective = day_of(2026, month, day),
        .file = "people.csv",
        .by = {person_id(0), town_at(2026, month, day, 9), "import"}};
}

static void import(import_fn *fn, const char *csv, int month, int day)
{
    struct org_import_options o = options(month, day);
    assert_ok(fn(w.t.store, &a, str_z(csv), &o, &done, &why));
}

/* What a fault says in the language, in full. */
static const char *said(size_t i, enum lang l)
{
    static char text[1024];
    SB_CLEANUP struct sb b;
    sb_init(&b, sizeof text - 1);
    fault_message(&b, l, &done.faults[i]);
    assert_ok(sb_end(&b));
    memcpy(text, b.p, b.n + 1);
    return text;
}

static size_t changes(void)
{
    size_t n = 0;
    for (int t = 0; t < IMPORT_THINGS; t++) {
        for (int c = IMPORT_ADD; c < IMPORT_UNCHANGED; c++) n += done.count[t][c];
    }
    return n;
}

static int64_t leaves(void)
{
    int64_t n;
    assert_ok(ledger_size(now(), &n));
    return n;
}

#define HEAD "職員番号,姓,名,セイ,メイ,所属コード,職名,職の種類,管理職,補職,発令日,最終日\r\n"

static const char april[] =
    HEAD "100001,髙橋,花子,タカハシ,ハナコ,PD1,課長,課長,はい,本務,令和8年4月1日,\r\n"
         "100001,髙橋,花子,タカハシ,ハナコ,P1,課長,課長,はい,兼務,R8.4.1,\r\n"
         "100002,𠮷田,大﨑󠄀,ヨシダ,オオサキ,PD1a,主査,,,本務,2026/4/1,\r\n"
         "100003,山本,葵,ヤマモト,アオイ,H1,所長,所長,はい,本務,,2027-03-31\r\n";

static void a_file_once_and_twice(void **state)
{
    (void)state;
    int64_t before = leaves();
    struct org_import_options o = options(4, 1);
    o.dry_run = true;
    assert_ok(org_import_people(w.t.store, &a, str_z(april), &o, &done, &why));
    assert_int_equal(done.n_faults, 0);
    assert_false(done.applied);
    assert_int_equal(done.count[IMPORT_PERSON][IMPORT_ADD], 3);
    assert_int_equal(done.count[IMPORT_HOLDING][IMPORT_ADD], 4);
    assert_int_equal(done.count[IMPORT_POST][IMPORT_ADD], 1); /* 主査; heads are there, 所長 too */
    assert_int_equal(leaves(), before);
    import(org_import_people, april, 4, 1);
    assert_true(done.applied);
    assert_int_equal(leaves() - before, 3 + 4 + 1);
    struct person_row p;
    assert_ok(org_person_by_number(db, &a, STR("100002"), &p));
    assert_string_equal(p.family, "𠮷田");
    assert_string_equal(p.given, "大﨑󠄀");
    before = leaves();
    import(org_import_people, april, 4, 1);
    assert_true(done.applied);
    assert_int_equal(changes(), 0);
    assert_int_equal(done.count[IMPORT_HOLDING][IMPORT_UNCHANGED], 4);
    assert_int_equal(leaves(), before);
}

static void transfers_leave_and_come(void **state)
{
    (void)state;
    struct holding_row *h;
    size_t n;
    import(org_import_people, april, 4, 1);
    /* 花子 hands both chairs over, the file naming the newcomer first; 葵 leaves */
    import(org_import_people,
           HEAD "100004,鈴木,一郎,スズキ,イチロウ,PD1,課長,,,本務,2026-07-01,\n"
                "100001,髙橋,花子,タカハシ,ハナコ,H,部長,部長,はい,本務,2026-07-01,\n"
                "100003,山本,葵,ヤマモト,アオイ,,,,,,,2026-06-30\n",
           6, 20);
    assert_int_equal(done.n_faults, 0);
    assert_int_equal(done.count[IMPORT_HOLDING][IMPORT_END], 2);
    assert_int_equal(done.count[IMPORT_PERSON][IMPORT_END], 1);
    struct as_of june = {town_at(2026, 6, 30, 12), town_at(2026, 6, 30, 12)};
    assert_ok(org_holders_of(now(), &a, w.info_head, june, &h, &n));
    assert_int_equal(n, 1);
    struct person_row p;
    assert_ok(org_person(db, &a, h[0].person, june, &p));
    assert_string_equal(p.number, "100001");
    struct as_of july = as_of_now(town_at(2026, 7, 1, 0));
    assert_ok(org_holders_of(db, &a, w.info_head, july, &h, &n));
    assert_int_equal(n, 1);
    assert_ok(org_person(db, &a, h[0].person, july, &p));
    assert_string_equal(p.number, "100004");
    assert_ok(org_holders_of(db, &a, w.clinic_head, july, &h, &n));
    assert_int_equal(n, 0);
    assert_ok(org_person_by_number(db, &a, STR("100003"), &p));
    assert_true(p.until.ms == july.valid.ms);
}

static void complete_file_ends_the_rest(void **state)
{
    (void)state;
    import(org_import_people, april, 4, 1);
    struct org_import_options o = options(4, 2);
    o.complete = true;
    assert_ok(org_import_people(
        w.t.store, &a, STR(HEAD "100001,髙橋,花子,タカハシ,ハナコ,PD1,課長,課長,はい,本務,,\n"), &o,
        &done, &why));
    assert_true(done.applied);
    assert_int_equal(done.count[IMPORT_PERSON][IMPORT_END], 2);
    assert_int_equal(done.count[IMPORT_HOLDING][IMPORT_END], 1); /* 兼務 */
}

static void every_wrong_row_is_named(void **state)
{
    (void)state;
    int64_t before = leaves();
    import(org_import_people,
           HEAD "100001,髙橋,花子,,,PD1,課長,,,本務,2026-04-01,\n"          /* 2: fine */
                "100001,髙橋,花子,,,P1,課長,,,本務,2026-04-01,\n"           /* 3: a second 本務 */
                "100002,山田,太郎,,,XX9,主事,,,本務,2026-04-01,\n"          /* 4: no such unit */
                "100003,山田,次郎,,,P1,主事,,,常務,2026-04-01,\n"           /* 5: no such 補職 */
                "100004,山田,三郎,,,P1,主事,,,本務,2026-02-30,\n"           /* 6: no such day */
                "100005,山田,四郎,,,P1,主事,,,本務,2026-05-01,2026-04-30\n" /* 7: backwards */
                "100006,\"山\n田\",五郎,,,P1,主事,,,本務,,\n" /* 8: a line break in a name */
                "100007,佐藤,一,,,P1,主事,,たぶん,本務,,\n"   /* 10: neither yes nor no */
                "100002,山口,太郎,,,P1,主事,,,兼務,,\n"       /* 11: another person */
                "１０,伊藤,二,,,P1,主事,,,本務,,\n",          /* 12: wide digits */
           4, 1);
    assert_false(done.applied);
    assert_int_equal(leaves(), before);
    const uint32_t lines[] = {3, 4, 5, 6, 7, 8, 10, 11, 12};
    for (size_t k = 0; k < ARRAY_LEN(lines); k++) {
        bool named = false;
        for (size_t i = 0; i < done.n_faults; i++) named = named || done.faults[i].line == lines[k];
        if (!named) print_error("line %u is not named\n", lines[k]);
        assert_true(named);
    }
    for (size_t i = 0; i < done.n_faults; i++) {
        if (done.faults[i].line == 2) print_error("%s\n", said(i, LANG_EN));
        assert_int_not_equal(done.faults[i].line, 2);
        if (done.faults[i].line == 5) {
            assert_string_equal(
                said(i, LANG_JA),
                "「people.csv」5行目：「補職」：補職の種別「常務」は使えません。本務、兼務、併任、"
                "事務取扱、職務代理、充て職、出向、派遣、休職のいずれかにしてください。");
            assert_non_null(strstr(said(i, LANG_EN), "“常務” is no kind of holding"));
        }
    }
}

static void wrong_files(void **state)
{
    (void)state;
    struct org_import_options o = options(4, 1);
    static const struct {
        const char *csv, *id;
    } wrong[] = {
        {"", "import.empty"},
        {"職員番号,姓,名,所属コード,職名\n", "import.missing_column"},
        {"職員番号,氏名\n", "import.unknown_column"},
        {"number,number\n", "import.column_twice"},
        {"number,family,given,unit,title,holding\n1,a,b\n", "csv.wrong_width"},
        {"number,family,given,unit,title,holding\n1,\"a,b,c,d,e\n", "csv.open_quote"},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        why = (struct fault){0};
        assert_int_equal(org_import_people(w.t.store, &a, str_z(wrong[i].csv), &o, &done, &why),
                         ERR_INVALID);
        assert_string_equal(why.id, wrong[i].id);
        assert_string_equal(why.file, "people.csv");
    }
}

/* As a Windows spreadsheet saves it. */
static struct str cp932(const char *utf8)
{
    static char out[4096];
    char *in = (char *)(uintptr_t)utf8, *to = out;
    size_t n = strlen(utf8), room = sizeof out;
    iconv_t cd = iconv_open("CP932", "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_int_not_equal(iconv(cd, &in, &n, &to, &room), (size_t)-1);
    iconv_close(cd);
    return (struct str){out, sizeof out - room};
}

static void windows_files(void **state)
{
    (void)state;
    struct org_import_options o = options(4, 1);
    struct person_row p;
    struct str bytes = cp932(HEAD "100008,髙橋,﨑子,ﾀｶﾊｼ,,P1,主事,,,本務,,\r\n");
    assert_ok(org_import_people(w.t.store, &a, bytes, &o, &done, &why));
    assert_true(done.applied);
    assert_string_equal(done.encoding, "CP932");
    assert_ok(org_person_by_number(now(), &a, STR("100008"), &p));
    assert_string_equal(p.family, "髙橋");
    assert_string_equal(p.given, "﨑子");
    /* a byte that CP932 does not know, and UTF-8 that breaks off: nothing is guessed */
    bytes = cp932(HEAD "100009,髙橋,\\x,,,P1,主事,,,本務,,\r\n");
    char *broken = (char *)(uintptr_t)memchr(bytes.p, '\\', bytes.n);
    broken[0] = (char)0xfd;
    assert_int_equal(org_import_people(w.t.store, &a, bytes, &o, &done, &why), ERR_INVALID);
    assert_int_equal(why.line, 2);
    assert_int_equal(org_import_people(w.t.store, &a,
                                       STR(HEAD "100009,𠮷\xf0\xa0,x,,,P1,主事,,,本務,,\n"), &o,
                                       &done, &why),
                     ERR_INVALID);
}

static void units_from_a_file(void **state)
{
    (void)state;
    struct unit_row u;
    static const char csv[] = "コード,名称,種類,上位コード,団体区分,最終日,統合先コード\n"
                              "R1,畜産係,係,R,,,\n" /* before the one above it */
                              "R,畜産課,課,AG,,,\n"
                              "AG,農政部,部,gov,,,\n"
                              "POL,公安委員会,団体,,警察,,\n"
                              "P1,計画課,課,P,,2026-05-31,PD1\n"; /* merged */
    import(org_import_units, csv, 4, 2);
    for (size_t i = 0; i < done.n_faults; i++) print_error("%s\n", said(i, LANG_EN));
    assert_true(done.applied);
    assert_int_equal(done.count[IMPORT_UNIT][IMPORT_ADD], 4);
    assert_int_equal(done.count[IMPORT_UNIT][IMPORT_END], 1);
    struct as_of june = as_of_now(town_at(2026, 6, 2, 9));
    assert_ok(org_unit_by_code(now(), &a, STR("R1"), june, &u));
    assert_string_equal(u.name, "畜産係");
    struct unit_id answers;
    assert_ok(org_unit_now(db, w.planning, june, &answers));
    assert_int_equal(answers.v, w.info.v);
    int64_t before = leaves();
    import(org_import_units, csv, 4, 3);
    for (size_t i = 0; i < done.n_faults; i++) print_error("%s\n", said(i, LANG_EN));
    assert_true(done.applied);
    assert_int_equal(changes(), 0);
    assert_int_equal(leaves(), before);
}

static void wrong_units(void **state)
{
    (void)state;
    int64_t before = leaves();
    import(org_import_units,
           "code,name,kind,parent,sort\n"
           "A1,甲課,課,nowhere,\n"             /* 2 */
           "A2,乙課,院,P,\n"                   /* 3 */
           "A3,丙課,課,P,-3\n"                 /* 4 */
           "A4,丁課,課,P,1\nA4,戊課,課,P,2\n"  /* 6: twice */
           "A5,己部,部,P,\n"                   /* 7: a department in a department */
           "A6,庚係,係,A7,\nA7,辛係,係,A6,\n", /* 8, 9: in a ring */
           4, 1);
    assert_false(done.applied);
    assert_int_equal(leaves(), before);
    const uint32_t lines[] = {2, 3, 4, 6, 7, 8, 9};
    for (size_t k = 0; k < ARRAY_LEN(lines); k++) {
        bool named = false;
        for (size_t i = 0; i < done.n_faults; i++) named = named || done.faults[i].line == lines[k];
        if (!named) print_error("line %u is not named\n", lines[k]);
        assert_true(named);
    }
}

static void thousands_on_the_first_of_april(void **state)
{
    (void)state;
    SB_CLEANUP struct sb csv;
    sb_init(&csv, (size_t)8 << 20);
    sb_addz(&csv, HEAD);
    for (int i = 0; i < 3000; i++)
        sb_addf(&csv, "2%05d,佐藤,%d,サトウ,,%s,主事,,,本務,2026-04-01,\r\n", i, i,
                i % 2 ? "P1" : "PD1a");
    struct org_import_options o = options(4, 1);
    assert_ok(org_import_people(w.t.store, &a, sb_str(&csv), &o, &done, &why));
    assert_true(done.applied);
    assert_int_equal(done.count[IMPORT_PERSON][IMPORT_ADD], 3000);
    assert_ok(org_import_people(w.t.store, &a, sb_str(&csv), &o, &done, &why));
    assert_int_equal(changes(), 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_file_once_and_twice),
        T(transfers_leave_and_come),
        T(complete_file_ends_the_rest),
        T(every_wrong_row_is_named),
        T(wrong_files),
        T(windows_files),
        T(units_from_a_file),
        T(wrong_units),
        T(thousands_on_the_first_of_april),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
