/* SPDX-License-Identifier: Apache-2.0
 *
 * One matter: its course, what the viewer can do, papers and receipts. And lists of matters.
 */
#include <string.h>

#include "pages.h"
#include "web/attach.h"
#include "web/pages/form_json.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/receipt.h"
#include "web/site.h"

static int64_t number_of(const struct request *rq, const char *name)
{
    struct str s;
    int64_t v;
    return form_nth(&rq->params, name, 0, &s) && str_to_i64(s, &v) == OK && v > 0 ? v : 0;
}

err_t matters_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    struct str filter = STR_NONE;
    (void)form_nth(&rq->params, "filter", 0, &filter);
    char *z = arena_strdup(rq->arena, str_head(filter, 40));
    json_t *data;
    if (!z) return ERR_NOMEM;
    TRY(matters_list(web->office, rq->session->person, z, number_of(rq, "before"), rq->lang,
                     &data));
    return page_data_reply(rq, rp, 200, PAGE_MATTERS, data);
}

/* How much of the ledger is sealed: a receipt exists for the acts before it. */
static err_t add_sealed(struct web *web, json_t *data)
{
    int64_t sealed;
    TRY(receipt_sealed(web, &sealed));
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(data, "timeline"), i, row)
    {
        json_int_t leaf = json_integer_value(json_object_get(row, "leaf"));
        if (json_object_set_new(row, "sealed", json_boolean(leaf < sealed)) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t matter_data(struct web *web, struct request *rq, json_t **ret)
{
    struct matter_id id;
    if (matter_id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    json_t *data;
    TRY(matters_view(web->office, rq->session->person, id, rq->lang, &data));
    err_t e = add_sealed(web, data);
    size_t i;
    json_t *can;
    json_array_foreach(json_object_get(data, "can"), i, can)
    {
        if (e == OK && (json_object_set_new(can, "once", form_json_key()) != 0 ||
                        json_object_set(can, "matter", json_object_get(data, "id")) != 0 ||
                        json_object_set_new(can, "remark", json_string("")) != 0))
            e = ERR_NOMEM;
    }
    if (e == OK) e = page_data_duties(data);
    if (e == OK && !rq->api) e = page_data_can(data);
    if (e == OK && !rq->api) e = page_data_period(data);
    if (e == OK && (json_object_set_new(data, "faults", json_array()) != 0 ||
                    json_object_set(data, "matter", json_object_get(data, "id")) != 0))
        e = ERR_NOMEM;
    if (e != OK) {
        json_decref(data);
        return e;
    }
    *ret = data;
    return OK;
}

err_t matter_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(matter_data(web, rq, &data));
    return page_data_reply(rq, rp, 200, PAGE_MATTER, data);
}

/* The form that failed, open again with what was entered. */
static err_t again(struct web *web, struct request *rq, struct reply *rp, const struct faults *bad,
                   const struct fault *why)
{
    json_t *data;
    TRY(matter_data(web, rq, &data));
    struct str duty = request_value(rq, "duty"), act = request_value(rq, "act");
    json_t *none = json_object();
    json_t *failed = none;
    size_t i, k;
    json_t *can, *entry;
    err_t e = none ? OK : ERR_NOMEM;
    json_array_foreach(json_object_get(data, "can"), i, can)
    {
        char no[24];
        snprintf(no, sizeof no, "%lld",
                 (long long)json_integer_value(json_object_get(can, "duty")));
        const char *name = json_string_value(json_object_get(can, "act"));
        if (e != OK || !str_eqz(duty, no) || !name || !str_eqz(act, name)) continue;
        failed = can;
        if (json_object_set_new(can, "remark", site_str(request_value(rq, "remark"))) != 0)
            e = ERR_NOMEM;
        json_array_foreach(json_object_get(can, "entries"), k, entry)
        {
            if (e == OK) e = form_json_again(entry, "form", &rq->form, bad, NULL);
        }
        if (e == OK) e = form_json_again(can, "form", &rq->form, bad, why);
    }
    if (e == OK && failed == none) e = form_json_again(failed, "form", &rq->form, bad, why);
    if (e == OK && json_object_set(data, "faults", json_object_get(failed, "faults")) != 0)
        e = ERR_NOMEM;
    json_decref(none);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 422, PAGE_MATTER, data);
}

static err_t read_act(const struct request *rq, struct matter_act *ret)
{
    int64_t duty = 0;
    struct str no = request_value(rq, "duty"), verdict = request_value(rq, "verdict");
    if (matter_id_parse(rq->args[0], &ret->matter) != OK) return ERR_NOT_FOUND;
    if (no.n && (str_to_i64(no, &duty) != OK || duty < 0 || duty > INT32_MAX)) return ERR_INVALID;
    ret->duty = (int32_t)duty;
    ret->verdict = VERDICT_NONE;
    if (!act_kind_parse(request_value(rq, "act"), &ret->act)) return ERR_INVALID;
    return verdict.n == 0 || verdict_parse(verdict, &ret->verdict) ? OK : ERR_INVALID;
}

/* Names that steer the act are no fields of the form. */
static json_t *fields_of(const struct request *rq)
{
    json_t *form = form_json(&rq->form);
    if (!form) return NULL;
    static const char *const steering[] = {"duty", "act", "verdict"};
    for (size_t i = 0; i < ARRAY_LEN(steering); i++) (void)json_object_del(form, steering[i]);
    return form;
}

err_t matter_act_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct matter_act act = {0};
    TRY(read_act(rq, &act));
    struct faults *bad = ARENA_NEW(rq->arena, struct faults);
    json_t *form = fields_of(rq);
    if (!bad || !form || attach_to_form(rq, form) != OK) {
        json_decref(form);
        return ERR_NOMEM;
    }
    act.form = form;
    struct actor actor;
    struct matter_done done = {.again = false};
    struct actor_told told = {STR_NONE, str_trim(request_value(rq, "_happened")),
                              str_trim(request_value(rq, "_document"))};
    err_t e = matters_actor(web->office, rq->session->person, &told, rq->arena, &actor, why);
    if (e == OK) e = attach_keep(web, rq, why);
    if (e == OK) {
        e = matters_act(web->office, &actor, &act, request_value(rq, "_key"), &done, bad, why);
        if ((e != OK && e != ERR_UNAVAILABLE) || done.again) attach_drop(web, rq);
    }
    json_decref(form);
    if (form_json_mendable(e) && (bad->n || why->id)) return again(web, rq, rp, bad, why);
    TRY(e);
    char *to = arena_printf(rq->arena, "/matters/%lld?done=acted", (long long)act.matter.v);
    return to ? reply_redirect(rp, str_z(to)) : ERR_NOMEM;
}

err_t matter_paper_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    struct matter_id id;
    char *paper = arena_strdup(rq->arena, rq->args[1]);
    if (!paper) return ERR_NOMEM;
    if (matter_id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    json_t *data;
    TRY(matters_paper(web->office, rq->session->person, id, paper, rq->lang, &data));
    char *back = arena_printf(rq->arena, "/matters/%lld", (long long)id.v);
    err_t e = page_data_duties(data);
    if (e == OK && !rq->api) e = page_data_period(data);
    if (e == OK && (!back || json_object_set_new(data, "back", json_string(back)) != 0))
        e = ERR_NOMEM;
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return page_data_reply(rq, rp, 200, PAGE_PAPER, data);
}

err_t matter_receipt_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct matter_id id;
    struct leaf_id leaf;
    if (matter_id_parse(rq->args[0], &id) != OK || leaf_id_parse(rq->args[1], &leaf) != OK)
        return ERR_NOT_FOUND;
    json_t *data;
    TRY(matters_view(web->office, rq->session->person, id, rq->lang, &data));
    bool of_matter = false;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(data, "timeline"), i, row)
    {
        if (json_integer_value(json_object_get(row, "leaf")) == leaf.v) of_matter = true;
    }
    json_decref(data);
    if (!of_matter) return ERR_NOT_FOUND;
    struct str text;
    TRY(receipt_text(web, rq->arena, leaf, &text, why));
    char *name = arena_printf(rq->arena, "sekimori-receipt-%lld.txt", (long long)leaf.v);
    return name ? reply_download(rp, "text/plain; charset=utf-8", str_z(name), text) : ERR_NOMEM;
}

/* The file of that id among the fields and answers of the matter. */
static const json_t *file_in(const json_t *list, const char *id)
{
    size_t i, k;
    json_t *row, *file;
    json_array_foreach((json_t *)list, i, row)
    {
        json_array_foreach(json_object_get(row, "files"), k, file)
        {
            const char *z = json_string_value(json_object_get(file, "id"));
            if (z && strcmp(z, id) == 0) return file;
        }
    }
    return NULL;
}

static const json_t *file_of(const json_t *matter, const char *id)
{
    const json_t *found = file_in(json_object_get(matter, "fields"), id);
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(matter, "timeline"), i, row)
    {
        if (!found) found = file_in(json_object_get(row, "answers"), id);
    }
    return found;
}

err_t matter_file_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct matter_id id;
    char *name = arena_strdup(rq->arena, rq->args[1]);
    if (!name) return ERR_NOMEM;
    if (matter_id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    json_t *data;
    TRY(matters_view(web->office, rq->session->person, id, rq->lang, &data));
    const json_t *file = file_of(data, name);
    struct str bytes = STR_NONE, title = STR_NONE;
    err_t e = file ? attach_read(web, rq->arena, name,
                                 json_string_value(json_object_get(file, "sha256")), &bytes, why)
                   : ERR_NOT_FOUND;
    if (e == OK)
        title = arena_str(rq->arena, str_z(json_string_value(json_object_get(file, "name"))));
    json_decref(data);
    TRY(e);
    return reply_file(rp, title, bytes);
}
