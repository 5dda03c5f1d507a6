/* SPDX-License-Identifier: Apache-2.0
 *
 * coverage_load.h: the articles while they are read: first an empty row for each that the index
 * has, then what the files say of them, then what serves them, then the checks. Internal to
 * src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_COVERAGE_LOAD_H
#define SEKIMORI_CATALOGUE_COVERAGE_LOAD_H

#include "catalogue/catalogue_parts.h"

/* Rows for all articles and paragraphs of the index. */
void coverage_load_rows(struct load *l, struct catalogue *c);
/* One file of articles/, already parsed; `file` is its name without folder and ending. */
void coverage_load_file(struct load *l, const struct yaml *y, const char *file,
                        struct catalogue *c);
/* The row of a paragraph; of an article's only one when none is named; NULL. */
struct coverage_paragraph *coverage_load_row(const struct catalogue *c,
                                             const struct article_ref *r);

/* What serves each paragraph, which flaws and readings touch it. */
void coverage_serve(struct load *l, struct catalogue *c);
/* What is missing, claimed falsely or said of nothing. */
void coverage_check(struct load *l, const struct catalogue *c);

#endif
