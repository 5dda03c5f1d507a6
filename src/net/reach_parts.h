/* SPDX-License-Identifier: Apache-2.0
 *
 * reach_parts.h: what the parts of reach.c share.
 */
#ifndef SEKIMORI_NET_REACH_PARTS_H
#define SEKIMORI_NET_REACH_PARTS_H

#include "net/reach.h"

/* Where conditions are asked: what is known there of a packet. */
struct reach_place {
    struct space *space;
    const struct model *model;
    enum model_hook hook;
    bool before_ct; /* connection tracking has not seen it */
    bool no_ct;     /* nobody may be tracking here (within a bridge) */
    bool no_links;  /* names of interfaces are the bridge's, not its ports' */
    bool way_known; /* only packets of one direction count: */
    bool reply;
};
struct reach_place reach_place_of(struct space *s, const struct model *m, enum reach_path path,
                                  const struct model_chain *base);

/* Which packets a condition, or all of a rule's, may and must hold for. */
struct reach_pair reach_cond(const struct reach_place *at, const struct model_cond *c);
struct reach_pair reach_conds(const struct reach_place *at, const struct model_rule *u);
struct reach_pair reach_both(struct space *s, struct reach_pair a, struct reach_pair b);

enum reach_truth { REACH_NO, REACH_UNKNOWN, REACH_YES };
enum reach_truth reach_cond_holds(const struct reach_place *at, const struct model_cond *c,
                                  const struct space_packet *p);

/* The base chains of the path in the order in which packets meet them, in the arena. */
MUST_CHECK err_t reach_path_chains(struct arena *a, const struct model *m, enum reach_path path,
                                   enum net_family family, uint32_t **ret, uint32_t *ret_n);
/* Does the packet of this path pass the chain at all (a chain of other devices)? */
bdd_set reach_passes(struct space *s, const struct model_chain *base);
/* All packets the path can carry. */
bdd_set reach_universe(struct space *s, enum reach_path path);

#endif
