/* SPDX-License-Identifier: Apache-2.0
 *
 * permits.h: permits of the office as sets of packets: what may cross because it was decided
 * (特定通信, articles 26(1), 27(1)). Read from the desired state (contract/desired.h), effects of
 * the kind "specified_flow".
 */
#ifndef SEKIMORI_NET_PERMITS_H
#define SEKIMORI_NET_PERMITS_H

#include "contract/desired.h"
#include "net/space.h"

struct permit {
    struct matter_id matter;
    int32_t no;
    bool has_mac;
    struct net_mac mac; /* of the source */
    struct net_addr src, dst;
    uint8_t proto;          /* SPACE_TCP, SPACE_UDP, SPACE_ICMP or SPACE_ICMPV6 (echo) */
    struct net_ports ports; /* of the destination; echo: 0 */
    struct moment from, until;
};
/* The wanted flows. ERR_INVALID "firewall.bad_permit" with the item's number in the field. */
MUST_CHECK err_t permits_read(struct arena *a, const struct desired *d, struct permit **ret,
                              size_t *ret_n, struct fault *why);

enum permits_part {
    PERMITS_OPEN = 1,   /* new: the source opens */
    PERMITS_GO_ON = 2,  /* established, in the original direction */
    PERMITS_REPLY = 4,  /* established, back */
    PERMITS_ERRORS = 8, /* errors of ICMP related to a connection that is tracked */
    PERMITS_ALL = 15
};
/* Those of the space's family. with_mac: only from the MAC address named (who filters behind a
 * router cannot see it). Built at once, not permit by permit. */
bdd_set permits_set(struct space *s, const struct permit *p, size_t n, unsigned parts,
                    bool with_mac);

#endif
