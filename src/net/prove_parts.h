/* SPDX-License-Identifier: Apache-2.0
 *
 * prove_parts.h: what the parts of prove.c share. Internal to prove*.c.
 */
#ifndef SEKIMORI_NET_PROVE_PARTS_H
#define SEKIMORI_NET_PROVE_PARTS_H

#include "net/prove.h"
#include "net/reach.h"
#include "net/skeleton.h"

enum {
    PROVE_NODES_MAX = 1 << 27,
    PROVE_A_LAW_MAX = 8,        /* packets shown for one law and family */
    PROVE_SLACK_MS = 2000,      /* seconds of nft -j, and the time a transaction takes */
    PROVE_COMPARE_MAX = 4 << 20 /* pairs of permits looked at for findings */
};

/* Where one end of a flow meets the barrier. */
struct prove_end {
    int interface, bridge;
};
/* Links as numbers: interfaces, then bridges; a port of a bridge counts as its bridge. */
struct prove_way {
    int from, to;           /* BARRIER_NONE: nowhere */
    int from_port, to_port; /* within one bridge, where known */
    bool one_bridge;
};

struct prover {
    struct arena *a;
    const struct prove_input *in;
    struct ruleset want;      /* what should be held now */
    uint8_t *state;           /* of each flow: enum prove_state */
    struct prove_way *ways;   /* of each flow */
    struct model model, shut; /* as it is; with the lease let go */
    struct proof_violation *violations;
    size_t n_violations;
    bool more, broken[PROOF_LAWS];
    struct proof_finding *findings;
    size_t n_findings, cap_findings;
    struct fault *why;
    /* of the family at hand */
    enum net_family family;
    struct space *space;
    struct space_ifaces *ifaces;
    struct prove_sets *sets;
};
enum prove_state { FLOW_NOT_NOW, FLOW_REFUSED, FLOW_IS_CUT, FLOW_PORT_CUT, FLOW_RUNS };

/* --- prove_sets.c: sets of packets from the declaration and the permits, never from rules -------
 */
struct prove_sets {
    bdd_set permitted; /* may cross: both ways, errors about it, ND within a bridge */
    bdd_set opens;     /* first packets of permitted connections, whichever state */
    bdd_set backwards; /* from a permitted service's port towards its clients, as an opening */
    bdd_set separated; /* mynumber x internet, without what 26(1) lets through */
    bdd_set errors;    /* ICMP errors about some connection: of which one the header does not say */
    bdd_set discovery; /* ND within a bridge */
    bool likely;       /* the next two are made */
    bdd_set between_hosts; /* plausible, from one declared host to another */
    bdd_set plausible; /* in and out by the links where the addresses lie: packets one can send */
};
MUST_CHECK err_t prove_sets(struct prover *p, struct prove_sets *ret);
/* Only once something is to be shown: fills plausible and between_hosts. */
MUST_CHECK err_t prove_likely(struct prover *p, struct prove_sets *r);
/* What must pass: for packets that go through the rules of inet, and from port to port. */
MUST_CHECK err_t prove_wanted(struct prover *p, bdd_set *ret_inet, bdd_set *ret_ports);
struct prove_end prove_end_of(const struct barrier *b, const struct net_addr *a);
struct prove_way prove_way_of(const struct barrier *b, const struct flow *f);

/* --- prove_classes.c: for space_init_classes ------------------------------------------------- */
MUST_CHECK err_t prove_classes(struct prover *p, struct space_classes *to);

/* --- prove_held.c ------------------------------------------------------------------------------
 */
/* No element outlives its permits, and none is there that should not be (PROOF_EXPIRY). */
MUST_CHECK err_t prove_elements(struct prover *p);
/* NAT, marks, offload, rewriting (PROOF_FOREIGN). */
MUST_CHECK err_t prove_foreign(struct prover *p);
/* The same rules with the lease gone. */
MUST_CHECK err_t prove_without_lease(struct prover *p, struct nft_ruleset *ret);

/* --- prove_find.c ------------------------------------------------------------------------------
 */
MUST_CHECK err_t prove_findings(struct prover *p);

/* --- prove.c -----------------------------------------------------------------------------------
 */
/* A violation; `packet` may be NULL. ERR_NOMEM. */
MUST_CHECK err_t prove_violation(struct prover *p, enum proof_law law,
                                 const struct proof_packet *packet, const char *rule,
                                 const char *id, const char *x, const char *y);
MUST_CHECK err_t prove_text(struct prover *p, const char **ret, const char *id, const char *x,
                            const char *y, const char *z);

#endif
