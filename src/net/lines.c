/* SPDX-License-Identifier: Apache-2.0 */
#include "net/lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 4096 };

void lines_init(struct lines *l)
{
    *l = (struct lines){0};
}

void lines_release(struct lines *l)
{
    free(l->v);
    lines_init(l);
}

static void put(struct lines *l, struct str line)
{
    if (l->err != OK) return;
    if (l->n == LINES_MAX) {
        l->err = ERR_TOO_BIG;
        return;
    }
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 64;
        struct str *v = realloc(l->v, cap * sizeof *v);
        if (!v) {
            l->err = ERR_NOMEM;
            return;
        }
        l->v = v;
        l->cap = cap;
    }
    l->v[l->n++] = line;
}

void lines_add(struct lines *l, struct arena *a, struct str line)
{
    struct str own = arena_str(a, line);
    if (!own.p) l->err = ERR_NOMEM;
    put(l, own);
}

void lines_addf(struct lines *l, struct arena *a, const char *fmt, ...)
{
    char buf[LINE_MAX_BYTES];
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(buf, sizeof buf, fmt, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof buf)
        l->err = ERR_TOO_BIG;
    else
        lines_add(l, a, (struct str){buf, (size_t)n});
}

static int ascending(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

err_t lines_sort(struct lines *l)
{
    if (l->err != OK) return l->err;
    if (l->n > 1) qsort(l->v, l->n, sizeof *l->v, ascending);
    size_t to = 0;
    for (size_t i = 0; i < l->n; i++)
        if (to == 0 || !str_eq(l->v[to - 1], l->v[i])) l->v[to++] = l->v[i];
    l->n = to;
    return OK;
}

size_t lines_difference(const struct lines *before, const struct lines *now, lines_fn *each,
                        void *arg)
{
    size_t i = 0, k = 0, found = 0;
    while (i < before->n || k < now->n) {
        int c = i == before->n ? 1 : k == now->n ? -1 : str_cmp(before->v[i], now->v[k]);
        if (c == 0) {
            i++;
            k++;
            continue;
        }
        found++;
        struct str line = c < 0 ? before->v[i++] : now->v[k++];
        if (each) each(arg, c > 0, line);
    }
    return found;
}

void lines_write(const struct lines *l, struct sb *to)
{
    for (size_t i = 0; i < l->n; i++) {
        sb_add(to, l->v[i]);
        sb_addc(to, '\n');
    }
}

void lines_read(struct lines *l, struct str text)
{
    while (text.n > 0) {
        struct str line = str_cut(&text, '\n');
        if (line.n > 0) put(l, line);
    }
}
