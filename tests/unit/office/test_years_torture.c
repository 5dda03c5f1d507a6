/* SPDX-License-Identifier: Apache-2.0
 *
 * What an office does through the years, while each allocation in turn fails: a matter is erased,
 * its search is filled anew, the organisation is held against the ledger, a version of the
 * catalogue is loaded and checked. Nothing half done, nothing leaked, and the next attempt works.
 */
#include <stdlib.h>

#include "../check.h"
#include "../torture.h"
#include "office/erase.h"
#include "office/org_verify.h"
#include "office/search_fill.h"
#include "office/versions.h"
#include "town.h"

static struct town town;
static struct clock_test hands;
static struct clock test_clock;
static struct office office;
static struct actor manager, employee;
static int64_t matter;
static char in_force[VERSION_DIGEST];

static err_t fill(void *arg)
{
    struct search_index *x = NULL;
    bool more = true;
    err_t e = search_index_new(&x);
    (void)arg;
    while (e == OK && more) e = search_fill(&office, x, 5, &more);
    search_index_free(x);
    return e;
}

static err_t verify_job(struct db *db, void *arg)
{
    struct fault why = {.code = OK};
    (void)arg;
    TRY(org_verify(db, &why));
    TRY(org_verify_accounts(db, &why));
    return ERR_STATE; /* taken back */
}

static err_t verify(void *arg)
{
    err_t e = store_write(town.t.store, verify_job, arg, NULL);
    return e == ERR_STATE ? OK : e;
}

static err_t version(void *arg)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct catalogue *c = NULL;
    struct fault why = {.code = OK};
    (void)arg;
    TRY(store_read_begin(town.t.store, &db, &why));
    TRY(versions_verify(db, &why));
    TRY(versions_load(db, in_force, &c, &why));
    catalogue_free(c);
    return OK;
}

static err_t erase(void *arg)
{
    struct fault why = {.code = OK};
    (void)arg;
    return erase_matters(&office, manager.person, &matter, 1, STR_NONE, &why);
}

static err_t check(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

static void the_search_is_filled(void **state)
{
    (void)state;
    assert_true(torture_stepping(fill, NULL, 3, ERR_NOMEM) > 20);
}

static void the_organisation_is_checked(void **state)
{
    (void)state;
    assert_true(torture_each(verify, NULL) > 20);
}

static void a_version_is_loaded(void **state)
{
    (void)state;
    assert_true(torture_stepping(version, NULL, 211, ERR_NOMEM) > 1000);
}

static void a_matter_is_erased(void **state)
{
    (void)state;
    struct fault why = {.code = OK};
    clock_test_set(&hands, day_start(day_of(2030, 4, 1)));
    assert_true(torture_each(erase, NULL) > 4);
    assert_int_equal(erase(NULL), ERR_STATE); /* it is gone, once */
    assert_ok(store_write(town.t.store, check, &why, NULL));
}

static int make(void **state)
{
    (void)state;
    struct catalogue *c = NULL;
    struct fault why = {.code = OK};
    struct faults bad = {.n = 0};
    struct matter_done opened, ended;
    town_make(&town);
    test_clock = clock_test_init(&hands, moment_add(TOWN_NOW, HOUR_MS));
    assert_ok(catalogue_load_folder(CATALOGUE_FOLDER, &c, NULL, NULL, &why));
    office = (struct office){.store = town.t.store, .catalogue = c, .clock = &test_clock};
    assert_ok(versions_found(town.t.store, &test_clock, c, "init", &why));
    manager.person = town_regular(&town, "佐藤", town.planning_head);
    employee.person = town_regular(&town, "田中", town.planning_staff);
    json_t *entry = json_pack("{s:s, s:s, s:s, s:s}", "division", "P1", "number", "A-001", "kind",
                              "usb", "place", "書庫");
    assert_ok(
        matters_open(&office, &manager, "media-register", entry, STR_NONE, &opened, &bad, &why));
    json_decref(entry);
    json_t *form =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", "A-001", "perimeter",
                  "outside_office", "exemption", "none", "reason", "会議", "content", "資料",
                  "destination", "三階", "from", "2026-04-02T09:00", "until", "2026-04-03T09:00");
    assert_ok(
        matters_open(&office, &employee, "media-take-out", form, STR_NONE, &opened, &bad, &why));
    json_decref(form);
    struct matter_act end = {.matter = opened.matter, .act = ACT_WITHDRAW};
    assert_ok(matters_act(&office, &employee, &end, STR_NONE, &ended, &bad, &why));
    matter = opened.matter.v;
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(town.t.store, &db, NULL));
    return versions_in_force(db, clock_now(&test_clock), in_force) == OK ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    catalogue_free((struct catalogue *)office.catalogue);
    town_remove(&town);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_search_is_filled), cmocka_unit_test(the_organisation_is_checked),
        cmocka_unit_test(a_version_is_loaded), cmocka_unit_test(a_matter_is_erased)};
    return cmocka_run_group_tests(tests, make, end);
}
