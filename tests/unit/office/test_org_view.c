/* SPDX-License-Identifier: Apache-2.0
 * People and units as pages show them, and what is kept from whom. */
#include "../check.h"

#include <string.h>

#include "office/org_view.h"
#include "town.h"

static struct town w;
static struct catalogue *cat;
static struct clock_test at;
static struct clock ticks;
static struct office office;
static struct person_id head, clerk, other, gone;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    ticks = clock_test_init(&at, town_at(2026, 4, 10, 9));
    office = (struct office){w.t.store, cat, &ticks};
    head = town_regular(&w, "髙橋", w.info_head);
    clerk = town_regular(&w, "𠮷田", w.info_staff);
    other = town_regular(&w, "100%_山﨑", w.planning_staff);
    assert_ok(town_person(&w, "林", "外", &gone)); /* no post */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    town_remove(&w);
    return 0;
}

static size_t found(struct person_id viewer, const char *search, struct unit_id unit)
{
    json_t *o = NULL;
    assert_ok(org_people_list(&office, viewer, search, unit, 1, LANG_JA, &o));
    size_t n = json_array_size(json_object_get(o, "people"));
    json_decref(o);
    return n;
}

static void searching(void **state)
{
    (void)state;
    assert_int_equal(found(clerk, "", unit_id(0)), 4);
    assert_int_equal(found(clerk, "高橋", unit_id(0)), 1); /* the common form finds 髙 */
    assert_int_equal(found(clerk, "吉田太郎", unit_id(0)), 1);
    assert_int_equal(found(clerk, "吉田 太", unit_id(0)), 1);
    assert_int_equal(found(clerk, "%", unit_id(0)), 1); /* no wildcard */
    assert_int_equal(found(clerk, "_山崎", unit_id(0)), 1);
    assert_int_equal(found(clerk, "\xff", unit_id(0)), 0);
    assert_int_equal(found(clerk, NULL, w.info), 2);
    assert_int_equal(found(clerk, NULL, w.policy), 3);
    assert_int_equal(found(clerk, NULL, w.school), 0);
}

static const char *text(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

static void what_is_kept_from_whom(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(town_hold(&w, TOWN_NOW, clerk, post_id(0), HOLDING_ON_LEAVE,
                        (struct org_span){town_at(2026, 4, 9, 0), town_at(2026, 5, 1, 0)}, NULL));
    assert_ok(org_person_view(&office, other, clerk, LANG_JA, &o));
    assert_string_equal(text(o, "name"), "𠮷田 太郎");
    assert_null(json_object_get(o, "number"));
    assert_int_equal(json_array_size(json_object_get(o, "posts")), 1); /* not that he is on leave */
    json_decref(o);
    assert_ok(org_person_view(&office, head, clerk, LANG_JA, &o)); /* his security manager */
    assert_non_null(text(o, "number"));
    const json_t *posts = json_object_get(o, "posts"), *post = json_array_get(posts, 0);
    assert_int_equal(json_array_size(posts), 2);
    assert_string_equal(text(post, "kind_text"), "本務");
    assert_string_equal(text(json_object_get(post, "from"), "text"),
                        "令和8年（2026年）4月1日（水）");
    assert_string_equal(text(json_object_get(json_array_get(posts, 1), "last_day"), "iso"),
                        "2026-04-30");
    json_decref(o);
    assert_int_equal(org_person_view(&office, gone, clerk, LANG_JA, &o), ERR_NOT_FOUND);
    assert_ok(org_person_view(&office, gone, gone, LANG_JA, &o));
    json_decref(o);
    assert_int_equal(org_people_list(&office, gone, "", unit_id(0), 1, LANG_JA, &o), ERR_NOT_FOUND);
    assert_int_equal(org_units_tree(&office, gone, LANG_JA, &o), ERR_NOT_FOUND);
}

static void roles_are_told(void **state)
{
    (void)state;
    json_t *o = NULL;
    bool manager = false;
    assert_ok(org_person_view(&office, clerk, head, LANG_EN, &o));
    size_t i;
    const json_t *r;
    json_array_foreach(json_object_get(o, "roles"), i, r)
    {
        manager = manager || strcmp(text(r, "role"), "security_manager") == 0;
        assert_string_not_equal(text(r, "role"), "employee");
    }
    assert_true(manager);
    json_decref(o);
}

static void the_tree(void **state)
{
    (void)state;
    json_t *o = NULL;
    assert_ok(org_units_tree(&office, clerk, LANG_JA, &o));
    const json_t *bodies = json_object_get(o, "units");
    assert_int_equal(json_array_size(bodies), 2);
    const json_t *policy = json_array_get(json_object_get(json_array_get(bodies, 1), "units"), 1);
    assert_string_equal(text(policy, "code"), "P");
    assert_int_equal(json_array_size(json_object_get(policy, "units")), 2);
    json_decref(o);
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
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(searching), T(what_is_kept_from_whom), T(roles_are_told),
                                       T(the_tree)};
    return cmocka_run_group_tests(tests, load, unload);
}
