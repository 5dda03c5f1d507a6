/* SPDX-License-Identifier: Apache-2.0 */
#include "office/clock_due.h"

#include "base/calendar.h"
#include "office/org_image.h"
#include "store/store.h"

static struct moment due_after(struct str unit, int64_t n, struct moment from)
{
    if (str_eqz(unit, "minutes")) return moment_add(from, n * MINUTE_MS);
    if (str_eqz(unit, "hours")) return moment_add(from, n * HOUR_MS);
    if (str_eqz(unit, "days")) return moment_add(from, n * DAY_MS);
    if (str_eqz(unit, "working_days"))
        return day_end(calendar_add_working_days(moment_day(from), (int32_t)n));
    return (struct moment){0};
}

err_t clock_due(struct db *db, struct str clock, struct moment from, struct moment now,
                struct moment *ret)
{
    const struct org_image *im = org_image_of(db, NULL);
    if (im) {
        const char *unit = "";
        int64_t n = 0;
        err_t e =
            org_image_setting(im, "clock", clock, (struct as_of){now, {INT64_MAX}}, &unit, &n);
        *ret = due_after(str_z(unit), n, from);
        return e == ERR_NOT_FOUND ? OK : e;
    }
    struct moment due = {0};
    struct rows r ROWS_CLEANUP = db_query(db, SQL_SETTING_IN_FORCE, P_STR("kind", STR("clock")),
                                          P_STR("name", clock), P_I64("at", now.ms));
    if (rows_next(&r)) due = due_after(rows_str(&r, "value"), rows_i64(&r, "number"), from);
    TRY(rows_end(&r));
    *ret = due;
    return OK;
}

err_t clock_due_witness(struct db *db, struct moment from, struct moment now, struct moment *ret)
{
    struct moment due;
    TRY(clock_due(db, STR("witness_cosigns"), from, now, &due));
    *ret = due.ms ? due : moment_add(from, CLOCK_DUE_WITNESS_DAYS * (int64_t)DAY_MS);
    return OK;
}
