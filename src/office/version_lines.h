/* SPDX-License-Identifier: Apache-2.0
 *
 * version_lines.h: what differs within a changed piece of the catalogue, line by line, old beside
 * new with the words that differ; for the page and the API of a version. A page tells so many lines
 * at most and says how many more there are.
 */
#ifndef SEKIMORI_OFFICE_VERSION_LINES_H
#define SEKIMORI_OFFICE_VERSION_LINES_H

#include "catalogue/compare_lines.h"
#include "office/show.h"

enum { VERSION_LINES_MAX = 1500 };

struct version_lines {
    const struct show *s;
    struct arena files, lines;
    struct compare_files *f;
    size_t told;
};
MUST_CHECK err_t version_lines_begin(struct version_lines *, const struct show *,
                                     const struct catalogue *candidate);
/* "lines": [{"place", "old": spans or null, "new": spans or null}], "more": how many are left out.
 */
MUST_CHECK err_t version_lines_show(struct version_lines *, struct jo *o,
                                    const struct compare_change *x);
void version_lines_release(struct version_lines *);
#define VERSION_LINES_CLEANUP __attribute__((cleanup(version_lines_release))) = {.s = NULL}

#endif
