/* SPDX-License-Identifier: Apache-2.0 */
#include "office/resolve.h"

#include <string.h>

enum { SEATS_MAX = 400 };

bool seat_eq(const struct seat *a, const struct seat *b)
{
    bool same_role = a->role == b->role || (a->role && b->role && strcmp(a->role, b->role) == 0);
    return same_role && a->unit.v == b->unit.v && a->info_system.v == b->info_system.v &&
           a->person.v == b->person.v;
}

/* --- units --- */

struct unit_list {
    struct unit_id *v;
    size_t n;
};

static err_t list_add(const struct resolve_env *env, struct unit_list *l, struct unit_id u)
{
    if (u.v == 0) return OK;
    for (size_t i = 0; i < l->n; i++) {
        if (l->v[i].v == u.v) return OK;
    }
    if (l->n == SEATS_MAX) return ERR_TOO_BIG;
    if (!l->v) l->v = ARENA_ARRAY(env->arena, struct unit_id, SEATS_MAX);
    if (!l->v) return ERR_NOMEM;
    l->v[l->n++] = u;
    return OK;
}

static err_t lift(const struct resolve_env *env, struct unit_id u, enum path_to to,
                  struct unit_id *ret)
{
    if (to == TO_ITSELF || to == TO_UNIT || u.v == 0) {
        *ret = u;
        return OK;
    }
    struct unit_row row;
    TRY(org_unit(env->db, env->arena, u, env->as_of, &row));
    *ret = to == TO_DIVISION ? row.division : row.department;
    /* A branch office without divisions answers for itself, 10(2)(3). */
    if (ret->v == 0 && to == TO_DIVISION) *ret = u;
    return OK;
}

static err_t entry_keeper(struct db *db, int64_t entry, struct unit_id *ret)
{
    return db_get_i64(db, &ret->v, SQL_ENTRY_KEEPER, P_I64("entry", entry));
}

static err_t unit_of_reference(const struct resolve_env *env, enum field_type type, int64_t id,
                               struct unit_id *ret)
{
    if (type == FIELD_ENTRIES || type == FIELD_ENTRY) return entry_keeper(env->db, id, ret);
    if (type == FIELD_INFO_SYSTEM) {
        struct info_system_row row;
        TRY(org_info_system(env->db, env->arena, info_system_id(id), env->as_of, &row));
        *ret = row.division;
        return OK;
    }
    if (type == FIELD_PERSON) {
        struct person_row row;
        TRY(org_person(env->db, env->arena, person_id(id), env->as_of, &row));
        *ret = row.home;
        return OK;
    }
    *ret = unit_id(id);
    return OK;
}

static bool skipped(const struct resolve_env *env, const struct path *p, int64_t id)
{
    return env->only && p->each && id != env->only;
}

static err_t units_of_field(const struct resolve_env *env, const struct path *p,
                            struct unit_list *l)
{
    const struct field *f = procedure_field(env->procedure, p->name);
    const json_t *v = json_object_get(env->fields, p->name);
    if (!f || !v) return OK;
    size_t n = json_is_array(v) ? json_array_size(v) : 1;
    for (size_t i = 0; i < n; i++) {
        const json_t *one = json_is_array(v) ? json_array_get(v, i) : v;
        if (skipped(env, p, json_integer_value(one))) continue;
        struct unit_id u, to;
        TRY(unit_of_reference(env, f->type, json_integer_value(one), &u));
        TRY(lift(env, u, p->to, &to));
        TRY(list_add(env, l, to));
    }
    return OK;
}

static err_t units_of_person(const struct resolve_env *env, enum path_to to, struct unit_list *l)
{
    struct unit_id u;
    TRY(lift(env, env->unit, to, &u));
    return list_add(env, l, u);
}

err_t resolve_units(const struct resolve_env *env, const struct path *p, struct unit_id **ret,
                    size_t *ret_n)
{
    struct unit_list l = {0};
    struct unit_id u;
    switch (p->root) {
    case PATH_FIELD:
        TRY(units_of_field(env, p, &l));
        break;
    case PATH_TARGET:
        TRY(lift(env, env->target, p->to, &u));
        TRY(list_add(env, &l, u));
        break;
    case PATH_APPLICANT:
    case PATH_ISSUER:
    case PATH_MATTER:
        TRY(units_of_person(env, p->to, &l));
        break;
    case PATH_KEEPER:
        TRY(list_add(env, &l, env->target));
        break;
    case PATH_STEP:
    case PATH_ENTRY:
        break;
    }
    *ret = l.v;
    *ret_n = l.n;
    return OK;
}

/* --- seats --- */

static err_t add_seat(const struct resolve_env *env, struct seats *s, struct seat one)
{
    for (size_t i = 0; i < s->n; i++) {
        if (seat_eq(&s->v[i], &one)) return OK;
    }
    if (s->n == SEATS_MAX) return ERR_TOO_BIG;
    if (!s->v) s->v = ARENA_ARRAY(env->arena, struct seat, SEATS_MAX);
    if (!s->v) return ERR_NOMEM;
    s->v[s->n++] = one;
    return OK;
}

/* The system that the book says the entry belongs to; 0: it says none. */
static err_t entry_system(const struct resolve_env *env, int64_t entry, int64_t *ret)
{
    *ret = 0;
    struct rows r ROWS_CLEANUP =
        db_query(env->db, SQL_ENTRY_TEXT, P_I64("entry", entry), P_STR("name", STR("info_system")));
    if (rows_next(&r) && str_to_i64(rows_str(&r, "value"), ret) != OK) *ret = 0;
    return rows_end(&r);
}

static err_t seats_of_systems(const struct resolve_env *env, const struct who *w, struct seats *s)
{
    const json_t *v = json_object_get(env->fields, w->of->name);
    size_t n = json_is_array(v) ? json_array_size(v) : json_is_integer(v);
    for (size_t i = 0; i < n; i++) {
        int64_t id = json_integer_value(json_is_array(v) ? json_array_get(v, i) : v);
        if (skipped(env, w->of, id)) continue;
        if (w->of->to == TO_INFO_SYSTEM) TRY(entry_system(env, id, &id));
        if (id)
            TRY(add_seat(env, s,
                         (struct seat){.role = w->role, .info_system = info_system_id(id)}));
    }
    return OK;
}

/* The seats of one role path: one, or one a unit with `each`. */
static err_t seats_of_role(const struct resolve_env *env, const struct who *w, struct seats *s)
{
    const struct role *r = catalogue_role(env->catalogue, w->role);
    ASSERT(r);
    if (!w->of && (r->of == SCOPE_PREFECTURE || r->found == FOUND_MEMBER))
        return add_seat(env, s, (struct seat){.role = w->role});
    if (!w->of) return ERR_BUG;
    if (r->of == SCOPE_INFO_SYSTEM) return seats_of_systems(env, w, s);
    struct unit_id *units;
    size_t n;
    TRY(resolve_units(env, w->of, &units, &n));
    for (size_t i = 0; i < n; i++) {
        TRY(add_seat(env, s, (struct seat){.role = w->role, .unit = units[i]}));
    }
    return OK;
}

/* field.second: whom the form names. */
static err_t seat_of_person(const struct resolve_env *env, const struct who *w, struct seats *s)
{
    const json_t *v = json_object_get(env->fields, w->of->name);
    if (!json_is_integer(v)) return OK;
    return add_seat(env, s, (struct seat){.person = person_id(json_integer_value(v))});
}

/* All seats anywhere below w, as alternatives. */
static err_t flatten(const struct resolve_env *env, const struct who *w, struct seats *s)
{
    if (w->kind == WHO_APPLICANT) return add_seat(env, s, (struct seat){.person = env->applicant});
    if (w->kind == WHO_ROLE) return seats_of_role(env, w, s);
    if (w->kind == WHO_PERSON) return seat_of_person(env, w, s);
    for (size_t i = 0; i < w->n_parts; i++) TRY(flatten(env, w->parts[i], s));
    return OK;
}

static bool seats_eq(const struct seats *a, const struct seats *b)
{
    bool same = a->n == b->n;
    for (size_t i = 0; i < a->n && same; i++) same = seat_eq(&a->v[i], &b->v[i]);
    return same;
}

static err_t add_group(const struct resolve_env *env, struct seat_groups *g, struct seats s)
{
    if (s.n == 0) return OK;
    for (size_t i = 0; i < g->n; i++) {
        if (seats_eq(&g->v[i], &s)) return OK;
    }
    if (g->n == SEATS_MAX) return ERR_TOO_BIG;
    if (!g->v) g->v = ARENA_ARRAY(env->arena, struct seats, SEATS_MAX);
    if (!g->v) return ERR_NOMEM;
    g->v[g->n++] = s;
    return OK;
}

/* Each seat of s as a group of its own. */
static err_t split(const struct resolve_env *env, struct seat_groups *g, struct seats s)
{
    for (size_t i = 0; i < s.n; i++) TRY(add_group(env, g, (struct seats){&s.v[i], 1}));
    return OK;
}

/* The entries that the parts of w go through with `each`; NULL where none does. */
static const json_t *entries_of(const struct resolve_env *env, const struct who *w)
{
    const json_t *v = NULL;
    for (size_t i = 0; i < w->n_parts && !v; i++) {
        const struct path *p = w->parts[i]->of;
        if (p && p->each && p->root == PATH_FIELD) v = json_object_get(env->fields, p->name);
    }
    return json_array_size(v) > 0 ? v : NULL;
}

/* Any of them; where they go through chosen entries, any of them for each entry: the manager of
 * one medium cannot answer for another's. */
static err_t any_groups(const struct resolve_env *env, const struct who *w, struct seat_groups *g)
{
    const json_t *list = entries_of(env, w);
    for (size_t i = 0; i < (list ? json_array_size(list) : 1); i++) {
        struct resolve_env one = *env;
        struct seats s = {0};
        if (list) one.only = json_integer_value(json_array_get(list, i));
        TRY(flatten(&one, w, &s));
        TRY(add_group(env, g, s));
    }
    return OK;
}

err_t resolve_who(const struct resolve_env *env, const struct who *w, struct seat_groups *ret,
                  struct fault *why)
{
    struct seat_groups g = {.in_order = w->kind == WHO_SEQUENCE};
    if (w->kind == WHO_ALL || w->kind == WHO_SEQUENCE) {
        for (size_t i = 0; i < w->n_parts; i++) {
            struct seats s = {0};
            if (w->parts[i]->kind != WHO_ROLE) {
                TRY(any_groups(env, w->parts[i], &g));
                continue;
            }
            TRY(flatten(env, w->parts[i], &s));
            TRY(split(env, &g, s));
        }
    } else if (w->kind == WHO_ANY) {
        TRY(any_groups(env, w, &g));
    } else {
        struct seats s = {0};
        TRY(flatten(env, w, &s));
        TRY(split(env, &g, s));
    }
    if (g.n == 0) return fault_set(why, ERR_NOT_FOUND, "resolve.nobody_named", NULL);
    *ret = g;
    return OK;
}

/* --- persons --- */

static struct role_of role_of_seat(const struct seat *s)
{
    return (struct role_of){.role = s->role, .unit = s->unit, .info_system = s->info_system};
}

err_t resolve_sits(const struct resolve_env *env, const struct seats *s, struct person_id p,
                   struct role_holder *ret)
{
    for (size_t i = 0; i < s->n; i++) {
        const struct seat *one = &s->v[i];
        if (!one->role) {
            if (one->person.v != p.v) continue;
            const char *as = p.v == env->applicant.v ? "applicant" : "named";
            *ret = (struct role_holder){.person = p, .role = as, .unit = env->unit, .why = as};
            return OK;
        }
        err_t e = org_holds_role(env->db, env->catalogue, env->arena, p, role_of_seat(one),
                                 env->as_of, ret);
        if (e != ERR_DENIED) return e;
    }
    return ERR_DENIED;
}

err_t resolve_holders(const struct resolve_env *env, const struct seats *s,
                      struct role_holder **ret, size_t *ret_n)
{
    struct role_holder *all = ARENA_ARRAY(env->arena, struct role_holder, SEATS_MAX);
    if (!all) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < s->n && n < SEATS_MAX; i++) {
        if (!s->v[i].role) {
            const char *as = s->v[i].person.v == env->applicant.v ? "applicant" : "named";
            all[n++] = (struct role_holder){.person = s->v[i].person, .role = as, .why = as};
            continue;
        }
        struct role_holder *some;
        size_t n_some;
        TRY(org_role_holders(env->db, env->catalogue, env->arena, role_of_seat(&s->v[i]),
                             env->as_of, &some, &n_some));
        for (size_t k = 0; k < n_some && n < SEATS_MAX; k++) all[n++] = some[k];
    }
    *ret = all;
    *ret_n = n;
    return OK;
}
