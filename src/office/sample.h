/* SPDX-License-Identifier: Apache-2.0
 *
 * sample.h: 桜川県, a prefecture of our own invention, for trying things out: its organisation
 * from sample/units.csv and people.csv by the same import that offices use, its information
 * systems, and some weeks of history from sample/story.jsonl, each line an act through
 * matters.h by a clock that is set back. The same day gives the same office.
 */
#ifndef SEKIMORI_OFFICE_SAMPLE_H
#define SEKIMORI_OFFICE_SAMPLE_H

#include "office/matters.h"

/* Into an empty office, in this order; the clock of `office` is only asked for today. Faults name
 * the file and line of the sample. The history ends before today begins. */
MUST_CHECK err_t sample_organisation(const struct office *office, struct fault *why);
MUST_CHECK err_t sample_history(const struct office *office, struct fault *why);

/* Those who sign in to look around: staff number, password, and who it is ("sample.employee"). */
struct sample_sign_in {
    const char *number, *password, *who;
};
enum { SAMPLE_SIGN_INS = 5 };
extern const struct sample_sign_in sample_sign_ins[SAMPLE_SIGN_INS];

/* The day so many working days before (-) or after today's calendar day. */
struct day sample_day(struct day today, int32_t working_days);
/* When the organisation was recorded: the morning on which the history begins. */
struct moment sample_begin(struct day today);

#endif
