/* SPDX-License-Identifier: Apache-2.0
 *
 * netlink.h: one netlink socket: transactions of many messages (all or nothing), dumps, and
 * notifications. Messages are built with libmnl in a buffer that grows, so that a hundred
 * thousand elements are one transaction.
 *
 * Source: netlink(7); include/uapi/linux/netfilter/nfnetlink.h; RFC 3549.
 */
#ifndef SEKIMORI_NET_NETLINK_H
#define SEKIMORI_NET_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>

#include "base/err.h"

struct netlink {
    struct mnl_socket *socket; /* NULL: closed */
    uint32_t portid, seq;
};

/* bus: NETLINK_NETFILTER, NETLINK_ROUTE. ERR_IO. */
MUST_CHECK err_t netlink_open(struct netlink *n, int bus, struct fault *why);
void netlink_close(struct netlink *n); /* harmless on a zeroed or closed one */
#define NETLINK_CLEANUP __attribute__((cleanup(netlink_close)))
/* Hear a group of notifications. ERR_IO. */
MUST_CHECK err_t netlink_join(struct netlink *n, int group, struct fault *why);

enum { NETLINK_MESSAGE_MAX = 60000, NETLINK_BATCH_MAX = 64 << 20 };

/* Messages to be sent together. */
struct netlink_batch {
    char *p;
    size_t n, cap;
    uint32_t first, last; /* sequence numbers: of its begin, of its newest message */
    uint32_t messages;    /* without begin and end */
    err_t err;            /* sticky: no memory, or beyond NETLINK_BATCH_MAX */
};

/* Begins a transaction of nfnetlink (NFNL_MSG_BATCH_BEGIN) for nf_tables. */
void netlink_batch_begin(struct netlink *n, struct netlink_batch *b);
void netlink_batch_release(struct netlink_batch *b); /* harmless on a zeroed one */
#define NETLINK_BATCH_CLEANUP __attribute__((cleanup(netlink_batch_release)))
/* A new message of nf_tables with NETLINK_MESSAGE_MAX bytes of room; NULL when the batch has
 * failed. It becomes part of the batch by netlink_batch_take. */
struct nlmsghdr *netlink_batch_next(struct netlink *n, struct netlink_batch *b, uint16_t type,
                                    uint16_t flags, uint8_t family);
void netlink_batch_take(struct netlink_batch *b, const struct nlmsghdr *h);
/* Sends all in one, waits for the kernel's word. ERR_STATE: the kernel refused one (*ret_errno says
 * how) and has done nothing; ERR_BUSY: somebody else changed the rules at the same time;
 * ERR_IO. `each` (may be NULL) gets what was echoed. */
MUST_CHECK err_t netlink_batch_commit(struct netlink *n, struct netlink_batch *b, mnl_cb_t each,
                                      void *arg, int *ret_errno, struct fault *why);

/* Sends one request and gives each answer to `each` until the end. ERR_BUSY: what was listed
 * changed meanwhile (ask again); ERR_NOT_FOUND: no such thing; ERR_STATE: refused; ERR_IO. */
MUST_CHECK err_t netlink_ask(struct netlink *n, struct nlmsghdr *h, mnl_cb_t each, void *arg,
                             struct fault *why);
/* A header for nfnetlink in buf, which has room for what follows. */
struct nlmsghdr *netlink_request(void *buf, uint8_t subsystem, uint8_t type, uint16_t flags,
                                 uint8_t family);

static inline size_t netlink_aligned(size_t n)
{
    return (n + 3) & ~(size_t)3;
}
/* Each attribute of a message after its header of `offset` bytes; each within another one. */
static inline bool netlink_attr_ok(const struct nlattr *a, const void *end)
{
    return mnl_attr_ok(a, (int)((const char *)end - (const char *)a));
}
#define NETLINK_EACH(a, h, offset)                                                                 \
    for ((a) = mnl_nlmsg_get_payload_offset((h), (offset));                                        \
         netlink_attr_ok((a), mnl_nlmsg_get_payload_tail(h)); (a) = mnl_attr_next(a))
#define NETLINK_EACH_IN(a, nest)                                                                   \
    for ((a) = mnl_attr_get_payload(nest); netlink_attr_ok(                                        \
             (a), (const char *)mnl_attr_get_payload(nest) + mnl_attr_get_payload_len(nest));      \
         (a) = mnl_attr_next(a))

#endif
