/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/barrier_scope.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"

const char *const barrier_scope_kinds[SCOPES] = {"all", "zone", "line", "device", "peer", "permit"};

/* What is being gathered. */
struct gather {
    struct arena *a;
    const struct barrier *b;
    struct barrier_scope *s;
    int zone, interface, bridge, gateway, host, peer; /* what is cut; BARRIER_NONE: not this */
    int *interfaces, *bridges, *hosts, *peers;
    struct net_prefix *addresses;
    struct net_mac *macs;
};

static bool is_management(const struct barrier *b, int interface)
{
    return interface != BARRIER_NONE && interface == b->management.interface;
}

static void add_prefix(struct gather *g, const struct net_prefix *p)
{
    g->addresses[g->s->addresses.n++] = *p;
}

static void add_addresses(struct gather *g, const struct barrier_addresses *v)
{
    for (size_t i = 0; i < v->n; i++) {
        struct net_prefix p = {v->v[i], (uint8_t)addr_bits(&v->v[i])};
        add_prefix(g, &p);
    }
}

/* Does the way from the barrier to what lies behind `gateway` lead over one that is cut? */
static bool way_is_cut(const struct gather *g, int gateway)
{
    const struct barrier *b = g->b;
    for (size_t steps = 0; gateway != BARRIER_NONE && steps <= b->n_gateways; steps++) {
        const struct barrier_gateway *w = &b->gateways[gateway];
        if (gateway == g->gateway) return true;
        if (g->interface != BARRIER_NONE && w->interface == g->interface) return true;
        if (g->bridge != BARRIER_NONE && w->bridge == g->bridge) return true;
        int s = w->addresses.n ? barrier_subnet_of_address(b, &w->addresses.v[0]) : BARRIER_NONE;
        gateway = s == BARRIER_NONE ? BARRIER_NONE : b->subnets[s].gateway;
    }
    return false;
}

static bool host_is_hit(const struct gather *g, size_t i)
{
    const struct barrier_host *h = &g->b->hosts[i];
    if (g->s->kind == SCOPE_ALL || (int)i == g->host) return true;
    if (g->zone != BARRIER_NONE && h->zone == g->zone) return true;
    if (g->interface != BARRIER_NONE && h->interface == g->interface) return true;
    if (g->bridge != BARRIER_NONE && h->bridge == g->bridge) return true;
    return way_is_cut(g, h->gateway);
}

static bool peer_is_hit(const struct gather *g, size_t i)
{
    const struct barrier_peer *p = &g->b->peers[i];
    if (g->s->kind == SCOPE_ALL || (int)i == g->peer) return true;
    if (g->zone != BARRIER_NONE && p->zone == g->zone) return true;
    return way_is_cut(g, p->gateway);
}

/* A line is cut by its name and by the addresses that lie on it, so that no route leads round. */
static void gather_hosts(struct gather *g)
{
    bool by_address = g->zone != BARRIER_NONE || g->host != BARRIER_NONE;
    for (size_t i = 0; i < g->b->n_hosts; i++) {
        if (!host_is_hit(g, i)) continue;
        const struct barrier_host *h = &g->b->hosts[i];
        g->hosts[g->s->n_hosts++] = (int)i;
        if (h->headcount >= 0)
            g->s->headcount += h->headcount;
        else
            g->s->unknown++;
        if (by_address) add_addresses(g, &h->addresses);
        if (g->host != BARRIER_NONE && h->has_mac) g->macs[g->s->n_macs++] = h->mac;
    }
}

static void gather_peers(struct gather *g)
{
    for (size_t i = 0; i < g->b->n_peers; i++) {
        if (!peer_is_hit(g, i)) continue;
        g->peers[g->s->n_peers++] = (int)i;
        if (g->s->kind == SCOPE_ALL) continue;
        for (size_t k = 0; k < g->b->peers[i].addresses.n; k++)
            add_prefix(g, &g->b->peers[i].addresses.v[k]);
    }
}

static void gather_subnets(struct gather *g)
{
    for (size_t i = 0; i < g->b->n_subnets; i++) {
        const struct barrier_subnet *s = &g->b->subnets[i];
        bool zone = g->zone != BARRIER_NONE && s->zone == g->zone;
        bool behind = g->s->kind != SCOPE_ALL && way_is_cut(g, s->gateway);
        bool on = (g->interface != BARRIER_NONE && s->interface == g->interface) ||
                  (g->bridge != BARRIER_NONE && s->bridge == g->bridge);
        if (zone || behind || on) add_prefix(g, &s->prefix);
    }
}

static void gather_gateways(struct gather *g)
{
    for (size_t i = 0; i < g->b->n_gateways; i++) {
        const struct barrier_gateway *w = &g->b->gateways[i];
        if ((int)i != g->gateway) continue;
        add_addresses(g, &w->addresses);
        if (w->has_mac) g->macs[g->s->n_macs++] = w->mac;
    }
}

/* A bridge is cut as a whole when all of its ports are. */
static void gather_links(struct gather *g)
{
    const struct barrier *b = g->b;
    for (size_t i = 0; i < b->n_interfaces; i++) {
        const struct barrier_interface *f = &b->interfaces[i];
        bool hit = g->s->kind == SCOPE_ALL || (int)i == g->interface ||
                   (g->zone != BARRIER_NONE && f->zone == g->zone) ||
                   (g->bridge != BARRIER_NONE && f->bridge == g->bridge);
        if (hit && !is_management(b, (int)i)) g->interfaces[g->s->n_interfaces++] = (int)i;
    }
    for (size_t k = 0; k < b->n_bridges; k++) {
        size_t ports = 0, cut = 0;
        for (size_t i = 0; i < b->n_interfaces; i++) ports += b->interfaces[i].bridge == (int)k;
        for (size_t i = 0; i < g->s->n_interfaces; i++)
            cut += b->interfaces[g->interfaces[i]].bridge == (int)k;
        if (ports > 0 && ports == cut) g->bridges[g->s->n_bridges++] = (int)k;
    }
}

static size_t most_addresses(const struct barrier *b)
{
    size_t n = b->n_subnets;
    for (size_t i = 0; i < b->n_hosts; i++) n += b->hosts[i].addresses.n;
    for (size_t i = 0; i < b->n_gateways; i++) n += b->gateways[i].addresses.n;
    for (size_t i = 0; i < b->n_peers; i++) n += b->peers[i].addresses.n;
    return n;
}

static err_t make_room(struct gather *g)
{
    const struct barrier *b = g->b;
    g->interfaces = ARENA_ARRAY(g->a, int, b->n_interfaces + 1);
    g->bridges = ARENA_ARRAY(g->a, int, b->n_bridges + 1);
    g->hosts = ARENA_ARRAY(g->a, int, b->n_hosts + 1);
    g->peers = ARENA_ARRAY(g->a, int, b->n_peers + 1);
    g->addresses = ARENA_ARRAY(g->a, struct net_prefix, most_addresses(b) + 1);
    g->macs = ARENA_ARRAY(g->a, struct net_mac, 2);
    bool ok = g->interfaces && g->bridges && g->hosts && g->peers && g->addresses && g->macs;
    return ok ? OK : ERR_NOMEM;
}

static void gather_all(struct gather *g)
{
    gather_links(g);
    gather_hosts(g);
    gather_peers(g);
    gather_subnets(g);
    gather_gateways(g);
    g->s->interfaces = g->interfaces;
    g->s->bridges = g->bridges;
    g->s->hosts = g->hosts;
    g->s->peers = g->peers;
    g->s->addresses.v = g->addresses;
    g->s->macs = g->macs;
}

/* --- names ---------------------------------------------------------------------------- */

static err_t unknown(struct arena *a, struct str kind, struct str value,
                     const char *(*name)(const struct barrier *, size_t), const struct barrier *b,
                     size_t n, struct fault *why)
{
    char *list = ARENA_ARRAY(a, char, FAULT_ARG_MAX);
    if (!list) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        const char *x = name(b, i);
        if (used + strlen(x) + 8 > FAULT_ARG_MAX) {
            memcpy(list + used, ", ...", 6);
            break;
        }
        used += (size_t)snprintf(list + used, FAULT_ARG_MAX - used, "%s%s", i ? ", " : "", x);
    }
    return fault_set(why, ERR_NOT_FOUND, "barrier.scope_value", "%.*s" FS "%.*s" FS "%s",
                     STR_ARG(str_head(kind, 20)), STR_ARG(str_head(value, 100)), list);
}

static const char *zone_name(const struct barrier *b, size_t i)
{
    return b->zones[i].name;
}
static const char *host_name(const struct barrier *b, size_t i)
{
    return i < b->n_gateways ? b->gateways[i].name : b->hosts[i - b->n_gateways].name;
}
static const char *peer_name(const struct barrier *b, size_t i)
{
    return b->peers[i].name;
}
static const char *line_name(const struct barrier *b, size_t i)
{
    return i < b->n_bridges ? b->bridges[i].name : b->interfaces[i - b->n_bridges].name;
}

static err_t management(struct fault *why, struct str value)
{
    return fault_set(why, ERR_STATE, "barrier.scope_management", "%.*s",
                     STR_ARG(str_head(value, 100)));
}

static err_t find_zone(struct gather *g, struct str value, struct fault *why)
{
    const struct barrier *b = g->b;
    g->zone = barrier_find_zone(b, value);
    if (g->zone == BARRIER_NONE)
        return unknown(g->a, STR("zone"), value, zone_name, b, b->n_zones, why);
    int m = b->management.interface;
    bool only = m != BARRIER_NONE && b->interfaces[m].zone == g->zone;
    for (size_t i = 0; i < b->n_interfaces; i++)
        if ((int)i != m && b->interfaces[i].zone == g->zone) only = false;
    return only ? management(why, value) : OK;
}

static err_t find_line(struct gather *g, struct str value, struct fault *why)
{
    const struct barrier *b = g->b;
    g->bridge = barrier_find_bridge(b, value);
    g->interface = barrier_find_interface(b, value);
    if (g->bridge == BARRIER_NONE && g->interface == BARRIER_NONE)
        return unknown(g->a, STR("line"), value, line_name, b, b->n_bridges + b->n_interfaces, why);
    return is_management(b, g->interface) ? management(why, value) : OK;
}

static err_t find_device(struct gather *g, struct str value, struct fault *why)
{
    const struct barrier *b = g->b;
    g->host = barrier_find_host(b, value);
    g->gateway = barrier_find_gateway(b, value);
    if (g->host != BARRIER_NONE || g->gateway != BARRIER_NONE) return OK;
    return unknown(g->a, STR("device"), value, host_name, b, b->n_gateways + b->n_hosts, why);
}

static err_t find_peer(struct gather *g, struct str value, struct fault *why)
{
    g->peer = barrier_find_peer(g->b, value);
    if (g->peer != BARRIER_NONE) return OK;
    return unknown(g->a, STR("peer"), value, peer_name, g->b, g->b->n_peers, why);
}

/* "123-1" */
static err_t find_permit(struct gather *g, struct str value, struct fault *why)
{
    struct str no = value;
    struct str matter = str_cut(&no, '-');
    int64_t n;
    if (id_parse(matter, &g->s->matter) == OK && id_parse(no, &n) == OK && n <= INT32_MAX) {
        g->s->no = (int32_t)n;
        return OK;
    }
    return fault_set(why, ERR_INVALID, "barrier.scope_permit", "%.*s",
                     STR_ARG(str_head(value, 100)));
}

static err_t find(struct gather *g, struct str value, struct fault *why)
{
    switch (g->s->kind) {
    case SCOPE_ZONE:
        return find_zone(g, value, why);
    case SCOPE_LINE:
        return find_line(g, value, why);
    case SCOPE_DEVICE:
        return find_device(g, value, why);
    case SCOPE_PEER:
        return find_peer(g, value, why);
    case SCOPE_PERMIT:
        return find_permit(g, value, why);
    default:
        return OK;
    }
}

err_t barrier_scope_resolve(struct arena *a, const struct barrier *b, struct str kind,
                            struct str value, struct barrier_scope *ret, struct fault *why)
{
    struct barrier_scope s = {.kind = SCOPES};
    for (int i = 0; i < SCOPES; i++)
        if (str_eqz(kind, barrier_scope_kinds[i])) s.kind = (enum barrier_scope_kind)i;
    if (s.kind == SCOPES)
        return fault_set(why, ERR_INVALID, "barrier.scope_kind", "%.*s",
                         STR_ARG(str_head(kind, 60)));
    s.value = arena_strdup(a, value);
    if (!s.value) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    struct gather g = {.a = a,
                       .b = b,
                       .s = &s,
                       .zone = BARRIER_NONE,
                       .interface = BARRIER_NONE,
                       .bridge = BARRIER_NONE,
                       .gateway = BARRIER_NONE,
                       .host = BARRIER_NONE,
                       .peer = BARRIER_NONE};
    TRY(find(&g, value, why));
    if (make_room(&g) != OK) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    gather_all(&g);
    *ret = s;
    return OK;
}
