/* SPDX-License-Identifier: Apache-2.0
 * 不在: told by the person, the division, or found out; it lets a deputy act (10の2(3)). */
#include "office/org_record.h"

err_t org_absence_put(struct db *db, const struct org_author *by, int64_t id,
                      struct person_id person, struct org_span span, struct leaf_id leaf)
{
    TRY(org_touch(db, ORG_ABSENCE, id));
    return db_run(db, SQL_ABSENCE_INSERT, P_I64("id", id), P_I64("person", person.v),
                  ORG_TIMES(span, by, leaf));
}

err_t org_absence_start(struct db *db, const struct org_author *by, struct person_id person,
                        struct org_span span, int64_t *ret, struct fault *why)
{
    bool there;
    int64_t id;
    struct leaf_id leaf;
    TRY(org_check_span(&span, why));
    TRY(org_covers(db, ORG_PERSON, person.v, (struct org_span){span.from, {span.from.ms + 1}},
                   &there));
    if (!there) return fault_set(why, ERR_STATE, "org.unknown_person", NULL);
    err_t e = db_get_i64(db, &id, SQL_ABSENCES_OF_PERSON_OVER, P_I64("person", person.v),
                         P_I64("from", span.from.ms), P_I64("until", span.until.ms));
    if (e == OK) return fault_set(why, ERR_STATE, "org.absent_already", NULL);
    if (e != ERR_NOT_FOUND) return e;
    TRY(db_next(db, COUNTER_ABSENCE, &id));
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "absence.start");
    org_fact_i64(&f, "absence", id);
    org_fact_i64(&f, "person", person.v);
    org_fact_span(&f, span);
    TRY(org_fact_append(db, &f, &leaf));
    TRY(org_absence_put(db, by, id, person, span, leaf));
    *ret = id;
    return OK;
}

err_t org_absence_end(struct db *db, const struct org_author *by, struct person_id person,
                      struct moment at, struct fault *why)
{
    int64_t id;
    struct leaf_id leaf;
    err_t e = db_get_i64(db, &id, SQL_ABSENCES_OF_PERSON_OVER, P_I64("person", person.v),
                         P_I64("from", at.ms), P_I64("until", at.ms + 1));
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "org.not_absent", NULL);
    TRY(e);
    TRY(org_check_now(db, ORG_ABSENCE, id, by->now, why));
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "absence.end");
    org_fact_i64(&f, "absence", id);
    org_fact_i64(&f, "person", person.v);
    org_fact_i64(&f, "end", at.ms);
    TRY(org_fact_append(db, &f, &leaf));
    return org_cut(db, ORG_ABSENCE, id, (struct org_span){at, MOMENT_OPEN}, by->now, leaf);
}
