/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened in a matter, act by act.
 */
#include <string.h>

#include "office/show.h"

const char *show_enforcer_reason(const struct show *s, const char *reason)
{
    const char *id = reason ? arena_printf(s->w->arena, "enforcer.reason_%s", reason) : NULL;
    return id ? tr_find(s->lang, str_z(id)) : NULL;
}

static const struct field *form_field(const struct show *s, const struct act *a, const char *name)
{
    const struct uses *u = &s->w->proc->uses;
    const struct duty *d = a->duty ? matter_duty(s->w->m, a->duty) : NULL;
    const struct step *step = d ? procedure_step(s->w->proc, d->d.step) : NULL;
    const struct field *v = step ? step->form : NULL;
    size_t n = step ? step->n_form : 0;
    if (a->kind == ACT_BEGIN_USE) v = u->begin_form, n = u->n_begin_form;
    if (a->kind == ACT_END_USE) v = u->end_form, n = u->n_end_form;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].name, name) == 0) return &v[i];
    }
    return NULL;
}

static void show_answers(const struct show *s, struct jo *o, const struct act_stored *st)
{
    const struct act *a = st->act;
    struct str c = st->content;
    json_t *content = c.n ? json_loadb(c.p, c.n, 0, NULL) : NULL;
    struct jo list = jo_array();
    const char *key;
    json_t *v;
    json_object_foreach(json_object_get(content, "form"), key, v)
    {
        const struct field *f = form_field(s, a, key);
        struct jo one = jo_object();
        jo_str(&one, "label", f ? show_text(s, f->label) : tr(s->lang, "matter.remark"));
        if (f)
            show_value(s, &one, "text", f, v);
        else
            jo_str(&one, "text", json_string_value(v));
        show_files(s, &one, f, v);
        jo_add(&list, one);
    }
    jo_put(o, "answers", list);
    json_decref(content);
}

/* What an enforcer says of it, in its own words: one text, or one for each effect. */
static void show_details(const struct show *s, struct jo *o, const struct act_stored *st)
{
    struct str c = st->content;
    bool enforcer = st->act->by.person.v == 0 && st->act->reason;
    json_t *content = enforcer && c.n ? json_loadb(c.p, c.n, 0, NULL) : NULL, *v;
    struct jo list = jo_array();
    const char *one = json_string_value(json_object_get(content, "detail"));
    size_t i;
    if (one) jo_add_value(&list, json_string(one));
    json_array_foreach(json_object_get(content, "details"), i, v)
    {
        const char *z = json_string_value(v);
        if (z && *z) jo_add_value(&list, json_string(z));
    }
    jo_put(o, "details", list);
    json_decref(content);
    jo_str(o, "reason_text", enforcer ? show_enforcer_reason(s, st->act->reason) : NULL);
}

/* Asked before a decision, an enforcer answers with a remark. */
static bool is_preflight(const struct act *a)
{
    return a->kind == ACT_REMARK && a->by.person.v == 0 && a->reason;
}

static const char *act_word(const struct show *s, const struct act *a)
{
    if (is_preflight(a)) return tr(s->lang, "act.preflight");
    const struct procedure *p = s->w->proc;
    if (a->kind == ACT_BEGIN_USE && p->uses.present) return show_text(s, p->uses.begin);
    if (a->kind == ACT_END_USE && p->uses.present) return show_text(s, p->uses.end);
    const struct duty *d = a->duty ? matter_duty(s->w->m, a->duty) : NULL;
    return d && a->kind == d->d.act ? show_duty_word(s, &d->d) : show_act(s, a->kind);
}

/* A transfer that was recorded afterwards never changes who acted; it is shown beside it. */
static bool late_fact(const struct show *s, const struct act *a)
{
    struct work *w = s->w;
    if (!a->by.person.v || !a->by.role.role ||
        !catalogue_role(w->office->catalogue, a->by.role.role))
        return false;
    struct role_of of = {a->by.role.role, a->by.role.unit, a->by.role.info_system};
    struct as_of then_as_known_now = {a->entered, w->now};
    struct role_holder as;
    return org_holds_role(w->db, w->office->catalogue, w->arena, a->by.person, of,
                          then_as_known_now, &as) == ERR_DENIED;
}

static void show_act_row(const struct show *s, struct jo *list, const struct act_stored *st)
{
    const struct act *a = st->act;
    struct jo o = jo_object();
    jo_i64(&o, "seq", a->seq);
    jo_str(&o, "act", act_kind_name(a->kind));
    jo_str(&o, "word", act_word(s, a));
    jo_str(&o, "verdict", a->verdict ? show_verdict(s, a->verdict, act_word(s, a), true) : NULL);
    jo_bool(&o, "refused", a->verdict == VERDICT_REFUSE);
    show_person(s, &o, "by", a->by.person);
    jo_bool(&o, "system", a->by.person.v == 0);
    show_role(s, &o, "role", &a->by.role);
    jo_bool(&o, "as_deputy", role_why_is_deputy(a->by.why));
    jo_bool(&o, "as_alternate", role_why_is_alternate(a->by.why));
    show_time(s, &o, "entered", a->entered);
    bool late = a->entered.ms - a->happened.ms > MINUTE_MS && a->by.person.v;
    show_time(s, &o, "happened", late ? a->happened : (struct moment){0});
    bool for_other = a->entered_by.v && a->entered_by.v != a->by.person.v;
    show_person(s, &o, "entered_by", for_other ? a->entered_by : person_id(0));
    jo_str(&o, "document", a->document);
    jo_str(&o, "late_fact", late_fact(s, a) ? tr(s->lang, "matter.late_fact") : NULL);
    jo_str(&o, "reason", a->reason);
    show_details(s, &o, st);
    jo_str(&o, "state", show_state(s, a->state));
    jo_i64(&o, "leaf", st->leaf.v);
    show_answers(s, &o, st);
    jo_add(list, o);
}

void show_timeline(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < s->w->n_acts; i++) show_act_row(s, &list, &s->w->acts[i]);
    jo_put(o, "timeline", list);
}
