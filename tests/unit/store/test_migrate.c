/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "store_test_sql.h"
#include "temp_store.h"

/* Programs of three versions. The second adds a column and splits names. */
static const struct sql_migration versions[] = {
    {9101,
     "old",
     {1},
     {"CREATE TABLE t_old (id INTEGER PRIMARY KEY, full_name TEXT NOT NULL) STRICT;",
      "CREATE TABLE t_old (id BIGINT PRIMARY KEY, full_name TEXT NOT NULL);"}},
    {9102,
     "split",
     {2},
     {"ALTER TABLE t_old ADD COLUMN family TEXT;"
      "UPDATE t_old SET family = substr(full_name, 1, instr(full_name, ' ') - 1);",
      "ALTER TABLE t_old ADD COLUMN family TEXT;"
      "UPDATE t_old SET family = substr(full_name, 1, position(' ' IN full_name) - 1);"}},
    {9103,
     "broken",
     {3},
     {"CREATE TABLE t_half (id INTEGER) STRICT; INSERT INTO t_old (id) VALUES (1);",
      "CREATE TABLE t_half (id BIGINT); INSERT INTO t_old (id) VALUES (1);"}},
};
static const char *const put_params[] = {"id", "name"};
static const struct sql_stmt stmts[] = {
    {"old_put",
     {"INSERT INTO t_old (id, full_name) VALUES (?1, ?2)",
      "INSERT INTO t_old (id, full_name) VALUES ($1, $2)"},
     put_params,
     2,
     "here"},
    {"family",
     {"SELECT id, family FROM t_old ORDER BY id", "SELECT id, family FROM t_old ORDER BY id"},
     NULL,
     0,
     "here"},
    {"half",
     {"SELECT count(*) AS n FROM t_half", "SELECT count(*) AS n FROM t_half"},
     NULL,
     0,
     "here"},
};
enum { OLD_PUT = SQL_COUNT_, FAMILY, HALF };

static struct sql_set set_of(const struct sql_migration *m, unsigned n)
{
    return (struct sql_set){&sql_product, stmts, ARRAY_LEN(stmts), m, n};
}

/* A program that knows the first n versions; its set outlives its store. */
static const struct sql_set *version(unsigned n)
{
    static struct sql_set sets[ARRAY_LEN(versions) + 1];
    sets[n] = set_of(versions, n);
    return &sets[n];
}

static struct temp_store t;
static struct fault why;

static err_t put_old(struct db *db, void *arg)
{
    (void)arg;
    TRY(db_run(db, OLD_PUT, P_I64("id", 1), P_STR("name", STR("𠮷田 花子"))));
    return db_run(db, OLD_PUT, P_I64("id", 2), P_STR("name", STR("髙橋 一郎")));
}

/* A store of the first version, with data, closed. */
static int set_up(void **state)
{
    (void)state;
    why = (struct fault){0};
    temp_store_prepare(&t, temp_store_kind(), version(1));
    assert_ok(store_migrate(&t.config, &why));
    assert_ok(store_open(&t.config, &t.store, &why));
    assert_ok(store_write(t.store, put_old, NULL, NULL));
    store_close(t.store);
    t.store = NULL;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_store_remove(&t);
    return 0;
}

static void data_follows_the_schema(void **state)
{
    (void)state;
    t.config.sql = version(2);
    assert_int_equal(store_open(&t.config, &t.store, &why), ERR_STATE);
    assert_string_equal(why.id, "store.schema_older");
    assert_string_equal(why.args[0], "split");
    assert_ok(store_migrate(&t.config, &why));
    assert_ok(store_migrate(&t.config, &why)); /* a second time does nothing */
    assert_ok(store_open(&t.config, &t.store, &why));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    struct rows r ROWS_CLEANUP = db_query(db, FAMILY);
    assert_true(rows_next(&r));
    assert_str(rows_str(&r, "family"), "𠮷田");
    assert_true(rows_next(&r));
    assert_str(rows_str(&r, "family"), "髙橋");
    assert_ok(rows_end(&r));
}

/* Two lines of work met: a smaller number came in after a larger one was applied. */
static void a_smaller_number_that_came_later_is_applied(void **state)
{
    (void)state;
    struct sql_migration both[2] = {versions[0], versions[0]};
    both[0].number = 9100;
    both[0].name = "late";
    both[0].text[STORE_SQLITE] = "CREATE TABLE t_half (id INTEGER) STRICT;";
    both[0].text[STORE_POSTGRES] = "CREATE TABLE t_half (id BIGINT);";
    struct sql_set set = set_of(both, 2);
    t.config.sql = &set;
    int64_t n = -1;
    assert_int_equal(store_open(&t.config, &t.store, &why), ERR_STATE);
    assert_string_equal(why.id, "store.schema_older");
    assert_string_equal(why.args[0], "late");
    assert_ok(store_migrate(&t.config, &why));
    assert_ok(store_open(&t.config, &t.store, &why));
    {
        struct db *db STORE_READ_CLEANUP = NULL;
        assert_ok(store_read_begin(t.store, &db, NULL));
        assert_ok(db_get_i64(db, &n, HALF));
        assert_int_equal(n, 0);
    }
    store_close(t.store);
    t.store = NULL;
}

static void a_newer_store_is_refused(void **state)
{
    (void)state;
    t.config.sql = version(0);
    assert_int_equal(store_open(&t.config, &t.store, &why), ERR_STATE);
    assert_string_equal(why.id, "store.schema_newer");
    assert_string_equal(why.args[0], "9101");
    assert_int_equal(store_migrate(&t.config, &why), ERR_STATE);
    assert_string_equal(why.id, "store.schema_newer");
}

static void an_edited_migration_is_refused(void **state)
{
    (void)state;
    struct sql_migration edited[2] = {versions[0], versions[1]};
    edited[0].digest[31] ^= 1;
    struct sql_set set = set_of(edited, 2);
    t.config.sql = &set;
    assert_int_equal(store_migrate(&t.config, &why), ERR_STATE);
    assert_string_equal(why.id, "store.migration_edited");
    assert_string_equal(why.args[1], "old");
    assert_int_equal(store_open(&t.config, &t.store, &why), ERR_STATE);
    assert_string_equal(why.id, "store.migration_edited");
}

/* The third fails in its second statement; what its first made is gone. */
static void a_failing_migration_leaves_nothing(void **state)
{
    (void)state;
    int64_t n;
    t.config.sql = version(3);
    assert_int_not_equal(store_migrate(&t.config, &why), OK);
    assert_string_equal(why.id, "store.constraint");
    t.config.sql = version(2); /* which was applied before it */
    assert_ok(store_open(&t.config, &t.store, &why));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_int_equal(db_get_i64(db, &n, HALF), ERR_BUG); /* no such table */
}

static void an_empty_place_is_told(void **state)
{
    (void)state;
    struct temp_store e;
    struct fault w = {0};
    temp_store_prepare(&e, temp_store_kind(), &sql_test);
    err_t err = store_open(&e.config, &e.store, &w);
    bool lite = e.config.kind == STORE_SQLITE;
    assert_int_equal(err, lite ? ERR_IO : ERR_STATE);
    assert_string_equal(w.id, lite ? "store.cannot_open" : "store.schema_older");
    temp_store_remove(&e);
}

static void a_foreign_file_is_not_touched(void **state)
{
    (void)state;
    struct temp_store e;
    struct fault w = {0};
    if (temp_store_kind() != STORE_SQLITE) return;
    temp_store_prepare(&e, STORE_SQLITE, &sql_test);
    FILE *f = fopen(e.path, "w");
    assert_non_null(f);
    fputs("The office's shopping list, long enough to be no database. \n", f);
    for (int i = 0; i < 100; i++) fputs("eggs, milk, a barrier\n", f);
    fclose(f);
    assert_int_equal(store_migrate(&e.config, &w), ERR_CORRUPT);
    assert_string_equal(w.id, "store.corrupt");
    temp_store_remove(&e);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(data_follows_the_schema),
        T(a_smaller_number_that_came_later_is_applied),
        T(a_newer_store_is_refused),
        T(an_edited_migration_is_refused),
        T(a_failing_migration_leaves_nothing),
        T(an_empty_place_is_told),
        T(a_foreign_file_is_not_touched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
