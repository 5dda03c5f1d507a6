/* SPDX-License-Identifier: Apache-2.0
 *
 * The search.
 */
#include "office/search.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"

static int64_t after_of(const struct request *rq)
{
    struct str s;
    int64_t v;
    bool given = form_nth(&rq->params, "after", 0, &s) && str_to_i64(s, &v) == OK;
    return given && v > INT64_MIN ? v : 0;
}

err_t search_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    struct str text = STR(""), in = STR("");
    struct search_query q = {.after = after_of(rq)};
    (void)form_nth(&rq->params, "q", 0, &text);
    (void)form_nth(&rq->params, "in", 0, &in);
    q.text = text;
    if (!search_group_parse(in, &q.group)) return ERR_NOT_FOUND;
    json_t *data;
    TRY(search_find(web->office, rq->session ? rq->session->person : person_id(0), &q, rq->lang,
                    &data));
    return page_data_reply(rq, rp, 200, PAGE_SEARCH, data);
}
