/* SPDX-License-Identifier: Apache-2.0
 *
 * Permitted flows against the declared network: who speaks with whom, and what a cut stops.
 */
#include <inttypes.h>
#include <string.h>

#include "office/enforce_payload.h"
#include "office/network_view.h"

static struct str text_of(const struct document_pair *v, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].name, name) == 0) return str_z(v[i].value);
    return STR_NONE;
}

static const char *service_of(struct arena *a, struct str protocol, struct str port,
                              struct str last)
{
    if (!port.n) return arena_printf(a, "%.*s", STR_ARG(protocol));
    if (!last.n || str_eq(last, port))
        return arena_printf(a, "%.*s/%.*s", STR_ARG(protocol), STR_ARG(port));
    return arena_printf(a, "%.*s/%.*s-%.*s", STR_ARG(protocol), STR_ARG(port), STR_ARG(last));
}

static int host_at(const struct barrier *b, struct str ip)
{
    struct net_addr a;
    return b && addr_parse(ip, &a, NULL) == OK ? barrier_host_of_address(b, &a) : BARRIER_NONE;
}

static int zone_at(const struct barrier *b, struct str ip, struct str said)
{
    struct net_addr a;
    if (!b) return BARRIER_NONE;
    int zone = addr_parse(ip, &a, NULL) == OK ? barrier_zone_of_address(b, &a) : BARRIER_NONE;
    return zone != BARRIER_NONE ? zone : barrier_find_zone(b, said);
}

static err_t read_flow(const struct show *s, const struct barrier *b, const struct effect_row *row,
                       struct network_flow *f)
{
    const struct document_pair *v;
    size_t n;
    TRY(enforce_payload(s->w->arena, row->payload, &v, &n));
    *f = (struct network_flow){.row = row,
                               .source_zone = text_of(v, n, "source_zone"),
                               .destination_zone = text_of(v, n, "destination_zone"),
                               .source_ip = text_of(v, n, "source_ip"),
                               .source_mac = text_of(v, n, "source_mac"),
                               .destination_ip = text_of(v, n, "destination_ip")};
    f->service = service_of(s->w->arena, text_of(v, n, "protocol"), text_of(v, n, "port"),
                            text_of(v, n, "port_last"));
    f->source = host_at(b, f->source_ip);
    f->destination = host_at(b, f->destination_ip);
    f->from_zone = zone_at(b, f->source_ip, f->source_zone);
    f->to_zone = zone_at(b, f->destination_ip, f->destination_zone);
    return f->service ? OK : ERR_NOMEM;
}

static bool has_address(const struct barrier_scope *c, struct str ip)
{
    struct net_addr a;
    if (addr_parse(ip, &a, NULL) != OK) return false;
    for (size_t i = 0; i < c->addresses.n; i++)
        if (addr_prefix_has(&c->addresses.v[i], &a)) return true;
    return false;
}

static bool has_mac(const struct barrier_scope *c, struct str mac)
{
    struct net_mac m;
    if (addr_mac_parse(mac, &m, NULL) != OK) return false;
    for (size_t i = 0; i < c->n_macs; i++)
        if (addr_mac_eq(&c->macs[i], &m)) return true;
    return false;
}

static bool has_host(const struct barrier_scope *c, int host)
{
    for (size_t i = 0; host != BARRIER_NONE && i < c->n_hosts; i++)
        if (c->hosts[i] == host) return true;
    return false;
}

bool network_scope_hits(const struct barrier *b, const struct barrier_scope *c,
                        const struct network_flow *f)
{
    if (c->kind == SCOPE_ALL) return true;
    if (c->kind == SCOPE_PERMIT) return f->row->matter.v == c->matter && f->row->no == c->no;
    if (c->kind == SCOPE_ZONE) {
        int zone = barrier_find_zone(b, str_z(c->value));
        return zone != BARRIER_NONE && (f->from_zone == zone || f->to_zone == zone);
    }
    return has_mac(c, f->source_mac) || has_address(c, f->source_ip) ||
           has_address(c, f->destination_ip) || has_host(c, f->source) ||
           has_host(c, f->destination);
}

static err_t mark_cuts(const struct show *s, const struct network *net, struct network_flows *all)
{
    for (size_t i = 0; net->declared && i < net->rows.n; i++) {
        const struct effect_row *row = &net->rows.v[i];
        struct str kind, value;
        struct barrier_scope c;
        if (strcmp(row->kind, "cut") != 0) continue;
        TRY(network_payload(s->w->arena, row, "scope", &kind));
        TRY(network_payload(s->w->arena, row, "value", &value));
        err_t e = barrier_scope_resolve(s->w->arena, net->declared, kind, value, &c, NULL);
        if (e == ERR_NOMEM) return e;
        for (size_t k = 0; e == OK && k < all->n; k++)
            all->v[k].cut = all->v[k].cut || network_scope_hits(net->declared, &c, &all->v[k]);
    }
    return OK;
}

err_t network_flows(const struct show *s, const struct network *net, struct moment now,
                    struct network_flows *ret)
{
    size_t n = 0;
    for (size_t i = 0; i < net->rows.n; i++)
        n += strcmp(net->rows.v[i].kind, "specified_flow") == 0;
    *ret = (struct network_flows){.v = ARENA_ARRAY(s->w->arena, struct network_flow, n ? n : 1)};
    if (!ret->v) return ERR_NOMEM;
    for (size_t i = 0; i < net->rows.n; i++) {
        const struct effect_row *row = &net->rows.v[i];
        if (strcmp(row->kind, "specified_flow") != 0) continue;
        if (row->until.ms && row->until.ms <= now.ms) continue;
        TRY(read_flow(s, net->declared, row, &ret->v[ret->n++]));
    }
    return mark_cuts(s, net, ret);
}
