/* SPDX-License-Identifier: Apache-2.0
 *
 * One matter as its page and the API show it: what was asked, who decided what and when, what
 * the viewer can do now.
 */
#include <inttypes.h>
#include <string.h>

#include "office/evidence.h"
#include "office/job.h"
#include "office/show_parts.h"
#include "office/starter.h"
#include "office/views.h"

/* --- what was entered --- */

static void show_fields(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    const struct procedure *p = s->w->proc;
    for (size_t i = 0; i < p->n_fields; i++) {
        const json_t *v = json_object_get(s->w->fields, p->fields[i].name);
        if (!v) continue;
        struct jo f = jo_object();
        jo_str(&f, "name", p->fields[i].name);
        jo_str(&f, "label", show_text(s, p->fields[i].label));
        show_value(s, &f, "text", &p->fields[i], v);
        show_files(s, &f, &p->fields[i], v);
        bool version = p->fields[i].type == FIELD_CATALOGUE;
        jo_str(&f, "href",
               version ? arena_printf(s->w->arena, "/catalogue/%" PRId64,
                                      (int64_t)json_integer_value(v))
                       : NULL);
        jo_add(&list, f);
    }
    jo_put(o, "fields", list);
}

/* --- papers, things, links, effects --- */

static void show_papers(const struct show *s, struct jo *o, bool erased)
{
    struct jo list = jo_array();
    struct expr_env env = work_expr_env(s->w);
    bool decided = s->w->m->decided.ms != 0 && !erased; /* a form without its content is none */
    for (size_t i = 0; i < s->w->proc->n_papers && decided; i++) {
        const struct paper *p = &s->w->proc->papers[i];
        if (p->when && !expr_true(p->when, &env)) continue;
        struct jo one = jo_object();
        jo_str(&one, "title", show_text(s, p->title));
        jo_str(&one, "href",
               arena_printf(s->w->arena, "/matters/%" PRId64 "/papers/%s", s->w->m->id.v, p->name));
        jo_add(&list, one);
    }
    jo_put(o, "papers", list);
}

static void show_things(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    struct field f = {.type = FIELD_ENTRY};
    for (size_t i = 0; i < s->w->m->n_things; i++) {
        const struct thing *t = &s->w->m->things[i];
        if (t->entry.v == 0) continue;
        struct jo one = jo_object();
        json_t *id = json_integer(t->entry.v);
        jo_i64(&one, "entry", t->entry.v);
        show_value(s, &one, "text", &f, id);
        json_decref(id);
        jo_str(&one, "href", arena_printf(s->w->arena, "/entries/%" PRId64, t->entry.v));
        jo_bool(&one, "in_use", t->in_use);
        jo_bool(&one, "used", t->used);
        show_time(s, &one, "since", t->in_use ? t->since : (struct moment){0});
        jo_add(&list, one);
    }
    jo_put(o, "things", list);
}

static void add_link(const struct show *s, struct jo *list, const char *kind, int64_t id)
{
    struct jo one = jo_object();
    const char *text = arena_printf(s->w->arena, "link.%s", kind);
    jo_str(&one, "kind", text ? tr(s->lang, text) : kind);
    jo_i64(&one, "matter", id);
    jo_str(&one, "href", arena_printf(s->w->arena, "/matters/%" PRId64, id));
    jo_add(list, one);
}

static err_t show_links(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < s->w->m->n_links; i++)
        add_link(s, &list, link_kind_name(s->w->m->links[i].kind), s->w->m->links[i].target.v);
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_LINKS_TO, P_I64("target", s->w->m->id.v));
    while (rows_next(&r)) {
        struct str kind = rows_str(&r, "kind");
        add_link(s, &list, arena_printf(s->w->arena, "%.*s_by", STR_ARG(kind)),
                 rows_i64(&r, "matter"));
    }
    err_t e = rows_end(&r);
    jo_put(o, "links", list);
    return e;
}

static void show_effects(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < s->w->m->n_effects; i++) {
        const struct effect *e = &s->w->m->effects[i];
        struct jo one = jo_object();
        jo_str(&one, "kind", e->e.kind);
        jo_str(&one, "enforcer", e->e.enforcer);
        const char *label =
            e->e.enforcer ? arena_printf(s->w->arena, "enforcer.%s", e->e.enforcer) : NULL;
        jo_str(&one, "enforcer_text", label ? tr_find(s->lang, str_z(label)) : NULL);
        jo_bool(&one, "optional", e->e.optional);
        jo_bool(&one, "dropped", e->state == EFFECT_DROPPED);
        const char *id = arena_printf(s->w->arena, "effect.%s", effect_state_name(e->state));
        jo_str(&one, "state", id ? tr(s->lang, id) : NULL);
        jo_str(&one, "reason", e->reason);
        jo_str(&one, "reason_text", show_enforcer_reason(s, e->reason));
        jo_add(&list, one);
    }
    jo_put(o, "effects", list);
}

static err_t show_matter(const struct show *s, struct person_id viewer, struct jo *o)
{
    struct matter *m = s->w->m;
    show_matter_head(s, o, s->w->proc, m->opening.procedure, m->id.v, m->opening.fiscal_year,
                     m->opening.number, m->opening.division);
    jo_str(o, "shape", shape_kind_name(m->opening.shape));
    jo_str(o, "state", matter_state_name(m->state));
    jo_str(o, "state_text", show_state_of(s, s->w->proc, m->state));
    jo_bool(o, "closed", m->closed);
    jo_bool(o, "overdue", m->overdue);
    show_person(s, o, "applicant", m->applicant);
    show_unit(s, o, "unit", m->opening.unit);
    show_time(s, o, "opened", m->opened);
    show_time(s, o, "from", m->has_period ? m->from : (struct moment){0});
    show_time(s, o, "until", m->has_period ? m->until : (struct moment){0});
    show_fields(s, o);
    show_duties(s, o);
    show_can(s, viewer, o);
    bool erased;
    TRY(evidence_show_matter(s, o, "evidence"));
    TRY(erase_show(s, o, "erased", &erased));
    show_papers(s, o, erased);
    show_things(s, o);
    show_effects(s, o);
    struct starter st;
    bool may_start = false;
    TRY(starter_begin(&st, s, viewer));
    const struct procedure *now =
        catalogue_procedure(s->w->office->catalogue, m->opening.procedure);
    if (now) TRY(starter_may(&st, now, &may_start));
    jo_str(o, "copy_href",
           !may_start ? NULL
                      : arena_printf(s->w->arena, "/apply/%s?copy=%" PRId64, m->opening.procedure,
                                     m->id.v));
    jo_str(o, "digest", m->opening.digest);
    TRY(show_links(s, o));
    show_timeline(s, o);
    return OK;
}

err_t matters_view(const struct office *office, struct person_id viewer, struct matter_id id,
                   enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    TRY(work_load(&v.w, id));
    TRY(matters_may_see(&v.w, viewer));
    struct jo o = jo_object();
    err_t e = show_matter(&v.s, viewer, &o);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

err_t matters_paper(const struct office *office, struct person_id viewer, struct matter_id id,
                    const char *paper, enum lang lang, json_t **ret)
{
    json_t *matter;
    TRY(matters_view(office, viewer, id, lang, &matter));
    char end[120];
    snprintf(end, sizeof end, "/papers/%.100s", paper);
    const json_t *papers = json_object_get(matter, "papers"), *found = NULL;
    for (size_t i = 0; i < json_array_size(papers) && !found; i++) {
        const json_t *one = json_array_get(papers, i);
        if (str_ends(str_z(json_string_value(json_object_get(one, "href"))), str_z(end)))
            found = one;
    }
    if (!found) {
        json_decref(matter);
        return ERR_NOT_FOUND;
    }
    if (json_object_set(matter, "paper", (json_t *)found) != 0) {
        json_decref(matter);
        return ERR_NOMEM;
    }
    *ret = matter;
    return OK;
}
