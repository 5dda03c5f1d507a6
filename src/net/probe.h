/* SPDX-License-Identifier: Apache-2.0
 *
 * probe.h: real packets that must not get through: put on an interface as if they had arrived there
 * (a pair of virtual interfaces whose other end is redirected into it), each with a random text,
 * and every interface watched for that text going out. So a cut is tried and not only believed.
 *
 * Needs CAP_NET_RAW and CAP_NET_ADMIN, `ip` and `tc` (iproute2), act_mirred and cls_u32.
 */
#ifndef SEKIMORI_NET_PROBE_H
#define SEKIMORI_NET_PROBE_H

#include "base/addr.h"
#include "base/err.h"

enum { PROBE_MAX = 64, PROBE_PAYLOAD = 16 };

struct probe_packet {
    const char *link;                /* arrives here: the kernel's name */
    struct net_mac src_mac, dst_mac; /* dst: of the barrier's interface, or of the station */
    struct net_addr src, dst;
    uint8_t proto; /* TCP (SYN), UDP, ICMP or ICMPv6 (echo request) */
    uint16_t port;
};
struct probe_result {
    uint32_t sent, through;
};

/* Sends all, waits wait_ms for any of them to come out. ERR_UNAVAILABLE: this machine cannot (why
 * says what is missing); nothing has been sent. */
MUST_CHECK err_t probe_send(const struct probe_packet *v, size_t n, int wait_ms,
                            struct probe_result *ret, struct fault *why);

#endif
