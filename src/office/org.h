/* SPDX-License-Identifier: Apache-2.0
 *
 * org.h: bodies, units, posts, people, holdings, information systems: facts about the
 * organisation with two times, valid (when it is so) and recorded (when we were told).
 * A fact that is changed late never alters who acted earlier. Every change is a record
 * in the ledger, in the same transaction. Writers: org_change.h; CSV: org_import.h;
 * pages: org_view.h.
 */
#ifndef SEKIMORI_OFFICE_ORG_H
#define SEKIMORI_OFFICE_ORG_H

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "store/store.h"

/* A body (団体) is the root unit of its tree. A bureau (局) stands between department and
 * division and answers for nothing by itself. */
enum unit_kind {
    UNIT_BODY,
    UNIT_DEPARTMENT,
    UNIT_BRANCH,
    UNIT_DIVISION,
    UNIT_SECTION,
    UNIT_BUREAU
};
enum { UNIT_KINDS = UNIT_BUREAU + 1 };
/* 本務 兼務 併任 事務取扱 職務代理 充て職 出向 派遣 休職 */
enum holding_kind {
    HOLDING_REGULAR,
    HOLDING_CONCURRENT,
    HOLDING_JOINT,
    HOLDING_CARETAKER,
    HOLDING_ACTING,
    HOLDING_EX_OFFICIO,
    HOLDING_SECONDED,
    HOLDING_DISPATCHED,
    HOLDING_ON_LEAVE
};
enum { HOLDING_KINDS = HOLDING_ON_LEAVE + 1 };
enum member_kind { MEMBER_EMPLOYEE, MEMBER_OUTSIDER_CONSENTED, MEMBER_OUTSIDER };
enum { MEMBER_KINDS = MEMBER_OUTSIDER + 1 };

/* Stored names ("department", "ex_officio", "employee"); parse: false if unknown. */
const char *unit_kind_name(enum unit_kind);
bool unit_kind_parse(struct str, enum unit_kind *ret);
const char *holding_kind_name(enum holding_kind);
bool holding_kind_parse(struct str, enum holding_kind *ret);
const char *member_kind_name(enum member_kind);
bool member_kind_parse(struct str, enum member_kind *ret);
/* 出向 派遣 休職: while it lasts the person holds nothing. Such a holding may be without post. */
bool holding_kind_is_away(enum holding_kind);

/* An end that is not set. */
#define MOMENT_OPEN ((struct moment){INT64_MAX})

/* Whose times: valid at `valid`, as known at `recorded` (normally both = now). */
struct as_of {
    struct moment valid, recorded;
};
static inline struct as_of as_of_now(struct moment now)
{
    return (struct as_of){now, now};
}

struct unit_row {
    /* .v == 0: none. division: the division (課等, 10(2)) that answers for it: itself or the one
     * above; a branch office without divisions is its own. department (部局等, 9(2)) likewise. */
    struct unit_id id, parent, division, department, body;
    enum unit_kind kind;
    const char *code, *name, *name_en, *kana;
    const char *body_kind;     /* of a body: "governor" holds the prefecture-wide roles; "" else */
    int64_t sort;              /* order among the children of one parent */
    struct moment from, until; /* until.ms == INT64_MAX: open */
};
struct person_row {
    struct person_id id;
    const char *number, *family, *given, *family_kana, *given_kana, *mail;
    enum member_kind member;
    struct unit_id home;       /* unit of the main holding; .v == 0: none */
    struct moment from, until; /* of this name and number; until: also when they left */
};
struct post_row {
    struct post_id id;
    struct unit_id unit;
    /* "division_head", "branch_head", "department_head", ... as roles.yaml names it; "staff" */
    const char *kind;
    const char *charges; /* further kinds, blank-separated: "security_division_head
                            committee_secretariat_head" */
    const char *title, *title_en;
    bool managerial; /* 管理職員 */
    int64_t sort;
    struct moment from, until;
};
struct holding_row {
    struct holding_id id;
    struct person_id person;
    struct post_id post; /* .v == 0: none (away kinds) */
    enum holding_kind kind;
    struct moment from, until; /* until.ms == INT64_MAX: open */
    bool away;   /* the person is seconded, dispatched or on leave then: holds nothing */
    bool absent; /* on recorded absence then */
};
struct info_system_row {
    struct info_system_id id;
    const char *code, *name, *name_en;
    struct unit_id division;
    struct post_id manager_post; /* the system manager's post, 11(2); .v == 0: vacant */
};

/* One role held: a person, through a post or a designation, and why. */
struct role_holder {
    struct person_id person;
    struct post_id post; /* .v == 0: by designation or membership */
    const char *role;    /* catalogue name */
    struct unit_id unit; /* scope; .v == 0: prefecture */
    struct info_system_id info_system;
    const char *why; /* e.g. "holding:33", "designation:matter:12", "deputy_of:holding:33" */
    bool absent;     /* on recorded absence at that time */
};

/* By `why`: as the deputy of an absent holder (10の2(3)); in the place of a holder who may not
 * judge the own matter (14). NULL: neither. */
bool role_why_is_deputy(const char *why);
bool role_why_is_alternate(const char *why);

/* Readers: rows live in the arena. ERR_NOT_FOUND when there is none at that time. */
MUST_CHECK err_t org_unit(struct db *, struct arena *, struct unit_id, struct as_of,
                          struct unit_row *ret);
MUST_CHECK err_t org_unit_by_code(struct db *, struct arena *, struct str code, struct as_of,
                                  struct unit_row *ret);
/* All units of that time, ordered by id. */
MUST_CHECK err_t org_units(struct db *, struct arena *, struct as_of, struct unit_row **ret,
                           size_t *ret_n);
/* Where a unit that has ended went: the unit that answers for it at that time (itself while it
 * exists; the main successor after a split). ERR_NOT_FOUND: ended without successor. */
MUST_CHECK err_t org_unit_now(struct db *, struct unit_id, struct as_of, struct unit_id *ret);
/* The name the unit had at that time, also of one that ended before (its last name). */
MUST_CHECK err_t org_unit_name(struct db *, struct arena *, struct unit_id, struct as_of,
                               const char **ret_ja, const char **ret_en);
MUST_CHECK err_t org_person(struct db *, struct arena *, struct person_id, struct as_of,
                            struct person_row *ret);
MUST_CHECK err_t org_person_by_number(struct db *, struct arena *, struct str number,
                                      struct person_row *ret);
/* "家族名 名" as written; also of one who has left (the last name). */
MUST_CHECK err_t org_person_name(struct db *, struct arena *, struct person_id, struct as_of,
                                 const char **ret);
MUST_CHECK err_t org_post(struct db *, struct arena *, struct post_id, struct as_of,
                          struct post_row *ret);
MUST_CHECK err_t org_posts_of_unit(struct db *, struct arena *, struct unit_id, struct as_of,
                                   struct post_row **ret, size_t *ret_n);
MUST_CHECK err_t org_info_system(struct db *, struct arena *, struct info_system_id, struct as_of,
                                 struct info_system_row *ret);
MUST_CHECK err_t org_info_systems(struct db *, struct arena *, struct as_of,
                                  struct info_system_row **ret, size_t *ret_n);
/* Those of a person, away kinds too; and the people in a post, without those who are away. */
MUST_CHECK err_t org_holdings_of(struct db *, struct arena *, struct person_id, struct as_of,
                                 struct holding_row **ret, size_t *ret_n);
MUST_CHECK err_t org_holders_of(struct db *, struct arena *, struct post_id, struct as_of,
                                struct holding_row **ret, size_t *ret_n);
/* People who work in a division (units lifted to it), not away; managerial posts only if asked. */
MUST_CHECK err_t org_people_of_division(struct db *, struct arena *, struct unit_id division,
                                        bool managers_only, struct as_of, struct person_id **ret,
                                        size_t *ret_n);
/* Is the person there at that moment, in any post (not away, not left)? */
MUST_CHECK err_t org_is_active(struct db *, struct person_id, struct as_of, bool *ret);

/* Who holds `role` of that scope: unit for department/division roles (a unit below is
 * lifted to the division or department that answers for it), info_system for system roles. */
struct role_of {
    const char *role;
    struct unit_id unit;
    struct info_system_id info_system;
};
struct catalogue;
MUST_CHECK err_t org_role_holders(struct db *, const struct catalogue *, struct arena *,
                                  struct role_of, struct as_of, struct role_holder **ret,
                                  size_t *ret_n);
/* Does the person hold it? *ret gives how; ERR_DENIED when not. A deputy counts while the
 * holder is recorded absent (10の2(3)); ret->why says so. */
MUST_CHECK err_t org_holds_role(struct db *, const struct catalogue *, struct arena *,
                                struct person_id, struct role_of, struct as_of,
                                struct role_holder *ret);
/* All roles of a person, with scopes: for sign-in, navigation, route permissions. */
MUST_CHECK err_t org_roles_of(struct db *, const struct catalogue *, struct arena *,
                              struct person_id, struct as_of, struct role_holder **ret,
                              size_t *ret_n);

/* Is the role of that unit (.v != 0) among `roles`, which org_roles_of gave for the same moment?
 * As org_holds_role answers, without looking for everybody else who holds it. */
MUST_CHECK err_t org_roles_include(struct db *, const struct catalogue *, struct arena *,
                                   const struct role_holder *roles, size_t n, struct role_of,
                                   struct as_of, bool *ret);

/* Writers (inside a store job): each appends its record to the ledger. `by` 0 = system set-up. */
struct org_author {
    struct person_id by;
    struct moment now;
    const char *source; /* "import", "page", "cli" */
};

#endif
