/* SPDX-License-Identifier: Apache-2.0
 * Facts with two times: what is so, what we thought when, and what the writers refuse. */
#include "../check.h"

#include <string.h>

#include "ledger/ledger.h"
#include "office/org_verify.h"
#include "town.h"

static struct town w;
static struct arena a;
static struct db *db;

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    arena_init(&a, (size_t)16 << 20);
    return 0;
}

/* Taken back: see consistency.c. */
static err_t verify(struct db *d, void *arg)
{
    err_t e = org_verify(d, arg);
    return e == OK ? ERR_STATE : e;
}

/* Whatever a test has told, a replay of the ledger gives the same rows. */
static int tear_down(void **state)
{
    struct fault why = {.code = OK};
    (void)state;
    store_read_end(db);
    db = NULL;
    err_t e = store_write(w.t.store, verify, &why, NULL);
    if (why.id) print_message("# %s %s %s %s\n", why.id, why.args[0], why.args[1], why.args[2]);
    assert_int_equal(e, ERR_STATE);
    arena_release(&a);
    town_remove(&w);
    return 0;
}

/* A fresh snapshot. */
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

#define assert_why(e, code, text)                                                                  \
    do {                                                                                           \
        assert_int_equal((e), (code));                                                             \
        assert_string_equal(town_why.id, (text));                                                  \
    } while (0)

/* --- derived units: articles 9(2), 10(2) --- */

static void units_answer_for_units(void **state)
{
    (void)state;
    struct unit_row u;
    assert_ok(org_unit(now(), &a, w.help, at(4, 2), &u));
    assert_int_equal(u.division.v, w.info.v);
    assert_int_equal(u.department.v, w.policy.v);
    assert_int_equal(u.body.v, w.governor.v);
    assert_ok(org_unit(db, &a, w.clinic, at(4, 2), &u));
    assert_int_equal(u.division.v, w.clinic.v);
    assert_ok(org_unit(db, &a, w.lab, at(4, 2), &u));
    assert_int_equal(u.division.v, 0); /* it has divisions: they answer, 10(2)(2) */
    assert_int_equal(u.department.v, w.health.v);
    assert_ok(org_unit(db, &a, w.digital, at(4, 2), &u));
    assert_int_equal(u.division.v, 0);
    struct unit_row *all;
    size_t n;
    assert_ok(org_units(db, &a, at(4, 2), &all, &n));
    assert_int_equal(n, 13);
    for (size_t i = 0; i < n; i++) {
        assert_ok(org_unit(db, &a, all[i].id, at(4, 2), &u));
        assert_int_equal(u.division.v, all[i].division.v);
        assert_int_equal(u.department.v, all[i].department.v);
        assert_int_equal(u.body.v, all[i].body.v);
    }
    assert_int_equal(org_unit(db, &a, w.info, as_of_now(town_at(2026, 3, 31, 12)), &u),
                     ERR_NOT_FOUND);
}

/* --- two times --- */

static void late_transfer_never_changes_who_it_was(void **state)
{
    (void)state;
    struct person_id p = {0};
    struct holding_id h = {0};
    struct holding_row *rows;
    size_t n;
    assert_ok(town_person(&w, "髙橋", "花子", &p));
    assert_ok(town_hold(&w, TOWN_NOW, p, w.info_head, HOLDING_REGULAR,
                        (struct org_span){TOWN_FROM, {0}}, &h));
    /* on 10 June we are told that the tenure ended on 1 June */
    struct moment told = town_at(2026, 6, 10, 9), ended = town_at(2026, 6, 1, 0);
    assert_ok(town_end(&w, told, h, ended));
    struct as_of then = {town_at(2026, 6, 5, 12), town_at(2026, 6, 5, 12)};
    assert_ok(org_holders_of(now(), &a, w.info_head, then, &rows, &n));
    assert_int_equal(n, 1); /* as we knew on the 5th */
    then.recorded = town_at(2026, 6, 10, 10);
    assert_ok(org_holders_of(db, &a, w.info_head, then, &rows, &n));
    assert_int_equal(n, 0); /* as we know now of the 5th */
    then.valid = town_at(2026, 5, 31, 12);
    assert_ok(org_holders_of(db, &a, w.info_head, then, &rows, &n));
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].until.ms, ended.ms);
}

static err_t rename_person(struct db *d, const struct org_author *by, void *arg)
{
    struct person_told p = {.number = STR("000001"), .family = STR("𠮷野"), .given = STR("花子")};
    return org_person_change(d, by, *(struct person_id *)arg, &p,
                             (struct org_span){town_at(2026, 7, 1, 0), {0}}, &town_why);
}

static void names_change_on_a_day_and_survive(void **state)
{
    (void)state;
    struct person_id p = {0};
    struct person_row row;
    const char *name;
    assert_ok(town_person(&w, "渡邉󠄀", "花子", &p)); /* with a variation selector */
    assert_ok(town_write(&w, town_at(2026, 6, 20, 9), rename_person, &p));
    assert_ok(org_person(now(), &a, p, at(6, 30), &row));
    assert_string_equal(row.family, "渡邉󠄀");
    assert_ok(org_person(db, &a, p, at(7, 1), &row));
    assert_string_equal(row.family, "𠮷野");
    assert_ok(org_person_name(db, &a, p, at(7, 1), &name));
    assert_string_equal(name, "𠮷野 花子");
    assert_ok(org_person_by_number(db, &a, STR("000001"), &row));
    assert_int_equal(row.id.v, p.v);
}

/* --- what is refused --- */

static void holdings_that_cannot_be(void **state)
{
    (void)state;
    struct person_id p = town_regular(&w, "山﨑", w.info_head), q = {0};
    struct org_span from = {TOWN_FROM, {0}};
    assert_why(town_hold(&w, TOWN_NOW, p, w.planning_head, HOLDING_REGULAR, from, NULL), ERR_STATE,
               "org.second_regular");
    assert_why(town_hold(&w, TOWN_NOW, p, w.info_head, HOLDING_CONCURRENT, from, NULL), ERR_STATE,
               "org.holding_twice");
    assert_ok(town_hold(&w, TOWN_NOW, p, w.planning_head, HOLDING_CONCURRENT, from, NULL));
    assert_ok(town_person(&w, "佐藤", "一", &q));
    assert_why(town_hold(&w, TOWN_NOW, q, w.info_head, HOLDING_REGULAR, from, NULL), ERR_STATE,
               "org.post_taken");
    assert_why(town_hold(&w, TOWN_NOW, q, post_id(0), HOLDING_REGULAR, from, NULL), ERR_INVALID,
               "org.post_required");
    assert_why(town_hold(&w, TOWN_NOW, q, post_id(999), HOLDING_REGULAR, from, NULL), ERR_STATE,
               "org.unknown_post");
    assert_why(town_hold(&w, TOWN_NOW, person_id(999), w.info_staff, HOLDING_REGULAR, from, NULL),
               ERR_STATE, "org.unknown_person");
    struct org_span backwards = {TOWN_FROM, day_start(day_of(2026, 4, 1))};
    assert_why(town_hold(&w, TOWN_NOW, q, w.info_staff, HOLDING_REGULAR, backwards, NULL),
               ERR_INVALID, "org.until_before_from");
    assert_ok(town_hold(&w, TOWN_NOW, p, post_id(0), HOLDING_ON_LEAVE, from, NULL));
    assert_why(town_hold(&w, TOWN_NOW, p, post_id(0), HOLDING_DISPATCHED, from, NULL), ERR_STATE,
               "org.away_twice");
}

static err_t end_post(struct db *d, const struct org_author *by, void *arg)
{
    return org_post_end(d, by, *(struct post_id *)arg, town_at(2026, 5, 1, 0), &town_why);
}

static void ended_post_is_not_held(void **state)
{
    (void)state;
    struct person_id p = town_regular(&w, "林", w.planning_staff);
    assert_why(town_write(&w, TOWN_NOW, end_post, &w.planning_staff), ERR_STATE, "org.post_held");
    assert_ok(town_write(&w, TOWN_NOW, end_post, &w.planning_head));
    assert_why(town_hold(&w, TOWN_NOW, p, w.planning_head, HOLDING_CONCURRENT,
                         (struct org_span){TOWN_FROM, {0}}, NULL),
               ERR_STATE, "org.unknown_post");
    assert_ok(town_hold(&w, TOWN_NOW, p, w.planning_head, HOLDING_CONCURRENT,
                        (struct org_span){TOWN_FROM, town_at(2026, 5, 1, 0)}, NULL));
}

struct unit_try {
    struct unit_told told;
    struct unit_id id;
};

static err_t add_unit(struct db *d, const struct org_author *by, void *arg)
{
    struct unit_try *x = arg;
    return org_unit_add(d, by, &x->told, (struct org_span){TOWN_FROM, {0}}, &x->id, &town_why);
}

static err_t change_unit(struct db *d, const struct org_author *by, void *arg)
{
    struct unit_try *x = arg;
    return org_unit_change(d, by, x->id, &x->told, (struct org_span){TOWN_FROM, {0}}, &town_why);
}

static void units_that_cannot_be(void **state)
{
    (void)state;
    struct unit_try x = {
        .told = {.parent = w.policy, .kind = UNIT_DIVISION, .code = STR("P1"), .name = STR("課")}};
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_EXISTS, "org.code_taken");
    assert_string_equal(town_why.field, "code");
    x.told.code = STR("総務");
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_INVALID, "org.bad_code");
    x.told.code = STR("P9");
    x.told.name = STR("課\n");
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_INVALID, "org.control_character");
    x.told.name = STR("");
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_INVALID, "org.required");
    x.told.name = STR("課");
    x.told.kind = UNIT_DEPARTMENT;
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_INVALID, "org.bad_parent");
    x.told.kind = UNIT_BODY;
    x.told.parent = unit_id(0);
    x.told.body_kind = STR("governor");
    assert_why(town_write(&w, TOWN_NOW, add_unit, &x), ERR_EXISTS, "org.second_governor");
    struct unit_try lab = {
        .id = w.lab,
        .told = {
            .parent = w.clinic, .kind = UNIT_BRANCH, .code = STR("H2"), .name = STR("試験所")}};
    assert_ok(town_write(&w, TOWN_NOW, change_unit, &lab));
    struct unit_try clinic = {
        .id = w.clinic,
        .told = {.parent = w.lab, .kind = UNIT_BRANCH, .code = STR("H1"), .name = STR("診療所")}};
    assert_why(town_write(&w, TOWN_NOW, change_unit, &clinic), ERR_STATE, "org.unit_cycle");
}

static void clock_that_went_back(void **state)
{
    (void)state;
    struct person_id p = {0};
    struct holding_id h = {0};
    assert_ok(town_person(&w, "林", "二", &p));
    assert_ok(town_hold(&w, town_at(2026, 5, 1, 9), p, w.info_staff, HOLDING_REGULAR,
                        (struct org_span){TOWN_FROM, {0}}, &h));
    assert_why(town_end(&w, TOWN_NOW, h, town_at(2026, 6, 1, 0)), ERR_STATE, "org.clock_behind");
}

/* --- merged, split, renamed --- */

struct succeed {
    struct succession s;
    bool stale;
};

static err_t succeed(struct db *d, const struct org_author *by, void *arg)
{
    struct succeed *x = arg;
    struct unit_move *m;
    size_t n;
    TRY(org_unit_preview(d, &a, &x->s, &m, &n, &town_why));
    return org_unit_succeed(d, by, &x->s, m, x->stale ? n - 1 : n, &town_why);
}

static void merged_unit_is_answered_for(void **state)
{
    (void)state;
    struct person_id head = town_regular(&w, "計画", w.planning_head),
                     staff = town_regular(&w, "計", w.planning_staff);
    struct moment when = town_at(2026, 6, 1, 0), told = town_at(2026, 5, 20, 9);
    struct succeed x = {.s = {w.planning, SUCCESSION_MERGED, &w.info, 1, when}, .stale = true};
    assert_why(town_write(&w, told, succeed, &x), ERR_STATE, "org.preview_stale");
    x.stale = false;
    assert_ok(town_write(&w, told, succeed, &x));
    struct unit_id answers;
    struct person_row p;
    struct post_row post;
    const char *ja, *en;
    assert_ok(org_unit_now(now(), w.planning, at(5, 31), &answers));
    assert_int_equal(answers.v, w.planning.v);
    assert_ok(org_unit_now(db, w.planning, at(6, 1), &answers));
    assert_int_equal(answers.v, w.info.v);
    assert_ok(
        org_unit_name(db, &a, w.planning, at(6, 2), &ja, &en)); /* old papers keep old names */
    assert_string_equal(ja, "計画課");
    assert_ok(org_person(db, &a, staff, at(6, 2), &p));
    assert_int_equal(p.home.v, w.info.v);
    assert_ok(org_person(db, &a, head, at(6, 2), &p));
    assert_int_equal(p.home.v, 0); /* his post ended: he needs another */
    assert_int_equal(org_post(db, &a, w.planning_head, at(6, 2), &post), ERR_NOT_FOUND);
}

/* The staff's post goes to the second successor; who previews may change where things go. */
static err_t split(struct db *d, const struct org_author *by, void *arg)
{
    struct succession s = {w.planning, SUCCESSION_SPLIT, (struct unit_id[]){w.info, w.tests}, 2,
                           town_at(2026, 6, 1, 0)};
    struct unit_move *m;
    size_t n;
    TRY(org_unit_preview(d, &a, &s, &m, &n, &town_why));
    for (size_t i = 0; i < n; i++) {
        if (m[i].kind == THING_POST && m[i].id == w.planning_staff.v)
            m[i].to = *(struct unit_id *)arg;
    }
    return org_unit_succeed(d, by, &s, m, n, &town_why);
}

static void split_unit_goes_where_it_was_told(void **state)
{
    (void)state;
    struct person_id staff = town_regular(&w, "計", w.planning_staff);
    struct moment told = town_at(2026, 5, 20, 9);
    struct person_row p;
    struct unit_id answers, nowhere = w.health;
    assert_why(town_write(&w, told, split, &nowhere), ERR_INVALID, "org.bad_move");
    assert_ok(town_write(&w, told, split, &w.tests));
    assert_ok(org_person(now(), &a, staff, at(6, 2), &p));
    assert_int_equal(p.home.v, w.tests.v);
    assert_ok(org_person(db, &a, staff, at(5, 30), &p));
    assert_int_equal(p.home.v, w.planning.v); /* until then as it was */
    assert_ok(org_unit_now(db, w.planning, at(6, 2), &answers));
    assert_int_equal(answers.v, w.info.v); /* the main one answers for old papers */
}

/* --- the ledger --- */

struct seen {
    size_t facts, with_name;
};

static err_t look(void *arg, const struct ledger_record *r)
{
    struct seen *s = arg;
    if (!str_eqz(r->kind, "fact")) return OK;
    s->facts++;
    for (size_t i = 0; i + 6 <= r->envelope.n; i++) {
        if (memcmp(r->envelope.p + i, "秘密", 6) == 0) s->with_name++;
    }
    return OK;
}

static void names_never_stand_in_envelopes(void **state)
{
    (void)state;
    struct seen s = {0};
    town_regular(&w, "秘密", w.info_staff);
    assert_ok(ledger_each(now(), leaf_id(0), look, &s));
    assert_int_equal(s.facts, 13 + 20 + 2);
    assert_int_equal(s.with_name, 0);
}

static void refused_facts_leave_nothing(void **state)
{
    (void)state;
    int64_t before, after;
    assert_ok(ledger_size(now(), &before));
    assert_int_equal(town_hold(&w, TOWN_NOW, person_id(77), w.info_staff, HOLDING_REGULAR,
                               (struct org_span){TOWN_FROM, {0}}, NULL),
                     ERR_STATE);
    assert_ok(ledger_size(now(), &after));
    assert_int_equal(before, after);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(units_answer_for_units),
        T(late_transfer_never_changes_who_it_was),
        T(names_change_on_a_day_and_survive),
        T(holdings_that_cannot_be),
        T(ended_post_is_not_held),
        T(units_that_cannot_be),
        T(clock_that_went_back),
        T(merged_unit_is_answered_for),
        T(split_unit_goes_where_it_was_told),
        T(names_never_stand_in_envelopes),
        T(refused_facts_leave_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
