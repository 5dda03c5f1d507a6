/* SPDX-License-Identifier: Apache-2.0
 *
 * What an instrument makes so while it is in force: who holds a role, a reading, the length of
 * a clock, what is not erased.
 */
#include <string.h>

#include "office/job.h"

err_t matters_set_designations(struct work *w, struct draft *d)
{
    struct expr_env env = work_expr_env(w);
    for (size_t i = 0; i < w->proc->n_designates; i++) {
        const struct designation *s = &w->proc->designates[i];
        if (s->when && !expr_true(s->when, &env)) continue;
        struct act_designation *one = draft_designation(d);
        if (!one) return d->err;
        const struct field *at = procedure_field(w->proc, s->at_field);
        int64_t scope =
            s->at_field ? json_integer_value(json_object_get(w->fields, s->at_field)) : 0;
        one->person = person_id(json_integer_value(json_object_get(w->fields, s->person_field)));
        if (one->person.v == w->actor.person.v) {
            struct fault oneself;
            (void)fault_set(&oneself, ERR_INVALID, "matter.not_oneself", NULL);
            fault_field(&oneself, s->person_field);
            faults_add(w->bad, &oneself);
            return ERR_INVALID;
        }
        one->role.role = s->role;
        if (at && at->type == FIELD_INFO_SYSTEM)
            one->role.info_system = info_system_id(scope);
        else
            one->role.unit = unit_id(scope);
    }
    return OK;
}

static err_t set_setting(struct work *w, struct draft *d)
{
    const struct procedure *p = w->proc;
    const char *name_field = p->sets_reading_field ? p->sets_reading_field : p->sets_clock_field;
    if (!name_field) return OK;
    struct act_setting *s = draft_setting(d);
    if (!s) return d->err;
    const json_t *to = json_object_get(w->fields, p->sets_to_field);
    s->kind = p->sets_reading_field ? "reading" : "clock";
    s->name = json_string_value(json_object_get(w->fields, name_field));
    if (p->sets_reading_field) {
        s->value = json_string_value(to);
        const struct reading *r = catalogue_reading(w->office->catalogue, s->name);
        for (size_t i = 0; r && i < r->n_choices; i++) {
            if (strcmp(r->choices[i].name, s->value) == 0) return OK;
        }
        struct fault one;
        (void)fault_set(&one, ERR_INVALID, "form.not_a_choice", NULL);
        fault_field(&one, p->sets_to_field);
        faults_add(w->bad, &one);
        return ERR_INVALID;
    }
    s->number = json_integer_value(to);
    s->value = json_string_value(json_object_get(w->fields, p->sets_unit_field));
    return OK;
}

static err_t hold(struct work *w, struct draft *d, const char *what, int64_t id)
{
    struct act_setting *s = draft_setting(d);
    if (!s) return d->err;
    s->kind = "hold";
    s->value = "held";
    s->name = id ? arena_printf(w->arena, "%s:%lld", what, (long long)id) : what;
    return s->name ? OK : ERR_NOMEM;
}

/* What it names is not erased: the matter, and the matters of the division, or, with neither,
 * all. */
static err_t set_hold(struct work *w, struct draft *d)
{
    const struct procedure *p = w->proc;
    if (!p->holds) return OK;
    int64_t matter = json_integer_value(json_object_get(w->fields, p->holds_matter_field));
    int64_t division = json_integer_value(json_object_get(w->fields, p->holds_division_field));
    if (!matter && !division) return hold(w, d, "all", 0);
    if (matter) TRY(hold(w, d, "matter", matter));
    return division ? hold(w, d, "division", division) : OK;
}

/* The version that was chosen, unless it is the one in force: there would be nothing to decide. */
static err_t set_catalogue(struct work *w, struct draft *d)
{
    const char *field = w->proc->sets_catalogue_field;
    if (!field) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_CATALOGUE_VERSION_BY_ID,
                 P_I64("id", json_integer_value(json_object_get(w->fields, field))));
    const char *digest = rows_next(&r) ? arena_strdup(w->arena, rows_str(&r, "digest")) : NULL;
    TRY(rows_end(&r));
    if (!digest) return ERR_NOMEM;
    if (strcmp(digest, catalogue_digest(w->office->catalogue)) == 0) {
        struct fault one;
        (void)fault_set(&one, ERR_INVALID, "version.in_force_already", NULL);
        fault_field(&one, field);
        faults_add(w->bad, &one);
        return ERR_INVALID;
    }
    struct act_setting *s = draft_setting(d);
    if (!s) return d->err;
    *s = (struct act_setting){.kind = "catalogue", .name = "version", .value = digest};
    return OK;
}

err_t matters_set_settings(struct work *w, struct draft *d)
{
    TRY(set_catalogue(w, d));
    TRY(set_setting(w, d));
    return set_hold(w, d);
}
