/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules that are odd beside each other (設定の不整合): never matching, not reached, shadowed,
 * redundant, contradicting. Each is said only where it is certain.
 */
#include <string.h>

#include "net/reach_parts.h"

enum { PAIRS_MAX = 4000000 /* compared for contradictions, over the whole filter */ };

struct looking {
    struct arena *arena;
    struct reach *r;
    struct reach_place at;
    struct reach_pair *on; /* of the chain's rules */
    struct reach_odd *odds;
    size_t n, cap, pairs;
    bool gave_up; /* looking for contradictions */
};

static err_t found(struct looking *k, struct reach_odd o)
{
    if (k->n == REACH_ODD_MAX) return ERR_TOO_BIG;
    if (k->n == k->cap) {
        size_t cap = k->cap ? k->cap * 2 : 32;
        struct reach_odd *more = ARENA_ARRAY(k->arena, struct reach_odd, cap);
        if (!more) return ERR_NOMEM;
        if (k->n) memcpy(more, k->odds, k->n * sizeof *more);
        k->odds = more;
        k->cap = cap;
    }
    k->odds[k->n++] = o;
    return OK;
}

static bool ends(enum model_verdict v)
{
    return v == MODEL_ACCEPT || v == MODEL_DROP || v == MODEL_RETURN || v == MODEL_GOTO;
}

static bool opposite(enum model_verdict a, enum model_verdict b)
{
    return (a == MODEL_ACCEPT && b == MODEL_DROP) || (a == MODEL_DROP && b == MODEL_ACCEPT);
}

/* Packets that come to the chain at all: to its first rule. */
static bdd_set comes_to(const struct looking *k, uint32_t chain)
{
    return k->r->model->chains[chain].n ? k->r->rules[chain][0].comes : BDD_EMPTY;
}

/* No packet comes to it: by one earlier rule that takes all it matches, or by several. */
static err_t look_shadow(struct looking *k, uint32_t chain, uint32_t i)
{
    const struct model_rule *rules = k->r->model->chains[chain].rules;
    struct bdd *b = &k->r->space->bdd;
    bdd_set wants = bdd_and(b, comes_to(k, chain), k->on[i].may);
    struct reach_odd o = {.kind = REACH_SHADOWED, .chain = chain, .rule = i, .other = UINT32_MAX};
    for (uint32_t e = 0; e < i && o.other == UINT32_MAX; e++) {
        bool within = false;
        if (!ends(rules[e].verdict)) continue;
        TRY(bdd_subset(b, wants, k->on[e].must, &within));
        if (within) o.other = e;
    }
    bool empty = true;
    TRY(bdd_is_empty(b, wants, &empty));
    if (empty) {
        o.kind = REACH_NOT_REACHED;
        o.other = UINT32_MAX;
    }
    o.opposite = o.other != UINT32_MAX && opposite(rules[o.other].verdict, rules[i].verdict);
    return found(k, o);
}

/* Neither contains the other, both decide, and differently: their order does. */
static err_t look_pair(struct looking *k, uint32_t chain, uint32_t early, uint32_t late)
{
    struct bdd *b = &k->r->space->bdd;
    bool meet = false, within = true, around = true;
    bdd_set takes = k->r->rules[chain][early].takes;
    TRY(bdd_intersects(b, takes, k->on[late].must, &meet));
    if (!meet) return OK;
    TRY(bdd_subset(b, k->on[early].may, k->on[late].may, &within));
    TRY(bdd_subset(b, k->on[late].may, k->on[early].may, &around));
    if (within || around) return OK;
    struct reach_odd o = {.kind = REACH_CONTRADICTS,
                          .chain = chain,
                          .rule = late,
                          .other = early,
                          .has_packet = true};
    bdd_set overlap = bdd_and(b, takes, bdd_and(b, k->on[early].must, k->on[late].must));
    err_t e = space_pick(k->r->space, overlap, &o.packet);
    if (e == ERR_NOT_FOUND) return OK;
    return e == OK ? found(k, o) : e;
}

static err_t look_contradictions(struct looking *k, uint32_t chain, uint32_t late)
{
    const struct model_rule *rules = k->r->model->chains[chain].rules;
    for (uint32_t i = 0; i < late; i++) {
        if (!opposite(rules[i].verdict, rules[late].verdict)) continue;
        if (++k->pairs > PAIRS_MAX) k->gave_up = true;
        if (k->gave_up) return OK;
        TRY(look_pair(k, chain, i, late));
    }
    return OK;
}

static err_t look_rule(struct looking *k, uint32_t chain, uint32_t i)
{
    const struct reach_rule *r = &k->r->rules[chain][i];
    struct reach_odd o = {.chain = chain, .rule = i, .other = UINT32_MAX};
    bool never = false, idle = false;
    TRY(bdd_is_empty(&k->r->space->bdd, k->on[i].may, &never));
    TRY(bdd_is_empty(&k->r->space->bdd, r->takes, &idle));
    if (never) {
        o.kind = REACH_NEVER_MATCHES;
        return found(k, o);
    }
    if (idle) return look_shadow(k, chain, i);
    if (r->redundant) {
        o.kind = REACH_REDUNDANT;
        TRY(found(k, o));
    }
    return look_contradictions(k, chain, i);
}

static err_t look_chain(struct looking *k, uint32_t chain)
{
    const struct model_chain *c = &k->r->model->chains[chain];
    k->on = ARENA_ARRAY(k->arena, struct reach_pair, c->n + 1U);
    if (!k->on) return ERR_NOMEM;
    for (uint32_t i = 0; i < c->n; i++) {
        k->on[i] = reach_conds(&k->at, &c->rules[i]);
        bdd_set u = reach_universe(k->r->space, k->r->path);
        k->on[i] = reach_both(k->r->space, k->on[i], (struct reach_pair){u, u});
        TRY(bdd_err(&k->r->space->bdd));
    }
    for (uint32_t i = 0; i < c->n; i++) TRY(look_rule(k, chain, i));
    return OK;
}

/* Where the rules of a chain are asked: its own hook, or that of forwarding for a called one. */
static struct reach_place place_of(const struct reach *r, const struct model_chain *c)
{
    if (c->hook != MODEL_NO_HOOK) return reach_place_of(r->space, r->model, r->path, c);
    return (struct reach_place){r->space, r->model, MODEL_FORWARD, false};
}

err_t reach_odds(struct arena *a, struct reach *r, struct reach_odd **ret, size_t *ret_n,
                 bool *ret_all)
{
    struct looking k = {.arena = a, .r = r};
    for (uint32_t c = 0; c < r->model->n; c++) {
        if (!r->rules[c]) continue;
        k.at = place_of(r, &r->model->chains[c]);
        TRY(look_chain(&k, c));
    }
    *ret = k.odds;
    *ret_n = k.n;
    *ret_all = !k.gave_up;
    return OK;
}
