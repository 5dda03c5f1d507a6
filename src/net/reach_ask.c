/* SPDX-License-Identifier: Apache-2.0
 *
 * One packet, rule by rule, as the kernel would; where a condition is not known, both ways.
 */
#include <string.h>

#include "net/reach_parts.h"

enum { STEPS_MAX = 20000, RULES_MAX = 20000000 };

enum { MAY_ACCEPT = 1, MAY_DROP = 2, MAY_BACK = 4 };

struct asking {
    const struct reach *r;
    struct reach_place at;
    const struct space_packet *p;
    struct reach_step *steps;
    size_t n, cap;
    struct arena *arena;
    unsigned looked; /* at rules, so that no set of rules keeps us for ever */
};

static enum reach_truth all_hold(struct asking *k, const struct model_rule *u)
{
    enum reach_truth t = REACH_YES;
    for (uint32_t i = 0; i < u->n && t != REACH_NO; i++) {
        enum reach_truth one = reach_cond_holds(&k->at, &u->conds[i], k->p);
        if (one < t) t = one;
    }
    return t;
}

static err_t note(struct asking *k, uint32_t chain, uint32_t rule, enum model_verdict v,
                  bool perhaps)
{
    if (k->n == STEPS_MAX) return ERR_TOO_BIG;
    if (k->n == k->cap) {
        size_t cap = k->cap ? k->cap * 2 : 32;
        struct reach_step *more = ARENA_ARRAY(k->arena, struct reach_step, cap);
        if (!more) return ERR_NOMEM;
        if (k->n) memcpy(more, k->steps, k->n * sizeof *more);
        k->steps = more;
        k->cap = cap;
    }
    k->steps[k->n++] = (struct reach_step){chain, rule, v, perhaps};
    return OK;
}

static err_t ask_chain(struct asking *k, uint32_t chain, bool perhaps, unsigned *ret);

/* What may become of the packet by this verdict; *ret_on: it may go on to the next rule. */
static err_t ask_verdict(struct asking *k, enum model_verdict v, uint32_t target, bool perhaps,
                         unsigned *outcome, bool *ret_on)
{
    unsigned called = 0;
    *ret_on = v == MODEL_CONTINUE || v == MODEL_EITHER;
    if (v == MODEL_ACCEPT) *outcome |= MAY_ACCEPT;
    if (v == MODEL_DROP) *outcome |= MAY_DROP;
    if (v == MODEL_RETURN) *outcome |= MAY_BACK;
    if (v == MODEL_EITHER) *outcome |= MAY_ACCEPT | MAY_DROP;
    if (v != MODEL_JUMP && v != MODEL_GOTO) return OK;
    TRY(ask_chain(k, target, perhaps, &called));
    *ret_on = v == MODEL_JUMP && (called & MAY_BACK);
    *outcome |= v == MODEL_JUMP ? called & ~(unsigned)MAY_BACK : called;
    return OK;
}

/* One way of a rule: *left is whether the packet may not have gone it, *on whether it comes to the
 * next rule. */
static err_t ask_arm(struct asking *k, uint32_t chain, uint32_t rule, enum reach_truth t,
                     enum model_verdict v, uint32_t target, bool perhaps, unsigned *outcome,
                     bool *left, bool *on)
{
    bool goes_on = false;
    if (t == REACH_NO) return OK;
    perhaps |= t == REACH_UNKNOWN;
    if (v != MODEL_CONTINUE) TRY(note(k, chain, rule, v, perhaps));
    TRY(ask_verdict(k, v, target, perhaps, outcome, &goes_on));
    *on |= goes_on;
    if (t == REACH_YES) *left = false;
    return OK;
}

static err_t ask_rule(struct asking *k, uint32_t chain, uint32_t rule, bool perhaps,
                      unsigned *outcome, bool *ret_on)
{
    const struct model_rule *u = &k->r->model->chains[chain].rules[rule];
    bool left = true, on = false;
    if (++k->looked > RULES_MAX) return ERR_TOO_BIG;
    enum reach_truth t = all_hold(k, u);
    if (u->verdict != MODEL_BY_MAP)
        TRY(ask_arm(k, chain, rule, t, u->verdict, u->target, perhaps, outcome, &left, &on));
    for (uint32_t i = 0; u->verdict == MODEL_BY_MAP && left && i < u->n_rows; i++) {
        enum reach_truth row = reach_cond_holds(&k->at, &u->rows[i].on, k->p);
        if (t < row) row = t;
        TRY(ask_arm(k, chain, rule, row, u->rows[i].verdict, u->rows[i].target, perhaps, outcome,
                    &left, &on));
    }
    *ret_on = left || on;
    return OK;
}

static err_t ask_chain(struct asking *k, uint32_t chain, bool perhaps, unsigned *ret)
{
    const struct model_chain *c = &k->r->model->chains[chain];
    unsigned outcome = 0;
    bool on = true;
    for (uint32_t i = 0; on && i < c->n; i++) {
        TRY(ask_rule(k, chain, i, perhaps, &outcome, &on));
    }
    *ret = on ? outcome | MAY_BACK : outcome;
    return OK;
}

static err_t ask_base(struct asking *k, uint32_t base, unsigned *ret)
{
    const struct model_chain *c = &k->r->model->chains[base];
    unsigned o = 0;
    k->at = reach_place_of(k->r->space, k->r->model, k->r->path, c);
    TRY(ask_chain(k, base, false, &o));
    if (o & MAY_BACK) {
        enum model_verdict v = c->policy_drop ? MODEL_DROP : MODEL_ACCEPT;
        TRY(note(k, base, c->n, v, (o & ~(unsigned)MAY_BACK) != 0));
        o |= c->policy_drop ? MAY_DROP : MAY_ACCEPT;
    }
    if (c->is_nat) o |= MAY_ACCEPT;
    *ret = o & (MAY_ACCEPT | MAY_DROP);
    return OK;
}

/* Does the chain see packets of this device at all? */
static bool passes(const struct asking *k, const struct model_chain *c)
{
    struct model_cond devs = {.kind = MODEL_IFACES,
                              .field = c->hook == MODEL_EGRESS ? SPACE_OIF : SPACE_IIF,
                              .names = c->devs,
                              .n_names = c->n_devs};
    struct reach_place forward = {k->r->space, k->r->model, MODEL_FORWARD, false};
    return c->n_devs == 0 || reach_cond_holds(&forward, &devs, k->p) == REACH_YES;
}

err_t reach_ask(struct arena *a, const struct reach *r, const struct space_packet *p,
                enum reach_outcome *ret, struct reach_step **ret_steps, size_t *ret_n)
{
    struct asking k = {.r = r, .p = p, .arena = a};
    uint32_t *bases = NULL, n = 0;
    unsigned all = MAY_ACCEPT;
    TRY(reach_path_chains(a, r->model, r->path, r->space->family, &bases, &n));
    for (uint32_t i = 0; (all & MAY_ACCEPT) && i < n; i++) {
        unsigned one = 0;
        if (!passes(&k, &r->model->chains[bases[i]])) continue;
        TRY(ask_base(&k, bases[i], &one));
        all = (all & MAY_DROP) | one;
    }
    if (r->model->offload && p->v[SPACE_STATE] == SPACE_ESTABLISHED) all |= MAY_ACCEPT;
    *ret = all == MAY_ACCEPT ? REACH_ACCEPTS : all == MAY_DROP ? REACH_DROPS : REACH_PERHAPS;
    *ret_steps = k.steps;
    *ret_n = k.n;
    return OK;
}
