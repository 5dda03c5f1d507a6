/* SPDX-License-Identifier: Apache-2.0
 *
 * preflight.h: asked of an enforcer before a decision: could you make these effects true? So
 * that nobody approves the impossible. The answer binds nobody: what is decided is still
 * answered by a report. Documents "sekimori/preflight" and "sekimori/preflight-answer".
 */
#ifndef SEKIMORI_CONTRACT_PREFLIGHT_H
#define SEKIMORI_CONTRACT_PREFLIGHT_H

#include "contract/report.h"

enum { PREFLIGHT_EFFECTS_MAX = 100, PREFLIGHT_BYTES_MAX = 1 << 20 };

struct preflight_effect {
    const char *kind;
    struct moment from, until;
    const struct document_pair *payload;
    size_t n_payload;
};
struct preflight {
    const char *id, *enforcer;
    const struct preflight_effect *effects;
    size_t n_effects;
};

/* One for each effect, in order: REASON_NONE = yes, it could. */
struct preflight_verdict {
    enum report_reason reason;
    const char *detail; /* for people; NULL */
};
struct preflight_answer {
    const char *id; /* of the question */
    const char *enforcer;
    int64_t revision; /* of the desired state it was tried against */
    struct moment at;
    const struct preflight_verdict *verdicts;
    size_t n_verdicts;
};

MUST_CHECK err_t preflight_write(struct sb *to, const struct preflight *p, struct fault *why);
MUST_CHECK err_t preflight_read(struct arena *a, struct str text, struct preflight *ret,
                                struct fault *why);
MUST_CHECK err_t preflight_answer_write(struct sb *to, const struct preflight_answer *p,
                                        struct fault *why);
/* Before the question is known: the form alone. */
MUST_CHECK err_t preflight_answer_peek(struct arena *a, struct str text,
                                       struct preflight_answer *ret, struct fault *why);
/* ERR_INVALID unless it answers this question, effect by effect. */
MUST_CHECK err_t preflight_answer_read(struct arena *a, struct str text,
                                       const struct preflight *question,
                                       struct preflight_answer *ret, struct fault *why);
bool preflight_passes(const struct preflight_answer *p);

#endif
