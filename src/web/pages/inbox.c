/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"
#include "office/matters.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

err_t inbox_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    const struct session *s = rq->session;
    json_t *data;
    TRY(matters_inbox(web->office, s->person, rq->lang, &data));
    if (json_object_set_new(data, "last_at", site_moment(s->last_at)) != 0 ||
        json_object_set_new(data, "last_source", site_str(s->last_source)) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_INBOX, data);
}
