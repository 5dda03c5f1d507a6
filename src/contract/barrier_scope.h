/* SPDX-License-Identifier: Apache-2.0
 *
 * barrier_scope.h: what a cut would hit (151, 86(5), 125): the names in the declaration, turned
 * into interfaces, addresses and stations, and how many people that touches. The office shows it
 * before anybody presses; the barrier cuts by it. `all` hits every interface but the one by
 * which the barrier is managed.
 */
#ifndef SEKIMORI_CONTRACT_BARRIER_SCOPE_H
#define SEKIMORI_CONTRACT_BARRIER_SCOPE_H

#include "contract/barrier.h"

enum barrier_scope_kind {
    SCOPE_ALL,
    SCOPE_ZONE,   /* value: its name */
    SCOPE_LINE,   /* an interface, or a bridge with all of its ports */
    SCOPE_DEVICE, /* a host or gateway */
    SCOPE_PEER,
    SCOPE_PERMIT, /* "matter-no" */
    SCOPES
};
extern const char *const barrier_scope_kinds[SCOPES]; /* "all", "zone", ... */

struct barrier_scope {
    enum barrier_scope_kind kind;
    const char *value;
    const int *interfaces; /* indexes; whole lines that are cut */
    size_t n_interfaces;
    const int *bridges;
    size_t n_bridges;
    struct barrier_prefixes addresses; /* either end */
    const struct net_mac *macs;        /* senders */
    size_t n_macs;
    const int *hosts; /* that are touched */
    size_t n_hosts;
    const int *peers;
    size_t n_peers;
    int32_t headcount; /* of those who said it */
    int32_t unknown;   /* hosts whose headcount nobody declared */
    int64_t matter;    /* SCOPE_PERMIT */
    int32_t no;
};

/* ERR_INVALID "barrier.scope_kind", ERR_NOT_FOUND "barrier.scope_value" (names what there is to
 * cut), ERR_STATE "barrier.scope_management" for the line by which the barrier is managed. */
MUST_CHECK err_t barrier_scope_resolve(struct arena *a, const struct barrier *b, struct str kind,
                                       struct str value, struct barrier_scope *ret,
                                       struct fault *why);

#endif
