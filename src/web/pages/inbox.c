/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/site.h"

err_t inbox_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)web;
    (void)why;
    const struct session *s = rq->session;
    return reply_page(rp, PAGE_INBOX,
                      json_pack("{s:o, s:o, s:[]}", "last_at", site_moment(s->last_at),
                                "last_source", site_str(s->last_source), "duties"));
}
