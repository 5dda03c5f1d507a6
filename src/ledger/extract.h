/* SPDX-License-Identifier: Apache-2.0
 *
 * extract.h: some records of a ledger for somebody who may see only those, with what proves that
 * they stand in it unchanged: of all the others there are but hashes, of as many leaves at a time
 * as the tree allows (bundle.h has the lines). Contents are withheld behind their commitments as
 * far as the grade says.
 *
 * What was asked for stands in the file as canonical JSON:
 *   at, by         when, and the person (0: an administrator)
 *   grade          "envelopes", "matters" or "full"
 *   from, until    a period: records recorded from .. until (not included), in ms; may lack
 *   unit, article  whose matters, or of which article; may lack
 * With neither unit nor article every record of the period is in it, and the one just before and
 * the one just after, so that nothing can be left out at its edges; and the few that clocks put
 * between records of the period though they say another time (EXTRACT_STRAY at a stretch).
 */
#ifndef SEKIMORI_LEDGER_EXTRACT_H
#define SEKIMORI_LEDGER_EXTRACT_H

#include "ledger/bundle.h"
#include "ledger/verify_store.h"

enum { EXTRACT_STRAY = 100 };

enum extract_grade {
    EXTRACT_ENVELOPES, /* no contents: who did what and when, by numbers */
    EXTRACT_MATTERS,   /* contents of acts: forms, reasons; people and accounts stay numbers */
    EXTRACT_FULL,      /* every content of what is in it */
    EXTRACT_GRADES
};
const char *extract_grade_name(enum extract_grade g);
bool extract_grade_parse(struct str s, enum extract_grade *ret);

/* --- writing --- */

struct extract_ask {
    struct str asked;    /* canonical JSON, at most BUNDLE_ASKED_MAX bytes */
    int64_t from, until; /* INT64_MIN, INT64_MAX: no such end */
    bool by_matter;      /* only records of these matters (sorted) */
    const int64_t *matters;
    size_t n_matters;
    const int64_t *records; /* and these, whatever they are of (sorted) */
    size_t n_records;
    enum extract_grade grade;
};
struct extract_done {
    int64_t records, hidden; /* given out; of which there are only hashes */
    int64_t unsealed;        /* asked for, but under no checkpoint yet: left out */
};
/* How many records it would give out. */
MUST_CHECK err_t extract_count(struct db *db, const struct extract_ask *ask, int64_t *ret);
/* ERR_STATE: nothing is sealed yet; ERR_CORRUPT. `to->without_contents` is not looked at. */
MUST_CHECK err_t extract_write(struct db *db, const struct extract_ask *ask,
                               const struct export_to *to, struct extract_done *ret);

/* --- what a verified extract shows --- */

struct extract_matter {
    int64_t matter, first, last; /* numbers of its acts */
    bool gap;
};
struct extract_sum {
    bool is_extract;
    char asked[BUNDLE_ASKED_MAX + 1];
    bool by_matter;
    int64_t from, until;
    uint64_t in_period;     /* records */
    uint64_t hidden_inside; /* leaves between the first and the last of them */
    bool proved_start, proved_end, proved_none;
    int64_t prev;          /* time of the last record that is there */
    bool has_prev, was_in; /* it was of the period */
    uint64_t hidden_since; /* leaves after it; and after the last one of the period */
    uint64_t hidden_since_in;
    struct extract_matter *matter; /* sorted */
    size_t n, cap;
};
struct bundle_seen extract_sum_begin(struct extract_sum *s);
/* Nothing of the period is left out: each leaf between its edges is there. */
bool extract_sum_period_whole(const struct extract_sum *s);
/* Matters whose acts are there from the first on without a gap; without a gap from a later one;
 * with one. */
void extract_sum_matters(const struct extract_sum *s, size_t *ret_whole, size_t *ret_later,
                         size_t *ret_gaps);
void extract_sum_release(struct extract_sum *s);
#define SUM_CLEANUP __attribute__((cleanup(extract_sum_release)))

/* The moment at which an envelope says that it was recorded; false: it says none. */
bool extract_time_of(struct str envelope, int64_t *ret_ms, int64_t *ret_matter, int64_t *ret_seq);

#endif
