/* SPDX-License-Identifier: Apache-2.0
 *
 * firewall.h: a firewall's configuration examined for a person: what is odd in its rules, who can
 * talk to whom, what becomes of a packet, how it differs from another, and whether it lets through
 * what the office permitted and nothing else. So is a configuration proved that a vendor sends back
 * after a request to change it (設定変更依頼書). Everything is written to a builder, in the
 * language given; nothing is read but the bytes handed in.
 *
 * Faults: those of the parsers; ERR_TOO_BIG "firewall.too_complex" when the sets of packets grow
 * beyond FIREWALL_NODES_MAX nodes; ERR_NOMEM.
 */
#ifndef SEKIMORI_NET_FIREWALL_H
#define SEKIMORI_NET_FIREWALL_H

#include "base/text.h"
#include "net/permits.h"
#include "net/reach.h"

enum {
    FIREWALL_NODES_MAX = 1 << 24,
    FIREWALL_ARENA_MAX = 1 << 30,
    FIREWALL_SHOWN_MAX = 200 /* of one kind of finding; the number of all is always told */
};

struct firewall {
    const char *file;
    struct model model;
};
/* nft's JSON or the output of iptables-save, told apart by the first character. `text` must outlive
 * it. */
MUST_CHECK err_t firewall_read(struct arena *a, const char *file, struct str text,
                               const struct model_options *o, struct firewall *ret,
                               struct fault *why);

/* Each of these adds to *ret_found what it found: findings, differences, violations. */
MUST_CHECK err_t firewall_check(struct arena *a, struct sb *to, enum lang lang,
                                const struct firewall *f, size_t *ret_found, struct fault *why);

struct firewall_service {
    uint8_t proto;
    uint16_t sport, dport;
    enum net_family family;
    bool exact; /* interfaces and MAC as the rules have them; else as model_as_list() */
};
MUST_CHECK err_t firewall_matrix(struct arena *a, struct sb *to, enum lang lang,
                                 const struct firewall *f, const struct firewall_service *s,
                                 struct fault *why);

/* What is not given may be anything, but for what makes an ordinary first packet. */
struct firewall_question {
    struct net_range from, to;
    bool has_port, has_sport, has_mac, has_state;
    uint8_t proto;
    uint16_t port, sport;
    struct net_mac mac;
    enum space_state state;
    const char *in, *out; /* names of interfaces, or NULL */
    enum reach_path path;
};
/* *ret_found: 0 if every such packet is certainly accepted. */
MUST_CHECK err_t firewall_ask(struct arena *a, struct sb *to, enum lang lang,
                              const struct firewall *f, const struct firewall_question *q,
                              size_t *ret_found, struct fault *why);

MUST_CHECK err_t firewall_compare(struct arena *a, struct sb *to, enum lang lang,
                                  const struct firewall *f, const struct firewall *g,
                                  size_t *ret_found, struct fault *why);

MUST_CHECK err_t firewall_permits(struct arena *a, struct sb *to, enum lang lang,
                                  const struct firewall *f, const struct permit *p, size_t n,
                                  bool with_mac, size_t *ret_found, struct fault *why);

#endif
