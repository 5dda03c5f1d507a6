/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/effects.h"

/* --- reading ------------------------------------------------------------------------------ */

static err_t reserve(struct arena *arena, struct effect_row **v, size_t n, size_t *cap)
{
    if (n < *cap) return OK;
    size_t more = *cap ? *cap * 2 : 16;
    struct effect_row *p = ARENA_ARRAY(arena, struct effect_row, more);
    if (!p) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) p[i] = (*v)[i];
    *v = p;
    *cap = more;
    return OK;
}

static err_t read_row(struct rows *r, struct arena *arena, struct effect_row *to)
{
    to->matter = matter_id(rows_i64(r, "matter"));
    to->no = (int32_t)rows_i64(r, "no");
    to->kind = arena_strdup(arena, rows_str(r, "kind"));
    if (!effect_state_parse(rows_str(r, "state"), &to->state)) return ERR_CORRUPT;
    to->payload = arena_strdup(arena, rows_str(r, "payload"));
    to->from.ms = rows_i64_or(r, "from_at", 0);
    to->until.ms = rows_i64_or(r, "until_at", 0);
    to->revision = rows_i64(r, "revision");
    return to->kind && to->payload ? OK : ERR_NOMEM;
}

static err_t read_rows(struct rows *r, struct arena *arena, struct effect_rows *to)
{
    struct effect_row *v = NULL;
    size_t n = 0, cap = 0;
    for (; rows_next(r); n++) {
        TRY(reserve(arena, &v, n, &cap));
        TRY(read_row(r, arena, &v[n]));
    }
    TRY(rows_end(r));
    to->v = v;
    to->n = n;
    return OK;
}

static err_t revision_of(struct db *db, const char *enforcer, int64_t *ret)
{
    int64_t revision = 0;
    err_t e = db_get_i64(db, &revision, SQL_EFFECTS_REVISION, P_STR("enforcer", str_z(enforcer)));
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret = revision;
    return OK;
}

err_t effects_snapshot(struct db *db, struct arena *arena, const char *enforcer,
                       struct effect_rows *ret)
{
    struct effect_rows rows = {0};
    TRY(revision_of(db, enforcer, &rows.revision));
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_EFFECTS_SNAPSHOT, P_STR("enforcer", str_z(enforcer)));
    TRY(read_rows(&r, arena, &rows));
    *ret = rows;
    return OK;
}

err_t effects_since(struct db *db, struct arena *arena, const char *enforcer, int64_t since,
                    struct effect_rows *ret)
{
    struct effect_rows rows = {0};
    TRY(revision_of(db, enforcer, &rows.revision));
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_EFFECTS_SINCE, P_STR("enforcer", str_z(enforcer)), P_I64("since", since));
    TRY(read_rows(&r, arena, &rows));
    *ret = rows;
    return OK;
}

err_t effects_planned(struct db *db, struct arena *arena, const char *enforcer,
                      struct effect_rows *ret)
{
    struct effect_rows rows = {0};
    TRY(revision_of(db, enforcer, &rows.revision));
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_EFFECTS_PLANNED, P_STR("enforcer", str_z(enforcer)));
    TRY(read_rows(&r, arena, &rows));
    *ret = rows;
    return OK;
}

/* --- words -------------------------------------------------------------------------------- */

static err_t seen(struct db *db, const char *enforcer, const char *report, struct matter_id matter,
                  int32_t no, bool *ret)
{
    int64_t seq;
    err_t e =
        db_get_i64(db, &seq, SQL_KERNEL_REPORT_SEEN, P_STR("enforcer", str_z(enforcer)),
                   P_STR("report", str_z(report)), P_I64("matter", matter.v), P_I64("effect", no));
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret = e == OK;
    return OK;
}

static err_t has_effect(struct db *db, const char *enforcer, struct matter_id matter, int32_t no,
                        bool *ret)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_EFFECT_OWNER, P_STR("enforcer", str_z(enforcer)),
                                          P_I64("matter", matter.v), P_I64("no", no));
    bool there = rows_next(&r);
    TRY(rows_end(&r));
    *ret = there;
    return OK;
}

/* The enforcer's clock may run ahead of ours. */
static struct moment not_later(struct moment at, struct moment now)
{
    return at.ms <= 0 || at.ms > now.ms ? now : at;
}

/* The fold says whether the word still says anything. */
static err_t perform(struct db *db, const struct act *a, struct str content, enum word_outcome *ret,
                     struct fault *why)
{
    struct performed done;
    err_t e = kernel_perform(db, a, content, &done, why);
    if (e != OK && e != ERR_STATE) return e;
    *ret = e == OK ? WORD_TAKEN : WORD_STALE;
    return OK;
}

err_t effects_word(struct db *db, const char *enforcer, const char *report,
                   const struct effect_word *w, struct moment now, enum word_outcome *ret,
                   struct fault *why)
{
    bool known = false, before = false;
    TRY(has_effect(db, enforcer, w->matter, w->no, &known));
    if (known) TRY(seen(db, enforcer, report, w->matter, w->no, &before));
    if (!known || before) {
        *ret = known ? WORD_REPEATED : WORD_UNKNOWN;
        return OK;
    }
    struct act a = {.matter = w->matter,
                    .kind = w->said,
                    .by = {.role = {.role = enforcer}},
                    .effect = w->no,
                    .report = report,
                    .reason = w->reason,
                    .entered = now,
                    .happened = not_later(w->at, now)};
    return perform(db, &a, w->content, ret, why);
}

err_t effects_preflight(struct db *db, const char *enforcer, const char *report,
                        struct matter_id matter, const char *reason, struct str content,
                        struct moment now, enum word_outcome *ret, struct fault *why)
{
    bool before = false;
    TRY(seen(db, enforcer, report, matter, 0, &before));
    if (before) {
        *ret = WORD_REPEATED;
        return OK;
    }
    struct act a = {.matter = matter,
                    .kind = ACT_REMARK,
                    .by = {.role = {.role = enforcer}},
                    .report = report,
                    .reason = reason,
                    .entered = now,
                    .happened = now};
    return perform(db, &a, content, ret, why);
}
