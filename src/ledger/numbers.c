/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/numbers.h"

#include <stdlib.h>

enum { FIRST = 64 };

err_t numbers_add(struct numbers *s, int64_t x)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : FIRST;
        int64_t *v = reallocarray(s->v, cap, sizeof *v);
        if (!v) return ERR_NOMEM;
        s->v = v;
        s->cap = cap;
    }
    s->v[s->n++] = x;
    return OK;
}

static int cmp(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

void numbers_sort(struct numbers *s)
{
    if (s->n) qsort(s->v, s->n, sizeof *s->v, cmp);
}

bool numbers_have(const int64_t *v, size_t n, int64_t x)
{
    return n > 0 && bsearch(&x, v, n, sizeof *v, cmp) != NULL;
}

void numbers_release(struct numbers *s)
{
    free(s->v);
    *s = (struct numbers){0};
}
