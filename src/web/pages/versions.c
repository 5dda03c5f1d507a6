/* SPDX-License-Identifier: Apache-2.0
 *
 * The versions of the catalogue: which is in force, which were handed in, what one would change.
 */
#include "office/versions_view.h"

#include "base/id.h"
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"

err_t versions_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(versions_list(web->office, rq->session->person, rq->lang, &data));
    return page_data_reply(rq, rp, 200, PAGE_VERSIONS, data);
}

err_t version_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    int64_t id;
    if (id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    TRY(versions_one(web->office, rq->session->person, id, rq->lang, &data, why));
    return page_data_reply(rq, rp, 200, PAGE_VERSION, data);
}
