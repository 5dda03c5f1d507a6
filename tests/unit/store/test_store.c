/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "store/idem.h"
#include "store_test_sql.h"
#include "temp_store.h"

static struct temp_store t;

static int set_up(void **state)
{
    (void)state;
    temp_store_make(&t, &sql_test);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_store_remove(&t);
    return 0;
}

/* --- acts that the tests run --- */

struct thing {
    int64_t id;
    const char *name;
    struct str note, data;
    int64_t size;
    err_t then; /* what the job returns after its insert */
};

static err_t put(struct db *db, void *arg)
{
    const struct thing *x = arg;
    TRY(db_run(db, T_THING_PUT, P_I64("id", x->id), P_STR("name", str_z(x->name)),
               P_STR_OPT("note", x->note), P_BLOB_OPT("data", x->data), P_I64("size", x->size)));
    return x->then;
}

static err_t write_thing(struct thing x, struct fault *why)
{
    return store_write(t.store, put, &x, why);
}

static int64_t count(void)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t n = -1;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(db_get_i64(db, &n, T_THING_COUNT));
    return n;
}

/* --- tests --- */

static void values_come_back(void **state)
{
    (void)state;
    assert_ok(write_thing((struct thing){1, "𠮷野家", STR(""), {"a\0b", 3}, INT64_MAX, OK}, NULL));
    assert_ok(write_thing((struct thing){-2, "b", STR_NONE, STR_NONE, 0, OK}, NULL));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    struct rows r ROWS_CLEANUP = db_query(db, T_THING_ALL);
    assert_true(rows_next(&r));
    assert_int_equal(rows_i64(&r, "id"), -2);
    assert_true(rows_is_null(&r, "note"));
    assert_null(rows_str(&r, "note").p);
    assert_null(rows_blob(&r, "data").p);
    assert_int_equal(rows_i64(&r, "size"), 0);
    assert_false(rows_bool(&r, "size"));
    assert_true(rows_next(&r));
    assert_true(rows_i64(&r, "size") == INT64_MAX);
    assert_str(rows_str(&r, "name"), "𠮷野家"); /* out of order */
    assert_non_null(rows_str(&r, "note").p);
    assert_int_equal(rows_str(&r, "note").n, 0);
    assert_str(rows_blob(&r, "data"), "a\0b");
    assert_false(rows_next(&r));
    assert_false(rows_next(&r));
    assert_ok(rows_end(&r));
}

static void held_rows_are_read_again(void **state)
{
    (void)state;
    assert_ok(write_thing((struct thing){1, "𠮷野家", STR(""), {"a\0b", 3}, INT64_MAX, OK}, NULL));
    assert_ok(write_thing((struct thing){2, "b", STR_NONE, STR_NONE, 0, OK}, NULL));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    struct rows r ROWS_CLEANUP = db_query(db, T_THING_ALL);
    assert_ok(rows_hold(&r));
    for (int turn = 0; turn < 2; turn++) {
        assert_true(rows_next(&r));
        struct str name = rows_str(&r, "name");
        assert_str(rows_blob(&r, "data"), "a\0b");
        assert_int_equal(rows_str(&r, "note").n, 0);
        assert_non_null(rows_str(&r, "note").p);
        assert_true(rows_next(&r));
        assert_true(rows_is_null(&r, "note"));
        assert_str(name, "𠮷野家"); /* views last until the end */
        assert_false(rows_next(&r));
        rows_rewind(&r);
    }
    assert_ok(rows_end(&r));
    struct rows none ROWS_CLEANUP =
        db_query(db, T_THING_PAGE, P_I64("n", 9), P_STR("name", STR("no")), P_I64("after", 0));
    assert_ok(rows_hold(&none));
    assert_false(rows_next(&none));
    rows_rewind(&none);
    assert_false(rows_next(&none));
    assert_ok(rows_end(&none));
}

static void parameters_inside_text_are_text(void **state)
{
    (void)state;
    assert_ok(write_thing((struct thing){1, "x", STR_NONE, STR_NONE, 7, OK}, NULL));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    struct rows r ROWS_CLEANUP = db_query(db, T_THING_BY_NAME, P_STR("name", STR("x")));
    assert_true(rows_next(&r));
    assert_str(rows_str(&r, "text"), ":not_a_param");
    assert_ok(rows_end(&r));
    struct rows b ROWS_CLEANUP = db_query(db, T_BACKEND, P_I64("x", 42));
    assert_true(rows_next(&b));
    assert_int_equal(rows_i64(&b, "x"), 42);
    bool lite = store_kind(t.store) == STORE_SQLITE;
    assert_true(str_eqz(rows_str(&b, "name"), lite ? "sqlite" : "postgres"));
    assert_ok(rows_end(&b));
}

static void sums_nulls_and_pages(void **state)
{
    (void)state;
    struct db *db = NULL;
    int64_t v;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_int_equal(db_get_i64(db, &v, T_THING_SUM), ERR_NOT_FOUND);
    store_read_end(db);
    for (int i = 1; i <= 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "n%d", i);
        assert_ok(write_thing((struct thing){i, name, STR_NONE, STR_NONE, 100000 * i, OK}, NULL));
    }
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(db_get_i64(db, &v, T_THING_SUM));
    assert_int_equal(v, 1500000);
    struct rows r = db_query(db, T_THING_PAGE, P_I64("after", 1), P_NULL("name"), P_I64("n", 2));
    assert_true(rows_next(&r));
    assert_int_equal(rows_i64(&r, "id"), 2);
    /* The same statement while it is being read. */
    struct rows q =
        db_query(db, T_THING_PAGE, P_I64("n", 9), P_STR("name", STR("n5")), P_I64("after", 0));
    assert_true(rows_next(&q));
    assert_int_equal(rows_i64(&q, "id"), 5);
    assert_ok(rows_end(&q));
    assert_true(rows_next(&r));
    assert_int_equal(rows_i64(&r, "id"), 3);
    assert_false(rows_next(&r));
    assert_ok(rows_end(&r));
    store_read_end(db);
}

static void text_sorts_by_bytes(void **state)
{
    (void)state;
    static const char *const names[] = {"B", "a", "Z", "ア", "亜", "b"};
    static const char *const want[] = {"B", "Z", "a", "b", "ア", "亜"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_ok(
            write_thing((struct thing){(int64_t)i, names[i], STR_NONE, STR_NONE, 0, OK}, NULL));
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(t.store, &db, NULL));
    struct rows r ROWS_CLEANUP = db_query(db, T_THING_NAMES);
    for (size_t i = 0; rows_next(&r); i++) assert_true(str_eqz(rows_str(&r, "name"), want[i]));
    assert_ok(rows_end(&r));
    int64_t n;
    assert_ok(db_get_i64(db, &n, T_THING_LIKE, P_STR("pattern", STR("b%"))));
    assert_int_equal(n, 1); /* LIKE tells case on both */
}

static void a_failing_act_leaves_nothing(void **state)
{
    (void)state;
    struct fault why = {0};
    assert_ok(write_thing((struct thing){1, "a", STR_NONE, STR_NONE, 0, OK}, &why));
    assert_int_equal(write_thing((struct thing){2, "b", STR_NONE, STR_NONE, 0, ERR_DENIED}, &why),
                     ERR_DENIED);
    assert_null(why.id); /* the job's own error; the store has nothing to say */
    assert_int_equal(write_thing((struct thing){3, "a", STR_NONE, STR_NONE, 0, OK}, &why),
                     ERR_EXISTS);
    assert_string_equal(why.id, "store.exists");
    assert_int_equal(write_thing((struct thing){4, "d", STR_NONE, STR_NONE, -1, OK}, &why),
                     ERR_INVALID);
    assert_string_equal(why.id, "store.constraint");
    assert_int_equal(count(), 1);
}

static err_t put_part(struct db *db, void *arg)
{
    (void)arg;
    return db_run(db, T_PART_PUT, P_I64("id", 1), P_I64("thing", 77));
}

static void broken_references_are_refused(void **state)
{
    (void)state;
    struct fault why = {0};
    assert_int_equal(store_write(t.store, put_part, NULL, &why), ERR_STATE);
    assert_string_equal(why.id, "store.reference");
}

static void bad_text_is_refused(void **state)
{
    (void)state;
    static const struct str bad[] = {{"a\0b", 3},
                                     STR_INIT("\xff"),
                                     STR_INIT("\xed\xa0\x80"),
                                     STR_INIT("\xc0\xaf"),
                                     STR_INIT("\xe3\x81")};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct fault why = {0};
        struct thing x = {9, "x", bad[i], STR_NONE, 0, OK};
        assert_int_equal(write_thing(x, &why), ERR_INVALID);
        assert_string_equal(why.id, "store.bad_text");
        assert_string_equal(why.args[0], "note");
    }
    assert_int_equal(count(), 0);
}

static err_t swallow_error(struct db *db, void *arg)
{
    struct thing x = {1, "same", STR_NONE, STR_NONE, 0, OK};
    (void)arg;
    TRY(put(db, &x));
    x.id = 2;
    err_t ignored = put(db, &x);
    (void)ignored;
    return OK;
}

static void an_error_cannot_be_swallowed(void **state)
{
    (void)state;
    assert_int_equal(store_write(t.store, swallow_error, NULL, NULL), ERR_EXISTS);
    assert_int_equal(count(), 0);
}

static err_t put_maybe(struct db *db, void *arg)
{
    int64_t *n = arg;
    TRY(db_run_count(db, &n[0], T_THING_PUT_MAYBE, P_I64("id", 1), P_STR("name", STR("m")),
                     P_I64("size", 1)));
    TRY(db_run_count(db, &n[1], T_THING_PUT_MAYBE, P_I64("id", 2), P_STR("name", STR("m")),
                     P_I64("size", 1)));
    return db_run_count(db, &n[2], T_THING_DROP, P_I64("from", 0));
}

static void changes_are_counted(void **state)
{
    (void)state;
    int64_t n[3] = {-1, -1, -1};
    assert_ok(store_write(t.store, put_maybe, n, NULL));
    assert_int_equal(n[0], 1);
    assert_int_equal(n[1], 0);
    assert_int_equal(n[2], 1);
}

/* A snapshot does not see what is written after it began to read. */
static void snapshots_stand_still(void **state)
{
    (void)state;
    struct db *db = NULL;
    int64_t n;
    assert_ok(write_thing((struct thing){1, "a", STR_NONE, STR_NONE, 0, OK}, NULL));
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(db_get_i64(db, &n, T_THING_COUNT));
    assert_ok(write_thing((struct thing){2, "b", STR_NONE, STR_NONE, 0, OK}, NULL));
    assert_ok(db_get_i64(db, &n, T_THING_COUNT));
    assert_int_equal(n, 1);
    store_read_end(db);
    assert_int_equal(count(), 2);
}

static void a_snapshot_cannot_write(void **state)
{
    (void)state;
    struct db *db = NULL;
    struct thing x = {1, "a", STR_NONE, STR_NONE, 0, OK};
    int64_t n;
    assert_ok(store_read_begin(t.store, &db, NULL));
    err_t e = put(db, &x);
    if (e == OK) e = db_get_i64(db, &n, T_THING_COUNT); /* PostgreSQL says it later */
    assert_int_not_equal(e, OK);
    store_read_end(db);
    assert_int_equal(count(), 0);
}

/* --- counters --- */

struct take {
    unsigned n;
    err_t then;
    int64_t got[4];
};

static err_t take_numbers(struct db *db, void *arg)
{
    struct take *k = arg;
    for (unsigned i = 0; i < k->n; i++) TRY(db_next(db, COUNTER_LEAF, &k->got[i]));
    int64_t peek, matter;
    TRY(db_peek(db, COUNTER_LEAF, &peek));
    assert_int_equal(peek, k->got[k->n - 1] + 1);
    TRY(db_peek(db, COUNTER_MATTER, &matter));
    assert_int_equal(matter, 1);
    return k->then;
}

static void counters_have_no_gaps(void **state)
{
    (void)state;
    struct take a = {.n = 3}, b = {.n = 4, .then = ERR_STATE}, c = {.n = 1};
    assert_ok(store_write(t.store, take_numbers, &a, NULL));
    assert_int_equal(store_write(t.store, take_numbers, &b, NULL), ERR_STATE);
    assert_int_equal(b.got[0], 3);
    temp_store_reopen(&t);
    assert_ok(store_write(t.store, take_numbers, &c, NULL));
    assert_int_equal(a.got[0], 0);
    assert_int_equal(a.got[2], 2);
    assert_int_equal(c.got[0], 3);
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t size;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(db_peek(db, COUNTER_LEAF, &size));
    assert_int_equal(size, 4);
}

/* Without a savepoint the transaction is all that is taken back. */
static void a_job_alone_stands_or_falls_as_any(void **state)
{
    (void)state;
    struct fault why = {0};
    struct thing good = {1, "a", STR_NONE, STR_NONE, 0, OK}, fails = good, same = good;
    struct take a = {.n = 3, .then = ERR_STATE}, b = {.n = 2};
    fails = (struct thing){2, "b", STR_NONE, STR_NONE, 0, ERR_DENIED};
    same = (struct thing){3, "a", STR_NONE, STR_NONE, 0, OK};
    assert_ok(store_write_alone(t.store, put, &good, &why));
    assert_int_equal(store_write_alone(t.store, put, &fails, &why), ERR_DENIED);
    assert_null(why.id);
    assert_int_equal(store_write_alone(t.store, put, &same, &why), ERR_EXISTS);
    assert_string_equal(why.id, "store.exists");
    assert_ok(store_health(t.store, NULL));
    assert_int_equal(count(), 1);
    assert_int_equal(store_write_alone(t.store, take_numbers, &a, NULL), ERR_STATE);
    assert_ok(store_write(t.store, take_numbers, &b, NULL));
    assert_int_equal(b.got[0], 0); /* those that the failed one took are given again */
    temp_store_reopen(&t);
    assert_int_equal(count(), 1);
}

/* --- callbacks --- */

struct calls {
    int committed, before;
    err_t then, before_then;
};

static void on_commit(void *arg)
{
    ((struct calls *)arg)->committed++;
}

static err_t before_commit(struct db *db, void *arg)
{
    struct calls *c = arg;
    c->before++;
    if (c->before_then != OK) return c->before_then;
    struct thing x = {900, "hook", STR_NONE, STR_NONE, 0, OK};
    return put(db, &x);
}

static err_t with_callbacks(struct db *db, void *arg)
{
    struct calls *c = arg;
    db_on_commit(db, on_commit, c);
    db_before_commit(db, before_commit, c);
    db_before_commit(db, before_commit, c);
    return c->then;
}

static void callbacks_follow_the_act(void **state)
{
    (void)state;
    struct fault why = {0};
    struct calls a = {.then = ERR_STATE}, b = {.before_then = ERR_NOT_FOUND}, c = {0};
    assert_int_equal(store_write(t.store, with_callbacks, &a, NULL), ERR_STATE);
    assert_int_equal(a.committed + a.before, 0);
    assert_int_equal(store_write(t.store, with_callbacks, &b, &why), ERR_NOT_FOUND);
    assert_string_equal(why.id, "store.hook");
    assert_int_equal(b.committed, 0);
    assert_int_equal(count(), 0);
    assert_ok(store_write(t.store, with_callbacks, &c, NULL));
    assert_int_equal(c.committed, 1);
    assert_int_equal(c.before, 1);
    assert_int_equal(count(), 1);
}

/* --- idempotency --- */

struct click {
    struct idem_key key;
    const char *result;
    char got[16];
};

static err_t click(struct db *db, void *arg)
{
    struct click *c = arg;
    struct sb out SB_CLEANUP;
    sb_init(&out, 1024);
    err_t e = idem_get(db, &c->key, &out);
    if (e == OK) snprintf(c->got, sizeof c->got, "%.*s", STR_ARG(sb_str(&out)));
    if (e != ERR_NOT_FOUND) return e;
    snprintf(c->got, sizeof c->got, "new");
    return idem_put(db, &c->key, str_z(c->result), 1000);
}

static err_t expire(struct db *db, void *arg)
{
    return idem_expire(db, *(int64_t *)arg);
}

static void a_second_click_gets_the_first_result(void **state)
{
    (void)state;
    struct click a = {{STR("person:1"), STR("k"), STR("\x01\x02")}, "r1", ""};
    struct click other = {{STR("person:2"), STR("k"), STR("\x09")}, "r2", ""};
    struct click wrong = {{STR("person:1"), STR("k"), STR("\x01\x03")}, "r3", ""};
    assert_ok(store_write(t.store, click, &a, NULL));
    assert_string_equal(a.got, "new");
    assert_ok(store_write(t.store, click, &a, NULL));
    assert_string_equal(a.got, "r1");
    assert_ok(store_write(t.store, click, &other, NULL));
    assert_string_equal(other.got, "new");
    assert_int_equal(store_write(t.store, click, &wrong, NULL), ERR_EXISTS);
    int64_t before = 1001;
    assert_ok(store_write(t.store, expire, &before, NULL));
    assert_ok(store_write(t.store, click, &a, NULL));
    assert_string_equal(a.got, "new");
}

/* --- many at once --- */

enum { THREADS = 8, EACH = 60 };

struct crowd {
    int n;
    int done, refused;
};

static err_t crowd_act(struct db *db, void *arg)
{
    char name[32];
    int64_t id;
    TRY(db_next(db, COUNTER_ENTRY, &id));
    snprintf(name, sizeof name, "c%lld", (long long)id);
    struct thing x = {id, name, STR_NONE, STR_NONE, 1, OK};
    TRY(put(db, &x));
    return *(int *)arg % 5 == 4 ? ERR_STATE : OK; /* every fifth fails after its insert */
}

static void *crowd_main(void *arg)
{
    struct crowd *c = arg;
    for (int i = 0; i < EACH; i++) {
        err_t e = i % 3 ? store_write(t.store, crowd_act, &i, NULL)
                        : store_write_alone(t.store, crowd_act, &i, NULL);
        if (e == OK)
            c->done++;
        else if (e == ERR_STATE)
            c->refused++;
    }
    return NULL;
}

static void a_crowd_writes_without_gaps(void **state)
{
    (void)state;
    pthread_t id[THREADS];
    struct crowd c[THREADS] = {{0}};
    for (int i = 0; i < THREADS; i++) pthread_create(&id[i], NULL, crowd_main, &c[i]);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(id[i], NULL);
        assert_int_equal(c[i].done, EACH - EACH / 5);
        assert_int_equal(c[i].refused, EACH / 5);
    }
    int64_t total = THREADS * (EACH - EACH / 5);
    assert_int_equal(count(), total);
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t next;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(db_peek(db, COUNTER_ENTRY, &next));
    assert_int_equal(next, total + 1);
    assert_ok(store_health(t.store, NULL));
}

static void every_statement_prepares(void **state)
{
    (void)state;
    struct fault why = {0};
    if (store_check_statements(t.store, &why) != OK) fail_msg("%s: %s", why.args[0], why.args[1]);
    assert_ok(store_check(t.store, &why));
}

static void only_one_may_write(void **state)
{
    (void)state;
    struct store *second = NULL;
    struct fault why = {0};
    if (store_kind(t.store) != STORE_SQLITE) return; /* fenced instead: test_fence.c */
    assert_int_equal(store_open(&t.config, &second, &why), ERR_BUSY);
    assert_string_equal(why.id, "store.in_use");
}

static void read_only_reads(void **state)
{
    (void)state;
    struct store_config c = t.config;
    struct store *ro = NULL;
    struct fault why = {0};
    struct thing x = {2, "b", STR_NONE, STR_NONE, 0, OK};
    int64_t n;
    assert_ok(write_thing((struct thing){1, "a", STR_NONE, STR_NONE, 0, OK}, NULL));
    c.read_only = true;
    assert_ok(store_open(&c, &ro, &why));
    assert_int_equal(store_write(ro, put, &x, &why), ERR_STATE);
    assert_string_equal(why.id, "store.opened_read_only");
    struct db *db;
    assert_ok(store_read_begin(ro, &db, NULL));
    assert_ok(db_get_i64(db, &n, T_THING_COUNT));
    assert_int_equal(n, 1);
    store_read_end(db);
    store_close(ro);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(values_come_back),
        T(held_rows_are_read_again),
        T(parameters_inside_text_are_text),
        T(sums_nulls_and_pages),
        T(text_sorts_by_bytes),
        T(a_failing_act_leaves_nothing),
        T(broken_references_are_refused),
        T(bad_text_is_refused),
        T(an_error_cannot_be_swallowed),
        T(changes_are_counted),
        T(snapshots_stand_still),
        T(a_snapshot_cannot_write),
        T(counters_have_no_gaps),
        T(a_job_alone_stands_or_falls_as_any),
        T(callbacks_follow_the_act),
        T(a_second_click_gets_the_first_result),
        T(a_crowd_writes_without_gaps),
        T(every_statement_prepares),
        T(only_one_may_write),
        T(read_only_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
