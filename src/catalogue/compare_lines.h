/* SPDX-License-Identifier: Apache-2.0
 *
 * compare_lines.h: what differs within a piece of the catalogue (compare.h), line by line: each
 * word or text of the piece under its place, old beside new. The order of keys is no difference;
 * steps, fields and the like are known by their names, not by where they stand.
 */
#ifndef SEKIMORI_CATALOGUE_COMPARE_LINES_H
#define SEKIMORI_CATALOGUE_COMPARE_LINES_H

#include "catalogue/compare.h"

enum { COMPARE_LINES_MAX = 400, COMPARE_DEPTH_MAX = 12 };

struct compare_line {
    const char *path[COMPARE_DEPTH_MAX]; /* "steps", "decided", "who" */
    size_t n_path;
    struct str old, new; /* .p NULL: not there */
};

/* The files of both versions, read when first asked for; the arena holds them. */
struct compare_files;
MUST_CHECK err_t compare_lines_open(struct arena *a, const struct catalogue *old,
                                    const struct catalogue *new, struct compare_files **ret);
/* In `a`, which may be emptied afterwards. At most COMPARE_LINES_MAX; *ret_more: so many are left
 * out. In the order of the new version, what is gone behind what it stood behind. */
MUST_CHECK err_t compare_lines_of(struct compare_files *f, struct arena *a,
                                  const struct compare_change *x, struct compare_line **ret,
                                  size_t *ret_n, size_t *ret_more);

#endif
