/* SPDX-License-Identifier: Apache-2.0
 *
 * ruleset_parts.h: from claims (one permit wants one interval) to disjoint elements. Internal to
 * ruleset*.c.
 */
#ifndef SEKIMORI_NET_RULESET_PARTS_H
#define SEKIMORI_NET_RULESET_PARTS_H

#include "net/ruleset.h"

/* How many permits all elements together may name: beyond it somebody permits the same thing
 * thousands of times over. */
enum { RULESET_COVERS_MAX = 8 << 20 };

struct ruleset_claim {
    struct element e; /* permits unused; FORWARD and REPLY stand for their RANGE, too */
    uint32_t permit;
};

struct ruleset_claims {
    struct ruleset_claim *v;
    size_t n;
};

/* Sorts the claims and cuts them into disjoint elements, sorted. ERR_NOMEM; ERR_TOO_BIG
 * "net.too_many_overlaps". */
MUST_CHECK err_t ruleset_split(struct arena *a, struct ruleset_claims *claims,
                               const struct element **ret, size_t *ret_n, struct fault *why);
/* The later end; {0} is never. */
struct moment ruleset_later(struct moment x, struct moment y);

#endif
