/* SPDX-License-Identifier: Apache-2.0
 *
 * org_change.h: the only writers of facts about the organisation. Each runs inside a store
 * job, checks what it is told, appends one record of kind "fact" to the ledger and writes
 * the rows, in the caller's transaction. A correction closes what was recorded and adds
 * rows; nothing that once was so is overwritten.
 *
 * Every change is told for a time, from `from` (until .ms == 0 or MOMENT_OPEN: open end).
 * A late fact may lie in the past; it never changes who acted.
 *
 * Faults (fields as named here): "org.until_before_from", "org.unknown_unit",
 * "org.code_taken", "org.unit_cycle", "org.bad_parent", "org.second_regular", ... all in
 * web/locale/<lang>/org.po. ERR_INVALID: wrong in itself; ERR_STATE: contradicts what is
 * recorded; ERR_EXISTS: number or code in use; ERR_NOT_FOUND: the thing does not exist.
 */
#ifndef SEKIMORI_OFFICE_ORG_CHANGE_H
#define SEKIMORI_OFFICE_ORG_CHANGE_H

#include "office/org.h"

struct org_span {
    struct moment from, until; /* until.ms == 0: open */
};

/* --- units --- */
struct unit_told {
    struct unit_id parent; /* 0: a body */
    enum unit_kind kind;
    struct str
        body_kind; /* bodies only: "governor", "education", ...; exactly one governor at a time */
    struct str code, name, name_en, kana;
    int64_t sort;
};
MUST_CHECK err_t org_unit_add(struct db *, const struct org_author *, const struct unit_told *,
                              struct org_span, struct unit_id *ret, struct fault *why);
/* Name, kana, code, parent, order from a day on (renamed, moved); also a correction in the past. */
MUST_CHECK err_t org_unit_change(struct db *, const struct org_author *, struct unit_id,
                                 const struct unit_told *, struct org_span, struct fault *why);
/* Refused while anything living is in it (posts held, units, systems): merge or split instead. */
MUST_CHECK err_t org_unit_end(struct db *, const struct org_author *, struct unit_id,
                              struct moment at, struct fault *why);

/* Merge, split, rename into a new unit: where everything of the old unit goes. One row for each
 * thing that stands in it at that moment; `to` is proposed and may be changed before it is done. */
enum unit_thing { THING_UNIT, THING_POST, THING_SYSTEM };
struct unit_move {
    enum unit_thing kind;
    int64_t id;
    const char *name;
    struct unit_id to; /* 0: ends with the unit (a post; its holdings end too) */
    bool ends;
};
enum succession_kind { SUCCESSION_MERGED, SUCCESSION_SPLIT, SUCCESSION_RENAMED };
struct succession {
    struct unit_id unit;
    enum succession_kind kind;
    const struct unit_id
        *to; /* exist at `at`; the first is the main one, which answers for old papers */
    size_t n_to;
    struct moment at;
};
/* What would move, proposed: all to the main successor; the head's post ends in a merger. */
MUST_CHECK err_t org_unit_preview(struct db *, struct arena *, const struct succession *,
                                  struct unit_move **ret, size_t *ret_n, struct fault *why);
/* Do it. The moves must be exactly the things of the preview (ERR_STATE "org.preview_stale"). */
MUST_CHECK err_t org_unit_succeed(struct db *, const struct org_author *, const struct succession *,
                                  const struct unit_move *moves, size_t n, struct fault *why);

/* --- posts --- */
struct post_told {
    struct unit_id unit;
    struct str kind, charges, title, title_en;
    bool managerial;
    int64_t sort;
};
MUST_CHECK err_t org_post_add(struct db *, const struct org_author *, const struct post_told *,
                              struct org_span, struct post_id *ret, struct fault *why);
MUST_CHECK err_t org_post_change(struct db *, const struct org_author *, struct post_id,
                                 const struct post_told *, struct org_span, struct fault *why);
/* Refused while somebody holds it beyond `at`. */
MUST_CHECK err_t org_post_end(struct db *, const struct org_author *, struct post_id,
                              struct moment at, struct fault *why);

/* --- people --- */
struct person_told {
    struct str number, family, given, family_kana, given_kana, mail;
    enum member_kind member;
};
MUST_CHECK err_t org_person_add(struct db *, const struct org_author *, const struct person_told *,
                                struct org_span, struct person_id *ret, struct fault *why);
/* From a day on (a new name), or a correction from the beginning. The number may change too. */
MUST_CHECK err_t org_person_change(struct db *, const struct org_author *, struct person_id,
                                   const struct person_told *, struct org_span, struct fault *why);
/* Left: all holdings end then, too. */
MUST_CHECK err_t org_person_end(struct db *, const struct org_author *, struct person_id,
                                struct moment at, struct fault *why);

/* --- holdings and absences --- */
struct holding_told {
    struct person_id person;
    struct post_id post; /* 0 for away kinds */
    enum holding_kind kind;
};
MUST_CHECK err_t org_holding_start(struct db *, const struct org_author *,
                                   const struct holding_told *, struct org_span,
                                   struct holding_id *ret, struct fault *why);
MUST_CHECK err_t org_holding_end(struct db *, const struct org_author *, struct holding_id,
                                 struct moment at, struct fault *why);
/* It never was so (an order entered wrongly). */
MUST_CHECK err_t org_holding_void(struct db *, const struct org_author *, struct holding_id,
                                  struct fault *why);
MUST_CHECK err_t org_absence_start(struct db *, const struct org_author *, struct person_id,
                                   struct org_span, int64_t *ret, struct fault *why);
/* Back: the absence that lasts at `at` ends then. ERR_NOT_FOUND when there is none. */
MUST_CHECK err_t org_absence_end(struct db *, const struct org_author *, struct person_id,
                                 struct moment at, struct fault *why);

/* --- information systems --- */
struct info_system_told {
    struct str code, name, name_en;
    struct unit_id division;
    struct post_id manager_post; /* 0: vacant */
};
MUST_CHECK err_t org_info_system_add(struct db *, const struct org_author *,
                                     const struct info_system_told *, struct org_span,
                                     struct info_system_id *ret, struct fault *why);
MUST_CHECK err_t org_info_system_change(struct db *, const struct org_author *,
                                        struct info_system_id, const struct info_system_told *,
                                        struct org_span, struct fault *why);

#endif
