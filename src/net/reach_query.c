/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions about the whole: answered by sets, and by a packet where the answer is no.
 */
#include "net/reach_parts.h"

/* No packet of `bad`: holds. `sure`: packets for which the fault is certain. */
static err_t none_of(struct reach *r, bdd_set bad, bdd_set sure, struct reach_finding *ret)
{
    struct bdd *b = &r->space->bdd;
    struct reach_finding f = {.holds = false};
    bdd_set certain = bdd_and(b, bad, sure);
    bool empty = false;
    TRY(bdd_is_empty(b, bad, &f.holds));
    TRY(bdd_is_empty(b, certain, &empty));
    f.certain = !f.holds && !empty;
    if (!f.holds) TRY(space_pick(r->space, empty ? bad : certain, &f.packet));
    *ret = f;
    return OK;
}

bdd_set reach_carries(struct reach *r)
{
    return reach_universe(r->space, r->path);
}

err_t reach_never(struct reach *r, bdd_set asked, struct reach_finding *ret)
{
    return none_of(r, bdd_and(&r->space->bdd, r->accepts.may, asked), r->accepts.must, ret);
}

err_t reach_within(struct reach *r, bdd_set asked, bdd_set permitted, struct reach_finding *ret)
{
    struct bdd *b = &r->space->bdd;
    return none_of(r, bdd_diff(b, bdd_and(b, r->accepts.may, asked), permitted), r->accepts.must,
                   ret);
}

err_t reach_always(struct reach *r, bdd_set wanted, struct reach_finding *ret)
{
    struct bdd *b = &r->space->bdd;
    wanted = bdd_and(b, wanted, reach_universe(r->space, r->path));
    return none_of(r, bdd_diff(b, wanted, r->accepts.must), bdd_not(r->accepts.may), ret);
}

static err_t pick_if_any(struct space *s, bdd_set f, bool *ret_has, struct space_packet *ret)
{
    bool empty = true;
    TRY(bdd_is_empty(&s->bdd, f, &empty));
    *ret_has = !empty;
    return empty ? OK : space_pick(s, f, ret);
}

static bdd_set only(struct bdd *b, struct reach_pair x, struct reach_pair y)
{
    return bdd_or(b, bdd_diff(b, x.may, y.may), bdd_diff(b, x.must, y.must));
}

err_t reach_compare(struct reach *first, struct reach *second, struct reach_difference *ret)
{
    struct bdd *b = &first->space->bdd;
    struct reach_pair x = first->accepts, y = second->accepts;
    struct reach_difference d = {.equal = false};
    ASSERT(first->space == second->space && first->path == second->path);
    d.only_first = only(b, x, y);
    d.only_second = only(b, y, x);
    TRY(pick_if_any(first->space, d.only_first, &d.first_has, &d.first));
    TRY(pick_if_any(first->space, d.only_second, &d.second_has, &d.second));
    d.equal = !d.first_has && !d.second_has;
    d.determined = bdd_same(x.may, x.must) && bdd_same(y.may, y.must);
    *ret = d;
    return OK;
}
