/* SPDX-License-Identifier: Apache-2.0 */
#include "office/book_reader.h"

enum { KNOWN_MAX = 2000 };

static bool of_keeper(const struct who *w)
{
    if (w->kind == WHO_ROLE)
        return w->of && (w->of->root == PATH_KEEPER || w->of->root == PATH_TARGET);
    for (size_t i = 0; i < w->n_parts; i++) {
        if (of_keeper(w->parts[i])) return true;
    }
    return false;
}

/* Roles of a unit by what the viewer holds; the others as an act would be judged. */
static err_t sits(const struct book_reader *r, const struct resolve_env *env, struct seat *seat,
                  bool *ret)
{
    if (seat->role && unit_id_is_set(seat->unit))
        return org_roles_include(env->db, env->catalogue, env->arena, r->roles, r->n_roles,
                                 (struct role_of){.role = seat->role, .unit = seat->unit},
                                 env->as_of, ret);
    struct role_holder as;
    struct seats one = {seat, 1};
    err_t e = resolve_sits(env, &one, r->viewer, &as);
    *ret = e == OK;
    return e == ERR_DENIED ? OK : e;
}

static err_t allows(const struct book_reader *r, const struct resolve_env *env,
                    const struct who *who, bool *ret)
{
    struct seat_groups g;
    *ret = false;
    err_t e = resolve_who(env, who, &g, NULL);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    for (size_t i = 0; i < g.n; i++) {
        for (size_t k = 0; k < g.v[i].n && !*ret; k++) TRY(sits(r, env, &g.v[i].v[k], ret));
    }
    return OK;
}

/* keeper .v == 0: by what does not depend on it. */
static err_t may_read(const struct book_reader *r, struct unit_id keeper, bool *ret)
{
    struct resolve_env env = work_resolve_env(r->w, keeper);
    *ret = false;
    for (size_t i = 0; i < r->book->n_read && !*ret; i++) {
        if (of_keeper(r->book->read[i]) == unit_id_is_set(keeper))
            TRY(allows(r, &env, r->book->read[i], ret));
    }
    return OK;
}

err_t book_reader_begin(struct book_reader *ret, struct work *w, const struct book *b,
                        struct person_id viewer)
{
    struct book_reader r = {.w = w, .book = b, .viewer = viewer};
    struct role_holder *roles;
    TRY(org_roles_of(w->db, w->office->catalogue, w->arena, viewer, w->as_of, &roles, &r.n_roles));
    r.roles = roles;
    TRY(may_read(&r, unit_id(0), &r.all));
    r.known = ARENA_ARRAY(w->arena, struct keeper_answer, KNOWN_MAX);
    if (!r.known) return ERR_NOMEM;
    *ret = r;
    return OK;
}

err_t book_reader_may(struct book_reader *r, struct unit_id keeper, bool *ret)
{
    if (r->all) {
        *ret = true;
        return OK;
    }
    for (size_t i = 0; i < r->n_known; i++) {
        if (!unit_id_eq(r->known[i].keeper, keeper)) continue;
        *ret = r->known[i].may;
        return OK;
    }
    TRY(may_read(r, keeper, ret));
    if (r->n_known < KNOWN_MAX) r->known[r->n_known++] = (struct keeper_answer){keeper, *ret};
    return OK;
}
