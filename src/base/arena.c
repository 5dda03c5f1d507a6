/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    size_t used, cap;
    alignas(max_align_t) char data[];
};

enum { BLOCK_MIN = 8192 };

struct arena_kept {
    struct arena_kept *next;
    void *p;
    void (*release)(void *);
};

void arena_init(struct arena *a, size_t max)
{
    *a = (struct arena){.max = max};
}

/* Before the memory goes in which the list stands. */
static void let_go(struct arena *a)
{
    for (struct arena_kept *k = a->kept; k; k = k->next) k->release(k->p);
    a->kept = NULL;
}

void arena_release(struct arena *a)
{
    let_go(a);
    for (struct arena_block *b = a->head, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    *a = (struct arena){.max = a->max};
}

void arena_reset(struct arena *a)
{
    struct arena_block *keep = a->head;
    a->failed = false;
    let_go(a);
    if (!keep) return;
    a->head = keep->next;
    arena_release(a);
    memset(keep->data, 0, keep->used);
    keep->used = 0;
    keep->next = NULL;
    a->head = keep;
}

static void *no_room(struct arena *a)
{
    a->failed = true;
    return NULL;
}

void *arena_alloc(struct arena *a, size_t n)
{
    const size_t al = alignof(max_align_t);
    if (n > a->max || a->used > a->max - n) return no_room(a);
    size_t need = (n + al - 1) & ~(al - 1);
    if (need == 0) need = al;
    struct arena_block *b = a->head;
    if (!b || b->cap - b->used < need) {
        size_t cap = need > BLOCK_MIN ? need : BLOCK_MIN;
        b = calloc(1, sizeof *b + cap);
        if (!b) return no_room(a);
        b->cap = cap;
        b->next = a->head;
        a->head = b;
    }
    void *p = b->data + b->used;
    b->used += need;
    a->used += n;
    return p;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t n;
    if (__builtin_mul_overflow(count, size, &n)) return NULL;
    return arena_alloc(a, n);
}

char *arena_strdup(struct arena *a, struct str s)
{
    char *z = arena_alloc(a, s.n + 1);
    if (z && s.n) memcpy(z, s.p, s.n);
    return z;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *z = arena_strdup(a, s);
    return z ? (struct str){z, s.n} : STR_NONE;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *z = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (z) vsnprintf(z, (size_t)n + 1, fmt, again);
    va_end(again);
    return z;
}

bool arena_keep(struct arena *a, void *p, void (*release)(void *))
{
    struct arena_kept *k = ARENA_NEW(a, struct arena_kept);
    if (!k) return false;
    *k = (struct arena_kept){a->kept, p, release};
    a->kept = k;
    return true;
}

bool arena_keeps(const struct arena *a, const void *p)
{
    for (const struct arena_kept *k = a->kept; k; k = k->next) {
        if (k->p == p) return true;
    }
    return false;
}
