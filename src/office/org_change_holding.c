/* SPDX-License-Identifier: Apache-2.0
 * Holdings (補職): begun, ended, voided. */
#include "office/org_record.h"

static err_t fault_at(struct fault *why, const char *field, err_t code, const char *id)
{
    err_t e = fault_set(why, code, id, NULL);
    fault_field(why, field);
    return e;
}

static err_t check_there(struct db *db, const struct holding_told *h, struct org_span span,
                         struct fault *why)
{
    bool there;
    TRY(org_covers(db, ORG_PERSON, h->person.v, span, &there));
    if (!there) return fault_at(why, "person", ERR_STATE, "org.unknown_person");
    if (!post_id_is_set(h->post))
        return holding_kind_is_away(h->kind)
                   ? OK
                   : fault_at(why, "post", ERR_INVALID, "org.post_required");
    TRY(org_covers(db, ORG_POST, h->post.v, span, &there));
    return there ? OK : fault_at(why, "post", ERR_STATE, "org.unknown_post");
}

/* No second regular holding, and none of the same post twice at a time. */
static err_t check_person(struct db *db, const struct holding_told *h, struct org_span span,
                          struct fault *why)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_HOLDINGS_OF_PERSON_OVER, P_I64("person", h->person.v),
                 P_I64("from", span.from.ms), P_I64("until", span.until.ms));
    while (rows_next(&r)) {
        enum holding_kind kind;
        int64_t post = rows_i64_or(&r, "post", 0);
        if (!holding_kind_parse(rows_str(&r, "kind"), &kind)) return ERR_CORRUPT;
        if (kind == HOLDING_REGULAR && h->kind == HOLDING_REGULAR)
            return fault_at(why, "holding", ERR_STATE, "org.second_regular");
        if (post && post == h->post.v &&
            holding_kind_is_away(kind) == holding_kind_is_away(h->kind))
            return fault_at(why, "post", ERR_STATE, "org.holding_twice");
        if (holding_kind_is_away(kind) && holding_kind_is_away(h->kind))
            return fault_at(why, "holding", ERR_STATE, "org.away_twice");
    }
    return rows_end(&r);
}

static err_t is_head(struct db *db, struct post_id post, bool *ret)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_POST_BELIEVED, P_I64("id", post.v));
    *ret = false;
    while (rows_next(&r)) *ret = *ret || str_ends(rows_str(&r, "kind"), STR("_head"));
    return rows_end(&r);
}

/* The post of a head has one regular holder at a time; others act for him or take care of it. */
static err_t check_post(struct db *db, const struct holding_told *h, struct org_span span,
                        struct fault *why)
{
    bool head;
    if (h->kind != HOLDING_REGULAR) return OK;
    TRY(is_head(db, h->post, &head));
    if (!head) return OK;
    int64_t n;
    TRY(db_get_i64(db, &n, SQL_HOLDINGS_REGULAR_OF_POST_OVER, P_I64("post", h->post.v),
                   P_I64("from", span.from.ms), P_I64("until", span.until.ms)));
    return n ? fault_at(why, "post", ERR_STATE, "org.post_taken") : OK;
}

err_t org_holding_put(struct db *db, const struct org_author *by, struct holding_id id,
                      const struct holding_told *h, struct org_span span, struct leaf_id leaf)
{
    TRY(org_touch(db, ORG_HOLDING, id.v));
    return db_run(db, SQL_HOLDING_INSERT, P_I64("id", id.v), P_I64("person", h->person.v),
                  P_I64_OPT("post", post_id_is_set(h->post), h->post.v),
                  P_STR("kind", str_z(holding_kind_name(h->kind))), ORG_TIMES(span, by, leaf));
}

err_t org_holding_start(struct db *db, const struct org_author *by, const struct holding_told *h,
                        struct org_span span, struct holding_id *ret, struct fault *why)
{
    int64_t id;
    struct leaf_id leaf;
    TRY(org_check_span(&span, why));
    TRY(check_there(db, h, span, why));
    TRY(check_person(db, h, span, why));
    TRY(check_post(db, h, span, why));
    TRY(db_next(db, COUNTER_HOLDING, &id));
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "holding.start");
    org_fact_i64(&f, "holding", id);
    org_fact_i64(&f, "person", h->person.v);
    org_fact_i64(&f, "post", h->post.v);
    org_fact_kind(&f, "holding_kind", holding_kind_name(h->kind));
    org_fact_span(&f, span);
    TRY(org_fact_append(db, &f, &leaf));
    TRY(org_holding_put(db, by, holding_id(id), h, span, leaf));
    *ret = holding_id(id);
    return OK;
}

/* It is there in what we believe, and reaches beyond `after`. */
static err_t check_believed(struct db *db, struct holding_id id, struct moment after,
                            struct moment *ret_from, struct fault *why)
{
    int64_t from = INT64_MAX, until = INT64_MIN;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_HOLDING_BELIEVED, P_I64("id", id.v));
    while (rows_next(&r)) {
        if (from == INT64_MAX) from = rows_i64(&r, "valid_from");
        until = rows_i64(&r, "valid_until");
    }
    TRY(rows_end(&r));
    if (until == INT64_MIN) return fault_set(why, ERR_NOT_FOUND, "org.unknown_holding", NULL);
    if (until <= after.ms) return fault_set(why, ERR_STATE, "org.holding_ended", NULL);
    ret_from->ms = from;
    return OK;
}

static err_t cut(struct db *db, const struct org_author *by, struct holding_id id, const char *fact,
                 struct moment at, bool told, struct fault *why)
{
    TRY(org_check_now(db, ORG_HOLDING, id.v, by->now, why));
    ORG_FACT_CLEANUP struct org_fact f;
    struct leaf_id leaf;
    org_fact_begin(&f, by, fact);
    org_fact_i64(&f, "holding", id.v);
    if (told) org_fact_i64(&f, "end", at.ms);
    TRY(org_fact_append(db, &f, &leaf));
    return org_cut(db, ORG_HOLDING, id.v, (struct org_span){at, MOMENT_OPEN}, by->now, leaf);
}

err_t org_holding_end(struct db *db, const struct org_author *by, struct holding_id id,
                      struct moment at, struct fault *why)
{
    struct moment from;
    TRY(check_believed(db, id, at, &from, why));
    if (at.ms <= from.ms) return fault_at(why, "until", ERR_INVALID, "org.until_before_from");
    return cut(db, by, id, "holding.end", at, true, why);
}

err_t org_holding_void(struct db *db, const struct org_author *by, struct holding_id id,
                       struct fault *why)
{
    struct moment from;
    TRY(check_believed(db, id, (struct moment){INT64_MIN}, &from, why));
    return cut(db, by, id, "holding.void", from, false, why);
}
