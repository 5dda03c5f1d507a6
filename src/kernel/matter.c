/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/matter.h"

#include <string.h>

void matter_init(struct matter *m, struct arena *arena)
{
    *m = (struct matter){.arena = arena};
}

static bool copy(struct arena *arena, const void *from, size_t n, size_t size, void *ret)
{
    if (n == 0) return true;
    void *p = arena_array(arena, n, size);
    if (!p) return false;
    memcpy(p, from, n * size);
    memcpy(ret, &p, sizeof p);
    return true;
}

err_t matter_clone(const struct matter *m, struct arena *arena, struct matter *ret)
{
    struct matter c = *m;
    c.arena = arena;
    c.cap_duties = m->n_duties;
    c.cap_effects = m->n_effects;
    c.cap_links = m->n_links;
    if (!copy(arena, m->duties, m->n_duties, sizeof *m->duties, &c.duties) ||
        !copy(arena, m->effects, m->n_effects, sizeof *m->effects, &c.effects) ||
        !copy(arena, m->things, m->n_things, sizeof *m->things, &c.things) ||
        !copy(arena, m->links, m->n_links, sizeof *m->links, &c.links))
        return ERR_NOMEM;
    *ret = c;
    return OK;
}

const struct duty *matter_duty(const struct matter *m, int32_t no)
{
    return no >= 1 && (size_t)no <= m->n_duties ? &m->duties[no - 1] : NULL;
}

const struct effect *matter_effect(const struct matter *m, int32_t no)
{
    return no >= 1 && (size_t)no <= m->n_effects ? &m->effects[no - 1] : NULL;
}

bool matter_assigned(const struct duty *d, struct person_id person, const struct post_id *posts,
                     size_t n_posts)
{
    for (size_t i = 0; i < d->d.n_assigned; i++) {
        const struct assignee *a = &d->d.assigned[i];
        if (person_id_is_set(a->person) && person_id_eq(a->person, person)) return true;
        for (size_t k = 0; k < n_posts; k++)
            if (post_id_is_set(a->post) && post_id_eq(a->post, posts[k])) return true;
    }
    return false;
}

static bool of_step(const struct duty *d, const char *step)
{
    return strcmp(d->d.step, step) == 0 || (d->d.also && strcmp(d->d.also, step) == 0);
}

bool matter_step_done(const struct matter *m, const char *step)
{
    bool done = false;
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        if (!of_step(d, step) || d->opened_seq < m->submitted_seq) continue;
        if (d->state == DUTY_OPEN) return false;
        done = done || d->state == DUTY_DONE;
    }
    return done;
}

bool matter_last_gate(const struct matter *m, int32_t no)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        if (d->d.no != no && d->state == DUTY_OPEN && shape_gates(m->opening.shape, d->d.act))
            return false;
    }
    return true;
}

err_t matter_drops_of(const struct matter *m, int32_t seq, struct arena *arena, const int32_t **ret,
                      size_t *ret_n)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_duties; i++)
        n += m->duties[i].state == DUTY_DROPPED && m->duties[i].closed_seq == seq;
    if (n == 0) {
        *ret = NULL;
        *ret_n = 0;
        return OK;
    }
    int32_t *v = ARENA_ARRAY(arena, int32_t, n);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0, k = 0; i < m->n_duties; i++)
        if (m->duties[i].state == DUTY_DROPPED && m->duties[i].closed_seq == seq)
            v[k++] = m->duties[i].d.no;
    *ret = v;
    *ret_n = n;
    return OK;
}

/* --- timers --------------------------------------------------------------------------- */

enum act_kind timer_act(enum timer_kind kind)
{
    static const enum act_kind acts[TIMER_KINDS] = {ACT_BEGIN, ACT_EXPIRE, ACT_OVERDUE};
    return acts[kind];
}

static bool begins(const struct matter *m)
{
    bool waits = m->state == STATE_GRANTED || m->state == STATE_ISSUED || m->state == STATE_AGREED;
    return waits && m->from.ms > 0;
}

static bool expires(const struct matter *m)
{
    if (!m->has_period || m->until.ms == 0 || m->overdue) return false;
    return shape_allows_act(m->opening.shape, m->state, ACT_EXPIRE);
}

static bool runs_late(const struct matter *m, const struct duty *d)
{
    return d->state == DUTY_OPEN && d->d.due.ms > 0 && !d->overdue &&
           shape_allows_act(m->opening.shape, m->state, ACT_OVERDUE);
}

bool matter_timer(const struct matter *m, size_t i, struct timer *ret)
{
    if (begins(m) && i-- == 0) {
        *ret = (struct timer){TIMER_BEGIN, 0, m->from};
        return true;
    }
    if (expires(m) && i-- == 0) {
        *ret = (struct timer){TIMER_EXPIRE, 0, m->until};
        return true;
    }
    for (size_t k = 0; k < m->n_duties; k++) {
        if (!runs_late(m, &m->duties[k]) || i-- != 0) continue;
        *ret = (struct timer){TIMER_OVERDUE, m->duties[k].d.no, m->duties[k].d.due};
        return true;
    }
    return false;
}
