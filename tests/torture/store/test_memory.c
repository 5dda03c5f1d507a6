/* SPDX-License-Identifier: Apache-2.0
 *
 * The nth allocation fails, ours or SQLite's: an error, never a crash, and the
 * store is whole afterwards. Linked with --wrap for our own. */
#include "../../unit/check.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "storm.h"
#include "store/dump.h"
#include "store/idem.h"
#include "temp_store.h"

static atomic_long fail_in; /* 0: none fails */
static atomic_bool for_good, failed;

static bool fails(void)
{
    long n = fail_in;
    if (n == 0) return false;
    if (n > 1) {
        fail_in--;
        return false;
    }
    failed = true;
    if (!for_good) fail_in = 0;
    return true;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__real_reallocarray(void *p, size_t n, size_t size);
char *__real_strdup(const char *s);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
char *__wrap_strdup(const char *s);
void *__wrap_malloc(size_t n)
{
    return fails() ? NULL : __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n)
{
    return fails() ? NULL : __real_realloc(p, n);
}
void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
    return fails() ? NULL : __real_reallocarray(p, n, size);
}
char *__wrap_strdup(const char *s)
{
    return fails() ? NULL : __real_strdup(s);
}

/* --- SQLite's own --- */

static sqlite3_mem_methods system_memory;

static void *lite_malloc(int n)
{
    return fails() ? NULL : system_memory.xMalloc(n);
}

static void *lite_realloc(void *p, int n)
{
    return fails() ? NULL : system_memory.xRealloc(p, n);
}

static void wrap_sqlite(void)
{
    sqlite3_mem_methods m;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory), SQLITE_OK);
    m = system_memory;
    m.xMalloc = lite_malloc;
    m.xRealloc = lite_realloc;
    assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &m), SQLITE_OK);
}

/* --- what a program does with a store --- */

static void nothing(void *arg)
{
    (void)arg;
}

static err_t keep(struct db *db, void *arg)
{
    struct idem_key k = {STR("person:1"), STR("key"), STR("digest")};
    struct sb out SB_CLEANUP;
    (void)arg;
    sb_init(&out, 100);
    db_on_commit(db, nothing, NULL);
    err_t e = idem_get(db, &k, &out);
    return e == ERR_NOT_FOUND ? idem_put(db, &k, STR("result"), 1) : e;
}

static err_t read_all(struct store *store)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct sb out SB_CLEANUP;
    int64_t next;
    sb_init(&out, 1 << 20);
    TRY(store_read_begin(store, &db, NULL));
    TRY(db_peek(db, COUNTER_ENTRY, &next));
    return dump_all(db, NULL, &out);
}

static err_t use(struct storm *s, struct store *store)
{
    for (int i = 0; i < 3; i++) {
        struct fault why = {0};
        err_t e = storm_act(s, store, 0, &why);
        if (e != OK && e != ERR_DENIED) return e;
    }
    TRY(store_write(store, keep, NULL, NULL));
    TRY(read_all(store));
    return store_check(store, NULL);
}

static err_t live(struct storm *s, struct temp_store *t)
{
    struct store *store = NULL;
    TRY(store_migrate(&t->config, NULL));
    TRY(store_open(&t->config, &store, NULL));
    err_t e = use(s, store);
    store_close(store);
    return e;
}

static void verify(struct storm *s, struct temp_store *t)
{
    struct fault why = {0};
    fail_in = 0;
    if (store_open(&t->config, &t->store, &why) != OK) fail_msg("%s %s", why.id, why.args[0]);
    storm_verify(s, t->store);
    store_close(t->store);
    t->store = NULL;
}

/* Each allocation in turn; towards the end of long lives, some of them. */
static void each_allocation_fails(bool always)
{
    struct temp_store t;
    struct storm *s = storm_new();
    int64_t until = clock_monotonic_ms() + 7000;
    long n = 1, places = 0;
    temp_store_prepare(&t, temp_store_kind(), &sql_storm);
    assert_ok(live(s, &t));
    for_good = always;
    do {
        failed = false;
        fail_in = n;
        err_t e = live(s, &t);
        fail_in = 0;
        if (always && failed && e == OK) fail_msg("allocation %ld failed and nobody noticed", n);
        verify(s, &t);
        n += 1 + n / 50;
        places++;
    } while (failed && clock_monotonic_ms() < until);
    printf("# %s: %ld places of %ld, %d acknowledged, %d refused, %d unsure\n",
           always ? "and all after it" : "one", places, n, (int)s->acked, (int)s->refused,
           (int)s->unsure);
    assert_true(places > 5); /* a slow machine ends early */
    temp_store_remove(&t);
    storm_free(s);
}

static void one_allocation_fails(void **state)
{
    (void)state;
    each_allocation_fails(false);
}

static void all_allocations_fail(void **state)
{
    (void)state;
    each_allocation_fails(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_allocation_fails),
        cmocka_unit_test(all_allocations_fail),
    };
    wrap_sqlite();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
