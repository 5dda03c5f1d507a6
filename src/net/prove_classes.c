/* SPDX-License-Identifier: Apache-2.0
 * Which addresses and MACs anybody tells apart: the rules as they are held, the declaration, the
 * permits. All others are alike to the proof. */
#include "net/prove_parts.h"

struct classing {
    struct prover *p;
    struct space_classes *to;
    err_t err;
};

static void add(struct classing *c, enum space_field f, space_num lo, space_num hi)
{
    struct space_range r = {lo, hi};
    if (c->err == OK) c->err = space_classes_add(c->to, f, &r);
}

static void cond(struct classing *c, const struct model_cond *x)
{
    bool boxes = x->kind == MODEL_BOXES;
    uint32_t n = boxes ? x->n_fields : 1;
    if (x->family != NET_NONE && x->family != c->p->family) return;
    if (x->kind == MODEL_MASKED) space_classes_whole(c->to, x->field);
    if (x->kind != MODEL_RANGES && !boxes) return;
    for (size_t i = 0; i < x->n; i++)
        for (uint32_t k = 0; k < n; k++)
            add(c, boxes ? x->fields[k] : x->field, x->ranges[i * n + k].lo,
                x->ranges[i * n + k].hi);
}

static void rules(struct classing *c, const struct model *m)
{
    for (uint32_t i = 0; i < m->n; i++) {
        for (uint32_t k = 0; k < m->chains[i].n; k++) {
            const struct model_rule *r = &m->chains[i].rules[k];
            for (uint32_t j = 0; j < r->n; j++) cond(c, &r->conds[j]);
            for (uint32_t j = 0; j < r->n_rows; j++) cond(c, &r->rows[j].on);
        }
    }
}

static void prefix(struct classing *c, const struct net_prefix *p)
{
    if (p->addr.family != c->p->family) return;
    struct net_range r = addr_range_of(p);
    add(c, SPACE_SADDR, space_of_addr(&r.first), space_of_addr(&r.last));
}

static void address(struct classing *c, const struct net_addr *a)
{
    struct net_prefix p = {*a, (uint8_t)addr_bits(a)};
    prefix(c, &p);
}

static void mac(struct classing *c, const struct net_mac *m)
{
    add(c, SPACE_SMAC, space_of_mac(m), space_of_mac(m));
}

static void declaration(struct classing *c, const struct barrier *b)
{
    for (size_t i = 0; i < b->n_subnets; i++) prefix(c, &b->subnets[i].prefix);
    for (size_t i = 0; i < b->n_peers; i++)
        for (size_t k = 0; k < b->peers[i].addresses.n; k++) prefix(c, &b->peers[i].addresses.v[k]);
    for (size_t i = 0; i < b->n_hosts; i++) {
        for (size_t k = 0; k < b->hosts[i].addresses.n; k++)
            address(c, &b->hosts[i].addresses.v[k]);
        if (b->hosts[i].has_mac) mac(c, &b->hosts[i].mac);
    }
    for (size_t i = 0; i < b->n_gateways; i++)
        if (b->gateways[i].has_mac) mac(c, &b->gateways[i].mac);
}

err_t prove_classes(struct prover *p, struct space_classes *to)
{
    struct classing c = {p, to, OK};
    rules(&c, &p->model);
    declaration(&c, p->in->barrier);
    for (size_t i = 0; i < p->in->n_flows; i++) {
        address(&c, &p->in->flows[i].src);
        address(&c, &p->in->flows[i].dst);
        mac(&c, &p->in->flows[i].mac);
    }
    return c.err == OK ? space_classes_end(to) : c.err;
}
