/* SPDX-License-Identifier: Apache-2.0 */
#include "net/conntrack.h"

#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { TUPLE_MAX = 256, FOUND_MAX = 1 << 20 };

/* One to be ended: the kernel's own words for it, sent back as they came. */
struct target {
    uint8_t family;
    uint16_t tuple_len, zone;
    uint32_t id; /* network order, as the kernel gave it */
    uint8_t tuple[TUPLE_MAX];
};

struct search {
    conntrack_fn *meant;
    void *arg;
    bool collect;
    struct target *found;
    size_t n, cap;
    err_t err;
};

static void addresses(const struct nlattr *ip, struct conntrack_flow *f)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, ip) {
        int type = mnl_attr_get_type(a);
        bool src = type == CTA_IP_V4_SRC || type == CTA_IP_V6_SRC;
        bool six = type == CTA_IP_V6_SRC || type == CTA_IP_V6_DST;
        size_t n = six ? 16 : 4;
        if (mnl_attr_get_payload_len(a) < n) continue;
        struct net_addr *to = src ? &f->src : &f->dst;
        to->family = six ? NET_V6 : NET_V4;
        memcpy(to->b, mnl_attr_get_payload(a), n);
    }
}

static void ports(const struct nlattr *proto, struct conntrack_flow *f)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, proto) {
        switch (mnl_attr_get_type(a)) {
        case CTA_PROTO_NUM:
            f->proto = mnl_attr_get_u8(a);
            break;
        case CTA_PROTO_SRC_PORT:
            f->src_port = be16toh(mnl_attr_get_u16(a));
            break;
        case CTA_PROTO_DST_PORT:
            f->dst_port = be16toh(mnl_attr_get_u16(a));
            break;
        default:
            break;
        }
    }
}

static void tuple(const struct nlattr *of, struct conntrack_flow *f)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, of) {
        if (mnl_attr_get_type(a) == CTA_TUPLE_IP) addresses(a, f);
        if (mnl_attr_get_type(a) == CTA_TUPLE_PROTO) ports(a, f);
    }
}

static struct target *another(struct search *s)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 256;
        struct target *p = s->n < FOUND_MAX ? realloc(s->found, cap * sizeof *p) : NULL;
        if (!p) {
            s->err = ERR_NOMEM;
            return NULL;
        }
        s->found = p;
        s->cap = cap;
    }
    return s->found + s->n++;
}

static void remember(struct search *s, uint8_t family, const struct nlattr *orig, uint32_t id,
                     uint16_t zone)
{
    size_t n = mnl_attr_get_payload_len(orig);
    if (n > TUPLE_MAX) return;
    if (!s->collect) {
        s->n++;
        return;
    }
    struct target *t = another(s);
    if (!t) return;
    *t = (struct target){.family = family, .tuple_len = (uint16_t)n, .id = id, .zone = zone};
    memcpy(t->tuple, mnl_attr_get_payload(orig), n);
}

static int one(const struct nlmsghdr *h, void *arg)
{
    struct search *s = arg;
    const struct nfgenmsg *g = mnl_nlmsg_get_payload(h);
    struct conntrack_flow f = {0};
    const struct nlattr *a, *orig = NULL;
    uint32_t id = 0;
    uint16_t zone = 0;
    NETLINK_EACH (a, h, sizeof *g) {
        if (mnl_attr_get_type(a) == CTA_TUPLE_ORIG) orig = a;
        if (mnl_attr_get_type(a) == CTA_ID) id = mnl_attr_get_u32(a);
        if (mnl_attr_get_type(a) == CTA_ZONE) zone = mnl_attr_get_u16(a);
    }
    if (!orig) return MNL_CB_OK;
    tuple(orig, &f);
    f.id = be32toh(id);
    if (s->meant(s->arg, &f)) remember(s, g->nfgen_family, orig, id, zone);
    return MNL_CB_OK;
}

static err_t look(struct netlink *n, struct search *s, struct fault *why)
{
    char buf[256];
    struct nlmsghdr *h =
        netlink_request(buf, NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_GET, NLM_F_DUMP, AF_UNSPEC);
    TRY(netlink_ask(n, h, one, s, why));
    return s->err;
}

static err_t end_one(struct netlink *n, const struct target *t, struct fault *why)
{
    char buf[1024];
    struct nlmsghdr *h =
        netlink_request(buf, NFNL_SUBSYS_CTNETLINK, IPCTNL_MSG_CT_DELETE, NLM_F_ACK, t->family);
    mnl_attr_put(h, CTA_TUPLE_ORIG | NLA_F_NESTED, t->tuple_len, t->tuple);
    mnl_attr_put_u32(h, CTA_ID, t->id);
    if (t->zone) mnl_attr_put_u16(h, CTA_ZONE, t->zone);
    return netlink_ask(n, h, NULL, NULL, why);
}

err_t conntrack_count(struct netlink *n, conntrack_fn *meant, void *arg, uint32_t *ret,
                      struct fault *why)
{
    struct search s = {.meant = meant, .arg = arg};
    TRY(look(n, &s, why));
    *ret = (uint32_t)s.n;
    return OK;
}

static err_t end_all(struct netlink *n, const struct search *s, uint32_t *ended, struct fault *why)
{
    for (size_t i = 0; i < s->n; i++) {
        err_t e = end_one(n, s->found + i, why);
        if (e == ERR_NOT_FOUND) continue; /* it ended by itself */
        if (e != OK) return e;
        ++*ended;
    }
    return OK;
}

err_t conntrack_kill(struct netlink *n, conntrack_fn *meant, void *arg, uint32_t *ret,
                     struct fault *why)
{
    uint32_t ended = 0;
    struct search s = {.meant = meant, .arg = arg, .collect = true};
    err_t e = OK;
    for (int round = 0; e == OK; round++) {
        s.n = 0;
        e = look(n, &s, why);
        if (e == ERR_BUSY) e = OK; /* seen in part: what was seen ends, then once more */
        if (e == OK && s.n == 0) break;
        if (e == OK && round == CONNTRACK_ROUNDS_MAX)
            e = fault_set(why, ERR_BUSY, "netd.flows_left", "%zu", s.n);
        if (e == OK) e = end_all(n, &s, &ended, why);
    }
    free(s.found);
    if (e == OK) *ret = ended;
    return e;
}
