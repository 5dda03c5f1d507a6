/* SPDX-License-Identifier: Apache-2.0
 * Who holds a role: by post, by the register of systems, by designation, by membership. */
#include "office/org_find.h"

#include "office/org_image.h"

#include <string.h>

err_t org_find_add(struct org_find *f, const struct role_holder *h)
{
    struct role_holder *slot = org_list_add(f->arena, &f->found, sizeof *slot);
    if (!slot) return ERR_NOMEM;
    *slot = *h;
    return OK;
}

err_t org_find_scope(struct org_find *f, const struct role *role, struct unit_id asked,
                     struct unit_row *ret)
{
    *ret = (struct unit_row){0};
    if (!unit_id_is_set(asked)) return OK;
    struct unit_id now;
    err_t e = org_unit_now(f->db, asked, f->t, &now);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    struct unit_row u;
    TRY(org_unit(f->db, f->arena, now, f->t, &u));
    struct unit_id lifted = role->of == SCOPE_DEPARTMENT ? u.department : u.division;
    if (!unit_id_is_set(lifted)) return OK;
    if (unit_id_eq(lifted, u.id)) {
        *ret = u;
        return OK;
    }
    return org_unit(f->db, f->arena, lifted, f->t, ret);
}

err_t org_find_post(struct org_find *f, const struct role *role, struct post_id post,
                    struct unit_id unit, struct info_system_id s)
{
    struct holding_row *h;
    size_t n;
    TRY(org_holders_of(f->db, f->arena, post, f->t, &h, &n));
    for (size_t i = 0; i < n; i++) {
        struct role_holder r = {.person = h[i].person,
                                .post = post,
                                .role = role->name,
                                .unit = unit,
                                .info_system = s,
                                .absent = h[i].absent};
        r.why = arena_printf(f->arena, "holding:%lld", (long long)h[i].id.v);
        if (!r.why) return ERR_NOMEM;
        TRY(org_find_add(f, &r));
    }
    return OK;
}

/* A branch office without divisions has no division head: its own head serves, 10(2)(3). */
static bool serves(const struct post_row *p, const struct role *role, const struct unit_row *scope)
{
    if (org_post_is(p, role->found_by)) return true;
    return role->of == SCOPE_DIVISION && scope->kind == UNIT_BRANCH &&
           strcmp(role->found_by, "division_head") == 0 && org_post_is(p, "branch_head");
}

static err_t by_post_of_unit(struct org_find *f, const struct role *role, const struct role_of *of)
{
    struct unit_row scope;
    TRY(org_find_scope(f, role, of->unit, &scope));
    if (!unit_id_is_set(scope.id)) return OK;
    struct post_row *p;
    size_t n;
    TRY(org_posts_of_unit(f->db, f->arena, scope.id, f->t, &p, &n));
    for (size_t i = 0; i < n; i++) {
        if (serves(&p[i], role, &scope))
            TRY(org_find_post(f, role, p[i].id, scope.id, info_system_id(0)));
    }
    return OK;
}

static err_t posts_of_kind(struct org_find *f, const char *kind, struct post_row **ret,
                           size_t *ret_n)
{
    const struct org_image *im = org_image_of(f->db, f->arena);
    if (im) return org_image_posts_of_kind(im, f->arena, kind, f->t, ret, ret_n);
    struct rows r ROWS_CLEANUP =
        db_query(f->db, SQL_POSTS_OF_KIND, P_STR("kind", str_z(kind)), AS_OF(f->t));
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        struct post_row *p = org_list_add(f->arena, &list, sizeof *p);
        if (!p) return ERR_NOMEM;
        org_row_post(&r, f->arena, p, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

/* The body of the governor then. ERR_NOT_FOUND. */
static err_t governors(struct org_find *f, int64_t *ret)
{
    const struct org_image *im = org_image_of(f->db, f->arena);
    struct org_units all;
    if (!im || !org_image_units(im, f->t, &all))
        return db_get_i64(f->db, ret, SQL_UNIT_BODY_GOVERNOR, AS_OF(f->t));
    for (size_t i = 0; i < all.n; i++) {
        if (all.v[i].kind != UNIT_BODY || strcmp(all.v[i].body_kind, "governor") != 0) continue;
        *ret = all.v[i].id.v;
        return OK;
    }
    return ERR_NOT_FOUND;
}

/* The roles of the whole prefecture are the governor's: a post of that kind in another body
 * (its own security bureau, say) does not count. */
static err_t by_post_of_prefecture(struct org_find *f, const struct role *role)
{
    struct post_row *p;
    size_t n;
    int64_t governor;
    TRY(posts_of_kind(f, role->found_by, &p, &n));
    err_t e = governors(f, &governor);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    for (size_t i = 0; i < n; i++) {
        struct unit_row u;
        e = org_unit(f->db, f->arena, p[i].unit, f->t, &u);
        if (e == ERR_NOT_FOUND) continue;
        TRY(e);
        if (u.body.v == governor && org_post_is(&p[i], role->found_by))
            TRY(org_find_post(f, role, p[i].id, unit_id(0), info_system_id(0)));
    }
    return OK;
}

static err_t by_register(struct org_find *f, const struct role *role, const struct role_of *of)
{
    struct info_system_row s;
    err_t e = org_info_system(f->db, f->arena, of->info_system, f->t, &s);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    return post_id_is_set(s.manager_post)
               ? org_find_post(f, role, s.manager_post, unit_id(0), of->info_system)
               : OK;
}

static bool member_counts(enum member_kind m, const char *found_by)
{
    if (strcmp(found_by, "employee") == 0) return m == MEMBER_EMPLOYEE;
    if (strcmp(found_by, "covered_person") == 0) return m != MEMBER_OUTSIDER;
    return m == MEMBER_OUTSIDER;
}

static err_t by_membership(struct org_find *f, const struct role *role, const struct role_of *of)
{
    struct unit_row scope;
    TRY(org_find_scope(f, role, of->unit, &scope));
    if (!unit_id_is_set(scope.id)) return OK;
    struct person_id *people;
    size_t n;
    TRY(org_people_of_division(f->db, f->arena, scope.id, false, f->t, &people, &n));
    for (size_t i = 0; i < n; i++) {
        struct person_row p;
        TRY(org_person(f->db, f->arena, people[i], f->t, &p));
        struct role_holder h = {
            .person = p.id, .role = role->name, .unit = scope.id, .why = "member"};
        if (member_counts(p.member, role->found_by)) TRY(org_find_add(f, &h));
    }
    return OK;
}

static err_t by_reading(struct org_find *f, const struct role *role, const struct role_of *of)
{
    const char *choice;
    TRY(org_reading(f->db, f->catalogue, f->arena, role->found_by, f->t, &choice));
    if (!choice || !catalogue_role(f->catalogue, choice)) return OK;
    struct role_of other = {choice, of->unit, of->info_system};
    size_t from = f->found.n;
    TRY(org_find_role(f, &other));
    struct role_holder *h = f->found.v;
    for (size_t i = from; i < f->found.n; i++) {
        h[i].why = arena_printf(f->arena, "reading:%s:%s", role->found_by, h[i].why);
        h[i].role = role->name;
        if (!h[i].why) return ERR_NOMEM;
    }
    return OK;
}

err_t org_find_role(struct org_find *f, const struct role_of *of)
{
    const struct role *role = catalogue_role(f->catalogue, of->role);
    if (!role) return ERR_NOT_FOUND;
    if (f->depth == ORG_FIND_DEPTH_MAX) return OK;
    f->depth++;
    err_t e = OK;
    struct unit_row scope = {0};
    switch (role->found) {
    case FOUND_POST:
        e = role->of == SCOPE_PREFECTURE ? by_post_of_prefecture(f, role)
                                         : by_post_of_unit(f, role, of);
        break;
    case FOUND_REGISTER:
        e = by_register(f, role, of);
        break;
    case FOUND_DESIGNATION:
        if (role->of == SCOPE_DIVISION || role->of == SCOPE_DEPARTMENT)
            e = org_find_scope(f, role, of->unit, &scope);
        if (e == OK) e = org_find_designated(f, role, scope.id, of->info_system);
        break;
    case FOUND_MEMBER:
        e = by_membership(f, role, of);
        break;
    case FOUND_READING:
        e = by_reading(f, role, of);
        break;
    }
    f->depth--;
    return e;
}
