/* SPDX-License-Identifier: Apache-2.0
 * Article 14: nothing is ever decided by its applicant. Stories, then random organisations. */
#include "../check.h"

#include <string.h>

#include "catalogue/catalogue.h"
#include "office/sod.h"
#include "town.h"

static struct town w;
static struct arena a;
static struct db *db;
static struct catalogue *cat;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    arena_init(&a, (size_t)256 << 20);
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

static struct role_holder *deciders(struct person_id applicant, struct unit_id division,
                                    struct as_of t, size_t *n, bool *blocked)
{
    struct role_holder *h = NULL;
    struct sod_case c = {matter_id(0), &applicant, 1};
    struct role_of of = {"security_manager", division, info_system_id(0)};
    assert_ok(sod_deciders(now(), cat, &a, &c, of, t, &h, n, blocked));
    return h;
}

static err_t check(struct matter_id m, struct person_id applicant, struct person_id decider,
                   struct matter_id *exception)
{
    struct sod_case c = {m, &applicant, 1};
    struct fault why = {0};
    err_t e = sod_check(now(), &c, decider, at(4, 10), exception, &why);
    if (e != OK) assert_string_equal(why.id, "sod.own_application");
    return e;
}

static void head_applies_for_himself(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "課長", w.info_head),
                     clerk = town_regular(&w, "主事", w.info_staff),
                     dept = town_regular(&w, "部長", w.policy_head);
    struct matter_id none;
    size_t n;
    bool blocked;
    struct role_holder *h = deciders(clerk, w.info, at(4, 10), &n, &blocked);
    assert_int_equal(n, 1);
    assert_int_equal(h[0].person.v, head.v);
    assert_false(blocked);
    deciders(head, w.info, at(4, 10), &n, &blocked);
    assert_int_equal(n, 0);
    assert_true(blocked); /* alternate_decider: none by default */
    deciders(clerk, w.planning, at(4, 10), &n, &blocked);
    assert_int_equal(n, 0);
    assert_false(blocked); /* vacant is another thing */
    assert_int_equal(check(matter_id(0), head, head, &none), ERR_DENIED);
    assert_ok(check(matter_id(0), clerk, head, &none));
    /* the head security officer reads the text: the department's security officer decides */
    town_issue(
        &w, town_at(2026, 4, 11, 9),
        (struct town_instrument){.issuer = dept,
                                 .procedure = "reading",
                                 .setting = {"reading", "alternate_decider", "security_officer", 0},
                                 .from = town_at(2026, 4, 11, 9)});
    h = deciders(head, w.info, at(4, 12), &n, &blocked);
    assert_int_equal(n, 1);
    assert_int_equal(h[0].person.v, dept.v);
    assert_int_equal(strncmp(h[0].why, "alternate:security_officer:holding:", 35), 0);
    assert_false(blocked);
}

static void alternates_may_apply_themselves(void **state)
{
    (void)state;
    struct person_id both = town_regular(&w, "部長", w.policy_head);
    size_t n;
    bool blocked;
    assert_ok(town_hold(&w, TOWN_NOW, both, w.info_head, HOLDING_CARETAKER,
                        (struct org_span){TOWN_FROM, {0}}, NULL));
    town_issue(
        &w, town_at(2026, 4, 11, 9),
        (struct town_instrument){.issuer = both,
                                 .procedure = "reading",
                                 .setting = {"reading", "alternate_decider", "security_officer", 0},
                                 .from = town_at(2026, 4, 11, 9)});
    deciders(both, w.info, at(4, 12), &n, &blocked); /* both roles, one person */
    assert_int_equal(n, 0);
    assert_true(blocked);
}

static void exceptions_of_14_3(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "課長", w.info_head),
                     officer = town_regular(&w, "局長", w.bureau);
    struct matter_id exception;
    struct moment day = town_at(2026, 4, 8, 9);
    struct matter_id m = town_apply(&w, day, "media-take-out", head, head, matter_id(0));
    struct matter_id other = town_apply(&w, day, "media-take-out", head, head, matter_id(0));
    struct matter_id x = town_apply(&w, day, "double-role-exception", head, officer, m);
    assert_int_equal(check(m, head, head, &exception), ERR_DENIED); /* not granted yet */
    assert_ok(town_grant(&w, day, x, officer));
    assert_ok(check(m, head, head, &exception));
    assert_int_equal(exception.v, x.v);
    assert_int_equal(check(other, head, head, &exception),
                     ERR_DENIED); /* it is for that matter alone */
    assert_ok(check(m, officer, head, &exception));
    assert_int_equal(exception.v, 0);
    /* whoever decided the exception gains nothing from it himself */
    assert_int_equal(check(m, officer, officer, &exception), ERR_DENIED);
}

/* --- random organisations --- */

static uint64_t seed;

static size_t pick(size_t n)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    return (size_t)(seed >> 33) % n;
}

enum { PEOPLE = 14, ROUNDS = 4, ATTEMPTS = 60 };

/* Anybody anywhere, in any kind of holding; some absent; deputies named by anyone. */
static void random_people(struct person_id *people)
{
    const struct post_id posts[] = {w.info_head,     w.info_deputy, w.info_staff, w.help_staff,
                                    w.planning_head, w.clinic_head, w.tests_head, w.policy_head,
                                    w.health_head,   w.bureau,      w.vice};
    struct org_span from = {TOWN_FROM, {0}};
    for (size_t i = 0; i < PEOPLE; i++) {
        assert_ok(town_person(&w, "某", "某", &people[i]));
        for (size_t k = pick(4) + 1; k-- > 0;) {
            err_t e = town_hold(&w, TOWN_NOW, people[i], posts[pick(ARRAY_LEN(posts))],
                                (enum holding_kind)pick(HOLDING_KINDS), from, NULL);
            assert_true(e == OK || e == ERR_STATE); /* a second 本務 and the like */
        }
        if (pick(3) == 0) assert_ok(town_absent(&w, TOWN_NOW, people[i], from));
    }
    for (int i = 0; i < 3; i++)
        town_issue(&w, TOWN_NOW,
                   (struct town_instrument){.issuer = people[pick(PEOPLE)],
                                            .procedure = "deputy-designation",
                                            .designated = {{"deputy_security_manager", w.info, {0}},
                                                           people[pick(PEOPLE)]},
                                            .from = TOWN_NOW});
    static const char *const readings[] = {"none", "security_officer", "head_security_officer"};
    town_issue(
        &w, TOWN_NOW,
        (struct town_instrument){.issuer = people[0],
                                 .procedure = "reading",
                                 .setting = {"reading", "alternate_decider", readings[pick(3)], 0},
                                 .from = TOWN_NOW});
}

static void attempt(const struct person_id *people)
{
    static const char *const roles[] = {"security_manager", "security_officer",
                                        "head_security_officer", "ciso"};
    const struct unit_id units[] = {w.info, w.help, w.planning, w.clinic, w.lab, w.tests};
    struct person_id applicants[3];
    struct sod_case c = {matter_id(0), applicants, pick(3) + 1};
    for (size_t i = 0; i < c.n_applicants; i++) applicants[i] = people[pick(PEOPLE)];
    struct role_of of = {roles[pick(ARRAY_LEN(roles))], units[pick(ARRAY_LEN(units))],
                         info_system_id(0)};
    struct role_holder *h;
    struct matter_id exception;
    size_t n;
    bool blocked;
    assert_ok(sod_deciders(db, cat, &a, &c, of, at(4, 10), &h, &n, &blocked));
    assert_true(!blocked || n == 0);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < c.n_applicants; k++)
            assert_int_not_equal(h[i].person.v, applicants[k].v);
        assert_ok(sod_check(db, &c, h[i].person, at(4, 10), &exception, NULL));
    }
    for (size_t k = 0; k < c.n_applicants; k++)
        assert_int_equal(sod_check(db, &c, applicants[k], at(4, 10), &exception, NULL), ERR_DENIED);
}

/* What the two directions of role finding say must agree. */
static void agree(const struct person_id *people)
{
    for (size_t i = 0; i < PEOPLE; i++) {
        struct role_holder *mine, back;
        size_t n;
        assert_ok(org_roles_of(db, cat, &a, people[i], at(4, 10), &mine, &n));
        for (size_t k = 0; k < n; k++) {
            struct role_of of = {mine[k].role, mine[k].unit, mine[k].info_system};
            assert_ok(org_holds_role(db, cat, &a, people[i], of, at(4, 10), &back));
        }
    }
    const struct unit_id units[] = {w.info, w.planning, w.clinic, w.tests};
    for (size_t u = 0; u < ARRAY_LEN(units); u++) {
        struct role_holder *h, *mine;
        size_t n, m;
        struct role_of of = {"security_manager", units[u], info_system_id(0)};
        assert_ok(org_role_holders(db, cat, &a, of, at(4, 10), &h, &n));
        for (size_t i = 0; i < n; i++) {
            bool found = false;
            assert_ok(org_roles_of(db, cat, &a, h[i].person, at(4, 10), &mine, &m));
            for (size_t k = 0; k < m; k++)
                found = found || (strcmp(mine[k].role, "security_manager") == 0 &&
                                  unit_id_eq(mine[k].unit, units[u]));
            assert_true(found);
        }
    }
}

/* The quick answer for books is that of org_holds_role, for each role of a unit, each unit. */
static void quick_and_slow_agree(struct person_id person)
{
    const struct unit_id units[] = {w.policy, w.info, w.planning, w.help,    w.health,
                                    w.clinic, w.lab,  w.tests,    w.general, w.governor};
    struct role_holder *mine, one;
    size_t n;
    assert_ok(org_roles_of(db, cat, &a, person, at(4, 10), &mine, &n));
    for (size_t i = 0; i < catalogue_n_roles(cat); i++) {
        const struct role *role = catalogue_role_at(cat, i);
        bool of_unit = role->of == SCOPE_DIVISION || role->of == SCOPE_DEPARTMENT;
        for (size_t u = 0; u < ARRAY_LEN(units) && (of_unit || role->found == FOUND_MEMBER); u++) {
            struct role_of of = {role->name, units[u], info_system_id(0)};
            bool quick;
            err_t slow = org_holds_role(db, cat, &a, person, of, at(4, 10), &one);
            assert_ok(org_roles_include(db, cat, &a, mine, n, of, at(4, 10), &quick));
            if (quick != (slow == OK)) print_error("%s in unit %zu\n", role->name, u);
            assert_int_equal(slow, quick ? OK : ERR_DENIED);
        }
    }
}

static void nothing_is_decided_by_its_applicant(void **state)
{
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        struct person_id people[PEOPLE];
        seed = (uint64_t)round * 7919 + 1;
        if (round) {
            town_remove(&w);
            town_make(&w);
        }
        random_people(people);
        now();
        for (int i = 0; i < ATTEMPTS; i++) {
            attempt(people);
            arena_reset(&a);
        }
        agree(people);
        quick_and_slow_agree(people[round % PEOPLE]);
        store_read_end(db);
        db = NULL;
    }
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
        T(head_applies_for_himself),
        T(alternates_may_apply_themselves),
        T(exceptions_of_14_3),
        T(nothing_is_decided_by_its_applicant),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
