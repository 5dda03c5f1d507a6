/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL that restarts, drops connections, refuses to write, and a second
 * writer, all in the middle of a storm. */
#include "../../unit/check.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "storm.h"
#include "temp_pg.h"
#include "temp_store.h"

static struct temp_store t;
static struct storm *s;

static int set_up(void **state)
{
    (void)state;
    temp_store_make(&t, &sql_storm);
    s = storm_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_store_remove(&t);
    storm_free(s);
    return 0;
}

/* Wait until `more` further acts were acknowledged. */
static void wait_for(int more)
{
    int64_t until = clock_monotonic_ms() + 20000;
    int want = s->acked + more;
    while (s->acked < want && clock_monotonic_ms() < until) usleep(500);
    assert_true(s->acked >= want);
}

/* Run a text on a connection of its own; the number in its first field. */
static int pg(const char *text)
{
    char info[700];
    snprintf(info, sizeof info, "%s options='-c default_transaction_read_only=off'", t.conninfo);
    PGconn *c = PQconnectdb(info);
    PGresult *r = PQexec(c, text);
    ExecStatusType st = PQresultStatus(r);
    if (st != PGRES_COMMAND_OK && st != PGRES_TUPLES_OK)
        fail_msg("%s: %s", text, PQerrorMessage(c));
    int n = PQntuples(r) > 0 ? atoi(PQgetvalue(r, 0, 0)) : 0;
    PQclear(r);
    PQfinish(c);
    return n;
}

static void tell(const char *what, int64_t count)
{
    printf("# %s: %d acknowledged, %d refused, %d unsure, %lld found\n", what, (int)s->acked,
           (int)s->refused, (int)s->unsure, (long long)count);
}

static void a_crashed_server_loses_nothing(void **state)
{
    (void)state;
    struct storm_run run;
    if (!temp_pg_own()) skip();
    storm_start(&run, s, t.store);
    for (int i = 0; i < 3; i++) {
        wait_for(100);
        temp_pg_crash();
        temp_pg_start();
    }
    wait_for(100); /* it goes on by itself */
    storm_stop(&run);
    tell("three crashes", storm_verify(s, t.store));
    assert_int_equal(s->unsure, 0); /* the fence answered every time */
    assert_ok(store_health(t.store, NULL));
}

static void a_cut_connection_is_resolved(void **state)
{
    (void)state;
    struct storm_run run;
    storm_start(&run, s, t.store);
    int cuts = 0;
    int64_t until = clock_monotonic_ms() + 6000;
    for (int i = 0; i < 150 && clock_monotonic_ms() < until; i++) {
        usleep((useconds_t)(rand() % 12000));
        cuts += pg("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                   " AND application_name = 'sekimori'");
    }
    wait_for(50);
    storm_stop(&run);
    printf("# %d cuts\n", cuts);
    tell("cuts", storm_verify(s, t.store));
    assert_true(cuts > 10);
    assert_int_equal(s->unsure, 0);
}

static void a_server_that_stays_away_is_told(void **state)
{
    (void)state;
    struct fault why = {0};
    struct db *db = NULL;
    if (!temp_pg_own()) skip();
    store_close(t.store);
    t.config.wait_ms = 300;
    assert_ok(store_open(&t.config, &t.store, &why));
    assert_ok(storm_act(s, t.store, 1, NULL) == ERR_DENIED ? OK
                                                           : ERR_BUG); /* seq 0 fails by itself */
    temp_pg_crash();
    assert_int_equal(storm_act(s, t.store, 1, &why), ERR_UNAVAILABLE);
    assert_string_equal(why.id, "store.unavailable");
    assert_int_equal(store_health(t.store, &why), ERR_UNAVAILABLE);
    assert_int_equal(store_read_begin(t.store, &db, &why), ERR_UNAVAILABLE);
    temp_pg_start();
    assert_ok(storm_act(s, t.store, 1, &why));
    assert_ok(store_health(t.store, NULL));
    assert_int_equal(storm_verify(s, t.store), 1);
}

/* The server refuses to write for a while, as on a read-only disk. */
static void a_server_that_only_reads_is_told(void **state)
{
    (void)state;
    struct fault why = {0};
    s->next[0] = 1;
    if (!temp_pg_own()) skip();
    assert_ok(storm_act(s, t.store, 0, &why));
    pg("ALTER SYSTEM SET default_transaction_read_only = on");
    pg("SELECT pg_reload_conf()");
    int64_t until = clock_monotonic_ms() + 5000;
    err_t e = OK;
    while (e == OK && clock_monotonic_ms() < until) e = storm_act(s, t.store, 0, &why);
    if (e == ERR_DENIED) e = storm_act(s, t.store, 0, &why);
    assert_int_equal(e, ERR_IO);
    assert_string_equal(why.id, "store.read_only");
    pg("ALTER SYSTEM RESET default_transaction_read_only");
    pg("SELECT pg_reload_conf()");
    for (e = ERR_IO; e != OK && clock_monotonic_ms() < until;) e = storm_act(s, t.store, 0, &why);
    assert_ok(e);
    tell("read-only", storm_verify(s, t.store));
}

/* --- the fence --- */

static void the_older_writer_is_fenced(void **state)
{
    (void)state;
    struct store *newer = NULL;
    struct fault why = {0};
    struct storm_run run;
    storm_start(&run, s, t.store);
    wait_for(200);
    assert_ok(store_open(&t.config, &newer, &why)); /* takes over in the middle */
    usleep(100000);
    storm_stop(&run);
    err_t e = ERR_DENIED;
    while (e == ERR_DENIED) e = storm_act(s, t.store, 0, &why);
    assert_int_equal(e, ERR_STATE);
    assert_string_equal(why.id, "store.fenced");
    e = ERR_DENIED;
    while (e == ERR_DENIED) e = storm_act(s, newer, 0, &why);
    assert_ok(e);
    tell("fenced", storm_verify(s, newer));
    assert_true(storm_verify(s, t.store) > 0); /* the older still reads */
    assert_int_equal(s->unsure, 0);
    store_close(newer);
}

static void a_migration_fences_the_writer(void **state)
{
    (void)state;
    struct fault why = {0};
    s->next[0] = 1;
    assert_ok(storm_act(s, t.store, 0, &why));
    assert_ok(store_migrate(&t.config, &why));
    assert_int_equal(storm_act(s, t.store, 0, &why), ERR_STATE);
    assert_string_equal(why.id, "store.fenced");
}

static void unsafe_settings_are_refused(void **state)
{
    (void)state;
    struct store *other = NULL;
    struct fault why = {0};
    if (!temp_pg_own()) skip();
    pg("ALTER SYSTEM SET fsync = off");
    pg("SELECT pg_reload_conf()");
    err_t e = OK;
    for (int i = 0; i < 100 && e == OK; i++) {
        e = store_open(&t.config, &other, &why);
        if (e == OK) store_close(other);
        usleep(10000);
    }
    assert_int_equal(e, ERR_STATE);
    assert_string_equal(why.id, "store.unsafe_setting");
    assert_string_equal(why.args[0], "fsync");
    pg("ALTER SYSTEM RESET fsync");
    pg("SELECT pg_reload_conf()");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(the_older_writer_is_fenced),       T(a_migration_fences_the_writer),
        T(a_cut_connection_is_resolved),     T(a_crashed_server_loses_nothing),
        T(a_server_that_stays_away_is_told), T(a_server_that_only_reads_is_told),
        T(unsafe_settings_are_refused),
    };
    setenv("SEKIMORI_TEST_STORE", "postgres", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
