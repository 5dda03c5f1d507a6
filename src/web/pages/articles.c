/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard: an article's page, the versions of the text.
 */
#include "office/article_view.h"
#include "office/standard_view.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"

enum { KEY_MAX = 100 };

err_t article_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    char *key = arena_strdup(rq->arena, str_head(rq->args[0], KEY_MAX));
    if (!key) return ERR_NOMEM;
    TRY(article_view(web->office, rq->session->person, key, rq->lang, &data));
    return page_data_reply(rq, rp, 200, PAGE_ARTICLE, data);
}

/* The newest two that could be compared are offered first. */
static err_t offer_compare(json_t *data)
{
    const json_t *v = json_object_get(data, "versions");
    json_t *from = json_object_get(json_array_get(v, 1), "id");
    json_t *to = json_object_get(json_array_get(v, 0), "id");
    bool can = json_array_size(v) > 1;
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)v, i, row)
    {
        if (json_object_set_new(row, "is_from", json_boolean(i == 1)) != 0 ||
            json_object_set_new(row, "is_to", json_boolean(i == 0)) != 0)
            return ERR_NOMEM;
    }
    return json_object_set_new(data, "can_compare", json_boolean(can)) == 0 &&
                   json_object_set(data, "from", from ? from : json_null()) == 0 &&
                   json_object_set(data, "to", to ? to : json_null()) == 0
               ? OK
               : ERR_NOMEM;
}

err_t standard_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(standard_view_versions(web->office, rq->lang, &data));
    err_t e = offer_compare(data);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 200, PAGE_STANDARD, data);
}
