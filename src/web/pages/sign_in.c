/* SPDX-License-Identifier: Apache-2.0 */
#include "web/sign_in.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/site.h"
#include "web/template/tpl.h"

/* Where to go afterwards: only to a page of ours. */
static struct str next_of(struct str s)
{
    bool ours =
        tpl_url_is_ours(s) && s.p[0] == '/' && s.n < 2000 && !str_starts(s, STR("/sign-in"));
    return ours ? s : STR("/");
}

static err_t form(struct request *rq, struct reply *rp, int status, struct str next,
                  const struct fault *bad)
{
    struct str token, unsent;
    TRY(session_form_token(rq, rp, &token));
    return reply_page_status(rp, status, PAGE_SIGN_IN,
                             json_pack("{s:o, s:o, s:o, s:b, s:o}", "form_token", site_str(token),
                                       "next", site_str(next), "number",
                                       site_str(request_line(rq, "number")), "unsent",
                                       form_nth(&rq->params, "unsent", 0, &unsent), "fault",
                                       bad ? site_fault(bad) : json_null()));
}

err_t sign_in_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)web;
    (void)why;
    if (rq->session) return reply_redirect(rp, STR("/"));
    struct str next = STR("/");
    (void)form_nth(&rq->params, "next", 0, &next);
    return form(rq, rp, 200, next_of(next), NULL);
}

err_t sign_in_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct str number = request_line(rq, "number"), password = request_value(rq, "password");
    struct str next = next_of(request_value(rq, "next"));
    struct fault bad = {.code = OK};
    err_t e = session_check_form_token(rq);
    if (e == ERR_DENIED) {
        /* No cookies, or the form is from yesterday: show it afresh. */
        (void)fault_set(&bad, ERR_DENIED, "sign_in.stale", NULL);
        return form(rq, rp, 403, next, &bad);
    }
    TRY(e);
    if (number.n == 0 || password.n == 0) {
        (void)fault_set(&bad, ERR_INVALID, "sign_in.empty", NULL);
        return form(rq, rp, 422, next, &bad);
    }
    struct session_made made;
    e = sign_in(web, rq, number, str_head(password, 1024), &made, &bad);
    if (e == ERR_BUSY && bad.id) return form(rq, rp, 429, next, &bad);
    if (e == ERR_DENIED) return form(rq, rp, 422, next, &bad);
    if (e != OK) {
        *why = bad;
        return e;
    }
    TRY(session_cookie(rq, made.id, rp));
    return reply_redirect(rp, next);
}

static err_t end(struct db *db, void *arg)
{
    return session_end(db, arg);
}

err_t sign_out_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    unsigned char hash[32];
    for (size_t i = 0; i < sizeof hash; i++) hash[i] = rq->session->hash[i];
    TRY(store_write(web->store, end, hash, why));
    TRY(session_cookie(rq, NULL, rp));
    return reply_redirect(rp, STR("/sign-in?done=signed_out"));
}
