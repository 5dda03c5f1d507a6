/* SPDX-License-Identifier: Apache-2.0
 *
 * firewall_parts.h: what the parts of firewall.c share.
 */
#ifndef SEKIMORI_NET_FIREWALL_PARTS_H
#define SEKIMORI_NET_FIREWALL_PARTS_H

#include "net/firewall.h"

/* A space for one family over the interfaces of one or two firewalls. */
struct firewall_room {
    struct arena *arena;
    struct space_ifaces *ifaces;
    struct space space;
};
MUST_CHECK err_t firewall_room_open(struct arena *a, struct firewall_room *r,
                                    enum net_family family, const struct firewall *f,
                                    const struct firewall *g);
void firewall_room_close(struct firewall_room *r);
#define FIREWALL_ROOM_CLEANUP __attribute__((cleanup(firewall_room_close)))

/* Gives err its words. */
MUST_CHECK err_t firewall_failed(err_t e, struct fault *why);
/* Has it chains of this family on this path? */
bool firewall_has(const struct firewall *f, enum reach_path path, enum net_family family);
const char *firewall_path_name(enum lang lang, enum reach_path path);

/* "fw.rules:12: -A FORWARD ..." or "inet f forward 7: ip saddr ... accept"; rule n: the policy. */
void firewall_put_rule(struct sb *to, enum lang lang, const struct firewall *f, uint32_t chain,
                       uint32_t rule);
/* A packet, and the rules that decide it. */
MUST_CHECK err_t firewall_put_packet(struct arena *a, struct sb *to, enum lang lang,
                                     const struct firewall *f, const struct reach *r,
                                     const struct space_packet *p);
/* The rule whose verdict ended it; false: a policy, or none for certain. */
MUST_CHECK err_t firewall_decider(struct arena *a, const struct reach *r,
                                  const struct space_packet *p, uint32_t *ret_chain,
                                  uint32_t *ret_rule, bool *ret_found);

extern const enum reach_path firewall_paths[4];

#endif
