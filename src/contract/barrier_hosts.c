/* SPDX-License-Identifier: Apache-2.0
 * Hosts and devices of barrier.yaml. */
#include <string.h>

#include "contract/barrier_load.h"

static const struct barrier_key host_keys[] = {
    {"host", true},         {"zone", true},      {"addresses", true}, {"title", false},
    {"kind", false},        {"mac", false},      {"port", false},     {"headcount", false},
    {"info_system", false}, {"division", false}, {"main", false},     {"important", false}};

static void read_host(struct barrier_load *l, const struct yaml *y, struct barrier_host *h)
{
    *h = (struct barrier_host){.name = "",
                               .zone = BARRIER_NONE,
                               .subnet = BARRIER_NONE,
                               .interface = BARRIER_NONE,
                               .bridge = BARRIER_NONE,
                               .gateway = BARRIER_NONE,
                               .headcount = -1,
                               .line = y->line};
    if (!barrier_load_map(l, y, host_keys, ARRAY_LEN(host_keys))) return;
    h->name = barrier_load_name(l, yaml_get(y, "host"));
    h->title = barrier_load_text(l, yaml_get(y, "title"));
    int kind = barrier_load_word(l, yaml_get(y, "kind"), barrier_host_kinds, HOST_KINDS);
    h->kind = kind < 0 ? HOST_TERMINAL : (enum barrier_host_kind)kind;
    h->zone = barrier_load_ref(l, yaml_get(y, "zone"), barrier_find_zone, "barrier.zone_unknown");
    h->has_mac = barrier_load_mac(l, yaml_get(y, "mac"), &h->mac);
    h->addresses = barrier_load_addresses(l, yaml_get(y, "addresses"));
    h->interface =
        barrier_load_ref(l, yaml_get(y, "port"), barrier_find_interface, "barrier.link_unknown");
    int64_t people;
    if (barrier_load_number(l, yaml_get(y, "headcount"), 0, 100000, &people))
        h->headcount = (int32_t)people;
    h->info_system = barrier_load_text(l, yaml_get(y, "info_system"));
    h->division = barrier_load_text(l, yaml_get(y, "division"));
    h->main = barrier_load_yes(l, yaml_get(y, "main"));
    h->important = barrier_load_yes(l, yaml_get(y, "important"));
}

/* "10.1.0.5" for a message. */
static const char *text_of(struct barrier_load *l, const struct net_addr *a)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, ADDR_TEXT_MAX);
    addr_print(&b, a);
    const char *z = b.err == OK ? arena_strdup(l->a, sb_str(&b)) : NULL;
    if (!z) l->err = ERR_NOMEM;
    return z ? z : "";
}

static bool is_edge(const struct net_prefix *p, const struct net_addr *a)
{
    if (a->family != NET_V4 || p->bits >= 31) return false;
    struct net_addr first = addr_prefix_first(p), last = addr_prefix_last(p);
    return addr_eq(a, &first) || addr_eq(a, &last);
}

static bool same_link(const struct barrier_subnet *x, const struct barrier_subnet *y)
{
    return x->interface == y->interface && x->bridge == y->bridge && x->gateway == y->gateway;
}

/* Each address in a declared subnet, all on one link; sets h->subnet to that of the first. */
static bool place_addresses(struct barrier_load *l, size_t i, struct barrier_host *h)
{
    const struct yaml *at = barrier_load_item(l, "hosts", i, "addresses");
    const struct barrier *b = l->b;
    for (size_t k = 0; k < h->addresses.n; k++) {
        const struct net_addr *a = &h->addresses.v[k];
        int s = barrier_subnet_of_address(b, a);
        if (s == BARRIER_NONE) {
            barrier_load_fault(l, at, "barrier.host_outside", "%s" FS "%s", h->name, text_of(l, a));
            return false;
        }
        if (is_edge(&b->subnets[s].prefix, a))
            barrier_load_fault(l, at, "barrier.host_edge", "%s" FS "%s" FS "%s", h->name,
                               text_of(l, a), b->subnets[s].name);
        if (k == 0) h->subnet = s;
        if (!same_link(&b->subnets[h->subnet], &b->subnets[s])) {
            barrier_load_fault(l, at, "barrier.two_links", "%s", h->name);
            return false;
        }
    }
    return h->addresses.n > 0;
}

static void wrong_zone(struct barrier_load *l, size_t i, const struct barrier_host *h,
                       const char *where, int zone)
{
    barrier_load_fault(l, barrier_load_item(l, "hosts", i, "zone"), "barrier.host_zone",
                       "%s" FS "%s" FS "%s" FS "%s", h->name, l->b->zones[h->zone].name, where,
                       l->b->zones[zone].name);
}

static bool bridge_has_zone(const struct barrier *b, int bridge, int zone)
{
    for (size_t i = 0; i < b->n_interfaces; i++)
        if (b->interfaces[i].bridge == bridge && b->interfaces[i].zone == zone) return true;
    return false;
}

/* On a bridge of several zones the port tells the zone. */
static void place_on_bridge(struct barrier_load *l, size_t i, struct barrier_host *h,
                            const struct barrier_subnet *s)
{
    const struct barrier *b = l->b;
    const struct yaml *at = barrier_load_item(l, "hosts", i, "port");
    h->bridge = s->bridge;
    if (h->interface == BARRIER_NONE) {
        if (s->zone == BARRIER_NONE)
            barrier_load_fault(l, at, "barrier.port_missing", "%s" FS "%s", h->name,
                               b->bridges[s->bridge].name);
        else if (!bridge_has_zone(b, s->bridge, h->zone))
            wrong_zone(l, i, h, b->bridges[s->bridge].name, s->zone);
        return;
    }
    const struct barrier_interface *port = &b->interfaces[h->interface];
    if (port->bridge != s->bridge)
        barrier_load_fault(l, at, "barrier.port_elsewhere", "%s" FS "%s", h->name,
                           b->bridges[s->bridge].name);
    else if (port->zone != BARRIER_NONE && port->zone != h->zone)
        wrong_zone(l, i, h, port->name, port->zone);
}

static void place_host(struct barrier_load *l, size_t i, struct barrier_host *h)
{
    const struct barrier *b = l->b;
    if (!place_addresses(l, i, h) || h->zone == BARRIER_NONE) return;
    const struct barrier_subnet *s = &b->subnets[h->subnet];
    if (s->bridge != BARRIER_NONE) {
        place_on_bridge(l, i, h, s);
        return;
    }
    if (h->interface != BARRIER_NONE && h->interface != s->interface)
        barrier_load_fault(l, barrier_load_item(l, "hosts", i, "port"), "barrier.port_elsewhere",
                           "%s" FS "%s", h->name, s->name);
    h->interface = s->interface;
    h->gateway = s->gateway;
    if (s->zone != BARRIER_NONE && s->zone != h->zone) wrong_zone(l, i, h, s->name, s->zone);
}

void barrier_hosts_read(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "hosts", BARRIER_HOSTS_MAX);
    struct barrier_host *v = BARRIER_ARRAY(l, struct barrier_host, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) {
        read_host(l, &list->values[i], &v[i]);
        place_host(l, i, &v[i]);
    }
    l->b->hosts = l->hosts = v;
    l->b->n_hosts = list->n;
}
