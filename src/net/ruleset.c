/* SPDX-License-Identifier: Apache-2.0 */
#include "net/ruleset.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "net/law.h"
#include "net/ruleset_parts.h"

/* --- names ----------------------------------------------------------------------------- */

static const char *const names[ELEMENT_MAPS][2] = {
    [ELEMENT_FORWARD] = {"forward4", "forward6"},
    [ELEMENT_FORWARD_RANGE] = {"range4", "range6"},
    [ELEMENT_ECHO] = {"echo4", "echo6"},
    [ELEMENT_REPLY] = {"reply4", "reply6"},
    [ELEMENT_REPLY_RANGE] = {"reply_range4", "reply_range6"},
    [ELEMENT_ECHO_REPLY] = {"echo_reply4", "echo_reply6"},
    [ELEMENT_LAW] = {"law4", "law6"},
    [ELEMENT_CUT_LINK] = {"cut_link", "cut_link"},
    [ELEMENT_CUT_MAC] = {"cut_mac", "cut_mac"},
    [ELEMENT_CUT_ADDRESS] = {"cut4", "cut6"},
};

const char *element_map_name(enum element_map map, enum net_family family)
{
    return names[map][family == NET_V6];
}

bool element_map_has_counter(enum element_map map)
{
    return map <= ELEMENT_ECHO_REPLY;
}

bool element_map_in_bridge(enum element_map map)
{
    return map >= ELEMENT_CUT_LINK;
}

int64_t element_timeout(const struct element *e, struct moment now)
{
    if (e->until.ms == 0) return 0;
    return e->until.ms <= now.ms ? -1 : e->until.ms - now.ms;
}

/* --- claims ---------------------------------------------------------------------------- */

struct compile {
    struct arena *a;
    const struct barrier *b;
    const struct capabilities *c;
    const struct flow *flows;
    const struct ruleset_cut *cuts;
    size_t n_flows, n_cuts;
    struct moment now;
    struct ruleset_claims claims;
    struct ruleset_refused *refused;
    struct ruleset ret;
    struct fault *why;
};

static void claim(struct compile *k, const struct element *e, enum element_map map, uint32_t permit)
{
    struct ruleset_claim *c = &k->claims.v[k->claims.n++];
    c->e = *e;
    c->e.map = map;
    c->permit = permit;
}

/* A flow's elements: one way, the way back, and the exception of the law it rests on. */
static void claim_flow(struct compile *k, const struct flow *f, uint32_t i)
{
    bool echo = f->proto == FLOW_ICMP || f->proto == FLOW_ICMP6;
    struct element e = {.family = f->src.family,
                        .proto = echo ? 0 : f->proto,
                        .mac = f->mac,
                        .src = f->src,
                        .dst = f->dst,
                        .ports = f->ports,
                        .until = f->until};
    claim(k, &e, echo ? ELEMENT_ECHO : ELEMENT_FORWARD, i);
    e.mac = (struct net_mac){{0}};
    claim(k, &e, echo ? ELEMENT_ECHO_REPLY : ELEMENT_REPLY, i);
    if (!law_touches(k->b, &f->src, &f->dst)) return;
    e.proto = 0;
    e.ports = (struct net_ports){0, 0};
    claim(k, &e, ELEMENT_LAW, i);
    e.src = f->dst; /* and what comes back */
    e.dst = f->src;
    claim(k, &e, ELEMENT_LAW, i);
}

static bool is_cut(const struct compile *k, const struct flow *f)
{
    for (size_t i = 0; i < k->n_cuts; i++) {
        const struct barrier_scope *s = &k->cuts[i].scope;
        if (s->kind == SCOPE_PERMIT && s->matter == f->matter.v && s->no == f->no) return true;
    }
    return false;
}

static void boundary(struct compile *k, struct moment t)
{
    if (t.ms <= k->now.ms) return;
    if (k->ret.next_boundary.ms == 0 || t.ms < k->ret.next_boundary.ms) k->ret.next_boundary = t;
}

static err_t take_flow(struct compile *k, uint32_t i)
{
    const struct flow *f = &k->flows[i];
    struct flow_verdict v;
    boundary(k, f->from);
    if (!flow_in_force(f, k->now)) return OK;
    TRY(flow_judge(k->a, k->b, k->c, f, k->now, &v));
    if (v.reason != REASON_NONE) {
        k->refused[k->ret.n_refused++] = (struct ruleset_refused){i, v};
        return OK;
    }
    boundary(k, f->until);
    if (is_cut(k, f)) return OK;
    claim_flow(k, f, i);
    k->ret.n_in_force++;
    return OK;
}

static void take_cut(struct compile *k, uint32_t i)
{
    const struct barrier_scope *s = &k->cuts[i].scope;
    for (size_t n = 0; n < s->n_interfaces; n++) {
        struct element e = {.link = k->b->interfaces[s->interfaces[n]].name};
        claim(k, &e, ELEMENT_CUT_LINK, i);
    }
    for (size_t n = 0; n < s->n_bridges; n++) {
        struct element e = {.link = k->b->bridges[s->bridges[n]].name};
        claim(k, &e, ELEMENT_CUT_LINK, i);
    }
    for (size_t n = 0; n < s->n_macs; n++) {
        struct element e = {.mac = s->macs[n]};
        claim(k, &e, ELEMENT_CUT_MAC, i);
    }
    for (size_t n = 0; n < s->addresses.n; n++) {
        const struct net_prefix *p = &s->addresses.v[n];
        struct element e = {
            .family = p->addr.family, .src = addr_prefix_first(p), .dst = addr_prefix_last(p)};
        claim(k, &e, ELEMENT_CUT_ADDRESS, i);
    }
}

static size_t most_claims(const struct compile *k)
{
    size_t n = 4 * k->n_flows;
    for (size_t i = 0; i < k->n_cuts; i++) {
        const struct barrier_scope *s = &k->cuts[i].scope;
        n += s->n_interfaces + s->n_bridges + s->n_macs + s->addresses.n;
    }
    return n;
}

/* --- the digest ------------------------------------------------------------------------ */

static void add_bytes(struct sha256 *h, const void *p, size_t n)
{
    sha256_add(h, (struct str){p, n});
}

/* Each field by itself: no padding, no order of bytes of this machine. */
static void add_element(struct sha256 *h, const struct element *e)
{
    uint8_t head[16] = {(uint8_t)e->map,
                        e->family,
                        e->proto,
                        (uint8_t)(e->ports.first >> 8),
                        (uint8_t)e->ports.first,
                        (uint8_t)(e->ports.last >> 8),
                        (uint8_t)e->ports.last,
                        e->link ? (uint8_t)strlen(e->link) : 0};
    for (unsigned i = 0; i < 8; i++) head[8 + i] = (uint8_t)((uint64_t)e->until.ms >> (56 - 8 * i));
    add_bytes(h, head, sizeof head);
    add_bytes(h, e->mac.b, sizeof e->mac.b);
    add_bytes(h, e->src.b, sizeof e->src.b);
    add_bytes(h, e->dst.b, sizeof e->dst.b);
    if (e->link) add_bytes(h, e->link, strlen(e->link));
}

static void digest(struct ruleset *r)
{
    static const char digits[] = "0123456789abcdef";
    struct sha256 h;
    uint8_t d[SHA256_LEN];
    sha256_init(&h);
    for (size_t i = 0; i < r->n_elements; i++) add_element(&h, &r->elements[i]);
    sha256_end(&h, d);
    for (size_t i = 0; i < SHA256_LEN; i++) {
        r->digest[2 * i] = digits[d[i] >> 4];
        r->digest[2 * i + 1] = digits[d[i] & 15U];
    }
    r->digest[64] = '\0';
}

/* --- compile --------------------------------------------------------------------------- */

static err_t compile(struct compile *k)
{
    for (uint32_t i = 0; i < k->n_flows; i++) TRY(take_flow(k, i));
    for (uint32_t i = 0; i < k->n_cuts; i++) take_cut(k, i);
    TRY(ruleset_split(k->a, &k->claims, &k->ret.elements, &k->ret.n_elements, k->why));
    k->ret.refused = k->refused;
    k->ret.at = k->now;
    digest(&k->ret);
    return OK;
}

err_t ruleset_compile(struct arena *a, const struct barrier *b, const struct capabilities *c,
                      const struct flow *flows, size_t n, const struct ruleset_cut *cuts,
                      size_t n_cuts, struct moment now, struct ruleset *ret, struct fault *why)
{
    if (n > FLOWS_MAX)
        return fault_set(why, ERR_TOO_BIG, "net.too_many_flows", "%zu" FS "%d", n, FLOWS_MAX);
    struct compile k = {.a = a,
                        .b = b,
                        .c = c,
                        .flows = flows,
                        .n_flows = n,
                        .cuts = cuts,
                        .n_cuts = n_cuts,
                        .now = now,
                        .why = why};
    size_t most = most_claims(&k);
    k.refused = ARENA_ARRAY(a, struct ruleset_refused, n ? n : 1);
    k.claims.v = malloc((most ? most : 1) * sizeof *k.claims.v);
    err_t e = k.refused && k.claims.v ? compile(&k) : ERR_NOMEM;
    free(k.claims.v);
    if (e == ERR_NOMEM) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (e == OK) *ret = k.ret;
    return e;
}

/* --- differences ----------------------------------------------------------------------- */

err_t ruleset_difference(struct arena *a, const struct ruleset *from, const struct ruleset *to,
                         struct moment now, struct ruleset_delta *ret)
{
    const struct element **remove = ARENA_ARRAY(a, const struct element *, from->n_elements + 1);
    const struct element **add = ARENA_ARRAY(a, const struct element *, to->n_elements + 1);
    if (!remove || !add) return ERR_NOMEM;
    struct ruleset_delta d = {.remove = remove, .add = add};
    size_t i = 0, k = 0;
    while (i < from->n_elements || k < to->n_elements) {
        const struct element *x = i < from->n_elements ? &from->elements[i] : NULL;
        const struct element *y = k < to->n_elements ? &to->elements[k] : NULL;
        int c = !x ? 1 : !y ? -1 : element_cmp(x, y);
        bool same = c == 0 && x->until.ms == y->until.ms;
        if (c <= 0 && !same && element_timeout(x, now) >= 0) remove[d.n_remove++] = x;
        if (c >= 0 && !same && element_timeout(y, now) >= 0) add[d.n_add++] = y;
        i += c <= 0;
        k += c >= 0;
    }
    *ret = d;
    return OK;
}
