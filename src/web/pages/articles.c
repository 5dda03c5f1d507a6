/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard: an article's page, the versions of the text, 新旧対照表.
 */
#include "office/article_view.h"
#include "office/standard_view.h"

#include <string.h>

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

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

static int64_t version_of(const struct request *rq, const char *name)
{
    struct str s;
    int64_t v;
    return form_nth(&rq->params, name, 0, &s) && str_to_i64(s, &v) == OK && v > 0 ? v : -1;
}

/* Each row leads to that article line by line. */
static err_t add_links(struct arena *a, json_t *data, int64_t from, int64_t to)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(data, "rows"), i, row)
    {
        const json_t *side = json_object_get(row, "new");
        if (!json_is_object(side)) side = json_object_get(row, "old");
        const char *key = json_string_value(json_object_get(side, "key"));
        const char *change = json_string_value(json_object_get(row, "change"));
        char *href = arena_printf(a, "/standard/compare/%s?from=%lld&to=%lld", key ? key : "",
                                  (long long)from, (long long)to);
        bool same = change && strcmp(change, "same") == 0;
        char *text = arena_printf(a, "compare.%s", change ? change : "same");
        if (!href || !text || json_object_set_new(row, "href", json_string(href)) != 0 ||
            json_object_set_new(row, "differs", json_boolean(!same)) != 0 ||
            json_object_set_new(row, "change_text", json_string(text)) != 0)
            return ERR_NOMEM;
    }
    return OK;
}

err_t compare_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    int64_t from = version_of(rq, "from"), to = version_of(rq, "to");
    if (from < 0 || to < 0) return ERR_NOT_FOUND;
    if (from == to) return fault_set(why, ERR_INVALID, "compare.same_version", NULL);
    TRY(standard_view_compare(web->office, from, to, rq->lang, &data));
    err_t e = add_links(rq->arena, data, from, to);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 200, PAGE_COMPARE, data);
}

err_t compare_article_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    int64_t from = version_of(rq, "from"), to = version_of(rq, "to");
    char *key = arena_strdup(rq->arena, str_head(rq->args[0], KEY_MAX));
    if (!key) return ERR_NOMEM;
    if (from < 0 || to < 0) return ERR_NOT_FOUND;
    if (from == to) return fault_set(why, ERR_INVALID, "compare.same_version", NULL);
    TRY(standard_view_compare_article(web->office, from, to, key, rq->lang, &data));
    char *back = arena_printf(rq->arena, "/standard/compare?from=%lld&to=%lld", (long long)from,
                              (long long)to);
    if (!back || json_object_set_new(data, "back", json_string(back)) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_COMPARE_ARTICLE, data);
}
