/* SPDX-License-Identifier: Apache-2.0
 *
 * work.h: one piece of work inside a store job: who does what in which matter, with all that
 * its resolution looks up. Shared by the matters_*.c files; nobody else includes it.
 */
#ifndef SEKIMORI_OFFICE_WORK_H
#define SEKIMORI_OFFICE_WORK_H

#include "office/draft.h"
#include "kernel/kernel.h"
#include "office/fields.h"
#include "office/known.h"
#include "office/matters.h"
#include "office/resolve.h"
#include "office/steps.h"

struct work {
    const struct office *office;
    struct db *db;
    struct arena *arena;
    struct moment now; /* entered */
    struct moment happened;
    struct moment counted; /* clocks run from here; {0}: from now */
    struct as_of as_of;
    struct actor actor;
    const struct procedure *proc;
    struct matter *m;              /* NULL while it is being opened */
    const struct act_stored *acts; /* of m, with their contents */
    size_t n_acts;
    int32_t round;                             /* seq of the opener or the last resubmission */
    struct unit_id unit, division, department; /* of the matter */
    struct person_id applicant;
    json_t *fields; /* typed values of the opening form; owned */
    json_t *steps;  /* {"assessed": {...}}; owned */
    json_t *seen;   /* seen.h, where conditions speak of chosen entries; owned; else NULL */
    json_t *frozen; /* campaign: {"<unit>": [entries]}; owned; NULL elsewhere */
    struct faults *bad;
    struct fault *why;
    struct known *known; /* work_known() */
};

/* What rows are about, looked up once (known.h), for showing. NULL: no memory. */
struct known *work_known(struct work *w);

/* now, as_of, unit of the actor (the unit given, if the actor works there; else the home unit). */
MUST_CHECK err_t work_begin(struct work *w, const struct office *, struct db *, struct arena *,
                            const struct actor *, struct unit_id unit);
/* The matter will be of this unit, whatever unit the actor is of. */
MUST_CHECK err_t work_for_unit(struct work *w, struct unit_id unit);
/* Nobody does it: an event of the organisation at `at` (not after now), in that unit. */
MUST_CHECK err_t work_begin_system(struct work *w, const struct office *, struct db *,
                                   struct arena *, struct unit_id unit, struct moment at);
/* Load a matter, its procedure (the version it is pinned to) and the values given so far. */
MUST_CHECK err_t work_load(struct work *w, struct matter_id);
/* The same from its acts (kernel_history), which live as long as the arena. */
MUST_CHECK err_t work_take(struct work *w, const struct act_stored *acts, size_t n);
void work_release(struct work *w);
#define WORK_CLEANUP __attribute__((cleanup(work_release)))

struct resolve_env work_resolve_env(const struct work *w, struct unit_id target);
struct expr_env work_expr_env(const struct work *w);
/* A form of that step; NULL: of the opening act. */
MUST_CHECK err_t work_read_form(struct work *w, const char *step, const struct field *fields,
                                size_t n, const json_t *form, json_t **ret);
/* w->seen of w->fields as they are now. */
MUST_CHECK err_t work_see(struct work *w);

/* The end of the day, or the moment, in a field of the opening form; {0} where it is empty. */
struct moment work_due_field(const struct work *w, const char *field);
/* The due time of a clock word from now; {0} when its length is not set. */
MUST_CHECK err_t work_clock_due(struct work *w, const char *clock, struct moment *ret);
/* A catalogue's text as one argument of a fault: whoever reads it sees it in his language. */
const char *work_either(const struct work *w, struct text2 t);
/* Of what a person types for a matter the number: the number itself, or the address of its page. */
struct str work_find_matter_number(struct str text);
/* The choice of a reading in force, or its default. */
MUST_CHECK err_t work_reading(struct work *w, const char *id, const char **ret);

/* Open duties for every step that has become ready. `answered` is the duty that the act in
 * hand closes (0: none). Also the receivers of a report whose duty it is. */
MUST_CHECK err_t work_open_steps(struct work *w, struct draft *d, int32_t answered);
/* Is the step closed by the answer to duty `answered` (or was it before)? */
bool work_step_closed(struct work *w, int32_t answered, const char *step);
/* Has the procedure, in this case, no step that anybody must answer before the permit or the
 * consent stands (47(4))? After work_open_steps of an opening or a resubmission. */
bool work_by_rule(struct work *w, const struct draft *d);
MUST_CHECK err_t work_open_step(struct work *w, struct draft *d, const struct step *s,
                                struct unit_id target);
MUST_CHECK err_t work_open_receivers(struct work *w, struct draft *d, const struct step *s,
                                     enum act_kind act, struct unit_id target);

/* Who acts: person, post, role, why, times into d->act. */
void work_sign(struct work *w, struct draft *d, const struct role_holder *as);
/* Record the draft with its content object (may be NULL; borrowed), and what follows from it. */
MUST_CHECK err_t work_perform(struct work *w, struct draft *d, json_t *content,
                              struct performed *ret);
/* What follows from an act without anybody's doing, in the same job; m: as it stands after the act:
 * timers already due, the end of what the matter replaces, and of what lasts only as long as it
 * (work_after.c). */
MUST_CHECK err_t work_after(struct db *, const struct office *, struct arena *, struct moment now,
                            struct matter *m, struct fault *why);
/* The pinned version of a procedure. */
MUST_CHECK err_t work_procedure(struct work *w, const char *name, const char *digest,
                                const struct procedure **ret);

#endif
