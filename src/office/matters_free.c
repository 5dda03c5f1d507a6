/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts that answer no duty: the applicant's withdrawal and resubmission, use and return,
 * revocation, annulment, remarks.
 */
#include <string.h>

#include "office/deeds.h"
#include "office/gates.h"
#include "office/job.h"
#include "office/views.h"

/* --- who may --- */

static err_t sits_on(struct work *w, const struct who *who, struct role_holder *ret)
{
    if (!who) return ERR_DENIED;
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    struct seat_groups g;
    err_t e = resolve_who(&env, who, &g, NULL);
    if (e == ERR_NOT_FOUND) return ERR_DENIED;
    TRY(e);
    for (size_t i = 0; i < g.n; i++) {
        e = resolve_sits(&env, &g.v[i], w->actor.person, ret);
        if (e != ERR_DENIED) return e;
    }
    return ERR_DENIED;
}

static err_t only_applicant(struct work *w, struct role_holder *ret)
{
    if (w->actor.person.v != w->applicant.v) return ERR_DENIED;
    *ret = (struct role_holder){
        .person = w->actor.person, .role = "applicant", .unit = w->unit, .why = "applicant"};
    return OK;
}

static err_t may_use(struct work *w, struct role_holder *ret)
{
    for (size_t i = 0; i < w->proc->uses.n_by; i++) {
        err_t e = sits_on(w, w->proc->uses.by[i], ret);
        if (e != ERR_DENIED) return e;
    }
    return only_applicant(w, ret);
}

static bool answered(const struct matter *m)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        if (m->duties[i].state == DUTY_DONE) return true;
    }
    return false;
}

/* What an office issued, its holder takes back. What anybody may start (a report of an incident)
 * only the one who started it, and only until somebody has acted on it: else whoever is concerned
 * could make it disappear. */
static err_t may_take_back(struct work *w, struct role_holder *ret)
{
    TRY(sits_on(w, w->proc->starter, ret));
    const struct role *role = ret->role ? catalogue_role(w->office->catalogue, ret->role) : NULL;
    bool office = role && role->found != FOUND_MEMBER;
    if (office) return OK;
    return w->actor.person.v == w->applicant.v && !answered(w->m) ? OK : ERR_DENIED;
}

/* Taking up the procedure's new version: who keeps the catalogue in force, or prepares it. */
static err_t may_rebind(struct work *w, struct role_holder *ret)
{
    static const char *const roles[] = {"head_security_officer", "security_division"};
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        err_t e = org_holds_role(w->db, w->office->catalogue, w->arena, w->actor.person,
                                 (struct role_of){.role = roles[i]}, w->as_of, ret);
        if (e != ERR_DENIED) return e;
    }
    return ERR_DENIED;
}

/* A version that is in force gives way only to another one: there must always be one. */
static bool version_stands(const struct work *w)
{
    return w->proc->sets_catalogue_field && w->m->state == STATE_IN_FORCE;
}

static err_t may(struct work *w, enum act_kind k, struct role_holder *ret)
{
    switch (k) {
    case ACT_WITHDRAW:
    case ACT_RESUBMIT:
        return only_applicant(w, ret);
    case ACT_BEGIN_USE:
    case ACT_END_USE:
        return may_use(w, ret);
    case ACT_REVOKE:
        return sits_on(w, w->proc->revoke, ret);
    case ACT_END:
        return sits_on(w, w->proc->end, ret);
    case ACT_CORRECT:
    case ACT_ANNUL:
        if (k == ACT_ANNUL && (deeds_stand(w->proc) || version_stands(w))) return ERR_DENIED;
        if (!person_id_is_set(w->applicant)) return ERR_DENIED; /* an event's: nobody issued it */
        return may_take_back(w, ret);
    case ACT_REBIND:
        return may_rebind(w, ret);
    case ACT_REMARK:
        *ret = (struct role_holder){.person = w->actor.person, .why = "concerned"};
        return OK;
    default:
        return ERR_DENIED;
    }
}

/* --- use and return --- */

static const struct effect_spec *book_effect(const struct procedure *p)
{
    for (size_t i = 0; i < p->n_effects; i++) {
        if (!p->effects[i].enforcer && p->effects[i].book) return &p->effects[i];
    }
    return NULL;
}

/* Where an entry stands when it is back: the state the gate asks for. */
static const char *state_at_rest(struct work *w, const struct effect_spec *s)
{
    for (size_t i = 0; i < w->proc->n_gates; i++) {
        const struct gate *g = &w->proc->gates[i];
        if (g->n_states && strcmp(g->entries_field, s->entries_field) == 0) return g->states[0];
    }
    const struct book *b = catalogue_book(w->office->catalogue, s->book);
    return b && b->n_states ? b->states[0].name : NULL;
}

/* Somebody else may have taken it, or it is missing: then it cannot leave. */
static err_t check_at_rest(struct work *w, int64_t entry, const char *rest)
{
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRY_BY_ID, P_I64("entry", entry));
    if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
    bool good = str_eqz(rows_str(&r, "state"), rest);
    char key[80];
    snprintf(key, sizeof key, "%.*s", STR_ARG(rows_str(&r, "key")));
    TRY(rows_end(&r));
    return good ? OK : fault_set(w->why, ERR_STATE, "matter.entry_not_available", "%s", key);
}

static err_t move_entry(struct work *w, struct draft *d, const struct effect_spec *s, int64_t entry,
                        bool begin)
{
    const char *rest = state_at_rest(w, s);
    if (begin) TRY(check_at_rest(w, entry, rest));
    struct act_entry *e = draft_entry(d);
    if (!e) return d->err;
    e->entry = entry_id(entry);
    e->state = begin ? s->state_in_use : rest;
    e->holder = begin ? w->applicant : person_id(0);
    return OK;
}

/* Does "entries" of the form name this thing? One box alone comes as a text, several as a list. */
static bool names(const json_t *given, struct entry_id entry)
{
    size_t n = json_is_array(given) ? json_array_size(given) : 1;
    for (size_t i = 0; i < n; i++) {
        int64_t id;
        const char *z = json_string_value(json_is_array(given) ? json_array_get(given, i) : given);
        if (z && id_parse(str_z(z), &id) == OK && id == entry.v) return true;
    }
    return false;
}

/* "entries" of the form: which things; none given: all that can be begun or returned now. */
static err_t chosen_things(struct work *w, const json_t *form, bool begin, struct entry_id *v,
                           size_t *ret_n)
{
    const json_t *list = json_object_get(form, "entries");
    size_t n = 0;
    for (size_t i = 0; i < w->m->n_things; i++) {
        const struct thing *t = &w->m->things[i];
        bool wanted = begin ? !t->in_use && (w->m->opening.many || !t->used) : t->in_use;
        if (list) {
            wanted = names(list, t->entry);
            if (wanted && begin && t->in_use)
                return fault_set(w->why, ERR_STATE, "kernel.thing_out", NULL);
        }
        if (wanted) v[n++] = t->entry;
    }
    if (n == 0)
        return fault_set(w->why, ERR_STATE,
                         begin ? "matter.nothing_to_take" : "matter.nothing_to_return", NULL);
    *ret_n = n;
    return OK;
}

static err_t use(struct work *w, struct draft *d, const struct matter_act *q)
{
    bool begin = q->act == ACT_BEGIN_USE;
    struct entry_id *v = ARENA_ARRAY(w->arena, struct entry_id, w->m->n_things + 1);
    if (!v) return ERR_NOMEM;
    size_t n;
    TRY(chosen_things(w, q->form, begin, v, &n));
    bool with_entries = w->m->n_things > 0 && w->m->things[0].entry.v != 0;
    if (!with_entries) return OK;
    d->act.things = v;
    d->act.n_things = n;
    const struct effect_spec *s = book_effect(w->proc);
    for (size_t i = 0; s && i < n; i++) TRY(move_entry(w, d, s, v[i].v, begin));
    return OK;
}

/* --- resubmission --- */

static err_t resubmit(struct work *w, struct draft *d, const struct matter_act *q, json_t *content)
{
    json_t *fields = NULL;
    TRY(work_read_form(w, NULL, w->proc->fields, w->proc->n_fields, q->form, &fields));
    json_decref(w->fields);
    w->fields = fields;
    TRY(work_see(w));
    w->round = w->m->seq + 1;
    json_object_clear(w->steps);
    if (json_object_set(content, "fields", w->fields) != 0) return ERR_NOMEM;
    if (w->seen && json_object_set(content, "seen", w->seen) != 0) return ERR_NOMEM;
    struct role_holder as;
    TRY(matters_check_starter(w, &as));
    TRY(matters_check_period(w));
    TRY(gates_open(w));
    return matters_reopen(w, d);
}

bool matters_needs_reason(enum act_kind k)
{
    return k == ACT_REVOKE || k == ACT_ANNUL || k == ACT_END;
}

/* Of what was entered only these fields: what steers the act ("entries") stands beside them. */
static json_t *only_these(const json_t *form, const struct field *v, size_t n)
{
    json_t *only = json_object();
    for (size_t i = 0; only && i < n; i++) {
        json_t *given = form ? json_object_get(form, v[i].name) : NULL;
        if (!given || json_object_set(only, v[i].name, given) == 0) continue;
        json_decref(only);
        return NULL;
    }
    return only;
}

/* What a use asks for each time, and a remark. */
static err_t read_own_form(struct work *w, const struct matter_act *q, json_t *content)
{
    const struct uses *u = &w->proc->uses;
    bool begin = q->act == ACT_BEGIN_USE, end = q->act == ACT_END_USE;
    const struct field *form = begin ? u->begin_form : u->end_form;
    size_t n = begin ? u->n_begin_form : end ? u->n_end_form : 0;
    struct field all[STEP_FIELDS_MAX + 1];
    for (size_t i = 0; i < n; i++) all[i] = form[i];
    all[n++] = (struct field){.name = "remark",
                              .type = FIELD_PARAGRAPH,
                              .max_chars = 2000,
                              .required = matters_needs_reason(q->act) || q->act == ACT_REMARK};
    json_t *values = NULL, *only = only_these(q->form, all, n);
    err_t e = only ? work_read_form(w, "remark", all, n, only, &values) : ERR_NOMEM;
    json_decref(only);
    TRY(e);
    if (json_object_size(values) > 0 && json_object_set(content, "form", values) != 0)
        e = ERR_NOMEM;
    json_decref(values);
    return e;
}

err_t matters_act_free(struct work *w, struct draft *d, const struct matter_act *q, json_t *content)
{
    struct role_holder as = {0};
    err_t e = may(w, q->act, &as);
    if (e == ERR_DENIED) return fault_set(w->why, ERR_DENIED, "matter.not_yours", NULL);
    TRY(e);
    if (!shape_allows_act(w->m->opening.shape, w->m->state, q->act))
        return fault_set(w->why, ERR_STATE, "matter.not_now", NULL);
    work_sign(w, d, &as);
    if (q->act == ACT_RESUBMIT) return resubmit(w, d, q, content);
    if (q->act == ACT_REBIND) TRY(matters_set_rebind(w, d));
    TRY(read_own_form(w, q, content));
    if (q->act == ACT_BEGIN_USE) TRY(gates_use(w, json_object_get(content, "form")));
    return q->act == ACT_BEGIN_USE || q->act == ACT_END_USE ? use(w, d, q) : OK;
}

bool matters_can_free(struct work *w, struct person_id viewer, enum act_kind k)
{
    struct role_holder as;
    struct actor before = w->actor;
    if (!shape_allows_act(w->m->opening.shape, w->m->state, k)) return false;
    w->actor.person = viewer;
    bool can = may(w, k, &as) == OK;
    w->actor = before;
    if (can && k == ACT_REBIND) return matters_newer_version(w) != NULL;
    if (!can || (k != ACT_BEGIN_USE && k != ACT_END_USE)) return can;
    struct entry_id *v = ARENA_ARRAY(w->arena, struct entry_id, w->m->n_things + 1);
    struct fault *why = w->why;
    size_t n;
    w->why = NULL;
    can = v && chosen_things(w, NULL, k == ACT_BEGIN_USE, v, &n) == OK;
    w->why = why;
    return can;
}
