/* SPDX-License-Identifier: Apache-2.0
 *
 * test_org_image.c: what the image of the organisation in memory answers is what SQL answers, over
 * organisations that change at random, at random times of both kinds; it is not used where it
 * would be wrong; and it costs one statement.
 */
#include "../check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sb.h"
#include "office/org_find.h"
#include "office/org_image.h"
#include "town.h"

enum { STEPS = 500, STEPS_POSTGRES = 120, PEOPLE = 14, TEXT_MAX = 8 << 20 };

static struct town w;
static struct catalogue *cat;
static struct store *sql_only; /* the same tables, without images */
static uint64_t seed;

/* Small numbers, the same in each run. */
static uint64_t any(uint64_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % n;
}

static int set_up(void **state)
{
    (void)state;
    town_make(&w);
    seed = 20260401;
    assert_ok(org_image_attach(w.t.store));
    struct store_config c = w.t.config;
    c.read_only = true;
    assert_ok(store_open(&c, &sql_only, NULL));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(sql_only);
    town_remove(&w);
    return 0;
}

/* --- everything that readers can be asked, as text --- */

struct telling {
    struct db *db;
    struct arena a;
    struct as_of t;
    struct sb *out;
};

static void tell_unit(struct telling *x, const struct unit_row *u)
{
    sb_addf(x->out,
            "unit %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %s %s %s %" PRId64
            " %" PRId64 " %" PRId64 "\n",
            u->id.v, u->parent.v, u->division.v, u->department.v, u->body.v, u->kind, u->code,
            u->name, u->body_kind, u->sort, u->from.ms, u->until.ms);
}

static void tell_post(struct telling *x, const struct post_row *p)
{
    sb_addf(x->out,
            "post %" PRId64 " %" PRId64 " %s %s %s %d %" PRId64 " %" PRId64 " %" PRId64 "\n",
            p->id.v, p->unit.v, p->kind, p->charges, p->title, p->managerial, p->sort, p->from.ms,
            p->until.ms);
}

static void tell_holding(struct telling *x, const struct holding_row *h)
{
    sb_addf(x->out, "holding %" PRId64 " %" PRId64 " %" PRId64 " %d %" PRId64 " %" PRId64 " %d%d\n",
            h->id.v, h->person.v, h->post.v, h->kind, h->from.ms, h->until.ms, h->away, h->absent);
}

static void tell_holder(struct telling *x, const struct role_holder *h)
{
    sb_addf(x->out, "  %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s %d\n", h->role,
            h->person.v, h->post.v, h->unit.v, h->info_system.v, h->why, h->absent);
}

static void tell_person_row(struct telling *x, const struct person_row *p)
{
    sb_addf(x->out, "person %" PRId64 " %s %s %s %s %d %" PRId64 " %" PRId64 " %" PRId64 "\n",
            p->id.v, p->number, p->family, p->given, p->mail, p->member, p->home.v, p->from.ms,
            p->until.ms);
}

static void tell_error(struct telling *x, const char *what, err_t e)
{
    if (e != OK) sb_addf(x->out, "%s: %s\n", what, err_name(e));
}

static void tell_units(struct telling *x, int64_t last)
{
    struct unit_row *u, one;
    size_t n;
    err_t e = org_units(x->db, &x->a, x->t, &u, &n);
    tell_error(x, "units", e);
    for (size_t i = 0; e == OK && i < n; i++) tell_unit(x, &u[i]);
    for (int64_t id = 1; id <= last; id++) {
        struct unit_id now = {0};
        const char *ja = "", *en = "";
        struct post_row *p;
        struct person_id *people;
        e = org_unit(x->db, &x->a, unit_id(id), x->t, &one);
        tell_error(x, "unit", e);
        if (e == OK) tell_unit(x, &one);
        e = org_unit_now(x->db, unit_id(id), x->t, &now);
        sb_addf(x->out, "now %s %" PRId64 "\n", err_name(e), now.v);
        e = org_unit_name(x->db, &x->a, unit_id(id), x->t, &ja, &en);
        sb_addf(x->out, "name %s %s %s\n", err_name(e), ja, en);
        assert_ok(org_posts_of_unit(x->db, &x->a, unit_id(id), x->t, &p, &n));
        for (size_t i = 0; i < n; i++) tell_post(x, &p[i]);
        for (int managers = 0; managers < 2; managers++) {
            assert_ok(
                org_people_of_division(x->db, &x->a, unit_id(id), managers, x->t, &people, &n));
            for (size_t i = 0; i < n; i++) sb_addf(x->out, "works %" PRId64 "\n", people[i].v);
        }
    }
}

static void tell_posts(struct telling *x, int64_t last)
{
    for (int64_t id = 1; id <= last; id++) {
        struct post_row p;
        struct holding_row *h;
        size_t n;
        err_t e = org_post(x->db, &x->a, post_id(id), x->t, &p);
        tell_error(x, "post", e);
        if (e == OK) tell_post(x, &p);
        assert_ok(org_holders_of(x->db, &x->a, post_id(id), x->t, &h, &n));
        for (size_t i = 0; i < n; i++) tell_holding(x, &h[i]);
    }
}

static void tell_designations(struct telling *x, const struct org_designation *d, size_t n)
{
    for (size_t i = 0; i < n; i++)
        sb_addf(x->out,
                "designated %" PRId64 " %s %" PRId64 " %" PRId64 " %" PRId64 " %s %" PRId64 "\n",
                d[i].matter.v, d[i].role, d[i].person.v, d[i].unit.v, d[i].info_system.v,
                d[i].procedure, d[i].issuer.v);
}

static void tell_instruments(struct telling *x)
{
    struct org_find f = {.db = x->db, .catalogue = cat, .arena = &x->a, .t = x->t};
    struct org_designation *d;
    size_t n;
    for (size_t i = 0; i < catalogue_n_roles(cat); i++) {
        assert_ok(org_designations(&f, catalogue_role_at(cat, i)->name, &d, &n));
        tell_designations(x, d, n);
    }
    for (int64_t p = 1; p <= PEOPLE; p++) {
        assert_ok(org_designations_of(&f, person_id(p), &d, &n));
        tell_designations(x, d, n);
    }
    const char *choice = NULL;
    assert_ok(org_reading(x->db, cat, &x->a, "alternate_decider", x->t, &choice));
    sb_addf(x->out, "reading %s\n", choice ? choice : "-");
}

static void tell_person(struct telling *x, struct person_id id)
{
    struct person_row p;
    struct holding_row *h;
    struct role_holder *roles;
    size_t n;
    bool active;
    const char *name = "";
    err_t e = org_person(x->db, &x->a, id, x->t, &p);
    tell_error(x, "person", e);
    if (e == OK) tell_person_row(x, &p);
    e = org_person_name(x->db, &x->a, id, x->t, &name);
    sb_addf(x->out, "name %s %s\n", err_name(e), name);
    assert_ok(org_is_active(x->db, id, x->t, &active));
    sb_addf(x->out, "active %d\n", active);
    assert_ok(org_holdings_of(x->db, &x->a, id, x->t, &h, &n));
    for (size_t i = 0; i < n; i++) tell_holding(x, &h[i]);
    assert_ok(org_roles_of(x->db, cat, &x->a, id, x->t, &roles, &n));
    for (size_t i = 0; i < n; i++) tell_holder(x, &roles[i]);
}

static void tell_numbers(struct telling *x)
{
    for (int i = 1; i <= 3 * PEOPLE; i++) {
        char number[16];
        struct person_row p;
        snprintf(number, sizeof number, "%06d", i);
        err_t e = org_person_by_number(x->db, &x->a, str_z(number), &p);
        tell_error(x, number, e);
        p.home = unit_id(0);
        if (e == OK) tell_person_row(x, &p);
    }
}

static void tell_systems(struct telling *x)
{
    struct info_system_row *s;
    size_t n;
    assert_ok(org_info_systems(x->db, &x->a, x->t, &s, &n));
    for (size_t i = 0; i < n; i++) {
        struct info_system_row one;
        assert_ok(org_info_system(x->db, &x->a, s[i].id, x->t, &one));
        sb_addf(x->out, "system %" PRId64 " %s %s %" PRId64 " %" PRId64 "\n", one.id.v, s[i].code,
                one.name, one.division.v, one.manager_post.v);
    }
}

/* Some roles for some units; the prefecture's once. */
static void tell_roles(struct telling *x, int64_t last_unit)
{
    for (size_t i = 0; i < catalogue_n_roles(cat); i++) {
        const struct role *r = catalogue_role_at(cat, i);
        bool of_unit = r->of == SCOPE_DIVISION || r->of == SCOPE_DEPARTMENT;
        for (int64_t u = 0; u <= (of_unit ? last_unit : 0); u++) {
            struct role_holder *h;
            size_t n;
            struct role_of of = {r->name, unit_id(u), info_system_id(of_unit ? 0 : 1)};
            if (of_unit && u == 0) continue;
            err_t e = org_role_holders(x->db, cat, &x->a, of, x->t, &h, &n);
            tell_error(x, r->name, e);
            for (size_t k = 0; e == OK && k < n; k++) tell_holder(x, &h[k]);
        }
    }
}

static void tell_all(struct telling *x, bool roles)
{
    int64_t units, posts, people;
    assert_ok(db_peek(x->db, COUNTER_UNIT, &units));
    assert_ok(db_peek(x->db, COUNTER_POST, &posts));
    assert_ok(db_peek(x->db, COUNTER_PERSON, &people));
    tell_units(x, units);
    tell_posts(x, posts);
    for (int64_t p = 1; p <= people; p++) tell_person(x, person_id(p));
    tell_numbers(x);
    tell_systems(x);
    tell_instruments(x);
    if (roles) tell_roles(x, units);
}

static void tell(struct store *s, struct as_of t, bool roles, struct sb *out)
{
    struct telling x = {.t = t, .out = out};
    arena_init(&x.a, (size_t)256 << 20);
    assert_ok(store_read_begin(s, &x.db, NULL));
    tell_all(&x, roles);
    store_read_end(x.db);
    arena_release(&x.a);
    assert_ok(sb_end(out));
}

static void first_difference(struct str a, struct str b)
{
    while (a.n || b.n) {
        struct str x = str_cut(&a, '\n'), y = str_cut(&b, '\n');
        if (!str_eq(x, y)) {
            print_message("SQL:   %.*s\nimage: %.*s\n", STR_ARG(x), STR_ARG(y));
            return;
        }
    }
}

static void assert_same(struct as_of t, bool roles, int step)
{
    SB_CLEANUP struct sb a, b;
    sb_init(&a, TEXT_MAX);
    sb_init(&b, TEXT_MAX);
    tell(sql_only, t, roles, &a);
    uint64_t before = store_statements(w.t.store);
    tell(w.t.store, t, roles, &b);
    uint64_t cost = store_statements(w.t.store) - before;
    if (!str_eq(sb_str(&a), sb_str(&b))) {
        print_message("step %d, valid %" PRId64 ", recorded %" PRId64 "\n", step, t.valid.ms,
                      t.recorded.ms);
        first_difference(sb_str(&a), sb_str(&b));
        fail();
    }
    /* three counters, the revision, and what had to be read again */
    if (cost > 80) fail_msg("step %d cost %" PRIu64 " statements", step, cost);
}

/* --- what happens to an organisation --- */

struct happening {
    struct fault why;
    struct moment now;
    char text[40];
};

static struct org_span some_span(const struct happening *h)
{
    struct org_span s = {{h->now.ms + ((int64_t)any(120) - 60) * DAY_MS}, {0}};
    if (any(3) == 0) s.until.ms = s.from.ms + (int64_t)(1 + any(60)) * DAY_MS;
    return s;
}

static int64_t some_id(struct db *db, enum store_counter c)
{
    int64_t next;
    assert_ok(db_peek(db, c, &next));
    return 1 + (int64_t)any((uint64_t)next);
}

static struct person_told some_person(struct happening *h)
{
    snprintf(h->text, sizeof h->text, "%06d", 1 + (int)any(3 * PEOPLE));
    static const char *const names[] = {"𠮷田", "髙橋", "渡邉", "森", "大前"};
    return (struct person_told){.number = str_z(h->text),
                                .family = str_z(names[any(5)]),
                                .given = str_z(names[any(5)]),
                                .member = (enum member_kind)any(MEMBER_KINDS)};
}

static err_t of_people(struct db *db, const struct org_author *by, struct happening *h)
{
    struct person_id p = person_id(some_id(db, COUNTER_PERSON));
    struct person_told told = some_person(h);
    int64_t absence;
    switch (any(6)) {
    case 0:
        return org_person_change(db, by, p, &told, some_span(h), &h->why);
    case 1:
        return any(4) ? OK : org_person_end(db, by, p, some_span(h).from, &h->why);
    case 2:
    case 3:
        return org_absence_start(db, by, p, some_span(h), &absence, &h->why);
    case 4:
        return org_absence_end(db, by, p, some_span(h).from, &h->why);
    default:
        return org_person_add(db, by, &told, some_span(h), &p, &h->why);
    }
}

static err_t of_holdings(struct db *db, const struct org_author *by, struct happening *h)
{
    struct holding_id id = holding_id(some_id(db, COUNTER_HOLDING));
    struct holding_told told = {person_id(some_id(db, COUNTER_PERSON)),
                                post_id(some_id(db, COUNTER_POST)),
                                any(2) ? HOLDING_REGULAR : (enum holding_kind)any(HOLDING_KINDS)};
    if (holding_kind_is_away(told.kind)) told.post = post_id(0);
    switch (any(5)) {
    case 0:
        return org_holding_end(db, by, id, some_span(h).from, &h->why);
    case 1:
        return any(3) ? OK : org_holding_void(db, by, id, &h->why);
    default:
        return org_holding_start(db, by, &told, some_span(h), &id, &h->why);
    }
}

static err_t of_posts(struct db *db, const struct org_author *by, struct happening *h)
{
    static const char *const kinds[] = {"staff", "division_head", "branch_head", "department_head"};
    struct post_id id = post_id(some_id(db, COUNTER_POST));
    struct post_told told = {unit_id(some_id(db, COUNTER_UNIT)),
                             str_z(kinds[any(4)]),
                             any(3) ? STR("")
                                    : STR("personnel_division_head security_division_head"),
                             STR("職"),
                             STR_NONE,
                             any(2) == 0,
                             (int64_t)any(3)};
    switch (any(3)) {
    case 0:
        return org_post_change(db, by, id, &told, some_span(h), &h->why);
    case 1:
        return any(3) ? OK : org_post_end(db, by, id, some_span(h).from, &h->why);
    default:
        return org_post_add(db, by, &told, some_span(h), &id, &h->why);
    }
}

static err_t merge(struct db *db, const struct org_author *by, struct happening *h)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 24);
    struct unit_id to[] = {unit_id(some_id(db, COUNTER_UNIT)), unit_id(some_id(db, COUNTER_UNIT))};
    bool split = any(2) && to[0].v != to[1].v;
    struct succession s = {unit_id(some_id(db, COUNTER_UNIT)),
                           split ? SUCCESSION_SPLIT : SUCCESSION_MERGED, to, split ? 2 : 1,
                           some_span(h).from};
    struct unit_move *moves;
    size_t n;
    TRY(org_unit_preview(db, &a, &s, &moves, &n, &h->why));
    return org_unit_succeed(db, by, &s, moves, n, &h->why);
}

static err_t of_units(struct db *db, const struct org_author *by, struct happening *h)
{
    struct unit_id id = unit_id(some_id(db, COUNTER_UNIT));
    snprintf(h->text, sizeof h->text, "U%d", (int)any(40));
    struct unit_told told = {.parent = unit_id(some_id(db, COUNTER_UNIT)),
                             .kind = (enum unit_kind)(1 + any(UNIT_KINDS - 1)),
                             .code = str_z(h->text),
                             .name = any(2) ? STR("新しい課") : STR("古い係"),
                             .sort = (int64_t)any(5)};
    switch (any(4)) {
    case 0:
        return org_unit_change(db, by, id, &told, some_span(h), &h->why);
    case 1:
        return any(2) ? OK : merge(db, by, h);
    case 2:
        return org_unit_end(db, by, id, some_span(h).from, &h->why);
    default:
        return org_unit_add(db, by, &told, some_span(h), &id, &h->why);
    }
}

static err_t of_systems(struct db *db, const struct org_author *by, struct happening *h)
{
    struct info_system_id id = info_system_id(some_id(db, COUNTER_INFO_SYSTEM));
    snprintf(h->text, sizeof h->text, "S%d", (int)any(5));
    struct info_system_told told = {str_z(h->text), STR("システム"), STR_NONE,
                                    unit_id(some_id(db, COUNTER_UNIT)),
                                    post_id(any(2) ? some_id(db, COUNTER_POST) : 0)};
    if (any(2)) return org_info_system_change(db, by, id, &told, some_span(h), &h->why);
    return org_info_system_add(db, by, &told, some_span(h), &id, &h->why);
}

static err_t happen(struct db *db, const struct org_author *by, void *arg)
{
    struct happening *h = arg;
    switch (any(10)) {
    case 0:
    case 1:
    case 2:
        return of_people(db, by, h);
    case 3:
    case 4:
    case 5:
        return of_holdings(db, by, h);
    case 6:
        return of_posts(db, by, h);
    case 7:
    case 8:
        return of_units(db, by, h);
    default:
        return of_systems(db, by, h);
    }
}

static void instrument(struct moment now)
{
    struct town_instrument i = {.issuer = person_id(1 + (int64_t)any(PEOPLE)),
                                .from = {now.ms + ((int64_t)any(40) - 20) * DAY_MS}};
    static const char *const procedures[] = {"deputy-designation", "assistant-designation",
                                             "office-role-designation"};
    static const char *const roles[] = {"deputy_security_manager", "security_assistant",
                                        "computer_room_manager"};
    if (any(3) == 0) i.until.ms = i.from.ms + (int64_t)(1 + any(50)) * DAY_MS;
    if (any(4) == 0) {
        i.procedure = "reading";
        i.setting = (struct act_setting){"reading", "alternate_decider",
                                         any(2) ? "security_officer" : "none", 0};
    } else {
        size_t k = any(3);
        i.procedure = procedures[k];
        i.designated.role = (struct act_role){roles[k], unit_id(1 + (int64_t)any(16)), {0}};
        i.designated.person = person_id(1 + (int64_t)any(PEOPLE));
    }
    (void)town_issue(&w, now, i);
}

static struct as_of some_time(struct moment now)
{
    struct as_of t = as_of_now(now);
    if (any(2)) t.valid.ms += ((int64_t)any(200) - 100) * DAY_MS;
    if (any(3) == 0) t.recorded.ms -= (int64_t)any(40) * DAY_MS;
    return t;
}

static void people(void)
{
    const struct post_id posts[] = {w.vice,        w.bureau,     w.policy_head, w.info_head,
                                    w.info_staff,  w.help_staff, w.info_deputy, w.planning_head,
                                    w.clinic_head, w.tests_head, w.tests_staff, w.general_head};
    for (size_t i = 0; i < PEOPLE; i++) {
        struct person_id p;
        assert_ok(town_person(&w, "山田", "太郎", &p));
        if (i >= ARRAY_LEN(posts)) continue;
        assert_ok(town_hold(&w, TOWN_NOW, p, posts[i], HOLDING_REGULAR,
                            (struct org_span){TOWN_FROM, {0}}, NULL));
    }
}

static void image_and_sql_answer_the_same(void **state)
{
    (void)state;
    struct moment now = TOWN_NOW;
    people();
    assert_same(as_of_now(now), true, -1);
    int steps = temp_store_kind() == STORE_SQLITE ? STEPS : STEPS_POSTGRES;
    for (int step = 0; step < steps; step++) {
        struct happening h = {.now = now};
        now.ms += (int64_t)any(12) * HOUR_MS;
        h.now = now;
        if (any(8) == 0)
            instrument(now);
        else
            (void)town_write(&w, now, happen, &h); /* many are refused, and leave nothing */
        if (step % 3 == 0) assert_same(some_time(now), step % 30 == 0, step);
    }
    for (int i = 0; i < 12; i++) assert_same(some_time(now), true, STEPS + i);
}

/* --- where it must not be used --- */

static err_t renamed_and_seen(struct db *db, const struct org_author *by, void *arg)
{
    struct person_row before, after;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct as_of t = as_of_now(by->now);
    (void)arg;
    assert_non_null(org_image_of(db, &a)); /* nothing is changed yet */
    assert_ok(org_person(db, &a, person_id(1), t, &before));
    struct person_told told = {.number = STR("000001"), .family = STR("新"), .given = STR("名")};
    assert_ok(
        org_person_change(db, by, person_id(1), &told, (struct org_span){by->now, {0}}, &town_why));
    assert_null(org_image_of(db, &a));
    assert_ok(org_person(db, &a, person_id(1), t, &after));
    assert_string_equal(before.family, "山田"); /* kept, though the image is not asked any more */
    assert_string_equal(after.family, "新");
    return ERR_DENIED; /* taken back */
}

static void an_act_sees_what_it_has_changed(void **state)
{
    (void)state;
    people();
    struct moment now = town_at(2026, 5, 1, 9);
    assert_ok(org_image_refresh(w.t.store));
    assert_int_equal(town_write(&w, now, renamed_and_seen, NULL), ERR_DENIED);
    assert_int_equal(town_write(&w, now, renamed_and_seen, NULL), ERR_DENIED);
    assert_same(as_of_now(now), false, 0);
}

static void an_old_snapshot_stays_old(void **state)
{
    (void)state;
    people();
    struct db *old = NULL;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    assert_ok(org_image_refresh(w.t.store));
    assert_ok(store_read_begin(w.t.store, &old, NULL));
    bool active;
    struct moment now = town_at(2026, 5, 1, 9);
    int64_t revision; /* SQLite's snapshot begins with the first question */
    assert_ok(db_peek(old, COUNTER_ORGANISATION, &revision));
    assert_ok(town_absent(&w, now, person_id(1), (struct org_span){now, {0}}));
    assert_ok(org_image_refresh(w.t.store));
    struct holding_row *h;
    size_t n;
    assert_ok(org_holdings_of(old, &a, person_id(1), as_of_now(now), &h, &n));
    assert_int_equal(n, 1);
    assert_false(h[0].absent);
    assert_ok(org_is_active(old, person_id(1), as_of_now(now), &active));
    store_read_end(old);
    assert_ok(store_read_begin(w.t.store, &old, NULL));
    assert_ok(org_holdings_of(old, &a, person_id(1), as_of_now(now), &h, &n));
    assert_true(h[0].absent);
    store_read_end(old);
}

static void a_snapshot_costs_one_statement(void **state)
{
    (void)state;
    people();
    assert_ok(org_image_refresh(w.t.store));
    uint64_t before = store_statements(w.t.store);
    struct db *db = NULL;
    struct arena a ARENA_CLEANUP;
    struct role_holder *roles;
    size_t n;
    arena_init(&a, 1 << 20);
    assert_ok(store_read_begin(w.t.store, &db, NULL));
    for (int64_t p = 1; p <= PEOPLE; p++)
        assert_ok(org_roles_of(db, cat, &a, person_id(p), as_of_now(TOWN_NOW), &roles, &n));
    store_read_end(db);
    assert_int_equal(store_statements(w.t.store) - before, 1);
}

int main(void)
{
    struct fault why = {0};
    if (catalogue_load_folder(CATALOGUE_FOLDER, &cat, NULL, NULL, &why) != OK) return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_snapshot_costs_one_statement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_act_sees_what_it_has_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_old_snapshot_stays_old, set_up, tear_down),
        cmocka_unit_test_setup_teardown(image_and_sql_answer_the_same, set_up, tear_down),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    catalogue_free(cat);
    return failed;
}
