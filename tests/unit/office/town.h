/* SPDX-License-Identifier: Apache-2.0
 *
 * town.h: a small prefecture for tests of the organisation, made by the real writers. All is so
 * from 1 April 2026 and was recorded on that morning, at TOWN_NOW.
 *
 *   governor (body, governor)
 *     policy (department)  digital (bureau)  info, planning (divisions)  help (section of info)
 *     health (department)  clinic (branch without divisions), lab (branch) with tests (division)
 *   school (body, education)  office (department)  general (division)
 */
#ifndef SEKIMORI_TESTS_TOWN_H
#define SEKIMORI_TESTS_TOWN_H

#include "kernel/kernel.h"
#include "office/org_change.h"
#include "temp_store.h"

struct town {
    struct temp_store t;
    struct unit_id governor, policy, digital, info, planning, help, health, clinic, lab, tests,
        school, office, general;
    struct post_id vice, ciso2, bureau, policy_head, policy_deputy, info_head, info_deputy,
        info_staff, help_staff, planning_head, planning_staff, health_head, clinic_head,
        clinic_staff, lab_head, tests_head, tests_staff, school_head, general_head, general_staff;
    int people;
};

extern const struct moment TOWN_NOW; /* 2026-04-01 08:30 in Tokyo */
#define TOWN_FROM day_start(day_of(2026, 4, 1))

void town_make(struct town *w);
void town_remove(struct town *w);

/* Run fn as one act; the writers' calls in tests are one-liners through this. */
struct town_job {
    err_t (*fn)(struct db *, const struct org_author *, void *);
    struct org_author by;
    void *arg;
};
err_t town_write(struct town *w, struct moment now,
                 err_t (*fn)(struct db *, const struct org_author *, void *), void *arg);

/* The commonest writers, each as an act at `now`. The faults go to town_why. */
extern struct fault town_why;
err_t town_person(struct town *w, const char *family, const char *given, struct person_id *ret);
err_t town_hold(struct town *w, struct moment now, struct person_id p, struct post_id post,
                enum holding_kind kind, struct org_span span, struct holding_id *ret);
err_t town_end(struct town *w, struct moment now, struct holding_id h, struct moment at);
err_t town_absent(struct town *w, struct moment now, struct person_id p, struct org_span span);
/* A person with a regular holding from TOWN_FROM on. */
struct person_id town_regular(struct town *w, const char *family, struct post_id post);
/* --- instruments and permits, by the real kernel --- */
/* An instrument of `issuer` in force from `from` on (until .ms == 0: open): exactly one of
 * designated (a role for a person) and setting ("reading", name, value). */
struct town_instrument {
    struct person_id issuer;
    const char *procedure;
    struct act_designation designated;
    struct act_setting setting;
    struct moment from, until;
};
struct matter_id town_issue(struct town *w, struct moment now, struct town_instrument i);
/* Open a permit: one duty "decided" for anyone of these persons; it may amend another matter. */
struct matter_id town_apply(struct town *w, struct moment now, const char *procedure,
                            struct person_id applicant, struct person_id decider,
                            struct matter_id amends);
/* Grant it (the kernel's own answer: it does not know article 14 beyond the applicant). */
err_t town_grant(struct town *w, struct moment now, struct matter_id m, struct person_id decider);

/* A day of 2026 and later, at the hour. */
struct moment town_at(int year, int month, int day, int hour);

#endif
