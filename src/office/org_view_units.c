/* SPDX-License-Identifier: Apache-2.0
 * All units as a tree, each with its head. */
#include <stdlib.h>
#include <string.h>

#include "office/org_row.h"
#include "office/org_view.h"
#include "office/views.h"

/* The children of one parent stand together, in their order. */
static int by_parent(const void *a, const void *b)
{
    const struct unit_row *x = a, *y = b;
    if (x->parent.v != y->parent.v) return x->parent.v < y->parent.v ? -1 : 1;
    if (x->sort != y->sort) return x->sort < y->sort ? -1 : 1;
    return strcmp(x->code, y->code);
}

static err_t put_heads(struct view *v, struct jo *o, struct unit_id unit)
{
    struct post_row *p;
    size_t n;
    TRY(org_posts_of_unit(v->db, &v->arena, unit, v->w.as_of, &p, &n));
    struct jo heads = jo_array();
    err_t e = OK;
    for (size_t i = 0; e == OK && i < n; i++) {
        struct holding_row *h;
        size_t held;
        if (!str_ends(str_z(p[i].kind), STR("_head"))) continue;
        e = org_holders_of(v->db, &v->arena, p[i].id, v->w.as_of, &h, &held);
        struct jo one = jo_object();
        jo_str(&one, "title",
               v->s.lang == LANG_EN && p[i].title_en[0] ? p[i].title_en : p[i].title);
        show_person(&v->s, &one, "person", e == OK && held ? h[0].person : person_id(0));
        jo_add(&heads, one);
    }
    jo_put(o, "heads", heads);
    return e;
}

static err_t children(struct view *v, const struct unit_row *u, size_t n, struct unit_id parent,
                      int depth, struct jo *ret)
{
    struct jo list = jo_array();
    err_t e = depth > 16 ? ERR_CORRUPT : OK;
    for (size_t i = 0; e == OK && i < n; i++) {
        if (!unit_id_eq(u[i].parent, parent)) continue;
        struct jo one = jo_object(), below;
        jo_i64(&one, "id", u[i].id.v);
        jo_str(&one, "code", u[i].code);
        jo_str(&one, "name", v->s.lang == LANG_EN && u[i].name_en[0] ? u[i].name_en : u[i].name);
        jo_str(&one, "kind", unit_kind_name(u[i].kind));
        jo_str(&one, "href", arena_printf(&v->arena, "/people?unit=%lld", (long long)u[i].id.v));
        e = put_heads(v, &one, u[i].id);
        if (e == OK) e = children(v, u, n, u[i].id, depth + 1, &below);
        if (e == OK) jo_put(&one, "units", below);
        if (e == OK)
            jo_add(&list, one);
        else
            jo_release(&one);
    }
    if (e == OK)
        *ret = list;
    else
        jo_release(&list);
    return e;
}

err_t org_units_tree(const struct office *office, struct person_id viewer, enum lang lang,
                     json_t **ret)
{
    struct view v VIEW_CLEANUP;
    struct unit_row *u;
    size_t n;
    bool active;
    struct jo tree;
    TRY(view_begin(&v, office, viewer, lang));
    TRY(org_is_active(v.db, viewer, v.w.as_of, &active));
    if (!active) return ERR_NOT_FOUND;
    TRY(org_units(v.db, &v.arena, v.w.as_of, &u, &n));
    if (n) qsort(u, n, sizeof *u, by_parent);
    TRY(children(&v, u, n, unit_id(0), 0, &tree));
    struct jo o = jo_object();
    jo_put(&o, "units", tree);
    return jo_end(&o, ret);
}
