/* SPDX-License-Identifier: Apache-2.0
 *
 * org_record.h: for the writers org_change_*.c alone: the record of a fact in the ledger, and
 * what every table with two times has in common.
 */
#ifndef SEKIMORI_OFFICE_ORG_RECORD_H
#define SEKIMORI_OFFICE_ORG_RECORD_H

#include <jansson.h>

#include "ledger/ledger.h"
#include "office/org_change.h"
#include "office/org_row.h"

/* A record being put together. Envelope: ids, kinds and times only; all text of people goes to
 * the content, which may be erased one day. The error is sticky. */
struct org_fact {
    json_t *envelope, *content;
    err_t err;
};
void org_fact_begin(struct org_fact *f, const struct org_author *by, const char *fact);
void org_fact_release(struct org_fact *f);
#define ORG_FACT_CLEANUP __attribute__((cleanup(org_fact_release)))
void org_fact_i64(struct org_fact *f, const char *key, int64_t v); /* 0 is left out */
void org_fact_kind(struct org_fact *f, const char *key, const char *name);
void org_fact_span(struct org_fact *f, struct org_span span); /* "from", "until" unless open */
void org_fact_text(struct org_fact *f, const char *key, struct str text); /* empty is left out */
void org_fact_sort(struct org_fact *f, int64_t sort); /* the order among siblings, 0 too */
MUST_CHECK err_t org_fact_append(struct db *db, const struct org_fact *f, struct leaf_id *ret);

enum org_table {
    ORG_UNIT,
    ORG_POST,
    ORG_PERSON,
    ORG_HOLDING,
    ORG_ABSENCE,
    ORG_INFO_SYSTEM,
    ORG_TABLES
};

/* The thing has a new row: to be told with every insert (org_cut tells it itself). */
MUST_CHECK err_t org_touch(struct db *db, enum org_table table, int64_t id);
/* What was recorded of the thing over the span holds no longer, from now on: rows that reach
 * beyond the span are recorded anew without it. Insert afterwards what is so instead. */
MUST_CHECK err_t org_cut(struct db *db, enum org_table table, int64_t id, struct org_span span,
                         struct moment now, struct leaf_id leaf);
/* ERR_STATE "org.clock_behind" when something newer than `now` is recorded of it. */
MUST_CHECK err_t org_check_now(struct db *db, enum org_table table, int64_t id, struct moment now,
                               struct fault *why);
/* Does the unit, post or person exist all over the span, as we believe now? */
MUST_CHECK err_t org_covers(struct db *db, enum org_table table, int64_t id, struct org_span span,
                            bool *ret);

/* The rows that follow from a fact whose record is `leaf`: written when it is told, and again when
 * the ledger is replayed (org_replay.h). */
MUST_CHECK err_t org_unit_put(struct db *db, const struct org_author *by, struct unit_id id,
                              const struct unit_told *u, struct org_span span, struct leaf_id leaf);
MUST_CHECK err_t org_unit_moves(struct db *db, const struct org_author *by,
                                const struct succession *s, const struct unit_move *m, size_t n,
                                struct leaf_id leaf);
MUST_CHECK err_t org_post_put(struct db *db, const struct org_author *by, struct post_id id,
                              const struct post_told *p, struct org_span span, struct leaf_id leaf);
MUST_CHECK err_t org_person_put(struct db *db, const struct org_author *by, struct person_id id,
                                const struct person_told *p, struct org_span span,
                                struct leaf_id leaf);
/* With all holdings and absences. */
MUST_CHECK err_t org_person_leaves(struct db *db, const struct org_author *by, struct person_id id,
                                   struct moment at, struct leaf_id leaf);
MUST_CHECK err_t org_holding_put(struct db *db, const struct org_author *by, struct holding_id id,
                                 const struct holding_told *h, struct org_span span,
                                 struct leaf_id leaf);
MUST_CHECK err_t org_absence_put(struct db *db, const struct org_author *by, int64_t id,
                                 struct person_id person, struct org_span span,
                                 struct leaf_id leaf);
MUST_CHECK err_t org_info_system_put(struct db *db, const struct org_author *by,
                                     struct info_system_id id, const struct info_system_told *s,
                                     struct org_span span, struct leaf_id leaf);

/* span with the open end made explicit; ERR_INVALID "org.until_before_from". */
MUST_CHECK err_t org_check_span(struct org_span *span, struct fault *why);
/* One line of text for a person: valid, without control characters, at most `max` characters. */
MUST_CHECK err_t org_check_line(struct str s, size_t max, bool required, const char *field,
                                struct fault *why);
/* Codes and numbers: ASCII letters, digits and -_. */
MUST_CHECK err_t org_check_code(struct str s, size_t max, const char *field, struct fault *why);
/* The search key of several texts, one blank between. */
MUST_CHECK err_t org_search_key(struct sb *out, const struct str *parts, size_t n);

/* :from :until :now :leaf as every insert takes them. */
#define ORG_TIMES(span, by, at)                                                                    \
    P_I64("from", (span).from.ms), P_I64("until", (span).until.ms), P_I64("now", (by)->now.ms),    \
        P_I64("leaf", (at).v)

#endif
