/* SPDX-License-Identifier: Apache-2.0 */
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/site.h"

err_t about_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)rq;
    (void)why;
    return reply_page(rp, PAGE_ABOUT,
                      json_pack("{s:s, s:s?, s:i, s:i}", "version", SEKIMORI_VERSION, "ledger_key",
                                web->ledger_key, "idle_minutes",
                                (int)(web->config.idle_ms / MINUTE_MS), "longest_hours",
                                (int)(web->config.longest_ms / HOUR_MS)));
}
