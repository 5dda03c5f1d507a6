/* SPDX-License-Identifier: Apache-2.0
 *
 * encode.h: elements of net/ruleset.h in the kernel's own form (net/elements.h), and a transaction
 * of many of them.
 */
#ifndef SEKIMORI_NET_ENCODE_H
#define SEKIMORI_NET_ENCODE_H

#include "net/elements.h"
#include "net/ruleset.h"

enum { ENCODE_ITEMS_MAX = 2 }; /* an interval: where it begins and where it is over */

struct elements_place encode_place(enum element_map map, enum net_family family, bool bridge);
/* The items of one element; the time-out counts from `now`. Returns how many; 0: its end has come.
 */
unsigned encode_element(const struct element *e, struct moment now,
                        struct elements_item ret[ENCODE_ITEMS_MAX]);
/* Appends removals or additions; with `bridge` also to the table of the family bridge. */
void encode_batch(struct netlink *n, struct netlink_batch *b, const struct element *const *v,
                  size_t count, struct moment now, bool bridge, bool add);
/* The lease: away and there again, in the same transaction. ms 0: away. `there`: it is held now. */
void encode_lease(struct netlink *n, struct netlink_batch *b, int64_t ms, bool bridge, bool there);

#endif
