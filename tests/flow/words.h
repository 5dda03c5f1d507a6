/* SPDX-License-Identifier: Apache-2.0
 *
 * words.h: one line of a story cut into words. Blanks separate; "..." holds blanks together,
 * alone or as key="..."; # begins a comment. README.md describes the language.
 */
#ifndef SEKIMORI_TESTS_FLOW_WORDS_H
#define SEKIMORI_TESTS_FLOW_WORDS_H

#include "base/arena.h"

enum { WORDS_MAX = 60 };

struct words {
    const char *v[WORDS_MAX];
    size_t n;
};

/* Copies into the arena. ERR_INVALID: a quote is not closed; ERR_TOO_BIG. */
MUST_CHECK err_t words_read(struct arena *a, struct str line, struct words *ret);
/* The word at i, or "" beyond the last. */
const char *words_at(const struct words *w, size_t i);
bool words_is(const struct words *w, size_t i, const char *word);
/* The value of the first key=value from word `from` on; NULL when absent. */
const char *words_value(const struct words *w, size_t from, const char *key);
/* The word after `word` ("by 佐藤"), from `from` on; NULL when absent. */
const char *words_after(const struct words *w, size_t from, const char *word);

#endif
