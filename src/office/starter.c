/* SPDX-License-Identifier: Apache-2.0 */
#include "office/starter.h"

#include <string.h>

err_t starter_begin(struct starter *ret, const struct show *s, struct person_id viewer)
{
    struct role_holder *roles;
    struct starter x = {.s = s, .viewer = viewer};
    TRY(org_roles_of(s->w->db, s->w->office->catalogue, s->w->arena, viewer, s->w->as_of, &roles,
                     &x.n_roles));
    x.roles = roles;
    *ret = x;
    return OK;
}

/* May the viewer be the starter, judging only by what is known before the form is filled? */
static err_t could(const struct starter *x, const struct who *who, bool *ret)
{
    const struct work *w = x->s->w;
    *ret = false;
    if (who->kind == WHO_APPLICANT) *ret = true;
    for (size_t i = 0; i < who->n_parts && !*ret; i++) TRY(could(x, who->parts[i], ret));
    if (who->kind != WHO_ROLE || *ret) return OK;
    const struct role *role = catalogue_role(w->office->catalogue, who->role);
    if (role && role->found == FOUND_MEMBER) {
        struct role_holder as;
        err_t e =
            org_holds_role(w->db, w->office->catalogue, w->arena, x->viewer,
                           (struct role_of){.role = who->role, .unit = unit_id(0)}, w->as_of, &as);
        *ret = e == OK;
        return e == ERR_DENIED ? OK : e;
    }
    for (size_t i = 0; i < x->n_roles && !*ret; i++)
        *ret = strcmp(x->roles[i].role, who->role) == 0;
    return OK;
}

err_t starter_may(const struct starter *x, const struct procedure *p, bool *ret)
{
    *ret = false;
    return shape_is_carried(p->shape) ? could(x, p->starter, ret) : OK;
}

/* The first sentence: in a list of a hundred procedures nobody reads more. */
static const char *brief_of(const struct show *s, struct text2 about)
{
    const char *z = about.ja ? show_text(s, about) : NULL;
    if (!z) return NULL;
    struct str all = str_z(z);
    bool ja = z == about.ja;
    for (size_t i = 0; i < all.n; i++) {
        struct str rest = str_skip(all, i);
        if (ja && str_starts(rest, STR("。")))
            return arena_strdup(s->w->arena, str_head(all, i + sizeof "。" - 1));
        if (!ja && str_starts(rest, STR(". ")))
            return arena_strdup(s->w->arena, str_head(all, i + 1));
    }
    return z;
}

void starter_show(const struct show *s, struct jo *o, const struct procedure *p)
{
    jo_str(o, "procedure", p->name);
    jo_str(o, "title", show_text(s, p->title));
    jo_str(o, "word", show_text(s, p->word));
    jo_str(o, "about", p->about.ja ? show_text(s, p->about) : NULL);
    jo_str(o, "brief", brief_of(s, p->about));
    jo_str(o, "shape", shape_kind_name(p->shape));
    jo_str(o, "group", p->group);
    jo_str(o, "href", arena_printf(s->w->arena, "/apply/%s", p->name));
    struct jo list = jo_array();
    for (size_t i = 0; i < p->articles.n; i++)
        jo_add_value(&list, json_string(p->articles.v[i].text));
    jo_put(o, "articles", list);
}
