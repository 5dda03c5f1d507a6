/* SPDX-License-Identifier: Apache-2.0
 * A unit is merged, split or renamed into other units: what stands in it moves by a mapping
 * that a person has seen first. Old papers keep the old unit; whoever looks for its manager
 * finds the successor's. */
#include "office/org_record.h"

static const char *const names[] = {
    [SUCCESSION_MERGED] = "merged", [SUCCESSION_SPLIT] = "split", [SUCCESSION_RENAMED] = "renamed"};

static err_t check(struct db *db, const struct succession *s, struct fault *why)
{
    bool lives;
    TRY(org_covers(db, ORG_UNIT, s->unit.v, (struct org_span){{s->at.ms - 1}, s->at}, &lives));
    if (!lives) return fault_set(why, ERR_NOT_FOUND, "org.unknown_unit", NULL);
    bool fine = s->n_to >= 1 && (s->n_to == 1 || s->kind == SUCCESSION_SPLIT);
    for (size_t i = 0; i < s->n_to; i++) fine = fine && !unit_id_eq(s->to[i], s->unit);
    if (!fine) return fault_set(why, ERR_INVALID, "org.bad_succession", NULL);
    for (size_t i = 0; i < s->n_to; i++) {
        TRY(org_covers(db, ORG_UNIT, s->to[i].v, (struct org_span){s->at, {s->at.ms + 1}}, &lives));
        if (!lives) return fault_set(why, ERR_STATE, "org.unknown_unit", NULL);
    }
    return OK;
}

static err_t things(struct db *db, struct arena *a, const struct succession *s, unsigned sql,
                    const char *column, enum unit_thing kind, struct org_list *list)
{
    struct rows r ROWS_CLEANUP = db_query(db, sql, P_I64("unit", s->unit.v),
                                          P_I64("from", s->at.ms), P_I64("until", INT64_MAX));
    err_t e = OK;
    int64_t last = 0;
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "id");
        if (id == last) continue; /* it has had several names since */
        last = id;
        struct unit_move *m = org_list_add(a, list, sizeof *m);
        if (!m) return ERR_NOMEM;
        *m = (struct unit_move){.kind = kind, .id = id, .to = s->to[0]};
        m->name = org_row_text(&r, a, column, &e);
    }
    TRY(e);
    return rows_end(&r);
}

/* Two heads of one unit cannot be: the merged unit's own head's post ends. */
static err_t end_head(struct db *db, struct unit_move *m)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_POST_BELIEVED, P_I64("id", m->id));
    while (rows_next(&r)) m->ends = m->ends || str_ends(rows_str(&r, "kind"), STR("_head"));
    if (m->ends) m->to = unit_id(0);
    return rows_end(&r);
}

err_t org_unit_preview(struct db *db, struct arena *a, const struct succession *s,
                       struct unit_move **ret, size_t *ret_n, struct fault *why)
{
    struct org_list list = {0};
    TRY(check(db, s, why));
    TRY(things(db, a, s, SQL_UNIT_CHILDREN_OVER, "name", THING_UNIT, &list));
    TRY(things(db, a, s, SQL_POSTS_OF_UNIT_OVER, "title", THING_POST, &list));
    TRY(things(db, a, s, SQL_INFO_SYSTEMS_OF_UNIT_OVER, "name", THING_SYSTEM, &list));
    struct unit_move *m = list.v;
    for (size_t i = 0; i < list.n; i++) {
        if (m[i].kind == THING_POST && s->kind == SUCCESSION_MERGED) TRY(end_head(db, &m[i]));
    }
    *ret = m;
    *ret_n = list.n;
    return OK;
}

static bool same_things(const struct unit_move *a, size_t n_a, const struct unit_move *b,
                        size_t n_b)
{
    if (n_a != n_b) return false;
    for (size_t i = 0; i < n_a; i++) {
        if (a[i].kind != b[i].kind || a[i].id != b[i].id) return false;
    }
    return true;
}

static bool is_successor(const struct succession *s, struct unit_id u)
{
    for (size_t i = 0; i < s->n_to; i++) {
        if (unit_id_eq(s->to[i], u)) return true;
    }
    return false;
}

static err_t check_moves(const struct succession *s, const struct unit_move *m, size_t n,
                         struct fault *why)
{
    for (size_t i = 0; i < n; i++) {
        bool fine = m[i].ends ? m[i].kind == THING_POST : is_successor(s, m[i].to);
        if (!fine) return fault_set(why, ERR_INVALID, "org.bad_move", "%s", m[i].name);
    }
    return OK;
}

static err_t end_post(struct db *db, const struct org_author *by, int64_t post, struct moment at,
                      struct leaf_id leaf)
{
    struct org_span rest = {at, MOMENT_OPEN};
    for (;;) {
        int64_t holding;
        err_t e = db_get_i64(db, &holding, SQL_HOLDINGS_OF_POST_OVER, P_I64("post", post),
                             P_I64("from", at.ms), P_I64("until", INT64_MAX));
        if (e == ERR_NOT_FOUND) break;
        TRY(e);
        TRY(org_cut(db, ORG_HOLDING, holding, rest, by->now, leaf));
    }
    return org_cut(db, ORG_POST, post, rest, by->now, leaf);
}

static err_t move(struct db *db, const struct org_author *by, const struct unit_move *m,
                  struct moment at, struct leaf_id leaf)
{
    if (m->ends) return end_post(db, by, m->id, at, leaf);
    enum org_table table = m->kind == THING_UNIT   ? ORG_UNIT
                           : m->kind == THING_POST ? ORG_POST
                                                   : ORG_INFO_SYSTEM;
    unsigned sql = m->kind == THING_UNIT   ? SQL_UNIT_MOVE
                   : m->kind == THING_POST ? SQL_POST_MOVE
                                           : SQL_INFO_SYSTEM_MOVE;
    TRY(db_run(db, sql, P_I64("id", m->id), P_I64("to", m->to.v), P_I64("from", at.ms),
               P_I64("now", by->now.ms), P_I64("leaf", leaf.v)));
    return org_cut(db, table, m->id, (struct org_span){at, MOMENT_OPEN}, by->now, leaf);
}

static err_t record(struct db *db, const struct org_author *by, const struct succession *s,
                    const struct unit_move *m, size_t n, struct leaf_id *ret)
{
    static const char *const kinds[] = {
        [THING_UNIT] = "unit", [THING_POST] = "post", [THING_SYSTEM] = "info_system"};
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "unit.succeed");
    org_fact_i64(&f, "unit", s->unit.v);
    org_fact_kind(&f, "succession", names[s->kind]);
    org_fact_i64(&f, "end", s->at.ms);
    json_t *to = json_array(), *moves = json_array();
    bool fine = f.err == OK && json_object_set_new(f.envelope, "to", to) == 0 &&
                json_object_set_new(f.envelope, "moves", moves) == 0;
    for (size_t i = 0; fine && i < s->n_to; i++)
        fine = json_array_append_new(to, json_integer(s->to[i].v)) == 0;
    for (size_t i = 0; fine && i < n; i++)
        fine = json_array_append_new(moves, json_pack("{s:s,s:I,s:I}", "kind", kinds[m[i].kind],
                                                      "id", (json_int_t)m[i].id, "to",
                                                      (json_int_t)m[i].to.v)) == 0;
    return fine ? org_fact_append(db, &f, ret) : ERR_NOMEM;
}

err_t org_unit_moves(struct db *db, const struct org_author *by, const struct succession *s,
                     const struct unit_move *m, size_t n, struct leaf_id leaf)
{
    for (size_t i = 0; i < n; i++) TRY(move(db, by, &m[i], s->at, leaf));
    for (size_t i = 0; i < s->n_to; i++)
        TRY(db_run(db, SQL_UNIT_SUCCESSOR_INSERT, P_I64("unit", s->unit.v),
                   P_I64("successor", s->to[i].v), P_STR("kind", str_z(names[s->kind])),
                   P_BOOL("main", i == 0), P_I64("from", s->at.ms), P_I64("now", by->now.ms),
                   P_I64("leaf", leaf.v)));
    return org_cut(db, ORG_UNIT, s->unit.v, (struct org_span){s->at, MOMENT_OPEN}, by->now, leaf);
}

err_t org_unit_succeed(struct db *db, const struct org_author *by, const struct succession *s,
                       const struct unit_move *moves, size_t n, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, (size_t)8 << 20);
    struct unit_move *now;
    size_t n_now;
    TRY(org_unit_preview(db, &a, s, &now, &n_now, why));
    if (!same_things(moves, n, now, n_now))
        return fault_set(why, ERR_STATE, "org.preview_stale", NULL);
    TRY(check_moves(s, moves, n, why));
    TRY(org_check_now(db, ORG_UNIT, s->unit.v, by->now, why));
    for (size_t i = 0; i < n; i++) {
        enum org_table table = moves[i].kind == THING_UNIT   ? ORG_UNIT
                               : moves[i].kind == THING_POST ? ORG_POST
                                                             : ORG_INFO_SYSTEM;
        TRY(org_check_now(db, table, moves[i].id, by->now, why));
    }
    struct leaf_id leaf;
    TRY(record(db, by, s, moves, n, &leaf));
    return org_unit_moves(db, by, s, moves, n, leaf);
}
