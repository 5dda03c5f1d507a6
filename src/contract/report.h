/* SPDX-License-Identifier: Apache-2.0
 *
 * report.h: what an enforcer did with the desired state, and what the office made of the
 * report. A report has an id of the enforcer's own choice (a random text); sending the same
 * again changes nothing. Documents "sekimori/effect-report" and "sekimori/effect-receipt".
 */
#ifndef SEKIMORI_CONTRACT_REPORT_H
#define SEKIMORI_CONTRACT_REPORT_H

#include "base/id.h"
#include "base/time.h"
#include "contract/document.h"

enum { REPORT_WORDS_MAX = 1000, REPORT_BYTES_MAX = 4 << 20, REPORT_DETAIL_MAX = 1000 };

enum report_said { REPORT_APPLIED, REPORT_REFUSED, REPORT_REMOVED };

/* Why something was refused; REASON_NONE unless refused. */
enum report_reason {
    REASON_NONE,
    REASON_UNSUPPORTED, /* this program cannot do such a thing */
    REASON_CONFLICT,    /* it contradicts something else in force */
    REASON_UNKNOWN,     /* a host, zone, person or thing it names is not known here */
    REASON_FORBIDDEN,   /* a rule of this program forbids it whatever is permitted */
    REASON_LIMIT,       /* too many, too large */
    REASON_FAILED,      /* the system underneath refused */
    REASONS
};
extern const char *const report_reasons[REASONS]; /* their names */

struct report_word {
    struct matter_id matter;
    int32_t no;
    enum report_said said;
    enum report_reason reason;
    const char *detail; /* for people, may be NULL */
    struct moment at;   /* when it was done or refused */
};

struct report {
    const char *id, *enforcer;
    int64_t revision; /* of the desired state it speaks of */
    const struct report_word *words;
    size_t n_words;
};

MUST_CHECK err_t report_write(struct sb *to, const struct report *r, struct fault *why);
/* Also ERR_INVALID for a refusal without reason, or a reason without refusal. */
MUST_CHECK err_t report_read(struct arena *a, struct str text, struct report *ret,
                             struct fault *why);

/* What became of each word, in the report's order. */
enum receipt_outcome {
    RECEIPT_TAKEN,    /* recorded as an act */
    RECEIPT_REPEATED, /* recorded before, by the same report */
    RECEIPT_STALE,    /* the effect is no longer in a state in which this says anything */
    RECEIPT_UNKNOWN   /* no such effect of this enforcer */
};
struct receipt_word {
    struct matter_id matter;
    int32_t no;
    enum receipt_outcome outcome;
};
struct receipt {
    const char *id; /* of the report */
    const struct receipt_word *words;
    size_t n_words;
};
MUST_CHECK err_t receipt_write(struct sb *to, const struct receipt *r, struct fault *why);
MUST_CHECK err_t receipt_read(struct arena *a, struct str text, struct receipt *ret,
                              struct fault *why);

#endif
