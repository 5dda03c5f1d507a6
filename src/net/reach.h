/* SPDX-License-Identifier: Apache-2.0
 *
 * reach.h: what a packet filter lets through, as a pair of sets: `may` holds every packet that
 * could possibly be accepted, `must` only packets that certainly are. Whatever the model does not
 * know makes the pair wider, never the answer wrong: "nothing crosses" is said of `may`, "this is
 * let through" of `must`.
 *
 * Works on the space's table; its errors are those of the table (ERR_TOO_BIG, ERR_NOMEM).
 */
#ifndef SEKIMORI_NET_REACH_H
#define SEKIMORI_NET_REACH_H

#include "net/model.h"

enum reach_path {
    REACH_ROUTED,  /* from one interface to another: ingress, prerouting, forward, postrouting */
    REACH_INPUT,   /* to the host itself */
    REACH_OUTPUT,  /* from the host itself */
    REACH_BRIDGED, /* within a bridge: chains of the family bridge */
    REACH_BRIDGED_INET /* the same, with br_netfilter handing frames to the chains of inet and ip */
};

struct reach_pair { /* must is within may */
    bdd_set may, must;
};
/* Where one rule stands, over all ways to its chain: which packets may come to it, and which of
 * them it may match. */
struct reach_rule {
    bdd_set comes, takes;
    bool redundant; /* what it decides is decided alike without it */
};
struct reach {
    struct space *space;
    const struct model *model;
    enum reach_path path;
    struct reach_pair accepts;       /* of all packets that the path can carry */
    struct reach_rule *const *rules; /* [chain][rule]; NULL: the chain is off the path */
};
/* In the arena: what it keeps for each rule. */
MUST_CHECK err_t reach_make(struct arena *a, struct space *s, const struct model *m,
                            enum reach_path path, struct reach *ret);
/* The same without `rules`: half the work, for who asks only of the whole. */
MUST_CHECK err_t reach_make_brief(struct arena *a, struct space *s, const struct model *m,
                                  enum reach_path path, struct reach *ret);

/* All packets that the path can carry, accepted or not. */
bdd_set reach_carries(struct reach *r);

/* Does anything of `asked` get through? safe: certainly nothing; else a packet that may. */
struct reach_finding {
    bool holds;
    struct space_packet packet; /* unless it holds */
    bool certain;               /* the packet certainly gets through (or certainly does not) */
};
MUST_CHECK err_t reach_never(struct reach *r, bdd_set asked, struct reach_finding *ret);
/* Everything of `asked` that may get through is in `permitted`. */
MUST_CHECK err_t reach_within(struct reach *r, bdd_set asked, bdd_set permitted,
                              struct reach_finding *ret);
/* Everything of `wanted` certainly gets through. */
MUST_CHECK err_t reach_always(struct reach *r, bdd_set wanted, struct reach_finding *ret);

/* One packet: what happens, and which rules have a say, in order. */
enum reach_outcome { REACH_DROPS, REACH_ACCEPTS, REACH_PERHAPS };
struct reach_step {
    uint32_t chain, rule; /* rule == the chain's n: the policy */
    enum model_verdict verdict;
    bool perhaps; /* a condition of the rule, or of a call on the way to it, is not known */
};
MUST_CHECK err_t reach_ask(struct arena *a, const struct reach *r, const struct space_packet *p,
                           enum reach_outcome *ret, struct reach_step **ret_steps, size_t *ret_n);

/* What is odd about the rules themselves (設定の不整合). */
enum reach_oddity {
    REACH_NEVER_MATCHES, /* its own conditions exclude each other */
    REACH_NOT_REACHED, /* no packet comes to it: its chain is not called, or all are gone before */
    REACH_SHADOWED,    /* earlier rules have decided all that it matches; other says which */
    REACH_REDUNDANT,   /* without it everything is decided alike */
    REACH_CONTRADICTS  /* overlaps an earlier rule of the opposite verdict: the order decides */
};
struct reach_odd {
    enum reach_oddity kind;
    uint32_t chain, rule;
    uint32_t other; /* rule of the same chain; UINT32_MAX: several or none */
    bool opposite;  /* of a shadow: the other decides otherwise */
    bool has_packet;
    struct space_packet packet; /* of a contradiction: one in the overlap */
};
enum { REACH_ODD_MAX = 100000 };
/* *ret_all: false when there were too many pairs of rules to compare them all for contradictions.
 */
MUST_CHECK err_t reach_odds(struct arena *a, struct reach *r, struct reach_odd **ret, size_t *ret_n,
                            bool *ret_all);

/* Two filters over one space and path, as functions. equal: both may and both must let through the
 * same. determined: and nothing that is not known has a part in either, so they are the same for
 * certain. In a space with room for open questions (space_init_open) conditions that ask the same
 * are taken to be answered alike, so that filters with such conditions can be the same, too. Else
 * what only one accepts, with a packet for each side that is not empty. */
struct reach_difference {
    bool equal, determined;
    bdd_set only_first, only_second;
    bool first_has, second_has;
    struct space_packet first, second;
};
MUST_CHECK err_t reach_compare(struct reach *first, struct reach *second,
                               struct reach_difference *ret);

#endif
