/* SPDX-License-Identifier: Apache-2.0
 * Roles by designation (10の2, 12, 15, 18 ...) and the deputy who counts while the holder is
 * absent. The rows are the kernel's projection of instruments in force. */
#include <string.h>

#include "office/org_find.h"
#include "office/org_image.h"

static err_t collect(struct org_find *f, struct rows *r, const char *role,
                     struct org_designation **ret, size_t *ret_n)
{
    struct org_list list = {0};
    err_t e = OK;
    while (e == OK && rows_next(r)) {
        struct org_designation *d = org_list_add(f->arena, &list, sizeof *d);
        if (!d) return ERR_NOMEM;
        d->matter = matter_id(rows_i64(r, "matter"));
        d->role = role ? role : org_row_text(r, f->arena, "role", &e);
        d->person = person_id(rows_i64(r, "person"));
        d->unit = unit_id(rows_i64_or(r, "unit", 0));
        d->info_system = info_system_id(rows_i64_or(r, "info_system", 0));
        d->procedure = org_row_text(r, f->arena, "procedure", &e);
        d->issuer = person_id(rows_i64_or(r, "applicant", 0));
    }
    TRY(e);
    TRY(rows_end(r));
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

err_t org_designations(struct org_find *f, const char *role, struct org_designation **ret,
                       size_t *ret_n)
{
    const struct org_image *im = org_image_of(f->db, f->arena);
    if (im) return org_image_designations(im, f->arena, role, person_id(0), f->t, ret, ret_n);
    struct rows r ROWS_CLEANUP =
        db_query(f->db, SQL_DESIGNATIONS_OF_ROLE, P_STR("role", str_z(role)), AS_OF(f->t));
    return collect(f, &r, role, ret, ret_n);
}

err_t org_designations_of(struct org_find *f, struct person_id person, struct org_designation **ret,
                          size_t *ret_n)
{
    const struct org_image *im = org_image_of(f->db, f->arena);
    if (im) return org_image_designations(im, f->arena, NULL, person, f->t, ret, ret_n);
    struct rows r ROWS_CLEANUP =
        db_query(f->db, SQL_DESIGNATIONS_OF_PERSON, P_I64("person", person.v), AS_OF(f->t));
    return collect(f, &r, NULL, ret, ret_n);
}

/* The role among the procedure's starters that fits the scope of what it designates. */
static const struct role *issuing_role(const struct org_find *f, const struct who *w,
                                       const struct org_designation *d)
{
    if (!w) return NULL;
    if (w->kind == WHO_ROLE) {
        const struct role *r = catalogue_role(f->catalogue, w->role);
        if (!r) return NULL;
        enum role_scope want = info_system_id_is_set(d->info_system) ? SCOPE_INFO_SYSTEM
                               : unit_id_is_set(d->unit)             ? SCOPE_DIVISION
                                                                     : SCOPE_PREFECTURE;
        return r->of == want ? r : NULL;
    }
    for (size_t i = 0; i < w->n_parts; i++) {
        const struct role *r = issuing_role(f, w->parts[i], d);
        if (r) return r;
    }
    return NULL;
}

static err_t issuer_in_office(struct org_find *f, const struct org_designation *d, bool *ret)
{
    *ret = true;
    const struct procedure *p = catalogue_procedure(f->catalogue, d->procedure);
    if (!p || !p->with_tenure_of_issuer) return OK;
    const struct role *role = issuing_role(f, p->starter, d);
    if (!role) return OK;
    struct org_find in = {f->db, f->catalogue, f->arena, f->t, {0}, f->depth};
    struct role_of of = {role->name, d->unit, d->info_system};
    TRY(org_find_role(&in, &of));
    const struct role_holder *h = in.found.v;
    for (size_t i = 0; i < in.found.n; i++) {
        if (person_id_eq(h[i].person, d->issuer)) return OK;
    }
    *ret = false;
    return OK;
}

err_t org_designation_counts(struct org_find *f, const struct org_designation *d, bool *ret)
{
    bool active;
    TRY(org_is_active(f->db, d->person, f->t, &active));
    if (!active) {
        *ret = false;
        return OK;
    }
    return issuer_in_office(f, d, ret);
}

static err_t is_absent(struct org_find *f, struct person_id p, bool *ret)
{
    int64_t n;
    const struct org_image *im = org_image_of(f->db, f->arena);
    if (im) {
        *ret = org_image_is_absent(im, p, f->t);
        return OK;
    }
    TRY(db_get_i64(f->db, &n, SQL_ABSENT_AT, P_I64("person", p.v), AS_OF(f->t)));
    *ret = n > 0;
    return OK;
}

err_t org_find_designated(struct org_find *f, const struct role *role, struct unit_id unit,
                          struct info_system_id s)
{
    struct org_designation *d;
    size_t n;
    TRY(org_designations(f, role->name, &d, &n));
    for (size_t i = 0; i < n; i++) {
        struct unit_row scope = {0};
        if (unit_id_is_set(d[i].unit)) TRY(org_find_scope(f, role, d[i].unit, &scope));
        if (!unit_id_eq(scope.id, unit) || !info_system_id_eq(d[i].info_system, s)) continue;
        bool counts;
        TRY(org_designation_counts(f, &d[i], &counts));
        if (!counts) continue;
        bool absent;
        TRY(is_absent(f, d[i].person, &absent));
        struct role_holder h = {.person = d[i].person,
                                .role = role->name,
                                .unit = unit,
                                .info_system = s,
                                .absent = absent};
        h.why = arena_printf(f->arena, "designation:matter:%lld", (long long)d[i].matter.v);
        if (!h.why) return ERR_NOMEM;
        TRY(org_find_add(f, &h));
    }
    return OK;
}

static err_t is_manager(struct org_find *f, struct person_id p, struct unit_id division, bool *ret)
{
    struct person_id *v;
    size_t n;
    TRY(org_people_of_division(f->db, f->arena, division, true, f->t, &v, &n));
    *ret = false;
    for (size_t i = 0; i < n; i++) {
        if (person_id_eq(v[i], p)) *ret = true;
    }
    return OK;
}

err_t org_find_deputies(struct org_find *f, const struct role *role, const struct role_of *of,
                        size_t from)
{
    if (!role->deputy || f->found.n == from) return OK; /* nobody deputises a vacant post */
    const struct role_holder *holders = f->found.v;
    for (size_t i = from; i < f->found.n; i++) {
        if (!holders[i].absent) return OK;
    }
    const struct role_holder principal = holders[from];
    struct org_find in = {f->db, f->catalogue, f->arena, f->t, {0}, f->depth};
    struct role_of deputy = {role->deputy, of->unit, of->info_system};
    TRY(org_find_role(&in, &deputy));
    const struct role_holder *d = in.found.v;
    for (size_t i = 0; i < in.found.n; i++) {
        bool manager;
        TRY(is_manager(f, d[i].person, principal.unit, &manager));
        if (!manager || d[i].absent) continue;
        struct role_holder h = principal;
        h.person = d[i].person;
        h.absent = false;
        h.why = arena_printf(f->arena, "deputy_of:%s", principal.why);
        if (!h.why) return ERR_NOMEM;
        TRY(org_find_add(f, &h));
    }
    return OK;
}

err_t org_reading(struct db *db, const struct catalogue *c, struct arena *a, const char *id,
                  struct as_of t, const char **ret)
{
    const struct reading *reading = catalogue_reading(c, id);
    const char *choice = reading ? reading->dflt : NULL;
    err_t e = OK;
    const struct org_image *im = org_image_of(db, a);
    if (im) {
        int64_t number;
        *ret = choice;
        e = org_image_setting(im, "reading", str_z(id), t, ret, &number);
        return e == ERR_NOT_FOUND ? OK : e;
    }
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_READING_IN_FORCE, P_STR("name", str_z(id)), AS_OF(t));
    if (rows_next(&r)) choice = org_row_text(&r, a, "value", &e);
    rows_release(&r);
    TRY(e);
    TRY(db_error(db, NULL));
    *ret = choice;
    return OK;
}
