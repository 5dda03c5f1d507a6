/* SPDX-License-Identifier: Apache-2.0
 *
 * What a matter's state means and who is next: what a person wants to know first.
 */
#include <string.h>

#include "office/show.h"

enum { NAMED = 3 }; /* more are told as "and others" in the course below */

static const char *word_of_duty(const struct show *s, const struct duty *d)
{
    const struct step *step = procedure_step(s->w->proc, d->d.step);
    return step && step->act == d->d.act && step->word.ja ? show_text(s, step->word)
                                                          : show_act(s, d->d.act);
}

/* "情報セキュリティ管理者（地域振興課）の許可を待っています。" */
static void add_waiting(const struct show *s, struct sb *b)
{
    size_t named = 0, open = 0;
    for (size_t i = 0; i < s->w->m->n_duties; i++) {
        const struct duty *d = &s->w->m->duties[i];
        if (d->state != DUTY_OPEN || ++open > NAMED) continue;
        struct jo o = jo_object();
        show_role(s, &o, "role", &d->d.role);
        const char *role = json_string_value(json_object_get(o.v, "role"));
        if (b->n && s->lang == LANG_EN) sb_addz(b, " ");
        tr_format(b, s->lang, "next.waiting", role ? role : tr(s->lang, "role.applicant"),
                  word_of_duty(s, d));
        named++;
        jo_release(&o);
    }
    if (open > named) {
        char more[24];
        snprintf(more, sizeof more, "%zu", open - named);
        if (s->lang == LANG_EN) sb_addz(b, " ");
        tr_format(b, s->lang, "next.waiting_more", more);
    }
}

/* What is in force with things to take out says how; the rest has the state's own sentence. */
static const char *sentence_id(const struct show *s, bool your_turn)
{
    const struct matter *m = s->w->m;
    bool uses = s->w->proc->uses.present;
    if (m->state == STATE_IN_REVIEW && your_turn) return "next.yours_in_review";
    if (m->state == STATE_SENT_BACK && your_turn) return "next.yours_sent_back";
    bool goes_on = m->state == STATE_RUNNING || m->state == STATE_IN_FORCE ||
                   (m->state == STATE_IN_USE && !m->overdue);
    if (goes_on && your_turn) return "next.yours_running";
    if (m->state == STATE_IN_USE && m->overdue) return "next.in_use_late";
    if (m->state == STATE_IN_FORCE && uses) return "next.in_force_uses";
    if (m->state == STATE_GRANTED && uses) return "next.granted_uses";
    return arena_printf(s->w->arena, "next.%s", matter_state_name(m->state));
}

void show_next(const struct show *s, struct jo *o, const char *key, bool your_turn)
{
    const struct uses *u = &s->w->proc->uses;
    const char *id = sentence_id(s, your_turn);
    const char *args[] = {u->present ? show_text(s, u->end) : "",
                          u->present ? show_text(s, u->begin) : ""};
    struct sb b SB_CLEANUP;
    sb_init(&b, 8000);
    if (your_turn) sb_addz(&b, tr(s->lang, "next.yours"));
    if (id && tr_find(s->lang, str_z(id))) {
        if (b.n && s->lang == LANG_EN) sb_addz(&b, " ");
        tr_format_args(&b, s->lang, id, ARRAY_LEN(args), args);
    }
    if (!your_turn) add_waiting(s, &b);
    jo_str(o, key, b.n || sb_end(&b) != OK ? show_built(s, &b) : NULL);
}
