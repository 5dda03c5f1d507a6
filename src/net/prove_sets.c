/* SPDX-License-Identifier: Apache-2.0
 * Sets of packets from the declaration and the permits. Nothing here looks at rules or elements:
 * what is proven is that two ways to the same question agree. */
#include <stdlib.h>
#include <string.h>

#include "net/law.h"
#include "net/prove_parts.h"

struct prove_end prove_end_of(const struct barrier *b, const struct net_addr *a)
{
    struct prove_end e = {BARRIER_NONE, BARRIER_NONE};
    int gateway = BARRIER_NONE, host = barrier_host_of_address(b, a);
    int peer = barrier_peer_of_address(b, a), subnet = barrier_subnet_of_address(b, a);
    if (host != BARRIER_NONE) {
        e = (struct prove_end){b->hosts[host].interface, b->hosts[host].bridge};
        gateway = b->hosts[host].gateway;
    } else if (peer != BARRIER_NONE) {
        gateway = b->peers[peer].gateway;
    } else if (subnet != BARRIER_NONE) {
        e = (struct prove_end){b->subnets[subnet].interface, b->subnets[subnet].bridge};
        gateway = b->subnets[subnet].gateway;
    }
    if (gateway != BARRIER_NONE)
        e = (struct prove_end){b->gateways[gateway].interface, b->gateways[gateway].bridge};
    return e;
}

static int link_of(const struct barrier *b, struct prove_end e)
{
    return e.bridge != BARRIER_NONE ? (int)b->n_interfaces + e.bridge : e.interface;
}

struct prove_way prove_way_of(const struct barrier *b, const struct flow *f)
{
    struct prove_end x = prove_end_of(b, &f->src), y = prove_end_of(b, &f->dst);
    return (struct prove_way){.from = link_of(b, x),
                              .to = link_of(b, y),
                              .from_port = x.interface,
                              .to_port = y.interface,
                              .one_bridge = x.bridge != BARRIER_NONE && x.bridge == y.bridge};
}

/* --- rows of boxes, one batch for each link --------------------------------------------------- */

enum { CELLS = 5 };
static const enum space_field way_fields[CELLS] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR,
                                                   SPACE_PROTO, SPACE_DPORT};
static const enum space_field back_fields[CELLS] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR,
                                                    SPACE_PROTO, SPACE_SPORT};
static const enum space_field echo_fields[CELLS] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR,
                                                    SPACE_PROTO, SPACE_SPORT};

static struct space_range one(space_num v)
{
    return (struct space_range){v, v};
}

static bool is_echo(const struct flow *f)
{
    return f->proto == FLOW_ICMP || f->proto == FLOW_ICMP6;
}

/* Type and code lie where the source port is; the code is not asked for. */
static struct space_range echo_type(const struct flow *f, bool reply)
{
    space_num type = f->proto == FLOW_ICMP6 ? (reply ? 129 : 128) : (reply ? 0 : 8);
    return (struct space_range){type * 256, type * 256 + 255};
}

static struct space_range ports_of(const struct flow *f)
{
    return (struct space_range){f->ports.first, f->ports.last};
}

/* Who may answer from the destination: its own MAC when the declaration binds it on a link. */
static struct space_range answers_from(const struct prover *p, const struct flow *f)
{
    int host = barrier_host_of_address(p->in->barrier, &f->dst);
    const struct barrier_host *h = host == BARRIER_NONE ? NULL : &p->in->barrier->hosts[host];
    if (h && h->has_mac && h->gateway == BARRIER_NONE) return one(space_of_mac(&h->mac));
    return (struct space_range){0, space_max(p->space, SPACE_SMAC)};
}

static void fill(const struct prover *p, const struct flow *f, bool reply, struct space_range *c)
{
    c[0] = reply ? answers_from(p, f) : one(space_of_mac(&f->mac));
    c[1] = one(space_of_addr(reply ? &f->dst : &f->src));
    c[2] = one(space_of_addr(reply ? &f->src : &f->dst));
    c[3] = one(f->proto);
    c[4] = is_echo(f) ? echo_type(f, reply) : ports_of(f);
}

struct rows {
    struct prover *p;
    bool (*takes)(const struct prover *p, size_t flow, int from, int to);
    bool reply, echo;
};

static const char *link_name(const struct barrier *b, int link)
{
    size_t n = (size_t)link;
    return n < b->n_interfaces ? b->interfaces[n].name : b->bridges[n - b->n_interfaces].name;
}

static bdd_set on_link(struct prover *p, enum space_field f, int link)
{
    return space_iface(p->space, f, str_z(link_name(p->in->barrier, link)));
}

/* All flows of one kind and one link (where they come in), as a set. */
static err_t boxes(struct rows *r, int from, int to, bdd_set *ret)
{
    struct prover *p = r->p;
    struct space_range *cells = malloc((p->in->n_flows + 1) * CELLS * sizeof *cells);
    size_t n = 0;
    if (!cells) return ERR_NOMEM;
    for (size_t i = 0; i < p->in->n_flows; i++) {
        const struct flow *f = &p->in->flows[i];
        if (f->src.family != p->family || is_echo(f) != r->echo || !r->takes(p, i, from, to))
            continue;
        fill(p, f, r->reply, &cells[n * CELLS]);
        n++;
    }
    const enum space_field *fields = r->echo ? echo_fields : r->reply ? back_fields : way_fields;
    *ret = n ? space_boxes(p->space, fields, CELLS, cells, n) : BDD_EMPTY;
    free(cells);
    return bdd_err(&p->space->bdd);
}

static bool runs(const struct prover *p, size_t i)
{
    return p->state[i] == FLOW_RUNS || p->state[i] == FLOW_PORT_CUT;
}

/* Permitted: whoever comes in by the right link. */
static bool comes_by(const struct prover *p, size_t i, int from, int to)
{
    (void)to;
    return runs(p, i) && p->ways[i].from == from;
}

static bool answers_by(const struct prover *p, size_t i, int from, int to)
{
    (void)to;
    return runs(p, i) && p->ways[i].to == from;
}

static int n_links(const struct barrier *b)
{
    return (int)(b->n_interfaces + b->n_bridges);
}

static bdd_set and (struct prover * p, bdd_set x, bdd_set y)
{
    return bdd_and(&p->space->bdd, x, y);
}

static bdd_set or (struct prover * p, bdd_set x, bdd_set y)
{
    return bdd_or(&p->space->bdd, x, y);
}

static err_t gather(struct prover *p, bool reply, bdd_set *ret)
{
    bdd_set all = BDD_EMPTY;
    for (int link = 0; link < n_links(p->in->barrier); link++) {
        for (int echo = 0; echo < 2; echo++) {
            struct rows r = {p, reply ? answers_by : comes_by, reply, echo};
            bdd_set some;
            TRY(boxes(&r, link, 0, &some));
            if (bdd_same(some, BDD_EMPTY)) continue;
            all = or (p, all, and(p, some, on_link(p, SPACE_IIF, link)));
        }
    }
    struct space_range states = {reply ? SPACE_ESTABLISHED : SPACE_NEW, SPACE_ESTABLISHED};
    all = and(p, all, space_in(p->space, SPACE_STATE, &states, 1));
    *ret = and(p, all, space_is(p->space, SPACE_DIR, reply));
    return bdd_err(&p->space->bdd);
}

/* --- ICMP errors, ND ----------------------------------------------------------------------------
 */

static bdd_set icmp_types(struct prover *p, const uint8_t *types, size_t n)
{
    struct space_range v[4];
    bool six = p->family == NET_V6;
    for (size_t i = 0; i < n; i++)
        v[i] = (struct space_range){(space_num)types[i] * 256, (space_num)types[i] * 256 + 255};
    return and(p, space_is(p->space, SPACE_PROTO, six ? SPACE_ICMPV6 : SPACE_ICMP),
               space_in(p->space, SPACE_SPORT, v, n));
}

/* Which connection an error speaks of is not in its header: conntrack knows, the model does not. */
static bdd_set error_packets(struct prover *p)
{
    static const uint8_t v4[] = {3, 11, 12}, v6[] = {1, 2, 3, 4};
    bool six = p->family == NET_V6;
    bdd_set types = icmp_types(p, six ? v6 : v4, six ? ARRAY_LEN(v6) : ARRAY_LEN(v4));
    return and(p, types, space_is(p->space, SPACE_STATE, SPACE_RELATED));
}

static bdd_set discovery_packets(struct prover *p)
{
    static const uint8_t types[] = {135, 136};
    const struct barrier *b = p->in->barrier;
    bdd_set all = BDD_EMPTY;
    if (p->family != NET_V6 || !p->in->caps->bridge_netfilter) return all;
    for (size_t i = 0; i < b->n_infra; i++) {
        if (b->infra[i].kind != INFRA_ND || b->infra[i].bridge == BARRIER_NONE) continue;
        int link = (int)b->n_interfaces + b->infra[i].bridge;
        all = or (p, all, and(p, on_link(p, SPACE_IIF, link), on_link(p, SPACE_OIF, link)));
    }
    return and(p, all, icmp_types(p, types, ARRAY_LEN(types)));
}

/* --- the law
 * -------------------------------------------------------------------------------------- */

static void add_range(const struct prover *p, struct space_range *v, size_t *n,
                      const struct net_prefix *x)
{
    if (x->addr.family != p->family) return;
    struct net_range r = addr_range_of(x);
    v[(*n)++] = (struct space_range){space_of_addr(&r.first), space_of_addr(&r.last)};
}

static bool of_kind(const struct barrier *b, int zone, enum barrier_zone_kind kind)
{
    return zone != BARRIER_NONE && b->zones[zone].kind == kind;
}

static err_t zone_ranges(struct prover *p, enum barrier_zone_kind kind, struct space_range **ret,
                         size_t *ret_n)
{
    const struct barrier *b = p->in->barrier;
    size_t most = b->n_subnets + b->n_hosts * 4 + 1, n = 0;
    for (size_t i = 0; i < b->n_hosts; i++) most += b->hosts[i].addresses.n;
    for (size_t i = 0; i < b->n_peers; i++) most += b->peers[i].addresses.n;
    struct space_range *v = ARENA_ARRAY(p->a, struct space_range, most);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < b->n_subnets; i++)
        if (of_kind(b, b->subnets[i].zone, kind)) add_range(p, v, &n, &b->subnets[i].prefix);
    for (size_t i = 0; i < b->n_peers; i++)
        for (size_t k = 0; k < b->peers[i].addresses.n && of_kind(b, b->peers[i].zone, kind); k++)
            add_range(p, v, &n, &b->peers[i].addresses.v[k]);
    for (size_t i = 0; i < b->n_hosts; i++) {
        for (size_t k = 0; k < b->hosts[i].addresses.n && of_kind(b, b->hosts[i].zone, kind); k++) {
            const struct net_addr *x = &b->hosts[i].addresses.v[k];
            struct net_prefix whole = {*x, (uint8_t)addr_bits(x)};
            add_range(p, v, &n, &whole);
        }
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

static bdd_set both_ways(struct prover *p, const struct space_range *x, size_t n,
                         const struct space_range *y, size_t m)
{
    struct space *s = p->space;
    bdd_set there = and(p, space_in(s, SPACE_SADDR, x, n), space_in(s, SPACE_DADDR, y, m));
    bdd_set back = and(p, space_in(s, SPACE_SADDR, y, m), space_in(s, SPACE_DADDR, x, n));
    return or (p, there, back);
}

static err_t separation(struct prover *p, struct prove_sets *r)
{
    struct space_range *x, *y;
    size_t n, m;
    TRY(zone_ranges(p, ZONE_MYNUMBER, &x, &n));
    TRY(zone_ranges(p, ZONE_INTERNET, &y, &m));
    r->separated = both_ways(p, x, n, y, m);
    for (size_t i = 0; i < p->in->n_flows; i++) {
        const struct flow *f = &p->in->flows[i];
        if (!runs(p, i) || f->src.family != p->family) continue;
        if (law_judge(p->in->barrier, f) != LAW_PUBLIC_BODY) continue;
        struct space_range src = one(space_of_addr(&f->src)), dst = one(space_of_addr(&f->dst));
        r->separated = bdd_diff(&p->space->bdd, r->separated, both_ways(p, &src, 1, &dst, 1));
    }
    return bdd_err(&p->space->bdd);
}

/* By the declaration alone: which addresses lie behind which link. */
static err_t behind_link(struct prover *p, int link, enum space_field address,
                         enum space_field iface, bdd_set *ret)
{
    const struct barrier *b = p->in->barrier;
    size_t most = b->n_subnets + 1, n = 0;
    for (size_t i = 0; i < b->n_peers; i++) most += b->peers[i].addresses.n;
    struct space_range *v = ARENA_ARRAY(p->a, struct space_range, most);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < b->n_subnets; i++)
        if (link_of(b, prove_end_of(b, &b->subnets[i].prefix.addr)) == link)
            add_range(p, v, &n, &b->subnets[i].prefix);
    for (size_t i = 0; i < b->n_peers; i++)
        for (size_t k = 0; k < b->peers[i].addresses.n; k++)
            if (link_of(b, prove_end_of(b, &b->peers[i].addresses.v[k].addr)) == link)
                add_range(p, v, &n, &b->peers[i].addresses.v[k]);
    *ret = n ? and(p, space_in(p->space, address, v, n), on_link(p, iface, link)) : BDD_EMPTY;
    return bdd_err(&p->space->bdd);
}

/* Declared hosts on a link, with their MACs where they send. */
static err_t hosts_on_link(struct prover *p, int link, bool send, bdd_set *ret)
{
    static const enum space_field fields[] = {SPACE_SMAC, SPACE_SADDR};
    const struct barrier *b = p->in->barrier;
    size_t most = 1, n = 0;
    for (size_t i = 0; i < b->n_hosts; i++) most += b->hosts[i].addresses.n;
    struct space_range *v = ARENA_ARRAY(p->a, struct space_range, 2 * most);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < b->n_hosts; i++) {
        const struct barrier_host *h = &b->hosts[i];
        struct prove_end e = {h->interface, h->bridge};
        if (!h->has_mac || h->gateway != BARRIER_NONE || link_of(b, e) != link) continue;
        for (size_t k = 0; k < h->addresses.n; k++) {
            if (h->addresses.v[k].family != p->family) continue;
            if (send) v[n++] = one(space_of_mac(&h->mac));
            v[n++] = one(space_of_addr(&h->addresses.v[k]));
        }
    }
    *ret = BDD_EMPTY;
    if (n == 0) return OK;
    bdd_set hosts =
        send ? space_boxes(p->space, fields, 2, v, n / 2) : space_in(p->space, SPACE_DADDR, v, n);
    *ret = and(p, hosts, on_link(p, send ? SPACE_IIF : SPACE_OIF, link));
    return bdd_err(&p->space->bdd);
}

/* From one declared host to another. */
static err_t between_hosts(struct prover *p, struct prove_sets *r)
{
    bdd_set from = BDD_EMPTY, to = BDD_EMPTY;
    for (int link = 0; link < n_links(p->in->barrier); link++) {
        bdd_set x, y;
        TRY(hosts_on_link(p, link, true, &x));
        TRY(hosts_on_link(p, link, false, &y));
        from = or (p, from, x);
        to = or (p, to, y);
    }
    r->between_hosts = and(p, and(p, from, to), r->plausible);
    return bdd_err(&p->space->bdd);
}

static err_t plausible(struct prover *p, struct prove_sets *r)
{
    bdd_set from = BDD_EMPTY, to = BDD_EMPTY, same = BDD_EMPTY;
    for (int link = 0; link < n_links(p->in->barrier); link++) {
        bdd_set x, y;
        TRY(behind_link(p, link, SPACE_SADDR, SPACE_IIF, &x));
        TRY(behind_link(p, link, SPACE_DADDR, SPACE_OIF, &y));
        from = or (p, from, x);
        to = or (p, to, y);
        same = or (p, same, and(p, on_link(p, SPACE_IIF, link), on_link(p, SPACE_OIF, link)));
    }
    r->plausible = bdd_diff(&p->space->bdd, and(p, from, to), same);
    return bdd_err(&p->space->bdd);
}

/* From the service's port towards a client, as if to open a connection there. */
static err_t backwards(struct prover *p, struct prove_sets *r)
{
    bdd_set all = BDD_EMPTY;
    for (int link = 0; link < n_links(p->in->barrier); link++) {
        struct rows rows = {p, answers_by, true, false};
        bdd_set some;
        TRY(boxes(&rows, link, 0, &some));
        all = or (p, all, some);
    }
    all = and(p, all, space_is(p->space, SPACE_DIR, 0));
    r->backwards = bdd_diff(&p->space->bdd, all, r->opens);
    return bdd_err(&p->space->bdd);
}

err_t prove_likely(struct prover *p, struct prove_sets *r)
{
    if (r->likely) return OK;
    TRY(plausible(p, r));
    r->likely = true;
    return between_hosts(p, r);
}

err_t prove_sets(struct prover *p, struct prove_sets *ret)
{
    struct prove_sets r = {.likely = false};
    bdd_set replies;
    TRY(gather(p, false, &r.opens));
    TRY(gather(p, true, &replies));
    r.errors = error_packets(p);
    r.discovery = discovery_packets(p);
    r.permitted = or (p, or (p, r.opens, replies), or (p, r.errors, r.discovery));
    TRY(separation(p, &r));
    TRY(backwards(p, &r));
    *ret = r;
    return bdd_err(&p->space->bdd);
}

/* --- what must pass
 * -------------------------------------------------------------------------------- */

static bool carried(const struct prover *p, size_t i)
{
    const struct flow *f = &p->in->flows[i];
    return p->state[i] == FLOW_RUNS &&
           (f->until.ms == 0 || f->until.ms - p->in->now.ms > PROVE_SLACK_MS);
}

static bool way_between(const struct prover *p, size_t i, int from, int to)
{
    return carried(p, i) && p->ways[i].from == from && p->ways[i].to == to;
}

static bool port_between(const struct prover *p, size_t i, int from, int to)
{
    const struct prove_way *w = &p->ways[i];
    return carried(p, i) && w->one_bridge && w->from_port == from && w->to_port == to;
}

/* A first packet there, and its answer back. */
static err_t there_and_back(struct prover *p,
                            bool (*takes)(const struct prover *, size_t, int, int), int from,
                            int to, bdd_set *all)
{
    for (int k = 0; k < 4; k++) {
        bool reply = k & 1;
        struct rows r = {p, takes, reply, k & 2};
        bdd_set some;
        TRY(boxes(&r, from, to, &some));
        if (bdd_same(some, BDD_EMPTY)) continue;
        some = and(p, some, on_link(p, SPACE_IIF, reply ? to : from));
        some = and(p, some, on_link(p, SPACE_OIF, reply ? from : to));
        some = and(p, some, space_is(p->space, SPACE_DIR, reply));
        some = and(p, some, space_is(p->space, SPACE_STATE, reply ? SPACE_ESTABLISHED : SPACE_NEW));
        *all = or (p, *all, some);
    }
    return bdd_err(&p->space->bdd);
}

/* Only pairs of links that some flow uses are looked at. */
static err_t used_pairs(struct prover *p, bool ports, uint8_t **ret)
{
    const struct barrier *b = p->in->barrier;
    size_t n = (size_t)n_links(b);
    uint8_t *used = ARENA_ARRAY(p->a, uint8_t, n * n + 1);
    if (!used) return ERR_NOMEM;
    for (size_t i = 0; i < p->in->n_flows; i++) {
        const struct flow *f = &p->in->flows[i];
        if (p->state[i] != FLOW_RUNS || f->src.family != p->family) continue;
        const struct prove_way *w = &p->ways[i];
        int from = ports ? w->from_port : w->from, to = ports ? w->to_port : w->to;
        if (ports && !w->one_bridge) continue;
        if (from >= 0 && to >= 0) used[(size_t)from * n + (size_t)to] = 1;
    }
    *ret = used;
    return OK;
}

static err_t wanted(struct prover *p, bool ports, bdd_set *ret)
{
    size_t n = (size_t)n_links(p->in->barrier);
    uint8_t *used;
    *ret = BDD_EMPTY;
    TRY(used_pairs(p, ports, &used));
    for (size_t i = 0; i < n * n; i++)
        if (used[i])
            TRY(there_and_back(p, ports ? port_between : way_between, (int)(i / n), (int)(i % n),
                               ret));
    return OK;
}

/* Where any station may answer, one that is cut may not. */
static bdd_set of_cut_stations(struct prover *p)
{
    bdd_set all = BDD_EMPTY;
    for (size_t i = 0; i < p->in->n_cuts; i++) {
        const struct barrier_scope *s = &p->in->cuts[i].scope;
        for (size_t k = 0; k < s->n_macs; k++)
            all = or (p, all, space_is(p->space, SPACE_SMAC, space_of_mac(&s->macs[k])));
    }
    return all;
}

err_t prove_wanted(struct prover *p, bdd_set *ret_inet, bdd_set *ret_ports)
{
    bdd_set inet, ports, cut = of_cut_stations(p);
    TRY(wanted(p, false, &inet));
    TRY(wanted(p, true, &ports));
    *ret_inet = bdd_diff(&p->space->bdd, inet, cut);
    *ret_ports = bdd_diff(&p->space->bdd, ports, cut);
    return bdd_err(&p->space->bdd);
}
