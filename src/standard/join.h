/* SPDX-License-Identifier: Apache-2.0
 *
 * join.h: lines of print become running text. Japanese is joined without a blank; where Latin
 * meets Latin, whether the line broke between words or inside one is told from the blanks that
 * were printed, from capitals, and from how full the line was. Internal.
 */
#ifndef SEKIMORI_STANDARD_JOIN_H
#define SEKIMORI_STANDARD_JOIN_H

#include "standard/lines.h"

struct standard_seam {
    uint32_t at, line; /* from this byte of the joined text on, it is this line of the source */
};

struct joined {
    char *p;
    uint32_t n, cap;
    struct standard_seam *seams;
    uint32_t n_seams, seams_cap;
};

MUST_CHECK err_t join_init(struct arena *a, const struct lines *l, struct joined *ret);
/* A piece as it is; where it begins. */
uint32_t join_add(struct joined *j, struct str piece, uint32_t line);
/* Does a blank belong between these two? before: the line that `left` ends. */
bool join_needs_blank(struct str left, struct str right, const struct line *before,
                      const struct line *next, const struct lines *l);

#endif
