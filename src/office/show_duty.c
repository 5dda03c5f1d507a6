/* SPDX-License-Identifier: Apache-2.0
 *
 * The duties of a matter: who has to do what, until when, and what came of it.
 */
#include "office/seated.h"
#include "office/show_parts.h"

const char *show_duty_word(const struct show *s, const struct act_duty *d)
{
    const struct step *step = procedure_step(s->w->proc, d->step);
    if (step && step->act == d->act && step->word.ja) return show_text(s, step->word);
    return show_act(s, d->act);
}

void show_duty_articles(struct jo *o, const struct act_duty *d)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < d->n_articles; i++) jo_add_value(&list, json_string(d->articles[i]));
    jo_put(o, "articles", list);
}

static void one_duty(const struct show *s, struct jo *list, const struct duty *d)
{
    struct jo o = jo_object();
    jo_i64(&o, "no", d->d.no);
    jo_str(&o, "act", act_kind_name(d->d.act));
    jo_str(&o, "word", show_duty_word(s, &d->d));
    show_role(s, &o, "role", &d->d.role);
    show_duty_articles(&o, &d->d);
    jo_str(&o, "state", duty_state_name(d->state));
    jo_bool(&o, "open", d->state == DUTY_OPEN);
    jo_bool(&o, "done", d->state == DUTY_DONE);
    jo_bool(&o, "dropped", d->state == DUTY_DROPPED);
    jo_bool(&o, "granted", d->state == DUTY_DONE && d->verdict == VERDICT_GRANT);
    jo_bool(&o, "overdue",
            d->overdue || (d->d.due.ms && d->state == DUTY_OPEN && d->d.due.ms < s->w->now.ms));
    show_time(s, &o, "opened", d->opened);
    show_time(s, &o, "due", d->d.due);
    show_time(s, &o, "closed", d->closed);
    const struct clock_word *c =
        d->d.clock ? catalogue_clock(s->w->office->catalogue, d->d.clock) : NULL;
    jo_str(&o, "clock", c && c->kind == CLOCK_SPEED ? show_text(s, c->label) : NULL);
    jo_str(&o, "verdict",
           d->state == DUTY_DONE && d->verdict
               ? show_verdict(s, d->verdict, show_duty_word(s, &d->d), true)
               : NULL);
    show_person(s, &o, "by", d->by.person);
    show_unit(s, &o, "target", d->d.target);
    if (d->state == DUTY_OPEN) seated_show(s, &o, d);
    jo_add(list, o);
}

void show_duties(const struct show *s, struct jo *o)
{
    const struct matter *m = s->w->m;
    struct jo list = jo_array();
    for (size_t i = 0; i < m->n_duties; i++) one_duty(s, &list, &m->duties[i]);
    jo_put(o, "duties", list);
}
