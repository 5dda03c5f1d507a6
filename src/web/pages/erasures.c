/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of retention: what is due, deciding to erase it, what was erased.
 */
#include "office/erase.h"

#include "pages.h"
#include "web/pages/form_json.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

static bool chosen(const struct request *rq, int64_t id)
{
    struct str s;
    int64_t v;
    for (size_t i = 0; form_nth(&rq->form, "matter", i, &s); i++)
        if (str_to_i64(s, &v) == OK && v == id) return true;
    return false;
}

/* What the page needs beyond the office's: the key, what was ticked, how long backups keep it. */
static err_t page_extras(struct web *web, const struct request *rq, const struct fault *why,
                         json_t *data)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(data, "due"), i, row)
    {
        bool on = chosen(rq, json_integer_value(json_object_get(row, "id")));
        if (json_object_set_new(row, "checked", json_boolean(on)) != 0) return ERR_NOMEM;
    }
    bool good =
        json_object_set_new(data, "once", form_json_key()) == 0 &&
        json_object_set_new(data, "backup_days", json_integer(web->config.backup_term_days)) == 0 &&
        json_object_set_new(data, "fault", why ? site_fault(why) : json_null()) == 0;
    return good ? OK : ERR_NOMEM;
}

static err_t show(struct web *web, struct request *rq, struct reply *rp, int status,
                  const struct fault *why)
{
    struct str before = STR("");
    json_t *data;
    (void)form_nth(&rq->params, "before", 0, &before);
    TRY(erase_view(web->office, rq->session->person, before, rq->lang, &data));
    err_t e = page_extras(web, rq, why, data);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, status, PAGE_ERASURES, data);
}

err_t erasures_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    return show(web, rq, rp, 200, NULL);
}

err_t erasures_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    int64_t ids[ERASE_AT_ONCE + 1];
    size_t n = 0;
    struct str s;
    while (n < ARRAY_LEN(ids) && form_nth(&rq->form, "matter", n, &s)) {
        if (str_to_i64(s, &ids[n]) != OK || ids[n] <= 0) return ERR_NOT_FOUND;
        n++;
    }
    err_t e =
        erase_matters(web->office, rq->session->person, ids, n, request_value(rq, "_key"), why);
    if (why->id && (form_json_mendable(e) || e == ERR_DENIED || e == ERR_STATE))
        return show(web, rq, rp, e == ERR_DENIED ? 403 : 422, why);
    TRY(e);
    /* The clockwork unlinks the files. */
    return reply_redirect(rp, STR("/erasures?done=erased"));
}
