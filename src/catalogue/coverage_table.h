/* SPDX-License-Identifier: Apache-2.0
 *
 * coverage_table.h: the coverage of a standard written out: for people (columns that stand
 * under each other on a terminal, wide characters counted as two), as TSV, and as JSON.
 */
#ifndef SEKIMORI_CATALOGUE_COVERAGE_TABLE_H
#define SEKIMORI_CATALOGUE_COVERAGE_TABLE_H

#include <jansson.h>

#include "catalogue/coverage.h"

enum { COVERAGE_TABLE_MAX = 8 * 1024 * 1024 };

/* A paragraph a row, its roles and mechanisms below each other; totals by force at the end.
 * Errors stay in the builder. */
void coverage_table(struct sb *b, const struct catalogue *c, enum lang lang);
/* One line a paragraph: number, force, served, who, when, mechanisms ("procedure:exception"),
 * gap, words. Names in the files' own words, texts in `lang`; a heading first. */
void coverage_table_tsv(struct sb *b, const struct catalogue *c, enum lang lang);

/* One article: facts for programs, both languages; NULL without memory. */
json_t *coverage_json_article(const struct coverage_article *a);
/* {"standard", "catalogue", "articles": [...], "faults": [...], "totals": {...}}; NULL without
 * memory. */
json_t *coverage_json(const struct catalogue *c);

#endif
