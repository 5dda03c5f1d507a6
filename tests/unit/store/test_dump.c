/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "store/dump.h"
#include "store_test_sql.h"
#include "temp_store.h"

static err_t fill(struct db *db, void *arg)
{
    (void)arg;
    int64_t leaf;
    TRY(db_next(db, COUNTER_LEAF, &leaf));
    TRY(db_run(db, T_THING_PUT, P_I64("id", 2), P_STR("name", STR("二\n行")), P_NULL("note"),
               P_BLOB("data", STR("\x00\xff")), P_I64("size", 5)));
    return db_run(db, T_THING_PUT, P_I64("id", 1), P_STR("name", STR("a")), P_STR("note", STR("")),
                  P_NULL("data"), P_I64("size", 6));
}

static err_t more(struct db *db, void *arg)
{
    (void)arg;
    TRY(db_run(db, T_PART_PUT, P_I64("id", 7), P_I64("thing", 1)));
    return db_run(db, T_THING_DROP, P_I64("from", 2));
}

static const char *const only_ours[] = {
    /* tables of the product that a migration fills */ "idem", NULL};

static void dump(struct temp_store *t, struct sb *out)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t->store, &db, NULL));
    assert_ok(dump_all(db, only_ours, out));
}

static bool same(struct temp_store *a, struct temp_store *b, struct sb *out)
{
    struct db *da STORE_READ_CLEANUP = NULL, *db STORE_READ_CLEANUP = NULL;
    bool ret = false;
    assert_ok(store_read_begin(a->store, &da, NULL));
    assert_ok(store_read_begin(b->store, &db, NULL));
    assert_ok(dump_diff(da, db, only_ours, out, &ret));
    return ret;
}

static void rows_are_lines(void **state)
{
    (void)state;
    struct temp_store t;
    struct sb out SB_CLEANUP;
    sb_init(&out, 1 << 20);
    temp_store_make(&t, &sql_test);
    assert_ok(store_write(t.store, fill, NULL, NULL));
    dump(&t, &out);
    assert_str(sb_str(&out), "counter: name=\"leaf\" next=1\n"
                             "t_thing: id=1 name=\"a\" note=\"\" data=NULL size=6\n"
                             "t_thing: id=2 name=\"二\\n行\" note=NULL data=x'00ff' size=5\n");
    temp_store_remove(&t);
}

static void differences_are_told(void **state)
{
    (void)state;
    struct temp_store a, b;
    struct sb out SB_CLEANUP;
    struct fault why;
    sb_init(&out, 1 << 20);
    temp_store_make(&a, &sql_test);
    /* The other is on SQLite always: both back ends tell the same. */
    temp_store_prepare(&b, STORE_SQLITE, &sql_test);
    assert_ok(store_migrate(&b.config, &why));
    assert_ok(store_open(&b.config, &b.store, &why));
    assert_ok(store_write(a.store, fill, NULL, NULL));
    assert_ok(store_write(b.store, fill, NULL, NULL));
    assert_true(same(&a, &b, &out));
    assert_int_equal(out.n, 0);
    assert_ok(store_write(b.store, more, NULL, NULL));
    assert_false(same(&a, &b, &out));
    assert_str(sb_str(&out), "+ t_part: id=7 thing=1\n"
                             "- t_thing: id=2 name=\"二\\n行\" note=NULL data=x'00ff' size=5\n");
    temp_store_remove(&a);
    temp_store_remove(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_lines),
        cmocka_unit_test(differences_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
