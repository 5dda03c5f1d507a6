/* SPDX-License-Identifier: Apache-2.0
 *
 * resolve.h: from the catalogue's role paths to the seats that are asked: a role at a unit,
 * of an information system, or of the whole prefecture. Not to persons: who sits there is
 * looked up when somebody opens the inbox and again, with separation of duty, at the act.
 */
#ifndef SEKIMORI_OFFICE_RESOLVE_H
#define SEKIMORI_OFFICE_RESOLVE_H

#include <jansson.h>

#include "catalogue/catalogue.h"
#include "office/org.h"

struct seat {
    const char *role;    /* NULL: the person itself (an applicant) */
    struct unit_id unit; /* .v == 0: not of a unit */
    struct info_system_id info_system;
    struct person_id person;
};
/* One duty's seats: any of them may answer. */
struct seats {
    struct seat *v;
    size_t n;
};
/* All duties of a step; each must be answered, one after the other when in_order. */
struct seat_groups {
    struct seats *v;
    size_t n;
    bool in_order;
};

struct resolve_env {
    struct db *db;
    const struct catalogue *catalogue;
    struct arena *arena;
    struct as_of as_of;
    struct person_id applicant;
    struct unit_id unit;   /* the unit for which the applicant acts */
    struct unit_id target; /* campaign: the unit of the sheet; .v == 0 elsewhere */
    const json_t *fields;  /* typed values of the opening form */
    int64_t only;          /* of the entries that `each` names only this one; 0: all of them */
    const struct procedure *procedure;
};

/* ERR_NOT_FOUND ("resolve.nobody_named") when a path leads nowhere (an optional field left empty);
 * the role's holders may still be nobody: that is found out by who asks for them. */
MUST_CHECK err_t resolve_who(const struct resolve_env *, const struct who *,
                             struct seat_groups *ret, struct fault *why);

/* The units a path leads to (division, department ...), without repeats. */
MUST_CHECK err_t resolve_units(const struct resolve_env *, const struct path *,
                               struct unit_id **ret, size_t *ret_n);

bool seat_eq(const struct seat *, const struct seat *);

/* Does the person sit on one of the seats? How (role, post, why) goes to *ret. ERR_DENIED: no. */
MUST_CHECK err_t resolve_sits(const struct resolve_env *, const struct seats *, struct person_id,
                              struct role_holder *ret);
/* Everyone who sits there now. */
MUST_CHECK err_t resolve_holders(const struct resolve_env *, const struct seats *,
                                 struct role_holder **ret, size_t *ret_n);

#endif
