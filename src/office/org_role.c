/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_find.h"

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
    bool fits = str_eqz(str_z(role->found_by), "employee")         ? p.member == MEMBER_EMPLOYEE
                : str_eqz(str_z(role->found_by), "covered_person") ? p.member != MEMBER_OUTSIDER
                                                                   : p.member == MEMBER_OUTSIDER;
    if (!active || !fits) return ERR_DENIED;
    *ret = (struct role_holder){.person = person, .role = role->name, .why = "member"};
    return OK;
}

err_t org_holds_role(struct db *db, const struct catalogue *c, struct arena *a,
                     struct person_id person, struct role_of of, struct as_of t,
                     struct role_holder *ret)
{
    const struct role *role = catalogue_role(c, of.role);
    if (!role) return ERR_NOT_FOUND;
    if (role->found == FOUND_MEMBER && !unit_id_is_set(of.unit))
        return is_member(db, a, role, person, t, ret);
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
