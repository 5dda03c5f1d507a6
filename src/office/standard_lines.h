/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_lines.h: the paragraphs of an official text as the search compares them: width, kana
 * and case folded, and the numbers of articles in one notation (第十条の二 as 第10条の2). Made once
 * for a version, which never changes; the text itself stays as it was printed.
 */
#ifndef SEKIMORI_OFFICE_STANDARD_LINES_H
#define SEKIMORI_OFFICE_STANDARD_LINES_H

#include "standard/standard.h"

/* A paragraph with its items, or a 別表 or 様式 as a whole. */
struct standard_line {
    uint32_t node, article; /* article: what has the page (article, 附則, appendix) */
    struct str place;       /* folded: "第10条の2第3項" */
    struct str text;        /* folded, a line a node; the caption above the first paragraph */
};
struct standard_lines {
    const struct standard_line *v;
    size_t n;
};

/* Of the whole text, in its order; memory is of the arena. ERR_NOMEM. */
MUST_CHECK err_t standard_lines_read(struct arena *, const struct standard_text *,
                                     struct standard_lines *ret);

/* A text folded as these are, put at the end of *out. ERR_INVALID: no UTF-8. */
MUST_CHECK err_t standard_lines_fold(struct sb *out, struct str s);

/* Does the folded text hold the folded word? 第1条 is in neither 第11条 nor 第1条の2. */
bool standard_lines_hold(struct str text, struct str word);

#endif
