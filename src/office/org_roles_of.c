/* SPDX-License-Identifier: Apache-2.0
 * All roles of a person: the other way round from org_find.c, so every candidate is proved by
 * org_holds_role and the two cannot differ. */
#include <string.h>

#include "office/org_find.h"
#include "office/org_image.h"

/* Ask whether the person holds it; add once. */
static err_t prove(struct org_find *f, struct person_id person, const struct role *role,
                   struct unit_id unit, struct info_system_id s)
{
    struct role_holder h;
    struct role_of of = {role->name, unit, s};
    err_t e = org_holds_role(f->db, f->catalogue, f->arena, person, of, f->t, &h);
    if (e == ERR_DENIED || e == ERR_NOT_FOUND) return OK;
    TRY(e);
    const struct role_holder *v = f->found.v;
    for (size_t i = 0; i < f->found.n; i++) {
        if (strcmp(v[i].role, h.role) == 0 && unit_id_eq(v[i].unit, h.unit) &&
            info_system_id_eq(v[i].info_system, h.info_system))
            return OK;
    }
    return org_find_add(f, &h);
}

static bool post_may(const struct role *role, const struct post_row *p)
{
    return role->found == FOUND_READING || role->found == FOUND_MEMBER ||
           (role->found == FOUND_POST &&
            (org_post_is(p, role->found_by) || org_post_is(p, "branch_head")));
}

static err_t systems_of(struct org_find *f, struct post_id manager, struct info_system_row **ret,
                        size_t *ret_n)
{
    const struct org_image *im = org_image_of(f->db, f->arena);
    if (im) return org_image_info_systems(im, f->arena, manager, f->t, ret, ret_n);
    struct rows r ROWS_CLEANUP =
        db_query(f->db, SQL_INFO_SYSTEMS_OF_POST, P_I64("post", manager.v), AS_OF(f->t));
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        struct info_system_row *s = org_list_add(f->arena, &list, sizeof *s);
        if (!s) return ERR_NOMEM;
        org_row_info_system(&r, f->arena, s, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

static err_t through_post(struct org_find *f, struct person_id person, const struct post_row *p)
{
    for (size_t i = 0; i < catalogue_n_roles(f->catalogue); i++) {
        const struct role *role = catalogue_role_at(f->catalogue, i);
        if (post_may(role, p)) TRY(prove(f, person, role, p->unit, info_system_id(0)));
    }
    const struct role *sys = catalogue_role(f->catalogue, "system_manager");
    struct info_system_row *v;
    size_t n;
    TRY(systems_of(f, p->id, &v, &n));
    for (size_t i = 0; sys && i < n; i++) TRY(prove(f, person, sys, unit_id(0), v[i].id));
    return OK;
}

/* The role that this one deputises, or NULL. */
static const struct role *principal_of(const struct catalogue *c, const char *deputy)
{
    for (size_t i = 0; i < catalogue_n_roles(c); i++) {
        const struct role *r = catalogue_role_at(c, i);
        if (r->deputy && strcmp(r->deputy, deputy) == 0) return r;
    }
    return NULL;
}

static err_t through_designation(struct org_find *f, struct person_id person)
{
    struct org_designation *d;
    size_t n;
    TRY(org_designations_of(f, person, &d, &n));
    for (size_t i = 0; i < n; i++) {
        const struct role *role = catalogue_role(f->catalogue, d[i].role);
        if (!role) continue;
        TRY(prove(f, person, role, d[i].unit, d[i].info_system));
        const struct role *principal = principal_of(f->catalogue, role->name);
        if (principal) TRY(prove(f, person, principal, d[i].unit, d[i].info_system));
    }
    return OK;
}

/* Members without a post (an outsider): the roles that need no unit. */
static err_t through_membership(struct org_find *f, struct person_id person)
{
    for (size_t i = 0; i < catalogue_n_roles(f->catalogue); i++) {
        const struct role *role = catalogue_role_at(f->catalogue, i);
        if (role->found == FOUND_MEMBER) TRY(prove(f, person, role, unit_id(0), info_system_id(0)));
    }
    return OK;
}

err_t org_roles_of(struct db *db, const struct catalogue *c, struct arena *a,
                   struct person_id person, struct as_of t, struct role_holder **ret, size_t *ret_n)
{
    struct org_find f = {.db = db, .catalogue = c, .arena = a, .t = t};
    struct holding_row *h;
    size_t n;
    TRY(org_holdings_of(db, a, person, t, &h, &n));
    bool placed = false;
    for (size_t i = 0; i < n; i++) {
        if (h[i].away || !post_id_is_set(h[i].post)) continue;
        struct post_row p;
        err_t e = org_post(db, a, h[i].post, t, &p);
        if (e == ERR_NOT_FOUND) continue;
        TRY(e);
        TRY(through_post(&f, person, &p));
        placed = true;
    }
    TRY(through_designation(&f, person));
    if (!placed) TRY(through_membership(&f, person));
    *ret = f.found.v;
    *ret_n = f.found.n;
    return OK;
}

static bool named(const struct role_holder *roles, size_t n, const char *role)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(roles[i].role, role) == 0) return true;
    }
    return false;
}

err_t org_roles_include(struct db *db, const struct catalogue *c, struct arena *a,
                        const struct role_holder *roles, size_t n, struct role_of of,
                        struct as_of t, bool *ret)
{
    const struct role *role = catalogue_role(c, of.role);
    ASSERT(unit_id_is_set(of.unit));
    if (!role) return ERR_NOT_FOUND;
    *ret = false;
    if (!named(roles, n, of.role)) return OK;
    struct org_find f = {.db = db, .catalogue = c, .arena = a, .t = t};
    struct unit_row scope;
    TRY(org_find_scope(&f, role, of.unit, &scope));
    for (size_t i = 0; i < n && unit_id_is_set(scope.id) && !*ret; i++)
        *ret = strcmp(roles[i].role, of.role) == 0 && unit_id_eq(roles[i].unit, scope.id);
    return OK;
}
