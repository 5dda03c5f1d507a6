/* SPDX-License-Identifier: Apache-2.0
 *
 * What follows from an act without anybody's doing: starts and ends that are due at once, the
 * instrument that gives way to a new one, the permit that lasts as long as another matter.
 * Each is an act of the system, in the same transaction.
 */
#include "office/gates.h"

enum { ROUNDS_MAX = 16, LIST_MAX = 64 };

struct after {
    struct db *db;
    const struct office *office;
    struct arena *arena;
    struct moment now;
    struct fault *why;
};

/* *m becomes what it is afterwards. */
static err_t perform(struct after *x, struct matter **m, enum act_kind kind, int32_t duty,
                     struct moment happened)
{
    struct act a = {
        .matter = (*m)->id, .kind = kind, .duty = duty, .happened = happened, .entered = x->now};
    struct performed done;
    return kernel_perform_on(x->db, x->arena, *m, &a, STR_NONE, &done, m, x->why);
}

/* A permit or instrument whose start has come is in force at once, not at the next tick. */
static err_t fire_due(struct after *x, struct matter **m)
{
    for (int i = 0; i < ROUNDS_MAX; i++) {
        struct timer t;
        bool due = false;
        for (size_t k = 0; !due && matter_timer(*m, k, &t); k++) due = t.at.ms <= x->now.ms;
        if (!due) return OK;
        TRY(perform(x, m, timer_act(t.kind), t.duty, t.at));
    }
    return OK;
}

static err_t end_matter(struct after *x, struct matter_id id)
{
    struct matter *m;
    TRY(kernel_load(x->db, x->arena, id, &m, x->why));
    if (!shape_allows_act(m->opening.shape, m->state, ACT_END) || m->overdue) return OK;
    TRY(perform(x, &m, ACT_END, 0, x->now));
    return work_after(x->db, x->office, x->arena, x->now, m, x->why);
}

/* One in force at a time: those that the new one replaces end when it begins. */
static err_t end_replaced(struct after *x, const struct matter *m)
{
    if (m->state != STATE_IN_FORCE) return OK;
    for (size_t i = 0; i < m->n_links; i++) {
        if (m->links[i].kind == LINK_REPLACES) TRY(end_matter(x, m->links[i].target));
    }
    return OK;
}

/* Does it still rest on what is in force (a consent that took the place of the one that ended)? */
static err_t still_rests(struct after *x, struct matter_id id, bool *ret)
{
    struct faults bad = {.n = 0};
    struct work w WORK_CLEANUP = {.office = x->office,
                                  .db = x->db,
                                  .arena = x->arena,
                                  .now = x->now,
                                  .happened = x->now,
                                  .as_of = as_of_now(x->now),
                                  .bad = &bad,
                                  .why = x->why};
    TRY(work_load(&w, id));
    return gates_hold(&w, ret);
}

/* What had to rest on it, or on what it took the place of, throughout ends with it (`throughout`
 * of a gate). */
static err_t end_resting(struct after *x, const struct matter *m)
{
    if (!matter_state_is_final(m->state)) return OK;
    struct matter_id list[LIST_MAX];
    size_t n = 0;
    for (int64_t after = 0;; after = list[n - 1].v) {
        struct rows r ROWS_CLEANUP =
            db_query(x->db, SQL_MATTERS_RESTING_ON, P_I64("target", m->id.v), P_I64("after", after),
                     P_I64("n", LIST_MAX));
        for (n = 0; n < LIST_MAX && rows_next(&r); n++) list[n] = matter_id(rows_i64(&r, "matter"));
        rows_release(&r);
        TRY(db_error(x->db, NULL));
        for (size_t i = 0; i < n; i++) {
            bool rests;
            TRY(still_rests(x, list[i], &rests));
            if (!rests) TRY(end_matter(x, list[i]));
        }
        if (n < LIST_MAX) return OK;
    }
}

/* `until: closed field.matter`: they end with the matter they amend. */
static err_t end_dependent(struct after *x, const struct matter *m)
{
    if (!m->closed) return OK;
    struct matter_id list[LIST_MAX];
    size_t n = 0;
    struct rows r ROWS_CLEANUP = db_query(x->db, SQL_LINKS_TO, P_I64("target", m->id.v));
    while (rows_next(&r) && n < LIST_MAX) {
        const char *name = arena_strdup(x->arena, rows_str(&r, "procedure"));
        if (!name) return ERR_NOMEM;
        const struct procedure *p = catalogue_procedure(x->office->catalogue, name);
        if (p && p->until.until_closed && str_eqz(rows_str(&r, "kind"), "amends"))
            list[n++] = matter_id(rows_i64(&r, "matter"));
    }
    rows_release(&r);
    TRY(db_error(x->db, NULL));
    for (size_t i = 0; i < n; i++) TRY(end_matter(x, list[i]));
    return OK;
}

err_t work_after(struct db *db, const struct office *office, struct arena *arena, struct moment now,
                 struct matter *m, struct fault *why)
{
    struct after x = {db, office, arena, now, why};
    TRY(fire_due(&x, &m));
    TRY(end_replaced(&x, m));
    TRY(end_resting(&x, m));
    return end_dependent(&x, m);
}
