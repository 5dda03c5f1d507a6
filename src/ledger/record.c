/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include "ledger/canon.h"
#include "ledger/log.h"
#include "store/store.h"

enum { PAGE = 512 };

/* Without content an envelope that commits to one tells of an erasure. */
static enum ledger_content state_of(struct str envelope, struct str content)
{
    struct canon_member c = {STR_INIT("c"), STR_NONE};
    if (content.p) return LEDGER_CONTENT;
    if (canon_check(envelope, &c, 1, NULL) != OK) return LEDGER_NO_CONTENT;
    return c.ret_value.p ? LEDGER_ERASED : LEDGER_NO_CONTENT;
}

static struct ledger_record view(struct rows *r)
{
    struct ledger_record rec = {0};
    rec.leaf = leaf_id(rows_i64(r, "idx"));
    rec.kind = rows_str(r, "kind");
    rec.envelope = rows_str(r, "envelope");
    rec.content = rows_str(r, "content");
    rec.salt = rows_blob(r, "salt");
    rec.state = state_of(rec.envelope, rec.content);
    return rec;
}

static err_t keep(struct arena *a, struct str *s)
{
    if (!s->p) return OK;
    *s = arena_str(a, *s);
    return s->p ? OK : ERR_NOMEM;
}

static err_t keep_record(struct arena *a, struct ledger_record *r)
{
    TRY(keep(a, &r->kind));
    TRY(keep(a, &r->envelope));
    TRY(keep(a, &r->content));
    return keep(a, &r->salt);
}

err_t ledger_record_get(struct db *db, struct arena *a, struct leaf_id leaf,
                        struct ledger_record *ret)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_RECORD_GET, P_I64("idx", leaf.v));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return ERR_NOT_FOUND;
    }
    struct ledger_record rec = view(&r);
    TRY(keep_record(a, &rec));
    TRY(rows_end(&r));
    *ret = rec;
    return OK;
}

/* One page, kept apart from the cursor so that fn may use the db. */
static err_t page(struct db *db, struct arena *a, int64_t after, struct ledger_record *to,
                  size_t *ret_n)
{
    size_t n = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_RECORDS_AFTER, P_I64("after", after), P_I64("n", PAGE));
    while (n < PAGE && rows_next(&r)) {
        to[n] = view(&r);
        TRY(keep_record(a, &to[n]));
        n++;
    }
    TRY(rows_end(&r));
    *ret_n = n;
    return OK;
}

err_t ledger_each(struct db *db, struct leaf_id from,
                  err_t (*fn)(void *arg, const struct ledger_record *r), void *arg)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, SIZE_MAX);
    struct ledger_record to[PAGE];
    size_t n;
    int64_t after = from.v - 1;
    do {
        arena_reset(&a);
        TRY(page(db, &a, after, to, &n));
        for (size_t i = 0; i < n; i++) TRY(fn(arg, &to[i]));
        if (n) after = to[n - 1].leaf.v;
    } while (n == PAGE);
    return OK;
}

err_t ledger_size(struct db *db, int64_t *ret)
{
    return db_peek(db, COUNTER_LEAF, ret);
}

/* A checkpoint of a later log covers its opening and what was carried over (seal.c sees to it),
 * and so everything up to base + size. */
err_t ledger_sealed(struct db *db, int64_t *ret)
{
    struct ledger_log l;
    int64_t size;
    TRY(ledger_log_last(db, &l));
    TRY(ledger_log_sealed(db, &l, &size));
    *ret = l.base + size;
    return OK;
}
