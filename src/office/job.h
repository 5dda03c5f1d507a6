/* SPDX-License-Identifier: Apache-2.0
 *
 * job.h: requests as jobs of the one writer: idempotency key, arena, transaction. Shared by
 * the matters_*.c files.
 */
#ifndef SEKIMORI_OFFICE_JOB_H
#define SEKIMORI_OFFICE_JOB_H

#include "kernel/kernel.h"
#include "office/matters.h"
#include "office/work.h"

/* form: what was entered; or values: typed already, by the matter `found_by` that opens this
 * one for `unit`; then the catalogue, not the actor, is what starts it. */
struct open_request {
    const struct actor *actor;
    const char *procedure;
    const json_t *form, *values;
    struct unit_id unit;
    struct matter_id found_by;
};

/* Inside a job. */
MUST_CHECK err_t matters_open_in(const struct office *, struct db *, struct arena *,
                                 const struct open_request *, struct performed *ret,
                                 struct faults *bad, struct fault *why);
MUST_CHECK err_t matters_act_in(const struct office *, struct db *, struct arena *,
                                const struct actor *, const struct matter_act *,
                                struct performed *ret, struct faults *bad, struct fault *why);
/* A value as text: yes, no, digits; *ret NULL where there is none. */
MUST_CHECK err_t matters_value_text(struct work *w, const json_t *v, const char **ret);
/* The opening act of w->proc with w->fields as they are: nobody's right to it is asked any more.
 * event: its key, where an event of the organisation opens it; NULL: a person does. */
MUST_CHECK err_t matters_open_built(struct work *w, const struct role_holder *as, const char *event,
                                    struct performed *ret);
MUST_CHECK err_t matters_plan_effects(struct work *w, struct draft *d);
/* A resubmission tells anew what is asked for; the matter stays what it was. */
MUST_CHECK err_t matters_reopen(struct work *w, struct draft *d);
/* Another's hand may enter from paper what somebody asks for or did, never what somebody in
 * office judges: ERR_DENIED "matter.only_oneself". */
MUST_CHECK err_t matters_check_keyboard(struct work *w, enum act_kind);
MUST_CHECK err_t matters_check_starter(struct work *w, struct role_holder *ret);
MUST_CHECK err_t matters_check_period(struct work *w);
MUST_CHECK err_t matters_set_things(struct work *w, struct draft *d);
MUST_CHECK err_t matters_set_designations(struct work *w, struct draft *d);
MUST_CHECK err_t matters_set_settings(struct work *w, struct draft *d);
void matters_set_period(struct work *w, struct draft *d);
/* begin_use, end_use, revoke, annul, correct, withdraw, resubmit, remark: no duty answered. */
MUST_CHECK err_t matters_act_free(struct work *w, struct draft *d, const struct matter_act *q,
                                  json_t *content);
/* The version of its procedure that the matter could move to; NULL: it is on the newest, or
 * there is none. Then the act that moves it: ERR_STATE where it stands at something else. */
const struct procedure *matters_newer_version(const struct work *w);
MUST_CHECK err_t matters_set_rebind(struct work *w, struct draft *d);
/* A campaign's sheet: its entries and findings. */
MUST_CHECK err_t matters_fill_sheet(struct work *w, struct draft *d, const struct duty *duty,
                                    const json_t *form, json_t *content);
/* May the person see this matter? ERR_NOT_FOUND when not. */
MUST_CHECK err_t matters_may_see(struct work *w, struct person_id viewer);

/* Roles that see every matter, and those that see the matters of their division. */
bool matters_role_sees_all(const char *role);
bool matters_role_of_division(const char *role);

#endif
