/* SPDX-License-Identifier: Apache-2.0
 *
 * people.c: who is who: people with a search, one person, the tree of units. */
#include "office/org_view.h"

#include "pages.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

static err_t number_param(const struct request *rq, const char *name, int64_t dflt, int64_t *ret)
{
    struct str s;
    *ret = dflt;
    if (!form_nth(&rq->params, name, 0, &s) || s.n == 0) return OK;
    return id_parse(s, ret) == OK ? OK : ERR_NOT_FOUND;
}

/* The next page with the same search. */
static err_t add_ways(json_t *data, struct str search, int64_t unit, int64_t page)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4000);
    sb_addf(&b, "/people?page=%lld&search=", (long long)page + 1);
    urlencoded_add(&b, search);
    if (unit) sb_addf(&b, "&unit=%lld", (long long)unit);
    TRY(sb_end(&b));
    bool more = json_is_true(json_object_get(data, "more"));
    bool good = json_object_set_new(data, "next", more ? site_str(sb_str(&b)) : json_null()) == 0 &&
                json_object_set_new(data, "unit_id", unit ? json_integer(unit) : json_null()) == 0;
    return good ? OK : ERR_NOMEM;
}

err_t people_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    int64_t unit, page;
    struct str search = STR("");
    TRY(number_param(rq, "unit", 0, &unit));
    TRY(number_param(rq, "page", 1, &page));
    (void)form_nth(&rq->params, "search", 0, &search);
    search = str_head(str_trim(search), 200);
    char *z = arena_strdup(rq->arena, search);
    json_t *data;
    if (!z) return ERR_NOMEM;
    TRY(org_people_list(web->office, rq->session->person, z, unit_id(unit), page, rq->lang, &data));
    err_t e = add_ways(data, search, unit, page);
    if (e == OK) return page_data_reply(rq, rp, 200, PAGE_PEOPLE, data);
    json_decref(data);
    return e;
}

err_t person_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    struct person_id id;
    json_t *data;
    if (person_id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    TRY(org_person_view(web->office, rq->session->person, id, rq->lang, &data));
    return page_data_reply(rq, rp, 200, PAGE_PERSON, data);
}

err_t units_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(org_units_tree(web->office, rq->session->person, rq->lang, &data));
    if (json_object_set_new(data, "is_units", json_true()) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_UNITS, data);
}
