/* SPDX-License-Identifier: Apache-2.0
 *
 * A matter is opened, decided and shown while each allocation in turn fails: nothing half done,
 * nothing leaked, and the next attempt works. */
#include <stdlib.h>

#include "../check.h"
#include "../torture.h"
#include "office/matters.h"
#include "office/versions.h"
#include "town.h"

static struct town town;
static struct clock_test hands;
static struct clock test_clock;
static struct office office;
static struct actor manager, employee;
static json_t *form;

static err_t open_matter(struct matter_id *ret)
{
    struct matter_done opened;
    struct faults bad;
    struct fault why = {0};
    TRY(matters_open(&office, &employee, "media-take-out", form, STR_NONE, &opened, &bad, &why));
    *ret = opened.matter;
    return OK;
}

static err_t decide(struct matter_id m)
{
    struct matter_done done;
    struct faults bad;
    struct fault why = {0};
    struct matter_act act = {.matter = m, .duty = 1, .act = ACT_DECIDE, .verdict = VERDICT_GRANT};
    return matters_act(&office, &manager, &act, STR_NONE, &done, &bad, &why);
}

static err_t whole(void *arg)
{
    struct matter_id m;
    json_t *page = NULL;
    (void)arg;
    TRY(open_matter(&m));
    TRY(decide(m));
    TRY(matters_view(&office, employee.person, m, LANG_JA, &page));
    json_decref(page);
    TRY(matters_inbox(&office, manager.person, LANG_JA, &page));
    json_decref(page);
    return OK;
}

static err_t count(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

static void each_allocation(void **state)
{
    (void)state;
    struct fault why = {0};
    long n = torture_each(whole, NULL);
    assert_true(n > 20);
    assert_ok(store_write(town.t.store, count, &why, NULL));
}

static int make(void **state)
{
    (void)state;
    struct catalogue *c = NULL;
    struct fault why = {0};
    struct faults bad;
    struct matter_done opened;
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
    form = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", "A-001", "perimeter",
                     "external", "lent", "no", "exemption", "none", "reason", "会議", "content",
                     "資料", "destination", "国", "from", "2026-04-02T09:00", "until",
                     "2026-04-03T09:00");
    return form ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    json_decref(form);
    catalogue_free((struct catalogue *)office.catalogue);
    town_remove(&town);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation)};
    return cmocka_run_group_tests(tests, make, end);
}
