/* SPDX-License-Identifier: Apache-2.0
 *
 * ruleset.h: what the kernel shall hold at one moment: elements of the sets and maps of
 * skeleton.h, compiled from the declaration, the flows and the cuts in force. Pure: the moment is
 * an argument. Within each map elements are pairwise disjoint and sorted; element and permits are
 * many-to-many; an element ends when the latest of its permits ends; compile again at
 * next_boundary and at every change of desired state.
 */
#ifndef SEKIMORI_NET_RULESET_H
#define SEKIMORI_NET_RULESET_H

#include "contract/barrier_scope.h"
#include "net/flow.h"

/* The sets and maps of table `inet sekimori` that change while the skeleton stands. Those marked
 * BRIDGE stand also in `bridge sekimori` (where the declaration has bridges). */
enum element_map {
    /* ether saddr . ip saddr . ip daddr . proto . th dport : accept, with a counter */
    ELEMENT_FORWARD,       /* forward4, forward6: one port */
    ELEMENT_FORWARD_RANGE, /* range4, range6: several */
    ELEMENT_ECHO,          /* echo4, echo6: ether saddr . ip saddr . ip daddr */
    /* ct original saddr . ct original daddr . proto . port of the service */
    ELEMENT_REPLY,       /* reply4, reply6 */
    ELEMENT_REPLY_RANGE, /* reply_range4, reply_range6 */
    ELEMENT_ECHO_REPLY,  /* echo_reply4, echo_reply6: ct original saddr . ct original daddr */
    ELEMENT_LAW,         /* law4, law6: source . destination that 26(1) lets through, both ways */
    ELEMENT_CUT_LINK,    /* cut_link: interface name (BRIDGE) */
    ELEMENT_CUT_MAC,     /* cut_mac: ether saddr (BRIDGE) */
    ELEMENT_CUT_ADDRESS, /* cut4, cut6: interval of addresses (BRIDGE) */
    ELEMENT_MAPS
};
/* Name of the map or set in the kernel: element_map_name(ELEMENT_FORWARD, NET_V6) is "forward6".
 * The family counts only where the names differ by it. */
const char *element_map_name(enum element_map map, enum net_family family);
bool element_map_has_counter(enum element_map map);
bool element_map_in_bridge(enum element_map map);

struct element {
    enum element_map map;
    uint8_t family; /* NET_NONE for CUT_LINK and CUT_MAC */
    uint8_t proto;
    struct net_mac mac;
    struct net_addr src, dst; /* CUT_ADDRESS: the first and last address of the interval */
    struct net_ports ports;
    const char *link;        /* CUT_LINK */
    struct moment until;     /* {0}: without end */
    const uint32_t *permits; /* indexes into the flows given, ascending; of cuts: into the cuts */
    size_t n_permits;
};

/* A cut in force; its restoration is that it is no longer given. */
struct ruleset_cut {
    struct barrier_scope scope;
    struct matter_id matter; /* or an order's: unset */
    int32_t no;
    const char *reason, *by;
};

/* A flow that is in force in the office and not carried out, with the reason for its report. */
struct ruleset_refused {
    uint32_t flow;
    struct flow_verdict verdict;
};

struct ruleset {
    const struct element *elements; /* by map, family, key */
    size_t n_elements;
    const struct ruleset_refused *refused;
    size_t n_refused;
    struct moment at;            /* compiled for */
    struct moment next_boundary; /* when the result changes by itself; {0}: never */
    size_t n_in_force;           /* flows that have elements */
    char digest[65];             /* of the elements, in hex: equal if and only if they are */
};

/* ERR_TOO_BIG "net.too_many_flows", ERR_NOMEM. */
MUST_CHECK err_t ruleset_compile(struct arena *a, const struct barrier *b,
                                 const struct capabilities *c, const struct flow *flows, size_t n,
                                 const struct ruleset_cut *cuts, size_t n_cuts, struct moment now,
                                 struct ruleset *ret, struct fault *why);

/* From one to the other: remove first, then add, in one transaction. An element whose end alone
 * moved stands in both (the kernel does not move it). Elements whose end has passed at `now` are
 * not to be removed: the kernel has done it. */
struct ruleset_delta {
    const struct element *const *remove;
    size_t n_remove;
    const struct element *const *add;
    size_t n_add;
};
MUST_CHECK err_t ruleset_difference(struct arena *a, const struct ruleset *from,
                                    const struct ruleset *to, struct moment now,
                                    struct ruleset_delta *ret);
int element_cmp(const struct element *a, const struct element *b); /* by map, family, key */
/* Milliseconds the kernel must be told now; 0: no time-out; -1: its end has come. */
int64_t element_timeout(const struct element *e, struct moment now);

#endif
