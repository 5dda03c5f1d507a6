/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_find.h"

#include <string.h>

bool role_why_is_deputy(const char *why)
{
    return why && strncmp(why, "deputy_of", 9) == 0;
}

bool role_why_is_alternate(const char *why)
{
    return why && strncmp(why, "alternate", 9) == 0;
}

err_t org_role_holders(struct db *db, const struct catalogue *c, struct arena *a, struct role_of of,
                       struct as_of t, struct role_holder **ret, size_t *ret_n)
{
    const struct role *role = catalogue_role(c, of.role);
    if (!role) return ERR_NOT_FOUND;
    struct org_find f = {.db = db, .catalogue = c, .arena = a, .t = t};
    TRY(org_find_role(&f, &of));
    TRY(org_find_deputies(&f, role, &of, 0));
    *ret = f.found.v;
    *ret_n = f.found.n;
    return OK;
}

/* Membership of anything (the role without a unit): is the person of that kind and active? */
static err_t is_member(struct db *db, struct arena *a, const struct role *role,
                       struct person_id person, struct as_of t, struct role_holder *ret)
{
    struct person_row p;
    err_t e = org_person(db, a, person, t, &p);
    if (e == ERR_NOT_FOUND) return ERR_DENIED;
    TRY(e);
    bool active = true;
    if (p.member == MEMBER_EMPLOYEE) TRY(org_is_active(db, person, t, &active));
    bool fits = str_eqz(str_z(role->found_by), "employee") ? p.member == MEMBER_EMPLOYEE
                : str_eqz(str_z(role->found_by), "covered_person")
                    ? p.member != MEMBER_OUTSIDER
                    : p.member != MEMBER_EMPLOYEE; /* an outsider, consented or not */
    if (!active || !fits) return ERR_DENIED;
    *ret = (struct role_holder){.person = person, .role = role->name, .why = "member"};
    return OK;
}

/* Membership of a division: through any post in the units that it answers for. */
static err_t is_member_of(struct org_find *f, const struct role *role, struct person_id person,
                          struct unit_id unit, struct role_holder *ret)
{
    struct role_holder h;
    struct unit_row scope;
    struct holding_row *held;
    size_t n;
    TRY(is_member(f->db, f->arena, role, person, f->t, &h));
    TRY(org_find_scope(f, role, unit, &scope));
    TRY(org_holdings_of(f->db, f->arena, person, f->t, &held, &n));
    for (size_t i = 0; i < n && unit_id_is_set(scope.id); i++) {
        struct post_row p;
        struct unit_row u;
        if (held[i].away || holding_kind_is_away(held[i].kind)) continue;
        err_t e = org_post(f->db, f->arena, held[i].post, f->t, &p);
        if (e == OK) e = org_unit(f->db, f->arena, p.unit, f->t, &u);
        if (e == ERR_NOT_FOUND) continue;
        TRY(e);
        if (!unit_id_eq(u.division, scope.id)) continue;
        h.unit = scope.id;
        *ret = h;
        return OK;
    }
    return ERR_DENIED;
}

err_t org_holds_role(struct db *db, const struct catalogue *c, struct arena *a,
                     struct person_id person, struct role_of of, struct as_of t,
                     struct role_holder *ret)
{
    const struct role *role = catalogue_role(c, of.role);
    if (!role) return ERR_NOT_FOUND;
    if (role->found == FOUND_MEMBER && !unit_id_is_set(of.unit))
        return is_member(db, a, role, person, t, ret);
    struct org_find f = {.db = db, .catalogue = c, .arena = a, .t = t};
    if (role->found == FOUND_MEMBER) return is_member_of(&f, role, person, of.unit, ret);
    struct role_holder *h;
    size_t n;
    TRY(org_role_holders(db, c, a, of, t, &h, &n));
    for (size_t i = 0; i < n; i++) {
        if (!person_id_eq(h[i].person, person)) continue;
        *ret = h[i];
        return OK;
    }
    return ERR_DENIED;
}
