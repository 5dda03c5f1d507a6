/* SPDX-License-Identifier: Apache-2.0
 * The elements that follow from the declaration alone: which addresses lie behind which link,
 * which MAC has which address (103), which addresses are of mynumber and of internet, what the
 * barrier itself may do. */
#include "net/skeleton_parts.h"

static const char *v_of(uint8_t family, const char *v4, const char *v6)
{
    return family == NET_V6 ? v6 : v4;
}

static void add_name(struct skeleton_writer *w, const char *family, const char *set,
                     const char *name)
{
    skeleton_element(w, "add", family, set, false, 1, 0);
    skeleton_field_name(w, name);
    skeleton_element_end(w, false, 1, 0);
}

static void add_address(struct skeleton_writer *w, const char *family, const char *set,
                        const struct net_addr *a)
{
    skeleton_element(w, "add", family, set, false, 1, 0);
    skeleton_field_addr(w, a);
    skeleton_element_end(w, false, 1, 0);
}

/* --- where addresses lie ------------------------------------------------------------------- */

static const char *link_of_subnet(const struct barrier *b, const struct barrier_subnet *s)
{
    if (s->gateway == BARRIER_NONE) return barrier_link_name(b, s->interface, s->bridge);
    const struct barrier_gateway *g = &b->gateways[s->gateway];
    return barrier_link_name(b, g->bridge == BARRIER_NONE ? g->interface : BARRIER_NONE, g->bridge);
}

static void add_inside(struct skeleton_writer *w, const char *link, const struct net_prefix *p)
{
    if (link[0] == '\0') return;
    skeleton_element(w, "add", "inet", v_of(p->addr.family, "inside4", "inside6"), false, 2, 0);
    skeleton_field_name(w, link);
    skeleton_field_prefix(w, p);
    skeleton_element_end(w, false, 2, 0);
}

/* A peer within a declared subnet is there already. */
static bool in_subnet(const struct barrier *b, const struct net_prefix *p)
{
    return barrier_subnet_of_address(b, &p->addr) != BARRIER_NONE;
}

/* Within a bridge ND speaks from link-local addresses, and from none at all. */
static void inside_nd(struct skeleton_writer *w)
{
    static const struct net_prefix near[] = {{{.family = NET_V6, .b = {0xfe, 0x80}}, 10},
                                             {{.family = NET_V6}, 128}};
    for (size_t i = 0; i < w->b->n_infra; i++) {
        const struct barrier_infra *f = &w->b->infra[i];
        if (f->kind != INFRA_ND || f->bridge == BARRIER_NONE) continue;
        for (size_t k = 0; k < ARRAY_LEN(near); k++)
            add_inside(w, barrier_link_name(w->b, f->interface, f->bridge), &near[k]);
    }
}

static void inside(struct skeleton_writer *w)
{
    const struct barrier *b = w->b;
    inside_nd(w);
    for (size_t i = 0; i < b->n_subnets; i++)
        add_inside(w, link_of_subnet(b, &b->subnets[i]), &b->subnets[i].prefix);
    for (size_t i = 0; i < b->n_peers; i++) {
        const struct barrier_peer *p = &b->peers[i];
        const struct barrier_subnet behind = {
            .interface = BARRIER_NONE, .bridge = BARRIER_NONE, .gateway = p->gateway};
        for (size_t k = 0; k < p->addresses.n; k++)
            if (!in_subnet(b, &p->addresses.v[k]))
                add_inside(w, link_of_subnet(b, &behind), &p->addresses.v[k]);
    }
}

/* --- zones of the law ---------------------------------------------------------------------- */

static bool is_kind(const struct barrier *b, int zone, enum barrier_zone_kind kind)
{
    return zone != BARRIER_NONE && b->zones[zone].kind == kind;
}

static void add_prefix(struct skeleton_writer *w, const char *set, const struct net_prefix *p)
{
    skeleton_element(w, "add", "inet", set, false, 1, 0);
    skeleton_field_prefix(w, p);
    skeleton_element_end(w, false, 1, 0);
}

static void zone_hosts(struct skeleton_writer *w, enum barrier_zone_kind kind, const char *v4,
                       const char *v6)
{
    const struct barrier *b = w->b;
    for (size_t i = 0; i < b->n_hosts; i++) {
        const struct barrier_host *h = &b->hosts[i];
        if (!is_kind(b, h->zone, kind)) continue;
        for (size_t k = 0; k < h->addresses.n; k++) {
            int s = barrier_subnet_of_address(b, &h->addresses.v[k]);
            if (s != BARRIER_NONE && b->subnets[s].zone == BARRIER_NONE)
                add_address(w, "inet", v_of(h->addresses.v[k].family, v4, v6), &h->addresses.v[k]);
        }
    }
}

static void zone_nets(struct skeleton_writer *w, enum barrier_zone_kind kind, const char *v4,
                      const char *v6)
{
    const struct barrier *b = w->b;
    for (size_t i = 0; i < b->n_subnets; i++)
        if (is_kind(b, b->subnets[i].zone, kind))
            add_prefix(w, v_of(b->subnets[i].prefix.addr.family, v4, v6), &b->subnets[i].prefix);
    for (size_t i = 0; i < b->n_peers; i++) {
        const struct barrier_peer *p = &b->peers[i];
        if (!is_kind(b, p->zone, kind)) continue;
        for (size_t k = 0; k < p->addresses.n; k++)
            if (!in_subnet(b, &p->addresses.v[k]))
                add_prefix(w, v_of(p->addresses.v[k].addr.family, v4, v6), &p->addresses.v[k]);
    }
    zone_hosts(w, kind, v4, v6);
}

/* --- who stands on the links --------------------------------------------------------------- */

struct station {
    const struct net_mac *mac;
    const struct barrier_addresses *addresses;
    const char *port; /* of a bridge, where known; NULL */
    bool gateway;
};

/* The i-th host or gateway, when it is on a link with its MAC known. */
static bool station_of(const struct barrier *b, size_t i, struct station *ret)
{
    int port, bridge;
    if (i < b->n_hosts) {
        const struct barrier_host *h = &b->hosts[i];
        if (!h->has_mac || h->gateway != BARRIER_NONE) return false;
        *ret = (struct station){&h->mac, &h->addresses, NULL, false};
        port = h->interface;
        bridge = h->bridge;
    } else {
        const struct barrier_gateway *g = &b->gateways[i - b->n_hosts];
        int s = g->addresses.n ? barrier_subnet_of_address(b, &g->addresses.v[0]) : BARRIER_NONE;
        if (!g->has_mac || s == BARRIER_NONE || b->subnets[s].gateway != BARRIER_NONE) return false;
        *ret = (struct station){&g->mac, &g->addresses, NULL, true};
        port = g->interface;
        bridge = g->bridge;
    }
    if (bridge != BARRIER_NONE && port != BARRIER_NONE) ret->port = b->interfaces[port].name;
    return true;
}

static void bind(struct skeleton_writer *w, const char *family, const struct station *s)
{
    for (size_t k = 0; k < s->addresses->n; k++) {
        const struct net_addr *a = &s->addresses->v[k];
        const char *set = v_of(a->family, "binding4", "binding6");
        if (a->family != NET_V4 && family[0] == 'a') continue; /* arp */
        skeleton_element(w, "add", family, set, false, 2, 0);
        skeleton_field_mac(w, s->mac);
        skeleton_field_addr(w, a);
        skeleton_element_end(w, false, 2, 0);
    }
}

static void bound(struct skeleton_writer *w, const char *family, const struct station *s)
{
    for (size_t k = 0; k < s->addresses->n; k++) {
        const struct net_addr *a = &s->addresses->v[k];
        if (a->family == NET_V4 || family[0] != 'a')
            add_address(w, family, v_of(a->family, "bound4", "bound6"), a);
    }
}

static void on_port(struct skeleton_writer *w, const struct station *s)
{
    for (size_t k = 0; s->port && k < s->addresses->n; k++) {
        const struct net_addr *a = &s->addresses->v[k];
        skeleton_element(w, "add", "bridge", v_of(a->family, "station4", "station6"), false, 3, 0);
        skeleton_field_name(w, s->port);
        skeleton_field_mac(w, s->mac);
        skeleton_field_addr(w, a);
        skeleton_element_end(w, false, 3, 0);
    }
}

static void port_mac(struct skeleton_writer *w, const char *set, const struct station *s)
{
    if (!s->port) return;
    skeleton_element(w, "add", "bridge", set, false, 2, 0);
    skeleton_field_name(w, s->port);
    skeleton_field_mac(w, s->mac);
    skeleton_element_end(w, false, 2, 0);
}

enum pass {
    PASS_BINDING,
    PASS_BOUND,
    PASS_ARP_BINDING,
    PASS_ARP_BOUND,
    PASS_BRIDGE_BOUND,
    PASS_STATION,
    PASS_PORT_STATION,
    PASS_PORT_GATEWAY,
    PASSES
};

/* Once over all for each set, so that each is one command. */
static void one_station(struct skeleton_writer *w, enum pass pass, const struct station *s)
{
    switch (pass) {
    case PASS_BINDING:
        bind(w, "inet", s);
        return;
    case PASS_BOUND:
        bound(w, "inet", s);
        return;
    case PASS_ARP_BINDING:
        bind(w, "arp", s);
        return;
    case PASS_ARP_BOUND:
        bound(w, "arp", s);
        return;
    case PASS_BRIDGE_BOUND:
        if (s->port) bound(w, "bridge", s);
        return;
    case PASS_STATION:
        on_port(w, s);
        return;
    case PASS_PORT_STATION:
        port_mac(w, "port_station", s);
        return;
    default:
        if (s->gateway) port_mac(w, "port_gateway", s);
        return;
    }
}

static void stations(struct skeleton_writer *w)
{
    int last = w->bridge ? PASSES : PASS_BRIDGE_BOUND;
    for (int pass = 0; pass < last; pass++) {
        struct station s;
        for (size_t i = 0; i < w->b->n_hosts + w->b->n_gateways; i++)
            if (station_of(w->b, i, &s)) one_station(w, (enum pass)pass, &s);
    }
}

/* --- the barrier itself -------------------------------------------------------------------- */

static void add_infra(struct skeleton_writer *w, const char *link, const struct net_addr *a,
                      const char *proto, int64_t port)
{
    skeleton_element(w, "add", "inet", v_of(a->family, "infra4", "infra6"), false, 4, 0);
    skeleton_field_name(w, link);
    skeleton_field_addr(w, a);
    skeleton_field_name(w, proto);
    skeleton_field_number(w, port);
    skeleton_element_end(w, false, 4, 0);
}

static void infra(struct skeleton_writer *w)
{
    static const char *const links[INFRA_KINDS] = {[INFRA_ND] = "nd_link",
                                                   [INFRA_MLD] = "mld_link",
                                                   [INFRA_DHCP] = "dhcp_link",
                                                   [INFRA_PING] = "ping_link"};
    for (size_t i = 0; i < w->b->n_infra; i++) {
        const struct barrier_infra *f = &w->b->infra[i];
        const char *link = barrier_link_name(w->b, f->interface, f->bridge);
        if (links[f->kind]) add_name(w, "inet", links[f->kind], link);
        if (f->kind == INFRA_ND && f->bridge != BARRIER_NONE)
            add_name(w, "inet", "nd_bridge", link);
        for (size_t k = 0; k < f->servers.n; k++) {
            const struct net_addr *a = &f->servers.v[k];
            if (f->kind != INFRA_OFFICE) add_infra(w, link, a, "udp", f->port);
            if (f->kind != INFRA_NTP) add_infra(w, link, a, "tcp", f->port);
        }
    }
}

static void management(struct skeleton_writer *w)
{
    const struct barrier_management *m = &w->b->management;
    if (m->interface == BARRIER_NONE) return;
    for (size_t i = 0; i < m->from.n; i++) {
        skeleton_element(w, "add", "inet", v_of(m->from.v[i].addr.family, "manage4", "manage6"),
                         false, 3, 0);
        skeleton_field_name(w, w->b->interfaces[m->interface].name);
        skeleton_field_prefix(w, &m->from.v[i]);
        skeleton_field_number(w, m->port);
        skeleton_element_end(w, false, 3, 0);
    }
}

void skeleton_static(struct skeleton_writer *w)
{
    inside(w);
    zone_nets(w, ZONE_MYNUMBER, "mynumber4", "mynumber6");
    zone_nets(w, ZONE_INTERNET, "internet4", "internet6");
    stations(w);
    infra(w);
    management(w);
}
