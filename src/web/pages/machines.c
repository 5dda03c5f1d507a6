/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of machines: which programs on other hosts the office knows, a one-time token for a new
 * one, and an end to one. */
#include "office/enrol.h"
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

struct shown {
    int status;
    const struct fault *bad;
    const struct enrol_token *token; /* shown once */
    struct str program, host;
};

static bool may_change(const struct request *rq)
{
    static const struct may may = ANY_OF("security_division", "head_security_officer");
    return route_may(&may, rq->session) == ROUTE_GO;
}

static err_t show(struct web *web, struct request *rq, struct reply *rp, const struct shown *x)
{
    json_t *data;
    TRY(machines_view(web->office, rq->session->person, rq->lang, &data));
    json_t *token = x->token
                        ? json_pack("{s:s, s:s, s:o, s:s%, s:s%}", "text", x->token->text, "id",
                                    x->token->id, "until", site_moment(x->token->until), "program",
                                    x->program.p, x->program.n, "host", x->host.p, x->host.n)
                        : json_null();
    bool bad = json_object_set_new(data, "token", token) != 0 ||
               json_object_set_new(data, "may_change", json_boolean(may_change(rq))) != 0 ||
               json_object_set_new(data, "hours", json_integer(ENROL_HOURS)) != 0 ||
               json_object_set_new(data, "host", site_str(x->host)) != 0 ||
               json_object_set_new(data, "fault", x->bad ? site_fault(x->bad) : json_null()) != 0;
    if (bad) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, x->status, PAGE_MACHINES, data);
}

err_t machines_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    return show(web, rq, rp, &(struct shown){.status = 200, .host = STR("")});
}

static bool of_the_form(err_t e)
{
    return e == ERR_INVALID || e == ERR_STATE || e == ERR_NOT_FOUND || e == ERR_DENIED;
}

err_t machines_token_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct shown x = {.program = request_line(rq, "program"), .host = request_line(rq, "host")};
    struct enrol_token token;
    struct enrol_wish w = {.program = arena_strdup(rq->arena, x.program),
                           .host = arena_strdup(rq->arena, x.host),
                           .by = rq->session->person};
    if (!w.program || !w.host) return ERR_NOMEM;
    if (str_to_i64(request_line(rq, "hours"), &w.hours) != OK) w.hours = 0;
    err_t e = enrol_give_token(web->office, &w, &token, why);
    if (!of_the_form(e)) TRY(e);
    x.status = e == OK ? 200 : 422;
    x.token = e == OK ? &token : NULL;
    x.bad = e == OK ? NULL : why;
    return show(web, rq, rp, &x);
}

err_t machine_revoke_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    char *name = arena_strdup(rq->arena, request_line(rq, "machine"));
    char *reason = arena_strdup(rq->arena, request_line(rq, "reason"));
    if (!name || !reason) return ERR_NOMEM;
    err_t e = *reason ? enrol_revoke(web->office, name, reason, rq->session->person, why)
                      : fault_set(why, ERR_INVALID, "machine.needs_reason", NULL);
    if (e == OK) return reply_redirect(rp, STR("/machines?done=machine_revoked"));
    if (!of_the_form(e)) return e;
    return show(web, rq, rp, &(struct shown){.status = 422, .bad = why, .host = STR("")});
}
