/* SPDX-License-Identifier: Apache-2.0
 *
 * elements.h: elements of nf_tables sets and maps, written and read over netlink in the kernel's
 * own form: a key is its fields one after the other, each padded to four bytes, in network order. A
 * hundred thousand of them need no text and no second copy.
 *
 * Source: include/uapi/linux/netfilter/nf_tables.h.
 */
#ifndef SEKIMORI_NET_ELEMENTS_H
#define SEKIMORI_NET_ELEMENTS_H

#include <stdbool.h>

#include "net/netlink.h"

enum { ELEMENTS_KEY_MAX = 64 };

enum elements_verdict { ELEMENTS_SET, ELEMENTS_ACCEPT, ELEMENTS_DROP, ELEMENTS_OTHER };

struct elements_item {
    uint8_t key[ELEMENTS_KEY_MAX], end[ELEMENTS_KEY_MAX]; /* end: only with `range` */
    uint8_t key_len;
    bool range;                    /* of concatenated fields: from key to end */
    bool interval_end;             /* of a plain interval set: here an interval is over */
    bool counted;                  /* has a counter of its own */
    enum elements_verdict verdict; /* ELEMENTS_SET: no data */
    int64_t timeout_ms;            /* 0: for ever */
    int64_t left_ms;               /* read: until it expires */
    uint64_t packets, bytes;       /* read */
};

struct elements_place {
    uint8_t family; /* NFPROTO_INET, NFPROTO_BRIDGE ... */
    const char *table, *set;
};

/* Appends one field to the key (or both ends): bytes in network order. False when there is no room.
 */
MUST_CHECK bool elements_field(struct elements_item *i, const void *first, const void *last,
                               size_t n);

/* Append to a transaction. Errors stick in the batch. */
void elements_add(struct netlink *n, struct netlink_batch *b, const struct elements_place *at,
                  const struct elements_item *items, size_t count);
/* The kernel echoes each with its last counters (elements_echo). */
void elements_remove(struct netlink *n, struct netlink_batch *b, const struct elements_place *at,
                     const struct elements_item *items, size_t count);

/* Called for each element found; the item lives during the call. Other than OK ends the reading. */
typedef err_t elements_fn(void *arg, const struct elements_place *at,
                          const struct elements_item *item);
/* Everything in a set or map. As netlink_ask, and what `each` returned. */
MUST_CHECK err_t elements_dump(struct netlink *n, const struct elements_place *at,
                               elements_fn *each, void *arg, struct fault *why);
/* Of a message heard (an echo or a notification): each element that went away. */
MUST_CHECK err_t elements_gone(const struct nlmsghdr *h, elements_fn *each, void *arg);

#endif
