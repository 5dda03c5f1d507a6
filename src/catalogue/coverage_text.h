/* SPDX-License-Identifier: Apache-2.0
 *
 * coverage_text.h: the articles of the catalogue beside an official text: does any paragraph bind
 * more strongly than ours says, and are they the same paragraphs? The words しなければならない,
 * してはならない, ものとする, 努めなければならない are looked for; what they mean is a person's to
 * say.
 */
#ifndef SEKIMORI_CATALOGUE_COVERAGE_TEXT_H
#define SEKIMORI_CATALOGUE_COVERAGE_TEXT_H

#include "catalogue/coverage.h"
#include "standard/standard.h"

/* `file` names the text in faults, which stand at its lines. How many there were. */
size_t coverage_text_check(const struct catalogue *c, const struct standard_text *t,
                           const char *file, catalogue_fault_fn *sink, void *ctx);
/* How strongly these words speak; FORCE_STATES where none of the words is there. */
enum force coverage_text_force(struct str words);

#endif
