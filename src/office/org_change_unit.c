/* SPDX-License-Identifier: Apache-2.0
 * Units: added, changed, ended. Merging and splitting: org_change_succeed.c. */
#include "office/org_record.h"

enum { CODE_MAX = 24, NAME_MAX_CHARS = 80, DEPTH_MAX = 12, SEARCH_KEY_MAX = 2048 };

/* Which kinds may stand directly under which (bit per kind of the parent). */
static unsigned parents_of(enum unit_kind k)
{
    unsigned body = 1U << UNIT_BODY, department = 1U << UNIT_DEPARTMENT, bureau = 1U << UNIT_BUREAU,
             branch = 1U << UNIT_BRANCH, division = 1U << UNIT_DIVISION,
             section = 1U << UNIT_SECTION;
    switch (k) {
    case UNIT_BODY:
        return 0;
    case UNIT_DEPARTMENT:
        return body;
    case UNIT_BUREAU:
        return body | department | branch;
    case UNIT_BRANCH:
        return body | department | bureau | branch | division;
    case UNIT_DIVISION:
        return body | department | bureau | branch;
    case UNIT_SECTION:
        break;
    }
    return body | department | bureau | branch | division | section;
}

static err_t fault_at(struct fault *why, const char *field, err_t code, const char *id)
{
    err_t e = fault_set(why, code, id, NULL);
    fault_field(why, field);
    return e;
}

/* Does the way up from `at` come to `id`, or is it too long? */
static err_t reaches(struct db *db, struct unit_id at, struct unit_id id, struct org_span span,
                     int depth, bool *ret)
{
    if (unit_id_eq(at, id) || depth > DEPTH_MAX) {
        *ret = true;
        return OK;
    }
    int64_t parents[16];
    size_t n = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_UNIT_PARENTS_OVER, P_I64("id", at.v), P_I64("from", span.from.ms),
                 P_I64("until", span.until.ms));
    while (n < ARRAY_LEN(parents) && rows_next(&r)) parents[n++] = rows_i64(&r, "parent");
    rows_release(&r);
    TRY(db_error(db, NULL));
    for (size_t i = 0; i < n && !*ret; i++)
        TRY(reaches(db, unit_id(parents[i]), id, span, depth + 1, ret));
    return OK;
}

static err_t check_parent(struct db *db, struct unit_id self, const struct unit_told *u,
                          struct org_span span, struct fault *why)
{
    if ((u->kind == UNIT_BODY) != !unit_id_is_set(u->parent))
        return fault_at(why, "parent", ERR_INVALID, "org.bad_parent");
    if (u->kind == UNIT_BODY) return OK;
    bool there, cycle = false;
    TRY(org_covers(db, ORG_UNIT, u->parent.v, span, &there));
    if (!there) return fault_at(why, "parent", ERR_STATE, "org.unknown_unit");
    struct rows r ROWS_CLEANUP = db_query(db, SQL_UNIT_BELIEVED, P_I64("id", u->parent.v));
    while (rows_next(&r)) {
        enum unit_kind k;
        if (rows_i64(&r, "valid_from") >= span.until.ms ||
            rows_i64(&r, "valid_until") <= span.from.ms)
            continue;
        if (!unit_kind_parse(rows_str(&r, "kind"), &k)) return ERR_CORRUPT;
        if (!(parents_of(u->kind) & (1U << k)))
            return fault_at(why, "parent", ERR_INVALID, "org.bad_parent");
    }
    TRY(rows_end(&r));
    TRY(reaches(db, u->parent, self, span, 1, &cycle));
    return cycle ? fault_at(why, "parent", ERR_STATE, "org.unit_cycle") : OK;
}

static err_t check_taken(struct db *db, struct unit_id self, const struct unit_told *u,
                         struct org_span span, struct fault *why)
{
    int64_t n;
    TRY(db_get_i64(db, &n, SQL_UNIT_CODE_TAKEN, P_STR("code", u->code), P_I64("id", self.v),
                   P_I64("from", span.from.ms), P_I64("until", span.until.ms)));
    if (n) {
        err_t e = fault_set(why, ERR_EXISTS, "org.code_taken", "%.*s", STR_ARG(u->code));
        fault_field(why, "code");
        return e;
    }
    if (u->kind != UNIT_BODY || !str_eqz(u->body_kind, "governor")) return OK;
    TRY(db_get_i64(db, &n, SQL_UNIT_GOVERNOR_TAKEN, P_I64("id", self.v),
                   P_I64("from", span.from.ms), P_I64("until", span.until.ms)));
    return n ? fault_at(why, "body_kind", ERR_EXISTS, "org.second_governor") : OK;
}

static err_t check(struct db *db, struct unit_id self, const struct unit_told *u,
                   struct org_span *span, struct fault *why)
{
    TRY(org_check_span(span, why));
    TRY(org_check_code(u->code, CODE_MAX, "code", why));
    TRY(org_check_line(u->name, NAME_MAX_CHARS, true, "name", why));
    TRY(org_check_line(u->name_en, 2 * NAME_MAX_CHARS, false, "name_en", why));
    TRY(org_check_line(u->kana, 2 * NAME_MAX_CHARS, false, "kana", why));
    if (u->kind == UNIT_BODY) TRY(org_check_code(u->body_kind, CODE_MAX, "body_kind", why));
    TRY(check_parent(db, self, u, *span, why));
    return check_taken(db, self, u, *span, why);
}

static err_t record(struct db *db, const struct org_author *by, const char *fact, struct unit_id id,
                    const struct unit_told *u, struct org_span span, struct leaf_id *ret)
{
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, fact);
    org_fact_i64(&f, "unit", id.v);
    org_fact_i64(&f, "parent", u->parent.v);
    org_fact_kind(&f, "unit_kind", unit_kind_name(u->kind));
    org_fact_sort(&f, u->sort);
    org_fact_span(&f, span);
    org_fact_text(&f, "code", u->code);
    org_fact_text(&f, "name", u->name);
    org_fact_text(&f, "name_en", u->name_en);
    org_fact_text(&f, "kana", u->kana);
    if (u->kind == UNIT_BODY) org_fact_text(&f, "body_kind", u->body_kind);
    return org_fact_append(db, &f, ret);
}

err_t org_unit_put(struct db *db, const struct org_author *by, struct unit_id id,
                   const struct unit_told *u, struct org_span span, struct leaf_id leaf)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, SEARCH_KEY_MAX);
    TRY(org_search_key(&key, (struct str[]){u->name, u->kana, u->name_en, u->code}, 4));
    struct str body_kind = u->kind == UNIT_BODY ? u->body_kind : STR("");
    struct str name_en = u->name_en.p ? u->name_en : STR(""), kana = u->kana.p ? u->kana : STR("");
    TRY(org_touch(db, ORG_UNIT, id.v));
    return db_run(db, SQL_UNIT_INSERT, P_I64("id", id.v),
                  P_I64_OPT("parent", unit_id_is_set(u->parent), u->parent.v),
                  P_STR("kind", str_z(unit_kind_name(u->kind))), P_STR("body_kind", body_kind),
                  P_STR("code", u->code), P_STR("name", u->name), P_STR("name_en", name_en),
                  P_STR("kana", kana), P_STR("search_key", sb_str(&key)), P_I64("sort", u->sort),
                  ORG_TIMES(span, by, leaf));
}

err_t org_unit_add(struct db *db, const struct org_author *by, const struct unit_told *u,
                   struct org_span span, struct unit_id *ret, struct fault *why)
{
    int64_t id;
    struct leaf_id leaf;
    TRY(check(db, unit_id(0), u, &span, why));
    TRY(db_next(db, COUNTER_UNIT, &id));
    TRY(record(db, by, "unit.add", unit_id(id), u, span, &leaf));
    TRY(org_unit_put(db, by, unit_id(id), u, span, leaf));
    *ret = unit_id(id);
    return OK;
}

err_t org_unit_change(struct db *db, const struct org_author *by, struct unit_id id,
                      const struct unit_told *u, struct org_span span, struct fault *why)
{
    int64_t last;
    struct leaf_id leaf;
    err_t e = db_get_i64(db, &last, SQL_UNIT_RECORDED_LAST, P_I64("id", id.v));
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "org.unknown_unit", NULL);
    TRY(e);
    TRY(check(db, id, u, &span, why));
    TRY(org_check_now(db, ORG_UNIT, id.v, by->now, why));
    TRY(record(db, by, "unit.change", id, u, span, &leaf));
    TRY(org_cut(db, ORG_UNIT, id.v, span, by->now, leaf));
    return org_unit_put(db, by, id, u, span, leaf);
}

/* ERR_STATE naming the first thing that still stands in the unit. */
static err_t check_none(struct db *db, unsigned sql, struct unit_id id, struct moment at,
                        const char *column, struct fault *why)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, sql, P_I64("unit", id.v), P_I64("from", at.ms), P_I64("until", INT64_MAX));
    if (!rows_next(&r)) return rows_end(&r);
    struct str name = rows_str(&r, column);
    return fault_set(why, ERR_STATE, "org.unit_not_empty", "%.*s", STR_ARG(name));
}

/* The vacant posts of the unit end with it. */
static err_t end_posts(struct db *db, const struct org_author *by, struct unit_id id,
                       struct moment at, struct fault *why)
{
    for (;;) {
        int64_t post;
        err_t e = db_get_i64(db, &post, SQL_POSTS_OF_UNIT_OVER, P_I64("unit", id.v),
                             P_I64("from", at.ms), P_I64("until", INT64_MAX));
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(org_post_end(db, by, post_id(post), at, why));
    }
}

err_t org_unit_end(struct db *db, const struct org_author *by, struct unit_id id, struct moment at,
                   struct fault *why)
{
    struct org_span span = {at, MOMENT_OPEN};
    bool lives;
    TRY(org_covers(db, ORG_UNIT, id.v, (struct org_span){{at.ms - 1}, at}, &lives));
    if (!lives) return fault_set(why, ERR_NOT_FOUND, "org.unknown_unit", NULL);
    TRY(check_none(db, SQL_UNIT_CHILDREN_OVER, id, at, "name", why));
    TRY(check_none(db, SQL_INFO_SYSTEMS_OF_UNIT_OVER, id, at, "name", why));
    TRY(org_check_now(db, ORG_UNIT, id.v, by->now, why));
    TRY(end_posts(db, by, id, at, why));
    ORG_FACT_CLEANUP struct org_fact f;
    struct leaf_id leaf;
    org_fact_begin(&f, by, "unit.end");
    org_fact_i64(&f, "unit", id.v);
    org_fact_i64(&f, "end", at.ms);
    TRY(org_fact_append(db, &f, &leaf));
    return org_cut(db, ORG_UNIT, id.v, span, by->now, leaf);
}
