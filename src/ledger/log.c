/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/log.h"

#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "store/store.h"

static err_t one(struct rows r, struct ledger_log *ret)
{
    struct ledger_log l = {0};
    bool there = rows_next(&r);
    if (there) {
        l.no = rows_i64(&r, "no");
        l.base = rows_i64(&r, "base");
        l.first = rows_i64(&r, "first");
    }
    TRY(rows_end(&r));
    if (!there) return ERR_NOT_FOUND;
    if (l.no < 2 || l.base < 0 || l.first < l.base) return ERR_CORRUPT;
    *ret = l;
    return OK;
}

/* The first log has no row. */
static err_t or_first(err_t e, struct ledger_log *ret)
{
    if (e != ERR_NOT_FOUND) return e;
    *ret = (struct ledger_log){.no = 1};
    return OK;
}

err_t ledger_log_last(struct db *db, struct ledger_log *ret)
{
    return or_first(one(db_query(db, SQL_LOG_LAST), ret), ret);
}

err_t ledger_log_of(struct db *db, int64_t record, struct ledger_log *ret)
{
    return or_first(one(db_query(db, SQL_LOG_OF, P_I64("record", record)), ret), ret);
}

err_t ledger_log_next(struct db *db, int64_t no, struct ledger_log *ret)
{
    return one(db_query(db, SQL_LOG_NEXT, P_I64("no", no)), ret);
}

err_t ledger_log_origin(struct db *db, const struct ledger_log *l, struct arena *a, struct str *ret)
{
    struct ledger_record r;
    struct canon_member m = {STR_INIT("origin"), STR_NONE};
    err_t e = ledger_record_get(db, a, leaf_id(l->first), &r);
    if (e != OK) return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
    if (canon_check(r.envelope, &m, 1, NULL) != OK) return ERR_CORRUPT;
    *ret = canon_plain_string(m.ret_value);
    return ret->p ? OK : ERR_CORRUPT;
}

err_t ledger_log_sealed(struct db *db, const struct ledger_log *l, int64_t *ret)
{
    err_t e = db_get_i64(db, ret, SQL_CHECKPOINT_LAST, P_I64("log", l->no));
    if (e != ERR_NOT_FOUND) return e;
    *ret = 0;
    return OK;
}
