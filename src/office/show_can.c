/* SPDX-License-Identifier: Apache-2.0
 *
 * What the viewer can do with a matter: each with its form.
 */
#include <inttypes.h>
#include <stdio.h>

#include "office/job.h"
#include "office/seated.h"
#include "office/show_parts.h"
#include "office/views.h"

static void add_verdicts(const struct show *s, struct jo *o, const struct act_duty *d)
{
    static const enum verdict all[] = {VERDICT_GRANT, VERDICT_REFUSE, VERDICT_SEND_BACK};
    struct jo list = jo_array();
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (!act_allows_verdict(d->act, all[i])) continue;
        struct jo v = jo_object();
        jo_str(&v, "value", verdict_name(all[i]));
        jo_str(&v, "label", show_verdict(s, all[i], show_duty_word(s, d), false));
        jo_bool(&v, verdict_name(all[i]), true);
        jo_add(&list, v);
    }
    jo_put(o, "verdicts", list);
}

/* A form of this matter, with what the opening form says of it already. */
static void add_form(const struct show *s, struct jo *o, const struct field *form, size_t n)
{
    json_t *values = show_default(s, form, n);
    if (!values) o->failed = true;
    show_form(s, o, "form", form, n, values, "");
    json_decref(values);
}

static void add_sheet_form(const struct show *s, struct jo *o, const struct duty *d)
{
    char key[24];
    snprintf(key, sizeof key, "%" PRId64, d->d.target.v);
    const json_t *frozen = json_object_get(s->w->frozen, key);
    const struct campaign_spec *c = &s->w->proc->campaign;
    struct jo list = jo_array();
    for (size_t i = 0; i < json_array_size(frozen); i++) {
        int64_t id = json_integer_value(json_array_get(frozen, i));
        struct jo e = jo_object();
        jo_i64(&e, "id", id);
        jo_str(&e, "text", show_entry(s, id));
        char prefix[32];
        snprintf(prefix, sizeof prefix, "e%" PRId64 "_", id);
        show_form(s, &e, "form", c->entry_form, c->n_entry_form, NULL, prefix);
        jo_add(&list, e);
    }
    jo_put(o, "entries", list);
    show_form(s, o, "form", c->sheet.form, c->sheet.n_form, NULL, "");
}

static void add_answers(const struct show *s, struct jo *can, struct jo *notes,
                        struct person_id viewer)
{
    for (size_t i = 0; i < s->w->m->n_duties; i++) {
        const struct duty *d = &s->w->m->duties[i];
        bool blocked;
        if (d->state != DUTY_OPEN) continue;
        if (!matters_can_answer(s->w, d, viewer, &blocked)) {
            if (blocked) jo_add_value(notes, json_string(seated_blocked_text(s, d)));
            continue;
        }
        struct jo o = jo_object();
        jo_i64(&o, "duty", d->d.no);
        jo_str(&o, "step", d->d.step);
        jo_str(&o, "act", act_kind_name(d->d.act));
        jo_bool(&o, act_kind_name(d->d.act), true); /* for templates */
        jo_str(&o, "word", show_duty_word(s, &d->d));
        show_role(s, &o, "role", &d->d.role);
        show_duty_articles(&o, &d->d);
        add_verdicts(s, &o, &d->d);
        const struct step *step = procedure_step(s->w->proc, d->d.step);
        struct show in = *s;
        in.scope = arena_printf(s->w->arena, "%d", (int)d->d.no);
        if (d->d.act == ACT_SHEET)
            add_sheet_form(&in, &o, d);
        else
            add_form(&in, &o, step && step->act == d->d.act ? step->form : NULL,
                     step && step->act == d->d.act ? step->n_form : 0);
        jo_add(can, o);
    }
}

static void add_free(const struct show *s, struct jo *can, enum act_kind act, const char *word)
{
    struct jo o = jo_object();
    jo_i64(&o, "duty", 0);
    jo_str(&o, "act", act_kind_name(act));
    jo_bool(&o, act_kind_name(act), true);
    jo_str(&o, "word", word ? word : show_act(s, act));
    jo_bool(&o, "reason_needed", matters_needs_reason(act));
    const struct uses *u = &s->w->proc->uses;
    struct show own = *s;
    own.scope = act_kind_name(act);
    if (act == ACT_BEGIN_USE) add_form(&own, &o, u->begin_form, u->n_begin_form);
    if (act == ACT_END_USE) add_form(&own, &o, u->end_form, u->n_end_form);
    if (act == ACT_RESUBMIT) { /* all that was asked for, to be mended */
        struct show in = *s;
        in.scope = "again";
        show_form(&in, &o, "form", s->w->proc->fields, s->w->proc->n_fields, s->w->fields, "");
    }
    jo_add(can, o);
}

static void add_free_acts(const struct show *s, struct jo *can, struct person_id viewer)
{
    static const enum act_kind all[] = {ACT_BEGIN_USE, ACT_END_USE, ACT_RESUBMIT, ACT_WITHDRAW,
                                        ACT_END,       ACT_REVOKE,  ACT_ANNUL,    ACT_REBIND};
    const struct procedure *p = s->w->proc;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (!matters_can_free(s->w, viewer, all[i])) continue;
        const char *word = NULL;
        if (all[i] == ACT_BEGIN_USE) word = show_text(s, p->uses.begin);
        if (all[i] == ACT_END_USE) word = show_text(s, p->uses.end);
        add_free(s, can, all[i], word);
    }
}

void show_can(const struct show *s, struct person_id viewer, struct jo *o)
{
    struct jo can = jo_array(), notes = jo_array();
    add_answers(s, &can, &notes, viewer);
    bool mine = s->w->m->state == STATE_SENT_BACK && matters_can_free(s->w, viewer, ACT_RESUBMIT);
    show_next(s, o, "next", mine || json_array_size(can.v) > 0);
    add_free_acts(s, &can, viewer);
    jo_put(o, "can", can);
    jo_put(o, "notes", notes);
}
