/* SPDX-License-Identifier: Apache-2.0
 * Peers, infrastructure and the path of management of barrier.yaml. */
#include "contract/barrier_load.h"

static const struct barrier_key peer_keys[] = {
    {"peer", true},   {"kind", true},   {"zone", true},     {"addresses", true},
    {"behind", true}, {"title", false}, {"internet", false}};

static void read_peer(struct barrier_load *l, const struct yaml *y, struct barrier_peer *p)
{
    *p = (struct barrier_peer){.name = "",
                               .kind = PEER_OTHER,
                               .zone = BARRIER_NONE,
                               .gateway = BARRIER_NONE,
                               .line = y->line};
    if (!barrier_load_map(l, y, peer_keys, ARRAY_LEN(peer_keys))) return;
    p->name = barrier_load_name(l, yaml_get(y, "peer"));
    p->title = barrier_load_text(l, yaml_get(y, "title"));
    int kind = barrier_load_word(l, yaml_get(y, "kind"), barrier_peer_kinds, PEER_KINDS);
    p->kind = kind < 0 ? PEER_OTHER : (enum barrier_peer_kind)kind;
    p->zone = barrier_load_ref(l, yaml_get(y, "zone"), barrier_find_zone, "barrier.zone_unknown");
    p->addresses = barrier_load_prefixes(l, yaml_get(y, "addresses"), ADDRESS_PREFIX);
    p->gateway =
        barrier_load_ref(l, yaml_get(y, "behind"), barrier_find_gateway, "barrier.gateway_unknown");
    p->online = barrier_load_yes(l, yaml_get(y, "internet")) || p->kind == PEER_SECURITY_CLOUD ||
                p->kind == PEER_CLOUD;
}

/* Each kind has the zone in which the standard knows it. */
static void check_peer_zone(struct barrier_load *l, size_t i)
{
    const struct barrier_peer *p = &l->b->peers[i];
    if (p->zone == BARRIER_NONE) return;
    enum barrier_zone_kind zone = l->b->zones[p->zone].kind;
    const struct yaml *at = barrier_load_item(l, "peers", i, "zone");
    static const enum barrier_zone_kind wanted[PEER_KINDS] = {[PEER_LGWAN_ASP] = ZONE_LGWAN,
                                                              [PEER_SECURITY_CLOUD] = ZONE_INTERNET,
                                                              [PEER_CLOUD] = ZONE_INTERNET,
                                                              [PEER_PUBLIC_BODY] = ZONE_KINDS,
                                                              [PEER_OTHER] = ZONE_KINDS};
    if (wanted[p->kind] != ZONE_KINDS && wanted[p->kind] != zone)
        barrier_load_fault(l, at, "barrier.peer_zone", "%s" FS "%s" FS "%s", p->name,
                           barrier_peer_kinds[p->kind], barrier_zone_kinds[wanted[p->kind]]);
    else if (zone == ZONE_MYNUMBER && p->online)
        barrier_load_fault(l, at, "barrier.peer_online", "%s", p->name);
}

/* A peer's address inside a declared subnet lies behind the same gateway, in the same zone. */
static void check_peer_nets(struct barrier_load *l, size_t i)
{
    const struct barrier_peer *p = &l->b->peers[i];
    const struct yaml *at = barrier_load_item(l, "peers", i, "addresses");
    for (size_t k = 0; k < p->addresses.n; k++) {
        for (size_t s = 0; s < l->b->n_subnets; s++) {
            const struct barrier_subnet *net = &l->b->subnets[s];
            if (!addr_prefix_overlaps(&net->prefix, &p->addresses.v[k])) continue;
            if (net->gateway == p->gateway && net->zone == p->zone &&
                net->prefix.bits <= p->addresses.v[k].bits && p->gateway != BARRIER_NONE)
                continue;
            barrier_load_fault(l, at, "barrier.peer_in_subnet", "%s" FS "%s" FS "%u", p->name,
                               net->name, net->line);
            break;
        }
    }
}

static void check_peer_gateway(struct barrier_load *l, size_t i)
{
    const struct barrier_peer *p = &l->b->peers[i];
    if (p->gateway == BARRIER_NONE || p->zone == BARRIER_NONE) return;
    int zone = l->b->gateways[p->gateway].zone;
    if (zone == BARRIER_NONE) return;
    enum barrier_zone_kind x = l->b->zones[p->zone].kind, y = l->b->zones[zone].kind;
    if ((x == ZONE_INTERNET && y == ZONE_MYNUMBER) || (x == ZONE_MYNUMBER && y == ZONE_INTERNET))
        barrier_load_fault(l, barrier_load_item(l, "peers", i, "behind"),
                           "barrier.behind_mynumber_internet", "%s" FS "%s", p->name,
                           l->b->gateways[p->gateway].name);
}

static void read_peers(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "peers", BARRIER_LIST_MAX);
    struct barrier_peer *v = BARRIER_ARRAY(l, struct barrier_peer, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) read_peer(l, &list->values[i], &v[i]);
    l->b->peers = v;
    l->b->n_peers = list->n;
    for (size_t i = 0; i < list->n; i++) {
        check_peer_zone(l, i);
        check_peer_nets(l, i);
        check_peer_gateway(l, i);
    }
}

/* --- infrastructure ------------------------------------------------------------------- */

static const struct barrier_key infra_keys[] = {
    {"kind", true}, {"on", true}, {"servers", false}, {"port", false}};

static void infra_servers(struct barrier_load *l, const struct yaml *y, struct barrier_infra *f)
{
    const struct yaml *servers = yaml_get(y, "servers"), *port = yaml_get(y, "port");
    bool wants = f->kind == INFRA_DNS || f->kind == INFRA_NTP || f->kind == INFRA_OFFICE;
    const char *name = barrier_infra_kinds[f->kind];
    f->servers = barrier_load_addresses(l, servers);
    if (wants && !servers) barrier_load_fault(l, y, "barrier.infra_servers", "%s", name);
    if (!wants && servers) barrier_load_fault(l, servers, "barrier.infra_no_servers", "%s", name);
    int64_t v;
    if (f->kind == INFRA_DNS) f->port = 53;
    if (f->kind == INFRA_NTP) f->port = 123;
    if (f->kind == INFRA_OFFICE && !port) f->port = 443;
    if (f->kind != INFRA_OFFICE && port)
        barrier_load_fault(l, port, "barrier.infra_no_port", "%s", name);
    else if (barrier_load_number(l, port, 1, UINT16_MAX, &v))
        f->port = (uint16_t)v;
}

static void read_infra(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "infrastructure", BARRIER_LINKS_MAX);
    struct barrier_infra *v = BARRIER_ARRAY(l, struct barrier_infra, list->n);
    size_t n = 0;
    for (size_t i = 0; v && i < list->n; i++) {
        const struct yaml *y = &list->values[i];
        if (!barrier_load_map(l, y, infra_keys, ARRAY_LEN(infra_keys))) continue;
        int kind = barrier_load_word(l, yaml_get(y, "kind"), barrier_infra_kinds, INFRA_KINDS);
        if (kind < 0) continue;
        struct barrier_infra *f = &v[n++];
        *f = (struct barrier_infra){.kind = (enum barrier_infra_kind)kind, .line = y->line};
        barrier_load_on(l, yaml_get(y, "on"), &f->interface, &f->bridge);
        infra_servers(l, y, f);
    }
    l->b->infra = v;
    l->b->n_infra = n;
}

/* --- management ----------------------------------------------------------------------- */

static const struct barrier_key management_keys[] = {{"on", true}, {"from", true}, {"port", true}};

static void read_management(struct barrier_load *l)
{
    struct barrier_management *m = &l->b->management;
    *m = (struct barrier_management){.interface = BARRIER_NONE};
    const struct yaml *y = yaml_get(l->root, "management");
    if (!y) return;
    m->line = y->line;
    if (!barrier_load_map(l, y, management_keys, ARRAY_LEN(management_keys))) return;
    const struct yaml *on = yaml_get(y, "on");
    int bridge;
    barrier_load_on(l, on, &m->interface, &bridge);
    if (bridge != BARRIER_NONE)
        barrier_load_fault(l, on, "barrier.management_bridge", "%s", l->b->bridges[bridge].name);
    m->from = barrier_load_prefixes(l, yaml_get(y, "from"), ADDRESS_PREFIX);
    int64_t v;
    if (barrier_load_number(l, yaml_get(y, "port"), 1, UINT16_MAX, &v)) m->port = (uint16_t)v;
    if (m->interface == BARRIER_NONE || l->b->interfaces[m->interface].zone == BARRIER_NONE) return;
    enum barrier_zone_kind zone = l->b->zones[l->b->interfaces[m->interface].zone].kind;
    if (zone == ZONE_INTERNET || zone == ZONE_DMZ)
        barrier_load_fault(l, on, "barrier.management_zone", "%s",
                           l->b->interfaces[m->interface].name);
}

void barrier_peers_read(struct barrier_load *l)
{
    read_peers(l);
    read_infra(l);
    read_management(l);
}
