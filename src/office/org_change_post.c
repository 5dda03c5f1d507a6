/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_record.h"

enum { KIND_MAX = 40, CHARGES_MAX = 200, TITLE_MAX = 60 };

static err_t check(struct db *db, const struct post_told *p, struct org_span *span,
                   struct fault *why)
{
    TRY(org_check_span(span, why));
    TRY(org_check_code(p->kind, KIND_MAX, "post_kind", why));
    TRY(org_check_line(p->charges, CHARGES_MAX, false, "charges", why));
    TRY(org_check_line(p->title, TITLE_MAX, true, "title", why));
    TRY(org_check_line(p->title_en, 2 * TITLE_MAX, false, "title_en", why));
    bool there;
    TRY(org_covers(db, ORG_UNIT, p->unit.v, *span, &there));
    if (there) return OK;
    err_t e = fault_set(why, ERR_STATE, "org.unknown_unit", NULL);
    fault_field(why, "unit");
    return e;
}

static err_t record(struct db *db, const struct org_author *by, const char *fact, struct post_id id,
                    const struct post_told *p, struct org_span span, struct leaf_id *ret)
{
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, fact);
    org_fact_i64(&f, "post", id.v);
    org_fact_i64(&f, "unit", p->unit.v);
    org_fact_i64(&f, "managerial", p->managerial);
    org_fact_sort(&f, p->sort);
    org_fact_span(&f, span);
    org_fact_text(&f, "post_kind", p->kind);
    org_fact_text(&f, "charges", p->charges);
    org_fact_text(&f, "title", p->title);
    org_fact_text(&f, "title_en", p->title_en);
    return org_fact_append(db, &f, ret);
}

err_t org_post_put(struct db *db, const struct org_author *by, struct post_id id,
                   const struct post_told *p, struct org_span span, struct leaf_id leaf)
{
    struct str charges = p->charges.p ? p->charges : STR("");
    struct str title_en = p->title_en.p ? p->title_en : STR("");
    TRY(org_touch(db, ORG_POST, id.v));
    return db_run(db, SQL_POST_INSERT, P_I64("id", id.v), P_I64("unit", p->unit.v),
                  P_STR("kind", p->kind), P_STR("charges", charges), P_STR("title", p->title),
                  P_STR("title_en", title_en), P_BOOL("managerial", p->managerial),
                  P_I64("sort", p->sort), ORG_TIMES(span, by, leaf));
}

err_t org_post_add(struct db *db, const struct org_author *by, const struct post_told *p,
                   struct org_span span, struct post_id *ret, struct fault *why)
{
    int64_t id;
    struct leaf_id leaf;
    TRY(check(db, p, &span, why));
    TRY(db_next(db, COUNTER_POST, &id));
    TRY(record(db, by, "post.add", post_id(id), p, span, &leaf));
    TRY(org_post_put(db, by, post_id(id), p, span, leaf));
    *ret = post_id(id);
    return OK;
}

err_t org_post_change(struct db *db, const struct org_author *by, struct post_id id,
                      const struct post_told *p, struct org_span span, struct fault *why)
{
    int64_t last;
    struct leaf_id leaf;
    err_t e = db_get_i64(db, &last, SQL_POST_RECORDED_LAST, P_I64("id", id.v));
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "org.unknown_post", NULL);
    TRY(e);
    TRY(check(db, p, &span, why));
    TRY(org_check_now(db, ORG_POST, id.v, by->now, why));
    TRY(record(db, by, "post.change", id, p, span, &leaf));
    TRY(org_cut(db, ORG_POST, id.v, span, by->now, leaf));
    return org_post_put(db, by, id, p, span, leaf);
}

err_t org_post_end(struct db *db, const struct org_author *by, struct post_id id, struct moment at,
                   struct fault *why)
{
    struct org_span span = {at, MOMENT_OPEN};
    int64_t holding;
    struct leaf_id leaf;
    err_t e = db_get_i64(db, &holding, SQL_HOLDINGS_OF_POST_OVER, P_I64("post", id.v),
                         P_I64("from", at.ms), P_I64("until", INT64_MAX));
    if (e == OK) return fault_set(why, ERR_STATE, "org.post_held", NULL);
    if (e != ERR_NOT_FOUND) return e;
    TRY(org_check_now(db, ORG_POST, id.v, by->now, why));
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "post.end");
    org_fact_i64(&f, "post", id.v);
    org_fact_i64(&f, "end", at.ms);
    TRY(org_fact_append(db, &f, &leaf));
    return org_cut(db, ORG_POST, id.v, span, by->now, leaf);
}
