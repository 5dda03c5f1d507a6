/* SPDX-License-Identifier: Apache-2.0
 *
 * The home page: what is due, what is new, the whole standard.
 */
#include "office/article_view.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"

err_t home_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    if (!rq->session) return reply_redirect(rp, STR("/sign-in"));
    if (rq->session->must_change) return reply_redirect(rp, STR("/password"));
    TRY(home_view(web->office, rq->session->person, rq->lang, &data));
    return page_data_reply(rq, rp, 200, PAGE_HOME, data);
}
