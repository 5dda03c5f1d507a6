/* SPDX-License-Identifier: Apache-2.0 */
#include "web/account.h"

#include "base/utf8.h"
#include "ledger/ledger.h"

static err_t number_key(struct sb *out, struct str number)
{
    TRY(utf8_search_key(out, number));
    return sb_end(out);
}

static err_t read_account(struct rows *r, struct arena *a, struct account *ret)
{
    if (!rows_next(r)) {
        TRY(rows_end(r));
        return ERR_NOT_FOUND;
    }
    struct account x = {
        .id = account_id(rows_i64(r, "id")),
        .person = person_id(rows_i64(r, "person")),
        .number = arena_strdup(a, rows_str(r, "number")),
        .password = arena_strdup(a, rows_str(r, "password")),
        .temporary = rows_bool(r, "temporary"),
        .locked = rows_bool(r, "locked"),
        .lang = str_eqz(rows_str(r, "lang"), "en") ? LANG_EN : LANG_JA,
    };
    TRY(rows_end(r));
    if (!x.number || !x.password) return ERR_NOMEM;
    *ret = x;
    return OK;
}

err_t account_by_number(struct db *db, struct arena *a, struct str number, struct account *ret)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, 256);
    if (number_key(&key, number) != OK || key.n == 0) return ERR_NOT_FOUND;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_ACCOUNT_BY_NUMBER, P_STR("number_key", sb_str(&key)));
    return read_account(&r, a, ret);
}

err_t account_by_person(struct db *db, struct arena *a, struct person_id person,
                        struct account *ret)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ACCOUNT_BY_PERSON, P_I64("person", person.v));
    return read_account(&r, a, ret);
}

/* What happened to the account, never the secret. */
static err_t record(struct db *db, const struct account_author *by, const char *what,
                    struct account_id account, struct person_id person)
{
    json_t *env = json_pack("{s:s, s:s, s:I, s:I, s:I}", "kind", "account", "what", what, "account",
                            (json_int_t)account.v, "person", (json_int_t)person.v, "at",
                            (json_int_t)by->now.ms);
    if (!env) return ERR_NOMEM;
    err_t e = OK;
    if (by->by.v && json_object_set_new(env, "by", json_integer(by->by.v)) != 0) e = ERR_NOMEM;
    struct leaf_id leaf;
    if (e == OK) e = ledger_append(db, env, STR_NONE, &leaf);
    json_decref(env);
    return e;
}

err_t account_create(struct db *db, const struct account_author *by, struct person_id person,
                     struct str number, const char *hash, bool temporary, struct account_id *ret,
                     struct fault *why)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, 256);
    TRY(number_key(&key, number));
    int64_t id, changed;
    TRY(db_next(db, COUNTER_ACCOUNT, &id));
    TRY(db_run_count(db, &changed, SQL_ACCOUNT_PUT, P_I64("id", id), P_I64("person", person.v),
                     P_STR("number", number), P_STR("number_key", sb_str(&key)),
                     P_STR("password", str_z(hash)), P_BOOL("temporary", temporary),
                     P_STR("lang", STR("")), P_I64("at", by->now.ms)));
    if (changed == 0) return fault_set(why, ERR_EXISTS, "account.exists", "%.*s", STR_ARG(number));
    TRY(record(db, by, "created", account_id(id), person));
    *ret = account_id(id);
    return OK;
}

err_t account_set_password(struct db *db, const struct account_author *by,
                           const struct account *account, const char *hash, bool temporary)
{
    TRY(db_run(db, SQL_ACCOUNT_SET_PASSWORD, P_I64("id", account->id.v),
               P_STR("password", str_z(hash)), P_BOOL("temporary", temporary),
               P_I64("at", by->now.ms)));
    TRY(db_run(db, SQL_SESSION_END_ALL, P_I64("account", account->id.v)));
    return record(db, by, temporary ? "password_reset" : "password_changed", account->id,
                  account->person);
}

err_t account_set_locked(struct db *db, const struct account_author *by,
                         const struct account *account, bool locked)
{
    TRY(db_run(db, SQL_ACCOUNT_SET_LOCKED, P_I64("id", account->id.v), P_BOOL("locked", locked)));
    if (locked) TRY(db_run(db, SQL_SESSION_END_ALL, P_I64("account", account->id.v)));
    return record(db, by, locked ? "locked" : "unlocked", account->id, account->person);
}
