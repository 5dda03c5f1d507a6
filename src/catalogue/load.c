/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/load.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void load_faults_release(struct load_faults *f)
{
    free(f->v);
    *f = (struct load_faults){0};
}

static int by_place(const void *a, const void *b)
{
    const struct fault *x = a, *y = b;
    int file = strcmp(x->file, y->file);
    if (file) return file;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return (x->column > y->column) - (x->column < y->column);
}

void load_faults_sort(struct load_faults *f)
{
    if (f->n > 1) qsort(f->v, f->n, sizeof *f->v, by_place);
}

static struct fault *next_fault(struct load_faults *f)
{
    if (f->n == LOAD_FAULTS_MAX) return NULL;
    if (f->n == f->cap) {
        size_t cap = f->cap ? f->cap * 2 : 8;
        struct fault *v = realloc(f->v, cap * sizeof *v);
        if (!v) {
            f->err = ERR_NOMEM;
            return NULL;
        }
        f->v = v;
        f->cap = cap;
    }
    return &f->v[f->n++];
}

void load_fault(struct load *l, struct place at, const char *id, const char *fmt, ...)
{
    struct fault *f = next_fault(l->faults);
    if (!f) return;
    char args[FAULT_ARGS * FAULT_ARG_MAX] = "";
    if (fmt) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(args, sizeof args, fmt, ap);
        va_end(ap);
    }
    fault_set(f, ERR_INVALID, id, fmt ? "%s" : NULL, args);
    fault_place(f, at.file, at.line, at.column);
}

void load_fault_add(struct load *l, const struct fault *f)
{
    struct fault *kept = next_fault(l->faults);
    if (!kept) return;
    *kept = *f;
    fault_place(kept, l->file, f->line, f->column);
}

void *load_alloc(struct load *l, size_t count, size_t size)
{
    void *p = arena_array(l->a, count, size);
    if (!p) l->err = ERR_NOMEM;
    return p;
}

const char *load_strz(struct load *l, struct str s)
{
    const char *z = arena_strdup(l->a, s);
    if (!z) l->err = ERR_NOMEM;
    return z;
}

struct place load_place(const struct load *l, const struct yaml *y)
{
    return (struct place){l->file, y->line, y->column};
}

struct place load_place_in(const struct load *l, const struct yaml *y, size_t offset)
{
    struct place at = load_place(l, y);
    at.column += (uint32_t)utf8_length(str_head(y->text, offset)) + (y->quoted ? 1 : 0);
    return at;
}

void load_unknown(struct load *l, struct place at, enum unknown what, struct str word,
                  const char *const *known, size_t n)
{
    struct fault *f = next_fault(l->faults);
    if (!f) return;
    near_fault(f, what, word, known, n);
    fault_place(f, at.file, at.line, at.column);
}
