/* SPDX-License-Identifier: Apache-2.0
 *
 * org.h: bodies, units, posts, people, holdings, information systems: facts about the
 * organisation with two times, valid (when it is so) and recorded (when we were told).
 * A fact that is changed late never alters who acted earlier. Every change is a record
 * in the ledger, in the same transaction.
 */
#ifndef SEKIMORI_OFFICE_ORG_H
#define SEKIMORI_OFFICE_ORG_H

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "store/store.h"

enum unit_kind { UNIT_BODY, UNIT_DEPARTMENT, UNIT_BRANCH, UNIT_DIVISION, UNIT_SECTION };
enum holding_kind { /* 本務 兼務 併任 事務取扱 職務代理 充て職 出向 派遣 休職 */
    HOLDING_REGULAR, HOLDING_CONCURRENT, HOLDING_JOINT, HOLDING_CARETAKER, HOLDING_ACTING,
    HOLDING_EX_OFFICIO, HOLDING_SECONDED, HOLDING_DISPATCHED, HOLDING_ON_LEAVE
};
enum member_kind { MEMBER_EMPLOYEE, MEMBER_OUTSIDER_CONSENTED, MEMBER_OUTSIDER };

/* Whose times: valid at `valid`, as known at `recorded` (normally both = now). */
struct as_of {
    struct moment valid, recorded;
};

struct unit_row {
    struct unit_id id, parent, division, department, body; /* .v == 0: none */
    enum unit_kind kind;
    const char *code, *name, *name_en, *kana;
};
struct person_row {
    struct person_id id;
    const char *number, *family, *given, *family_kana, *given_kana, *mail;
    enum member_kind member;
    struct unit_id home; /* unit of the main holding; .v == 0: none */
};
struct post_row {
    struct post_id id;
    struct unit_id unit;
    const char *kind; /* "division_head", "department_head", ... as roles.yaml names it; "staff" */
    const char *title;
    bool managerial; /* 管理職員 */
};
struct holding_row {
    struct holding_id id;
    struct person_id person;
    struct post_id post;
    enum holding_kind kind;
    struct moment from, until; /* until.ms == INT64_MAX: open */
};
struct info_system_row {
    struct info_system_id id;
    const char *code, *name, *name_en;
    struct unit_id division;
    struct post_id manager_post; /* the system manager's post, 11(2) */
};

/* One role held: a person, through a post or a designation, and why. */
struct role_holder {
    struct person_id person;
    struct post_id post;             /* .v == 0: by designation or membership */
    const char *role;                /* catalogue name */
    struct unit_id unit;             /* scope; .v == 0: prefecture */
    struct info_system_id info_system;
    const char *why;                 /* e.g. "holding:33", "designation:matter:12", "deputy_of:holding:33" */
    bool absent;                     /* on recorded absence at that time */
};

/* Readers: rows live in the arena. ERR_NOT_FOUND when there is none at that time. */
MUST_CHECK err_t org_unit(struct db *, struct arena *, struct unit_id, struct as_of, struct unit_row *ret);
MUST_CHECK err_t org_person(struct db *, struct arena *, struct person_id, struct as_of, struct person_row *ret);
MUST_CHECK err_t org_info_system(struct db *, struct arena *, struct info_system_id, struct as_of, struct info_system_row *ret);
MUST_CHECK err_t org_person_by_number(struct db *, struct arena *, struct str number, struct person_row *ret);
MUST_CHECK err_t org_holdings_of(struct db *, struct arena *, struct person_id, struct as_of, struct holding_row **ret, size_t *ret_n);

/* Who holds `role` of that scope: unit for department/division roles (a unit below is
 * lifted to the division or department that answers for it), info_system for system roles. */
struct role_of {
    const char *role;
    struct unit_id unit;
    struct info_system_id info_system;
};
struct catalogue;
MUST_CHECK err_t org_role_holders(struct db *, const struct catalogue *, struct arena *, struct role_of, struct as_of,
                                  struct role_holder **ret, size_t *ret_n);
/* Does the person hold it? *ret gives how; ERR_DENIED when not. A deputy counts while the
 * holder is recorded absent (10の2(3)); ret->why says so. */
MUST_CHECK err_t org_holds_role(struct db *, const struct catalogue *, struct arena *, struct person_id, struct role_of,
                                struct as_of, struct role_holder *ret);
/* All roles of a person, with scopes: for sign-in, navigation, route permissions. */
MUST_CHECK err_t org_roles_of(struct db *, const struct catalogue *, struct arena *, struct person_id, struct as_of,
                              struct role_holder **ret, size_t *ret_n);

/* Writers (inside a store job): each appends its record to the ledger. `by` 0 = system set-up. */
struct org_author {
    struct person_id by;
    struct moment now;
    const char *source; /* "import", "page", "cli" */
};
/* see org_change.h for the writers and org_import.h for CSV import */

#endif
