/* SPDX-License-Identifier: Apache-2.0
 *
 * found.h: the nodes that a reference means, gathered; and the steps from node to node that all
 * kinds of references share. Internal.
 */
#ifndef SEKIMORI_STANDARD_FOUND_H
#define SEKIMORI_STANDARD_FOUND_H

#include "standard/cite.h"
#include "standard/standard.h"

struct found {
    uint32_t v[CITE_TARGETS_MAX];
    uint32_t n;
    bool more;   /* more than fit: a range of many articles */
    bool silent; /* nothing is meant by it that could be linked */
    int wrong;   /* enum standard_finding_kind; -1: nothing */
};

/* Nothing is meant, for this reason. */
void found_wrong(struct found *f, enum standard_finding_kind k);
/* Node 0: there is none, as before the first article. */
void found_add(struct found *f, uint32_t node);
/* 前々項: the farther of two. */
void found_only_first(struct found *f);

bool found_is_kind(const struct standard_text *t, uint32_t i, enum standard_level level);
/* Up to `count` siblings of that level before i, the farthest first; or those after i. */
void found_add_before(const struct standard_text *t, uint32_t i, enum standard_level level,
                      unsigned count, struct found *ret);
void found_add_after(const struct standard_text *t, uint32_t i, enum standard_level level,
                     unsigned count, struct found *ret);
/* Children of that level with the number: the first, and how many. */
uint32_t found_child(const struct standard_text *t, uint32_t parent, enum standard_level level,
                     const struct standard_number *n, unsigned *ret_count);
bool found_has_child(const struct standard_text *t, uint32_t parent, enum standard_level level);

#endif
