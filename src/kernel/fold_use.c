/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/fold.h"

/* The things of a permit that is used, anew with each submission. A permit whose things
 * stand in no book has one thing without entry. */
err_t fold_set_things(struct matter *m, const struct act *a, struct fault *why)
{
    const struct act_opening *o = a->opening;
    m->things = NULL;
    m->n_things = 0;
    if (!o->uses) return o->n_things || o->many ? fold_bad(why, "opening.things") : OK;
    size_t n = o->n_things ? o->n_things : 1;
    struct thing *v = ARENA_ARRAY(m->arena, struct thing, n);
    if (!v) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    for (size_t i = 0; i < o->n_things; i++) {
        for (size_t k = 0; k < i; k++)
            if (entry_id_eq(v[k].entry, o->things[i])) return fold_bad(why, "opening.things");
        v[i].entry = o->things[i];
    }
    m->things = v;
    m->n_things = n;
    return OK;
}

static err_t find(struct matter *m, struct entry_id entry, struct thing **ret, struct fault *why)
{
    for (size_t i = 0; i < m->n_things; i++) {
        if (!entry_id_eq(m->things[i].entry, entry)) continue;
        *ret = &m->things[i];
        return OK;
    }
    return fault_set(why, ERR_INVALID, "kernel.other_thing", "%lld", (long long)entry.v);
}

size_t fold_things_out(const struct matter *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_things; i++) n += m->things[i].in_use;
    return n;
}

static err_t begin(struct matter *m, const struct act *a, struct entry_id entry, struct fault *why)
{
    struct thing *t = NULL;
    TRY(find(m, entry, &t, why));
    if (t->in_use) return fault_set(why, ERR_STATE, "kernel.thing_out", NULL);
    if (t->used && !m->opening.many) return fault_set(why, ERR_STATE, "kernel.thing_used", NULL);
    t->in_use = t->used = true;
    t->since = a->happened;
    t->holder = a->by.person;
    return OK;
}

static err_t end(struct matter *m, const struct act *a, struct entry_id entry, struct fault *why)
{
    struct thing *t = NULL;
    TRY(find(m, entry, &t, why));
    if (!t->in_use) return fault_set(why, ERR_STATE, "kernel.thing_not_out", NULL);
    if (a->happened.ms < t->since.ms)
        return fault_set(why, ERR_STATE, "kernel.back_before_out", NULL);
    t->in_use = false;
    return OK;
}

/* The period is judged by when it happened: a paper may be entered after the end. */
static err_t within_period(const struct matter *m, const struct act *a, struct fault *why)
{
    if (a->happened.ms < m->from.ms) return fault_set(why, ERR_STATE, "kernel.before_start", NULL);
    if (m->until.ms && a->happened.ms >= m->until.ms)
        return fault_set(why, ERR_STATE, "kernel.after_end", NULL);
    return OK;
}

err_t fold_begin_use(struct matter *m, const struct act *a, struct fault *why)
{
    if (m->n_things == 0) return fault_set(why, ERR_STATE, "kernel.not_used", NULL);
    TRY(within_period(m, a, why));
    if (a->n_things == 0) return begin(m, a, entry_id(0), why);
    for (size_t i = 0; i < a->n_things; i++) TRY(begin(m, a, a->things[i], why));
    return OK;
}

err_t fold_end_use(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->n_things == 0) return end(m, a, entry_id(0), why);
    for (size_t i = 0; i < a->n_things; i++) TRY(end(m, a, a->things[i], why));
    return OK;
}
