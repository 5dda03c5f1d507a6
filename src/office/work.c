/* SPDX-License-Identifier: Apache-2.0 */
#include "office/work.h"

#include <string.h>

#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "ledger/canon.h"
#include "office/clock_due.h"
#include "office/org_image.h"

enum { CONTENT_MAX = 1 << 20 };

/* --- beginning and loading --- */

struct known *work_known(struct work *w)
{
    if (!w->known) w->known = known_new(w->db, w->arena, w->office->catalogue);
    return w->known;
}

static err_t set_units(struct work *w, struct unit_id unit)
{
    w->unit = unit;
    if (unit.v == 0) return OK;
    struct unit_row row;
    TRY(org_unit(w->db, w->arena, unit, w->as_of, &row));
    w->division = row.division;
    w->department = row.department;
    return OK;
}

err_t work_for_unit(struct work *w, struct unit_id unit)
{
    return set_units(w, unit);
}

/* Does the person hold a post in this unit or one that lies below it? */
static err_t works_in(struct work *w, struct person_id p, struct unit_id unit, bool *ret)
{
    struct holding_row *held;
    size_t n;
    TRY(org_holdings_of(w->db, w->arena, p, w->as_of, &held, &n));
    *ret = false;
    for (size_t i = 0; i < n && !*ret; i++) {
        if (held[i].away || held[i].post.v == 0) continue;
        struct post_row post;
        TRY(org_post(w->db, w->arena, held[i].post, w->as_of, &post));
        struct unit_row row;
        TRY(org_unit(w->db, w->arena, post.unit, w->as_of, &row));
        *ret = row.id.v == unit.v || row.division.v == unit.v;
    }
    return OK;
}

err_t work_begin(struct work *w, const struct office *office, struct db *db, struct arena *arena,
                 const struct actor *actor, struct unit_id unit)
{
    w->office = office;
    w->db = db;
    w->arena = arena;
    w->actor = *actor;
    w->now = clock_now(office->clock);
    w->happened = actor->happened.ms ? actor->happened : w->now;
    w->as_of = as_of_now(w->now);
    w->applicant = actor->person;
    if (w->happened.ms > w->now.ms)
        return fault_set(w->why, ERR_INVALID, "matter.happened_in_future", NULL);
    struct person_row person;
    err_t e = org_person(db, arena, actor->person, w->as_of, &person);
    if (e == ERR_NOT_FOUND) return fault_set(w->why, ERR_DENIED, "matter.not_a_person", NULL);
    TRY(e);
    if (unit.v != 0 && unit.v != person.home.v) {
        bool there;
        TRY(works_in(w, actor->person, unit, &there));
        if (!there) return fault_set(w->why, ERR_DENIED, "matter.not_your_unit", NULL);
    }
    return set_units(w, unit.v ? unit : person.home);
}

err_t work_begin_system(struct work *w, const struct office *office, struct db *db,
                        struct arena *arena, struct unit_id unit, struct moment at)
{
    w->office = office;
    w->db = db;
    w->arena = arena;
    w->now = clock_now(office->clock);
    w->happened = w->counted = at.ms < w->now.ms ? at : w->now;
    w->as_of = as_of_now(w->now);
    return set_units(w, unit);
}

err_t work_procedure(struct work *w, const char *name, const char *digest,
                     const struct procedure **ret)
{
    const struct procedure *now = catalogue_procedure(w->office->catalogue, name);
    if (now && strcmp(now->digest, digest) == 0) {
        *ret = now;
        return OK;
    }
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_PROCEDURE_VERSION_SOURCE, P_STR("digest", str_z(digest)));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return fault_set(w->why, ERR_CORRUPT, "matter.procedure_lost", "%s" FS "%s", name, digest);
    }
    struct str source = arena_str(w->arena, rows_str(&r, "source"));
    TRY(rows_end(&r));
    if (!source.p) return ERR_NOMEM;
    const struct procedure *p;
    TRY(catalogue_parse_procedure(w->office->catalogue, w->arena, source, name, &p, w->why));
    /* The ledger holds the digest; whoever can write to the table could else change who decides. */
    if (strcmp(p->digest, digest) != 0)
        return fault_set(w->why, ERR_CORRUPT, "matter.procedure_changed", "%s" FS "%s", name,
                         digest);
    *ret = p;
    return OK;
}

/* Merge one act's content into the values known: a later form of the same step replaces. */
static err_t take_content(struct work *w, const struct act *a, struct str content)
{
    if (content.n == 0) return OK;
    json_t *o = NULL;
    err_t e = parse_stored(content, LEDGER_CONTENT_MAX, &o, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    json_t *fields = json_object_get(o, "fields"), *form = json_object_get(o, "form");
    if (fields) { /* the opener's, or those of a resubmission, with which all begins anew */
        json_object_clear(w->steps);
        json_decref(w->fields);
        json_decref(w->seen);
        w->fields = json_incref(fields);
        w->seen = json_incref(json_object_get(o, "seen"));
    }
    json_t *frozen = json_object_get(o, "frozen");
    if (frozen && !w->frozen) w->frozen = json_incref(frozen);
    const struct duty *duty = a->duty ? matter_duty(w->m, a->duty) : NULL;
    if (form && duty && duty->d.step && json_object_set(w->steps, duty->d.step, form) != 0)
        e = ERR_NOMEM;
    json_decref(o);
    return e;
}

err_t work_load(struct work *w, struct matter_id id)
{
    struct act_stored *acts;
    size_t n;
    err_t e = kernel_history(w->db, w->arena, id, &acts, &n, w->why);
    if (e == ERR_NOT_FOUND)
        return fault_set(w->why, ERR_NOT_FOUND, "matter.not_found", "%lld", (long long)id.v);
    TRY(e);
    return work_take(w, acts, n);
}

err_t work_take(struct work *w, const struct act_stored *acts, size_t n)
{
    TRY(kernel_fold(w->arena, acts, n, &w->m, w->why));
    w->acts = acts;
    w->n_acts = n;
    w->applicant = w->m->applicant;
    w->unit = w->m->opening.unit;
    w->division = w->m->opening.division;
    w->department = w->m->opening.department;
    TRY(work_procedure(w, w->m->opening.procedure, w->m->opening.digest, &w->proc));
    w->fields = json_object();
    w->steps = json_object();
    if (!w->fields || !w->steps) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct act *a = acts[i].act;
        if (i == 0 || a->kind == ACT_RESUBMIT) w->round = a->seq;
        TRY(take_content(w, a, acts[i].content));
    }
    return OK;
}

void work_release(struct work *w)
{
    json_decref(w->fields);
    json_decref(w->steps);
    json_decref(w->frozen);
    json_decref(w->seen);
    w->fields = w->steps = w->frozen = w->seen = NULL;
}

struct resolve_env work_resolve_env(const struct work *w, struct unit_id target)
{
    return (struct resolve_env){
        .db = w->db,
        .catalogue = w->office->catalogue,
        .arena = w->arena,
        .as_of = w->as_of,
        .applicant = w->applicant,
        .unit = w->unit,
        .target = target,
        .fields = w->fields,
        .procedure = w->proc,
    };
}

struct expr_env work_expr_env(const struct work *w)
{
    return (struct expr_env){.fields = w->fields, .steps = w->steps, .seen = w->seen};
}

struct moment work_due_field(const struct work *w, const char *field)
{
    const json_t *v = json_object_get(w->fields, field);
    const struct field *f = procedure_field(w->proc, field);
    if (!v || !f) return (struct moment){0};
    if (f->type == FIELD_DAY) return day_end((struct day){(int32_t)json_integer_value(v)});
    return (struct moment){json_integer_value(v)};
}

/* --- settings that instruments made --- */

/* The setting that holds now: its text and number. ERR_NOT_FOUND: none. */
static err_t setting(struct work *w, const char *kind, const char *name, const char **ret_value,
                     int64_t *ret_number)
{
    const struct org_image *im = org_image_of(w->db, w->arena);
    struct as_of now = {w->now, {INT64_MAX}};
    if (im) return org_image_setting(im, kind, str_z(name), now, ret_value, ret_number);
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_SETTING_IN_FORCE, P_STR("kind", str_z(kind)),
                                          P_STR("name", str_z(name)), P_I64("at", w->now.ms));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return ERR_NOT_FOUND;
    }
    const char *value = arena_strdup(w->arena, rows_str(&r, "value"));
    int64_t number = rows_i64(&r, "number");
    TRY(rows_end(&r));
    if (!value) return ERR_NOMEM;
    *ret_value = value;
    *ret_number = number;
    return OK;
}

err_t work_clock_due(struct work *w, const char *clock, struct moment *ret)
{
    *ret = (struct moment){0};
    if (!clock) return OK;
    return clock_due(w->db, str_z(clock), w->counted.ms ? w->counted : w->now, w->now, ret);
}

const char *work_either(const struct work *w, struct text2 t)
{
    const char *both = arena_printf(w->arena, "%s" FAULT_EITHER "%s", t.ja, t.en ? t.en : t.ja);
    return both ? both : t.ja;
}

err_t work_reading(struct work *w, const char *id, const char **ret)
{
    const struct reading *known = catalogue_reading(w->office->catalogue, id);
    int64_t number;
    if (!known) return ERR_BUG;
    *ret = known->dflt;
    err_t e = setting(w, "reading", id, ret, &number);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* --- recording --- */

void work_sign(struct work *w, struct draft *d, const struct role_holder *as)
{
    d->act.by.person = w->actor.person;
    d->act.entered_by = w->actor.entered_by.v ? w->actor.entered_by : w->actor.person;
    d->act.happened = w->happened;
    d->act.entered = w->now;
    d->act.document = w->actor.document;
    if (!as) return;
    d->act.by.post = as->post;
    d->act.by.role = (struct act_role){as->role, as->unit, as->info_system};
    d->act.by.why = as->why;
}

err_t work_perform(struct work *w, struct draft *d, json_t *content, struct performed *ret)
{
    TRY(draft_end(d));
    struct sb canon SB_CLEANUP;
    sb_init(&canon, CONTENT_MAX);
    bool has = content && json_object_size(content) > 0;
    if (has) TRY(canon_write(&canon, content));
    struct matter *after;
    TRY(kernel_perform_on(w->db, w->arena, w->m, &d->act, has ? sb_str(&canon) : STR_NONE, ret,
                          &after, w->why));
    return work_after(w->db, w->office, w->arena, w->now, after, w->why);
}
