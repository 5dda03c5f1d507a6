/* SPDX-License-Identifier: Apache-2.0 */
#include "web/session.h"

#include <sodium.h>
#include <string.h>

#include "wire/cookie.h"

enum { TOUCH_MS = 60 * 1000 };

/* __Host-: browsers then refuse it from other hosts, paths and plain HTTP. */
static const char *cookie_name(bool secure)
{
    return secure ? "__Host-sekimori" : "sekimori";
}

static void hash_of(struct str id, unsigned char ret[32])
{
    crypto_hash_sha256(ret, (const unsigned char *)id.p, id.n);
}

void session_make(struct session_made *ret)
{
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    sodium_bin2base64(ret->id, sizeof ret->id, random, sizeof random,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
    hash_of(str_z(ret->id), ret->hash);
}

err_t session_put(struct db *db, const struct session_made *s, struct account_id account,
                  struct moment now, struct str source, struct moment before,
                  struct str before_source)
{
    return db_run(db, SQL_SESSION_PUT,
                  P_BLOB("hash", ((struct str){(const char *)s->hash, sizeof s->hash})),
                  P_I64("account", account.v), P_I64("began", now.ms), P_STR("source", source),
                  P_I64_OPT("before_at", before.ms != 0, before.ms),
                  P_STR_OPT("before_source", before_source));
}

err_t session_end(struct db *db, const unsigned char hash[32])
{
    return db_run(db, SQL_SESSION_END, P_BLOB("hash", ((struct str){(const char *)hash, 32})));
}

/* A second secret from the first, for forms: it may stand in a page. */
static struct str token_of(struct arena *a, struct str id)
{
    static const char domain[] = "sekimori/token/v1\n";
    unsigned char h[32];
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, (const unsigned char *)domain, sizeof domain - 1);
    crypto_hash_sha256_update(&st, (const unsigned char *)id.p, id.n);
    crypto_hash_sha256_final(&st, h);
    char *z = arena_alloc(a, SESSION_ID);
    if (!z) return STR_NONE;
    sodium_bin2base64(z, SESSION_ID, h, sizeof h, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return str_z(z);
}

/* The row of the session, unless it has ended. ERR_NOT_FOUND. */
static err_t read_row(struct web *web, struct db *db, struct request *rq, struct session *s,
                      bool *ret_touch)
{
    struct str key = {(const char *)s->hash, sizeof s->hash};
    struct rows r ROWS_CLEANUP = db_query(db, SQL_SESSION_GET, P_BLOB("hash", key));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return ERR_NOT_FOUND;
    }
    s->account = account_id(rows_i64(&r, "account"));
    s->began.ms = rows_i64(&r, "began");
    int64_t seen = rows_i64(&r, "seen");
    s->last_at.ms = rows_i64_or(&r, "before_at", 0);
    s->last_source = arena_str(rq->arena, rows_str(&r, "before_source"));
    s->person = person_id(rows_i64(&r, "person"));
    s->number = arena_str(rq->arena, rows_str(&r, "number"));
    s->must_change = rows_bool(&r, "temporary");
    bool locked = rows_bool(&r, "locked");
    struct str lang = rows_str(&r, "lang");
    if (lang.n) rq->lang = str_eqz(lang, "en") ? LANG_EN : LANG_JA;
    TRY(rows_end(&r));
    bool ended = locked || seen + web->config.idle_ms < rq->now.ms ||
                 s->began.ms + web->config.longest_ms < rq->now.ms;
    *ret_touch = seen + TOUCH_MS < rq->now.ms;
    return ended ? ERR_NOT_FOUND : OK;
}

struct touch {
    const unsigned char *hash;
    int64_t now;
};

static err_t touch_job(struct db *db, void *arg)
{
    struct touch *t = arg;
    return db_run(db, SQL_SESSION_TOUCH, P_I64("now", t->now),
                  P_BLOB("hash", ((struct str){(const char *)t->hash, 32})));
}

static err_t find(struct web *web, struct request *rq, struct str id, struct session *s,
                  bool *ret_touch, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    hash_of(id, s->hash);
    TRY(store_read_begin(web->store, &db, why));
    TRY(read_row(web, db, rq, s, ret_touch));
    s->token = token_of(rq->arena, id);
    if (!s->token.p) return ERR_NOMEM;
    const struct web_people *p = &web->people;
    TRY(p->roles(p->ctx, db, rq->arena, s->person, rq->now, &s->roles));
    return p->card(p->ctx, db, rq->arena, s->person, rq->now, rq->lang, &s->card);
}

err_t session_find(struct web *web, struct request *rq, struct fault *why)
{
    struct str id;
    if (cookie_get(rq->cookie, cookie_name(rq->tls), &id) != OK) return OK;
    if (id.n != SESSION_ID - 1) return OK;
    struct session *s = ARENA_NEW(rq->arena, struct session);
    if (!s) return ERR_NOMEM;
    bool touch = false;
    err_t e = find(web, rq, id, s, &touch, why);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    rq->session = s;
    struct touch t = {s->hash, rq->now.ms};
    return touch ? store_write(web->store, touch_job, &t, why) : OK;
}

static err_t add_cookie(struct request *rq, const char *name, const char *value, struct reply *rp)
{
    if (rp->n_cookies == REPLY_COOKIES) return ERR_BUG;
    struct cookie c = {.name = name,
                       .value = str_z(value ? value : ""),
                       .max_age_s = value ? -1 : 0,
                       .secure = rq->tls,
                       .lax = true};
    SB_CLEANUP struct sb b;
    sb_init(&b, 512);
    TRY(cookie_add(&b, &c));
    struct str s = arena_str(rq->arena, sb_str(&b));
    if (!s.p) return ERR_NOMEM;
    rp->cookies[rp->n_cookies++] = s;
    return OK;
}

err_t session_cookie(struct request *rq, const char *id, struct reply *rp)
{
    return add_cookie(rq, cookie_name(rq->tls), id, rp);
}

static const char *form_cookie_name(const struct request *rq)
{
    return rq->tls ? "__Host-sekimori-form" : "sekimori-form";
}

err_t session_form_token(struct request *rq, struct reply *rp, struct str *ret)
{
    struct str id;
    struct session_made made;
    if (cookie_get(rq->cookie, form_cookie_name(rq), &id) != OK || id.n != SESSION_ID - 1) {
        session_make(&made);
        id = str_z(made.id);
        TRY(add_cookie(rq, form_cookie_name(rq), made.id, rp));
    }
    struct str token = token_of(rq->arena, id);
    if (!token.p) return ERR_NOMEM;
    *ret = token;
    return OK;
}

static err_t compare_token(const struct request *rq, struct str want)
{
    struct str got = rq->token_header.n ? rq->token_header : request_value(rq, "_token");
    return got.n == want.n && sodium_memcmp(got.p, want.p, want.n) == 0 ? OK : ERR_DENIED;
}

err_t session_check_form_token(const struct request *rq)
{
    struct str id;
    if (cookie_get(rq->cookie, form_cookie_name(rq), &id) != OK) return ERR_DENIED;
    struct str want = token_of(rq->arena, id);
    return want.p ? compare_token(rq, want) : ERR_NOMEM;
}

err_t session_check_origin(const struct request *rq)
{
    if (rq->fetch_site.n && !str_eqz(rq->fetch_site, "same-origin") &&
        !str_eqz(rq->fetch_site, "none"))
        return ERR_DENIED;
    if (!rq->origin.n) return OK;
    struct str scheme = rq->tls ? STR("https://") : STR("http://");
    bool ours =
        str_starts(rq->origin, scheme) && str_eq_nocase(str_skip(rq->origin, scheme.n), rq->host);
    return ours ? OK : ERR_DENIED;
}

err_t session_check_token(const struct request *rq)
{
    TRY(session_check_origin(rq));
    if (!rq->session) return ERR_DENIED;
    return compare_token(rq, rq->session->token);
}

err_t session_sweep(struct db *db, const struct web_config *c, struct moment now)
{
    return db_run(db, SQL_SESSION_SWEEP, P_I64("idle", now.ms - c->idle_ms),
                  P_I64("oldest", now.ms - c->longest_ms));
}
