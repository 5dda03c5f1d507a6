/* SPDX-License-Identifier: Apache-2.0
 * The half of space.h that numbers classes of values: whatever no rule and no question tells apart
 * is one value, so that an address needs as many bits as there are things said of addresses, not
 * 128. */
#include <stdlib.h>
#include <string.h>

#include "net/space_parts.h"

static struct space_class_list *list_of(struct space_classes *c, enum space_field f)
{
    switch (f) {
    case SPACE_SADDR:
    case SPACE_DADDR:
    case SPACE_CT_SADDR:
    case SPACE_CT_DADDR:
        return &c->addresses; /* one numbering: the original source is the answer's destination */
    case SPACE_SMAC:
    case SPACE_DMAC:
        return &c->macs;
    default:
        return NULL;
    }
}

static space_num last_value(const struct space *s, enum space_field f)
{
    bool mac = f == SPACE_SMAC || f == SPACE_DMAC;
    if (mac) return ((space_num)1 << 48) - 1;
    return s->family == NET_V4 ? UINT32_MAX : ~(space_num)0;
}

static err_t add_start(struct space_class_list *l, space_num v)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 1024;
        space_num *starts = realloc(l->starts, cap * sizeof *starts);
        if (!starts) return ERR_NOMEM;
        l->starts = starts;
        l->cap = cap;
    }
    l->starts[l->n++] = v;
    return OK;
}

err_t space_classes_add(struct space_classes *c, enum space_field f, const struct space_range *r)
{
    struct space_class_list *l = list_of(c, f);
    if (!l || r->lo > r->hi) return OK;
    TRY(add_start(l, r->lo));
    return r->hi == ~(space_num)0 ? OK : add_start(l, r->hi + 1);
}

void space_classes_whole(struct space_classes *c, enum space_field f)
{
    struct space_class_list *l = list_of(c, f);
    if (l) l->whole = true;
}

static int by_value(const void *x, const void *y)
{
    const space_num *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static err_t sort(struct space_class_list *l)
{
    size_t k = 0;
    TRY(add_start(l, 0));
    qsort(l->starts, l->n, sizeof *l->starts, by_value);
    for (size_t i = 0; i < l->n; i++)
        if (k == 0 || l->starts[k - 1] != l->starts[i]) l->starts[k++] = l->starts[i];
    l->n = k;
    return OK;
}

err_t space_classes_end(struct space_classes *c)
{
    TRY(sort(&c->addresses));
    return sort(&c->macs);
}

void space_classes_release(struct space_classes *c)
{
    free(c->addresses.starts);
    free(c->macs.starts);
    *c = (struct space_classes){.addresses = {.n = 0}};
}

/* --- within a space ------------------------------------------------------------------------- */

const struct space_class_list *space_class_list(const struct space *s, enum space_field f)
{
    if (!s->classes) return NULL;
    const struct space_class_list *l = list_of((struct space_classes *)(uintptr_t)s->classes, f);
    return l && !l->whole ? l : NULL;
}

space_num space_class_of(const struct space_class_list *l, space_num v)
{
    size_t low = 0, high = l->n;
    while (low < high) { /* the last that begins at or before v */
        size_t mid = low + (high - low) / 2;
        if (l->starts[mid] <= v)
            low = mid + 1;
        else
            high = mid;
    }
    return low - 1;
}

space_num space_class_first(const struct space_class_list *l, space_num number)
{
    return l->starts[(size_t)number < l->n ? (size_t)number : l->n - 1];
}

space_num space_class_last(const struct space *s, enum space_field f,
                           const struct space_class_list *l, space_num number)
{
    size_t next = (size_t)number + 1;
    space_num end = last_value(s, f);
    return next < l->n && l->starts[next] - 1 < end ? l->starts[next] - 1 : end;
}

bool space_class_range(const struct space *s, enum space_field f, struct space_range *r)
{
    const struct space_class_list *l = space_class_list(s, f);
    if (!l) return true;
    space_num lo = space_class_of(l, r->lo), hi = space_class_of(l, r->hi);
    bool exact = space_class_first(l, lo) == r->lo &&
                 (space_class_last(s, f, l, hi) == r->hi || r->hi >= last_value(s, f));
    *r = (struct space_range){lo, hi};
    return exact;
}

unsigned space_class_bits(const struct space_class_list *l)
{
    unsigned w = 1;
    while (((space_num)1 << w) < l->n) w++;
    return w;
}
