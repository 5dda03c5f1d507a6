/* SPDX-License-Identifier: Apache-2.0
 * The half of flow.h that judges, in the order in which a person would mend it: who sends, whom
 * to, does it pass here at all, may it. */
#include <string.h>

#include "net/flow_parts.h"
#include "net/law.h"

struct judge {
    struct arena *a;
    const struct barrier *b;
    const struct capabilities *c;
    const struct flow *f;
    struct flow_verdict *verdict;
    const struct barrier_host *from, *to; /* to: NULL when a peer */
    const struct barrier_peer *peer;
    err_t err;
};

/* Where the barrier meets it: the link, and of a bridge the port where known. */
struct meets {
    int interface, bridge;
};

#define SAY(j, reason, id, ...) flow_say((j)->a, (j)->verdict, (reason), (id), __VA_ARGS__)

/* Texts of an address or MAC for messages; without memory "", and j->err tells. */
static const char *text_of(struct judge *j, const struct net_addr *a, const struct net_mac *m)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, ADDR_TEXT_MAX);
    if (a)
        addr_print(&b, a);
    else
        addr_mac_print(&b, m);
    const char *z = b.err == OK ? arena_strdup(j->a, sb_str(&b)) : NULL;
    if (!z) j->err = ERR_NOMEM;
    return z ? z : "";
}

static err_t behind(struct judge *j, int gateway)
{
    return SAY(j, REASON_UNSUPPORTED, "flow.behind_router", text_of(j, &j->f->src, NULL),
               j->b->gateways[gateway].name, NULL);
}

/* Nobody is declared under the source address. */
static err_t unknown_source(struct judge *j)
{
    int peer = barrier_peer_of_address(j->b, &j->f->src);
    if (peer != BARRIER_NONE && j->b->peers[peer].gateway != BARRIER_NONE)
        return behind(j, j->b->peers[peer].gateway);
    int subnet = barrier_subnet_of_address(j->b, &j->f->src);
    if (subnet != BARRIER_NONE && j->b->subnets[subnet].gateway != BARRIER_NONE)
        return behind(j, j->b->subnets[subnet].gateway);
    if (barrier_is_own(j->b, &j->f->src))
        return SAY(j, REASON_UNSUPPORTED, "flow.own_source", text_of(j, &j->f->src, NULL), NULL,
                   NULL);
    int gateway = barrier_gateway_of_address(j->b, &j->f->src);
    if (gateway != BARRIER_NONE)
        return SAY(j, REASON_UNSUPPORTED, "flow.gateway_source", j->b->gateways[gateway].name, NULL,
                   NULL);
    int owner = barrier_host_of_mac(j->b, &j->f->mac);
    return SAY(
        j, REASON_UNKNOWN, owner == BARRIER_NONE ? "flow.source_unknown" : "flow.source_other",
        text_of(j, &j->f->src, NULL), owner == BARRIER_NONE ? NULL : j->b->hosts[owner].name, NULL);
}

static err_t judge_source(struct judge *j)
{
    int at = barrier_host_of_address(j->b, &j->f->src);
    if (at == BARRIER_NONE) return unknown_source(j);
    const struct barrier_host *h = j->from = &j->b->hosts[at];
    if (h->gateway != BARRIER_NONE) return behind(j, h->gateway);
    int gateway = barrier_gateway_of_mac(j->b, &j->f->mac);
    if (gateway != BARRIER_NONE) return behind(j, gateway);
    if (!h->has_mac) return SAY(j, REASON_UNKNOWN, "flow.no_mac", h->name, NULL, NULL);
    if (addr_mac_eq(&h->mac, &j->f->mac)) return OK;
    int owner = barrier_host_of_mac(j->b, &j->f->mac);
    return SAY(j, REASON_CONFLICT, owner == BARRIER_NONE ? "flow.other_mac" : "flow.mac_of_other",
               h->name, text_of(j, NULL, &h->mac),
               owner == BARRIER_NONE ? NULL : j->b->hosts[owner].name);
}

static err_t judge_destination(struct judge *j)
{
    int host = barrier_host_of_address(j->b, &j->f->dst);
    int peer = barrier_peer_of_address(j->b, &j->f->dst);
    const char *text = text_of(j, &j->f->dst, NULL);
    if (host != BARRIER_NONE) {
        j->to = &j->b->hosts[host];
    } else if (peer != BARRIER_NONE) {
        j->peer = &j->b->peers[peer];
    } else if (barrier_is_own(j->b, &j->f->dst)) {
        return SAY(j, REASON_UNSUPPORTED, "flow.own_destination", text, NULL, NULL);
    } else {
        return SAY(j, REASON_UNKNOWN, "flow.destination_unknown", text, NULL, NULL);
    }
    return OK;
}

static err_t judge_zone(struct judge *j, const char *said, int zone, const char *name, bool source)
{
    if (zone == BARRIER_NONE || barrier_find_zone(j->b, str_z(said)) == BARRIER_NONE)
        return SAY(j, REASON_UNKNOWN, "flow.zone_unknown", said, NULL, NULL);
    if (strcmp(j->b->zones[zone].name, said) == 0) return OK;
    return SAY(j, REASON_CONFLICT, source ? "flow.source_zone" : "flow.destination_zone", name,
               j->b->zones[zone].name, said);
}

static err_t judge_zones(struct judge *j)
{
    TRY(judge_zone(j, j->f->source_zone, j->from->zone, j->from->name, true));
    if (j->verdict->reason != REASON_NONE) return OK;
    return judge_zone(j, j->f->destination_zone, j->to ? j->to->zone : j->peer->zone,
                      j->to ? j->to->name : j->peer->name, false);
}

/* --- the way -------------------------------------------------------------------------- */

static struct meets meets_gateway(const struct barrier *b, int gateway)
{
    return (struct meets){b->gateways[gateway].interface, b->gateways[gateway].bridge};
}

static struct meets meets_host(const struct barrier *b, const struct barrier_host *h)
{
    if (h->gateway != BARRIER_NONE) return meets_gateway(b, h->gateway);
    return (struct meets){h->interface, h->bridge};
}

/* On one bridge the barrier sees only what goes from port to port. */
static err_t judge_bridge(struct judge *j, struct meets x, struct meets y)
{
    const char *bridge = j->b->bridges[x.bridge].name;
    if (x.interface != BARRIER_NONE && x.interface == y.interface)
        return SAY(j, REASON_UNSUPPORTED, "flow.same_link", j->from->name,
                   j->b->interfaces[x.interface].name, NULL);
    if (x.interface == BARRIER_NONE || y.interface == BARRIER_NONE)
        return SAY(j, REASON_UNKNOWN, "flow.port_unknown",
                   x.interface == BARRIER_NONE ? j->from->name
                   : j->to                     ? j->to->name
                                               : j->peer->name,
                   bridge, NULL);
    if (!j->c->bridge_netfilter)
        return SAY(j, REASON_UNSUPPORTED, "flow.no_bridge_netfilter", bridge, NULL, NULL);
    if (j->to && j->to->gateway == BARRIER_NONE && !j->to->has_mac)
        return SAY(j, REASON_UNKNOWN, "flow.no_mac_destination", j->to->name, bridge, NULL);
    return OK;
}

/* IPv6 finds nobody on a link without neighbour discovery. */
static bool has_nd(const struct barrier *b, struct meets x)
{
    for (size_t i = 0; i < b->n_infra; i++) {
        const struct barrier_infra *f = &b->infra[i];
        if (f->kind != INFRA_ND) continue;
        if (x.bridge != BARRIER_NONE ? f->bridge == x.bridge : f->interface == x.interface)
            return true;
    }
    return false;
}

static err_t judge_ipv6(struct judge *j, struct meets x, struct meets y)
{
    if (j->f->src.family != NET_V6) return OK;
    if (!j->c->ipv6) return SAY(j, REASON_UNSUPPORTED, "flow.no_ipv6", NULL, NULL, NULL);
    if (has_nd(j->b, x) && has_nd(j->b, y)) return OK;
    struct meets without = has_nd(j->b, x) ? y : x;
    return SAY(j, REASON_UNSUPPORTED, "flow.no_nd",
               barrier_link_name(j->b, without.interface, without.bridge), NULL, NULL);
}

static err_t judge_way(struct judge *j)
{
    struct meets x = meets_host(j->b, j->from);
    struct meets y = j->to ? meets_host(j->b, j->to)
                     : j->peer->gateway != BARRIER_NONE
                         ? meets_gateway(j->b, j->peer->gateway)
                         : (struct meets){BARRIER_NONE, BARRIER_NONE};
    TRY(judge_ipv6(j, x, y));
    if (j->verdict->reason != REASON_NONE) return OK;
    if (x.bridge != BARRIER_NONE && x.bridge == y.bridge) return judge_bridge(j, x, y);
    if (x.bridge == BARRIER_NONE && y.bridge == BARRIER_NONE && x.interface == y.interface)
        return SAY(j, REASON_UNSUPPORTED, "flow.same_link", j->from->name,
                   barrier_link_name(j->b, x.interface, x.bridge), NULL);
    return OK;
}

/* --- the law -------------------------------------------------------------------------- */

static err_t judge_law(struct judge *j)
{
    const char *end = j->to ? j->to->name : j->peer->name;
    switch (law_judge(j->b, j->f)) {
    case LAW_NEVER:
        return SAY(j, REASON_FORBIDDEN, "flow.law_never", j->from->name, end, NULL);
    case LAW_ONLINE_PEER:
        return SAY(j, REASON_FORBIDDEN, "flow.law_online", end, NULL, NULL);
    case LAW_WRONG_ASP:
        return SAY(j, REASON_FORBIDDEN, "flow.law_asp", j->f->via_asp, end, NULL);
    case LAW_BREAKOUT:
        return SAY(j, REASON_FORBIDDEN, "flow.law_breakout", end, barrier_model_names[j->b->model],
                   NULL);
    default:
        return OK;
    }
}

err_t flow_judge(struct arena *a, const struct barrier *b, const struct capabilities *c,
                 const struct flow *f, struct moment now, struct flow_verdict *ret_verdict)
{
    struct flow_verdict v = {REASON_NONE, NULL};
    struct judge j = {.a = a, .b = b, .c = c, .f = f, .verdict = &v};
    err_t (*const steps[])(struct judge *) = {judge_source, judge_destination, judge_zones,
                                              judge_way, judge_law};
    if (now.ms != 0 && f->until.ms != 0 && f->until.ms <= now.ms)
        TRY(SAY(&j, REASON_CONFLICT, "flow.over", NULL, NULL, NULL));
    if (f->src.family != f->dst.family)
        TRY(SAY(&j, REASON_UNSUPPORTED, "flow.two_families", NULL, NULL, NULL));
    for (size_t i = 0; i < ARRAY_LEN(steps) && v.reason == REASON_NONE; i++) TRY(steps[i](&j));
    TRY(j.err);
    *ret_verdict = v;
    return OK;
}
