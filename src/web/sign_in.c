/* SPDX-License-Identifier: Apache-2.0 */
#include "web/sign_in.h"

#include "base/utf8.h"
#include "store/idem.h"
#include "web/throttle.h"

struct job {
    struct web *web;
    struct request *rq;
    struct str account_key, source_key;
    struct moment until;
    struct account account;
    struct session_made *made;
    const char *hash; /* of the new password */
};

/* --- before the password is looked at --- */

static err_t attempt_job(struct db *db, void *arg)
{
    struct job *j = arg;
    TRY(throttle_attempt(db, &throttle_source, j->source_key, j->rq->now, &j->until));
    return throttle_attempt(db, &throttle_account, j->account_key, j->rq->now, &j->until);
}

static err_t make_keys(struct job *j, struct str number)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 256);
    sb_addz(&b, "account:");
    if (utf8_search_key(&b, utf8_head(number, 80)) != OK) sb_reset(&b);
    j->account_key = arena_str(j->rq->arena, sb_str(&b));
    char *source = arena_printf(j->rq->arena, "source:%.*s", STR_ARG(str_head(j->rq->source, 64)));
    if (!j->account_key.p || !source) return ERR_NOMEM;
    j->source_key = str_z(source);
    return OK;
}

static err_t count_attempt(struct job *j, struct fault *why)
{
    err_t e = store_write(j->web->store, attempt_job, j, why);
    if (e != ERR_BUSY || j->until.ms == 0) return e;
    int64_t minutes = (j->until.ms - j->rq->now.ms + MINUTE_MS - 1) / MINUTE_MS;
    return fault_set(why, ERR_BUSY, "sign_in.wait", "%lld", (long long)minutes);
}

/* --- after it was right --- */

static err_t open_session(struct db *db, struct job *j)
{
    struct moment before = {0};
    struct str source = STR_NONE;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ACCOUNT_LAST, P_I64("id", j->account.id.v));
    if (rows_next(&r)) {
        before.ms = rows_i64_or(&r, "last_at", 0);
        source = rows_str(&r, "last_source");
        if (source.p) source = arena_str(j->rq->arena, source);
    }
    TRY(rows_end(&r));
    TRY(session_put(db, j->made, j->account.id, j->rq->now, j->rq->source, before, source));
    return db_run(db, SQL_ACCOUNT_SIGNED_IN, P_I64("id", j->account.id.v),
                  P_I64("at", j->rq->now.ms), P_STR("source", j->rq->source));
}

/* The account as it is now may differ from what was verified a moment ago. */
static err_t open_job(struct db *db, void *arg)
{
    struct job *j = arg;
    struct account now;
    TRY(account_by_person(db, j->rq->arena, j->account.person, &now));
    if (now.locked || !str_eq(str_z(now.password), str_z(j->account.password))) return ERR_DENIED;
    TRY(throttle_forgive(db, j->account_key));
    TRY(throttle_take_back(db, j->source_key));
    TRY(session_sweep(db, &j->web->config, j->rq->now));
    TRY(throttle_sweep(db, j->rq->now));
    TRY(idem_expire(db, j->rq->now.ms - IDEM_KEEP_MS));
    if (j->rq->session) TRY(session_end(db, j->rq->session->hash));
    return open_session(db, j);
}

static err_t find_account(struct job *j, struct str number, bool *ret_found, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(j->web->store, &db, why));
    err_t e = account_by_number(db, j->rq->arena, number, &j->account);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret_found = e == OK && !j->account.locked;
    return OK;
}

err_t sign_in(struct web *web, struct request *rq, struct str number, struct str password,
              struct session_made *ret, struct fault *why)
{
    struct job j = {.web = web, .rq = rq, .made = ret};
    bool found = false;
    TRY(make_keys(&j, number));
    TRY(count_attempt(&j, why));
    TRY(find_account(&j, number, &found, why));
    err_t e = password_verify(web->gate, found ? j.account.password : NULL, password);
    if (e == OK) {
        session_make(ret);
        e = store_write(web->store, open_job, &j, why);
    }
    return e == ERR_DENIED ? fault_set(why, ERR_DENIED, "sign_in.wrong", NULL) : e;
}

/* --- a new password --- */

static err_t change_job(struct db *db, void *arg)
{
    struct job *j = arg;
    struct account_author by = {.by = j->account.person, .now = j->rq->now};
    TRY(account_set_password(db, &by, &j->account, j->hash, false));
    TRY(throttle_forgive(db, j->account_key));
    TRY(throttle_take_back(db, j->source_key));
    const struct session *s = j->rq->session;
    return session_put(db, j->made, j->account.id, j->rq->now, j->rq->source, s->last_at,
                       s->last_source);
}

static err_t field_fault(struct fault *why, const char *field, err_t e)
{
    fault_field(why, field);
    return e;
}

static err_t check_new(struct web *web, struct request *rq, struct str current, struct str password,
                       struct str again, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    const struct str *about = NULL;
    size_t n = 0;
    TRY(store_read_begin(web->store, &db, why));
    TRY(web->people.words(web->people.ctx, db, rq->arena, rq->session->person, rq->now, &about,
                          &n));
    if (str_eq(password, current))
        return field_fault(why, "password", fault_set(why, ERR_INVALID, "password.same", NULL));
    err_t e = password_check(password, about, n, why);
    if (e != OK) return field_fault(why, "password", e);
    if (!str_eq(password, again))
        return field_fault(why, "again", fault_set(why, ERR_INVALID, "password.differs", NULL));
    return OK;
}

err_t sign_in_change_password(struct web *web, struct request *rq, struct str current,
                              struct str password, struct str again, struct session_made *ret,
                              struct fault *why)
{
    struct job j = {.web = web, .rq = rq, .made = ret};
    bool found = false;
    TRY(check_new(web, rq, current, password, again, why)); /* first: it costs no attempt */
    TRY(make_keys(&j, rq->session->number));
    TRY(count_attempt(&j, why));
    TRY(find_account(&j, rq->session->number, &found, why));
    err_t e = password_verify(web->gate, found ? j.account.password : NULL, current);
    if (e == ERR_DENIED)
        return field_fault(why, "current",
                           fault_set(why, ERR_INVALID, "password.wrong_current", NULL));
    TRY(e);
    char hash[PASSWORD_HASH];
    TRY(password_hash(web->gate, password, hash));
    j.hash = hash;
    session_make(ret);
    return store_write(web->store, change_job, &j, why);
}
