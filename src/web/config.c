/* SPDX-License-Identifier: Apache-2.0 */
#include "web/web.h"

void web_config_init(struct web_config *c)
{
    *c = (struct web_config){
        .office_name = "",
        .idle_ms = 30 * MINUTE_MS,
        .longest_ms = 10 * HOUR_MS,
        .backup_term_days = 90,
        .workers = 8,
        .machine_workers = 2,
    };
}

static err_t whole(struct str key, struct str value, int64_t min, int64_t max, int64_t *ret,
                   struct fault *why)
{
    int64_t v = 0;
    if (str_to_i64(value, &v) != OK || v < min || v > max)
        return fault_set(why, ERR_INVALID, "web.bad_setting", "%.*s" FS "%lld" FS "%lld",
                         STR_ARG(key), (long long)min, (long long)max);
    *ret = v;
    return OK;
}

err_t web_config_set(struct web_config *c, struct str key, struct str value, struct fault *why)
{
    int64_t v = 0;
    if (str_eqz(key, "session_idle_minutes")) {
        TRY(whole(key, value, 1, 24 * 60, &v, why));
        c->idle_ms = v * MINUTE_MS;
    } else if (str_eqz(key, "session_longest_hours")) {
        TRY(whole(key, value, 1, 24, &v, why));
        c->longest_ms = v * HOUR_MS;
    } else if (str_eqz(key, "backup_term_days")) {
        TRY(whole(key, value, 1, 3660, &v, why));
        c->backup_term_days = v;
    } else if (str_eqz(key, "web_workers")) {
        TRY(whole(key, value, 1, 256, &v, why));
        c->workers = (unsigned)v;
    } else {
        return ERR_NOT_FOUND;
    }
    return OK;
}
