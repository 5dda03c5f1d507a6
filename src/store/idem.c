/* SPDX-License-Identifier: Apache-2.0 */
#include "store/idem.h"

#include "store/sql_ids.h"

err_t idem_get(struct db *db, const struct idem_key *k, struct sb *ret_result)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_IDEM_GET, P_STR("owner", k->owner), P_STR("key", k->key));
    bool found = rows_next(&r), same = false;
    if (found) {
        same = str_eq(rows_blob(&r, "digest"), k->digest);
        if (same) sb_add(ret_result, rows_blob(&r, "result"));
    }
    TRY(rows_end(&r));
    if (!found) return ERR_NOT_FOUND;
    return same ? sb_end(ret_result) : ERR_EXISTS;
}

err_t idem_put(struct db *db, const struct idem_key *k, struct str result, int64_t now_ms)
{
    return db_run(db, SQL_IDEM_PUT, P_STR("owner", k->owner), P_STR("key", k->key),
                  P_BLOB("digest", k->digest), P_BLOB("result", result), P_I64("at", now_ms));
}

err_t idem_expire(struct db *db, int64_t before_ms)
{
    return db_run(db, SQL_IDEM_EXPIRE, P_I64("before", before_ms), P_I64("n", IDEM_EXPIRE_MAX));
}
