/* SPDX-License-Identifier: Apache-2.0 */
#include "net/prove.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "net/prove_parts.h"

const char *const proof_law_names[PROOF_LAWS] = {"separation", "permitted", "carried", "direction",
                                                 "lease",      "foreign",   "expiry"};
const char *const proof_finding_kinds[PROOF_FINDINGS] = {"expiring", "shadowed", "same",
                                                         "refused",  "unused",   "cut"};

bool proof_holds(const struct proof *p)
{
    for (int i = 0; i < PROOF_LAWS; i++)
        if (!p->held[i]) return false;
    return true;
}

err_t prove_text(struct prover *p, const char **ret, const char *id, const char *x, const char *y,
                 const char *z)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4000);
    const char *args[] = {x ? x : "", y ? y : "", z ? z : ""};
    tr_format_args(&b, LANG_JA, id, ARRAY_LEN(args), args);
    if (b.err == ERR_TOO_BIG) b.err = OK;
    TRY(sb_end(&b));
    const char *text = arena_strdup(p->a, sb_str(&b));
    if (!text) return ERR_NOMEM;
    *ret = text;
    return OK;
}

err_t prove_violation(struct prover *p, enum proof_law law, const struct proof_packet *packet,
                      const char *rule, const char *id, const char *x, const char *y)
{
    p->broken[law] = true;
    if (p->n_violations == PROOF_VIOLATIONS_MAX) {
        p->more = true;
        return OK;
    }
    struct proof_violation *v = &p->violations[p->n_violations];
    *v = (struct proof_violation){.law = law, .has_packet = packet != NULL, .rule = rule};
    if (packet) v->packet = *packet;
    TRY(prove_text(p, &v->detail, id, x, y ? y : rule, NULL));
    p->n_violations++;
    return OK;
}

/* --- packets for people -------------------------------------------------------------------------
 */

static const char *iface_name(struct prover *p, space_num number)
{
    bool wild;
    struct str name = space_iface_name(p->space, number, &wild);
    return name.n ? arena_strdup(p->a, name) : NULL;
}

static struct net_mac mac_of(space_num v)
{
    struct net_mac m;
    for (int i = 0; i < 6; i++) m.b[i] = (uint8_t)(v >> (40 - 8 * i));
    return m;
}

static struct proof_packet packet_of(struct prover *p, const struct space_packet *s)
{
    return (struct proof_packet){.in = iface_name(p, s->v[SPACE_IIF]),
                                 .out = iface_name(p, s->v[SPACE_OIF]),
                                 .has_mac = true,
                                 .mac = mac_of(s->v[SPACE_SMAC]),
                                 .src = space_addr(p->family, s->v[SPACE_SADDR]),
                                 .dst = space_addr(p->family, s->v[SPACE_DADDR]),
                                 .proto = (uint8_t)s->v[SPACE_PROTO],
                                 .sport = (uint16_t)s->v[SPACE_SPORT],
                                 .dport = (uint16_t)s->v[SPACE_DPORT],
                                 .reply = s->v[SPACE_DIR] == 1};
}

/* The last rule that (perhaps) lets the packet pass, or stops it: "inet sekimori permitted4 1". */
static err_t deciding_rule(struct prover *p, const struct reach *r, const struct space_packet *s,
                           bool passes, const char **ret)
{
    enum reach_outcome outcome;
    struct reach_step *steps = NULL;
    size_t n = 0;
    *ret = NULL;
    err_t e = reach_ask(p->a, r, s, &outcome, &steps, &n);
    if (e != OK || n == 0) return e == ERR_NOMEM ? e : OK;
    const struct reach_step *last = &steps[n - 1];
    for (size_t i = 0; i < n; i++) {
        bool drops = steps[i].verdict == MODEL_DROP;
        bool lets = steps[i].verdict == MODEL_ACCEPT || steps[i].verdict == MODEL_BY_MAP;
        if (passes ? lets : drops) last = &steps[i];
    }
    const struct model_chain *c = &r->model->chains[last->chain];
    char *text =
        last->rule < c->n
            ? arena_printf(p->a, "%.*s %.*s %u: %.*s", STR_ARG(c->table), STR_ARG(c->name),
                           last->rule + 1, STR_ARG(str_head(c->rules[last->rule].text, 300)))
            : arena_printf(p->a, "%.*s %.*s policy", STR_ARG(c->table), STR_ARG(c->name));
    if (!text) return ERR_NOMEM;
    *ret = text;
    return OK;
}

/* One violation shown; what looks alike to a person is not shown again. */
static err_t show(struct prover *p, const struct reach *r, enum proof_law law,
                  const struct reach_finding *f, bdd_set *asked)
{
    bool icmp = f->packet.v[SPACE_PROTO] == SPACE_ICMP || f->packet.v[SPACE_PROTO] == SPACE_ICMPV6;
    bool asks = !icmp && f->packet.v[SPACE_DIR] == 0;
    const enum space_field alike[] = {SPACE_STATE,
                                      SPACE_SMAC,
                                      SPACE_DMAC,
                                      SPACE_TCP_FLAGS,
                                      SPACE_IIF,
                                      SPACE_OIF,
                                      asks ? SPACE_SPORT : SPACE_DPORT}; /* the client's port */
    static const char *const ids[PROOF_LAWS] = {[PROOF_SEPARATION] = "proof.separation",
                                                [PROOF_PERMITTED] = "proof.permitted",
                                                [PROOF_CARRIED] = "proof.carried",
                                                [PROOF_DIRECTION] = "proof.direction",
                                                [PROOF_LEASE] = "proof.lease"};
    SB_CLEANUP struct sb b;
    const char *rule;
    struct proof_packet packet = packet_of(p, &f->packet);
    sb_init(&b, 2000);
    space_packet_print(&b, p->space, &f->packet);
    TRY(deciding_rule(p, r, &f->packet, law != PROOF_CARRIED, &rule));
    TRY(prove_violation(p, law, &packet, rule, ids[law], b.p ? b.p : "", NULL));
    bdd_set seen = space_packet_set(p->space, &f->packet);
    seen = space_forget(p->space, seen, alike, ARRAY_LEN(alike));
    *asked = bdd_diff(&p->space->bdd, *asked, seen);
    return bdd_err(&p->space->bdd);
}

enum question { NEVER, ALWAYS };

/* Rather one that can be sent: in and out where its addresses lie, best between declared hosts. */
static err_t better_packet(struct prover *p, struct reach *r, enum question q, bdd_set asked,
                           struct reach_finding *f)
{
    TRY(prove_likely(p, p->sets));
    const bdd_set likely[] = {p->sets->between_hosts, p->sets->plausible};
    for (size_t i = 0; i < ARRAY_LEN(likely); i++) {
        struct reach_finding better;
        bdd_set some = bdd_and(&p->space->bdd, asked, likely[i]);
        TRY(q == NEVER ? reach_never(r, some, &better) : reach_always(r, some, &better));
        if (better.holds) continue;
        *f = better;
        return OK;
    }
    return OK;
}

static err_t ask(struct prover *p, struct reach *r, enum proof_law law, enum question q,
                 bdd_set asked)
{
    for (int i = 0; i < PROVE_A_LAW_MAX; i++) {
        struct reach_finding f;
        TRY(q == NEVER ? reach_never(r, asked, &f) : reach_always(r, asked, &f));
        if (f.holds) return OK;
        TRY(better_packet(p, r, q, asked, &f));
        TRY(show(p, r, law, &f, &asked));
    }
    return OK;
}

/* --- one family ----------------------------------------------------------------------------------
 */

static err_t ask_routed(struct prover *p, struct reach *r, const struct prove_sets *s)
{
    TRY(ask(p, r, PROOF_SEPARATION, NEVER, s->separated));
    TRY(ask(p, r, PROOF_DIRECTION, NEVER, s->backwards));
    return ask(p, r, PROOF_PERMITTED, NEVER,
               bdd_diff(&p->space->bdd, bdd_not(s->permitted), s->backwards));
}

/* Without br_netfilter nothing within a bridge comes by the rules of inet, so nothing may pass. */
static err_t ask_bridged(struct prover *p, bdd_set ports)
{
    struct reach r;
    if (p->in->barrier->n_bridges == 0) return OK;
    TRY(reach_make_brief(p->a, p->space, &p->model, REACH_BRIDGED, &r));
    if (!p->in->caps->bridge_netfilter) return ask(p, &r, PROOF_PERMITTED, NEVER, BDD_ALL);
    return ask(p, &r, PROOF_CARRIED, ALWAYS, ports);
}

static err_t ask_shut(struct prover *p, const struct prove_sets *s)
{
    struct reach r;
    TRY(reach_make_brief(p->a, p->space, &p->shut, REACH_ROUTED, &r));
    return ask(p, &r, PROOF_LEASE, NEVER, bdd_not(s->discovery));
}

static err_t one_family(struct prover *p)
{
    struct reach r;
    struct prove_sets sets;
    bdd_set inet, ports;
    TRY(reach_make_brief(p->a, p->space, &p->model, REACH_ROUTED, &r));
    TRY(prove_sets(p, &sets));
    p->sets = &sets;
    TRY(prove_wanted(p, &inet, &ports));
    TRY(ask_routed(p, &r, &sets));
    TRY(ask(p, &r, PROOF_CARRIED, ALWAYS, inet));
    TRY(ask_bridged(p, ports));
    return ask_shut(p, &sets);
}

static err_t add_links(const struct barrier *b, struct space_ifaces *t)
{
    for (size_t i = 0; i < b->n_interfaces; i++)
        TRY(space_ifaces_add(t, str_z(b->interfaces[i].name)));
    for (size_t i = 0; i < b->n_bridges; i++) TRY(space_ifaces_add(t, str_z(b->bridges[i].name)));
    return OK;
}

static err_t both_families(struct prover *p)
{
    static const enum net_family families[] = {NET_V4, NET_V6};
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        SPACE_CLASSES_CLEANUP struct space_classes classes = {.addresses = {.n = 0}};
        SPACE_CLEANUP struct space s = {.ifaces = NULL};
        p->family = families[i];
        TRY(prove_classes(p, &classes));
        TRY(space_init_classes(&s, p->family, p->ifaces, &classes, PROVE_NODES_MAX));
        p->space = &s;
        err_t e = one_family(p);
        p->space = NULL;
        TRY(e);
    }
    return OK;
}

/* --- what should be
 * ------------------------------------------------------------------------------- */

static bool among(const int *v, size_t n, int x)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == x) return true;
    return false;
}

static bool address_cut(const struct barrier_scope *s, const struct net_addr *a)
{
    for (size_t i = 0; i < s->addresses.n; i++)
        if (addr_prefix_has(&s->addresses.v[i], a)) return true;
    return false;
}

static bool link_cut(const struct prover *p, const struct barrier_scope *s, int link)
{
    int n = (int)p->in->barrier->n_interfaces;
    if (link == BARRIER_NONE) return false;
    return link < n ? among(s->interfaces, s->n_interfaces, link)
                    : among(s->bridges, s->n_bridges, link - n);
}

static enum prove_state cut_state(const struct prover *p, const struct flow *f,
                                  const struct prove_way *w)
{
    enum prove_state state = FLOW_RUNS;
    for (size_t i = 0; i < p->in->n_cuts; i++) {
        const struct barrier_scope *s = &p->in->cuts[i].scope;
        bool permit = s->kind == SCOPE_PERMIT && s->matter == f->matter.v && s->no == f->no;
        if (permit || address_cut(s, &f->src) || address_cut(s, &f->dst) ||
            link_cut(p, s, w->from) || link_cut(p, s, w->to))
            return FLOW_IS_CUT;
        if (among(s->interfaces, s->n_interfaces, w->from_port) ||
            among(s->interfaces, s->n_interfaces, w->to_port))
            state = FLOW_PORT_CUT;
    }
    return state;
}

static err_t judge_flows(struct prover *p)
{
    const struct prove_input *in = p->in;
    p->state = ARENA_ARRAY(p->a, uint8_t, in->n_flows + 1);
    p->ways = ARENA_ARRAY(p->a, struct prove_way, in->n_flows + 1);
    if (!p->state || !p->ways) return ERR_NOMEM;
    TRY(ruleset_compile(p->a, in->barrier, in->caps, in->flows, in->n_flows, in->cuts, in->n_cuts,
                        in->now, &p->want, p->why));
    for (size_t i = 0; i < p->want.n_refused; i++) p->state[p->want.refused[i].flow] = FLOW_REFUSED;
    for (size_t i = 0; i < in->n_flows; i++) {
        if (p->state[i] == FLOW_REFUSED || !flow_in_force(&in->flows[i], in->now)) continue;
        p->ways[i] = prove_way_of(in->barrier, &in->flows[i]);
        p->state[i] = (uint8_t)cut_state(p, &in->flows[i], &p->ways[i]);
    }
    return OK;
}

static err_t make_models(struct prover *p)
{
    static const struct model_options options = {.timeouts_hold = true};
    struct nft_ruleset shut;
    TRY(model_from_nft(p->a, p->in->held, &options, &p->model, p->why));
    TRY(prove_without_lease(p, &shut));
    TRY(model_from_nft(p->a, &shut, &options, &p->shut, p->why));
    TRY(model_ifaces(&p->model, p->ifaces));
    return add_links(p->in->barrier, p->ifaces);
}

static err_t prove_all(struct prover *p)
{
    TRY(judge_flows(p));
    TRY(prove_foreign(p));
    TRY(make_models(p));
    TRY(both_families(p));
    TRY(prove_elements(p));
    return prove_findings(p);
}

err_t prove(struct arena *a, const struct prove_input *in, struct proof *ret, struct fault *why)
{
    struct prover p = {.a = a, .in = in, .why = why};
    struct fault local = {.code = OK};
    if (!p.why) p.why = &local;
    p.why->id = NULL;
    p.violations = ARENA_ARRAY(a, struct proof_violation, PROOF_VIOLATIONS_MAX);
    p.ifaces = calloc(1, sizeof *p.ifaces);
    err_t e = p.violations && p.ifaces ? prove_all(&p) : ERR_NOMEM;
    free(p.ifaces);
    if (e != OK && !p.why->id)
        return fault_set(why, e, e == ERR_TOO_BIG ? "proof.too_big" : NULL, NULL);
    if (e != OK) return e;
    *ret = (struct proof){.violations = p.violations,
                          .n_violations = p.n_violations,
                          .more = p.more,
                          .findings = p.findings,
                          .n_findings = p.n_findings};
    for (int i = 0; i < PROOF_LAWS; i++) ret->held[i] = !p.broken[i];
    return OK;
}
