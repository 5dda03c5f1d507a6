/* SPDX-License-Identifier: Apache-2.0 */
#include "size_town.h"

#include <stdio.h>
#include <stdlib.h>

#include "office/org_change.h"
#include "office/org_import.h"
#include "office/org_row.h"

enum { FILE_MAX = 64 << 20, ARENA_MAX = 1 << 30, FIRST_STAFF = 300000, FIRST_HEAD = 200000 };

static size_t departments(size_t n_divisions)
{
    return (n_divisions + SIZE_PER_DEPARTMENT - 1) / SIZE_PER_DEPARTMENT;
}

/* --- the files ---------------------------------------------------------------------------- */

err_t size_town_units(struct sb *to, size_t n_divisions)
{
    sb_addz(to, "コード,名称,種類,上位コード,団体区分,並び順\n"
                "GOV,知事部局,団体,,知事部局,1\n"
                "SP,総合政策部,部,GOV,,2\n"
                "SPD,次世代社会戦略局,局,SP,,3\n"
                "SPD1,情報政策課,課,SPD,,4\n");
    for (size_t d = 0; d < departments(n_divisions); d++)
        sb_addf(to, "D%03zu,第%zu部,部,GOV,,%zu\n", d, d + 1, 10 + d);
    for (size_t i = 0; i < n_divisions; i++)
        sb_addf(to, "K%04zu,第%zu課,課,D%03zu,,%zu\n", i, i + 1, i / SIZE_PER_DEPARTMENT, 1000 + i);
    return sb_end(to);
}

static const char *const families[] = {"佐藤", "鈴木", "髙橋", "田中", "伊藤", "渡邉", "山本",
                                       "中村", "小林", "加藤", "𠮷田", "山﨑", "齋藤"};
static const char *const givens[] = {"一郎", "花子", "健",   "直子", "誠",  "由美",
                                     "翔",   "陽菜", "大輔", "恵",   "拓也"};

static void add_person(struct sb *to, size_t number, size_t i, const char *unit, const char *title,
                       const char *kind, const char *charges, const char *holding)
{
    sb_addf(to, "%06zu,%s,%s,職員,%s,%s,%s,%s,%s,%s,\n", number, families[i % ARRAY_LEN(families)],
            givens[i / ARRAY_LEN(families) % ARRAY_LEN(givens)], unit, title, kind, charges,
            *kind ? "はい" : "いいえ", holding);
}

static void add_heads(struct sb *to, size_t n_divisions)
{
    add_person(to, 100001, 1, "GOV", "副知事", "vice_governor", "vice_governor_in_charge", "本務");
    add_person(to, 100002, 2, "SPD", "局長", "bureau_head", "security_bureau_head", "本務");
    add_person(to, 100003, 3, "SP", "部長", "department_head", "", "本務");
    add_person(to, 100004, 4, "SP", "次長", "department_deputy", "security_department_deputy",
               "本務");
    add_person(to, 100005, 5, "SPD1", "課長", "division_head",
               "security_division_head committee_secretariat_head", "本務");
    for (size_t d = 0; d < departments(n_divisions); d++) {
        char unit[40];
        (void)snprintf(unit, sizeof unit, "D%03zu", d);
        add_person(to, 110000 + d, d, unit, "部長", "department_head", "", "本務");
        add_person(to, 120000 + d, d + 3, unit, "次長", "department_deputy", "", "本務");
    }
}

static void add_division(struct sb *to, size_t i, size_t n_divisions)
{
    char unit[40], other[40];
    (void)snprintf(unit, sizeof unit, "K%04zu", i);
    (void)snprintf(other, sizeof other, "K%04zu", (i + 1) % n_divisions);
    add_person(to, FIRST_HEAD + i, i, unit, "課長", "division_head", "", "本務");
    if (i % 10 == 0) add_person(to, FIRST_HEAD + i, i, other, "参事", "", "", "兼務");
}

err_t size_town_people(struct sb *to, size_t n_people, size_t n_divisions)
{
    sb_addz(to, "職員番号,姓,名,区分,所属コード,職名,職の種類,担当,管理職,補職,発令日\n");
    add_heads(to, n_divisions);
    for (size_t i = 0; i < n_divisions; i++) add_division(to, i, n_divisions);
    size_t n = n_people > n_divisions ? n_people - n_divisions : 0;
    for (size_t i = 0; i < n; i++) {
        char unit[40], title[60];
        (void)snprintf(unit, sizeof unit, "K%04zu", i % n_divisions);
        (void)snprintf(title, sizeof title, "主事%zu", i / n_divisions);
        add_person(to, FIRST_STAFF + i, i, unit, title, "", "", "本務");
    }
    return sb_end(to);
}

err_t size_town_transfer(struct sb *to, size_t n, size_t n_people, const char *from, size_t run)
{
    size_t n_divisions = n_people / (SIZE_PER_DIVISION + 1);
    sb_addz(to, "職員番号,姓,名,区分,所属コード,職名,職の種類,担当,管理職,補職,発令日\n");
    size_t staff = n_people - n_divisions;
    for (size_t k = 0; k < n && k < staff; k++) {
        size_t i = k * (staff / n ? staff / n : 1);
        sb_addf(to, "%06zu,%s,%s,職員,K%04zu,転入%zu,,,いいえ,本務,%s\n", FIRST_STAFF + i,
                families[i % ARRAY_LEN(families)],
                givens[i / ARRAY_LEN(families) % ARRAY_LEN(givens)], (i + run) % n_divisions,
                run * n + k, from);
    }
    return sb_end(to);
}

/* --- into the office ---------------------------------------------------------------------- */

static err_t import(const struct office *o, struct arena *a, bool people, struct str csv,
                    struct day effective, struct fault *why)
{
    struct org_import done = {0};
    struct org_import_options q = {.effective = effective,
                                   .file = people ? "people.csv" : "units.csv",
                                   .by = {person_id(0), clock_now(o->clock), "import"}};
    err_t e = people ? org_import_people(o->store, a, csv, &q, &done, why)
                     : org_import_units(o->store, a, csv, &q, &done, why);
    if (e == OK && done.n_faults) {
        *why = done.faults[0];
        return done.faults[0].code;
    }
    return e;
}

struct find_job {
    const struct office *office;
    struct size_town *town;
    struct arena *a;
    size_t n_people;
    struct day effective;
    struct fault *why;
};

static err_t number(struct find_job *j, struct db *db, size_t n, struct person_id *ret)
{
    struct person_row p;
    char z[40];
    (void)snprintf(z, sizeof z, "%06zu", n);
    TRY(org_person_by_number(db, j->a, str_z(z), &p));
    *ret = p.id;
    return OK;
}

static err_t find_division(struct find_job *j, struct db *db, size_t i, struct as_of t)
{
    struct size_division *d = &j->town->divisions[i];
    struct unit_row unit;
    char code[40];
    (void)snprintf(code, sizeof code, "K%04zu", i);
    TRY(org_unit_by_code(db, j->a, str_z(code), t, &unit));
    d->unit = unit.id;
    TRY(number(j, db, FIRST_HEAD + i, &d->head));
    size_t n = j->town->n_divisions;
    for (size_t k = i; k < j->n_people - n && d->n_staff < SIZE_PER_DIVISION; k += n)
        TRY(number(j, db, FIRST_STAFF + k, &d->staff[d->n_staff++]));
    return OK;
}

static err_t add_system(struct find_job *j, struct db *db, size_t i, struct as_of t)
{
    struct post_row *p;
    size_t n;
    char code[40], name[80];
    struct org_author by = {person_id(0), clock_now(j->office->clock), "import"};
    (void)snprintf(code, sizeof code, "S%04zu", i);
    (void)snprintf(name, sizeof name, "第%zu課の情報システム", i + 1);
    TRY(org_posts_of_unit(db, j->a, j->town->divisions[i].unit, t, &p, &n));
    struct info_system_told s = {
        .code = str_z(code), .name = str_z(name), .division = j->town->divisions[i].unit};
    for (size_t k = 0; k < n; k++)
        if (org_post_is(&p[k], "division_head")) s.manager_post = p[k].id;
    return org_info_system_add(db, &by, &s, (struct org_span){day_start(j->effective), {0}},
                               &j->town->divisions[i].system, j->why);
}

static err_t find(struct db *db, void *arg)
{
    struct find_job *j = arg;
    struct as_of t = as_of_now(clock_now(j->office->clock));
    for (size_t i = 0; i < j->town->n_divisions; i++) {
        TRY(find_division(j, db, i, t));
        if (i % 3 == 0) TRY(add_system(j, db, i, t));
    }
    return number(j, db, 100002, &j->town->chief);
}

err_t size_town_make(const struct office *office, size_t n_people, struct day effective,
                     struct size_town *ret, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb csv;
    arena_init(&a, ARENA_MAX);
    sb_init(&csv, FILE_MAX);
    size_t n = n_people / (SIZE_PER_DIVISION + 1);
    if (n < 2 || n > SIZE_DIVISIONS_MAX) return ERR_INVALID;
    *ret = (struct size_town){.divisions = calloc(n, sizeof *ret->divisions), .n_divisions = n};
    if (!ret->divisions) return ERR_NOMEM;
    TRY(size_town_units(&csv, n));
    TRY(import(office, &a, false, sb_str(&csv), effective, why));
    sb_reset(&csv);
    TRY(size_town_people(&csv, n_people, n));
    TRY(import(office, &a, true, sb_str(&csv), effective, why));
    struct find_job j = {office, ret, &a, n_people, effective, why};
    return store_write(office->store, find, &j, why);
}

void size_town_free(struct size_town *t)
{
    free(t->divisions);
    *t = (struct size_town){0};
}
