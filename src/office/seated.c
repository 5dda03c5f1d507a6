/* SPDX-License-Identifier: Apache-2.0 */
#include "office/seated.h"

#include "office/resolve.h"
#include "office/sod.h"

struct seated {
    struct role_holder *v;
    size_t n;
};

static struct seated holders(const struct show *s, const struct duty *d)
{
    struct resolve_env env = work_resolve_env(s->w, unit_id(0));
    struct seat seat = {
        .role = d->d.role.role, .unit = d->d.role.unit, .info_system = d->d.role.info_system};
    if (!seat.role && d->d.n_assigned) seat.person = d->d.assigned[0].person;
    struct seats one = {&seat, 1};
    struct seated x = {0};
    if (resolve_holders(&env, &one, &x.v, &x.n) != OK) x.n = 0;
    return x;
}

static bool only_the_applicant(const struct show *s, const struct seated *x)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->v[i].person.v != s->w->applicant.v) return false;
    return x->n > 0;
}

/* Only then is it asked who judges instead: of most matters the page costs nothing more. */
static struct seated those_who_may(const struct show *s, const struct duty *d)
{
    struct seated x = holders(s, d), others = {0};
    bool judges = shape_judges(s->w->m->opening.shape, d->d.act), blocked;
    if (!judges || !d->d.role.role || !only_the_applicant(s, &x)) return x;
    struct sod_case c = {s->w->m->id, &s->w->applicant, 1, s->w->m->entered_by};
    struct role_of of = {d->d.role.role, d->d.role.unit, d->d.role.info_system};
    err_t e = sod_deciders(s->w->db, s->w->office->catalogue, s->w->arena, &c, of, s->w->as_of,
                           &others.v, &others.n, &blocked);
    return e == OK && others.n ? others : x;
}

void seated_show(const struct show *s, struct jo *o, const struct duty *d)
{
    struct jo list = jo_array();
    struct seated x = those_who_may(s, d);
    for (size_t i = 0; i < x.n; i++) {
        struct jo p = jo_object();
        show_person(s, &p, "person", x.v[i].person);
        jo_bool(&p, "absent", x.v[i].absent);
        jo_bool(&p, "alternate", role_why_is_alternate(x.v[i].why));
        jo_add(&list, p);
    }
    jo_bool(o, "vacant", x.n == 0);
    jo_put(o, "seated", list);
}

const char *seated_blocked_text(const struct show *s, const struct duty *d)
{
    struct seated x = those_who_may(s, d);
    struct sb names SB_CLEANUP, b SB_CLEANUP;
    sb_init(&names, 4000);
    sb_init(&b, 6000);
    for (size_t i = 0; i < x.n; i++) {
        const char *name;
        if (!role_why_is_alternate(x.v[i].why)) continue;
        if (org_person_name(s->w->db, s->w->arena, x.v[i].person, s->w->as_of, &name) != OK)
            continue;
        if (names.n) sb_addz(&names, s->lang == LANG_EN ? ", " : "、");
        sb_addz(&names, name);
    }
    if (names.n == 0) return tr(s->lang, "matter.sod_blocked");
    sb_addc(&names, '\0');
    if (sb_end(&names) == OK) tr_format(&b, s->lang, "matter.sod_alternate", sb_str(&names).p);
    const char *text = show_built(s, &b);
    return text ? text : tr(s->lang, "matter.sod_blocked");
}
