/* SPDX-License-Identifier: Apache-2.0 */
#include "office/gates.h"

#include <inttypes.h>

#include "office/gate_rules.h"

/* --- entries of books --- */

static err_t say_not_available(struct work *w, const struct gate *g, struct str key)
{
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "matter.entry_not_available", "%.*s", STR_ARG(key));
    fault_field(&one, g->entries_field);
    faults_add(w->bad, &one);
    return OK;
}

static err_t check_entry(struct work *w, const struct gate *g, int64_t id)
{
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRY_BY_ID, P_I64("entry", id));
    if (!rows_next(&r)) return rows_end(&r) != OK ? ERR_IO : ERR_NOT_FOUND;
    struct str state = rows_str(&r, "state");
    bool good = false;
    for (size_t k = 0; k < g->n_states && !good; k++) good = str_eqz(state, g->states[k]);
    if (!good) TRY(say_not_available(w, g, rows_str(&r, "key")));
    return rows_end(&r);
}

static err_t check_entries(struct work *w, const struct gate *g)
{
    const json_t *list = json_object_get(w->fields, g->entries_field);
    size_t n = json_is_integer(list) ? 1 : json_array_size(list); /* one entry, or several */
    for (size_t i = 0; i < n; i++) {
        const json_t *id = json_is_integer(list) ? list : json_array_get(list, i);
        TRY(check_entry(w, g, json_integer_value(id)));
    }
    return OK;
}

/* --- matters in force --- */

err_t gates_value(struct work *w, const char *procedure, const char *field, const char **ret)
{
    const json_t *v = json_object_get(w->fields, field);
    *ret = NULL;
    if (!v) return OK;
    *ret = json_is_string(v)
               ? arena_printf(w->arena, "%s:%s", procedure, json_string_value(v))
               : arena_printf(w->arena, "%s:%" PRId64, procedure, (int64_t)json_integer_value(v));
    return *ret ? OK : ERR_NOMEM;
}

static int64_t number_of(const struct work *w, const char *field)
{
    return field ? json_integer_value(json_object_get(w->fields, field)) : 0;
}

/* form: of the use that begins; NULL elsewhere. */
static int64_t holder_of(const struct work *w, const struct gate *g, const json_t *form)
{
    if (!g->holder_at_begin) return number_of(w, g->holder_field);
    return json_integer_value(json_object_get(form, g->holder_field));
}

/* ERR_NOT_FOUND: none is. */
static err_t find(struct work *w, const struct gate *g, const json_t *form, struct moment at,
                  int64_t *ret)
{
    const struct field *f = procedure_field(w->proc, g->for_field);
    int64_t id = number_of(w, g->for_field);
    if (f && f->type == FIELD_MATTER)
        return db_get_i64(w->db, ret, SQL_MATTER_CHOSEN_IN_FORCE, P_I64("matter", id),
                          P_STR("procedure", str_z(g->procedure)), P_I64("at", at.ms));
    if (f && f->type == FIELD_ENTRY)
        return db_get_i64(w->db, ret, SQL_MATTER_OF_ENTRY_IN_FORCE, P_I64("entry", id),
                          P_STR("procedure", str_z(g->procedure)),
                          P_I64("holder", holder_of(w, g, form)), P_I64("at", at.ms));
    const char *value;
    TRY(gates_value(w, g->procedure, g->for_field, &value));
    return db_get_i64(w->db, ret, SQL_MATTER_IN_FORCE_OF_PROCEDURE,
                      P_STR("procedure", str_z(g->procedure)), P_STR("one_per", str_z(value)),
                      P_I64("at", at.ms));
}

/* Is it asked in this case: its condition holds, and something is chosen. */
static bool asked(const struct work *w, const struct gate *g)
{
    struct expr_env env = work_expr_env(w);
    if (g->when && !expr_true(g->when, &env)) return false;
    return !g->procedure || json_object_get(w->fields, g->for_field);
}

static err_t is_open(struct work *w, const struct gate *g, const json_t *form, struct moment at,
                     bool *ret)
{
    int64_t id;
    err_t e = find(w, g, form, at, &id);
    *ret = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* {0}: the field is empty. A day from its start. */
static struct moment moment_in(const struct work *w, const char *field)
{
    const struct field *f = field ? procedure_field(w->proc, field) : NULL;
    const json_t *v = field ? json_object_get(w->fields, field) : NULL;
    if (!f || !v) return (struct moment){0};
    return f->type == FIELD_DAY ? day_start((struct day){(int32_t)json_integer_value(v)})
                                : (struct moment){json_integer_value(v)};
}

/* A gate is looked at when it says (`at`), else on the day the matter is to begin, or now when
 * that has come already. */
static struct moment gate_at(const struct work *w, const struct gate *g)
{
    struct moment at = moment_in(w, g->at_field);
    if (at.ms) return at;
    struct moment from = moment_in(w, w->proc->from.field);
    return from.ms > w->now.ms ? from : w->now;
}

static const char *title_of(const struct work *w, const struct gate *g)
{
    const struct procedure *p = catalogue_procedure(w->office->catalogue, g->procedure);
    return p ? work_either(w, p->title) : g->procedure;
}

static void say_closed(struct work *w, const struct gate *g, const char *id)
{
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, id, "%s", title_of(w, g));
    fault_field(&one, g->holder_field ? g->holder_field : g->for_field);
    faults_add(w->bad, &one);
}

static bool is_among(const json_t *theirs, const json_t *id)
{
    if (json_is_integer(theirs)) return json_integer_value(theirs) == json_integer_value(id);
    for (size_t i = 0; i < json_array_size(theirs); i++)
        if (json_integer_value(json_array_get(theirs, i)) == json_integer_value(id)) return true;
    return false;
}

/* Is each entry that is chosen here among those that the matter chosen is about? */
static err_t check_covers(struct work *w, const struct gate *g)
{
    const json_t *ours = json_object_get(w->fields, g->covers_field);
    struct faults none = {.n = 0};
    struct work other WORK_CLEANUP = {.office = w->office,
                                      .db = w->db,
                                      .arena = w->arena,
                                      .now = w->now,
                                      .as_of = w->as_of,
                                      .bad = &none,
                                      .why = w->why};
    TRY(work_load(&other, matter_id(number_of(w, g->for_field))));
    const json_t *theirs = json_object_get(other.fields, g->covers);
    size_t n = json_is_integer(ours) ? 1 : json_array_size(ours);
    for (size_t i = 0; i < n; i++) {
        const json_t *id = json_is_integer(ours) ? ours : json_array_get(ours, i);
        if (is_among(theirs, id)) continue;
        struct fault one;
        (void)fault_set(&one, ERR_INVALID, "matter.not_covered", "%s", title_of(w, g));
        fault_field(&one, g->covers_field);
        faults_add(w->bad, &one);
        return OK;
    }
    return OK;
}

static err_t check_matter(struct work *w, const struct gate *g)
{
    bool open;
    TRY(is_open(w, g, NULL, gate_at(w, g), &open));
    if (open) return g->covers_field ? check_covers(w, g) : OK;
    say_closed(w, g, g->holder_field ? "matter.not_a_holder" : "matter.gate_closed");
    return OK;
}

/* --- when they are asked --- */

err_t gates_open(struct work *w)
{
    for (size_t i = 0; i < w->proc->n_gates; i++) {
        const struct gate *g = &w->proc->gates[i];
        if (!asked(w, g)) continue;
        if (g->entries_field) TRY(check_entries(w, g));
        if (g->procedure) TRY(check_matter(w, g));
        TRY(gate_rules_check(w, g));
    }
    return w->bad->n ? ERR_INVALID : OK;
}

/* at {0}: when each is to be looked at. */
static err_t must_hold(struct work *w, struct moment at, bool all)
{
    for (size_t i = 0; i < w->proc->n_gates; i++) {
        const struct gate *g = &w->proc->gates[i];
        bool open;
        if (!g->procedure || !(all || g->throughout) || !asked(w, g)) continue;
        TRY(is_open(w, g, NULL, at.ms ? at : gate_at(w, g), &open));
        if (!open) return fault_set(w->why, ERR_STATE, "matter.gate_lapsed", "%s", title_of(w, g));
    }
    return OK;
}

err_t gates_decide(struct work *w)
{
    return must_hold(w, (struct moment){0}, true);
}

err_t gates_use(struct work *w, const json_t *form)
{
    const struct uses *u = &w->proc->uses;
    for (size_t i = 0; i < u->n_gates; i++) {
        const struct gate *g = &u->gates[i];
        bool open;
        if (!asked(w, g)) continue;
        if (g->entries_field) TRY(check_entries(w, g));
        if (!g->procedure) continue;
        TRY(is_open(w, g, form, w->happened, &open));
        if (!open)
            say_closed(w, g, g->holder_at_begin ? "matter.not_a_holder" : "matter.gate_closed");
    }
    if (w->bad->n) return ERR_INVALID;
    return must_hold(w, w->happened, false);
}

err_t gates_hold(struct work *w, bool *ret)
{
    *ret = true;
    for (size_t i = 0; i < w->proc->n_gates && *ret; i++) {
        const struct gate *g = &w->proc->gates[i];
        if (g->throughout && asked(w, g)) TRY(is_open(w, g, NULL, w->now, ret));
    }
    return OK;
}

err_t gates_link(struct work *w, struct draft *d)
{
    for (size_t i = 0; i < w->proc->n_gates; i++) {
        const struct gate *g = &w->proc->gates[i];
        if (!g->throughout || !asked(w, g)) continue;
        struct act_link *l = draft_link(d);
        if (!l) return d->err;
        *l = (struct act_link){LINK_REQUIRES, matter_id(number_of(w, g->for_field))};
    }
    return OK;
}
