/* SPDX-License-Identifier: Apache-2.0
 *
 * skeleton.h: our tables as the kernel gets them: chains, rules, sets and maps, and the elements
 * that follow from the declaration alone. The text is the input of `nft -j -f -`: one
 * transaction that replaces our tables and touches no other. docs/barrier.md explains the rules.
 *
 * Tables: `inet sekimori`, `arp sekimori`, and `bridge sekimori` where bridges are declared. The
 * base policy drops. Nothing passes unless the set `lease` holds its element: netd renews it.
 */
#ifndef SEKIMORI_NET_SKELETON_H
#define SEKIMORI_NET_SKELETON_H

#include "net/ruleset.h"

#define SKELETON_TABLE "sekimori"
#define SKELETON_LEASE_SET "lease" /* of `meta nfproto`: elements ipv4 and ipv6, with time-out */
enum { SKELETON_BYTES_MAX = 1 << 30 };

/* `elements` may be NULL: all maps empty. lease_ms 0: no lease, so closed. The elements' time-outs
 * count from `now`. ERR_TOO_BIG, ERR_NOMEM. */
MUST_CHECK err_t skeleton_write(struct sb *to, const struct barrier *b,
                                const struct capabilities *c, const struct ruleset *elements,
                                int64_t lease_ms, struct moment now);
/* Elements alone, as JSON commands: what a delta does; for netd's netlink path see
 * elements.h. The same transaction rule: removals first. */
MUST_CHECK err_t skeleton_write_delta(struct sb *to, const struct barrier *b,
                                      const struct ruleset_delta *d, struct moment now);
/* The table that stands from boot until the first proof: drops all that would be forwarded, all
 * that comes in or goes out but loopback and management (b may be NULL: no management). */
MUST_CHECK err_t skeleton_write_closed(struct sb *to, const struct barrier *b);
/* Renews the lease: one transaction. lease_ms 0: lets it go. */
MUST_CHECK err_t skeleton_write_lease(struct sb *to, int64_t lease_ms);

#endif
