/* SPDX-License-Identifier: Apache-2.0
 *
 * same.h: do two listings of rule sets let exactly the same through, on every path? By the
 * reachability engine, so that an order changed without effect is no alarm. Whatever it does not
 * know (translation, marks, offload) makes them different.
 */
#ifndef SEKIMORI_NET_SAME_H
#define SEKIMORI_NET_SAME_H

#include "base/arena.h"

/* Two outputs of `nft -j list ruleset`. Elements of our own sets may be missing in the first: they
 * are taken from the second. False in doubt. */
bool same_rules(struct arena *a, struct str reference, struct str now);

#endif
