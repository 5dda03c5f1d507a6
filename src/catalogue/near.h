/* SPDX-License-Identifier: Apache-2.0
 *
 * near.h: "did you mean": the known name nearest to a mistyped one.
 */
#ifndef SEKIMORI_CATALOGUE_NEAR_H
#define SEKIMORI_CATALOGUE_NEAR_H

#include "base/str.h"

/* Insertions, deletions, changes and swaps of neighbours between two words of at most
 * 64 characters; longer ones, and what is not UTF-8, count as far apart. */
unsigned near_distance(struct str a, struct str b);
/* The nearest, when it is near enough to be meant: one slip in three characters, two at
 * most; NULL. */
const char *near_find(struct str word, const char *const *known, size_t n);

/* The fault "word is no known such thing; did you mean ...?", or with the names there are. */
enum unknown {
    UNKNOWN_KEY,
    UNKNOWN_ROLE,
    UNKNOWN_CLOCK,
    UNKNOWN_READING,
    UNKNOWN_BOOK,
    UNKNOWN_PROCEDURE,
    UNKNOWN_STEP,
    UNKNOWN_FIELD,
    UNKNOWN_TYPE,
    UNKNOWN_SHAPE,
    UNKNOWN_ACT,
    UNKNOWN_WORD,
    UNKNOWN_OPTION,
    UNKNOWN_STATE,
    UNKNOWN_PART,
    UNKNOWN_EVENT,
    UNKNOWN_GROUP,
    UNKNOWN_COLUMN
};
void near_fault(struct fault *why, enum unknown what, struct str word, const char *const *known,
                size_t n);

#endif
