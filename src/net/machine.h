/* SPDX-License-Identifier: Apache-2.0
 *
 * machine.h: what decides, beside the packet filter, where packets go on this machine, as lines:
 * routes and rules of every table, links with their bridges, addresses, and the settings of
 * forwarding and bridging. Learned and cached things that come and go by themselves are not in it.
 *
 * Source: rtnetlink(7).
 */
#ifndef SEKIMORI_NET_MACHINE_H
#define SEKIMORI_NET_MACHINE_H

#include "net/lines.h"
#include "net/netlink.h"

/* route: an open NETLINK_ROUTE. Appends; the caller sorts. */
MUST_CHECK err_t machine_read(struct netlink *route, struct arena *a, struct lines *to,
                              struct fault *why);
/* Only the settings: cheap, for those that no event tells of. */
void machine_settings(struct arena *a, struct lines *to);

#endif
