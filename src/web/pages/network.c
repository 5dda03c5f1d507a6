/* SPDX-License-Identifier: Apache-2.0
 *
 * The network: what crosses between its zones and for how long; what a cut would hit.
 */
#include "office/network_view.h"

#include "pages.h"
#include "web/pages/form_json.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

static struct str asked(const struct request *rq, const char *name)
{
    struct str s = STR("");
    return form_nth(&rq->params, name, 0, &s) ? str_trim(s) : STR("");
}

err_t network_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    struct network_query q = {.zone = asked(rq, "zone"), .page = 1};
    if (asked(rq, "page").n &&
        (str_to_i64(asked(rq, "page"), &q.page) != OK || q.page < 1 || q.page > 100000))
        return ERR_NOT_FOUND;
    TRY(network_view(web->office, rq->session->person, &q, rq->lang, &data, why));
    bool machines = route_goes(rq->session, STR("/machines"));
    if (json_object_set_new(data, "machines", json_boolean(machines)) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_NETWORK, data);
}

err_t network_cut_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    TRY(network_cut_view(web->office, rq->session->person, asked(rq, "scope"), asked(rq, "value"),
                         rq->lang, &data, why));
    if (json_object_set_new(data, "once", form_json_key()) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_NETWORK_CUT, data);
}
