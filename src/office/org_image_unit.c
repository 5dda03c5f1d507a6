/* SPDX-License-Identifier: Apache-2.0
 *
 * Units of a moment, with what is derived from all of them. A table is made when a moment is first
 * asked for, and serves all moments in which the same facts hold.
 */
#include <stdlib.h>
#include <string.h>

#include "office/org_image_parts.h"

enum { TABLES_MAX = 32, TABLE_MAX = 256 << 20 };

/* --- the rectangle of both times around a moment in which nothing begins or ends --- */

static void narrow(int64_t border, int64_t at, int64_t *from, int64_t *until)
{
    if (border <= at && border > *from) *from = border;
    if (border > at && border < *until) *until = border;
}

static struct image_times around(const struct image_units *u, struct as_of t)
{
    struct image_times r = {INT64_MIN, INT64_MAX, INT64_MIN, INT64_MAX};
    for (size_t i = 0; i < u->n; i++) {
        const struct image_times *x = &u->v[i].t;
        narrow(x->valid_from, t.valid.ms, &r.valid_from, &r.valid_until);
        narrow(x->valid_until, t.valid.ms, &r.valid_from, &r.valid_until);
        narrow(x->recorded_from, t.recorded.ms, &r.recorded_from, &r.recorded_until);
        narrow(x->recorded_until, t.recorded.ms, &r.recorded_from, &r.recorded_until);
    }
    return r;
}

static struct unit_table *find_table(struct image_units *u, struct as_of t)
{
    struct unit_table *x = atomic_load_explicit(&u->tables, memory_order_acquire);
    while (x && !image_is(&x->t, t)) x = x->next;
    return x;
}

static err_t fill(struct unit_table *x, const struct image_units *u, struct as_of t)
{
    size_t n = 0;
    for (size_t i = 0; i < u->n; i++) n += image_is(&u->v[i].t, t);
    x->v = ARENA_ARRAY(&x->arena, struct unit_row, n + 1);
    if (!x->v) return ERR_NOMEM;
    for (size_t i = 0; i < u->n; i++) {
        if (image_is(&u->v[i].t, t)) x->v[x->n++] = u->v[i].row;
    }
    return org_derive_units(x->v, x->n);
}

/* Under the lock. NULL: no room for one more, or the facts contradict each other. */
static struct unit_table *make_table(struct image_units *u, struct as_of t)
{
    struct unit_table *x = u->n_tables < TABLES_MAX ? calloc(1, sizeof *x) : NULL;
    if (!x) return NULL;
    arena_init(&x->arena, TABLE_MAX);
    x->t = around(u, t);
    if (fill(x, u, t) != OK) {
        arena_release(&x->arena);
        free(x);
        return NULL;
    }
    x->next = atomic_load_explicit(&u->tables, memory_order_relaxed);
    atomic_store_explicit(&u->tables, x, memory_order_release);
    u->n_tables++;
    return x;
}

bool org_image_units(const struct org_image *im, struct as_of t, struct org_units *ret)
{
    struct image_units *u = im->units;
    struct unit_table *x = find_table(u, t);
    if (!x) {
        (void)mtx_lock(&u->lock);
        x = find_table(u, t);
        if (!x) x = make_table(u, t);
        (void)mtx_unlock(&u->lock);
    }
    if (x) *ret = (struct org_units){x->v, x->n};
    return x != NULL;
}

const struct unit_row *org_image_unit(const struct org_units *u, struct unit_id id)
{
    return org_find_unit((struct unit_row *)(uintptr_t)u->v, u->n, id);
}

err_t org_image_unit_now(const struct org_image *im, const struct org_units *u, struct unit_id id,
                         struct as_of t, struct unit_id *ret)
{
    const struct image_units *all = im->units;
    for (int hops = 0; hops < 32; hops++) {
        if (org_image_unit(u, id)) {
            *ret = id;
            return OK;
        }
        const struct image_successor *s = NULL;
        for (size_t i = 0; i < all->n_successors && !s; i++) {
            const struct image_successor *one = &all->successors[i];
            if (unit_id_eq(one->unit, id) && one->main && image_is(&one->t, t)) s = one;
        }
        if (!s) return ERR_NOT_FOUND;
        id = s->successor;
    }
    return ERR_CORRUPT;
}

err_t org_image_unit_last(const struct org_image *im, struct unit_id id, struct as_of t,
                          struct unit_row *ret)
{
    const struct image_unit *best = NULL;
    for (size_t i = 0; i < im->units->n; i++) {
        const struct image_unit *x = &im->units->v[i];
        if (!unit_id_eq(x->row.id, id) || x->t.valid_from > t.valid.ms ||
            !image_known(&x->t, t.recorded))
            continue;
        if (!best || x->t.valid_from >= best->t.valid_from) best = x;
    }
    if (!best) return ERR_NOT_FOUND;
    *ret = best->row;
    return OK;
}
