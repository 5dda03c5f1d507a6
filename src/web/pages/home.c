/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/handlers.h"

err_t home_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)web;
    (void)why;
    return reply_redirect(rp, rq->session ? STR("/inbox") : STR("/sign-in"));
}
