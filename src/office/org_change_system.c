/* SPDX-License-Identifier: Apache-2.0
 * Information systems and the post of their manager (11(2)). */
#include "office/org_record.h"

enum { CODE_MAX = 24, NAME_MAX_CHARS = 80 };

static err_t check_manager(struct db *db, const struct info_system_told *s, struct org_span span,
                           struct fault *why)
{
    bool there;
    if (!post_id_is_set(s->manager_post)) return OK;
    TRY(org_covers(db, ORG_POST, s->manager_post.v,
                   (struct org_span){span.from, {span.from.ms + 1}}, &there));
    if (there) return OK;
    err_t e = fault_set(why, ERR_STATE, "org.unknown_post", NULL);
    fault_field(why, "manager_post");
    return e;
}

static err_t check(struct db *db, struct info_system_id self, const struct info_system_told *s,
                   struct org_span *span, struct fault *why)
{
    bool there;
    int64_t taken;
    TRY(org_check_span(span, why));
    TRY(org_check_code(s->code, CODE_MAX, "code", why));
    TRY(org_check_line(s->name, NAME_MAX_CHARS, true, "name", why));
    TRY(org_check_line(s->name_en, 2 * NAME_MAX_CHARS, false, "name_en", why));
    TRY(org_covers(db, ORG_UNIT, s->division.v, *span, &there));
    if (!there) {
        err_t e = fault_set(why, ERR_STATE, "org.unknown_unit", NULL);
        fault_field(why, "division");
        return e;
    }
    TRY(check_manager(db, s, *span, why));
    TRY(db_get_i64(db, &taken, SQL_INFO_SYSTEM_CODE_TAKEN, P_STR("code", s->code),
                   P_I64("id", self.v), P_I64("from", span->from.ms),
                   P_I64("until", span->until.ms)));
    if (!taken) return OK;
    err_t e = fault_set(why, ERR_EXISTS, "org.code_taken", "%.*s", STR_ARG(s->code));
    fault_field(why, "code");
    return e;
}

err_t org_info_system_put(struct db *db, const struct org_author *by, struct info_system_id id,
                          const struct info_system_told *s, struct org_span span,
                          struct leaf_id leaf)
{
    struct str name_en = s->name_en.p ? s->name_en : STR("");
    TRY(org_touch(db, ORG_INFO_SYSTEM, id.v));
    return db_run(db, SQL_INFO_SYSTEM_INSERT, P_I64("id", id.v), P_STR("code", s->code),
                  P_STR("name", s->name), P_STR("name_en", name_en),
                  P_I64("division", s->division.v),
                  P_I64_OPT("manager_post", post_id_is_set(s->manager_post), s->manager_post.v),
                  ORG_TIMES(span, by, leaf));
}

static err_t write_row(struct db *db, const struct org_author *by, const char *fact,
                       struct info_system_id id, const struct info_system_told *s,
                       struct org_span span, bool change)
{
    struct leaf_id leaf;
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, fact);
    org_fact_i64(&f, "info_system", id.v);
    org_fact_i64(&f, "division", s->division.v);
    org_fact_i64(&f, "manager_post", s->manager_post.v);
    org_fact_span(&f, span);
    org_fact_text(&f, "code", s->code);
    org_fact_text(&f, "name", s->name);
    org_fact_text(&f, "name_en", s->name_en);
    TRY(org_fact_append(db, &f, &leaf));
    if (change) TRY(org_cut(db, ORG_INFO_SYSTEM, id.v, span, by->now, leaf));
    return org_info_system_put(db, by, id, s, span, leaf);
}

err_t org_info_system_add(struct db *db, const struct org_author *by,
                          const struct info_system_told *s, struct org_span span,
                          struct info_system_id *ret, struct fault *why)
{
    int64_t id;
    TRY(check(db, info_system_id(0), s, &span, why));
    TRY(db_next(db, COUNTER_INFO_SYSTEM, &id));
    TRY(write_row(db, by, "info_system.add", info_system_id(id), s, span, false));
    *ret = info_system_id(id);
    return OK;
}

err_t org_info_system_change(struct db *db, const struct org_author *by, struct info_system_id id,
                             const struct info_system_told *s, struct org_span span,
                             struct fault *why)
{
    int64_t last;
    err_t e = db_get_i64(db, &last, SQL_INFO_SYSTEM_RECORDED_LAST, P_I64("id", id.v));
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "org.unknown_system", NULL);
    TRY(e);
    TRY(check(db, id, s, &span, why));
    TRY(org_check_now(db, ORG_INFO_SYSTEM, id.v, by->now, why));
    return write_row(db, by, "info_system.change", id, s, span, true);
}
