/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening a matter: who may, what was entered, the gates, and the opening act.
 */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "base/sha256.h"
#include "office/deeds.h"
#include "office/gates.h"
#include "office/network.h"
#include "office/versions.h"
#include "office/job.h"
#include "office/work.h"

/* --- may this person start it? --- */

err_t matters_check_starter(struct work *w, struct role_holder *ret)
{
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    const struct who *who = w->proc->starter;
    struct seat_groups g;
    err_t e = resolve_who(&env, who, &g, NULL);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    for (size_t i = 0; e == OK && i < g.n; i++) {
        err_t sits = resolve_sits(&env, &g.v[i], w->actor.person, ret);
        if (sits != ERR_DENIED) return sits;
    }
    return fault_set(w->why, ERR_DENIED, "matter.may_not_start", "%s",
                     work_either(w, w->proc->title));
}

/* --- when --- */

/* A day begins at its start and ends at its end. */
static struct moment moment_of(struct work *w, const char *field, bool begins)
{
    const json_t *v = field ? json_object_get(w->fields, field) : NULL;
    const struct field *f = field ? procedure_field(w->proc, field) : NULL;
    if (!v || !f) return (struct moment){0};
    struct day day = {(int32_t)json_integer_value(v)};
    if (f->type == FIELD_DAY) return begins ? day_start(day) : day_end(day);
    return (struct moment){json_integer_value(v)};
}

/* A period that is already over is a slip of the pen, unless it comes from paper. */
err_t matters_check_period(struct work *w)
{
    const char *field = w->proc->until.until_closed ? NULL : w->proc->until.field;
    struct moment until = moment_of(w, field, false);
    if (until.ms == 0 || until.ms > w->happened.ms) return OK;
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "form.in_the_past", NULL);
    fault_field(&one, field);
    faults_add(w->bad, &one);
    return ERR_INVALID;
}

/* --- what the act says --- */

void matters_set_period(struct work *w, struct draft *d)
{
    const struct procedure *p = w->proc;
    const char *until = p->until.until_closed ? NULL : p->until.field;
    d->act.has_period = p->from.field || p->from.decided || until;
    d->act.from = moment_of(w, p->from.field, true);
    d->act.until = moment_of(w, until, false);
    if (p->shape == SHAPE_INSTRUMENT && d->act.from.ms == 0) d->act.from = w->happened;
}

err_t matters_set_things(struct work *w, struct draft *d)
{
    const struct uses *u = &w->proc->uses;
    d->opening.uses = u->present;
    if (!u->present) return OK;
    d->opening.many = u->many_field && json_is_true(json_object_get(w->fields, u->many_field));
    const json_t *list = u->entries_field ? json_object_get(w->fields, u->entries_field) : NULL;
    size_t n = json_is_integer(list) ? 1 : json_array_size(list); /* one entry, or several */
    struct entry_id *v = ARENA_ARRAY(w->arena, struct entry_id, n);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++)
        v[i] = entry_id(json_integer_value(json_is_integer(list) ? list : json_array_get(list, i)));
    d->opening.things = v;
    d->opening.n_things = n;
    return OK;
}

err_t matters_value_text(struct work *w, const json_t *v, const char **ret)
{
    *ret = NULL;
    if (json_is_string(v)) *ret = json_string_value(v);
    if (json_is_boolean(v)) *ret = json_is_true(v) ? "yes" : "no";
    if (json_is_integer(v)) {
        *ret = arena_printf(w->arena, "%" PRId64, (int64_t)json_integer_value(v));
        if (!*ret) return ERR_NOMEM;
    }
    return OK;
}

/* What a part of the field's file says; the form takes one file there, no more. */
static err_t file_text(struct work *w, const struct payload_item *p, const char **ret)
{
    const json_t *files = json_object_get(w->fields, p->field);
    const char *z = json_string_value(json_object_get(json_array_get(files, 0), p->part));
    *ret = z;
    if (json_array_size(files) < 2) return OK;
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "form.one_file", NULL);
    fault_field(&one, p->field);
    faults_add(w->bad, &one);
    return ERR_INVALID;
}

static err_t payload_text(struct work *w, const struct payload_item *p, const char **ret)
{
    if (p->part) return file_text(w, p, ret);
    if (p->field) return matters_value_text(w, json_object_get(w->fields, p->field), ret);
    *ret = arena_printf(w->arena, "%" PRId64, w->applicant.v);
    return *ret ? OK : ERR_NOMEM;
}

static err_t add_effect(struct work *w, struct draft *d, const struct effect_spec *s,
                        const json_t *entry)
{
    struct act_effect *e = draft_effect(d);
    struct act_pair *v = ARENA_ARRAY(w->arena, struct act_pair, s->n_payload + 2);
    if (!e || !v) return d->err != OK ? d->err : ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < s->n_payload; i++) {
        const char *text = NULL;
        TRY(payload_text(w, &s->payload[i], &text));
        if (text) v[n++] = (struct act_pair){s->payload[i].name, text};
    }
    if (entry) {
        const char *text;
        TRY(matters_value_text(w, entry, &text));
        v[n++] = (struct act_pair){"entry", text};
    }
    *e = (struct act_effect){.no = e->no,
                             .kind = s->effect,
                             .enforcer = s->enforcer,
                             .optional = s->optional,
                             .payload = v,
                             .n_payload = n};
    return OK;
}

err_t matters_plan_effects(struct work *w, struct draft *d)
{
    for (size_t i = 0; i < w->proc->n_effects; i++) {
        const struct effect_spec *s = &w->proc->effects[i];
        if (!s->enforcer) continue;
        size_t before = d->n_effects;
        const json_t *list = s->entries_field ? json_object_get(w->fields, s->entries_field) : NULL;
        if (!s->entries_field) TRY(add_effect(w, d, s, NULL));
        if (json_is_integer(list)) TRY(add_effect(w, d, s, list));
        for (size_t k = 0; k < json_array_size(list); k++)
            TRY(add_effect(w, d, s, json_array_get(list, k)));
        for (size_t k = before; k < d->n_effects; k++) TRY(network_check(w, &d->effects[k]));
    }
    return OK;
}

/* At most one in force: the earlier one gives way, where the article lets it be changed at all. */
static err_t check_one_per(struct work *w, struct draft *d)
{
    const struct procedure *p = w->proc;
    if (p->one_per_field) TRY(gates_value(w, p->name, p->one_per_field, &d->opening.one_per));
    if (p->one_at_all) {
        d->opening.one_per = arena_printf(w->arena, "%s:*", p->name);
        if (!d->opening.one_per) return ERR_NOMEM;
    }
    if (!d->opening.one_per) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_MATTERS_IN_FORCE_FOR, P_STR("one_per", str_z(d->opening.one_per)));
    while (rows_next(&r)) {
        bool same_tenure = rows_i64_or(&r, "applicant", 0) == w->actor.person.v;
        if (p->change_needs_field && same_tenure &&
            !json_object_get(w->fields, p->change_needs_field)) {
            struct fault one;
            (void)fault_set(&one, ERR_INVALID, "matter.change_needs_ground", "%s",
                            p->articles.n ? p->articles.v[p->articles.n - 1].text : "");
            fault_field(&one, p->change_needs_field);
            faults_add(w->bad, &one);
            return ERR_INVALID;
        }
        struct act_link *l = draft_link(d);
        if (!l) return d->err;
        *l = (struct act_link){LINK_REPLACES, matter_id(rows_i64(&r, "id"))};
    }
    return rows_end(&r);
}

/* Once for each writer and value: what stands already is not written again. */
static err_t check_once(struct work *w, struct draft *d)
{
    const char *field = w->proc->once_per_field, *value, *key;
    int64_t there;
    if (!field) return OK;
    TRY(gates_value(w, w->proc->name, field, &value));
    if (!value) return OK;
    key = arena_printf(w->arena, "%s:%" PRId64, value, w->applicant.v);
    if (!key) return ERR_NOMEM;
    d->opening.one_per = key;
    err_t e = db_get_i64(w->db, &there, SQL_MATTER_WRITTEN_ONCE, P_STR("one_per", str_z(key)));
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "matter.once_only", NULL);
    fault_field(&one, field);
    faults_add(w->bad, &one);
    return ERR_INVALID;
}

/* What the opener tells of itself. */
static err_t set_opening(struct work *w, struct draft *d)
{
    const struct procedure *p = w->proc;
    struct act_opening *o = &d->opening;
    o->shape = p->shape;
    o->procedure = p->name;
    o->digest = p->digest;
    o->catalogue = catalogue_digest(w->office->catalogue);
    o->unit = w->unit;
    o->division = w->division;
    o->department = w->department;
    o->fiscal_year = calendar_fiscal_year(moment_day(w->now));
    o->book = p->book;
    o->retention_years = p->retention.years;
    d->act.opening = o;
    d->act.kind = shape_opener(p->shape);
    if (!matter_id_is_set(d->act.matter)) TRY(kernel_new_matter(w->db, &d->act.matter));
    TRY(kernel_next_number(w->db, w->division, o->fiscal_year, &o->number));
    matters_set_period(w, d);
    return matters_set_things(w, d);
}

err_t matters_reopen(struct work *w, struct draft *d)
{
    d->opening = w->m->opening;
    d->act.opening = &d->opening;
    matters_set_period(w, d);
    TRY(matters_set_things(w, d));
    TRY(matters_plan_effects(w, d));
    TRY(work_open_steps(w, d, 0));
    d->opening.by_rule = work_by_rule(w, d);
    return gates_link(w, d);
}

static err_t add_link(struct work *w, struct draft *d, enum link_kind kind, const char *field)
{
    const json_t *v = field ? json_object_get(w->fields, field) : NULL;
    if (!v) return OK;
    struct act_link *l = draft_link(d);
    if (!l) return d->err;
    *l = (struct act_link){kind, matter_id(json_integer_value(v))};
    return OK;
}

static err_t add_links(struct work *w, struct draft *d)
{
    TRY(add_link(w, d, LINK_AMENDS, w->proc->amends_matter_field));
    TRY(add_link(w, d, LINK_REPLACES, w->proc->replaces_matter_field));
    return gates_link(w, d);
}

/* --- campaigns: targets frozen, a sheet each --- */

static err_t add_sheet(struct work *w, struct draft *d, struct unit_id target)
{
    TRY(work_open_step(w, d, &w->proc->campaign.sheet, target));
    struct moment due = moment_of(w, w->proc->campaign.due_field, false);
    for (size_t i = 0; i < d->n_duties; i++) {
        if (d->duties[i].target.v == target.v && d->duties[i].act == ACT_SHEET)
            d->duties[i].due = due;
    }
    return OK;
}

static err_t freeze(struct work *w, json_t *frozen, struct unit_id target)
{
    const char *book = w->proc->campaign.freeze_book;
    if (!book) return OK;
    json_t *list = json_array();
    char key[24];
    snprintf(key, sizeof key, "%" PRId64, target.v);
    if (!list || json_object_set_new(frozen, key, list) != 0) return ERR_NOMEM;
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRIES_OF_KEEPER, P_STR("book", str_z(book)),
                                          P_I64("keeper", target.v));
    while (rows_next(&r)) {
        if (str_eqz(rows_str(&r, "state"), "disposed")) continue;
        if (json_array_append_new(list, json_integer(rows_i64(&r, "id"))) != 0) return ERR_NOMEM;
    }
    return rows_end(&r);
}

static err_t campaign_targets(struct work *w, struct unit_id **ret, size_t *ret_n)
{
    struct unit_row *units;
    size_t n, k = 0;
    TRY(org_units(w->db, w->arena, w->as_of, &units, &n));
    struct unit_id *v = ARENA_ARRAY(w->arena, struct unit_id, n + 1);
    if (!v) return ERR_NOMEM;
    const struct campaign_spec *c = &w->proc->campaign;
    for (size_t i = 0; i < n; i++) {
        bool wanted = c->each == TO_DIVISION ? units[i].division.v == units[i].id.v
                                             : units[i].department.v == units[i].id.v;
        if (wanted && c->having_book) {
            struct rows r ROWS_CLEANUP =
                db_query(w->db, SQL_ENTRIES_OF_KEEPER, P_STR("book", str_z(c->having_book)),
                         P_I64("keeper", units[i].id.v));
            wanted = rows_next(&r);
            rows_release(&r);
        }
        if (wanted) v[k++] = units[i].id;
    }
    *ret = v;
    *ret_n = k;
    return OK;
}

static err_t open_campaign(struct work *w, struct draft *d, json_t *content)
{
    struct unit_id *targets;
    size_t n;
    TRY(campaign_targets(w, &targets, &n));
    if (n == 0) return fault_set(w->why, ERR_STATE, "matter.no_targets", NULL);
    json_t *frozen = json_object();
    if (!frozen || json_object_set_new(content, "frozen", frozen) != 0) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        TRY(freeze(w, frozen, targets[i]));
        TRY(add_sheet(w, d, targets[i]));
    }
    return OK;
}

/* --- all together --- */

static err_t build(struct work *w, struct draft *d, const struct role_holder *as, json_t *content)
{
    if (json_object_set(content, "fields", w->fields) != 0) return ERR_NOMEM;
    if (w->seen && json_object_set(content, "seen", w->seen) != 0) return ERR_NOMEM;
    TRY(deeds_before(w, d, as));
    TRY(set_opening(w, d));
    work_sign(w, d, as);
    TRY(check_one_per(w, d));
    TRY(check_once(w, d));
    TRY(deeds_entries(w, d, NULL, content));
    TRY(matters_plan_effects(w, d));
    TRY(matters_set_designations(w, d));
    TRY(matters_set_settings(w, d));
    TRY(add_links(w, d));
    if (w->proc->campaign.present) return open_campaign(w, d, content);
    TRY(work_open_steps(w, d, 0));
    d->opening.by_rule = work_by_rule(w, d);
    return OK;
}

err_t matters_open_built(struct work *w, const struct role_holder *as, const char *event,
                         struct performed *ret)
{
    struct draft d;
    draft_init(&d, w->arena, NULL);
    json_t *content = json_object();
    if (!content) return ERR_NOMEM;
    err_t e = build(w, &d, as, content);
    if (event) d.opening.one_per = event;
    if (e == OK) e = work_perform(w, &d, content, ret);
    json_decref(content);
    return e;
}

/* "_unit": the code of the unit for which one acts, where one works in several. */
static err_t unit_of_form(const struct office *office, struct db *db, struct arena *arena,
                          const json_t *form, struct unit_id *ret, struct fault *why)
{
    const json_t *v = json_object_get(form, "_unit");
    struct unit_row row = {.id = unit_id(0)};
    if (json_is_string(v) && json_string_length(v) > 0) {
        err_t e = org_unit_by_code(db, arena, str_z(json_string_value(v)),
                                   as_of_now(clock_now(office->clock)), &row);
        if (e == ERR_NOT_FOUND) return fault_set(why, ERR_INVALID, "form.not_a_choice", NULL);
        TRY(e);
    }
    *ret = row.id;
    return OK;
}

/* A matter that another opens is started by what that one found, whoever filled in the sheet. */
static err_t who_starts(struct work *w, const struct open_request *q, struct role_holder *ret)
{
    if (!matter_id_is_set(q->found_by)) {
        TRY(matters_check_keyboard(w, shape_opener(w->proc->shape)));
        return matters_check_starter(w, ret);
    }
    *ret = (struct role_holder){.person = w->actor.person};
    ret->why = arena_printf(w->arena, "found_by:matter:%" PRId64, q->found_by.v);
    return ret->why ? OK : ERR_NOMEM;
}

err_t matters_open_in(const struct office *office, struct db *db, struct arena *arena,
                      const struct open_request *q, struct performed *ret, struct faults *bad,
                      struct fault *why)
{
    struct work w WORK_CLEANUP = {.bad = bad, .why = why};
    struct unit_id unit;
    TRY(unit_of_form(office, db, arena, q->form, &unit, why));
    TRY(work_begin(&w, office, db, arena, q->actor, unit));
    TRY(versions_check(db, office->catalogue, w.now, why));
    w.proc = catalogue_procedure(office->catalogue, q->procedure);
    if (!w.proc) return fault_set(why, ERR_NOT_FOUND, "matter.no_procedure", "%s", q->procedure);
    if (!shape_is_carried(w.proc->shape))
        return fault_set(why, ERR_STATE, "matter.shape_not_carried", NULL);
    if (q->values) {
        w.fields = json_deep_copy(q->values);
        if (!w.fields) return ERR_NOMEM;
        TRY(work_for_unit(&w, q->unit));
    } else {
        TRY(work_read_form(&w, NULL, w.proc->fields, w.proc->n_fields, q->form, &w.fields));
    }
    TRY(work_see(&w));
    struct role_holder as;
    TRY(who_starts(&w, q, &as));
    TRY(matters_check_period(&w));
    TRY(gates_open(&w));
    return matters_open_built(&w, &as, NULL, ret);
}
