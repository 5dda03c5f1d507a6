/* SPDX-License-Identifier: Apache-2.0 */
#include "net/machine.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

#include "net/sysctl.h"

enum { LINE_BYTES = 1024, NAMES_MAX = 4096 };

/* Numbers of interfaces change at boot; names are what people and rules know. */
struct name {
    int index;
    char name[IFNAMSIZ];
};
struct work {
    struct arena *arena;
    struct lines *to;
    struct name *names;
    size_t n_names;
};

static const char *name_of(const struct work *w, int index)
{
    for (size_t i = 0; i < w->n_names; i++)
        if (w->names[i].index == index) return w->names[i].name;
    return index ? "?" : "-";
}

static int number_of(const struct nlattr *a)
{
    return mnl_attr_get_payload_len(a) >= 4 ? (int)mnl_attr_get_u32(a) : 0;
}

static void address(struct sb *b, const char *word, int family, const struct nlattr *a, int bits)
{
    char text[INET6_ADDRSTRLEN];
    size_t need = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
    if (need == 0 || mnl_attr_get_payload_len(a) < need) return;
    if (!inet_ntop(family, mnl_attr_get_payload(a), text, sizeof text)) return;
    sb_addf(b, " %s %s", word, text);
    if (bits >= 0) sb_addf(b, "/%d", bits);
}

/* --- links: first their names, then who is whose --- */

static int link_name(const struct nlmsghdr *h, void *arg)
{
    struct work *w = arg;
    const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);
    const struct nlattr *a;
    NETLINK_EACH (a, h, sizeof *i) {
        if (mnl_attr_get_type(a) != IFLA_IFNAME || w->n_names == NAMES_MAX) continue;
        struct name *n = w->names + w->n_names++;
        struct str s = str_head(str_z(mnl_attr_get_str(a)), IFNAMSIZ - 1);
        n->index = i->ifi_index;
        memcpy(n->name, s.p, s.n);
        n->name[s.n] = '\0';
    }
    return MNL_CB_OK;
}

static const char *kind_of(const struct nlattr *info)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, info) {
        if (mnl_attr_get_type(a) == IFLA_INFO_KIND) return mnl_attr_get_str(a);
    }
    return "-";
}

static int link_line(const struct nlmsghdr *h, void *arg)
{
    struct work *w = arg;
    const struct ifinfomsg *i = mnl_nlmsg_get_payload(h);
    const struct nlattr *a;
    const char *kind = "-";
    int master = 0;
    NETLINK_EACH (a, h, sizeof *i) {
        if (mnl_attr_get_type(a) == IFLA_MASTER) master = number_of(a);
        if (mnl_attr_get_type(a) == IFLA_LINKINFO) kind = kind_of(a);
    }
    lines_addf(w->to, w->arena, "link %s kind %s master %s", name_of(w, i->ifi_index), kind,
               name_of(w, master));
    return MNL_CB_OK;
}

/* --- addresses, routes, rules --- */

static int address_line(const struct nlmsghdr *h, void *arg)
{
    struct work *w = arg;
    const struct ifaddrmsg *m = mnl_nlmsg_get_payload(h);
    const struct nlattr *a, *local = NULL, *any = NULL;
    SB_CLEANUP struct sb b;
    sb_init(&b, LINE_BYTES);
    NETLINK_EACH (a, h, sizeof *m) {
        if (mnl_attr_get_type(a) == IFA_LOCAL) local = a;
        if (mnl_attr_get_type(a) == IFA_ADDRESS) any = a;
    }
    sb_addf(&b, "address %s", name_of(w, (int)m->ifa_index));
    if (local || any) address(&b, "is", m->ifa_family, local ? local : any, m->ifa_prefixlen);
    lines_add(w->to, w->arena, sb_str(&b));
    return MNL_CB_OK;
}

static void hops(const struct work *w, struct sb *b, int family, const struct nlattr *multi)
{
    const char *p = mnl_attr_get_payload(multi);
    size_t left = mnl_attr_get_payload_len(multi);
    while (left >= sizeof(struct rtnexthop)) {
        const struct rtnexthop *hop = (const void *)p;
        size_t len = hop->rtnh_len;
        if (len < sizeof *hop || len > left) return;
        sb_addf(b, " hop dev %s", name_of(w, hop->rtnh_ifindex));
        for (size_t at = sizeof *hop; at + sizeof(struct nlattr) <= len;) {
            const struct nlattr *a = (const void *)(p + at);
            if (a->nla_len < sizeof *a || at + a->nla_len > len) break;
            if (mnl_attr_get_type(a) == RTA_GATEWAY) address(b, "via", family, a, -1);
            at += netlink_aligned(a->nla_len);
        }
        size_t step = netlink_aligned(len);
        if (step >= left) return;
        p += step;
        left -= step;
    }
}

static void route_parts(const struct work *w, struct sb *b, const struct nlmsghdr *h,
                        const struct rtmsg *m)
{
    const struct nlattr *a;
    uint32_t table = m->rtm_table;
    NETLINK_EACH (a, h, sizeof *m) {
        switch (mnl_attr_get_type(a)) {
        case RTA_DST:
            address(b, "to", m->rtm_family, a, m->rtm_dst_len);
            break;
        case RTA_SRC:
            address(b, "from", m->rtm_family, a, m->rtm_src_len);
            break;
        case RTA_GATEWAY:
            address(b, "via", m->rtm_family, a, -1);
            break;
        case RTA_OIF:
            sb_addf(b, " dev %s", name_of(w, number_of(a)));
            break;
        case RTA_TABLE:
            table = (uint32_t)number_of(a);
            break;
        case RTA_PRIORITY:
            sb_addf(b, " metric %d", number_of(a));
            break;
        case RTA_MULTIPATH:
            hops(w, b, m->rtm_family, a);
            break;
        case RTA_NH_ID:
            sb_addf(b, " nexthop %d", number_of(a));
            break;
        default:
            break;
        }
    }
    sb_addf(b, " table %u type %d", table, m->rtm_type);
}

static int route_line(const struct nlmsghdr *h, void *arg)
{
    struct work *w = arg;
    const struct rtmsg *m = mnl_nlmsg_get_payload(h);
    if (m->rtm_flags & RTM_F_CLONED) return MNL_CB_OK;
    if (m->rtm_family != AF_INET && m->rtm_family != AF_INET6) return MNL_CB_OK;
    SB_CLEANUP struct sb b;
    sb_init(&b, LINE_BYTES);
    sb_addf(&b, "route %s", m->rtm_family == AF_INET ? "v4" : "v6");
    if (m->rtm_dst_len == 0) sb_addz(&b, " to default");
    route_parts(w, &b, h, m);
    lines_add(w->to, w->arena, sb_str(&b));
    return MNL_CB_OK;
}

static int rule_line(const struct nlmsghdr *h, void *arg)
{
    struct work *w = arg;
    const struct fib_rule_hdr *m = mnl_nlmsg_get_payload(h);
    if (m->family != AF_INET && m->family != AF_INET6) return MNL_CB_OK;
    const struct nlattr *a;
    SB_CLEANUP struct sb b;
    sb_init(&b, LINE_BYTES);
    sb_addf(&b, "iprule %s", m->family == AF_INET ? "v4" : "v6");
    uint32_t table = m->table;
    NETLINK_EACH (a, h, sizeof *m) {
        switch (mnl_attr_get_type(a)) {
        case FRA_SRC:
            address(&b, "from", m->family, a, m->src_len);
            break;
        case FRA_DST:
            address(&b, "to", m->family, a, m->dst_len);
            break;
        case FRA_IIFNAME:
            sb_addf(&b, " iif %s", mnl_attr_get_str(a));
            break;
        case FRA_OIFNAME:
            sb_addf(&b, " oif %s", mnl_attr_get_str(a));
            break;
        case FRA_FWMARK:
            sb_addf(&b, " mark %d", number_of(a));
            break;
        case FRA_FWMASK:
            sb_addf(&b, " mask %d", number_of(a));
            break;
        case FRA_PRIORITY:
            sb_addf(&b, " priority %d", number_of(a));
            break;
        case FRA_GOTO:
            sb_addf(&b, " goto %d", number_of(a));
            break;
        case FRA_TABLE:
            table = (uint32_t)number_of(a);
            break;
        default:
            break;
        }
    }
    sb_addf(&b, " table %u action %d%s", table, m->action,
            m->flags & FIB_RULE_INVERT ? " not" : "");
    lines_add(w->to, w->arena, sb_str(&b));
    return MNL_CB_OK;
}

static err_t dump(struct netlink *route, uint16_t type, mnl_cb_t each, struct work *w,
                  struct fault *why)
{
    char buf[256];
    struct nlmsghdr *h = mnl_nlmsg_put_header(buf);
    h->nlmsg_type = type;
    h->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
    /* The longest of the headers that the kernel expects here; all begin with the family. */
    (void)mnl_nlmsg_put_extra_header(h, type == RTM_GETLINK ? sizeof(struct ifinfomsg)
                                                            : sizeof(struct rtmsg));
    return netlink_ask(route, h, each, w, why);
}

err_t machine_read(struct netlink *route, struct arena *a, struct lines *to, struct fault *why)
{
    struct work w = {.arena = a, .to = to};
    w.names = ARENA_ARRAY(a, struct name, NAMES_MAX);
    if (!w.names) return ERR_NOMEM;
    TRY(dump(route, RTM_GETLINK, link_name, &w, why));
    TRY(dump(route, RTM_GETLINK, link_line, &w, why));
    TRY(dump(route, RTM_GETADDR, address_line, &w, why));
    TRY(dump(route, RTM_GETROUTE, route_line, &w, why));
    TRY(dump(route, RTM_GETRULE, rule_line, &w, why));
    machine_settings(a, to);
    return to->err;
}

void machine_settings(struct arena *a, struct lines *to)
{
    static const char *const names[] = {
        "net/ipv4/ip_forward",
        "net/ipv4/conf/all/forwarding",
        "net/ipv4/conf/all/accept_source_route",
        "net/ipv4/conf/all/route_localnet",
        "net/ipv4/conf/all/proxy_arp",
        "net/ipv6/conf/all/forwarding",
        "net/ipv6/conf/all/accept_source_route",
        "net/ipv6/conf/all/proxy_ndp",
        "net/bridge/bridge-nf-call-iptables",
        "net/bridge/bridge-nf-call-ip6tables",
        "net/bridge/bridge-nf-call-arptables",
        "net/bridge/bridge-nf-filter-vlan-tagged",
        "net/netfilter/nf_conntrack_tcp_loose",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        char value[SYSCTL_VALUE_MAX];
        if (sysctl_read(names[i], value, NULL) == OK)
            lines_addf(to, a, "sysctl %s = %s", names[i], value);
    }
}
