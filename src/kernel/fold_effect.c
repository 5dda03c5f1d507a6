/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "kernel/fold.h"

static void become(struct effect *e, const struct act *a, enum effect_state state)
{
    e->state = state;
    e->changed_seq = a->seq;
}

static err_t reserve(struct matter *m)
{
    if (m->n_effects < m->cap_effects) return OK;
    size_t cap = m->cap_effects ? m->cap_effects * 2 : 4;
    struct effect *v = ARENA_ARRAY(m->arena, struct effect, cap);
    if (!v) return ERR_NOMEM;
    if (m->n_effects) memcpy(v, m->effects, m->n_effects * sizeof *v);
    m->effects = v;
    m->cap_effects = cap;
    return OK;
}

err_t fold_plan_effects(struct matter *m, const struct act *a, struct fault *why)
{
    bool enforced = m->opening.shape == SHAPE_PERMIT || m->opening.shape == SHAPE_INSTRUMENT;
    if (a->n_effects && !enforced) return fold_bad(why, "effects");
    if (a->kind == ACT_RESUBMIT) {
        for (size_t i = 0; i < m->n_effects; i++)
            if (m->effects[i].state == EFFECT_PLANNED) become(&m->effects[i], a, EFFECT_DROPPED);
    }
    for (size_t i = 0; i < a->n_effects; i++) {
        const struct act_effect *e = &a->effects[i];
        if (e->no != (int32_t)m->n_effects + 1) return fold_bad(why, "effects.no");
        if (!e->kind || !e->enforcer) return fold_bad(why, "effects.enforcer");
        if (m->n_effects == ACT_LIST_MAX) return fold_bad(why, "effects");
        if (reserve(m) != OK) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
        m->effects[m->n_effects++] =
            (struct effect){.e = *e, .state = EFFECT_PLANNED, .changed_seq = a->seq};
    }
    return OK;
}

void fold_want_effects(struct matter *m, const struct act *a)
{
    for (size_t i = 0; i < m->n_effects; i++)
        if (m->effects[i].state == EFFECT_PLANNED) become(&m->effects[i], a, EFFECT_WANTED);
}

void fold_end_effects(struct matter *m, const struct act *a)
{
    for (size_t i = 0; i < m->n_effects; i++) {
        struct effect *e = &m->effects[i];
        if (e->state == EFFECT_PLANNED) become(e, a, EFFECT_DROPPED);
        if (e->state == EFFECT_WANTED || e->state == EFFECT_APPLIED) become(e, a, EFFECT_ENDING);
    }
}

bool fold_effects_pending(const struct matter *m)
{
    for (size_t i = 0; i < m->n_effects; i++)
        if (m->effects[i].state == EFFECT_WANTED && !m->effects[i].e.optional) return true;
    return false;
}

/* What an enforcer may say of an effect in each state, and what it becomes. A refusal to
 * remove is noted; removal stays wanted. */
static bool next_state(enum effect_state now, enum act_kind word, enum effect_state *ret)
{
    if (now == EFFECT_WANTED && word == ACT_EFFECT_APPLIED)
        *ret = EFFECT_APPLIED;
    else if (now == EFFECT_WANTED && word == ACT_EFFECT_REFUSED)
        *ret = EFFECT_REFUSED;
    else if (now == EFFECT_ENDING && word == ACT_EFFECT_REFUSED)
        *ret = EFFECT_ENDING;
    else if (now == EFFECT_ENDING && word == ACT_EFFECT_REMOVED)
        *ret = EFFECT_REMOVED;
    else
        return false;
    return true;
}

err_t fold_effect_word(struct matter *m, const struct act *a, struct fault *why)
{
    if (a->effect < 1 || (size_t)a->effect > m->n_effects)
        return fault_set(why, ERR_INVALID, "kernel.no_such_effect", "%d", a->effect);
    struct effect *e = &m->effects[a->effect - 1];
    if (!a->by.role.role || strcmp(a->by.role.role, e->e.enforcer) != 0)
        return fault_set(why, ERR_DENIED, "kernel.other_enforcer", "%s", e->e.enforcer);
    enum effect_state next;
    if (!next_state(e->state, a->kind, &next))
        return fault_set(why, ERR_STATE, "kernel.effect_state", "%s" FS "%s",
                         act_kind_name(a->kind), effect_state_name(e->state));
    become(e, a, next);
    e->report = a->report;
    e->reason = a->reason;
    return OK;
}
