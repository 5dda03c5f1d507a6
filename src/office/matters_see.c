/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may see a matter: those it concerns. The applicant, who has acted in it, who is asked,
 * the managers of its division and department, the prefecture's security roles and audit; and
 * who may read the book in which it stands, or record its uses.
 */
#include <string.h>

#include "office/book_reader.h"
#include "office/job.h"
#include "office/sod.h"

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

bool matters_role_sees_all(const char *role)
{
    static const char *const all[] = {
        "ciso",          "deputy_ciso", "head_security_officer", "security_division",
        "audit_officer", "auditor"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (is(role, all[i])) return true;
    }
    return false;
}

bool matters_role_of_division(const char *role)
{
    return is(role, "security_manager") || is(role, "deputy_security_manager") ||
           is(role, "security_assistant");
}

/* Does the role, with its scope, concern this matter? */
static bool concerned(const struct work *w, const struct role_holder *r)
{
    if (matters_role_sees_all(r->role)) return true;
    if (matters_role_of_division(r->role) && r->unit.v == w->division.v) return true;
    if (is(r->role, "security_officer") && r->unit.v == w->department.v) return true;
    for (size_t i = 0; i < w->m->n_duties; i++) {
        const struct act_role *d = &w->m->duties[i].d.role;
        if (d->role && is(r->role, d->role) && d->unit.v == r->unit.v &&
            d->info_system.v == r->info_system.v)
            return true;
    }
    return false;
}

static bool took_part(const struct work *w, struct person_id p)
{
    if (w->applicant.v == p.v || w->m->opener.person.v == p.v) return true;
    for (size_t i = 0; i < w->m->n_duties; i++) {
        const struct duty *d = &w->m->duties[i];
        if (d->by.person.v == p.v) return true;
        for (size_t k = 0; k < d->d.n_assigned; k++) {
            if (d->d.assigned[k].person.v == p.v) return true;
        }
    }
    for (size_t i = 0; i < w->m->n_designations; i++) {
        if (w->m->designations[i].person.v == p.v) return true;
    }
    return false;
}

static err_t reads_its_book(struct work *w, struct person_id viewer, bool *ret)
{
    const char *name = w->m->opening.book;
    const struct book *b = name ? catalogue_book(w->office->catalogue, name) : NULL;
    struct book_reader reader;
    *ret = false;
    if (!b) return OK;
    TRY(book_reader_begin(&reader, w, b, viewer));
    *ret = reader.all;
    return *ret || b->keeper != SCOPE_DIVISION ? OK : book_reader_may(&reader, w->division, ret);
}

/* Who records the uses of a permit (the reception of an area that another division's permit is
 * for). */
static err_t records_its_uses(struct work *w, struct person_id viewer, bool *ret)
{
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    *ret = false;
    for (size_t i = 0; i < w->proc->uses.n_by && !*ret; i++) {
        struct seat_groups g;
        err_t e = resolve_who(&env, w->proc->uses.by[i], &g, NULL);
        if (e == ERR_NOT_FOUND) continue;
        TRY(e);
        for (size_t k = 0; k < g.n && !*ret; k++) {
            struct role_holder as;
            e = resolve_sits(&env, &g.v[k], viewer, &as);
            if (e != OK && e != ERR_DENIED) return e;
            *ret = e == OK;
        }
    }
    return OK;
}

/* Who decides in the place of an applicant who holds the deciding post, by the reading in force
 * (14), sees what to decide; `roles` are all of the viewer's. */
static err_t is_alternate(struct work *w, struct person_id viewer, const struct role_holder *roles,
                          size_t n_roles, const struct duty *d, bool *ret)
{
    const char *choice;
    bool named = false, blocked;
    struct sod_case c = {w->m->id, &w->applicant, 1};
    struct role_of of = {d->d.role.role, d->d.role.unit, d->d.role.info_system};
    struct role_holder *v;
    size_t n;
    *ret = false;
    TRY(work_reading(w, "alternate_decider", &choice));
    for (size_t i = 0; i < n_roles; i++) named = named || is(roles[i].role, choice);
    if (!named) return OK;
    TRY(sod_deciders(w->db, w->office->catalogue, w->arena, &c, of, w->as_of, &v, &n, &blocked));
    for (size_t i = 0; i < n; i++)
        *ret = *ret || (v[i].person.v == viewer.v && role_why_is_alternate(v[i].why));
    return OK;
}

err_t matters_may_see(struct work *w, struct person_id viewer)
{
    if (took_part(w, viewer)) return OK;
    struct role_holder *roles;
    size_t n;
    bool may;
    TRY(org_roles_of(w->db, w->office->catalogue, w->arena, viewer, w->as_of, &roles, &n));
    for (size_t i = 0; i < n; i++) {
        if (concerned(w, &roles[i])) return OK;
    }
    /* Who may act for the holder, or in the place of a unit that has ended, sees what to do. */
    for (size_t i = 0; i < w->m->n_duties; i++) {
        const struct duty *d = &w->m->duties[i];
        if (d->state != DUTY_OPEN || !d->d.role.role) continue;
        struct role_holder as;
        err_t e = org_holds_role(
            w->db, w->office->catalogue, w->arena, viewer,
            (struct role_of){d->d.role.role, d->d.role.unit, d->d.role.info_system}, w->as_of, &as);
        if (e != ERR_DENIED) return e;
        TRY(is_alternate(w, viewer, roles, n, d, &may));
        if (may) return OK;
    }
    TRY(reads_its_book(w, viewer, &may));
    if (!may) TRY(records_its_uses(w, viewer, &may));
    if (may) return OK;
    return fault_set(w->why, ERR_NOT_FOUND, "matter.not_found", "%lld", (long long)w->m->id.v);
}
