/* SPDX-License-Identifier: Apache-2.0
 *
 * test_org_verify.c: whoever writes to the tables of the organisation or of accounts past the
 * writers is found, whatever row and column it is; and what the writers wrote is never suspected.
 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "office/org_verify.h"
#include "temp_ledger.h"
#include "town.h"

static struct town w;
static struct arena a;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    arena_init(&a, (size_t)16 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&a);
    town_remove(&w);
    return 0;
}

/* Taken back: see consistency.c. */
static err_t verify_job(struct db *db, void *arg)
{
    (void)arg;
    why = (struct fault){.code = OK};
    err_t e = org_verify(db, &why);
    if (e == OK) e = org_verify_accounts(db, &why);
    return e == OK ? ERR_STATE : e;
}

static err_t verify(void)
{
    err_t e = store_write(w.t.store, verify_job, NULL, NULL);
    return e == ERR_STATE ? OK : e;
}

static void all_is_well(const char *after)
{
    if (verify() != OK)
        fail_msg("%s: %s %s %s %s", after, why.id, why.args[0], why.args[1], why.args[2]);
}

/* As somebody with the database's own tools would. */
static void sql(const char *text)
{
    struct temp_ledger raw = {.t = w.t};
    temp_ledger_sql(&raw, text);
}

/* --- a year of changes --- */

struct told {
    struct succession s;
    struct info_system_id system;
    struct person_id person;
};

static err_t succeed(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    struct unit_move *m;
    size_t n;
    TRY(org_unit_preview(db, &a, &x->s, &m, &n, &town_why));
    return org_unit_succeed(db, by, &x->s, m, n, &town_why);
}

static err_t systems(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    struct org_span span = {TOWN_FROM, {0}}, later = {town_at(2026, 5, 1, 0), {0}};
    struct info_system_told s = {.code = STR("S1"),
                                 .name = STR("台帳"),
                                 .name_en = STR("Register"),
                                 .division = w.planning,
                                 .manager_post = w.planning_head};
    TRY(org_info_system_add(db, by, &s, span, &x->system, &town_why));
    s.name = STR("新台帳");
    s.manager_post = w.planning_staff;
    return org_info_system_change(db, by, x->system, &s, later, &town_why);
}

static err_t people(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    struct org_span later = {town_at(2026, 4, 15, 0), {0}};
    struct person_told p = {.number = STR("888888"),
                            .family = STR("山田"),
                            .given = STR("花"),
                            .family_kana = STR("ヤマダ"),
                            .given_kana = STR("ハナ"),
                            .mail = STR("hana@example.jp"),
                            .member = MEMBER_EMPLOYEE};
    return org_person_change(db, by, x->person, &p, later, &town_why);
}

static err_t leaves(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    return org_person_end(db, by, x->person, town_at(2026, 8, 1, 0), &town_why);
}

static err_t units(struct db *db, const struct org_author *by, void *arg)
{
    (void)arg;
    struct org_span later = {town_at(2026, 7, 1, 0), {0}};
    struct unit_told u = {.parent = w.policy,
                          .kind = UNIT_BUREAU,
                          .code = STR("DIG"),
                          .name = STR("電子局"),
                          .name_en = STR("Bureau"),
                          .kana = STR("デンシキョク"),
                          .sort = 7};
    struct post_told p = {.unit = w.clinic,
                          .kind = STR("branch_head"),
                          .charges = STR("x y"),
                          .title = STR("院長"),
                          .title_en = STR("Head"),
                          .managerial = true,
                          .sort = 3};
    TRY(org_unit_change(db, by, w.digital, &u, later, &town_why));
    return org_post_change(db, by, w.clinic_head, &p, later, &town_why);
}

/* A merger, a split, a transfer that is told late, absences, a void order, somebody who leaves. */
static void a_year(struct told *x)
{
    struct moment now = town_at(2026, 4, 2, 9);
    struct org_span away = {town_at(2026, 4, 10, 0), {town_at(2026, 4, 20, 0).ms}};
    struct holding_id h;
    x->person = town_regular(&w, "鈴木", w.planning_staff);
    struct person_id head = town_regular(&w, "計画", w.planning_head);
    assert_ok(town_write(&w, now, systems, x));
    assert_ok(town_write(&w, now, people, x));
    assert_ok(town_absent(&w, now, head, away));
    /* Late: on 1 June we are told of 1 May. */
    assert_ok(town_hold(&w, town_at(2026, 6, 1, 9), x->person, w.help_staff, HOLDING_CONCURRENT,
                        (struct org_span){town_at(2026, 5, 1, 0), {0}}, &h));
    assert_ok(town_end(&w, town_at(2026, 6, 2, 9), h, town_at(2026, 5, 20, 0)));
    x->s = (struct succession){w.planning, SUCCESSION_MERGED, &w.info, 1, town_at(2026, 6, 10, 0)};
    assert_ok(town_write(&w, town_at(2026, 6, 5, 9), succeed, x));
    x->s = (struct succession){w.tests, SUCCESSION_SPLIT, (struct unit_id[]){w.info, w.clinic}, 2,
                               town_at(2026, 7, 1, 0)};
    assert_ok(town_write(&w, town_at(2026, 6, 20, 9), succeed, x));
    assert_ok(town_write(&w, town_at(2026, 6, 25, 9), units, x));
    assert_ok(town_write(&w, town_at(2026, 7, 25, 9), leaves, x));
}

/* --- one row, one column --- */

static const struct table {
    const char *name, *row, *numbers, *texts;
} tables[] = {
    {"unit", "id = (SELECT max(id) FROM unit WHERE parent IS NOT NULL)",
     "id parent sort valid_from valid_until recorded_from recorded_until leaf",
     "kind body_kind code name name_en kana search_key"},
    {"unit", "recorded_until < 9000000000000000000", "parent valid_until recorded_until", "name"},
    {"unit_successor", "successor > 0",
     "unit successor main valid_from recorded_from leaf", "kind"},
    {"post", "id = (SELECT max(id) FROM post)",
     "id unit managerial sort valid_from valid_until recorded_from recorded_until leaf",
     "kind charges title title_en"},
    {"person", "id = (SELECT max(id) FROM person)",
     "id valid_from valid_until recorded_from recorded_until leaf",
     "number family given family_kana given_kana mail member search_key"},
    {"holding", "id = (SELECT max(id) FROM holding)",
     "id person post valid_from valid_until recorded_from recorded_until leaf", "kind"},
    {"absence", "id = (SELECT max(id) FROM absence)",
     "id person valid_from valid_until recorded_from recorded_until leaf", ""},
    {"info_system", "id = (SELECT max(id) FROM info_system)",
     "id division manager_post valid_from valid_until recorded_from recorded_until leaf",
     "code name name_en"},
};

/* Of the rows that the condition names, the last. */
static void only_row(const struct table *t, char *ret, size_t n)
{
    const char *id = strcmp(t->name, "unit_successor") == 0 ? "unit" : "id";
    (void)snprintf(
        ret, n,
        "leaf = (SELECT max(leaf) FROM %s WHERE %s) AND valid_from = (SELECT "
        "max(valid_from) FROM %s WHERE leaf = (SELECT max(leaf) FROM %s WHERE %s) AND (%s)) "
        "AND (%s) AND %s > 0",
        t->name, t->row, t->name, t->name, t->row, t->row, t->row, id);
}

static bool is_key(const char *column)
{
    return strcmp(column, "id") == 0 || strcmp(column, "leaf") == 0 ||
           strcmp(column, "valid_from") == 0 || strcmp(column, "unit") == 0 ||
           strcmp(column, "successor") == 0;
}

static void keep(const char *table)
{
    char text[200];
    (void)snprintf(text, sizeof text, "CREATE TABLE kept AS SELECT * FROM %s", table);
    sql(text);
}

static void put_back(const char *table)
{
    char text[200];
    (void)snprintf(text, sizeof text, "DELETE FROM %s", table);
    sql(text);
    (void)snprintf(text, sizeof text, "INSERT INTO %s SELECT * FROM kept", table);
    sql(text);
    sql("DROP TABLE kept");
}

/* Change it, be found and named; put it back, and all is well. */
static void falsify(const struct table *t, const char *column, bool number)
{
    char row[1200], text[4000];
    only_row(t, row, sizeof row);
    keep(t->name);
    (void)snprintf(text, sizeof text,
                   number ? "UPDATE %s SET %s = %s - 5 WHERE %s"
                          : "UPDATE %s SET %s = %s || 'x' WHERE %s",
                   t->name, column, column, row);
    sql(text);
    if (verify() != ERR_CORRUPT) fail_msg("%s.%s was changed, and not found", t->name, column);
    assert_string_equal(why.args[0], t->name);
    bool named = strcmp(why.id, "org.row_differs") == 0;
    bool alone = strcmp(t->name, "unit_successor") == 0;
    if (!is_key(column) || (strcmp(t->name, "post") == 0 && strcmp(column, "unit") == 0)) {
        if (!named || strcmp(why.args[2], column) != 0)
            fail_msg("%s.%s is told as %s %s", t->name, column, why.id, why.args[2]);
    } else {
        assert_true(alone || !named);
    }
    put_back(t->name);
    all_is_well(column);
}

static void each(const struct table *t, const char *columns, bool number)
{
    struct str rest = str_z(columns);
    while (rest.n) {
        char name[40];
        struct str one = str_cut(&rest, ' ');
        (void)snprintf(name, sizeof name, "%.*s", STR_ARG(one));
        falsify(t, name, number);
    }
}

static void every_column(void **state)
{
    (void)state;
    struct told x = {.s = {.n_to = 0}};
    a_year(&x);
    all_is_well("the year");
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        each(&tables[i], tables[i].numbers, true);
        each(&tables[i], tables[i].texts, false);
    }
}

static void rows_that_come_and_go(void **state)
{
    (void)state;
    struct told x = {.s = {.n_to = 0}};
    a_year(&x);
    static const char *const names[] = {"unit",    "unit_successor", "post",       "person",
                                        "holding", "absence",        "info_system"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char text[600];
        (void)snprintf(text, sizeof text, "CREATE TABLE kept AS SELECT * FROM %s", names[i]);
        sql(text);
        (void)snprintf(text, sizeof text,
                       "DELETE FROM %s WHERE leaf = (SELECT min(leaf) FROM kept)", names[i]);
        sql(text);
        assert_int_equal(verify(), ERR_CORRUPT);
        assert_string_equal(why.id, "org.row_missing");
        assert_string_equal(why.args[0], names[i]);
        (void)snprintf(text, sizeof text, "DELETE FROM %s", names[i]);
        sql(text);
        (void)snprintf(text, sizeof text, "INSERT INTO %s SELECT * FROM kept", names[i]);
        sql(text);
        all_is_well(names[i]);
        sql("UPDATE kept SET leaf = leaf + 1000000");
        (void)snprintf(
            text, sizeof text,
            "INSERT INTO %s SELECT * FROM kept WHERE leaf = (SELECT max(leaf) FROM kept)",
            names[i]);
        sql(text);
        assert_int_equal(verify(), ERR_CORRUPT);
        assert_string_equal(why.id, "org.row_unknown");
        (void)snprintf(text, sizeof text, "DELETE FROM %s WHERE leaf > 1000000", names[i]);
        sql(text);
        sql("DROP TABLE kept");
        all_is_well(names[i]);
    }
}

/* A merger is undone, a row that is no longer believed comes back. */
static void what_was_revived(void **state)
{
    (void)state;
    struct told x = {.s = {.n_to = 0}};
    a_year(&x);
    sql("UPDATE unit_successor SET main = 1 - main");
    assert_int_equal(verify(), ERR_CORRUPT);
    sql("UPDATE unit_successor SET main = 1 - main");
    all_is_well("main");
    sql("UPDATE holding SET recorded_until = 9223372036854775807");
    assert_int_equal(verify(), ERR_CORRUPT);
    assert_string_equal(why.args[2], "recorded_until");
}

/* Facts of former versions do not tell the order; a fact whose content was erased tells no names.
 */
struct erasing {
    int64_t leaf;
};

static err_t erase(struct db *db, void *arg)
{
    const struct erasing *x = arg;
    struct leaf_id ret;
    json_t *o = json_pack("{s:s, s:I}", "kind", "ledger.erase", "leaf", (json_int_t)x->leaf);
    err_t e = ledger_erase(db, leaf_id(x->leaf), o, &ret);
    json_decref(o);
    return e;
}

static err_t last_person(void *arg, const struct ledger_record *r)
{
    if (memmem(r->envelope.p, r->envelope.n, "\"person.", 8)) *(int64_t *)arg = r->leaf.v;
    return OK;
}

static err_t find_person(struct db *db, void *arg)
{
    return ledger_each(db, leaf_id(0), last_person, arg);
}

static void what_the_ledger_does_not_tell(void **state)
{
    (void)state;
    struct erasing x = {.leaf = -1};
    (void)town_regular(&w, "秘密", w.info_staff);
    assert_ok(store_write(w.t.store, find_person, &x.leaf, NULL));
    assert_true(x.leaf > 0);
    assert_ok(store_write(w.t.store, erase, &x, NULL));
    all_is_well("erased");
    sql("UPDATE person SET family = '別名' WHERE family = '秘密'"); /* nobody can know */
    all_is_well("erased");
    sql("UPDATE person SET member = 'outsider'");
    assert_int_equal(verify(), ERR_CORRUPT);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(every_column),
        T(rows_that_come_and_go),
        T(what_was_revived),
        T(what_the_ledger_does_not_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
