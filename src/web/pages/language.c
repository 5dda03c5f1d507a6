/* SPDX-License-Identifier: Apache-2.0
 *
 * The choice of language: kept in a cookie for this browser, and with the
 * account of who is signed in. */
#include "web/pages/handlers.h"

#include "web/template/tpl.h"
#include "wire/cookie.h"

struct choice {
    struct account_id account;
    enum lang lang;
};

static err_t keep(struct db *db, void *arg)
{
    const struct choice *c = arg;
    return db_run(db, SQL_ACCOUNT_SET_LANG, P_I64("id", c->account.v),
                  P_STR("lang", str_z(lang_code(c->lang))));
}

err_t language_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    enum lang lang = str_eqz(request_line(rq, "lang"), "en") ? LANG_EN : LANG_JA;
    struct str back = request_line(rq, "back");
    SB_CLEANUP struct sb b;
    sb_init(&b, 256);
    struct cookie c = {.name = "lang",
                       .value = str_z(lang_code(lang)),
                       .max_age_s = 400 * DAY_MS / SECOND_MS,
                       .secure = rq->tls,
                       .lax = true};
    TRY(cookie_add(&b, &c));
    rp->cookies[rp->n_cookies] = arena_str(rq->arena, sb_str(&b));
    if (!rp->cookies[rp->n_cookies++].p) return ERR_NOMEM;
    if (rq->session) {
        struct choice choice = {rq->session->account, lang};
        TRY(store_write(web->store, keep, &choice, why));
    }
    bool ours = tpl_url_is_ours(back) && back.p[0] == '/';
    return reply_redirect(rp, ours ? back : STR("/"));
}
