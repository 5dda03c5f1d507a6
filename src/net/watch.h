/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.h: hears from the kernel that something about rules, routes, links, addresses or
 * forwarding has changed, and where the kernel says so, which process did it. What it means is
 * found by reading everything anew: an event only wakes.
 *
 * Source: NFNLGRP_NFTABLES (NFT_MSG_NEWGEN names the process), RTNLGRP_*.
 */
#ifndef SEKIMORI_NET_WATCH_H
#define SEKIMORI_NET_WATCH_H

#include "net/netlink.h"

enum watch_what { WATCH_RULES = 1, WATCH_ROUTES = 2, WATCH_LOST = 4 /* too many at once */ };

struct watch {
    struct netlink rules, routes;
};
struct watch_event {
    unsigned what;       /* enum watch_what, together */
    uint32_t generation; /* of the rules; 0: none heard */
    uint32_t pid;        /* of the last who changed the rules and is not `self`; 0: unknown */
    char process[32];    /* its name; "" */
    uint32_t changes;    /* of the rules, by others */
};

MUST_CHECK err_t watch_open(struct watch *w, struct fault *why);
void watch_close(struct watch *w);
int watch_rules_fd(const struct watch *w);
int watch_routes_fd(const struct watch *w);
/* All that has come, without waiting; added to *to. `self`: the pid whose own changes of rules do
 * not count (what its nft did is found not to differ). */
void watch_read(struct watch *w, uint32_t self, struct watch_event *to);

#endif
