/* SPDX-License-Identifier: Apache-2.0
 *
 * prove.h: the proof, before the commit over what is to be loaded, and again over what the kernel
 * holds: no packet crosses between mynumber and internet but by 26(1); no packet crosses at all
 * outside the permits in force; every permit in force does cross. What does not hold is shown as
 * packets that one can send. Whatever the model does not know counts as "might pass", never as
 * safe.
 */
#ifndef SEKIMORI_NET_PROVE_H
#define SEKIMORI_NET_PROVE_H

#include "net/ruleset.h"

enum { PROOF_VIOLATIONS_MAX = 50 };

enum proof_law {
    PROOF_SEPARATION, /* 26(1): mynumber x internet */
    PROOF_PERMITTED,  /* 26(1), 27(1): nothing crosses outside permits in force */
    PROOF_CARRIED,    /* every permit in force is carried out */
    PROOF_DIRECTION,  /* the destination cannot open towards the source */
    PROOF_LEASE,      /* nothing crosses without the lease */
    PROOF_FOREIGN,    /* no NAT, mark, queue, offload or notrack of anybody; our chains unchanged */
    PROOF_EXPIRY,     /* no element outlives its permits */
    PROOF_LAWS
};
extern const char *const proof_law_names[PROOF_LAWS]; /* "separation", ... */

/* One packet that does what it must not (or does not what it must). */
struct proof_packet {
    const char *in, *out; /* names of links; NULL: any */
    bool has_mac;
    struct net_mac mac;
    struct net_addr src, dst;
    uint8_t proto;
    uint16_t sport, dport; /* echo: type in dport */
    bool reply;            /* of a connection that the other end opened */
};
struct proof_violation {
    enum proof_law law;
    bool has_packet;
    struct proof_packet packet;
    const char *detail; /* Japanese, for people */
    const char *rule;   /* where it stands: "inet sekimori forward 12"; NULL */
};

enum proof_finding_kind {
    FINDING_EXPIRING, /* ends within warn_days */
    FINDING_SHADOWED, /* another permit covers all of it, for all of its time */
    FINDING_SAME,     /* two permits say the same */
    FINDING_REFUSED,  /* in force in the office and not carried out */
    FINDING_UNUSED,   /* no packet in all of its life so far (with counters given) */
    FINDING_CUT,      /* in force and cut */
    PROOF_FINDINGS
};
extern const char *const proof_finding_kinds[PROOF_FINDINGS];

struct proof_finding {
    enum proof_finding_kind kind;
    uint32_t flow, other; /* indexes; other UINT32_MAX: none */
    const char *detail;
};

struct proof {
    bool held[PROOF_LAWS];
    const struct proof_violation *violations;
    size_t n_violations;
    bool more;                            /* than PROOF_VIOLATIONS_MAX */
    const struct proof_finding *findings; /* never make a proof fail */
    size_t n_findings;
};
bool proof_holds(const struct proof *p);

struct nft_ruleset; /* wire/nft_json.h: what is to be loaded, or a dump of what is held */

struct prove_input {
    const struct barrier *barrier;
    const struct capabilities *caps;
    const struct flow *flows;
    size_t n_flows;
    const struct ruleset_cut *cuts;
    size_t n_cuts;
    struct moment now;
    const struct nft_ruleset *held;
    const uint64_t *packets; /* counted so far for each flow, or NULL: not known */
};
/* ERR_NOMEM, ERR_TOO_BIG (the model grew beyond its limit: not proven). */
MUST_CHECK err_t prove(struct arena *a, const struct prove_input *in, struct proof *ret,
                       struct fault *why);

#endif
