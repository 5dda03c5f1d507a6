/* SPDX-License-Identifier: Apache-2.0
 *
 * flow.h: one permitted flow (特定通信, 2(29)), read from the desired state or from a preflight
 * question, and judged against the declared network: can it be carried out, and does the law
 * (law.h) allow it at all. The same judgement stands before the decision and before the kernel.
 */
#ifndef SEKIMORI_NET_FLOW_H
#define SEKIMORI_NET_FLOW_H

#include "contract/barrier.h"
#include "contract/desired.h"
#include "contract/report.h"

enum { FLOW_TCP = 6, FLOW_UDP = 17, FLOW_ICMP = 1, FLOW_ICMP6 = 58, FLOWS_MAX = 100000 };

struct flow {
    struct matter_id matter;
    int32_t no;
    struct moment from, until; /* {0}: at once, open */
    struct net_mac mac;        /* of the source */
    struct net_addr src, dst;
    uint8_t proto;          /* FLOW_*; echo: FLOW_ICMP or FLOW_ICMP6, as the family is */
    struct net_ports ports; /* of the destination; echo: {0, 0} */
    bool public_body;       /* 26(1): built by a public body */
    const char *source_zone, *destination_zone;
    const char *via_asp; /* 26(1): import by way of this declared LGWAN-ASP; NULL */
    const char *permit;  /* its number for people; NULL */
};

/* What this machine can do. */
struct capabilities {
    bool bridge_netfilter; /* br_netfilter with bridge-nf-call-iptables and -ip6tables */
    bool ipv6;
};

/* Why not; reason is REASON_NONE when nothing speaks against it. The detail is Japanese, for the
 * one who applied: what is wrong and what to do. It lives in the arena. */
struct flow_verdict {
    enum report_reason reason;
    const char *detail;
};

/* Kind, period and payload of one effect. *ret is whole when ret_verdict->reason is REASON_NONE.
 * ERR_NOMEM only. */
MUST_CHECK err_t flow_read(struct arena *a, const struct desired_item *item, struct flow *ret,
                           struct flow_verdict *ret_verdict);
/* ERR_NOMEM only. `now` (ms 0: not known) refuses what has ended. */
MUST_CHECK err_t flow_judge(struct arena *a, const struct barrier *b, const struct capabilities *c,
                            const struct flow *f, struct moment now,
                            struct flow_verdict *ret_verdict);
/* In force at that moment? */
bool flow_in_force(const struct flow *f, struct moment now);
const char *flow_protocol(const struct flow *f); /* "tcp", "udp", "icmp" */
/* "10.1.0.5 (00:1a:2b:3c:4d:5e) → 10.9.0.7 tcp/443" for messages and sheets. */
void flow_print(struct sb *to, const struct flow *f);

#endif
