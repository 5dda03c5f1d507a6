/* SPDX-License-Identifier: Apache-2.0 */
#include "office/views.h"

enum { VIEW_ARENA_MAX = 64 << 20 };

static err_t begin(struct view *v, const struct office *office, enum lang lang)
{
    *v = (struct view){.db = NULL};
    arena_init(&v->arena, VIEW_ARENA_MAX);
    TRY(store_read_begin(office->store, &v->db, NULL));
    v->w.bad = &v->bad;
    v->w.why = &v->why;
    v->s = (struct show){&v->w, lang, NULL, &v->names};
    return OK;
}

err_t view_begin(struct view *v, const struct office *office, struct person_id viewer,
                 enum lang lang)
{
    struct actor actor = {.person = viewer};
    TRY(begin(v, office, lang));
    return work_begin(&v->w, office, v->db, &v->arena, &actor, unit_id(0));
}

err_t view_begin_nobody(struct view *v, const struct office *office, enum lang lang)
{
    TRY(begin(v, office, lang));
    v->w.office = office;
    v->w.db = v->db;
    v->w.arena = &v->arena;
    v->w.now = v->w.happened = clock_now(office->clock);
    v->w.as_of = as_of_now(v->w.now);
    return OK;
}

err_t view_end(struct view *v, struct jo *o, json_t **ret)
{
    err_t e = v->arena.failed ? ERR_NOMEM : db_error(v->db, NULL);
    if (e == OK) return jo_end(o, ret);
    jo_release(o);
    return e;
}

void view_release(struct view *v)
{
    work_release(&v->w);
    store_read_end(v->db);
    v->db = NULL;
    arena_release(&v->arena);
}
