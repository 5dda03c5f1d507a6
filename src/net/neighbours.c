/* SPDX-License-Identifier: Apache-2.0 */
#include "net/neighbours.h"

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "net/netlink.h"

enum { MESSAGE_BYTES = 512 };

static err_t tell(struct netlink *n, unsigned link, const struct net_addr *a,
                  const struct net_mac *mac, struct fault *why)
{
    uint64_t buf[MESSAGE_BYTES / sizeof(uint64_t)] = {0};
    struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
    h->nlmsg_type = RTM_NEWNEIGH;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_REPLACE | NLM_F_ACK;
    struct ndmsg *m = mnl_nlmsg_put_extra_header(h, sizeof *m);
    m->ndm_family = a->family == NET_V6 ? AF_INET6 : AF_INET;
    m->ndm_ifindex = (int)link;
    m->ndm_state = NUD_PERMANENT;
    mnl_attr_put(h, NDA_DST, a->family == NET_V6 ? 16 : 4, a->b);
    mnl_attr_put(h, NDA_LLADDR, sizeof mac->b, mac->b);
    return netlink_ask(n, h, NULL, NULL, why);
}

/* One that is refused does not stop the others. */
static err_t either(err_t before, err_t now)
{
    return now != OK ? now : before;
}

/* Those that are on a link of the barrier itself; behind a gateway its MAC counts. */
static err_t tell_all(struct netlink *n, const struct barrier *b, const struct net_mac *mac,
                      const struct barrier_addresses *all, struct fault *why)
{
    err_t e = OK;
    for (size_t i = 0; i < all->n; i++) {
        int s = barrier_subnet_of_address(b, &all->v[i]);
        if (s == BARRIER_NONE || b->subnets[s].gateway != BARRIER_NONE) continue;
        const char *name = barrier_link_name(b, b->subnets[s].interface, b->subnets[s].bridge);
        unsigned link = *name ? if_nametoindex(name) : 0;
        if (link) e = either(e, tell(n, link, &all->v[i], mac, why));
    }
    return e;
}

static uint64_t links_of(const struct barrier *b)
{
    uint64_t sum = 1;
    for (size_t i = 0; i < b->n_interfaces; i++)
        sum = sum * 1000003 + if_nametoindex(b->interfaces[i].name);
    for (size_t i = 0; i < b->n_bridges; i++)
        sum = sum * 1000003 + if_nametoindex(b->bridges[i].name);
    return sum;
}

err_t neighbours_fix(const struct barrier *b, struct neighbours *told, struct fault *why)
{
    NETLINK_CLEANUP struct netlink n = {0};
    err_t e = OK;
    uint64_t links = links_of(b);
    if (strcmp(told->digest, b->digest) == 0 && told->links == links) return OK;
    TRY(netlink_open(&n, NETLINK_ROUTE, why));
    for (size_t i = 0; i < b->n_hosts; i++) {
        const struct barrier_host *h = &b->hosts[i];
        if (h->has_mac) e = either(e, tell_all(&n, b, &h->mac, &h->addresses, why));
    }
    for (size_t i = 0; i < b->n_gateways; i++) {
        const struct barrier_gateway *g = &b->gateways[i];
        if (g->has_mac) e = either(e, tell_all(&n, b, &g->mac, &g->addresses, why));
    }
    told->links = links;
    (void)snprintf(told->digest, sizeof told->digest, "%s", b->digest);
    return e;
}
