/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/found.h"

void found_wrong(struct found *f, enum standard_finding_kind k)
{
    f->n = 0;
    f->wrong = (int)k;
}

void found_add(struct found *f, uint32_t node)
{
    if (node == 0)
        found_wrong(f, STANDARD_CITES_NONE_HERE);
    else if (f->n < CITE_TARGETS_MAX)
        f->v[f->n++] = node;
    else
        f->more = true;
}

bool found_is_kind(const struct standard_text *t, uint32_t i, enum standard_level level)
{
    return i != 0 && t->nodes[i].level == level;
}

void found_only_first(struct found *f)
{
    if (f->n > 1) f->n = 1;
}

void found_add_before(const struct standard_text *t, uint32_t i, enum standard_level level,
                      unsigned count, struct found *ret)
{
    uint32_t ring[CITE_TARGETS_MAX];
    unsigned n = 0;
    uint32_t parent = t->nodes[i].parent;
    for (uint32_t k = parent + 1; k < i; k = t->nodes[k].end) {
        if (found_is_kind(t, k, level)) ring[n++ % CITE_TARGETS_MAX] = k;
    }
    if (n < count || count == 0 || count > CITE_TARGETS_MAX) {
        found_wrong(ret, STANDARD_CITES_NONE_HERE);
        return;
    }
    for (unsigned k = n - count; k < n; k++) found_add(ret, ring[k % CITE_TARGETS_MAX]);
}

void found_add_after(const struct standard_text *t, uint32_t i, enum standard_level level,
                     unsigned count, struct found *ret)
{
    for (uint32_t k = t->nodes[i].end; k < t->nodes[t->nodes[i].parent].end && count > 0;
         k = t->nodes[k].end) {
        if (!found_is_kind(t, k, level)) continue;
        found_add(ret, k);
        count--;
    }
    if (count > 0) found_wrong(ret, STANDARD_CITES_NONE_HERE);
}

uint32_t found_child(const struct standard_text *t, uint32_t parent, enum standard_level level,
                     const struct standard_number *n, unsigned *ret_count)
{
    uint32_t first = 0;
    *ret_count = 0;
    for (uint32_t k = standard_first(t, parent); k != 0; k = standard_next(t, k)) {
        if (!found_is_kind(t, k, level) || standard_number_cmp(n, &t->nodes[k].number) < 0 ||
            standard_number_cmp(n, &t->nodes[k].last) > 0)
            continue;
        if ((*ret_count)++ == 0) first = k;
    }
    return first;
}

bool found_has_child(const struct standard_text *t, uint32_t parent, enum standard_level level)
{
    for (uint32_t k = standard_first(t, parent); k != 0; k = standard_next(t, k)) {
        if (found_is_kind(t, k, level)) return true;
    }
    return false;
}
