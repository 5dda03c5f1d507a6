/* SPDX-License-Identifier: Apache-2.0 */
#include "net/watch.h"

#include <errno.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/str.h"

enum { READ_BYTES = 256 << 10 };

void watch_close(struct watch *w)
{
    netlink_close(&w->rules);
    netlink_close(&w->routes);
}

static err_t join(struct watch *w, struct fault *why)
{
    static const int groups[] = {RTNLGRP_LINK,       RTNLGRP_IPV4_IFADDR,  RTNLGRP_IPV6_IFADDR,
                                 RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE,   RTNLGRP_IPV4_RULE,
                                 RTNLGRP_IPV6_RULE,  RTNLGRP_IPV4_NETCONF, RTNLGRP_IPV6_NETCONF};
    TRY(netlink_join(&w->rules, NFNLGRP_NFTABLES, why));
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) TRY(netlink_join(&w->routes, groups[i], why));
    return OK;
}

err_t watch_open(struct watch *w, struct fault *why)
{
    struct watch open = {0};
    err_t e = netlink_open(&open.rules, NETLINK_NETFILTER, why);
    if (e == OK) e = netlink_open(&open.routes, NETLINK_ROUTE, why);
    if (e == OK) e = join(&open, why);
    if (e == OK)
        *w = open;
    else
        watch_close(&open);
    return e;
}

int watch_rules_fd(const struct watch *w)
{
    return mnl_socket_get_fd(w->rules.socket);
}

int watch_routes_fd(const struct watch *w)
{
    return mnl_socket_get_fd(w->routes.socket);
}

/* The end of each transaction of rules. */
static void generation(const struct nlmsghdr *h, uint32_t self, struct watch_event *to)
{
    uint32_t pid = 0;
    const char *name = "";
    const struct nlattr *a;
    NETLINK_EACH (a, h, sizeof(struct nfgenmsg)) {
        if (mnl_attr_get_type(a) == NFTA_GEN_ID) to->generation = be32toh(mnl_attr_get_u32(a));
        if (mnl_attr_get_type(a) == NFTA_GEN_PROC_PID) pid = be32toh(mnl_attr_get_u32(a));
        if (mnl_attr_get_type(a) == NFTA_GEN_PROC_NAME) name = mnl_attr_get_str(a);
    }
    if (pid == self) return;
    to->what |= WATCH_RULES;
    to->changes++;
    to->pid = pid;
    struct str s = str_head(str_z(name), sizeof to->process - 1);
    memcpy(to->process, s.p, s.n);
    to->process[s.n] = '\0';
}

static ssize_t take(struct netlink *n, char *buf, struct watch_event *to)
{
    ssize_t got;
    do got = recv(mnl_socket_get_fd(n->socket), buf, READ_BYTES, MSG_DONTWAIT);
    while (got < 0 && errno == EINTR);
    if (got < 0 && errno == ENOBUFS) {
        to->what |= WATCH_LOST | WATCH_RULES | WATCH_ROUTES;
        return 0; /* go on reading: what is left is still good */
    }
    return got;
}

void watch_read(struct watch *w, uint32_t self, struct watch_event *to)
{
    char *buf = malloc(READ_BYTES);
    ssize_t got;
    if (!buf) {
        to->what |= WATCH_LOST | WATCH_RULES | WATCH_ROUTES;
        return;
    }
    while ((got = take(&w->rules, buf, to)) >= 0) {
        int left = (int)got;
        for (const struct nlmsghdr *h = (const void *)buf; mnl_nlmsg_ok(h, left);
             h = mnl_nlmsg_next(h, &left))
            if (h->nlmsg_type == ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_NEWGEN))
                generation(h, self, to);
    }
    while ((got = take(&w->routes, buf, to)) >= 0) to->what |= WATCH_ROUTES;
    free(buf);
}
