/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/calendar.h"
#include "office/org_import.h"
#include "office/org_row.h"
#include "office/sample.h"
#include "office/sample_data.h"
#include "wire/csv.h"

enum { ARENA_MAX = 64 << 20, HISTORY_DAYS = 32 };

const struct sample_sign_in sample_sign_ins[SAMPLE_SIGN_INS] = {
    {"103004", "mihon-shokuin-1", "sample.employee"},
    {"103001", "mihon-kacho-2", "sample.security_manager"},
    {"101003", "mihon-kyokucho-3", "sample.head_security_officer"},
    {"100002", "mihon-fukuchiji-4", "sample.ciso"},
    {"101002", "mihon-kansa-5", "sample.audit_officer"},
};

struct day sample_day(struct day today, int32_t working_days)
{
    return calendar_add_working_days(today, working_days);
}

struct moment sample_begin(struct day today)
{
    return moment_add(day_start(sample_day(today, -HISTORY_DAYS)), 8 * HOUR_MS);
}

/* All of it holds from a first of April that lies before the history. */
static struct org_import_options options(struct day today, const char *file)
{
    struct moment begin = sample_begin(today);
    int32_t year = calendar_fiscal_year(day_add(moment_day(begin), -30));
    return (struct org_import_options){.effective = calendar_fiscal_year_first(year),
                                       .file = file,
                                       .by = {person_id(0), begin, "import"}};
}

static err_t first_fault(const struct org_import *done, err_t e, struct fault *why)
{
    if (e != OK || done->n_faults == 0) return e;
    if (why) *why = done->faults[0];
    return done->faults[0].code;
}

/* --- information systems: code,name,name_en,division; the manager is the division's head --- */

struct systems_job {
    const struct org_import_options *o;
    struct fault *why;
    struct arena *a;
};

static err_t head_of(struct db *db, struct arena *a, struct unit_id unit, struct as_of t,
                     struct post_id *ret)
{
    struct post_row *p;
    size_t n;
    *ret = post_id(0);
    TRY(org_posts_of_unit(db, a, unit, t, &p, &n));
    for (size_t i = 0; i < n; i++) {
        if (org_post_is(&p[i], "division_head") || org_post_is(&p[i], "branch_head"))
            *ret = p[i].id;
    }
    return OK;
}

static err_t add_system(struct db *db, struct systems_job *j, const struct csv_row *row)
{
    struct org_span span = {day_start(j->o->effective), {0}};
    struct as_of t = {span.from, j->o->by.now};
    struct unit_row unit;
    struct info_system_id id;
    TRY(org_unit_by_code(db, j->a, row->fields[3], t, &unit));
    struct info_system_told s = {row->fields[0], row->fields[1], row->fields[2], unit.id, {0}};
    TRY(head_of(db, j->a, unit.id, t, &s.manager_post));
    return org_info_system_add(db, &j->o->by, &s, span, &id, j->why);
}

static err_t add_systems(struct db *db, void *arg)
{
    struct systems_job *j = arg;
    static const struct csv_limits limits = {1000, 4, 1000};
    CSV_CLEANUP struct csv csv = {0};
    struct csv_row row;
    TRY(csv_open(&csv, str_z(sample_systems_csv), CSV_UTF8, &limits, j->why));
    TRY(csv_next(&csv, j->a, &row, j->why)); /* titles */
    err_t e;
    while ((e = csv_next(&csv, j->a, &row, j->why)) == OK) {
        e = add_system(db, j, &row);
        if (e == OK) continue;
        if (j->why && !j->why->id) (void)fault_set(j->why, e, NULL, NULL);
        fault_place(j->why, "sample/systems.csv", row.line, 0);
        return e;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

err_t sample_organisation(const struct office *office, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    struct org_import done = {0};
    struct org_import_options o = options(clock_today(office->clock), "sample/units.csv");
    TRY(first_fault(
        &done, org_import_units(office->store, &a, str_z(sample_units_csv), &o, &done, why), why));
    o.file = "sample/people.csv";
    TRY(first_fault(&done,
                    org_import_people(office->store, &a, str_z(sample_people_csv), &o, &done, why),
                    why));
    struct systems_job j = {&o, why, &a};
    err_t e = store_write(office->store, add_systems, &j, NULL);
    return e == OK || (why && why->id) ? e : fault_set(why, e, NULL, NULL);
}
