/* SPDX-License-Identifier: Apache-2.0
 *
 * daemon.h: the barrier at work: takes the desired state, plans, proves, applies, watches, cuts and
 * tells. One thread waits for everything (epoll) and alone touches the kernel; plans, proofs and
 * comparisons are made by a second one, so that a cut waits for none of them.
 *
 * Fails closed: without declaration, proof or lease nothing passes.
 */
#ifndef SEKIMORI_NET_DAEMON_H
#define SEKIMORI_NET_DAEMON_H

#include "base/log.h"
#include "net/uplink.h"

struct daemon_config {
    const char *state;   /* folder of the daemon alone: last declaration, cuts, what was counted */
    const char *barrier; /* the declaration as it lies on this machine */
    const char *control; /* Unix socket for local orders */
    int64_t group;       /* who may use it besides root; -1: nobody */
    const char *nft;     /* NULL: in PATH */
    int64_t lease_ms;    /* unless the office says otherwise; 0: 30 s */
    int64_t harvest_ms;  /* how often counters are read; 0: 60 s */
    int64_t check_ms;    /* how often everything is looked at without cause; 0: 30 s */
    struct uplink_config uplink;
};

struct daemon;
/* Opens sockets, the state and the uplink; after it root is not needed any more. Nothing is applied
 * yet, and nothing is open. ERR_UNAVAILABLE "netd.kernel_lacks" names what the kernel lacks. */
MUST_CHECK err_t daemon_open(const struct daemon_config *c, const struct clock *clock,
                             const struct log *log, struct daemon **ret, struct fault *why);
/* Until SIGTERM or SIGINT. */
MUST_CHECK err_t daemon_loop(struct daemon *d, struct fault *why);
void daemon_close(struct daemon *d); /* harmless on NULL */

#endif
