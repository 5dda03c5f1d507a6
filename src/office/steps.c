/* SPDX-License-Identifier: Apache-2.0 */
#include "office/steps.h"

#include <string.h>

/* Index of a step, or n_steps when the name is the opening act's (always closed). */
static size_t index_of(const struct procedure *p, const char *name)
{
    size_t i = 0;
    while (i < p->n_steps && strcmp(p->steps[i].name, name) != 0) i++;
    return i;
}

static bool passed(enum step_state s)
{
    return s == STEP_CLOSED || s == STEP_SKIPPED;
}

void steps_states(const struct procedure *p, const struct expr_env *env, steps_closed_fn *closed,
                  void *ctx, enum step_state ret[static STEPS_MAX])
{
    ASSERT(p->n_steps <= STEPS_MAX);
    for (size_t i = 0; i < p->n_steps; i++) {
        ret[i] = closed(ctx, p->steps[i].name) ? STEP_CLOSED : STEP_WAITING;
    }
    /* `after` may name later steps, so go on until nothing changes; the check has
     * refused cycles, so at most n rounds are needed. */
    bool sheet_open = p->campaign.present && !closed(ctx, p->campaign.sheet.name);
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < p->n_steps; i++) {
            const struct step *s = &p->steps[i];
            if (ret[i] != STEP_WAITING) continue;
            bool free = true;
            for (size_t k = 0; k < s->n_after && free; k++) {
                size_t before = index_of(p, s->after[k]);
                if (before < p->n_steps)
                    free = passed(ret[before]);
                else if (p->campaign.present && strcmp(s->after[k], p->campaign.sheet.name) == 0)
                    free = !sheet_open || s->per_department;
            }
            if (!free) continue;
            ret[i] = !s->when || expr_true(s->when, env) ? STEP_READY : STEP_SKIPPED;
            changed = true;
        }
    }
}

bool steps_all_done(const struct procedure *p, const enum step_state states[static STEPS_MAX])
{
    for (size_t i = 0; i < p->n_steps; i++) {
        if (!passed(states[i])) return false;
    }
    return true;
}
