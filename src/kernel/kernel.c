/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/kernel.h"

#include "kernel/project.h"
#include "ledger/ledger.h"

enum { PERFORM_ARENA = 256 << 20 };

err_t kernel_new_matter(struct db *db, struct matter_id *ret)
{
    return db_next(db, COUNTER_MATTER, &ret->v);
}

err_t kernel_new_entry(struct db *db, struct entry_id *ret)
{
    return db_next(db, COUNTER_ENTRY, &ret->v);
}

err_t kernel_next_number(struct db *db, struct unit_id division, int32_t fiscal_year, int32_t *ret)
{
    int64_t last = 0;
    err_t e = db_get_i64(db, &last, SQL_KERNEL_LAST_NUMBER, P_I64("division", division.v),
                         P_I64("fiscal_year", fiscal_year));
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret = (int32_t)last + 1;
    return OK;
}

/* --- what the fold cannot know: that the other things are there --------------------------- */

static err_t check_links(struct db *db, const struct act *a, struct fault *why)
{
    int64_t n;
    for (size_t i = 0; i < a->n_links; i++) {
        err_t e = db_get_i64(db, &n, SQL_KERNEL_MATTER_SEQ, P_I64("matter", a->links[i].target.v));
        if (e == ERR_NOT_FOUND)
            return fault_set(why, e, "kernel.no_such_matter", "%lld",
                             (long long)a->links[i].target.v);
        TRY(e);
    }
    return OK;
}

static err_t check_exception(struct db *db, const struct act *a, struct fault *why)
{
    int64_t n = 0;
    if (!matter_id_is_set(a->exception)) return OK;
    TRY(db_get_i64(db, &n, SQL_KERNEL_EXCEPTION_STANDS, P_I64("exception", a->exception.v),
                   P_I64("matter", a->matter.v)));
    return n > 0 ? OK
                 : fault_set(why, ERR_DENIED, "kernel.no_exception", "%lld",
                             (long long)a->exception.v);
}

/* The book, keeper and key the entry has or is to have after this act. */
static err_t check_key(struct db *db, const struct act_entry *e, struct str book, int64_t keeper,
                       struct str key, struct fault *why)
{
    int64_t other;
    err_t found = db_get_i64(db, &other, SQL_KERNEL_ENTRY_OF_KEY, P_STR("book", book),
                             P_I64("keeper", keeper), P_STR("key", key));
    if (found == ERR_NOT_FOUND) return OK;
    TRY(found);
    return other == e->entry.v
               ? OK
               : fault_set(why, ERR_EXISTS, "kernel.entry_exists", "%.*s", STR_ARG(key));
}

static err_t check_entry(struct db *db, const struct act_entry *e, struct fault *why)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_KERNEL_ENTRY_GET, P_I64("id", e->entry.v));
    bool there = rows_next(&r);
    if (!there) TRY(rows_end(&r));
    if (there == e->create)
        return fault_set(why, there ? ERR_EXISTS : ERR_NOT_FOUND,
                         there ? "kernel.entry_exists" : "kernel.no_such_entry", "%lld",
                         (long long)e->entry.v);
    if (e->create) return check_key(db, e, str_z(e->book), e->keeper.v, str_z(e->key), why);
    if (e->book && !str_eqz(rows_str(&r, "book"), e->book))
        return fault_set(why, ERR_INVALID, "kernel.bad_act", "%s", "entries.book");
    if (!e->key && !unit_id_is_set(e->keeper)) return OK;
    char book[ACT_NAME_MAX + 1], key[ACT_NAME_MAX + 1];
    struct str b = rows_str(&r, "book");
    int64_t keeper = rows_i64(&r, "keeper");
    struct str k = rows_str(&r, "key");
    if (b.n > ACT_NAME_MAX || k.n > ACT_NAME_MAX) return ERR_CORRUPT;
    for (size_t i = 0; i < b.n; i++) book[i] = b.p[i];
    for (size_t i = 0; i < k.n; i++) key[i] = k.p[i];
    struct str is_book = {book, b.n}, is_key = {key, k.n};
    rows_release(&r);
    return check_key(db, e, is_book, unit_id_is_set(e->keeper) ? e->keeper.v : keeper,
                     e->key ? str_z(e->key) : is_key, why);
}

static err_t check_world(struct db *db, const struct act *a, struct str content, struct fault *why)
{
    TRY(check_links(db, a, why));
    TRY(check_exception(db, a, why));
    for (size_t i = 0; i < a->n_entries; i++) TRY(check_entry(db, &a->entries[i], why));
    return project_check_content(a, content, why);
}

/* --- perform ------------------------------------------------------------------------------ */

static err_t load_before(struct db *db, struct arena *arena, const struct act *a,
                         struct matter **ret, struct fault *why)
{
    int64_t seq;
    bool opens = a->opening && a->kind != ACT_RESUBMIT;
    if (!opens) return kernel_load(db, arena, a->matter, ret, why);
    if (!matter_id_is_set(a->matter))
        return fault_set(why, ERR_INVALID, "kernel.bad_act", "%s", "matter");
    err_t e = db_get_i64(db, &seq, SQL_KERNEL_MATTER_SEQ, P_I64("matter", a->matter.v));
    if (e == OK)
        return fault_set(why, ERR_EXISTS, "kernel.stale", "%d" FS "%lld", 1, (long long)seq);
    if (e != ERR_NOT_FOUND) return e;
    struct matter *m = ARENA_NEW(arena, struct matter);
    if (!m) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    matter_init(m, arena);
    *ret = m;
    return OK;
}

static err_t record(struct db *db, const struct act *a, struct str content, struct leaf_id *ret,
                    struct fault *why)
{
    json_t *envelope;
    TRY(act_encode(a, &envelope, why));
    err_t e = ledger_append(db, envelope, content, ret);
    json_decref(envelope);
    if (e == ERR_INVALID || e == ERR_TOO_BIG) fault_set(why, e, "kernel.bad_act", "%s", "content");
    return e;
}

static err_t perform(struct db *db, struct arena *arena, const struct matter *before,
                     const struct act *draft, struct str content, struct performed *ret,
                     struct matter **ret_after, struct fault *why)
{
    struct matter *loaded = NULL, *after = ARENA_NEW(arena, struct matter);
    struct act a = *draft;
    if (!after) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (a.state != STATE_NONE) return fault_set(why, ERR_INVALID, "kernel.bad_act", "%s", "state");
    if (!before) {
        TRY(load_before(db, arena, &a, &loaded, why));
        before = loaded;
    }
    if (a.seq == 0) a.seq = before->seq + 1;
    TRY(matter_clone(before, arena, after));
    TRY(matter_apply(after, &a, why));
    TRY(check_world(db, &a, content, why));
    a.state = after->state;
    TRY(matter_drops_of(after, a.seq, arena, &a.drops, &a.n_drops));
    struct leaf_id leaf = {0};
    TRY(record(db, &a, content, &leaf, why));
    TRY(project_act(db, before, &a, after, leaf, content));
    *ret = (struct performed){a.matter, a.seq, leaf, a.state};
    if (ret_after) *ret_after = after;
    return OK;
}

err_t kernel_perform_on(struct db *db, struct arena *arena, const struct matter *before,
                        const struct act *draft, struct str content, struct performed *ret,
                        struct matter **ret_after, struct fault *why)
{
    struct fault inner = {0};
    if (before && !matter_id_eq(before->id, draft->matter)) return ERR_BUG;
    err_t e = perform(db, arena, before, draft, content, ret, ret_after, &inner);
    if (e != OK && !inner.id && db_error(db, &inner) == OK)
        fault_set(&inner, e, e == ERR_NOMEM ? "err.nomem" : "err.bug", NULL);
    if (e != OK && why) *why = inner;
    return e;
}

err_t kernel_perform(struct db *db, const struct act *draft, struct str content,
                     struct performed *ret, struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, PERFORM_ARENA);
    return kernel_perform_on(db, &arena, NULL, draft, content, ret, NULL, why);
}
