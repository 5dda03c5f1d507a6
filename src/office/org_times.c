/* SPDX-License-Identifier: Apache-2.0
 * What every table with two times has in common. */
#include "kernel/touch.h"
#include "office/org_record.h"

static const struct {
    unsigned keep_before, keep_after, close, recorded_last;
} statements[ORG_TABLES] = {
    [ORG_UNIT] = {SQL_UNIT_KEEP_BEFORE, SQL_UNIT_KEEP_AFTER, SQL_UNIT_CLOSE,
                  SQL_UNIT_RECORDED_LAST},
    [ORG_POST] = {SQL_POST_KEEP_BEFORE, SQL_POST_KEEP_AFTER, SQL_POST_CLOSE,
                  SQL_POST_RECORDED_LAST},
    [ORG_PERSON] = {SQL_PERSON_KEEP_BEFORE, SQL_PERSON_KEEP_AFTER, SQL_PERSON_CLOSE,
                    SQL_PERSON_RECORDED_LAST},
    [ORG_HOLDING] = {SQL_HOLDING_KEEP_BEFORE, SQL_HOLDING_KEEP_AFTER, SQL_HOLDING_CLOSE,
                     SQL_HOLDING_RECORDED_LAST},
    [ORG_ABSENCE] = {SQL_ABSENCE_KEEP_BEFORE, SQL_ABSENCE_KEEP_AFTER, SQL_ABSENCE_CLOSE,
                     SQL_ABSENCE_RECORDED_LAST},
    [ORG_INFO_SYSTEM] = {SQL_INFO_SYSTEM_KEEP_BEFORE, SQL_INFO_SYSTEM_KEEP_AFTER,
                         SQL_INFO_SYSTEM_CLOSE, SQL_INFO_SYSTEM_RECORDED_LAST},
};

static const enum touch_what touches[ORG_TABLES] = {
    [ORG_UNIT] = TOUCH_UNIT,       [ORG_POST] = TOUCH_POST,
    [ORG_PERSON] = TOUCH_PERSON,   [ORG_HOLDING] = TOUCH_HOLDING,
    [ORG_ABSENCE] = TOUCH_ABSENCE, [ORG_INFO_SYSTEM] = TOUCH_INFO_SYSTEM,
};

err_t org_touch(struct db *db, enum org_table table, int64_t id)
{
    return touch_organisation(db, touches[table], id);
}

err_t org_cut(struct db *db, enum org_table table, int64_t id, struct org_span span,
              struct moment now, struct leaf_id leaf)
{
    TRY(org_touch(db, table, id));
    TRY(db_run(db, statements[table].keep_before, P_I64("id", id), P_I64("from", span.from.ms),
               P_I64("now", now.ms), P_I64("leaf", leaf.v)));
    TRY(db_run(db, statements[table].keep_after, P_I64("id", id), P_I64("until", span.until.ms),
               P_I64("now", now.ms), P_I64("leaf", leaf.v)));
    return db_run(db, statements[table].close, P_I64("id", id), P_I64("from", span.from.ms),
                  P_I64("until", span.until.ms), P_I64("now", now.ms), P_I64("leaf", leaf.v));
}

err_t org_check_now(struct db *db, enum org_table table, int64_t id, struct moment now,
                    struct fault *why)
{
    int64_t last;
    err_t e = db_get_i64(db, &last, statements[table].recorded_last, P_I64("id", id));
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    return last <= now.ms ? OK : fault_set(why, ERR_STATE, "org.clock_behind", NULL);
}

err_t org_covers(struct db *db, enum org_table table, int64_t id, struct org_span span, bool *ret)
{
    ASSERT(table == ORG_UNIT || table == ORG_POST || table == ORG_PERSON);
    unsigned sql = table == ORG_UNIT   ? SQL_UNIT_SPANS
                   : table == ORG_POST ? SQL_POST_SPANS
                                       : SQL_PERSON_SPANS;
    struct rows r ROWS_CLEANUP = db_query(db, sql, P_I64("id", id), P_I64("from", span.from.ms),
                                          P_I64("until", span.until.ms));
    int64_t reached = span.from.ms;
    while (rows_next(&r)) {
        int64_t from = rows_i64(&r, "valid_from"), until = rows_i64(&r, "valid_until");
        if (from <= reached && until > reached) reached = until;
    }
    TRY(rows_end(&r));
    *ret = reached >= span.until.ms;
    return OK;
}
