/* SPDX-License-Identifier: Apache-2.0
 * The sample prefecture: its story can be told on any day, the same each time, and what stands
 * in the tables is what the ledger says. */
#include "../check.h"

#include <string.h>

#include "kernel/kernel.h"
#include "ledger/ledger.h"
#include "office/sample.h"
#include "temp_store.h"

static struct temp_store t;
static struct catalogue *cat;
static struct clock_test hands;
static struct clock ticks;
static struct office office;
static struct arena a;

static err_t open_ledger(struct db *db, void *arg)
{
    (void)arg;
    return ledger_open(db, STR("sample.example/office"), clock_now(&ticks));
}

static void make(struct day today)
{
    struct fault why = {0};
    temp_store_make(&t, NULL);
    arena_init(&a, (size_t)64 << 20);
    ticks = clock_test_init(&hands, moment_add(day_start(today), 9 * HOUR_MS));
    office = (struct office){t.store, cat, &ticks};
    assert_ok(store_write(t.store, open_ledger, NULL, NULL));
    err_t e = sample_organisation(&office, &why);
    if (e == OK) e = sample_history(&office, &why);
    if (e != OK) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 4096);
        fault_message(&b, LANG_EN, &why);
        print_error("%.*s\n", STR_ARG(sb_str(&b)));
    }
    assert_ok(e);
}

static void unmake(void)
{
    arena_release(&a);
    temp_store_remove(&t);
}

static err_t digest(struct db *db, void *arg)
{
    return kernel_projections_digest(db, arg);
}

static err_t rebuild(struct db *db, void *arg)
{
    TRY(kernel_rebuild(db, NULL));
    return kernel_projections_digest(db, arg);
}

static void on_many_days(void **state)
{
    (void)state;
    const struct day days[] = {day_of(2026, 11, 23), day_of(2026, 4, 1), day_of(2027, 1, 4),
                               day_of(2026, 5, 7)};
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        char live[65], again[65];
        make(days[i]);
        assert_ok(store_write(t.store, digest, live, NULL));
        assert_ok(store_write(t.store, rebuild, again, NULL));
        assert_string_equal(live, again);
        unmake();
    }
}

static void the_same_each_time(void **state)
{
    (void)state;
    char first[65], second[65];
    make(day_of(2026, 11, 23));
    assert_ok(store_write(t.store, digest, first, NULL));
    unmake();
    make(day_of(2026, 11, 23));
    assert_ok(store_write(t.store, digest, second, NULL));
    unmake();
    assert_string_equal(first, second);
}

/* The five who sign in hold what their line promises, and there is work for them. */
static void who_signs_in(void **state)
{
    (void)state;
    static const char *const roles[SAMPLE_SIGN_INS] = {
        "employee", "security_manager", "head_security_officer", "ciso", "audit_officer"};
    struct db *db STORE_READ_CLEANUP = NULL;
    make(day_of(2026, 11, 23));
    struct as_of now = as_of_now(clock_now(&ticks));
    assert_ok(store_read_begin(t.store, &db, NULL));
    for (size_t i = 0; i < SAMPLE_SIGN_INS; i++) {
        struct person_row p;
        struct role_holder *h;
        size_t n;
        bool found = false;
        assert_ok(org_person_by_number(db, &a, str_z(sample_sign_ins[i].number), &p));
        assert_ok(org_roles_of(db, cat, &a, p.id, now, &h, &n));
        for (size_t k = 0; k < n; k++) found = found || strcmp(h[k].role, roles[i]) == 0;
        assert_true(found);
        if (strcmp(roles[i], "security_manager") == 0 || strcmp(roles[i], "ciso") == 0) {
            json_t *inbox = NULL;
            assert_ok(matters_inbox(&office, p.id, LANG_JA, &inbox));
            assert_true(json_integer_value(json_object_get(inbox, "count")) > 0);
            json_decref(inbox);
        }
    }
    store_read_end(db);
    db = NULL;
    unmake();
}

static int load(void **state)
{
    (void)state;
    return catalogue_load_folder(CATALOGUE_FOLDER, &cat, NULL, NULL, NULL) == OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(cat);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_many_days),
                                       cmocka_unit_test(the_same_each_time),
                                       cmocka_unit_test(who_signs_in)};
    return cmocka_run_group_tests(tests, load, unload);
}
