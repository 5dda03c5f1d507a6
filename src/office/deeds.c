/* SPDX-License-Identifier: Apache-2.0 */
#include "office/deeds.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "office/org_change.h"

static const json_t *value_of(const struct work *w, const char *field)
{
    return field ? json_object_get(w->fields, field) : NULL;
}

static bool holds(struct work *w, const struct expr *when)
{
    struct expr_env env = work_expr_env(w);
    return !when || expr_true(when, &env);
}

static err_t refuse(struct work *w, struct fault *one, const char *field)
{
    fault_field(one, field);
    faults_add(w->bad, one);
    return ERR_INVALID;
}

/* --- absence and return --- */

/* What the writers of the organisation say against it is shown at the field that told it. */
static err_t said(struct work *w, err_t e, struct fault *why, const struct absence_spec *a)
{
    if (e == OK || !why->id) return e;
    if (strcmp(why->field, "until") == 0 && a->until_field) return refuse(w, why, a->until_field);
    return refuse(w, why, e == ERR_INVALID ? a->from_field : a->person_field);
}

static err_t tell_absences(struct work *w)
{
    const struct absence_spec *a = &w->proc->absents, *r = &w->proc->returns;
    struct org_author by = {.by = w->actor.person, .now = w->now, .source = "matter"};
    struct fault why = {0};
    if (a->person_field) {
        int64_t id;
        struct org_span span = {{json_integer_value(value_of(w, a->from_field))},
                                {json_integer_value(value_of(w, a->until_field))}};
        struct person_id p = person_id(json_integer_value(value_of(w, a->person_field)));
        TRY(said(w, org_absence_start(w->db, &by, p, span, &id, &why), &why, a));
    }
    if (r->person_field) {
        struct person_id p = person_id(json_integer_value(value_of(w, r->person_field)));
        struct moment at = {json_integer_value(value_of(w, r->from_field))};
        TRY(said(w, org_absence_end(w->db, &by, p, at, &why), &why, r));
    }
    return OK;
}

/* --- opens --- */

static json_t *given(const struct work *w, const struct give *g, const struct field *to,
                     struct unit_id each)
{
    const json_t *v = value_of(w, g->field);
    if (g->each && unit_id_is_set(each)) return json_integer(each.v);
    if (g->now && to && to->type == FIELD_MOMENT) return json_integer(w->happened.ms);
    if (g->word) return json_string(g->word);
    if (to && to->type == FIELD_ENTRIES && json_is_integer(v)) return json_pack("[O]", (json_t *)v);
    return v ? json_incref((json_t *)v) : NULL;
}

static err_t values_for(const struct work *w, const struct opens_spec *o,
                        const struct procedure *to, struct unit_id each, json_t *values)
{
    for (size_t i = 0; i < o->n_gives; i++) {
        json_t *v = given(w, &o->gives[i], procedure_field(to, o->gives[i].to), each);
        if (!v && !value_of(w, o->gives[i].field)) continue; /* left empty */
        if (!v || json_object_set_new(values, o->gives[i].to, v) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t open_one(struct work *w, struct draft *d, const struct role_holder *as,
                      const struct opens_spec *o, struct unit_id each)
{
    const struct procedure *to = catalogue_procedure(w->office->catalogue, o->procedure);
    json_t *values = json_object();
    if (!to || !values) {
        json_decref(values);
        return to ? ERR_NOMEM
                  : fault_set(w->why, ERR_NOT_FOUND, "matter.no_procedure", "%s", o->procedure);
    }
    struct open_request q = {.actor = &w->actor,
                             .procedure = o->procedure,
                             .values = values,
                             .found_by = d->act.matter,
                             .unit = unit_id_is_set(as->unit)
                                         ? as->unit
                                         : w->unit}; /* of the one for whom it is written */
    struct performed opened;
    err_t e = values_for(w, o, to, each, values);
    if (e == OK) e = matters_open_in(w->office, w->db, w->arena, &q, &opened, w->bad, w->why);
    json_decref(values);
    TRY(e);
    struct act_link *l = draft_link(d);
    if (!l) return d->err;
    *l = (struct act_link){LINK_OPENS, opened.matter};
    return OK;
}

/* One, or one for each of the divisions that the form names. */
static err_t open_all(struct work *w, struct draft *d, const struct role_holder *as,
                      const struct opens_spec *o)
{
    const json_t *each = value_of(w, o->each_field);
    if (!holds(w, o->when)) return OK;
    if (!o->each_field) return open_one(w, d, as, o, unit_id(0));
    for (size_t i = 0; i < json_array_size(each); i++)
        TRY(open_one(w, d, as, o, unit_id(json_integer_value(json_array_get(each, i)))));
    return OK;
}

err_t deeds_before(struct work *w, struct draft *d, const struct role_holder *as)
{
    TRY(tell_absences(w));
    if (w->proc->n_opens) TRY(kernel_new_matter(w->db, &d->act.matter));
    for (size_t i = 0; i < w->proc->n_opens; i++) TRY(open_all(w, d, as, &w->proc->opens[i]));
    return OK;
}

bool deeds_stand(const struct procedure *p)
{
    return p->absents.person_field || p->returns.person_field || p->n_changes > 0 || p->n_opens > 0;
}
