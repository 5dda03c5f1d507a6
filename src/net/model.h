/* SPDX-License-Identifier: Apache-2.0
 *
 * model.h: a packet filter, whatever it was written in: chains at hooks with their priority and
 * policy, rules of conditions and one verdict. What a rule asks that the model does not know is a
 * condition MODEL_UNKNOWN: it may hold or not. Terminal verdicts are netfilter's: accept ends one
 * base chain and goes on to the next, drop ends all.
 *
 * Everything lives in the arena given; names and places point into what was read.
 */
#ifndef SEKIMORI_NET_MODEL_H
#define SEKIMORI_NET_MODEL_H

#include "net/space.h"
#include "wire/iptables_save.h"
#include "wire/nft_json.h"

enum {
    MODEL_CHAINS_MAX = 40000,
    MODEL_DEPTH_MAX = 200 /* jumps within jumps; nftables knows 16 */
};

enum model_cond_kind {
    MODEL_RANGES, /* field in ranges (none: never) */
    MODEL_MASKED, /* field & ranges[0].lo == ranges[0].hi */
    MODEL_IFACES, /* the field's interface bears one of the names ("eth*" too) */
    MODEL_BOXES,  /* fields together in rows of cells */
    MODEL_FAMILY, /* only packets of `family` */
    MODEL_NEVER,  /* holds for nothing; negated: for everything */
    MODEL_UNKNOWN /* may hold or not: `note` names it */
};
struct model_cond {
    enum model_cond_kind kind;
    bool negated;
    bool may_only;          /* what it matches may be gone (time-outs), or hold for a part only */
    enum net_family family; /* addresses of one family: never holds in the other; NET_NONE: both */
    enum space_field field; /* or fields[] */
    const enum space_field *fields;
    uint32_t n_fields;
    const struct space_range *ranges; /* or rows of n_fields cells */
    size_t n;                         /* of ranges or rows */
    const struct str *names;          /* MODEL_IFACES; in rows, cells of interfaces number them */
    uint32_t n_names;
    const char *note; /* MODEL_UNKNOWN: what it is, as it stood */
    /* MODEL_UNKNOWN: all of it, where the same words ask the same wherever they stand; NULL where
     * the answer depends on more (rates, contents of sets, time). */
    const char *exact;
};

enum model_verdict {
    MODEL_CONTINUE, /* counts, logs: the next rule */
    MODEL_ACCEPT,
    MODEL_DROP, /* or reject */
    MODEL_RETURN,
    MODEL_JUMP,
    MODEL_GOTO,
    MODEL_EITHER, /* anything: accepted, dropped or the next rule (queue, what is not known) */
    MODEL_BY_MAP  /* the first row that matches decides */
};
struct model_row { /* one verdict of a map and all it is for */
    enum model_verdict verdict;
    uint32_t target;
    struct model_cond on;
};
struct model_rule {
    const struct model_cond *conds;
    uint32_t n;
    enum model_verdict verdict;
    uint32_t target;              /* chain of jump and goto */
    const struct model_row *rows; /* MODEL_BY_MAP; disjoint, but for a last one for all others */
    uint32_t n_rows;
    uint32_t line;     /* in the file; 0: none */
    const char *place; /* "nftables[12].rule", or NULL */
    int64_t handle;    /* 0: none */
    struct str text;   /* as it stood, or as nft would write it, cut at "…" */
    bool does_more;    /* than decide: translates, logs, marks, fills sets */
    int64_t packets;   /* -1: no counter */
};

enum model_hook {
    MODEL_NO_HOOK,
    MODEL_INGRESS,
    MODEL_PREROUTING,
    MODEL_INPUT,
    MODEL_FORWARD,
    MODEL_OUTPUT,
    MODEL_POSTROUTING,
    MODEL_EGRESS
};
enum model_families {
    MODEL_IP = 1,
    MODEL_IP6 = 2,
    MODEL_INET = 3,
    MODEL_BRIDGE = 4,
    MODEL_ARP = 8,
    MODEL_NETDEV = 16
};
struct model_chain {
    struct str name, table;
    unsigned families; /* enum model_families */
    enum model_hook hook;
    int32_t prio;
    bool policy_drop;
    bool is_nat; /* type nat: sees only first packets, never examined for verdicts but drops */
    const struct str *devs; /* ingress, egress */
    uint32_t n_devs;
    const struct model_rule *rules;
    uint32_t n;
};
struct model {
    const struct model_chain *chains;
    uint32_t n;
    bool nat;      /* addresses may be translated: original ones are not known */
    bool offload;  /* established flows may go past every rule */
    bool rewrites; /* rules change headers that other rules ask for */
    /* Whoever examines may look with less: fields taken as not known (bits 1 << enum space_field:
     * each condition on them may hold or not), and each rule taken for itself: a condition of a
     * call that is not known may hold for one rule of the called chain and not for the next. Both
     * only widen what may happen. So look tools that flatten chains to lists of rules. */
    uint32_t hidden;
    bool rulewise;
    bool marks; /* rules write marks that other rules may ask for */
    size_t n_unknown;
};

struct model_options {
    bool timeouts_hold; /* what is in a set now is taken to stay: for "now", not for "never" */
};
/* ERR_INVALID "model.*": jumps in a circle, to no chain, or too deep; ERR_TOO_BIG; ERR_NOMEM. */
MUST_CHECK err_t model_from_nft(struct arena *a, const struct nft_ruleset *r,
                                const struct model_options *o, struct model *ret,
                                struct fault *why);
MUST_CHECK err_t model_from_iptables(struct arena *a, const struct iptables_ruleset *r,
                                     struct model *ret, struct fault *why);
/* From now on to be looked at as a list of rules, interfaces and MAC addresses not known: the view
 * of the verified tool (Diekmann et al.). */
void model_as_list(struct model *m);
/* Names of interfaces that its rules speak of. */
MUST_CHECK err_t model_ifaces(const struct model *m, struct space_ifaces *to);
/* Chains in an order in which callers stand before those they call: n numbers in the arena. The
 * readers above have checked it; for models made by hand. */
MUST_CHECK err_t model_order(struct arena *a, const struct model *m, uint32_t **ret,
                             struct fault *why);

#endif
