/* SPDX-License-Identifier: Apache-2.0
 *
 * A campaign's sheet: the frozen entries of the target, each answered; what is found missing
 * opens the matter that the procedure names.
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"
#include "office/job.h"

enum { FINDING_BYTES = 11000 };

static const json_t *frozen_entries(struct work *w, struct unit_id target)
{
    char key[24];
    snprintf(key, sizeof key, "%" PRId64, target.v);
    return json_object_get(w->frozen, key);
}

/* The answers to one entry: its fields stand in the form as "e<id>_<field>". */
static err_t read_entry(struct work *w, const json_t *form, int64_t entry, json_t **ret)
{
    const struct campaign_spec *c = &w->proc->campaign;
    json_t *one = json_object();
    if (!one) return ERR_NOMEM;
    for (size_t i = 0; i < c->n_entry_form; i++) {
        char key[96];
        snprintf(key, sizeof key, "e%" PRId64 "_%s", entry, c->entry_form[i].name);
        json_t *v = json_object_get(form, key);
        if (v && json_object_set(one, c->entry_form[i].name, v) != 0) {
            json_decref(one);
            return ERR_NOMEM;
        }
    }
    struct faults before = *w->bad;
    err_t e = work_read_form(w, c->sheet.name, c->entry_form, c->n_entry_form, one, ret);
    json_decref(one);
    struct faults found = *w->bad;
    *w->bad = before;
    for (size_t i = 0; i < found.n; i++) {
        char key[FAULT_FIELD_MAX];
        snprintf(key, sizeof key, "e%" PRId64 "_%.40s", entry, found.v[i].field);
        fault_field(&found.v[i], key);
        faults_add(w->bad, &found.v[i]);
    }
    return e;
}

static err_t read_form(struct work *w, const json_t *form, json_t *content)
{
    const struct step *s = &w->proc->campaign.sheet;
    json_t *own = json_object(), *values = NULL;
    if (!own) return ERR_NOMEM;
    for (size_t i = 0; i < s->n_form; i++) {
        json_t *v = json_object_get(form, s->form[i].name);
        if (v && json_object_set(own, s->form[i].name, v) != 0) return ERR_NOMEM;
    }
    struct faults before = *w->bad;
    err_t e = work_read_form(w, s->name, s->form, s->n_form, own, &values);
    json_decref(own);
    for (size_t i = 0; i < before.n; i++) faults_add(w->bad, &before.v[i]);
    TRY(e);
    if (json_object_set_new(content, "form", values) != 0) return ERR_NOMEM;
    return OK;
}

/* --- findings: what a sheet shows opens the matter that the procedure names --- */

static bool put(json_t *values, const struct procedure *p, const char *field, json_t *value)
{
    if (procedure_field(p, field)) return json_object_set_new(values, field, value) == 0;
    json_decref(value);
    return true;
}

/* "一斉点検（番号）による。探したがない": the campaign, and what was entered freely. */
static err_t finding_text(struct work *w, const json_t *sheet, const json_t *form, json_t **ret)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 1 << 18);
    tr_format(&b, LANG_JA, "matter.finding_what", w->proc->title.ja);
    const struct campaign_spec *c = &w->proc->campaign;
    for (size_t i = 0; i < c->sheet.n_form; i++) {
        const char *z = json_string_value(json_object_get(form, c->sheet.form[i].name));
        if (z) sb_addf(&b, "\n%s：%s", c->sheet.form[i].label.ja, z);
    }
    const char *key;
    json_t *one;
    json_object_foreach((json_t *)sheet, key, one)
    {
        const char *note = json_string_value(json_object_get(one, "note"));
        if (note) sb_addf(&b, "\n%s", note);
    }
    TRY(sb_end(&b));
    struct str text = utf8_head(sb_str(&b), FINDING_BYTES);
    *ret = json_stringn(text.p, text.n);
    return *ret ? OK : ERR_NOMEM;
}

static err_t finding_values(struct work *w, const struct duty *duty, const struct procedure *p,
                            const json_t *content, json_t *missing, json_t *values)
{
    const struct campaign_spec *c = &w->proc->campaign;
    json_t *what;
    TRY(finding_text(w, json_object_get(content, "sheet"), json_object_get(content, "form"),
                     &what));
    bool good = put(values, p, "source", json_string("inside"));
    good = put(values, p, "noticed_at", json_integer(w->now.ms)) && good;
    good = put(values, p, "what", what) && good;
    if (c->finding_give_field)
        good = put(values, p, c->finding_give_field,
                   c->finding_gives == PATH_TARGET ? json_integer(duty->d.target.v)
                                                   : json_incref(missing)) &&
               good;
    return good ? OK : ERR_NOMEM;
}

static err_t open_finding(struct work *w, struct draft *d, const struct duty *duty,
                          const json_t *content, json_t *missing)
{
    const struct campaign_spec *c = &w->proc->campaign;
    const struct procedure *p = catalogue_procedure(w->office->catalogue, c->finding_opens);
    if (!p) return fault_set(w->why, ERR_NOT_FOUND, "matter.no_procedure", "%s", c->finding_opens);
    json_t *values = json_object();
    if (!values) return ERR_NOMEM;
    struct open_request q = {.actor = &w->actor,
                             .procedure = c->finding_opens,
                             .values = values,
                             .unit = duty->d.target,
                             .found_by = w->m->id};
    struct performed opened;
    err_t e = finding_values(w, duty, p, content, missing, values);
    if (e == OK) e = matters_open_in(w->office, w->db, w->arena, &q, &opened, w->bad, w->why);
    json_decref(values);
    TRY(e);
    struct act_link *l = draft_link(d);
    if (!l) return d->err;
    *l = (struct act_link){LINK_OPENS, opened.matter};
    return OK;
}

/* Does the sheet itself say so? (Of single entries read_entries has asked.) */
static bool sheet_finds(struct work *w, const json_t *form)
{
    const struct campaign_spec *c = &w->proc->campaign;
    struct expr_env env = {.fields = w->fields, .steps = w->steps, .sheet = form};
    return c->finding_opens && c->n_entry_form == 0 && c->finding_when &&
           expr_true(c->finding_when, &env);
}

static err_t read_entries(struct work *w, const struct duty *duty, const json_t *form,
                          json_t *sheet, json_t *missing)
{
    const json_t *list = frozen_entries(w, duty->d.target);
    err_t all = OK;
    for (size_t i = 0; i < json_array_size(list); i++) {
        int64_t entry = json_integer_value(json_array_get(list, i));
        json_t *answers = NULL;
        err_t e = read_entry(w, form, entry, &answers);
        if (e != OK && e != ERR_INVALID) return e;
        if (e == ERR_INVALID) {
            all = e;
            continue;
        }
        struct expr_env env = {.fields = w->fields, .steps = w->steps, .entry = answers};
        const struct expr *when = w->proc->campaign.finding_when;
        bool finding = w->proc->campaign.finding_opens && w->proc->campaign.n_entry_form && when &&
                       expr_true(when, &env);
        char key[24];
        snprintf(key, sizeof key, "%" PRId64, entry);
        if (json_object_set_new(sheet, key, answers) != 0) return ERR_NOMEM;
        if (finding && json_array_append_new(missing, json_integer(entry)) != 0) return ERR_NOMEM;
    }
    return all;
}

err_t matters_fill_sheet(struct work *w, struct draft *d, const struct duty *duty,
                         const json_t *form, json_t *content)
{
    json_t *sheet = json_object(), *missing = json_array();
    err_t e = sheet && missing ? OK : ERR_NOMEM;
    w->bad->n = 0;
    if (e == OK) e = read_entries(w, duty, form, sheet, missing);
    if (e == OK || e == ERR_INVALID) {
        err_t own = read_form(w, form, content);
        if (e == OK) e = own;
    }
    if (e == OK && json_object_size(sheet) > 0 && json_object_set(content, "sheet", sheet) != 0)
        e = ERR_NOMEM;
    if (e == OK &&
        (json_array_size(missing) > 0 || sheet_finds(w, json_object_get(content, "form"))))
        e = open_finding(w, d, duty, content, missing);
    json_decref(sheet);
    json_decref(missing);
    return e;
}
