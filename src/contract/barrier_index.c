/* SPDX-License-Identifier: Apache-2.0
 * The half of barrier.h that looks up: rows sorted once, found by halves. Before they are sorted
 * (while the file is being read) names are found by walking. */
#include <stdlib.h>
#include <string.h>

#include "contract/barrier_load.h"

/* --- sorting -------------------------------------------------------------------------- */

static int by_name(const void *x, const void *y)
{
    const struct barrier_name_row *a = x, *b = y;
    int c = strcmp(a->name, b->name);
    return c ? c : a->at - b->at;
}

static int by_address(const void *x, const void *y)
{
    const struct barrier_address_row *a = x, *b = y;
    int c = addr_cmp(&a->addr, &b->addr);
    if (c) return c;
    return a->gateway != b->gateway ? a->gateway - b->gateway : a->at - b->at;
}

static int by_mac(const void *x, const void *y)
{
    const struct barrier_mac_row *a = x, *b = y;
    int c = addr_mac_cmp(&a->mac, &b->mac);
    if (c) return c;
    return a->gateway != b->gateway ? a->gateway - b->gateway : a->at - b->at;
}

static int by_first(const void *x, const void *y)
{
    const struct barrier_range_row *a = x, *b = y;
    int c = addr_cmp(&a->first, &b->first);
    return c ? c : a->at - b->at;
}

static const char *name_of(const struct barrier *b, enum barrier_named kind, size_t i)
{
    switch (kind) {
    case NAMED_HOST:
        return b->hosts[i].name;
    case NAMED_PEER:
        return b->peers[i].name;
    case NAMED_GATEWAY:
        return b->gateways[i].name;
    default:
        return b->subnets[i].name;
    }
}

static void sort_names(struct barrier_load *l, struct barrier_index *x, enum barrier_named kind,
                       size_t n)
{
    struct barrier_name_row *v = BARRIER_ARRAY(l, struct barrier_name_row, n);
    size_t used = 0;
    for (size_t i = 0; v && i < n; i++) {
        const char *name = name_of(l->b, kind, i);
        if (name[0] != '\0') v[used++] = (struct barrier_name_row){name, (int)i};
    }
    if (v && used > 1) qsort(v, used, sizeof *v, by_name);
    x->names[kind] = v;
    x->n_names[kind] = used;
}

static void sort_addresses(struct barrier_load *l, struct barrier_index *x)
{
    const struct barrier *b = l->b;
    size_t n = 0;
    for (size_t i = 0; i < b->n_hosts; i++) n += b->hosts[i].addresses.n;
    for (size_t i = 0; i < b->n_gateways; i++) n += b->gateways[i].addresses.n;
    struct barrier_address_row *v = BARRIER_ARRAY(l, struct barrier_address_row, n);
    if (!v) return;
    n = 0;
    for (size_t i = 0; i < b->n_hosts; i++)
        for (size_t k = 0; k < b->hosts[i].addresses.n; k++)
            v[n++] = (struct barrier_address_row){b->hosts[i].addresses.v[k], (int)i, false};
    for (size_t i = 0; i < b->n_gateways; i++)
        for (size_t k = 0; k < b->gateways[i].addresses.n; k++)
            v[n++] = (struct barrier_address_row){b->gateways[i].addresses.v[k], (int)i, true};
    if (n > 1) qsort(v, n, sizeof *v, by_address);
    x->addresses = v;
    x->n_addresses = n;
}

static void sort_macs(struct barrier_load *l, struct barrier_index *x)
{
    const struct barrier *b = l->b;
    struct barrier_mac_row *v =
        BARRIER_ARRAY(l, struct barrier_mac_row, b->n_hosts + b->n_gateways);
    size_t n = 0;
    for (size_t i = 0; v && i < b->n_hosts; i++)
        if (b->hosts[i].has_mac) v[n++] = (struct barrier_mac_row){b->hosts[i].mac, (int)i, false};
    for (size_t i = 0; v && i < b->n_gateways; i++)
        if (b->gateways[i].has_mac)
            v[n++] = (struct barrier_mac_row){b->gateways[i].mac, (int)i, true};
    if (v && n > 1) qsort(v, n, sizeof *v, by_mac);
    x->macs = v;
    x->n_macs = n;
}

static void sort_ranges(struct barrier_load *l, struct barrier_index *x)
{
    const struct barrier *b = l->b;
    size_t n = 0;
    for (size_t i = 0; i < b->n_peers; i++) n += b->peers[i].addresses.n;
    struct barrier_range_row *s = BARRIER_ARRAY(l, struct barrier_range_row, b->n_subnets);
    struct barrier_range_row *p = BARRIER_ARRAY(l, struct barrier_range_row, n);
    if (!s || !p) return;
    for (size_t i = 0; i < b->n_subnets; i++) {
        if (!addr_is_set(&b->subnets[i].prefix.addr)) continue;
        struct net_range r = addr_range_of(&b->subnets[i].prefix);
        s[x->n_subnets++] = (struct barrier_range_row){r.first, r.last, (int)i};
    }
    for (size_t i = 0; i < b->n_peers; i++) {
        for (size_t k = 0; k < b->peers[i].addresses.n; k++) {
            struct net_range r = addr_range_of(&b->peers[i].addresses.v[k]);
            p[x->n_peers++] = (struct barrier_range_row){r.first, r.last, (int)i};
        }
    }
    if (x->n_subnets > 1) qsort(s, x->n_subnets, sizeof *s, by_first);
    if (x->n_peers > 1) qsort(p, x->n_peers, sizeof *p, by_first);
    x->subnets = s;
    x->peers = p;
}

void barrier_index_make(struct barrier_load *l)
{
    struct barrier_index *x = BARRIER_ARRAY(l, struct barrier_index, 1);
    if (!x) return;
    sort_names(l, x, NAMED_HOST, l->b->n_hosts);
    sort_names(l, x, NAMED_PEER, l->b->n_peers);
    sort_names(l, x, NAMED_GATEWAY, l->b->n_gateways);
    sort_names(l, x, NAMED_SUBNET, l->b->n_subnets);
    sort_addresses(l, x);
    sort_macs(l, x);
    sort_ranges(l, x);
    if (l->err == OK) l->b->index = x;
}

/* --- two of one ----------------------------------------------------------------------- */

static const char *const lists[NAMED_KINDS] = {"hosts", "peers", "gateways", "subnets"};
static const char *const keys[NAMED_KINDS] = {"host", "peer", "gateway", "subnet"};

static uint32_t line_of(const struct barrier *b, bool gateway, int at)
{
    return gateway ? b->gateways[at].line : b->hosts[at].line;
}

static const char *title_of(const struct barrier *b, bool gateway, int at)
{
    return gateway ? b->gateways[at].name : b->hosts[at].name;
}

static const struct yaml *place_of(const struct barrier_load *l, bool gateway, int at,
                                   const char *key)
{
    return barrier_load_item(l, gateway ? "gateways" : "hosts", (size_t)at, key);
}

static void check_names(struct barrier_load *l, enum barrier_named kind)
{
    const struct barrier_name_row *v = l->b->index->names[kind];
    for (size_t i = 1; i < l->b->index->n_names[kind]; i++) {
        if (strcmp(v[i].name, v[i - 1].name) != 0) continue;
        const struct yaml *first =
            barrier_load_item(l, lists[kind], (size_t)v[i - 1].at, keys[kind]);
        barrier_load_fault(l, barrier_load_item(l, lists[kind], (size_t)v[i].at, keys[kind]),
                           "barrier.name_twice", "%s" FS "%u", v[i].name, first ? first->line : 0);
    }
}

/* One name means one thing to a cut: a host and a gateway may not share it. */
static void check_devices(struct barrier_load *l)
{
    for (size_t i = 0; i < l->b->n_gateways; i++) {
        const char *name = l->b->gateways[i].name;
        int host = name[0] ? barrier_find_host(l->b, str_z(name)) : BARRIER_NONE;
        if (host != BARRIER_NONE)
            barrier_load_fault(l, place_of(l, true, (int)i, "gateway"), "barrier.name_twice",
                               "%s" FS "%u", name, l->b->hosts[host].line);
    }
}

static void check_macs(struct barrier_load *l)
{
    const struct barrier_mac_row *v = l->b->index->macs;
    for (size_t i = 1; i < l->b->index->n_macs; i++) {
        if (!addr_mac_eq(&v[i].mac, &v[i - 1].mac)) continue;
        barrier_load_fault(l, place_of(l, v[i].gateway, v[i].at, "mac"), "barrier.mac_twice",
                           "%s" FS "%s" FS "%u", title_of(l->b, v[i].gateway, v[i].at),
                           title_of(l->b, v[i - 1].gateway, v[i - 1].at),
                           line_of(l->b, v[i - 1].gateway, v[i - 1].at));
    }
}

static void check_addresses(struct barrier_load *l)
{
    const struct barrier_address_row *v = l->b->index->addresses;
    for (size_t i = 0; i < l->b->index->n_addresses; i++) {
        const struct yaml *at = place_of(l, v[i].gateway, v[i].at, "addresses");
        const char *name = title_of(l->b, v[i].gateway, v[i].at);
        if (i > 0 && addr_eq(&v[i].addr, &v[i - 1].addr))
            barrier_load_fault(l, at, "barrier.address_twice", "%s" FS "%s" FS "%u", name,
                               title_of(l->b, v[i - 1].gateway, v[i - 1].at),
                               line_of(l->b, v[i - 1].gateway, v[i - 1].at));
        if (barrier_is_own(l->b, &v[i].addr))
            barrier_load_fault(l, at, "barrier.address_own", "%s", name);
        int peer = barrier_peer_of_address(l->b, &v[i].addr);
        if (peer != BARRIER_NONE)
            barrier_load_fault(l, at, "barrier.address_of_peer", "%s" FS "%s" FS "%u", name,
                               l->b->peers[peer].name, l->b->peers[peer].line);
    }
}

static void check_peers(struct barrier_load *l)
{
    const struct barrier_range_row *v = l->b->index->peers;
    for (size_t i = 1, wide = 0; i < l->b->index->n_peers; i++) {
        if (addr_cmp(&v[i].first, &v[wide].last) > 0) {
            wide = i;
            continue;
        }
        int later = v[i].at > v[wide].at ? v[i].at : v[wide].at;
        const struct barrier_peer *first =
            &l->b->peers[v[i].at > v[wide].at ? v[wide].at : v[i].at];
        barrier_load_fault(l, barrier_load_item(l, "peers", (size_t)later, "addresses"),
                           "barrier.peers_overlap", "%s" FS "%s" FS "%u", l->b->peers[later].name,
                           first->name, first->line);
        if (addr_cmp(&v[i].last, &v[wide].last) > 0) wide = i;
    }
}

void barrier_index_check(struct barrier_load *l)
{
    for (int k = 0; k < NAMED_KINDS; k++) check_names(l, (enum barrier_named)k);
    check_devices(l);
    check_macs(l);
    check_addresses(l);
    check_peers(l);
}

/* --- looking up ----------------------------------------------------------------------- */

static int find_named(const struct barrier *b, enum barrier_named kind, size_t n, struct str name)
{
    if (!b->index) {
        for (size_t i = 0; i < n; i++)
            if (name.n > 0 && str_eqz(name, name_of(b, kind, i))) return (int)i;
        return BARRIER_NONE;
    }
    const struct barrier_name_row *v = b->index->names[kind];
    size_t low = 0, high = b->index->n_names[kind];
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (str_cmp(str_z(v[mid].name), name) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    bool found = low < b->index->n_names[kind] && str_eqz(name, v[low].name);
    return found ? v[low].at : BARRIER_NONE;
}

int barrier_find_host(const struct barrier *b, struct str name)
{
    return find_named(b, NAMED_HOST, b->n_hosts, name);
}

int barrier_find_peer(const struct barrier *b, struct str name)
{
    return find_named(b, NAMED_PEER, b->n_peers, name);
}

int barrier_find_gateway(const struct barrier *b, struct str name)
{
    return find_named(b, NAMED_GATEWAY, b->n_gateways, name);
}

int barrier_find_zone(const struct barrier *b, struct str name)
{
    for (size_t i = 0; i < b->n_zones; i++)
        if (name.n > 0 && str_eqz(name, b->zones[i].name)) return (int)i;
    return BARRIER_NONE;
}

int barrier_find_interface(const struct barrier *b, struct str name)
{
    for (size_t i = 0; i < b->n_interfaces; i++)
        if (name.n > 0 && str_eqz(name, b->interfaces[i].name)) return (int)i;
    return BARRIER_NONE;
}

int barrier_find_bridge(const struct barrier *b, struct str name)
{
    for (size_t i = 0; i < b->n_bridges; i++)
        if (name.n > 0 && str_eqz(name, b->bridges[i].name)) return (int)i;
    return BARRIER_NONE;
}

/* The first row of that address: a host's before a gateway's. */
static const struct barrier_address_row *address_row(const struct barrier *b,
                                                     const struct net_addr *a)
{
    const struct barrier_address_row *v = b->index->addresses;
    size_t low = 0, high = b->index->n_addresses;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (addr_cmp(&v[mid].addr, a) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->index->n_addresses && addr_eq(&v[low].addr, a) ? &v[low] : NULL;
}

static const struct barrier_mac_row *mac_row(const struct barrier *b, const struct net_mac *m)
{
    const struct barrier_mac_row *v = b->index->macs;
    size_t low = 0, high = b->index->n_macs;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (addr_mac_cmp(&v[mid].mac, m) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < b->index->n_macs && addr_mac_eq(&v[low].mac, m) ? &v[low] : NULL;
}

static int range_of(const struct barrier_range_row *v, size_t n, const struct net_addr *a)
{
    size_t low = 0, high = n;
    while (low < high) { /* the last that begins at or before a */
        size_t mid = low + (high - low) / 2;
        if (addr_cmp(&v[mid].first, a) <= 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low > 0 && addr_cmp(a, &v[low - 1].last) <= 0 ? v[low - 1].at : BARRIER_NONE;
}

int barrier_host_of_address(const struct barrier *b, const struct net_addr *a)
{
    const struct barrier_address_row *r = address_row(b, a);
    return r && !r->gateway ? r->at : BARRIER_NONE;
}

int barrier_gateway_of_address(const struct barrier *b, const struct net_addr *a)
{
    const struct barrier_address_row *r = address_row(b, a);
    return r && r->gateway ? r->at : BARRIER_NONE;
}

int barrier_host_of_mac(const struct barrier *b, const struct net_mac *m)
{
    const struct barrier_mac_row *r = mac_row(b, m);
    return r && !r->gateway ? r->at : BARRIER_NONE;
}

int barrier_gateway_of_mac(const struct barrier *b, const struct net_mac *m)
{
    const struct barrier_mac_row *r = mac_row(b, m);
    return r && r->gateway ? r->at : BARRIER_NONE;
}

int barrier_subnet_of_address(const struct barrier *b, const struct net_addr *a)
{
    return range_of(b->index->subnets, b->index->n_subnets, a);
}

int barrier_peer_of_address(const struct barrier *b, const struct net_addr *a)
{
    return range_of(b->index->peers, b->index->n_peers, a);
}

static bool among(const struct barrier_prefixes *p, const struct net_addr *a)
{
    for (size_t i = 0; i < p->n; i++)
        if (addr_eq(&p->v[i].addr, a)) return true;
    return false;
}

bool barrier_is_own(const struct barrier *b, const struct net_addr *a)
{
    for (size_t i = 0; i < b->n_interfaces; i++)
        if (among(&b->interfaces[i].addresses, a)) return true;
    for (size_t i = 0; i < b->n_bridges; i++)
        if (among(&b->bridges[i].addresses, a)) return true;
    return false;
}

int barrier_zone_of_address(const struct barrier *b, const struct net_addr *a)
{
    int at = barrier_host_of_address(b, a);
    if (at != BARRIER_NONE) return b->hosts[at].zone;
    at = barrier_peer_of_address(b, a);
    if (at != BARRIER_NONE) return b->peers[at].zone;
    at = barrier_gateway_of_address(b, a);
    if (at != BARRIER_NONE) return b->gateways[at].zone;
    at = barrier_subnet_of_address(b, a);
    return at == BARRIER_NONE ? BARRIER_NONE : b->subnets[at].zone;
}

const char *barrier_link_name(const struct barrier *b, int interface, int bridge)
{
    if (bridge != BARRIER_NONE) return b->bridges[bridge].name;
    return interface != BARRIER_NONE ? b->interfaces[interface].name : "";
}
