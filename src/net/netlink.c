/* SPDX-License-Identifier: Apache-2.0 */
#include "net/netlink.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { RECEIVE_BYTES = 1 << 20, KERNEL_BUFFER = 64 << 20, WAIT_SECONDS = 30 };

static void buffers(int fd)
{
    const int big = KERNEL_BUFFER;
    const struct timeval wait = {.tv_sec = WAIT_SECONDS};
    if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &big, sizeof big) != 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &big, sizeof big);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &big, sizeof big) != 0)
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
}

err_t netlink_open(struct netlink *n, int bus, struct fault *why)
{
    struct mnl_socket *s = mnl_socket_open2(bus, SOCK_CLOEXEC);
    if (!s) return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(errno));
    if (mnl_socket_bind(s, 0, MNL_SOCKET_AUTOPID) < 0) {
        int saved = errno;
        (void)mnl_socket_close(s);
        return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(saved));
    }
    const int yes = 1;
    (void)mnl_socket_setsockopt(s, NETLINK_CAP_ACK, (void *)(uintptr_t)&yes, sizeof yes);
    buffers(mnl_socket_get_fd(s));
    *n = (struct netlink){.socket = s, .portid = mnl_socket_get_portid(s), .seq = 1};
    return OK;
}

void netlink_close(struct netlink *n)
{
    if (n->socket) (void)mnl_socket_close(n->socket);
    *n = (struct netlink){0};
}

err_t netlink_join(struct netlink *n, int group, struct fault *why)
{
    if (mnl_socket_setsockopt(n->socket, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) == 0)
        return OK;
    return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(errno));
}

static bool room(struct netlink_batch *b, size_t more)
{
    if (b->err != OK) return false;
    if (b->cap - b->n >= more) return true;
    size_t cap = b->cap ? b->cap * 2 : (size_t)4 * NETLINK_MESSAGE_MAX;
    if (cap > NETLINK_BATCH_MAX + (size_t)4 * NETLINK_MESSAGE_MAX) {
        b->err = ERR_TOO_BIG;
        return false;
    }
    char *p = realloc(b->p, cap);
    if (!p) {
        b->err = ERR_NOMEM;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

static struct nlmsghdr *put(struct netlink *n, struct netlink_batch *b, uint16_t type,
                            uint16_t flags, uint8_t family, uint16_t resource)
{
    if (!room(b, (size_t)2 * NETLINK_MESSAGE_MAX)) return NULL;
    struct nlmsghdr *h = mnl_nlmsg_put_header(b->p + b->n);
    h->nlmsg_type = type;
    h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
    h->nlmsg_seq = n->seq++;
    struct nfgenmsg *g = mnl_nlmsg_put_extra_header(h, sizeof *g);
    g->nfgen_family = family;
    g->version = NFNETLINK_V0;
    g->res_id = htobe16(resource);
    return h;
}

void netlink_batch_take(struct netlink_batch *b, const struct nlmsghdr *h)
{
    b->n += netlink_aligned(h->nlmsg_len);
    b->last = h->nlmsg_seq;
    b->messages++;
}

void netlink_batch_begin(struct netlink *n, struct netlink_batch *b)
{
    *b = (struct netlink_batch){0};
    const struct nlmsghdr *h = put(n, b, NFNL_MSG_BATCH_BEGIN, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
    if (!h) return;
    netlink_batch_take(b, h);
    b->first = h->nlmsg_seq;
    b->messages = 0;
}

void netlink_batch_release(struct netlink_batch *b)
{
    free(b->p);
    *b = (struct netlink_batch){0};
}

struct nlmsghdr *netlink_batch_next(struct netlink *n, struct netlink_batch *b, uint16_t type,
                                    uint16_t flags, uint8_t family)
{
    uint16_t whole = (uint16_t)((NFNL_SUBSYS_NFTABLES << 8) | type);
    /* Each asks for an answer: one that fails and one that does not are told apart by the last. */
    return put(n, b, whole, flags, family, 0);
}

/* What the kernel has said so far about a batch. */
struct verdict {
    const struct netlink_batch *batch;
    mnl_cb_t each;
    void *arg;
    int error;     /* the first refusal */
    bool finished; /* the last message has been answered */
};

static void hear(struct verdict *v, const struct nlmsghdr *h)
{
    if (h->nlmsg_type != NLMSG_ERROR) {
        if (v->each) (void)v->each(h, v->arg);
        return;
    }
    const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);
    if (e->error != 0 && v->error == 0) v->error = -e->error;
    /* A refusal at the very begin is all that comes. */
    if (e->error != 0 && h->nlmsg_seq == v->batch->first) v->finished = true;
    if (h->nlmsg_seq == v->batch->last) v->finished = true;
}

static err_t listen_for(struct netlink *n, struct verdict *v, struct fault *why)
{
    char *buf = malloc(RECEIVE_BYTES);
    if (!buf) return ERR_NOMEM;
    err_t e = OK;
    while (e == OK && !v->finished) {
        ssize_t got = mnl_socket_recvfrom(n->socket, buf, RECEIVE_BYTES);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) {
            e = fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(errno));
            break;
        }
        int left = (int)got;
        for (const struct nlmsghdr *h = (const void *)buf; mnl_nlmsg_ok(h, left);
             h = mnl_nlmsg_next(h, &left))
            hear(v, h);
    }
    free(buf);
    return e;
}

/* The last message answers for all: it asks for an acknowledgement. */
static void ask_for_answer(struct netlink_batch *b)
{
    int left = (int)b->n;
    for (struct nlmsghdr *h = (void *)b->p; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
        if (h->nlmsg_seq == b->last) h->nlmsg_flags |= NLM_F_ACK;
}

err_t netlink_batch_commit(struct netlink *n, struct netlink_batch *b, mnl_cb_t each, void *arg,
                           int *ret_errno, struct fault *why)
{
    if (b->err != OK) return b->err;
    if (b->messages == 0) return OK;
    ask_for_answer(b);
    uint32_t last = b->last;
    const struct nlmsghdr *end = put(n, b, NFNL_MSG_BATCH_END, 0, AF_UNSPEC, NFNL_SUBSYS_NFTABLES);
    if (!end) return b->err;
    netlink_batch_take(b, end);
    b->last = last;
    if (mnl_socket_sendto(n->socket, b->p, b->n) < 0)
        return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(errno));
    struct verdict v = {.batch = b, .each = each, .arg = arg};
    TRY(listen_for(n, &v, why));
    if (v.error == 0) return OK;
    if (ret_errno) *ret_errno = v.error;
    return fault_set(why, v.error == ERESTART || v.error == EAGAIN ? ERR_BUSY : ERR_STATE,
                     "netd.kernel_refused", "%s", strerror(v.error));
}

struct nlmsghdr *netlink_request(void *buf, uint8_t subsystem, uint8_t type, uint16_t flags,
                                 uint8_t family)
{
    struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
    h->nlmsg_type = (uint16_t)((subsystem << 8) | type);
    h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
    struct nfgenmsg *g = mnl_nlmsg_put_extra_header(h, sizeof *g);
    g->nfgen_family = family;
    g->version = NFNETLINK_V0;
    return h;
}

static err_t of_errno(int number, struct fault *why)
{
    if (number == EINTR) return ERR_BUSY;
    if (number == ENOENT) return ERR_NOT_FOUND;
    return fault_set(why, ERR_STATE, "netd.kernel_refused", "%s", strerror(number));
}

err_t netlink_ask(struct netlink *n, struct nlmsghdr *h, mnl_cb_t each, void *arg,
                  struct fault *why)
{
    h->nlmsg_seq = n->seq++;
    if (mnl_socket_sendto(n->socket, h, h->nlmsg_len) < 0)
        return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(errno));
    char *buf = malloc(RECEIVE_BYTES);
    if (!buf) return ERR_NOMEM;
    int go = MNL_CB_OK;
    int number = 0;
    bool timeout = false;
    while (go > MNL_CB_STOP) {
        ssize_t got = mnl_socket_recvfrom(n->socket, buf, RECEIVE_BYTES);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            timeout = true;
            number = errno;
            break;
        }
        go = mnl_cb_run(buf, (size_t)got, h->nlmsg_seq, n->portid, each, arg);
        if (go < 0) number = errno;
    }
    free(buf);
    if (timeout) return fault_set(why, ERR_IO, "netd.netlink", "%s", strerror(number));
    return number ? of_errno(number, why) : OK;
}
