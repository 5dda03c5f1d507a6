/* SPDX-License-Identifier: Apache-2.0
 *
 * network_view.h: the network as pages show it: zones, permitted flows with their life left, what
 * is cut; and what a cut would hit, before anybody orders it (151).
 */
#ifndef SEKIMORI_OFFICE_NETWORK_VIEW_H
#define SEKIMORI_OFFICE_NETWORK_VIEW_H

#include <jansson.h>

#include "office/network.h"
#include "office/views.h"

/* The map and its tables. zone: only flows that begin or end there; empty: all. page: from 1. */
struct network_query {
    struct str zone;
    int64_t page;
};
MUST_CHECK err_t network_view(const struct office *, struct person_id viewer,
                              const struct network_query *, enum lang, json_t **ret,
                              struct fault *why);

/* The choices of a cut; with kind (and value) what it would hit and the form to order it, with
 * what stands in `form` (may be NULL) kept. What cannot be cut is told in "fault". */
MUST_CHECK err_t network_cut_view(const struct office *, struct person_id viewer, struct str kind,
                                  struct str value, enum lang, json_t **ret, struct fault *why);

/* --- parts, for network_*.c --- */

/* A flow of the desired state as people read it. */
struct network_flow {
    const struct effect_row *row;
    struct str source_zone, destination_zone, source_ip, source_mac, destination_ip;
    const char *service;     /* "tcp/443", "icmp" */
    int source, destination; /* hosts of the declaration, or BARRIER_NONE */
    int from_zone, to_zone;  /* of the declaration, or BARRIER_NONE */
    bool cut;                /* a cut in force stops it */
};
struct network_flows {
    struct network_flow *v;
    size_t n;
};
MUST_CHECK err_t network_flows(const struct show *s, const struct network *, struct moment now,
                               struct network_flows *ret);
/* Is it one of those that the scope stops? */
bool network_scope_hits(const struct barrier *, const struct barrier_scope *,
                        const struct network_flow *);
/* Zones, arcs between them, and how many flows each stands for. */
void network_map(const struct show *s, struct jo *o, const struct network *,
                 const struct network_flows *, const bool *zone_cut);
/* {"name", "title", "people", "unknown", ...} */
const char *network_zone_title(const struct show *s, const struct barrier *, int zone);
const char *network_host_title(const struct barrier *, int host);
void network_show_flow(const struct show *s, struct jo *list, const struct network *,
                       const struct network_flow *, struct moment now);

#endif
