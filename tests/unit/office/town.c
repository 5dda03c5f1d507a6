/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>

#include "ledger/ledger.h"
#include "office/org_image.h"
#include "town.h"

const struct moment TOWN_NOW = {INT64_C(1774999800000)}; /* 2026-03-31T23:30:00Z */
struct fault town_why;

struct moment town_at(int year, int month, int day, int hour)
{
    return moment_add(day_start(day_of(year, month, day)), hour * HOUR_MS);
}

static err_t run(struct db *db, void *arg)
{
    const struct town_job *j = arg;
    return j->fn(db, &j->by, j->arg);
}

err_t town_write(struct town *w, struct moment now,
                 err_t (*fn)(struct db *, const struct org_author *, void *), void *arg)
{
    struct town_job j = {fn, {person_id(0), now, "page"}, arg};
    struct fault store_why = {0};
    return store_write(w->t.store, run, &j, &store_why);
}

static struct unit_id unit(struct db *db, const struct org_author *by, struct unit_id parent,
                           enum unit_kind kind, const char *code, const char *name)
{
    struct unit_told u = {.parent = parent, .kind = kind, .code = str_z(code), .name = str_z(name)};
    u.body_kind = str_z(kind != UNIT_BODY        ? NULL
                        : str_eqz(u.code, "gov") ? "governor"
                                                 : "education");
    struct unit_id id = {0};
    assert_ok(org_unit_add(db, by, &u, (struct org_span){TOWN_FROM, {0}}, &id, &town_why));
    return id;
}

static struct post_id post(struct db *db, const struct org_author *by, struct unit_id in,
                           const char *kind, const char *charges, const char *title,
                           bool managerial)
{
    struct post_told p = {in, str_z(kind), str_z(charges), str_z(title), STR_NONE, managerial, 0};
    struct post_id id = {0};
    assert_ok(org_post_add(db, by, &p, (struct org_span){TOWN_FROM, {0}}, &id, &town_why));
    return id;
}

static void make_units(struct db *db, const struct org_author *by, struct town *w)
{
    w->governor = unit(db, by, unit_id(0), UNIT_BODY, "gov", "知事部局");
    w->policy = unit(db, by, w->governor, UNIT_DEPARTMENT, "P", "総合政策部");
    w->digital = unit(db, by, w->policy, UNIT_BUREAU, "PD", "デジタル局");
    w->info = unit(db, by, w->digital, UNIT_DIVISION, "PD1", "情報政策課");
    w->planning = unit(db, by, w->policy, UNIT_DIVISION, "P1", "計画課");
    w->help = unit(db, by, w->info, UNIT_SECTION, "PD1a", "支援係");
    w->health = unit(db, by, w->governor, UNIT_DEPARTMENT, "H", "保健部");
    w->clinic = unit(db, by, w->health, UNIT_BRANCH, "H1", "診療所");
    w->lab = unit(db, by, w->health, UNIT_BRANCH, "H2", "試験所");
    w->tests = unit(db, by, w->lab, UNIT_DIVISION, "H2a", "検査課");
    w->school = unit(db, by, unit_id(0), UNIT_BODY, "edu", "教育委員会");
    w->office = unit(db, by, w->school, UNIT_DEPARTMENT, "E", "教育庁");
    w->general = unit(db, by, w->office, UNIT_DIVISION, "E1", "総務課");
}

static err_t make(struct db *db, const struct org_author *by, void *arg)
{
    struct town *w = arg;
    assert_ok(ledger_open(db, STR("town.example/office"), by->now));
    make_units(db, by, w);
    w->vice = post(db, by, w->governor, "vice_governor", "vice_governor_in_charge", "副知事", true);
    w->ciso2 = post(db, by, w->policy, "director", "digital_strategy_director", "戦略監", true);
    w->bureau = post(db, by, w->digital, "bureau_head", "security_bureau_head", "局長", true);
    w->policy_head = post(db, by, w->policy, "department_head", "", "部長", true);
    w->policy_deputy =
        post(db, by, w->policy, "department_deputy", "security_department_deputy", "次長", true);
    w->info_head = post(db, by, w->info, "division_head",
                        "security_division_head committee_secretariat_head", "課長", true);
    w->info_deputy = post(db, by, w->info, "staff", "", "課長補佐", true);
    w->info_staff = post(db, by, w->info, "staff", "", "主事", false);
    w->help_staff = post(db, by, w->help, "staff", "", "主事", false);
    w->planning_head = post(db, by, w->planning, "division_head", "", "課長", true);
    w->planning_staff = post(db, by, w->planning, "staff", "", "主事", false);
    w->health_head = post(db, by, w->health, "department_head", "", "部長", true);
    w->clinic_head = post(db, by, w->clinic, "branch_head", "", "所長", true);
    w->clinic_staff = post(db, by, w->clinic, "staff", "", "主事", false);
    w->lab_head = post(db, by, w->lab, "branch_head", "", "所長", true);
    w->tests_head = post(db, by, w->tests, "division_head", "", "課長", true);
    w->tests_staff = post(db, by, w->tests, "staff", "", "技師", false);
    w->school_head =
        post(db, by, w->office, "department_head", "security_bureau_head", "教育部長", true);
    w->general_head = post(db, by, w->general, "division_head", "", "課長", true);
    w->general_staff = post(db, by, w->general, "staff", "", "主事", false);
    return OK;
}

void town_make(struct town *w)
{
    *w = (struct town){0};
    temp_store_make(&w->t, NULL);
    if (getenv("SEKIMORI_TEST_ORG_IMAGE")) assert_ok(org_image_attach(w->t.store));
    assert_ok(town_write(w, TOWN_NOW, make, w));
}

void town_remove(struct town *w)
{
    temp_store_remove(&w->t);
}

struct told {
    struct person_told person;
    struct holding_told holding;
    struct org_span span;
    struct person_id new_person;
    struct holding_id id;
    struct moment at;
};

static err_t person(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    return org_person_add(db, by, &x->person, x->span, &x->new_person, &town_why);
}

err_t town_person(struct town *w, const char *family, const char *given, struct person_id *ret)
{
    char number[16];
    snprintf(number, sizeof number, "%06d", ++w->people);
    struct told x = {
        .person = {.number = str_z(number), .family = str_z(family), .given = str_z(given)},
        .span = {TOWN_FROM, {0}}};
    err_t e = town_write(w, TOWN_NOW, person, &x);
    if (e == OK) *ret = x.new_person;
    return e;
}

static err_t hold(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    return org_holding_start(db, by, &x->holding, x->span, &x->id, &town_why);
}

err_t town_hold(struct town *w, struct moment now, struct person_id p, struct post_id post_held,
                enum holding_kind kind, struct org_span span, struct holding_id *ret)
{
    struct told x = {.holding = {p, post_held, kind}, .span = span};
    err_t e = town_write(w, now, hold, &x);
    if (e == OK && ret) *ret = x.id;
    return e;
}

static err_t end(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    return org_holding_end(db, by, x->id, x->at, &town_why);
}

err_t town_end(struct town *w, struct moment now, struct holding_id h, struct moment at)
{
    struct told x = {.id = h, .at = at};
    return town_write(w, now, end, &x);
}

static err_t absent(struct db *db, const struct org_author *by, void *arg)
{
    struct told *x = arg;
    return org_absence_start(db, by, x->new_person, x->span, &x->id.v, &town_why);
}

err_t town_absent(struct town *w, struct moment now, struct person_id p, struct org_span span)
{
    struct told x = {.new_person = p, .span = span};
    return town_write(w, now, absent, &x);
}

struct person_id town_regular(struct town *w, const char *family, struct post_id post_held)
{
    struct person_id p = {0};
    assert_ok(town_person(w, family, "太郎", &p));
    assert_ok(town_hold(w, TOWN_NOW, p, post_held, HOLDING_REGULAR,
                        (struct org_span){TOWN_FROM, {0}}, NULL));
    return p;
}
