/* SPDX-License-Identifier: Apache-2.0 */
#include "web/throttle.h"

const struct throttle_rule throttle_account = {5, 30 * SECOND_MS, 30 * MINUTE_MS, 24 * HOUR_MS};
/* A whole bureau may stand behind one address. */
const struct throttle_rule throttle_source = {40, 10 * SECOND_MS, 15 * MINUTE_MS, 1 * HOUR_MS};

int64_t throttle_wait_ms(const struct throttle_rule *rule, int64_t attempts)
{
    if (attempts <= rule->free) return 0;
    int64_t wait = rule->first_ms;
    for (int64_t i = rule->free + 1; i < attempts && wait < rule->longest_ms; i++) wait *= 2;
    return wait < rule->longest_ms ? wait : rule->longest_ms;
}

err_t throttle_attempt(struct db *db, const struct throttle_rule *rule, struct str key,
                       struct moment now, struct moment *ret_until)
{
    int64_t attempts = 0;
    struct moment last = {0}, until = {0};
    struct rows r ROWS_CLEANUP = db_query(db, SQL_THROTTLE_GET, P_STR("key", key));
    if (rows_next(&r)) {
        attempts = rows_i64(&r, "attempts");
        last.ms = rows_i64(&r, "last_at");
        until.ms = rows_i64(&r, "until");
    }
    TRY(rows_end(&r));
    if (last.ms + rule->forget_ms < now.ms)
        attempts = 0;
    else if (until.ms > now.ms) {
        *ret_until = until;
        return ERR_BUSY;
    }
    attempts++;
    until.ms = now.ms + throttle_wait_ms(rule, attempts);
    return db_run(db, SQL_THROTTLE_PUT, P_STR("key", key), P_I64("attempts", attempts),
                  P_I64("last_at", now.ms), P_I64("until", until.ms));
}

err_t throttle_forgive(struct db *db, struct str key)
{
    return db_run(db, SQL_THROTTLE_FORGIVE, P_STR("key", key));
}

err_t throttle_take_back(struct db *db, struct str key)
{
    return db_run(db, SQL_THROTTLE_TAKE_BACK, P_STR("key", key));
}

err_t throttle_sweep(struct db *db, struct moment now)
{
    return db_run(db, SQL_THROTTLE_SWEEP, P_I64("before", now.ms - throttle_account.forget_ms));
}
