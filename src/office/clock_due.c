/* SPDX-License-Identifier: Apache-2.0 */
#include "office/clock_due.h"

#include "base/calendar.h"
#include "store/store.h"

err_t clock_due(struct db *db, struct str clock, struct moment from, struct moment now,
                struct moment *ret)
{
    struct moment due = {0};
    struct rows r ROWS_CLEANUP = db_query(db, SQL_SETTING_IN_FORCE, P_STR("kind", STR("clock")),
                                          P_STR("name", clock), P_I64("at", now.ms));
    if (rows_next(&r)) {
        struct str unit = rows_str(&r, "value");
        int64_t n = rows_i64(&r, "number");
        if (str_eqz(unit, "minutes")) due = moment_add(from, n * MINUTE_MS);
        if (str_eqz(unit, "hours")) due = moment_add(from, n * HOUR_MS);
        if (str_eqz(unit, "days")) due = moment_add(from, n * DAY_MS);
        if (str_eqz(unit, "working_days"))
            due = day_end(calendar_add_working_days(moment_day(from), (int32_t)n));
    }
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
