/* SPDX-License-Identifier: Apache-2.0
 *
 * steps.h: which steps of a procedure are open, closed, fallen away or still waiting.
 * Pure: looks at nothing but the procedure, the values given and what has been closed.
 */
#ifndef SEKIMORI_OFFICE_STEPS_H
#define SEKIMORI_OFFICE_STEPS_H

#include "catalogue/expr.h"

enum { STEPS_MAX = PROCEDURE_STEPS_MAX };

enum step_state {
    STEP_WAITING, /* something before it is not closed */
    STEP_READY,   /* all before it is closed and its condition holds */
    STEP_SKIPPED, /* all before it is closed and its condition does not hold */
    STEP_CLOSED
};

/* Has the step been closed? Asked for each step by name; the opening act counts as closed. */
typedef bool steps_closed_fn(void *ctx, const char *step);

/* States of p->steps in their order. A step after a skipped one goes on as if it were closed. */
void steps_states(const struct procedure *p, const struct expr_env *env, steps_closed_fn *closed,
                  void *ctx, enum step_state ret[static STEPS_MAX]);
/* Nothing is waiting or ready any more. */
bool steps_all_done(const struct procedure *p, const enum step_state states[static STEPS_MAX]);

#endif
