/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/reopen.h"

#include <inttypes.h>

#include "ledger/ledger.h"
#include "ledger/log.h"
#include "store/store.h"

enum { PAGE = 4096 };

/* --- the tree as the store holds it, leaf by leaf --- */

static err_t add_page(struct db *db, const struct ledger_log *l, struct merkle_peaks *t,
                      uint64_t to)
{
    uint64_t at = t->size, run = ledger_log_run(l, (int64_t)at), n = to - at;
    int64_t from = ledger_log_record(l, (int64_t)at);
    if (n > run) n = run;
    if (n > PAGE) n = PAGE;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_LEAVES_AFTER, P_I64("after", from - 1), P_I64("n", (int64_t)n));
    while (rows_next(&r)) {
        struct str b = rows_blob(&r, "hash");
        struct hash h;
        if (rows_i64(&r, "idx") != ledger_log_record(l, (int64_t)t->size) || b.n != HASH_LEN)
            return ERR_CORRUPT;
        for (size_t i = 0; i < HASH_LEN; i++) h.b[i] = (uint8_t)b.p[i];
        merkle_peaks_add(t, &h);
    }
    TRY(rows_end(&r));
    return t->size > at ? OK : ERR_CORRUPT;
}

err_t ledger_reopen_compare(struct db *db, const struct checkpoint *c, int64_t *ret_lost)
{
    struct ledger_log l;
    int64_t records;
    struct merkle_peaks t = {0};
    TRY(ledger_log_last(db, &l));
    TRY(ledger_size(db, &records));
    uint64_t here = (uint64_t)(records - l.base);
    *ret_lost = c->size > here ? (int64_t)(c->size - here) : 0;
    if (c->size > here) return OK;
    while (t.size < c->size) TRY(add_page(db, &l, &t, c->size));
    struct hash root = t.size ? merkle_peaks_root(&t) : merkle_empty();
    return merkle_eq(&root, &c->root) ? OK : ERR_CORRUPT;
}

/* --- what others have seen of the old log --- */

static err_t take_seen(struct db *db, struct reopen *r, struct fault *why)
{
    struct ledger_before *b = &r->before;
    for (size_t i = 0; i < b->n_seen; i++) {
        struct checkpoint c;
        struct moment at;
        int64_t lost = 0;
        err_t e = checkpoint_verify(b->seen[i], r->old_key, &c, &at);
        if (e == ERR_NOMEM) return e;
        if (e != OK)
            return fault_set(why, ERR_INVALID, "ledger.seen_key", "%s", r->old_key->log.name);
        e = ledger_reopen_compare(db, &c, &lost);
        if (e == ERR_CORRUPT)
            return fault_set(why, e, "ledger.seen_contradicts", "%" PRIu64, c.size);
        TRY(e);
        if (lost > 0 && (int64_t)c.size > b->until) b->until = (int64_t)c.size;
    }
    return OK;
}

/* --- names --- */

/* Every log of a ledger has a name of its own. */
static err_t check_names(struct db *db, const struct reopen *r, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log l;
    struct str name = STR_NONE;
    arena_init(&a, SIZE_MAX);
    err_t e = ledger_log_of(db, 0, &l);
    while (e == OK) {
        TRY(ledger_log_origin(db, &l, &a, &name));
        if (str_eq(name, r->origin))
            return fault_set(why, ERR_EXISTS, "ledger.same_origin", "%.*s", STR_ARG(name));
        e = ledger_log_next(db, l.no, &l);
    }
    if (e != ERR_NOT_FOUND) return e;
    return str_eqz(name, r->old_key->log.name) ? OK : ERR_CORRUPT;
}

/* --- the new log --- */

static err_t take_checkpoint(struct db *db, const struct ledger_log *l, struct reopen *r,
                             struct arena *a, int64_t *ret_size, struct fault *why)
{
    struct rows rows ROWS_CLEANUP = db_query(db, SQL_CHECKPOINT_LAST, P_I64("log", l->no));
    *ret_size = 0;
    if (rows_next(&rows)) {
        *ret_size = rows_i64(&rows, "size");
        r->before.checkpoint = arena_str(a, rows_str(&rows, "note"));
        if (!r->before.checkpoint.p) return ERR_NOMEM;
    }
    TRY(rows_end(&rows));
    if (*ret_size > l->first - l->base) return OK;
    return fault_set(why, ERR_STATE, "ledger.nothing_sealed", NULL);
}

static err_t append(struct db *db, struct reopen *r, int64_t no, struct leaf_id *ret)
{
    struct leaf_id leaf;
    int64_t base = r->before.records, first = base + r->before.carried;
    json_t *o = ledger_before_envelope(&r->before, r->origin, r->at.ms);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, r->content, &leaf);
    json_decref(o);
    TRY(e);
    if (leaf.v != first) return ERR_CORRUPT;
    TRY(db_run(db, SQL_LOG_ADD, P_I64("no", no), P_I64("base", base), P_I64("first", first)));
    *ret = leaf;
    return OK;
}

err_t ledger_reopen(struct db *db, struct reopen *r, struct leaf_id *ret, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log l;
    int64_t size, records;
    arena_init(&a, SIZE_MAX);
    TRY(check_names(db, r, why));
    TRY(ledger_log_last(db, &l));
    TRY(take_checkpoint(db, &l, r, &a, &size, why));
    TRY(ledger_size(db, &records));
    struct ledger_before *b = &r->before;
    b->origin = str_z(r->old_key->log.name);
    b->vkey = r->old_vkey;
    b->records = l.base + size;
    b->carried = records - b->records;
    b->lost_from = b->until = size + b->carried;
    TRY(take_seen(db, r, why));
    return append(db, r, l.no + 1, ret);
}
