/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/sign_in.h"
#include "web/site.h"

static err_t form(struct request *rq, struct reply *rp, int status, const struct fault *bad)
{
    return reply_page_status(
        rp, status, PAGE_PASSWORD,
        json_pack("{s:b, s:i, s:o, s:o, s:o, s:o}", "forced", rq->session->must_change, "shortest",
                  PASSWORD_MIN, "fault", bad ? site_fault(bad) : json_null(), "fault_current",
                  json_boolean(bad && str_eqz(str_z(bad->field), "current")), "fault_password",
                  json_boolean(bad && str_eqz(str_z(bad->field), "password")), "fault_again",
                  json_boolean(bad && str_eqz(str_z(bad->field), "again"))));
}

err_t password_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)web;
    (void)why;
    return form(rq, rp, 200, NULL);
}

err_t password_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct fault bad = {.code = OK};
    struct session_made made;
    err_t e = sign_in_change_password(web, rq, request_value(rq, "current"),
                                      request_value(rq, "password"), request_value(rq, "again"),
                                      &made, &bad);
    if (e == ERR_INVALID) return form(rq, rp, 422, &bad);
    if (e == ERR_BUSY && bad.id) return form(rq, rp, 429, &bad);
    if (e != OK) {
        *why = bad;
        return e;
    }
    TRY(session_cookie(rq, made.id, rp));
    return reply_redirect(rp, STR("/inbox?done=password_changed"));
}
