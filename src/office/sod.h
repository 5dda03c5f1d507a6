/* SPDX-License-Identifier: Apache-2.0
 *
 * sod.h: separation of duty, article 14: who applies does not decide. Judged by person at the
 * act, whatever the role, deputy's tenure or delegation through which the person would decide.
 *
 * Who decides instead is not in the text. It is the reading `alternate_decider` in force (an
 * instrument of the head security officer; none by default), or, case by case, a 14(3)
 * exception in force for the very matter that somebody else has decided.
 */
#ifndef SEKIMORI_OFFICE_SOD_H
#define SEKIMORI_OFFICE_SOD_H

#include "office/org.h"

/* The persons whom a decision would favour: the applicant and co-applicants. Who entered the
 * application for them is no applicant, but does not decide it either: else a manager could ask in
 * the name of his staff for what he wants, and permit it. */
struct sod_case {
    struct matter_id matter; /* .v == 0: not stored yet */
    const struct person_id *applicants;
    size_t n_applicants;
    struct person_id entered_by; /* at the keyboard; unset, or the applicant: nobody else */
};

/* May this person decide the case? OK with *ret_exception the 14(3) matter that allows it (.v ==
 * 0: none was needed); ERR_DENIED "sod.own_application", "sod.entered_it". */
MUST_CHECK err_t sod_check(struct db *, const struct sod_case *, struct person_id decider,
                           struct as_of, struct matter_id *ret_exception, struct fault *why);

/* Those who may decide in a role: its holders (and deputies) without the applicants; where that
 * leaves nobody because the only holders apply themselves, the holders of the alternate role by
 * the reading in force, likewise without applicants (why: "alternate:security_officer:...").
 * An empty list with *ret_blocked: only a 14(3) exception helps. */
MUST_CHECK err_t sod_deciders(struct db *, const struct catalogue *, struct arena *,
                              const struct sod_case *, struct role_of, struct as_of,
                              struct role_holder **ret, size_t *ret_n, bool *ret_blocked);

#endif
