/* SPDX-License-Identifier: Apache-2.0
 *
 * Applying: what one may start, the form of a procedure, and the matter that it opens.
 */
#include <string.h>

#include "pages.h"
#include "web/attach.h"
#include "web/pages/form_json.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

err_t apply_list_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(matters_procedures(web->office, rq->session->person, rq->lang, &data));
    return page_data_reply(rq, rp, 200, PAGE_APPLY_LIST, data);
}

static err_t form_data(struct web *web, struct request *rq, struct matter_id copy, json_t **ret,
                       struct fault *why)
{
    char *name = arena_strdup(rq->arena, rq->args[0]);
    if (!name) return ERR_NOMEM;
    json_t *data;
    TRY(matters_form(web->office, rq->session->person, name, copy, rq->lang, &data, why));
    json_t *key = form_json_key();
    int bad = json_object_set_new(data, "once", key) |
              json_object_set_new(data, "faults", json_array()) |
              json_object_set_new(data, "copied", json_boolean(copy.v != 0)) |
              json_object_set_new(data, "behalf", site_str(request_line(rq, "_behalf"))) |
              json_object_set_new(data, "happened", site_str(request_line(rq, "_happened"))) |
              json_object_set_new(data, "document", site_str(request_line(rq, "_document")));
    if (bad) {
        json_decref(data);
        return ERR_NOMEM;
    }
    *ret = data;
    return OK;
}

err_t apply_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct matter_id copy = {0};
    struct str from;
    if (form_nth(&rq->params, "copy", 0, &from) && matter_id_parse(from, &copy) != OK)
        return ERR_NOT_FOUND;
    json_t *data;
    TRY(form_data(web, rq, copy, &data, why));
    return page_data_reply(rq, rp, 200, PAGE_APPLY, data);
}

static err_t again(struct web *web, struct request *rq, struct reply *rp, const struct faults *bad,
                   const struct fault *why)
{
    json_t *data;
    struct fault unused;
    TRY(form_data(web, rq, matter_id(0), &data, &unused));
    err_t e = form_json_again(data, "fields", &rq->form, bad, why);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 422, PAGE_APPLY, data);
}

err_t apply_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    char *name = arena_strdup(rq->arena, rq->args[0]);
    struct faults *bad = ARENA_NEW(rq->arena, struct faults);
    json_t *form = form_json(&rq->form);
    if (!name || !bad || !form || attach_to_form(rq, form) != OK) {
        json_decref(form);
        return ERR_NOMEM;
    }
    struct actor actor;
    struct matter_done opened = {.again = false};
    /* As it came: what is no line is refused, not left out. */
    struct actor_told told = {str_trim(request_value(rq, "_behalf")),
                              str_trim(request_value(rq, "_happened")),
                              str_trim(request_value(rq, "_document"))};
    err_t e = matters_actor(web->office, rq->session->person, &told, rq->arena, &actor, why);
    if (e == OK) e = attach_keep(web, rq, why);
    if (e == OK) {
        e = matters_open(web->office, &actor, name, form, request_value(rq, "_key"), &opened, bad,
                         why);
        if ((e != OK && e != ERR_UNAVAILABLE) || opened.again) attach_drop(web, rq);
    }
    json_decref(form);
    if (form_json_mendable(e) && (bad->n || why->id)) return again(web, rq, rp, bad, why);
    TRY(e);
    char *to = arena_printf(rq->arena, "/matters/%lld?done=opened", (long long)opened.matter.v);
    return to ? reply_redirect(rp, str_z(to)) : ERR_NOMEM;
}
