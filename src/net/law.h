/* SPDX-License-Identifier: Apache-2.0
 *
 * law.h: the one rule that no permit overrides (26(1)): mynumber and internet never meet, but for
 * what 26(1) itself lets through: a system that a public body built (declared as a peer of that
 * kind, and said so in the permit), and import by way of a declared LGWAN-ASP. Its second half:
 * whom mynumber speaks with must not be connected to the internet either, with the same two
 * exceptions.
 */
#ifndef SEKIMORI_NET_LAW_H
#define SEKIMORI_NET_LAW_H

#include "net/flow.h"

enum law_verdict {
    LAW_SILENT,      /* the law does not touch this pair */
    LAW_PUBLIC_BODY, /* it does, and 26(1) lets it through */
    LAW_VIA_ASP,
    LAW_NEVER,       /* mynumber x internet */
    LAW_ONLINE_PEER, /* the peer is itself connected to the internet */
    LAW_BREAKOUT,    /* from LGWAN straight to a cloud: model alpha-prime only */
    LAW_WRONG_ASP    /* via_asp names no declared LGWAN-ASP, or not the one at the other end */
};

/* By the addresses of both ends; `f` may claim an exception. */
enum law_verdict law_judge(const struct barrier *b, const struct flow *f);
/* May two addresses ever meet without a permit's exception? For single packets. */
bool law_touches(const struct barrier *b, const struct net_addr *x, const struct net_addr *y);

#endif
