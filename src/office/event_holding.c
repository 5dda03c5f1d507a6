/* SPDX-License-Identifier: Apache-2.0
 *
 * 10(5): somebody new holds a role through a post: the head of a division, the holder of the post
 * that manages a system.
 */
#include <inttypes.h>
#include <string.h>

#include "office/event.h"

struct began {
    const struct event_work *x;
    const struct event *v;
    const struct procedure *p;
    const struct opened_by *o;
    bool only_ask, any;
};

/* Held now, and not already the moment before (a transfer of the same person onto the same seat).
 */
static err_t is_new(const struct began *b, struct role_of of, bool *ret, struct unit_id *ret_unit)
{
    const struct event_work *x = b->x;
    struct role_holder as;
    *ret = false;
    err_t e = org_holds_role(x->db, x->office->catalogue, x->arena, b->v->person, of,
                             (struct as_of){b->v->from, x->now}, &as);
    if (e == ERR_DENIED || e == ERR_NOT_FOUND) return OK;
    TRY(e);
    if (as.post.v != b->v->post.v) return OK; /* through another post, or as a deputy */
    *ret_unit = as.unit;
    struct as_of before = {moment_add(b->v->from, -1), x->now};
    e = org_holds_role(x->db, x->office->catalogue, x->arena, b->v->person, of, before, &as);
    *ret = e == ERR_DENIED || e == ERR_NOT_FOUND ||
           (e == OK && strncmp(as.why, "deputy_of:", 10) == 0);
    return *ret || e == OK ? OK : e;
}

static err_t tell(struct began *b, struct unit_id unit, struct info_system_id s)
{
    const struct event_work *x = b->x;
    struct event_told t = {.at = b->v->from,
                           .unit = unit,
                           .info_system = s,
                           .person = b->v->person,
                           .from = b->v->from};
    struct post_row post;
    const char *name;
    b->any = true;
    if (b->only_ask) return OK;
    TRY(org_post(x->db, x->arena, b->v->post, as_of_now(x->now), &post));
    TRY(org_person_name(x->db, x->arena, b->v->person, as_of_now(x->now), &name));
    t.holder = arena_printf(x->arena, "%s %s", post.title, name);
    t.key = arena_printf(x->arena, "event:holding_began:%s:%" PRId64 ":%" PRId64 ":%" PRId64,
                         b->p->name, b->v->id, unit.v, s.v);
    if (!t.holder || !t.key) return ERR_NOMEM;
    return event_open(x, b->p, b->o, &t);
}

static err_t of_systems(struct began *b)
{
    struct info_system_row *v;
    size_t n;
    TRY(org_info_systems(b->x->db, b->x->arena, (struct as_of){b->v->from, b->x->now}, &v, &n));
    for (size_t i = 0; i < n; i++) {
        bool new;
        struct unit_id unit;
        if (v[i].manager_post.v != b->v->post.v) continue;
        TRY(is_new(b, (struct role_of){.role = b->o->role, .info_system = v[i].id}, &new, &unit));
        if (new) TRY(tell(b, v[i].division, v[i].id));
    }
    return OK;
}

static err_t of_unit(struct began *b, const struct post_row *post)
{
    bool new;
    struct unit_id unit;
    TRY(is_new(b, (struct role_of){.role = b->o->role, .unit = post->unit}, &new, &unit));
    return new ? tell(b, unit, info_system_id(0)) : OK;
}

err_t event_holding_began(const struct event_work *x, const struct event *v, bool only_ask,
                          bool *ret_any)
{
    const struct catalogue *c = x->office->catalogue;
    struct began b = {.x = x, .v = v, .only_ask = only_ask};
    struct post_row post;
    *ret_any = false;
    err_t e = org_post(x->db, x->arena, v->post, (struct as_of){v->from, x->now}, &post);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    for (size_t i = 0; i < catalogue_n_procedures(c); i++) {
        b.p = catalogue_procedure_at(c, i);
        for (size_t k = 0; k < b.p->n_opened_by; k++) {
            b.o = &b.p->opened_by[k];
            if (b.o->event != EVENT_HOLDING_BEGAN) continue;
            const struct role *role = catalogue_role(c, b.o->role);
            TRY(role && role->of == SCOPE_INFO_SYSTEM ? of_systems(&b) : of_unit(&b, &post));
        }
    }
    *ret_any = b.any;
    return OK;
}
