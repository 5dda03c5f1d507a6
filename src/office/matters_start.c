/* SPDX-License-Identifier: Apache-2.0
 *
 * What one may start, and the form to begin with.
 */
#include <string.h>

#include "office/job.h"
#include "office/starter.h"
#include "office/views.h"

/* The procedures under one heading, by reference; nothing where there are none. */
static void show_group(const struct show *s, struct jo *groups, const struct jo *all,
                       const char *name, const char *label)
{
    struct jo o = jo_object(), list = jo_array();
    for (size_t i = 0; i < json_array_size(all->v); i++) {
        json_t *one = json_array_get(all->v, i);
        const char *of = json_string_value(json_object_get(one, "group"));
        bool here = of && name ? strcmp(of, name) == 0 : !of && !name;
        if (here) jo_add_value(&list, json_incref(one));
    }
    bool any = json_array_size(list.v) > 0;
    jo_str(&o, "group", name ? name : "other");
    jo_str(&o, "label", label);
    jo_str(&o, "href", arena_printf(s->w->arena, "/apply#%s", name ? name : "other"));
    jo_put(&o, "procedures", list);
    if (any)
        jo_add(groups, o);
    else
        jo_release(&o);
}

static void show_groups(const struct show *s, struct jo *o, const struct jo *all)
{
    const struct catalogue *c = s->w->office->catalogue;
    struct jo groups = jo_array();
    for (size_t i = 0; i < catalogue_n_groups(c); i++) {
        const struct group *g = catalogue_group_at(c, i);
        show_group(s, &groups, all, g->name, show_text(s, g->label));
    }
    show_group(s, &groups, all, NULL, tr(s->lang, "asset.group_other"));
    jo_put(o, "groups", groups);
}

err_t matters_procedures(const struct office *office, struct person_id viewer, enum lang lang,
                         json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct starter starter;
    TRY(starter_begin(&starter, &v.s, viewer));
    struct jo o = jo_object(), list = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < catalogue_n_procedures(office->catalogue) && e == OK; i++) {
        const struct procedure *p = catalogue_procedure_at(office->catalogue, i);
        bool may = false;
        e = starter_may(&starter, p, &may);
        if (!may) continue;
        struct jo one = jo_object();
        starter_show(&v.s, &one, p);
        jo_add(&list, one);
    }
    show_groups(&v.s, &o, &list);
    jo_put(&o, "procedures", list);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

err_t matters_form(const struct office *office, struct person_id viewer, const char *procedure,
                   struct matter_id copy_of, enum lang lang, json_t **ret, struct fault *why)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    const struct procedure *p = catalogue_procedure(office->catalogue, procedure);
    if (!p || !shape_is_carried(p->shape))
        return fault_set(why, ERR_NOT_FOUND, "matter.no_procedure", "%s", procedure);
    struct starter starter;
    TRY(starter_begin(&starter, &v.s, viewer));
    bool may;
    TRY(starter_may(&starter, p, &may));
    if (!may)
        return fault_set(why, ERR_DENIED, "matter.not_yours_to_start", "%s",
                         show_text(&v.s, p->title));
    struct unit_id unit = v.w.unit, division = v.w.division;
    if (copy_of.v) { /* values of an earlier matter that the viewer may see */
        TRY(work_load(&v.w, copy_of));
        TRY(matters_may_see(&v.w, viewer));
        v.w.unit = unit;
        v.w.division = division;
        if (strcmp(v.w.proc->name, procedure) != 0) json_object_clear(v.w.fields);
    }
    v.w.proc = p;
    struct jo o = jo_object();
    starter_show(&v.s, &o, p);
    show_unit(&v.s, &o, "unit", unit);
    show_form(&v.s, &o, "fields", p->fields, p->n_fields, v.w.fields, "");
    return view_end(&v, &o, ret);
}
