/* SPDX-License-Identifier: Apache-2.0
 *
 * 10の2(4): an absence has ended; which deputies acted in the place of the one who is back, and
 * in which matters.
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "office/event.h"
#include "office/show.h"

enum { TEXT_MAX = 3800, MATTERS_MAX = 2000, CHAIN_MAX = 100 };

/* Absent again from that very moment on: not back yet. */
static err_t absent_at(const struct event_work *x, struct person_id p, struct moment at,
                       struct moment *ret_from, bool *ret)
{
    struct rows r ROWS_CLEANUP = db_query(x->db, SQL_ABSENCES_OF_PERSON_OVER, P_I64("person", p.v),
                                          P_I64("from", at.ms), P_I64("until", at.ms + 1));
    *ret = rows_next(&r);
    if (*ret) ret_from->ms = rows_i64(&r, "valid_from");
    return rows_end(&r);
}

/* The return may be told late: what a deputy did in between was done as deputy, too. */
static err_t find_told(const struct event_work *x, struct event *v)
{
    struct rows r ROWS_CLEANUP = db_query(x->db, SQL_ABSENCES_OF_PERSON_FROM,
                                          P_I64("person", v->person.v), P_I64("from", v->until.ms));
    v->told = x->now;
    if (rows_next(&r) && rows_i64(&r, "valid_from") < x->now.ms)
        v->told.ms = rows_i64(&r, "valid_from");
    return rows_end(&r);
}

/* Several told one after the other are one absence. */
static err_t whole(const struct event_work *x, struct event *v, bool *ret_back)
{
    struct moment ignored;
    bool more;
    TRY(absent_at(x, v->person, v->until, &ignored, &more));
    *ret_back = !more;
    for (int i = 0; i < CHAIN_MAX && *ret_back; i++) {
        TRY(absent_at(x, v->person, moment_add(v->from, -1), &v->from, &more));
        if (!more) break;
    }
    return find_told(x, v);
}

/* --- what a deputy did --- */

struct done {
    struct matter_id *v;
    size_t n;
};

static bool in_place_of(const struct act *a, const struct role_holder *principal)
{
    return a->by.why && strncmp(a->by.why, "deputy_of:", 10) == 0 && a->by.role.role &&
           strcmp(a->by.role.role, principal->role) == 0 &&
           unit_id_eq(a->by.role.unit, principal->unit) &&
           info_system_id_eq(a->by.role.info_system, principal->info_system);
}

static void add(struct done *d, struct matter_id m)
{
    for (size_t i = 0; i < d->n; i++) {
        if (d->v[i].v == m.v) return;
    }
    if (d->n < MATTERS_MAX) d->v[d->n++] = m;
}

static err_t acts_of(const struct event_work *x, struct person_id deputy,
                     const struct role_holder *principal, const struct event *v, struct done *ret)
{
    *ret = (struct done){ARENA_ARRAY(x->arena, struct matter_id, MATTERS_MAX), 0};
    if (!ret->v) return ERR_NOMEM;
    struct rows r ROWS_CLEANUP = db_query(x->db, SQL_ACTS_OF_PERSON_OVER, P_I64("person", deputy.v),
                                          P_I64("from", v->from.ms), P_I64("until", v->told.ms));
    while (rows_next(&r)) {
        struct act *a;
        TRY(act_decode(x->arena, rows_str(&r, "envelope"), &a, NULL));
        if (in_place_of(a, principal)) add(ret, a->matter);
    }
    return rows_end(&r);
}

/* --- as text: a line a matter --- */

static err_t add_line(const struct show *s, struct sb *b, struct matter_id id)
{
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_MATTER_HEAD, P_I64("matter", id.v));
    if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
    const char *name = arena_strdup(s->w->arena, rows_str(&r, "procedure"));
    if (!name) return ERR_NOMEM;
    struct jo o = jo_object();
    show_matter_head(s, &o, catalogue_procedure(s->w->office->catalogue, name), name, id.v,
                     rows_i64_or(&r, "fiscal_year", 0), rows_i64_or(&r, "number", 0),
                     unit_id(rows_i64(&r, "division")));
    const char *number = json_string_value(json_object_get(o.v, "number")),
               *title = json_string_value(json_object_get(o.v, "title"));
    sb_addf(b, "%s %s\n", number ? number : "", title ? title : name);
    err_t e = o.failed ? ERR_NOMEM : OK;
    jo_release(&o);
    TRY(e);
    return rows_end(&r);
}

static err_t text_of(const struct event_work *x, struct unit_id unit, const struct done *d,
                     const char **ret)
{
    struct work w WORK_CLEANUP = {0};
    struct sb b SB_CLEANUP;
    size_t i = 0;
    TRY(work_begin_system(&w, x->office, x->db, x->arena, unit, x->now));
    struct show s = {.w = &w, .lang = LANG_JA};
    sb_init(&b, 2 * TEXT_MAX);
    for (; i < d->n && sb_str(&b).n < TEXT_MAX; i++) TRY(add_line(&s, &b, d->v[i]));
    char left[24];
    snprintf(left, sizeof left, "%zu", d->n - i);
    if (i < d->n) tr_format(&b, LANG_JA, "event.more_matters", left);
    TRY(sb_end(&b));
    *ret = arena_strdup(x->arena, str_trim(sb_str(&b)));
    return *ret ? OK : ERR_NOMEM;
}

/* --- one role of the one who is back --- */

static err_t report(const struct event_work *x, const struct procedure *p,
                    const struct opened_by *o, const struct event *v,
                    const struct role_holder *principal, struct person_id deputy)
{
    struct done done;
    TRY(acts_of(x, deputy, principal, v, &done));
    if (done.n == 0) return OK; /* nothing was done in the manager's place */
    struct event_told t = {.at = v->until,
                           .unit = principal->unit,
                           .info_system = principal->info_system,
                           .person = deputy,
                           .principal = v->person,
                           .from = v->from,
                           .until = v->until};
    t.key = arena_printf(x->arena, "event:deputy_acted:%s:%" PRId64 ":%" PRId64 ":%" PRId64,
                         p->name, v->id, principal->unit.v, deputy.v);
    if (!t.key) return ERR_NOMEM;
    TRY(text_of(x, principal->unit, &done, &t.matters));
    return event_open(x, p, o, &t);
}

static err_t deputies(const struct event_work *x, const struct procedure *p,
                      const struct opened_by *o, const struct event *v,
                      const struct role_holder *principal)
{
    struct org_ids {
        struct person_id v[64];
        size_t n;
    } list = {.n = 0};
    struct rows r ROWS_CLEANUP = db_query(x->db, SQL_DESIGNATED_OVER, P_STR("role", str_z(o->role)),
                                          P_I64("unit", principal->unit.v),
                                          P_I64("from", v->from.ms), P_I64("until", v->until.ms));
    while (rows_next(&r) && list.n < ARRAY_LEN(list.v))
        list.v[list.n++] = person_id(rows_i64(&r, "person"));
    rows_release(&r);
    TRY(db_error(x->db, NULL));
    for (size_t i = 0; i < list.n; i++) TRY(report(x, p, o, v, principal, list.v[i]));
    return OK;
}

static bool deputised_by(const struct catalogue *c, const char *role, const char *deputy)
{
    const struct role *r = catalogue_role(c, role);
    return r && r->deputy && strcmp(r->deputy, deputy) == 0;
}

static err_t opened(const struct event_work *x, const struct procedure *p,
                    const struct opened_by *o, const struct event *v)
{
    struct role_holder *roles;
    size_t n;
    struct as_of t = {v->from, x->now}; /* what was held when the absence began */
    TRY(org_roles_of(x->db, x->office->catalogue, x->arena, v->person, t, &roles, &n));
    for (size_t i = 0; i < n; i++) {
        bool itself = roles[i].why && strncmp(roles[i].why, "deputy_of:", 10) != 0;
        if (itself && deputised_by(x->office->catalogue, roles[i].role, o->role))
            TRY(deputies(x, p, o, v, &roles[i]));
    }
    return OK;
}

err_t event_absence_ended(const struct event_work *x, const struct event *ended)
{
    const struct catalogue *c = x->office->catalogue;
    struct event v = *ended;
    bool back;
    TRY(whole(x, &v, &back));
    for (size_t i = 0; back && i < catalogue_n_procedures(c); i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        for (size_t k = 0; k < p->n_opened_by; k++) {
            if (p->opened_by[k].event == EVENT_DEPUTY_ACTED)
                TRY(opened(x, p, &p->opened_by[k], &v));
        }
    }
    return OK;
}
