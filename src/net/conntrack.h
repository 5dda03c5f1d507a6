/* SPDX-License-Identifier: Apache-2.0
 *
 * conntrack.h: the connections that the kernel follows: list them, end those that a cut or an end
 * of a permit touches, and do not stop before none is left.
 *
 * Source: include/uapi/linux/netfilter/nfnetlink_conntrack.h.
 */
#ifndef SEKIMORI_NET_CONNTRACK_H
#define SEKIMORI_NET_CONNTRACK_H

#include "net/netlink.h"
#include "base/addr.h"

enum { CONNTRACK_ROUNDS_MAX = 50 };

/* The pair that opened it. */
struct conntrack_flow {
    struct net_addr src, dst;
    uint8_t proto;
    uint16_t src_port, dst_port; /* 0 where the protocol has none */
    uint32_t id;
};

/* Is this one meant? */
typedef bool conntrack_fn(void *arg, const struct conntrack_flow *f);
/* How many are meant. As netlink_ask. */
MUST_CHECK err_t conntrack_count(struct netlink *n, conntrack_fn *meant, void *arg, uint32_t *ret,
                                 struct fault *why);
/* Ends each one meant, again and again until none is left; *ret counts those ended.
 * ERR_BUSY: after CONNTRACK_ROUNDS_MAX rounds there were still some. */
MUST_CHECK err_t conntrack_kill(struct netlink *n, conntrack_fn *meant, void *arg, uint32_t *ret,
                                struct fault *why);

#endif
