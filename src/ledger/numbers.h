/* SPDX-License-Identifier: Apache-2.0
 *
 * numbers.h: a growing list of numbers of records; sorted, one may ask what is among them.
 */
#ifndef SEKIMORI_LEDGER_NUMBERS_H
#define SEKIMORI_LEDGER_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct numbers { /* zeroes: empty */
    int64_t *v;
    size_t n, cap;
};
MUST_CHECK err_t numbers_add(struct numbers *s, int64_t x); /* ERR_NOMEM */
void numbers_sort(struct numbers *s);
/* Is x among the n that stand sorted at v? */
bool numbers_have(const int64_t *v, size_t n, int64_t x);
void numbers_release(struct numbers *s);

#endif
