/* SPDX-License-Identifier: Apache-2.0
 *
 * enforce.h: the office's side of the documents between it and an enforcer (src/contract).
 * `enforcer` is who the caller has authenticated; a document that names another is refused.
 * Answers are appended to *to.
 */
#ifndef SEKIMORI_OFFICE_ENFORCE_H
#define SEKIMORI_OFFICE_ENFORCE_H

#include "office/matters.h"

/* The desired state: what changed since a revision, or all of it (since 0, or a revision that
 * this office never gave). */
MUST_CHECK err_t enforce_desired(const struct office *, const char *enforcer, int64_t since,
                                 struct sb *to, struct fault *why);
/* Takes a report, in one transaction, and answers with the receipt. Sending it again gives
 * "repeated" for what was recorded; nothing happens twice. */
MUST_CHECK err_t enforce_report(const struct office *, const char *enforcer, struct str report,
                                struct sb *to, struct fault *why);
/* The next question that the enforcer has not answered, of a matter in review with effects of
 * its; ERR_NOT_FOUND when there is none. */
MUST_CHECK err_t enforce_question(const struct office *, const char *enforcer, struct sb *to,
                                  struct fault *why);
/* Takes the answer; it stands in the matter's history and is looked at before a decision.
 * ERR_STATE "enforce.question_gone": the matter has moved on since the question. */
MUST_CHECK err_t enforce_answer(const struct office *, const char *enforcer, struct str answer,
                                struct fault *why);

/* The id of the attached file whose SHA-256 (lower-case hex) something that the enforcer is to make
 * true names in its payload as "sha256"; in the arena. ERR_NOT_FOUND: nothing does. */
MUST_CHECK err_t enforce_file(const struct office *, const char *enforcer, struct str digest,
                              struct arena *, const char **ret_id, struct fault *why);

#endif
