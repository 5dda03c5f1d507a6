/* SPDX-License-Identifier: Apache-2.0
 *
 * Each chain becomes three sets: the packets that it may accept, may drop, may give back. They are
 * built from the last rule up, so that each rule touches only the paths of its own conditions; then
 * from the base chain down goes which packets come to each rule. A packet that may only be accepted
 * is certainly accepted, and so on: what must happen is what is left when nothing else may.
 */
#include "net/reach.h"

#include <stdlib.h>
#include <string.h>

#include "net/reach_parts.h"

struct outcome { /* what may happen */
    bdd_set accept, drop, back;
};
/* One way a rule may go; a rule with a verdict map has one for each row. */
struct arm {
    struct reach_pair on;
    enum model_verdict verdict;
    uint32_t target;
};
struct walked {
    bool on_path;
    bool once;         /* a packet comes to it once at most: one call, from a chain that is once */
    struct arm **arms; /* of each rule */
    struct outcome *from; /* from each rule on; [n]: the end of the chain */
    struct outcome loose; /* from the first on, when no rule is sure to be asked (rulewise) */
    bdd_set comes;        /* to the chain */
    bdd_set accept, drop; /* what may become, of those that come, after it gives them back */
};
struct walk {
    struct arena *arena;
    struct space *space;
    const struct model *model;
    enum reach_path path;
    const uint32_t *order; /* callers first */
    struct reach_place at;
    struct walked *chains;
    struct reach_rule **rules;
    uint8_t **seen; /* of each rule: reached in some base chain */
    bool brief;     /* only what is accepted, nothing of single rules */
};

static bdd_set both(const struct walk *w, bdd_set f, bdd_set g)
{
    return bdd_and(&w->space->bdd, f, g);
}

static bdd_set either(const struct walk *w, bdd_set f, bdd_set g)
{
    return bdd_or(&w->space->bdd, f, g);
}

/* --- from below: what each rule makes of packets
 * --------------------------------------------------- */
static uint32_t arms_of(const struct model_rule *u)
{
    return u->verdict == MODEL_BY_MAP ? u->n_rows : 1;
}

static err_t make_arms(struct walk *w, const struct model_rule *u, struct arm **ret)
{
    uint32_t n = arms_of(u);
    struct arm *arms = ARENA_ARRAY(w->arena, struct arm, n ? n : 1U);
    if (!arms) return ERR_NOMEM;
    struct reach_pair on = reach_conds(&w->at, u);
    if (u->verdict != MODEL_BY_MAP) arms[0] = (struct arm){on, u->verdict, u->target};
    for (uint32_t i = 0; u->verdict == MODEL_BY_MAP && i < n; i++)
        arms[i] = (struct arm){reach_both(w->space, on, reach_cond(&w->at, &u->rows[i].on)),
                               u->rows[i].verdict, u->rows[i].target};
    *ret = arms;
    return bdd_err(&w->space->bdd);
}

/* What may become of a packet that goes this way; `called`: in the chain it calls, `after`: when it
 * goes on to the next rule. */
static struct outcome through(const struct walk *w, enum model_verdict v, struct outcome called,
                              struct outcome after)
{
    switch (v) {
    case MODEL_ACCEPT:
        return (struct outcome){BDD_ALL, BDD_EMPTY, BDD_EMPTY};
    case MODEL_DROP:
        return (struct outcome){BDD_EMPTY, BDD_ALL, BDD_EMPTY};
    case MODEL_RETURN:
        return (struct outcome){BDD_EMPTY, BDD_EMPTY, BDD_ALL};
    case MODEL_EITHER:
        return (struct outcome){BDD_ALL, BDD_ALL, after.back};
    case MODEL_GOTO:
        return called;
    case MODEL_JUMP:
        return (struct outcome){either(w, called.accept, both(w, called.back, after.accept)),
                                either(w, called.drop, both(w, called.back, after.drop)),
                                both(w, called.back, after.back)};
    default:
        return after;
    }
}

static bool calls(const struct arm *a)
{
    return a->verdict == MODEL_JUMP || a->verdict == MODEL_GOTO;
}

static struct outcome join(const struct walk *w, struct outcome x, struct outcome y)
{
    return (struct outcome){either(w, x.accept, y.accept), either(w, x.drop, y.drop),
                            either(w, x.back, y.back)};
}

static struct outcome limit(const struct walk *w, struct outcome x, bdd_set to)
{
    return (struct outcome){both(w, x.accept, to), both(w, x.drop, to), both(w, x.back, to)};
}

static struct outcome arm_outcome(const struct walk *w, const struct arm *a, struct outcome next,
                                  struct outcome after)
{
    const struct walked *to = calls(a) ? &w->chains[a->target] : NULL;
    struct outcome yes = through(w, a->verdict, to ? to->from[0] : after, after);
    bdd_set sure = a->on.may;
    next = limit(w, next, bdd_not(a->on.must));
    if (to && w->model->rulewise) {
        struct outcome loose = through(w, a->verdict, to->loose, after);
        next = join(w, next, limit(w, loose, bdd_diff(&w->space->bdd, sure, a->on.must)));
        sure = a->on.must;
    }
    return join(w, next, limit(w, yes, sure));
}

static struct outcome rule_outcome(const struct walk *w, const struct model_rule *u,
                                   const struct arm *arms, struct outcome after)
{
    struct outcome next = after;
    for (uint32_t i = arms_of(u); i-- > 0;) next = arm_outcome(w, &arms[i], next, after);
    return next;
}

/* The same when it is not sure that the rule is asked at all: it takes nothing away from those
 * after it, but for returns, which a list of rules writes into their conditions. */
static struct outcome rule_loose(const struct walk *w, const struct model_rule *u,
                                 const struct arm *arms, struct outcome after)
{
    struct outcome next = after;
    for (uint32_t i = arms_of(u); i-- > 0;) {
        const struct arm *a = &arms[i];
        struct outcome called = calls(a) ? w->chains[a->target].loose : after;
        struct outcome yes = limit(w, through(w, a->verdict, called, after), a->on.may);
        if (a->verdict == MODEL_RETURN) next = limit(w, next, bdd_not(a->on.must));
        next = join(w, next, yes);
    }
    return next;
}

static err_t make_chain(struct walk *w, uint32_t number)
{
    const struct model_chain *c = &w->model->chains[number];
    struct walked *k = &w->chains[number];
    k->arms = ARENA_ARRAY(w->arena, struct arm *, c->n + 1U);
    k->from = ARENA_ARRAY(w->arena, struct outcome, c->n + 1U);
    if (!k->arms || !k->from) return ERR_NOMEM;
    k->from[c->n] = k->loose = (struct outcome){BDD_EMPTY, BDD_EMPTY, BDD_ALL};
    for (uint32_t i = c->n; i-- > 0;) {
        TRY(make_arms(w, &c->rules[i], &k->arms[i]));
        k->from[i] = rule_outcome(w, &c->rules[i], k->arms[i], k->from[i + 1]);
        if (w->model->rulewise) k->loose = rule_loose(w, &c->rules[i], k->arms[i], k->loose);
    }
    return bdd_err(&w->space->bdd);
}

/* --- from above: what comes to each rule
 * ---------------------------------------------------------- */
/* Packets enter another chain; what may become of them when it gives them back. */
static void enter(struct walk *w, const struct walked *from, const struct arm *a, bdd_set who,
                  struct outcome after)
{
    struct walked *to = &w->chains[a->target];
    bdd_set accept = from->accept, drop = from->drop;
    if (a->verdict == MODEL_JUMP) {
        accept = either(w, after.accept, both(w, after.back, accept));
        drop = either(w, after.drop, both(w, after.back, drop));
    }
    to->comes = either(w, to->comes, who);
    to->accept = either(w, to->accept, both(w, who, accept));
    to->drop = either(w, to->drop, both(w, who, drop));
}

static bdd_set goes_on(const struct walk *w, const struct arm *a)
{
    if (a->verdict == MODEL_CONTINUE || a->verdict == MODEL_EITHER) return BDD_ALL;
    return a->verdict == MODEL_JUMP ? w->chains[a->target].from[0].back : BDD_EMPTY;
}

/* Would the packets be decided alike without the rule, for certain? */
static bool decides_nothing(const struct walk *w, const struct walked *k,
                            enum model_verdict verdict, bdd_set takes, struct outcome after)
{
    bool differs = true, comes_back = true;
    bdd_set other = either(w, after.accept, after.drop); /* of a return */
    if (verdict == MODEL_ACCEPT) other = either(w, after.drop, both(w, after.back, k->drop));
    if (verdict == MODEL_DROP) other = either(w, after.accept, both(w, after.back, k->accept));
    if (verdict != MODEL_ACCEPT && verdict != MODEL_DROP && verdict != MODEL_RETURN) return false;
    /* Given back, a packet may come to the same rule again, which then would not be there. */
    if (bdd_intersects(&w->space->bdd, takes, after.back, &comes_back) != OK) return false;
    if (comes_back && !k->once) return false;
    return bdd_intersects(&w->space->bdd, takes, other, &differs) == OK && !differs;
}

static bdd_set pass_rule(struct walk *w, uint32_t chain, uint32_t i, bdd_set comes)
{
    const struct model_rule *u = &w->model->chains[chain].rules[i];
    struct walked *k = &w->chains[chain];
    struct reach_rule *r = &w->rules[chain][i];
    struct outcome after = k->from[i + 1];
    bdd_set left = comes, on = BDD_EMPTY, takes = BDD_EMPTY;
    for (uint32_t n = 0; n < arms_of(u); n++) {
        const struct arm *a = &k->arms[i][n];
        bdd_set who = both(w, left, a->on.may);
        if (a->verdict == MODEL_JUMP || a->verdict == MODEL_GOTO) enter(w, k, a, who, after);
        takes = either(w, takes, who);
        on = either(w, on, both(w, who, goes_on(w, a)));
        left = bdd_diff(&w->space->bdd, left, a->on.must);
    }
    r->comes = either(w, r->comes, comes);
    r->takes = either(w, r->takes, takes);
    if (bdd_err(&w->space->bdd) == OK && !bdd_same(takes, BDD_EMPTY)) {
        bool alike = !u->does_more && decides_nothing(w, k, u->verdict, takes, after);
        r->redundant = alike && (r->redundant || !w->seen[chain][i]);
        w->seen[chain][i] = 1;
    }
    return either(w, left, on);
}

static err_t keep_rules(struct walk *w, uint32_t chain)
{
    uint32_t n = w->model->chains[chain].n;
    if (w->rules[chain]) return OK;
    w->rules[chain] = ARENA_ARRAY(w->arena, struct reach_rule, n + 1U);
    w->seen[chain] = ARENA_ARRAY(w->arena, uint8_t, n + 1U);
    if (!w->rules[chain] || !w->seen[chain]) return ERR_NOMEM;
    for (uint32_t i = 0; i < n; i++)
        w->rules[chain][i] = (struct reach_rule){BDD_EMPTY, BDD_EMPTY, false};
    return OK;
}

static err_t pass_chain(struct walk *w, uint32_t chain)
{
    TRY(keep_rules(w, chain));
    bdd_set comes = w->chains[chain].comes;
    for (uint32_t i = 0; i < w->model->chains[chain].n; i++) {
        comes = pass_rule(w, chain, i, comes);
        TRY(bdd_err(&w->space->bdd));
    }
    return OK;
}

/* --- one base chain
 * -------------------------------------------------------------------------------- */
static void mark_call(struct walk *w, bool once, enum model_verdict v, uint32_t target)
{
    struct walked *to = &w->chains[target];
    if (v != MODEL_JUMP && v != MODEL_GOTO) return;
    to->once = once && !to->on_path;
    to->on_path = true;
}

static void mark_calls(struct walk *w, bool once, const struct model_rule *u)
{
    mark_call(w, once, u->verdict, u->target);
    for (uint32_t i = 0; i < u->n_rows; i++)
        mark_call(w, once, u->rows[i].verdict, u->rows[i].target);
}

static void mark_path(struct walk *w, uint32_t base)
{
    for (uint32_t c = 0; c < w->model->n; c++)
        w->chains[c] = (struct walked){.on_path = c == base,
                                       .once = c == base,
                                       .comes = BDD_EMPTY,
                                       .accept = BDD_EMPTY,
                                       .drop = BDD_EMPTY};
    for (uint32_t k = 0; k < w->model->n; k++) {
        const struct model_chain *c = &w->model->chains[w->order[k]];
        const struct walked *from = &w->chains[w->order[k]];
        for (uint32_t i = 0; from->on_path && i < c->n; i++)
            mark_calls(w, from->once, &c->rules[i]);
    }
}

/* What the base chain may do with packets that come; the policy decides what it gives back. */
static err_t walk_base(struct walk *w, uint32_t base, bdd_set comes, struct outcome *ret)
{
    const struct model_chain *c = &w->model->chains[base];
    w->at = reach_place_of(w->space, w->model, w->path, c);
    mark_path(w, base);
    for (uint32_t k = w->model->n; k-- > 0;)
        if (w->chains[w->order[k]].on_path) TRY(make_chain(w, w->order[k]));
    struct walked *top = &w->chains[base];
    top->comes = comes;
    top->accept = c->policy_drop ? BDD_EMPTY : BDD_ALL;
    top->drop = c->policy_drop ? BDD_ALL : BDD_EMPTY;
    for (uint32_t k = 0; k < w->model->n && !w->brief; k++)
        if (w->chains[w->order[k]].on_path) TRY(pass_chain(w, w->order[k]));
    struct outcome o = top->from[0];
    bdd_set *rest = c->policy_drop ? &o.drop : &o.accept;
    *rest = either(w, *rest, o.back);
    if (c->is_nat) o.accept = BDD_ALL; /* only a connection's first packet sees it */
    *ret = o;
    return bdd_err(&w->space->bdd);
}

/* Chain after chain: accepted by one, a packet comes to the next. */
static err_t walk_path(struct walk *w, const uint32_t *bases, uint32_t n, bdd_set universe,
                       struct reach_pair *ret)
{
    bdd_set accept = universe, drop = BDD_EMPTY;
    for (uint32_t i = 0; i < n; i++) {
        struct outcome o;
        bdd_set asked = both(w, accept, reach_passes(w->space, &w->model->chains[bases[i]]));
        TRY(walk_base(w, bases[i], asked, &o));
        drop = either(w, drop, both(w, asked, o.drop));
        accept = bdd_diff(&w->space->bdd, accept, bdd_diff(&w->space->bdd, asked, o.accept));
    }
    if (w->model->offload)
        accept = either(w, accept,
                        both(w, universe, space_is(w->space, SPACE_STATE, SPACE_ESTABLISHED)));
    *ret = (struct reach_pair){accept, bdd_diff(&w->space->bdd, universe, drop)};
    return bdd_err(&w->space->bdd);
}

static err_t make(struct arena *a, struct space *s, const struct model *m, enum reach_path path,
                  bool brief, struct reach *ret)
{
    struct walk w = {.arena = a, .space = s, .path = path, .model = m, .brief = brief};
    uint32_t *order = NULL, *bases = NULL, n = 0;
    TRY(model_order(a, m, &order, NULL));
    TRY(reach_path_chains(a, m, path, s->family, &bases, &n));
    w.order = order;
    w.chains = ARENA_ARRAY(a, struct walked, m->n + 1U);
    w.rules = ARENA_ARRAY(a, struct reach_rule *, m->n + 1U);
    w.seen = ARENA_ARRAY(a, uint8_t *, m->n + 1U);
    if (!w.chains || !w.rules || !w.seen) return ERR_NOMEM;
    struct reach r = {.space = s, .model = m, .path = path, .rules = w.rules};
    TRY(walk_path(&w, bases, n, reach_universe(s, path), &r.accepts));
    *ret = r;
    return OK;
}

err_t reach_make(struct arena *a, struct space *s, const struct model *m, enum reach_path path,
                 struct reach *ret)
{
    return make(a, s, m, path, false, ret);
}

err_t reach_make_brief(struct arena *a, struct space *s, const struct model *m,
                       enum reach_path path, struct reach *ret)
{
    return make(a, s, m, path, true, ret);
}
