/* SPDX-License-Identifier: Apache-2.0
 *
 * expr_words.h: a condition of the catalogue as a person reads it beside a field:
 * 「何をしますか」が 「紛失した」のとき. Words come from web/locale (condition.*), labels and
 * options from the catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_EXPR_WORDS_H
#define SEKIMORI_CATALOGUE_EXPR_WORDS_H

#include "base/text.h"
#include "catalogue/expr.h"

/* Appends to b and says true; false, with b untouched, where the condition is no single sentence
 * that a person could use: more than three tests, a column of chosen entries. b remembers a lack
 * of memory as always. */
bool expr_words(const struct expr *e, enum lang lang, struct sb *b);

#endif
