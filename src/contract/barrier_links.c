/* SPDX-License-Identifier: Apache-2.0
 * Zones, bridges and interfaces of barrier.yaml. */
#include <string.h>

#include "contract/barrier_load.h"

static const struct barrier_key zone_keys[] = {{"zone", true}, {"kind", false}, {"title", false}};

static enum barrier_zone_kind zone_kind(struct barrier_load *l, const struct yaml *y,
                                        const char *name)
{
    const struct yaml *kind = yaml_get(y, "kind");
    for (int k = ZONE_MYNUMBER; k <= ZONE_INTERNET; k++) {
        if (strcmp(name, barrier_zone_kinds[k]) != 0) continue;
        if (kind) barrier_load_fault(l, kind, "barrier.kind_unwanted", "%s", name);
        return (enum barrier_zone_kind)k;
    }
    if (!kind && name[0] != '\0') barrier_load_fault(l, y, "barrier.kind_missing", "%s", name);
    int k = barrier_load_word(l, kind, barrier_zone_kinds, ZONE_KINDS);
    if (k >= ZONE_MYNUMBER && k <= ZONE_INTERNET)
        barrier_load_fault(l, kind, "barrier.kind_is_a_name", "%s", barrier_zone_kinds[k]);
    return k < 0 ? ZONE_OTHER : (enum barrier_zone_kind)k;
}

static void read_zones(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "zones", BARRIER_LINKS_MAX);
    struct barrier_zone *v = BARRIER_ARRAY(l, struct barrier_zone, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) {
        const struct yaml *y = &list->values[i];
        v[i] = (struct barrier_zone){.name = "", .kind = ZONE_OTHER, .line = y->line};
        if (!barrier_load_map(l, y, zone_keys, ARRAY_LEN(zone_keys))) continue;
        v[i].name = barrier_load_name(l, yaml_get(y, "zone"));
        v[i].title = barrier_load_text(l, yaml_get(y, "title"));
        v[i].kind = zone_kind(l, y, v[i].name);
        for (size_t k = 0; k < i; k++)
            if (v[i].name[0] && strcmp(v[k].name, v[i].name) == 0)
                barrier_load_fault(l, yaml_get(y, "zone"), "barrier.name_twice", "%s" FS "%u",
                                   v[i].name, v[k].line);
    }
    l->b->zones = v;
    l->b->n_zones = list->n;
}

static void need_zones(struct barrier_load *l)
{
    const struct yaml *at = yaml_get(l->root, "zones");
    for (int k = ZONE_MYNUMBER; k <= ZONE_INTERNET; k++)
        if (barrier_find_zone(l->b, str_z(barrier_zone_kinds[k])) == BARRIER_NONE)
            barrier_load_fault(l, at, "barrier.zone_missing", "%s", barrier_zone_kinds[k]);
}

static const struct barrier_key bridge_keys[] = {
    {"bridge", true}, {"title", false}, {"addresses", false}};

static void read_bridges(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "bridges", BARRIER_LINKS_MAX);
    struct barrier_bridge *v = BARRIER_ARRAY(l, struct barrier_bridge, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) {
        const struct yaml *y = &list->values[i];
        v[i] = (struct barrier_bridge){.name = "", .line = y->line};
        if (!barrier_load_map(l, y, bridge_keys, ARRAY_LEN(bridge_keys))) continue;
        v[i].name = barrier_load_link_name(l, yaml_get(y, "bridge"));
        v[i].title = barrier_load_text(l, yaml_get(y, "title"));
        v[i].addresses = barrier_load_prefixes(l, yaml_get(y, "addresses"), ADDRESS_INTERFACE);
        for (size_t k = 0; k < i; k++)
            if (v[i].name[0] && strcmp(v[k].name, v[i].name) == 0)
                barrier_load_fault(l, yaml_get(y, "bridge"), "barrier.name_twice", "%s" FS "%u",
                                   v[i].name, v[k].line);
    }
    l->b->bridges = v;
    l->b->n_bridges = list->n;
}

static const struct barrier_key interface_keys[] = {
    {"interface", true}, {"zone", true}, {"title", false}, {"bridge", false}, {"addresses", false}};

static void interface_twice(struct barrier_load *l, const struct yaml *y,
                            const struct barrier_interface *v, size_t i)
{
    if (v[i].name[0] == '\0') return;
    if (barrier_find_bridge(l->b, str_z(v[i].name)) != BARRIER_NONE)
        barrier_load_fault(l, yaml_get(y, "interface"), "barrier.interface_is_bridge", "%s",
                           v[i].name);
    for (size_t k = 0; k < i; k++) {
        if (strcmp(v[k].name, v[i].name) != 0) continue;
        bool zones = v[k].zone != v[i].zone;
        barrier_load_fault(l, yaml_get(y, "interface"),
                           zones ? "barrier.interface_two_zones" : "barrier.name_twice",
                           "%s" FS "%u", v[i].name, v[k].line);
        return;
    }
}

static void read_interface(struct barrier_load *l, const struct yaml *y,
                           struct barrier_interface *f)
{
    *f = (struct barrier_interface){
        .name = "", .zone = BARRIER_NONE, .bridge = BARRIER_NONE, .line = y->line};
    if (!barrier_load_map(l, y, interface_keys, ARRAY_LEN(interface_keys))) return;
    const struct yaml *zone = yaml_get(y, "zone"), *addresses = yaml_get(y, "addresses");
    f->name = barrier_load_link_name(l, yaml_get(y, "interface"));
    f->title = barrier_load_text(l, yaml_get(y, "title"));
    if (zone && zone->kind == YAML_LIST)
        barrier_load_fault(l, zone, "barrier.interface_zones", "%s", f->name);
    else
        f->zone = barrier_load_ref(l, zone, barrier_find_zone, "barrier.zone_unknown");
    f->bridge =
        barrier_load_ref(l, yaml_get(y, "bridge"), barrier_find_bridge, "barrier.bridge_unknown");
    f->addresses = barrier_load_prefixes(l, addresses, ADDRESS_INTERFACE);
    if (f->bridge != BARRIER_NONE && addresses)
        barrier_load_fault(l, addresses, "barrier.port_address", "%s" FS "%s", f->name,
                           l->b->bridges[f->bridge].name);
}

static void read_interfaces(struct barrier_load *l)
{
    const struct yaml *list = barrier_load_list(l, "interfaces", BARRIER_LINKS_MAX);
    struct barrier_interface *v = BARRIER_ARRAY(l, struct barrier_interface, list->n);
    if (!v) return;
    for (size_t i = 0; i < list->n; i++) {
        read_interface(l, &list->values[i], &v[i]);
        interface_twice(l, &list->values[i], v, i);
    }
    l->b->interfaces = v;
    l->b->n_interfaces = list->n;
    if (list->n == 0)
        barrier_load_fault(l, yaml_get(l->root, "interfaces"), "barrier.no_interface", NULL);
}

/* A bridge carries frames between its ports whatever their addresses say. */
static void check_bridge(struct barrier_load *l, size_t at)
{
    unsigned ports = 0;
    int mynumber = BARRIER_NONE, internet = BARRIER_NONE;
    for (size_t i = 0; i < l->b->n_interfaces; i++) {
        const struct barrier_interface *f = &l->b->interfaces[i];
        if (f->bridge != (int)at) continue;
        ports++;
        if (f->zone == BARRIER_NONE) continue;
        if (l->b->zones[f->zone].kind == ZONE_MYNUMBER) mynumber = (int)i;
        if (l->b->zones[f->zone].kind == ZONE_INTERNET) internet = (int)i;
    }
    const struct yaml *place = barrier_load_item(l, "bridges", at, "bridge");
    if (ports == 0)
        barrier_load_fault(l, place, "barrier.bridge_no_port", "%s", l->b->bridges[at].name);
    if (mynumber != BARRIER_NONE && internet != BARRIER_NONE)
        barrier_load_fault(l, place, "barrier.bridge_mynumber_internet", "%s" FS "%s" FS "%s",
                           l->b->bridges[at].name, l->b->interfaces[mynumber].name,
                           l->b->interfaces[internet].name);
}

void barrier_links_read(struct barrier_load *l)
{
    read_zones(l);
    need_zones(l);
    read_bridges(l);
    read_interfaces(l);
    for (size_t i = 0; i < l->b->n_bridges; i++) check_bridge(l, i);
}
