/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/kernel.h"
#include "ledger/ledger.h"

static err_t grow(struct arena *arena, struct act_stored **v, size_t n, size_t *cap)
{
    if (n < *cap) return OK;
    size_t more = *cap ? *cap * 2 : 8;
    struct act_stored *p = ARENA_ARRAY(arena, struct act_stored, more);
    if (!p) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) p[i] = (*v)[i];
    *v = p;
    *cap = more;
    return OK;
}

static err_t corrupt(struct fault *why, struct matter_id m, size_t n, const struct fault *inner)
{
    return fault_set(why, ERR_CORRUPT, "kernel.corrupt_act", "%lld" FS "%zu" FS "%s",
                     (long long)m.v, n + 1, inner->id ? inner->id : "kernel.state_differs");
}

static err_t take_content(struct arena *arena, struct rows *r, struct act_stored *a)
{
    struct str content = rows_str(r, "content");
    if (!content.p) return OK;
    a->content = arena_str(arena, content);
    return a->content.p ? OK : ERR_NOMEM;
}

static err_t acts_of(struct db *db, struct arena *arena, struct matter_id id, bool contents,
                     struct act_stored **ret, size_t *ret_n, struct fault *why)
{
    struct act_stored *v = NULL;
    size_t n = 0, cap = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, contents ? SQL_KERNEL_HISTORY : SQL_KERNEL_ACTS, P_I64("matter", id.v));
    for (; rows_next(&r); n++) {
        struct act *a = NULL;
        struct fault inner = {0};
        struct leaf_id leaf = leaf_id(rows_i64(&r, "leaf"));
        if (grow(arena, &v, n, &cap) != OK) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
        err_t e = act_decode(arena, rows_str(&r, "envelope"), &a, &inner);
        if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
        if (e != OK) return corrupt(why, id, n, &inner);
        v[n] = (struct act_stored){.act = a, .leaf = leaf};
        if (contents && take_content(arena, &r, &v[n]) != OK)
            return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    }
    TRY(rows_end(&r));
    if (n == 0)
        return fault_set(why, ERR_NOT_FOUND, "kernel.no_such_matter", "%lld", (long long)id.v);
    *ret = v;
    *ret_n = n;
    return OK;
}

err_t kernel_acts(struct db *db, struct arena *arena, struct matter_id id, struct act_stored **ret,
                  size_t *ret_n, struct fault *why)
{
    return acts_of(db, arena, id, false, ret, ret_n, why);
}

err_t kernel_history(struct db *db, struct arena *arena, struct matter_id id,
                     struct act_stored **ret, size_t *ret_n, struct fault *why)
{
    return acts_of(db, arena, id, true, ret, ret_n, why);
}

err_t kernel_load(struct db *db, struct arena *arena, struct matter_id id, struct matter **ret,
                  struct fault *why)
{
    struct act_stored *acts = NULL;
    size_t n = 0;
    TRY(kernel_acts(db, arena, id, &acts, &n, why));
    return kernel_fold(arena, acts, n, ret, why);
}

err_t kernel_fold(struct arena *arena, const struct act_stored *acts, size_t n, struct matter **ret,
                  struct fault *why)
{
    struct matter *m = ARENA_NEW(arena, struct matter);
    if (!m) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    matter_init(m, arena);
    for (size_t i = 0; i < n; i++) {
        if (acts[i].act->state == STATE_NONE)
            return corrupt(why, acts[i].act->matter, i, &(struct fault){0});
        TRY(matter_apply(m, acts[i].act, why));
    }
    *ret = m;
    return OK;
}

err_t kernel_content(struct db *db, struct arena *arena, struct matter_id id, int32_t seq,
                     struct str *ret, struct fault *why)
{
    int64_t leaf;
    struct ledger_record rec;
    err_t e = db_get_i64(db, &leaf, SQL_KERNEL_ACT_LEAF, P_I64("matter", id.v), P_I64("seq", seq));
    if (e == ERR_NOT_FOUND)
        return fault_set(why, e, "kernel.no_such_matter", "%lld", (long long)id.v);
    TRY(e);
    TRY(ledger_record_get(db, arena, leaf_id(leaf), &rec));
    *ret = rec.content;
    return OK;
}

err_t kernel_due(struct db *db, struct arena *arena, struct moment now, size_t max,
                 struct due_timer **ret, size_t *ret_n)
{
    struct due_timer *v = ARENA_ARRAY(arena, struct due_timer, max ? max : 1);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_KERNEL_DUE, P_I64("now", now.ms), P_I64("n", (int64_t)max));
    while (n < max && rows_next(&r)) {
        struct due_timer *t = &v[n++];
        t->matter = matter_id(rows_i64(&r, "matter"));
        if (!timer_kind_parse(rows_str(&r, "kind"), &t->timer.kind)) return ERR_CORRUPT;
        t->timer.duty = (int32_t)rows_i64(&r, "duty");
        t->timer.at.ms = rows_i64(&r, "at");
    }
    TRY(rows_end(&r));
    *ret = v;
    *ret_n = n;
    return OK;
}
