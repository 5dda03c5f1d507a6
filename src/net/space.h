/* SPDX-License-Identifier: Apache-2.0
 *
 * space.h: packets as points, sets of packets as decision diagrams over their header bits. One
 * space speaks of IPv4 or of IPv6. A point is a packet as the firewall sees it at one hook:
 * reassembled (as connection tracking does), after DNAT and before SNAT.
 *
 * The order of the variables: first what most rules ask and what has few values (state, direction,
 * interfaces), then who sends (MAC, source), then to whom (destination, MAC), last protocol and
 * ports: many senders share the same few services, so the tail of the diagram is shared. `./bench
 * reach` prints the nodes for other orders.
 *
 * ICMP's type and code lie where TCP and UDP have their source port (type * 256 + code), as on the
 * wire.
 */
#ifndef SEKIMORI_NET_SPACE_H
#define SEKIMORI_NET_SPACE_H

#include "base/addr.h"
#include "base/arena.h"
#include "net/bdd.h"

enum space_field {
    SPACE_STATE, /* enum space_state */
    SPACE_DIR,   /* 0 original, 1 reply */
    SPACE_IIF,   /* number of an interface within the space; 0 = none (sent by the host itself) */
    SPACE_OIF,
    SPACE_SMAC,
    SPACE_SADDR,
    SPACE_DADDR,
    SPACE_DMAC,
    SPACE_PROTO, /* of layer 4 */
    SPACE_SPORT, /* or ICMP type * 256 + code */
    SPACE_DPORT,
    SPACE_TCP_FLAGS, /* FIN 1 SYN 2 RST 4 PSH 8 ACK 16 URG 32 ECE 64 CWR 128 */
    SPACE_FIELDS,
    /* Fields of the connection's original direction. Where nothing translates addresses they are
     * the packet's own (or, in the reply, those of the other side), so they need no bits. */
    SPACE_CT_SADDR = SPACE_FIELDS,
    SPACE_CT_DADDR,
    SPACE_CT_SPORT,
    SPACE_CT_DPORT,
    SPACE_CT_PROTO,
    SPACE_ALL_FIELDS
};
enum space_state {
    SPACE_NEW,
    SPACE_ESTABLISHED,
    SPACE_RELATED,
    SPACE_INVALID,
    SPACE_UNTRACKED,
    SPACE_STATES
};
enum { SPACE_TCP = 6, SPACE_UDP = 17, SPACE_ICMP = 1, SPACE_ICMPV6 = 58, SPACE_SYN = 2 };

/* --- interfaces: names that rules and people speak of, "eth*" stands for all that begin so -----
 */
enum { SPACE_IFACES_MAX = 4000 };
struct space_ifaces {
    struct str names[SPACE_IFACES_MAX]; /* without the star */
    bool wild[SPACE_IFACES_MAX];
    unsigned n;
};
/* ERR_TOO_BIG. The bytes are kept by reference. */
MUST_CHECK err_t space_ifaces_add(struct space_ifaces *t, struct str name);

/* --- the space ---------------------------------------------------------------------------------
 */
typedef unsigned __int128 space_num;
struct space_range { /* lo <= hi */
    space_num lo, hi;
};
/* Classes of values: what nobody tells apart counts as one. Every range that will ever be asked of
 * an address or MAC must have been added; a set over another range fails the table with ERR_BUG,
 * never with a wrong answer. Where masks are asked the field stays whole. */
struct space_class_list {
    space_num *starts; /* sorted; the first is 0 */
    size_t n, cap;
    bool whole;
};
struct space_classes {
    struct space_class_list addresses, macs;
};
MUST_CHECK err_t space_classes_add(struct space_classes *c, enum space_field f,
                                   const struct space_range *r);
void space_classes_whole(struct space_classes *c, enum space_field f);
MUST_CHECK err_t space_classes_end(struct space_classes *c); /* all are added */
void space_classes_release(struct space_classes *c);
#define SPACE_CLASSES_CLEANUP __attribute__((cleanup(space_classes_release)))

/* A question about packets whose answer is not known here, but is the same wherever it is asked: a
 * bit of its own, beyond those of the fields. Only for comparing two filters as functions. */
enum { SPACE_OPEN_MAX = 128 };
struct space_question {
    const char *text; /* kept by reference; NULL: told by the others alone */
    uint32_t set, tag;
};
struct space {
    struct bdd bdd;
    const struct space_classes *classes; /* not owned; NULL: every value by itself */
    enum net_family family;
    const struct space_ifaces *ifaces; /* not owned */
    uint16_t first[SPACE_FIELDS], bits[SPACE_FIELDS];
    struct space_question open[SPACE_OPEN_MAX];
    unsigned n_open, max_open, first_open;
    bdd_set valid; /* what packets can be: known states, interfaces that exist, new is original */
};
/* `order` lists every field once, or is NULL for the usual one. */
MUST_CHECK err_t space_init(struct space *s, enum net_family family,
                            const struct space_ifaces *ifaces, const enum space_field *order,
                            uint32_t max_nodes);
/* The same over classes, which must outlive it. Packets and ranges are values as ever. */
MUST_CHECK err_t space_init_classes(struct space *s, enum net_family family,
                                    const struct space_ifaces *ifaces,
                                    const struct space_classes *classes, uint32_t max_nodes);
/* The same with room for open questions. */
MUST_CHECK err_t space_init_open(struct space *s, enum net_family family,
                                 const struct space_ifaces *ifaces, uint32_t max_nodes);
/* The bit of a question, the same for the same; false when there is no room (or none was made). */
bool space_open_bit(struct space *s, const struct space_question *q, bdd_set *ret);
void space_release(struct space *s);
space_num space_max(const struct space *s, enum space_field f);

/* --- sets (BDD_NONE when the table has failed; ask bdd_err(&s->bdd)) ----------------------------
 */
/* Packets whose field lies in one of n ranges, in any order. */
bdd_set space_in(struct space *s, enum space_field f, const struct space_range *r, size_t n);
bdd_set space_is(struct space *s, enum space_field f, space_num v);
/* field & mask == value */
bdd_set space_masked(struct space *s, enum space_field f, space_num mask, space_num value);
/* Products of ranges: n rows of n_fields cells. Sorted and built from below, not one by one:
 * linear in n * bits for rows that do not overlap. BDD_NONE and ERR_NOMEM in the table when memory
 * for the sorting runs out. */
bdd_set space_boxes(struct space *s, const enum space_field *fields, size_t n_fields,
                    const struct space_range *cells, size_t n);
/* The same for packets of one direction, where it is known that only those count: fields of the
 * connection then cost half. */
bdd_set space_boxes_way(struct space *s, const enum space_field *fields, size_t n_fields,
                        const struct space_range *cells, size_t n, bool reply);
/* Interfaces by name, or by prefix with a star. */
bdd_set space_iface(struct space *s, enum space_field f, struct str name);
/* Every value of these fields: what f becomes when nothing is asked of them. */
bdd_set space_forget(struct space *s, bdd_set f, const enum space_field *fields, size_t n);

/* --- packets ------------------------------------------------------------------------------------
 */
struct space_packet {
    space_num v[SPACE_FIELDS];
};
/* A packet of the set that could really be sent, as ordinary as the set allows (new, TCP, a
 * station's addresses, a free source port). ERR_NOT_FOUND if the set is empty. */
MUST_CHECK err_t space_pick(struct space *s, bdd_set f, struct space_packet *ret);
MUST_CHECK err_t space_has(const struct space *s, bdd_set f, const struct space_packet *p,
                           bool *ret);
bdd_set space_packet_set(struct space *s, const struct space_packet *p); /* just this one */
/* One line: "eth0 -> eth1 00:1a:2b:3c:4d:5e 10.1.0.2 -> 10.2.0.9 tcp 40000 -> 443 new". */
void space_packet_print(struct sb *to, const struct space *s, const struct space_packet *p);
/* A value of one field as people write it. */
void space_value_print(struct sb *to, const struct space *s, enum space_field f, space_num v);
struct str space_iface_name(const struct space *s, space_num number, bool *ret_wild);
space_num space_of_addr(const struct net_addr *a);
space_num space_of_mac(const struct net_mac *m);
struct net_addr space_addr(enum net_family family, space_num v);

/* The values of one field in f, all others whatever they may: ranges in ascending order, in the
 * arena. ERR_TOO_BIG beyond `most`. */
MUST_CHECK err_t space_values(struct space *s, struct arena *a, bdd_set f, enum space_field field,
                              size_t most, struct space_range **ret, size_t *ret_n);

#define SPACE_CLEANUP __attribute__((cleanup(space_release)))

#endif
