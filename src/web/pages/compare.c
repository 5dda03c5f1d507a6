/* SPDX-License-Identifier: Apache-2.0
 *
 * 新旧対照表: two versions of the text, article by article and line by line.
 */
#include <string.h>

#include "office/standard_view.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"

enum { KEY_MAX = 100 };

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
        bool removed = !json_is_object(side);
        if (removed) side = json_object_get(row, "old");
        const char *key = json_string_value(json_object_get(side, "key"));
        const char *change = json_string_value(json_object_get(row, "change"));
        char *href = arena_printf(a, "/standard/compare/%s?from=%lld&to=%lld%s", key ? key : "",
                                  (long long)from, (long long)to, removed ? "&of=old" : "");
        bool same = change && strcmp(change, "same") == 0;
        char *text = arena_printf(a, "versus.%s", change ? change : "same");
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
    if (from == to) return fault_set(why, ERR_INVALID, "versus.same_version", NULL);
    TRY(standard_view_compare(web->office, from, to, false, rq->lang, &data));
    err_t e = add_links(rq->arena, data, from, to);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 200, PAGE_COMPARE, data);
}

/* The key is one of the old text: the article was removed. */
static bool of_old(const struct request *rq)
{
    struct str s;
    return form_nth(&rq->params, "of", 0, &s) && str_eqz(s, "old");
}

err_t compare_article_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    json_t *data;
    int64_t from = version_of(rq, "from"), to = version_of(rq, "to");
    char *key = arena_strdup(rq->arena, str_head(rq->args[0], KEY_MAX));
    if (!key) return ERR_NOMEM;
    if (from < 0 || to < 0) return ERR_NOT_FOUND;
    if (from == to) return fault_set(why, ERR_INVALID, "versus.same_version", NULL);
    TRY(standard_view_compare_article(web->office, from, to, key, of_old(rq), rq->lang, &data));
    char *back = arena_printf(rq->arena, "/standard/compare?from=%lld&to=%lld", (long long)from,
                              (long long)to);
    if (!back || json_object_set_new(data, "back", json_string(back)) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_COMPARE_ARTICLE, data);
}
