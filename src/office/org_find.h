/* SPDX-License-Identifier: Apache-2.0
 *
 * org_find.h: for the files org_*.c alone: how the holders of roles are found.
 */
#ifndef SEKIMORI_OFFICE_ORG_FIND_H
#define SEKIMORI_OFFICE_ORG_FIND_H

#include "catalogue/catalogue.h"
#include "office/org_row.h"

struct org_find {
    struct db *db;
    const struct catalogue *catalogue;
    struct arena *arena;
    struct as_of t;
    struct org_list found; /* of struct role_holder */
    int depth;             /* roles that are found by way of other roles */
};
enum { ORG_FIND_DEPTH_MAX = 4 };

MUST_CHECK err_t org_find_add(struct org_find *f, const struct role_holder *h);
/* The unit whose post, designation or membership counts for the role: lifted to division or
 * department; an ended unit is answered for by its successor. .v == 0: nobody answers. */
MUST_CHECK err_t org_find_scope(struct org_find *f, const struct role *role, struct unit_id asked,
                                struct unit_row *ret);
/* Those in a post, as holders of `role` in that scope. */
MUST_CHECK err_t org_find_post(struct org_find *f, const struct role *role, struct post_id post,
                               struct unit_id unit, struct info_system_id s);
/* All holders of the role: appended to f->found. Deputies are not among them. */
MUST_CHECK err_t org_find_role(struct org_find *f, const struct role_of *of);

/* One designation by instrument, in force at that time. */
struct org_designation {
    const char *role;
    struct person_id person, issuer;
    struct matter_id matter;
    struct unit_id unit;
    struct info_system_id info_system;
    const char *procedure;
};
MUST_CHECK err_t org_designations(struct org_find *f, const char *role,
                                  struct org_designation **ret, size_t *ret_n);
MUST_CHECK err_t org_designations_of(struct org_find *f, struct person_id person,
                                     struct org_designation **ret, size_t *ret_n);
/* Does it count: the person is active, and where it lasts as long as its issuer's tenure the
 * issuer still holds the role by which he made it. */
MUST_CHECK err_t org_designation_counts(struct org_find *f, const struct org_designation *d,
                                        bool *ret);
/* Holders by designation of the role in that scope. */
MUST_CHECK err_t org_find_designated(struct org_find *f, const struct role *role,
                                     struct unit_id unit, struct info_system_id s);

/* 10の2(3): while every holder of the role is absent and still in post, its deputies, who must
 * be there and among the managerial staff of the division. f->found[from..] are the holders. */
MUST_CHECK err_t org_find_deputies(struct org_find *f, const struct role *role,
                                   const struct role_of *of, size_t from);

/* A reading's choice in force (or its default); the name lives in arena or catalogue.
 * NULL: no such reading. */
MUST_CHECK err_t org_reading(struct db *db, const struct catalogue *c, struct arena *a,
                             const char *id, struct as_of t, const char **ret);

#endif
