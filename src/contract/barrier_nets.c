/* SPDX-License-Identifier: Apache-2.0
 * Subnets and gateways of barrier.yaml: where addresses lie, seen from the barrier. */
#include <stdlib.h>
#include <string.h>

#include "contract/barrier_load.h"

static const struct barrier_key subnet_keys[] = {
    {"subnet", true}, {"prefix", true}, {"zone", false}, {"on", false}, {"behind", false}};

/* The only zone of a bridge's ports; BARRIER_NONE when they are of several. */
static int bridge_zone(const struct barrier *b, int bridge)
{
    int zone = BARRIER_NONE;
    for (size_t i = 0; i < b->n_interfaces; i++) {
        if (b->interfaces[i].bridge != bridge) continue;
        if (zone != BARRIER_NONE && zone != b->interfaces[i].zone) return BARRIER_NONE;
        zone = b->interfaces[i].zone;
    }
    return zone;
}

/* On a link the zone is the link's; it may be said again, and must then be the same. */
static void subnet_zone(struct barrier_load *l, const struct yaml *y, struct barrier_subnet *s)
{
    const struct yaml *at = yaml_get(y, "zone");
    int said = barrier_load_ref(l, at, barrier_find_zone, "barrier.zone_unknown");
    int link = BARRIER_NONE;
    if (s->interface != BARRIER_NONE) link = l->b->interfaces[s->interface].zone;
    if (s->bridge != BARRIER_NONE) link = bridge_zone(l->b, s->bridge);
    s->zone = s->interface != BARRIER_NONE || s->bridge != BARRIER_NONE ? link : said;
    if (s->bridge != BARRIER_NONE && said != BARRIER_NONE && link == BARRIER_NONE)
        barrier_load_fault(l, at, "barrier.subnet_zones", "%s" FS "%s", s->name,
                           l->b->bridges[s->bridge].name);
    else if (link != BARRIER_NONE && said != BARRIER_NONE && said != link)
        barrier_load_fault(l, at, "barrier.subnet_zone", "%s" FS "%s" FS "%s", s->name,
                           barrier_link_name(l->b, s->interface, s->bridge),
                           l->b->zones[link].name);
    else if (!at && s->interface == BARRIER_NONE && s->bridge == BARRIER_NONE)
        barrier_load_fault(l, y, "barrier.key_missing", "zone");
}

static void read_subnet(struct barrier_load *l, const struct yaml *y, struct barrier_subnet *s)
{
    *s = (struct barrier_subnet){.name = "",
                                 .zone = BARRIER_NONE,
                                 .interface = BARRIER_NONE,
                                 .bridge = BARRIER_NONE,
                                 .gateway = BARRIER_NONE,
                                 .line = y->line};
    if (!barrier_load_map(l, y, subnet_keys, ARRAY_LEN(subnet_keys))) return;
    const struct yaml *prefix = yaml_get(y, "prefix"), *on = yaml_get(y, "on"),
                      *behind = yaml_get(y, "behind");
    s->name = barrier_load_name(l, yaml_get(y, "subnet"));
    struct barrier_prefixes p = barrier_load_prefixes(l, prefix, ADDRESS_PREFIX);
    if (p.n > 1) barrier_load_fault(l, prefix, "barrier.only_one", NULL);
    if (p.n) s->prefix = p.v[0];
    barrier_load_on(l, on, &s->interface, &s->bridge);
    s->gateway = barrier_load_ref(l, behind, barrier_find_gateway, "barrier.gateway_unknown");
    if (!on == !behind) barrier_load_fault(l, y, "barrier.on_or_behind", "%s", s->name);
    subnet_zone(l, y, s);
}

static void read_subnets(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "subnets", BARRIER_LIST_MAX);
    struct barrier_subnet *v = BARRIER_ARRAY(l, struct barrier_subnet, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) read_subnet(l, &list->values[i], &v[i]);
    l->b->subnets = v;
    l->b->n_subnets = list->n;
    if (list->n == 0)
        barrier_load_fault(l, yaml_get(l->root, "subnets"), "barrier.no_subnet", NULL);
}

static int by_first(const void *x, const void *y)
{
    const struct barrier_range_row *a = x, *b = y;
    int c = addr_cmp(&a->first, &b->first);
    return c ? c : addr_cmp(&b->last, &a->last);
}

/* Sorted by their first address; the widest seen so far tells who overlaps. */
static void check_overlaps(struct barrier_load *l)
{
    const struct barrier *b = l->b;
    struct barrier_range_row *v = BARRIER_ARRAY(l, struct barrier_range_row, b->n_subnets);
    size_t n = 0;
    for (size_t i = 0; v && i < b->n_subnets; i++) {
        if (!addr_is_set(&b->subnets[i].prefix.addr)) continue;
        struct net_range r = addr_range_of(&b->subnets[i].prefix);
        v[n++] = (struct barrier_range_row){r.first, r.last, (int)i};
    }
    if (!v || n == 0) return;
    qsort(v, n, sizeof *v, by_first);
    for (size_t i = 1, wide = 0; i < n; i++) {
        if (addr_cmp(&v[i].first, &v[wide].last) > 0) {
            wide = i;
            continue;
        }
        int later = v[i].at > v[wide].at ? v[i].at : v[wide].at;
        int first = v[i].at > v[wide].at ? v[wide].at : v[i].at;
        barrier_load_fault(l, barrier_load_item(l, "subnets", (size_t)later, "prefix"),
                           "barrier.subnets_overlap", "%s" FS "%s" FS "%u", b->subnets[later].name,
                           b->subnets[first].name, b->subnets[first].line);
    }
}

static const struct barrier_key gateway_keys[] = {
    {"gateway", true}, {"title", false}, {"mac", false}, {"addresses", true}, {"port", false}};

static void read_gateway(struct barrier_load *l, const struct yaml *y, struct barrier_gateway *g)
{
    *g = (struct barrier_gateway){.name = "",
                                  .interface = BARRIER_NONE,
                                  .bridge = BARRIER_NONE,
                                  .zone = BARRIER_NONE,
                                  .line = y->line};
    if (!barrier_load_map(l, y, gateway_keys, ARRAY_LEN(gateway_keys))) return;
    g->name = barrier_load_name(l, yaml_get(y, "gateway"));
    g->title = barrier_load_text(l, yaml_get(y, "title"));
    g->has_mac = barrier_load_mac(l, yaml_get(y, "mac"), &g->mac);
    g->addresses = barrier_load_addresses(l, yaml_get(y, "addresses"));
    g->interface =
        barrier_load_ref(l, yaml_get(y, "port"), barrier_find_interface, "barrier.link_unknown");
}

static void read_gateways(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "gateways", BARRIER_LIST_MAX);
    struct barrier_gateway *v = BARRIER_ARRAY(l, struct barrier_gateway, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) read_gateway(l, &list->values[i], &v[i]);
    l->b->gateways = l->gateways = v;
    l->b->n_gateways = list->n;
}

/* Follow gateways outwards until one lies on a link; NULL: it goes round, or leads nowhere. */
static const struct barrier_subnet *link_of(const struct barrier *b,
                                            const struct barrier_gateway *g, bool *ret_round)
{
    *ret_round = false;
    for (size_t steps = 0; steps <= b->n_gateways; steps++) {
        if (g->addresses.n == 0) return NULL;
        int at = barrier_subnet_of_address(b, &g->addresses.v[0]);
        if (at == BARRIER_NONE) return NULL;
        const struct barrier_subnet *s = &b->subnets[at];
        if (s->gateway == BARRIER_NONE) return s;
        g = &b->gateways[s->gateway];
    }
    *ret_round = true;
    return NULL;
}

/* The port of a bridge on which something stands: said, or the only one of the zone. */
static void check_port(struct barrier_load *l, size_t i, struct barrier_gateway *g,
                       const struct barrier_subnet *s)
{
    int port = g->interface;
    g->bridge = s->bridge;
    g->zone = s->zone;
    if (s->bridge == BARRIER_NONE) {
        g->interface = s->interface;
        if (port != BARRIER_NONE && port != s->interface)
            barrier_load_fault(l, barrier_load_item(l, "gateways", i, "port"),
                               "barrier.port_elsewhere", "%s" FS "%s", g->name,
                               barrier_link_name(l->b, s->interface, s->bridge));
        return;
    }
    if (port != BARRIER_NONE && l->b->interfaces[port].bridge != s->bridge)
        barrier_load_fault(l, barrier_load_item(l, "gateways", i, "port"), "barrier.port_elsewhere",
                           "%s" FS "%s", g->name, l->b->bridges[s->bridge].name);
    else if (port != BARRIER_NONE)
        g->zone = l->b->interfaces[port].zone;
    else if (s->zone == BARRIER_NONE)
        barrier_load_fault(l, barrier_load_item(l, "gateways", i, NULL), "barrier.port_missing",
                           "%s" FS "%s", g->name, l->b->bridges[s->bridge].name);
}

/* On the same link all of its addresses must lie. */
static void place_gateway(struct barrier_load *l, size_t i, struct barrier_gateway *g)
{
    const struct yaml *at = barrier_load_item(l, "gateways", i, "addresses");
    bool round;
    const struct barrier_subnet *s = link_of(l->b, g, &round);
    if (round) {
        barrier_load_fault(l, at, "barrier.gateway_cycle", "%s", g->name);
        return;
    }
    for (size_t k = 0; k < g->addresses.n; k++) {
        int own = barrier_subnet_of_address(l->b, &g->addresses.v[k]);
        if (own == BARRIER_NONE) {
            barrier_load_fault(l, at, "barrier.gateway_outside", "%s", g->name);
            return;
        }
        const struct barrier_subnet *first =
            &l->b->subnets[barrier_subnet_of_address(l->b, &g->addresses.v[0])];
        const struct barrier_subnet *this = &l->b->subnets[own];
        if (this->interface != first->interface || this->bridge != first->bridge ||
            this->gateway != first->gateway) {
            barrier_load_fault(l, at, "barrier.two_links", "%s", g->name);
            return;
        }
    }
    if (s) check_port(l, i, g, s);
}

static bool own_net_declared(const struct barrier *b, const struct net_prefix *own, int interface,
                             int bridge)
{
    struct net_prefix net = addr_prefix_of(&own->addr, own->bits);
    for (size_t i = 0; i < b->n_subnets; i++) {
        const struct barrier_subnet *s = &b->subnets[i];
        if (s->interface == interface && s->bridge == bridge && s->gateway == BARRIER_NONE &&
            addr_prefix_eq(&s->prefix, &net))
            return true;
    }
    return false;
}

static void check_own(struct barrier_load *l, const struct barrier_prefixes *own, int interface,
                      int bridge, const struct yaml *at)
{
    for (size_t i = 0; i < own->n; i++) {
        if (addr_is_link_local(&own->v[i].addr)) continue;
        if (own_net_declared(l->b, &own->v[i], interface, bridge)) continue;
        SB_CLEANUP struct sb text;
        sb_init(&text, 200);
        addr_prefix_print(&text, &own->v[i]);
        if (text.err == ERR_NOMEM) l->err = ERR_NOMEM;
        barrier_load_fault(l, at, "barrier.own_outside", "%s" FS "%s", text.p ? text.p : "",
                           barrier_link_name(l->b, interface, bridge));
    }
}

static void check_owns(struct barrier_load *l)
{
    const struct barrier *b = l->b;
    for (size_t i = 0; i < b->n_interfaces; i++)
        check_own(l, &b->interfaces[i].addresses, (int)i, BARRIER_NONE,
                  barrier_load_item(l, "interfaces", i, "addresses"));
    for (size_t i = 0; i < b->n_bridges; i++)
        check_own(l, &b->bridges[i].addresses, BARRIER_NONE, (int)i,
                  barrier_load_item(l, "bridges", i, "addresses"));
}

/* What lies behind a gateway may be of another zone than the gateway, but never so that
 * mynumber and internet meet in one line. */
static void check_behind(struct barrier_load *l, size_t i)
{
    const struct barrier_subnet *s = &l->b->subnets[i];
    if (s->gateway == BARRIER_NONE || s->zone == BARRIER_NONE) return;
    int zone = l->b->gateways[s->gateway].zone;
    if (zone == BARRIER_NONE) return;
    enum barrier_zone_kind x = l->b->zones[s->zone].kind, y = l->b->zones[zone].kind;
    if ((x == ZONE_MYNUMBER && y == ZONE_INTERNET) || (x == ZONE_INTERNET && y == ZONE_MYNUMBER))
        barrier_load_fault(l, barrier_load_item(l, "subnets", i, "behind"),
                           "barrier.behind_mynumber_internet", "%s" FS "%s", s->name,
                           l->b->gateways[s->gateway].name);
}

void barrier_nets_read(struct barrier_load *l)
{
    read_gateways(l);
    read_subnets(l);
    check_overlaps(l);
    barrier_index_make(l);
    for (size_t i = 0; l->err == OK && i < l->b->n_gateways; i++)
        place_gateway(l, i, &l->gateways[i]);
    check_owns(l);
    for (size_t i = 0; i < l->b->n_subnets; i++) check_behind(l, i);
}
