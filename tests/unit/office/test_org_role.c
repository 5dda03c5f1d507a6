/* SPDX-License-Identifier: Apache-2.0
 * Who holds which role, by the catalogue's roles.yaml: articles 6, 7, 9-12, 15, 16, 10の2. */
#include "../check.h"

#include <string.h>

#include "catalogue/catalogue.h"
#include "town.h"

static struct town w;
static struct arena a;
static struct db *db;
static struct catalogue *cat;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    arena_init(&a, (size_t)64 << 20);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_read_end(db);
    db = NULL;
    arena_release(&a);
    town_remove(&w);
    return 0;
}

static struct db *now(void)
{
    store_read_end(db);
    db = NULL;
    assert_ok(store_read_begin(w.t.store, &db, NULL));
    return db;
}

static struct as_of at(int month, int day)
{
    return as_of_now(town_at(2026, month, day, 12));
}

#define FROM ((struct org_span){TOWN_FROM, {0}})
#define NOBODY person_id(0)

static struct role_holder *holders(const char *role, struct unit_id unit, struct as_of t, size_t *n)
{
    struct role_holder *h = NULL;
    struct role_of of = {role, unit, info_system_id(0)};
    assert_ok(org_role_holders(now(), cat, &a, of, t, &h, n));
    return h;
}

/* Exactly this person (or nobody) holds the role. */
static void assert_holder(const char *role, struct unit_id unit, struct as_of t, struct person_id p)
{
    size_t n;
    struct role_holder *h = holders(role, unit, t, &n);
    assert_int_equal(n, person_id_is_set(p) ? 1 : 0);
    if (n) assert_int_equal(h[0].person.v, p.v);
}

static bool has(struct person_id p, const char *role, struct unit_id unit, struct as_of t)
{
    struct role_holder *h;
    size_t n;
    bool found = false;
    assert_ok(org_roles_of(now(), cat, &a, p, t, &h, &n));
    for (size_t i = 0; i < n; i++)
        found = found || (strcmp(h[i].role, role) == 0 && unit_id_eq(h[i].unit, unit));
    return found;
}

static void division_heads_are_security_managers(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "課長", w.info_head),
                     clerk = town_regular(&w, "係", w.help_staff);
    assert_holder("security_manager", w.info, at(4, 2), head);
    assert_holder("security_manager", w.help, at(4, 2), head);       /* a section is answered for */
    assert_holder("security_manager", w.planning, at(4, 2), NOBODY); /* vacant */
    assert_true(has(head, "security_manager", w.info, at(4, 2)));
    assert_true(has(head, "security_division", unit_id(0), at(4, 2)));
    assert_true(has(head, "employee", w.info, at(4, 2)));
    assert_true(has(clerk, "employee", w.info, at(4, 2)));
    assert_false(has(clerk, "security_manager", w.info, at(4, 2)));
    assert_false(has(clerk, "outsider", unit_id(0), at(4, 2)));
}

static void branches_without_divisions(void **state)
{
    (void)state;
    struct person_id clinic = town_regular(&w, "所長", w.clinic_head),
                     lab = town_regular(&w, "場長", w.lab_head),
                     tests = town_regular(&w, "検査", w.tests_head);
    assert_holder("security_manager", w.clinic, at(4, 2), clinic); /* 10(2)(3) */
    assert_holder("security_manager", w.tests, at(4, 2), tests);   /* 10(2)(2) */
    assert_holder("security_manager", w.lab, at(4, 2), NOBODY);
    assert_false(has(lab, "security_manager", w.lab, at(4, 2)));
    assert_true(has(clinic, "security_manager", w.clinic, at(4, 2)));
}

static void prefecture_wide_roles_are_the_governors(void **state)
{
    (void)state;
    struct person_id vice = town_regular(&w, "副知事", w.vice),
                     bureau = town_regular(&w, "局長", w.bureau),
                     school = town_regular(&w, "教育", w.school_head),
                     general = town_regular(&w, "総務", w.general_head),
                     deputy = town_regular(&w, "次長", w.policy_deputy),
                     dept = town_regular(&w, "部長", w.policy_head);
    assert_holder("ciso", unit_id(0), at(4, 2), vice);
    assert_holder("head_security_officer", unit_id(0), at(4, 2),
                  bureau); /* not the one at the school board */
    assert_holder("audit_officer", unit_id(0), at(4, 2), deputy);
    assert_holder("media_inspection_officer", w.info, at(4, 2), deputy); /* 2(10), beside 16 */
    assert_holder("security_officer", w.info, at(4, 2), dept);
    assert_holder("security_officer", w.general, at(4, 2), school); /* its own heads */
    assert_holder("security_manager", w.general, at(4, 2), general);
    assert_false(has(school, "head_security_officer", unit_id(0), at(4, 2)));
}

static void leave_acting_caretaker(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "課長", w.info_head),
                     other = town_regular(&w, "隣", w.planning_head);
    assert_ok(town_hold(&w, TOWN_NOW, head, post_id(0), HOLDING_ON_LEAVE,
                        (struct org_span){town_at(2026, 5, 1, 0), town_at(2026, 6, 1, 0)}, NULL));
    assert_holder("security_manager", w.info, at(4, 30), head);
    assert_holder("security_manager", w.info, at(5, 2), NOBODY);
    assert_false(has(head, "employee", w.info, at(5, 2)));
    assert_ok(town_hold(&w, TOWN_NOW, other, w.info_head, HOLDING_ACTING,
                        (struct org_span){town_at(2026, 5, 10, 0), town_at(2026, 6, 1, 0)}, NULL));
    assert_holder("security_manager", w.info, at(5, 11), other);
    assert_holder("security_manager", w.planning, at(5, 11), other);
    assert_holder("security_manager", w.info, at(6, 1), head);
    assert_ok(town_hold(&w, TOWN_NOW, head, w.tests_head, HOLDING_CARETAKER, FROM, NULL));
    assert_holder("security_manager", w.tests, at(6, 2), head);
    assert_ok(town_hold(&w, TOWN_NOW, head, post_id(0), HOLDING_SECONDED,
                        (struct org_span){town_at(2026, 9, 1, 0), {0}}, NULL));
    assert_holder("security_manager", w.tests, at(9, 2), NOBODY);
}

static void first_of_april(void **state)
{
    (void)state;
    struct person_id old = NOBODY, new = NOBODY;
    struct holding_id h = {0};
    assert_ok(town_person(&w, "前", "任", &old));
    assert_ok(town_person(&w, "後", "任", &new));
    struct moment april = town_at(2027, 4, 1, 0), told = town_at(2027, 3, 20, 9);
    assert_ok(town_hold(&w, TOWN_NOW, old, w.info_head, HOLDING_REGULAR, FROM, &h));
    assert_ok(town_end(&w, told, h, april));
    assert_ok(town_hold(&w, told, old, w.planning_head, HOLDING_REGULAR,
                        (struct org_span){april, {0}}, NULL));
    assert_ok(town_hold(&w, told, new, w.info_head, HOLDING_REGULAR, (struct org_span){april, {0}},
                        NULL));
    struct as_of last = as_of_now((struct moment){april.ms - 1}), first = as_of_now(april);
    assert_holder("security_manager", w.info, last, old);
    assert_holder("security_manager", w.info, first, new);
    assert_holder("security_manager", w.planning, first, old);
    assert_false(has(old, "security_manager", w.info, first));
}

static struct matter_id name_deputy(struct person_id issuer, struct person_id deputy)
{
    return town_issue(
        &w, town_at(2026, 4, 3, 9),
        (struct town_instrument){.issuer = issuer,
                                 .procedure = "deputy-designation",
                                 .designated = {{"deputy_security_manager", w.info, {0}}, deputy},
                                 .from = town_at(2026, 4, 3, 9)});
}

static void deputies_while_the_manager_is_absent(void **state)
{
    (void)state;
    struct person_id head = NOBODY, deputy = town_regular(&w, "補佐", w.info_deputy),
                     staff = town_regular(&w, "主事", w.info_staff);
    struct holding_id held = {0};
    size_t n;
    assert_ok(town_person(&w, "課長", "某", &head));
    assert_ok(town_hold(&w, TOWN_NOW, head, w.info_head, HOLDING_REGULAR, FROM, &held));
    name_deputy(head, deputy);
    name_deputy(head, staff); /* not of the managerial staff: never counts, 10の2(1) */
    assert_holder("security_manager", w.info, at(4, 10), head);
    assert_true(has(deputy, "deputy_security_manager", w.info, at(4, 10)));
    assert_false(has(deputy, "security_manager", w.info, at(4, 10)));
    struct org_span away = {town_at(2026, 4, 20, 8), town_at(2026, 4, 25, 8)};
    assert_ok(town_absent(&w, town_at(2026, 4, 19, 9), head, away));
    struct role_holder *h = holders("security_manager", w.help, at(4, 21), &n);
    assert_int_equal(n, 2);
    assert_true(h[0].absent);
    assert_int_equal(h[1].person.v, deputy.v);
    assert_int_equal(strncmp(h[1].why, "deputy_of:holding:", 18), 0);
    assert_true(has(deputy, "security_manager", w.info, at(4, 21)));
    assert_false(has(staff, "security_manager", w.info, at(4, 21)));
    assert_false(has(deputy, "security_manager", w.info, at(4, 26)));
    /* absent and gone: nobody deputises a vacant post */
    assert_ok(town_absent(&w, town_at(2026, 5, 1, 9), head,
                          (struct org_span){town_at(2026, 5, 1, 0), {0}}));
    assert_true(has(deputy, "security_manager", w.info, at(5, 2)));
    assert_ok(town_end(&w, town_at(2026, 5, 3, 9), held, town_at(2026, 5, 3, 0)));
    assert_holder("security_manager", w.info, at(5, 4), NOBODY);
    assert_false(has(deputy, "security_manager", w.info, at(5, 4)));
}

static void deputy_goes_with_the_manager_who_named_him(void **state)
{
    (void)state;
    struct person_id head = NOBODY, next = NOBODY, deputy = town_regular(&w, "補佐", w.info_deputy);
    struct holding_id held = {0};
    assert_ok(town_person(&w, "課長", "某", &head));
    assert_ok(town_person(&w, "次", "某", &next));
    assert_ok(town_hold(&w, TOWN_NOW, head, w.info_head, HOLDING_REGULAR, FROM, &held));
    name_deputy(head, deputy);
    assert_ok(town_end(&w, town_at(2026, 6, 1, 9), held, town_at(2026, 6, 1, 0)));
    assert_ok(town_hold(&w, town_at(2026, 6, 1, 9), next, w.info_head, HOLDING_REGULAR,
                        (struct org_span){town_at(2026, 6, 1, 0), {0}}, NULL));
    assert_ok(town_absent(&w, town_at(2026, 6, 2, 9), next,
                          (struct org_span){town_at(2026, 6, 2, 0), {0}}));
    assert_true(has(deputy, "deputy_security_manager", w.info, at(5, 31)));
    assert_false(has(deputy, "deputy_security_manager", w.info, at(6, 3)));
    assert_false(has(deputy, "security_manager", w.info, at(6, 3)));
}

static err_t add_system(struct db *d, const struct org_author *by, void *arg)
{
    struct info_system_id id;
    struct info_system_told s = {STR("NET"), STR("行政情報ネットワーク"), STR_NONE, w.info,
                                 w.info_head};
    TRY(org_info_system_add(d, by, &s, FROM, &id, &town_why));
    *(struct info_system_id *)arg = id;
    return OK;
}

static void system_managers_and_designations(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "課長", w.info_head),
                     member = town_regular(&w, "主事", w.planning_staff);
    struct info_system_id net = {0};
    struct role_holder *h;
    size_t n;
    assert_ok(town_write(&w, TOWN_NOW, add_system, &net));
    assert_ok(org_role_holders(now(), cat, &a, (struct role_of){"system_manager", {0}, net},
                               at(4, 2), &h, &n));
    assert_int_equal(n, 1);
    assert_int_equal(h[0].person.v, head.v);
    assert_ok(org_roles_of(db, cat, &a, head, at(4, 2), &h, &n));
    bool system = false;
    for (size_t i = 0; i < n; i++)
        system =
            system || (strcmp(h[i].role, "system_manager") == 0 && h[i].info_system.v == net.v);
    assert_true(system);
    town_issue(&w, town_at(2026, 4, 3, 9),
               (struct town_instrument){.issuer = head,
                                        .procedure = "unknown-here",
                                        .designated = {{"csirt", {0}, {0}}, member},
                                        .from = town_at(2026, 4, 10, 0),
                                        .until = town_at(2026, 5, 1, 0)});
    assert_holder("csirt", unit_id(0), at(4, 9), NOBODY);
    assert_holder("csirt", unit_id(0), at(4, 11), member);
    assert_true(has(member, "csirt", unit_id(0), at(4, 11)));
    assert_holder("csirt", unit_id(0), at(5, 1), NOBODY);
}

static void found_by_a_reading(void **state)
{
    (void)state;
    struct person_id dept = town_regular(&w, "部長", w.policy_head);
    assert_holder("continuity_planner", w.info, at(4, 2), NOBODY); /* D071: none by default */
    town_issue(&w, town_at(2026, 4, 3, 9),
               (struct town_instrument){.issuer = dept,
                                        .procedure = "reading",
                                        .setting = {"reading", "D071", "security_officer", 0},
                                        .from = town_at(2026, 4, 3, 9)});
    assert_holder("continuity_planner", w.info, at(4, 4), dept);
    assert_true(has(dept, "continuity_planner", w.policy, at(4, 4)));
}

static void late_orders_never_change_who_held(void **state)
{
    (void)state;
    struct person_id head = NOBODY;
    struct holding_id held = {0};
    assert_ok(town_person(&w, "課長", "某", &head));
    assert_ok(town_hold(&w, TOWN_NOW, head, w.info_head, HOLDING_REGULAR, FROM, &held));
    assert_ok(town_end(&w, town_at(2026, 6, 10, 9), held, town_at(2026, 6, 1, 0)));
    assert_holder("security_manager", w.info, at(6, 5), head); /* as everybody knew on 5 June */
    struct as_of now_of_then = {town_at(2026, 6, 5, 12), town_at(2026, 6, 11, 9)};
    assert_holder("security_manager", w.info, now_of_then, NOBODY);
}

static int load(void **state)
{
    (void)state;
    struct fault why = {0};
    err_t e = catalogue_load_folder(CATALOGUE_FOLDER, &cat, NULL, NULL, &why);
    if (e != OK) print_error("%s:%u %s\n", why.file, why.line, why.id);
    return e == OK ? 0 : -1;
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
    const struct CMUnitTest tests[] = {
        T(division_heads_are_security_managers),
        T(branches_without_divisions),
        T(prefecture_wide_roles_are_the_governors),
        T(leave_acting_caretaker),
        T(first_of_april),
        T(deputies_while_the_manager_is_absent),
        T(deputy_goes_with_the_manager_who_named_him),
        T(system_managers_and_designations),
        T(found_by_a_reading),
        T(late_orders_never_change_who_held),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
