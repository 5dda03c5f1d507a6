/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/project.h"

#include "base/calendar.h"
#include "base/json.h"
#include "kernel/touch.h"

enum { PAYLOAD_MAX = 1 << 20 };

#define P_ID(name, id) P_I64_OPT(name, (id).v > 0, (id).v)
#define P_MS(name, t) P_I64_OPT(name, (t).ms > 0, (t).ms)
#define P_Z(name, z) P_STR_OPT(name, str_z(z))

static err_t put_matter(struct db *db, const struct matter *m, struct leaf_id leaf)
{
    const struct act_opening *o = &m->opening;
    return db_run(
        db, SQL_MATTER_PUT, P_I64("id", m->id.v), P_STR("shape", str_z(shape_kind_name(o->shape))),
        P_STR("procedure", str_z(o->procedure)), P_STR("digest", str_z(o->digest)),
        P_STR("catalogue", str_z(o->catalogue)), P_STR("state", str_z(matter_state_name(m->state))),
        P_BOOL("closed", m->closed), P_BOOL("overdue", m->overdue), P_I64("seq", m->seq),
        P_I64("leaf", leaf.v), P_ID("applicant", m->applicant), P_ID("unit", o->unit),
        P_I64("division", o->division.v), P_ID("department", o->department),
        P_I64_OPT("fiscal_year", o->fiscal_year > 0, o->fiscal_year),
        P_I64_OPT("number", o->number > 0, o->number), P_Z("book", o->book),
        P_Z("one_per", o->one_per), P_I64("retention_years", o->retention_years),
        P_I64("opened", m->opened.ms), P_I64("changed", m->changed.ms), P_MS("from_at", m->from),
        P_MS("until_at", m->until), P_MS("began", m->began), P_MS("ended", m->ended));
}

static err_t add_index(struct db *db, const struct act *a, struct leaf_id leaf)
{
    return db_run(db, SQL_ACT_INDEX_ADD, P_I64("matter", a->matter.v), P_I64("seq", a->seq),
                  P_I64("leaf", leaf.v), P_STR("kind", str_z(act_kind_name(a->kind))),
                  P_STR("verdict", str_z(verdict_name(a->verdict))), P_ID("person", a->by.person),
                  P_I64("entered", a->entered.ms));
}

/* --- duties ---------------------------------------------------------------------------- */

static err_t put_duty(struct db *db, struct matter_id m, const struct duty *d)
{
    return db_run(db, SQL_DUTY_PUT, P_I64("matter", m.v), P_I64("no", d->d.no),
                  P_STR("step", str_z(d->d.step)), P_STR("act", str_z(act_kind_name(d->d.act))),
                  P_Z("role", d->d.role.role), P_ID("unit", d->d.role.unit),
                  P_ID("info_system", d->d.role.info_system), P_ID("target", d->d.target),
                  P_STR("state", str_z(duty_state_name(d->state))), P_I64("opened", d->opened.ms),
                  P_MS("due", d->d.due), P_Z("clock", d->d.clock), P_BOOL("overdue", d->overdue),
                  P_MS("closed", d->closed), P_STR("verdict", str_z(verdict_name(d->verdict))),
                  P_ID("person", d->by.person), P_ID("post", d->by.post));
}

static err_t put_assignments(struct db *db, struct matter_id m, const struct duty *d)
{
    for (size_t i = 0; i < d->d.n_assigned; i++)
        TRY(db_run(db, SQL_ASSIGNMENT_ADD, P_I64("matter", m.v), P_I64("duty", d->d.no),
                   P_I64("no", (int64_t)i + 1), P_ID("post", d->d.assigned[i].post),
                   P_ID("person", d->d.assigned[i].person)));
    return OK;
}

static err_t put_duty_change(struct db *db, struct matter_id m, const struct duty *was,
                             const struct duty *is)
{
    bool moved = was && was->d.assigned != is->d.assigned;
    bool same = was && was->state == is->state && was->overdue == is->overdue && !moved;
    if (same) return OK;
    TRY(put_duty(db, m, is));
    if (was && was->state == DUTY_OPEN && (moved || is->state != DUTY_OPEN))
        TRY(db_run(db, SQL_ASSIGNMENT_DROP, P_I64("matter", m.v), P_I64("duty", is->d.no)));
    return is->state == DUTY_OPEN && (!was || moved) ? put_assignments(db, m, is) : OK;
}

static err_t put_duties(struct db *db, const struct matter *before, const struct matter *after)
{
    for (size_t i = 0; i < after->n_duties; i++)
        TRY(put_duty_change(db, after->id, i < before->n_duties ? &before->duties[i] : NULL,
                            &after->duties[i]));
    return OK;
}

/* --- timers ---------------------------------------------------------------------------- */

static int timer_cmp(const struct timer *a, const struct timer *b)
{
    if (a->kind != b->kind) return a->kind < b->kind ? -1 : 1;
    return (a->duty > b->duty) - (a->duty < b->duty);
}

static err_t drop_timer(struct db *db, struct matter_id m, const struct timer *t)
{
    return db_run(db, SQL_DUE_DROP, P_I64("matter", m.v),
                  P_STR("kind", str_z(timer_kind_name(t->kind))), P_I64("duty", t->duty));
}

static err_t add_timer(struct db *db, struct matter_id m, const struct timer *t)
{
    return db_run(db, SQL_DUE_ADD, P_I64("matter", m.v),
                  P_STR("kind", str_z(timer_kind_name(t->kind))), P_I64("duty", t->duty),
                  P_I64("at", t->at.ms));
}

/* Both lists are in order: a merge finds what came and what went. */
static err_t put_timers(struct db *db, const struct matter *before, const struct matter *after)
{
    size_t i = 0, k = 0;
    struct timer was, is;
    for (;;) {
        bool old = matter_timer(before, i, &was), new = matter_timer(after, k, &is);
        if (!old && !new) return OK;
        int c = !old ? 1 : !new ? -1 : timer_cmp(&was, &is);
        bool same = c == 0 && was.at.ms == is.at.ms;
        if (c <= 0 && !same) TRY(drop_timer(db, after->id, &was));
        if (c >= 0 && !same) TRY(add_timer(db, after->id, &is));
        i += c <= 0;
        k += c >= 0;
    }
}

/* --- links, things, what is in force ---------------------------------------------------- */

static err_t put_links(struct db *db, const struct matter *before, const struct matter *after)
{
    for (size_t i = before->n_links; i < after->n_links; i++)
        TRY(db_run(db, SQL_LINK_ADD, P_I64("matter", after->id.v), P_I64("no", (int64_t)i + 1),
                   P_STR("kind", str_z(link_kind_name(after->links[i].kind))),
                   P_I64("target", after->links[i].target.v)));
    return OK;
}

static err_t put_thing(struct db *db, struct matter_id m, size_t i, const struct thing *t)
{
    return db_run(db, SQL_THING_PUT, P_I64("matter", m.v), P_I64("no", (int64_t)i + 1),
                  P_ID("entry", t->entry), P_BOOL("in_use", t->in_use), P_BOOL("used", t->used),
                  P_MS("since", t->since), P_ID("holder", t->holder));
}

static err_t put_things(struct db *db, const struct matter *before, bool submitted,
                        const struct matter *after)
{
    if (submitted && before->n_things)
        TRY(db_run(db, SQL_THING_DROP, P_I64("matter", after->id.v)));
    for (size_t i = 0; i < after->n_things; i++) {
        const struct thing *is = &after->things[i];
        const struct thing *was = submitted ? NULL : &before->things[i];
        if (was && was->in_use == is->in_use && was->used == is->used &&
            was->since.ms == is->since.ms && person_id_eq(was->holder, is->holder))
            continue;
        TRY(put_thing(db, after->id, i, is));
    }
    return OK;
}

/* What an instrument makes so holds until its end, planned or brought about. */
static struct moment until(const struct matter *m)
{
    bool cut = m->ended.ms > 0 && (m->until.ms == 0 || m->ended.ms < m->until.ms);
    return cut ? m->ended : m->until;
}

static err_t put_designations(struct db *db, const struct matter *m)
{
    for (size_t i = 0; i < m->n_designations; i++) {
        const struct act_designation *d = &m->designations[i];
        TRY(db_run(db, SQL_DESIGNATION_PUT, P_I64("matter", m->id.v), P_I64("no", (int64_t)i + 1),
                   P_STR("role", str_z(d->role.role)), P_I64("person", d->person.v),
                   P_ID("unit", d->role.unit), P_ID("info_system", d->role.info_system),
                   P_I64("from_at", m->from.ms), P_MS("until_at", until(m))));
    }
    return OK;
}

static err_t put_settings(struct db *db, const struct matter *m)
{
    for (size_t i = 0; i < m->n_settings; i++) {
        const struct act_setting *s = &m->settings[i];
        TRY(db_run(db, SQL_SETTING_PUT, P_I64("matter", m->id.v), P_I64("no", (int64_t)i + 1),
                   P_STR("kind", str_z(s->kind)), P_STR("name", str_z(s->name)),
                   P_STR("value", str_z(s->value)), P_I64("number", s->number),
                   P_I64("from_at", m->from.ms), P_MS("until_at", until(m))));
    }
    return OK;
}

static err_t put_in_force(struct db *db, const struct matter *before, const struct matter *after)
{
    bool same = before->decided.ms == after->decided.ms && before->ended.ms == after->ended.ms;
    if (same || after->decided.ms == 0) return OK; /* an instrument may still be to be confirmed */
    TRY(put_designations(db, after));
    if (after->n_designations) TRY(touch_organisation(db, TOUCH_DESIGNATION, after->id.v));
    if (after->n_settings) TRY(touch_organisation(db, TOUCH_SETTING, after->id.v));
    return put_settings(db, after);
}

/* --- effects --------------------------------------------------------------------------- */

static err_t payload(struct sb *to, const struct act_effect *e)
{
    struct json j;
    json_init(&j, to);
    json_object_begin(&j);
    for (size_t i = 0; i < e->n_payload; i++)
        json_put_strz(&j, e->payload[i].name, e->payload[i].value);
    json_object_end(&j);
    return json_end(&j);
}

static err_t put_effect(struct db *db, const struct matter *m, const struct effect *e,
                        struct leaf_id revision)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, PAYLOAD_MAX);
    TRY(payload(&text, &e->e));
    return db_run(
        db, SQL_EFFECT_PUT, P_I64("matter", m->id.v), P_I64("no", e->e.no),
        P_STR("kind", str_z(e->e.kind)), P_STR("enforcer", str_z(e->e.enforcer)),
        P_BOOL("optional", e->e.optional), P_STR("state", str_z(effect_state_name(e->state))),
        P_STR("payload", sb_str(&text)), P_MS("from_at", m->from), P_MS("until_at", m->until),
        P_I64("revision", revision.v), P_Z("report", e->report), P_Z("reason", e->reason));
}

static err_t answer_effect(struct db *db, struct matter_id m, const struct effect *e)
{
    return db_run(db, SQL_EFFECT_ANSWER, P_STR("state", str_z(effect_state_name(e->state))),
                  P_Z("report", e->report), P_Z("reason", e->reason), P_I64("matter", m.v),
                  P_I64("no", e->e.no));
}

/* The revision moves only when the desired state does: an enforcer's own answer is no news to it.
 */
static err_t put_effects(struct db *db, const struct matter *before, const struct act *a,
                         const struct matter *after, struct leaf_id leaf)
{
    for (size_t i = 0; i < after->n_effects; i++) {
        const struct effect *e = &after->effects[i];
        bool answered = a->effect == e->e.no,
             wanting = e->state == EFFECT_WANTED || e->state == EFFECT_ENDING;
        if (e->changed_seq != a->seq) continue;
        if (answered && (e->state != EFFECT_ENDING || before->effects[i].state == EFFECT_ENDING))
            TRY(answer_effect(db, after->id, e));
        else
            TRY(put_effect(db, after, e, wanting ? leaf : leaf_id(0)));
    }
    if (!a->report) return OK;
    return db_run(db, SQL_EFFECT_REPORT_ADD, P_STR("enforcer", str_z(a->by.role.role)),
                  P_STR("report", str_z(a->report)), P_I64("matter", a->matter.v),
                  P_I64("effect", a->effect), P_I64("seq", a->seq));
}

int32_t project_proof_year(const struct matter *m)
{
    return calendar_fiscal_year(moment_day(m->opened));
}

err_t project_proof(struct db *db, const char *procedure, int32_t fiscal_year, int64_t n,
                    struct moment last)
{
    return db_run(db, SQL_PROOF_YEAR_PUT, P_STR("procedure", str_z(procedure)),
                  P_I64("fiscal_year", fiscal_year), P_I64("n", n), P_I64("last", last.ms));
}

err_t project_event(struct db *db, const struct matter *before, const struct act *a,
                    const struct matter *after, struct leaf_id leaf, struct str content)
{
    TRY(add_index(db, a, leaf));
    TRY(put_effects(db, before, a, after, leaf));
    TRY(put_in_force(db, before, after));
    return project_entries(db, a, leaf, content);
}

err_t project_state(struct db *db, const struct matter *before, bool submitted,
                    const struct matter *after, struct leaf_id leaf)
{
    TRY(put_matter(db, after, leaf));
    TRY(put_duties(db, before, after));
    TRY(put_timers(db, before, after));
    TRY(put_links(db, before, after));
    return put_things(db, before, submitted, after);
}

err_t project_act(struct db *db, const struct matter *before, const struct act *a,
                  const struct matter *after, struct leaf_id leaf, struct str content)
{
    TRY(project_state(db, before, a->opening != NULL, after, leaf));
    TRY(project_proof(db, after->opening.procedure, project_proof_year(after), a->seq == 1,
                      a->entered));
    return project_event(db, before, a, after, leaf, content);
}
