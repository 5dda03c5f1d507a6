/* SPDX-License-Identifier: Apache-2.0 */
#include "office/show.h"

#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"

/* --- objects in the making --- */

struct jo jo_object(void)
{
    json_t *v = json_object();
    return (struct jo){v, v == NULL};
}

struct jo jo_array(void)
{
    json_t *v = json_array();
    return (struct jo){v, v == NULL};
}

void jo_set(struct jo *o, const char *key, json_t *value)
{
    if (o->failed || !value || json_object_set_new(o->v, key, value) != 0) {
        if (o->failed) json_decref(value);
        o->failed = true;
    }
}

void jo_str(struct jo *o, const char *key, const char *z)
{
    jo_set(o, key, z ? json_string(z) : json_null());
}

void jo_i64(struct jo *o, const char *key, int64_t v)
{
    jo_set(o, key, json_integer(v));
}

void jo_bool(struct jo *o, const char *key, bool v)
{
    jo_set(o, key, json_boolean(v));
}

void jo_release(struct jo *o)
{
    json_decref(o->v);
    *o = (struct jo){NULL, true};
}

void jo_put(struct jo *o, const char *key, struct jo child)
{
    if (child.failed) {
        jo_release(&child);
        o->failed = true;
        return;
    }
    jo_set(o, key, child.v);
}

void jo_add_value(struct jo *a, json_t *value)
{
    if (a->failed || !value || json_array_append_new(a->v, value) != 0) {
        if (a->failed) json_decref(value);
        a->failed = true;
    }
}

void jo_add(struct jo *a, struct jo child)
{
    if (child.failed) {
        jo_release(&child);
        a->failed = true;
        return;
    }
    jo_add_value(a, child.v);
}

err_t jo_end(struct jo *o, json_t **ret)
{
    if (o->failed) {
        jo_release(o);
        return ERR_NOMEM;
    }
    *ret = o->v;
    return OK;
}

/* --- people, units, times --- */

const char *show_text(const struct show *s, struct text2 t)
{
    return s->lang == LANG_EN && t.en ? t.en : t.ja;
}

const char *show_built(const struct show *s, const struct sb *b)
{
    if (sb_end(b) == OK) return arena_strdup(s->w->arena, sb_str(b));
    s->w->arena->failed = true;
    return NULL;
}

void show_time(const struct show *s, struct jo *o, const char *key, struct moment t)
{
    if (t.ms == 0 || t.ms == INT64_MAX) {
        jo_set(o, key, json_null());
        return;
    }
    struct sb iso SB_CLEANUP, text SB_CLEANUP;
    sb_init(&iso, 40);
    sb_init(&text, 200);
    moment_format_tokyo(&iso, t);
    calendar_format_moment(&text, s->lang, CALENDAR_BOTH, t);
    struct jo m = jo_object();
    jo_i64(&m, "ms", t.ms);
    jo_str(&m, "iso", show_built(s, &iso));
    jo_str(&m, "text", show_built(s, &text));
    if (sb_end(&iso) != OK || sb_end(&text) != OK) m.failed = true;
    jo_put(o, key, m);
}

/* Where the name would be kept; NULL: nowhere. */
static struct show_name *slot_of(struct show_name *names, int64_t id)
{
    return names ? &names[(uint64_t)id % SHOW_NAMES] : NULL;
}

static const char *person_name(const struct show *s, struct person_id p)
{
    if (p.v == 0) return NULL;
    struct show_name *slot = slot_of(s->names ? s->names->people : NULL, p.v);
    const char *name = NULL;
    if (slot && slot->id == p.v) return slot->name;
    if (org_person_name(s->w->db, s->w->arena, p, s->w->as_of, &name) != OK) return NULL;
    if (slot) *slot = (struct show_name){p.v, name};
    return name;
}

void show_person(const struct show *s, struct jo *o, const char *key, struct person_id p)
{
    const char *name = person_name(s, p);
    if (!name) {
        jo_set(o, key, json_null());
        return;
    }
    struct jo j = jo_object();
    jo_i64(&j, "id", p.v);
    jo_str(&j, "name", name);
    jo_put(o, key, j);
}

static const char *unit_name(const struct show *s, struct unit_id u)
{
    if (u.v == 0) return NULL;
    struct show_name *slot = slot_of(s->names ? s->names->units : NULL, u.v);
    const char *ja = NULL, *en = NULL;
    if (slot && slot->id == u.v) return slot->name;
    if (org_unit_name(s->w->db, s->w->arena, u, s->w->as_of, &ja, &en) != OK) return NULL;
    const char *name = s->lang == LANG_EN && en && *en ? en : ja;
    if (slot) *slot = (struct show_name){u.v, name};
    return name;
}

void show_unit(const struct show *s, struct jo *o, const char *key, struct unit_id u)
{
    const char *name = unit_name(s, u);
    if (!name) {
        jo_set(o, key, json_null());
        return;
    }
    struct jo j = jo_object();
    jo_i64(&j, "id", u.v);
    jo_str(&j, "name", name);
    jo_put(o, key, j);
}

/* No role of the catalogue: a named person, the applicant, or a program that enforces. */
static const char *role_word(const struct show *s, const char *role)
{
    const char *id = arena_printf(s->w->arena, "enforcer.%s", role);
    const char *program = id ? tr_find(s->lang, str_z(id)) : NULL;
    if (program) return program;
    return tr(s->lang, strcmp(role, "named") == 0 ? "role.named" : "role.applicant");
}

void show_role(const struct show *s, struct jo *o, const char *key, const struct act_role *r)
{
    const struct role *role = r->role ? catalogue_role(s->w->office->catalogue, r->role) : NULL;
    const char *label = role ? show_text(s, role->label) : r->role ? role_word(s, r->role) : NULL;
    const char *of = unit_name(s, r->unit);
    struct info_system_row sys;
    if (r->info_system.v &&
        org_info_system(s->w->db, s->w->arena, r->info_system, s->w->as_of, &sys) == OK)
        of = s->lang == LANG_EN && sys.name_en && *sys.name_en ? sys.name_en : sys.name;
    if (label && of)
        jo_str(o, key,
               arena_printf(s->w->arena, s->lang == LANG_EN ? "%s (%s)" : "%s（%s）", label, of));
    else
        jo_str(o, key, label);
}

static const char *by_id(const struct show *s, const char *group, const char *name)
{
    const char *id = arena_printf(s->w->arena, "%s.%s", group, name);
    const char *text = id ? tr_find(s->lang, str_z(id)) : NULL;
    return text ? text : name;
}

const char *show_act(const struct show *s, enum act_kind k)
{
    return by_id(s, "act", act_kind_name(k));
}

const char *show_verdict(const struct show *s, enum verdict v, const char *word, bool done)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 400);
    const char *id =
        arena_printf(s->w->arena, done ? "verdict.done.%s" : "verdict.%s", verdict_name(v));
    if (!id || !tr_find(s->lang, str_z(id))) return verdict_name(v);
    tr_format_args(&b, s->lang, id, 1, (const char *const[]){word});
    const char *text = show_built(s, &b);
    return text ? text : verdict_name(v);
}

const char *show_state(const struct show *s, enum matter_state st)
{
    return by_id(s, "state", matter_state_name(st));
}

const char *show_state_of(const struct show *s, const struct procedure *p, enum matter_state st)
{
    if (st != STATE_IN_USE || !p || !p->uses.present) return show_state(s, st);
    struct sb b SB_CLEANUP;
    sb_init(&b, 400);
    tr_format(&b, s->lang, "state.in_use_of", show_text(s, p->uses.begin));
    return show_built(s, &b);
}

void show_matter_head(const struct show *s, struct jo *o, const struct procedure *p,
                      const char *name, int64_t id, int64_t fiscal_year, int64_t number,
                      struct unit_id division)
{
    jo_i64(o, "id", id);
    jo_str(o, "procedure", name);
    jo_str(o, "title", p ? show_text(s, p->title) : name);
    jo_str(o, "href", arena_printf(s->w->arena, "/matters/%" PRId64, id));
    const char *unit = unit_name(s, division);
    struct sb b SB_CLEANUP;
    sb_init(&b, 400);
    char n[24];
    snprintf(n, sizeof n, "%" PRId64, number);
    struct sb year SB_CLEANUP;
    sb_init(&year, 60);
    calendar_format_fiscal_year(&year, s->lang, (int32_t)fiscal_year);
    const char *year_text = show_built(s, &year);
    if (unit)
        tr_format(&b, s->lang, "matter.number", unit, year_text ? year_text : "", n);
    else /* of the whole office */
        tr_format(&b, s->lang, "matter.number_of_office", year_text ? year_text : "", n);
    jo_str(o, "number", number ? show_built(s, &b) : NULL);
}
