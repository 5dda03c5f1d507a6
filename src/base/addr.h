/* SPDX-License-Identifier: Apache-2.0
 *
 * addr.h: addresses of networks: IPv4, IPv6, MAC, prefixes, ranges, ports. Values, no memory of
 * their own; bytes in the order of the network. Text is canonical both ways: IPv4 without leading
 * zeros, IPv6 as RFC 5952 writes it, MAC as "00:1a:2b:3c:4d:5e", a prefix "10.1.0.0/16", a range
 * "10.1.0.1-10.1.0.9", ports "443" or "5000-5010".
 *
 * Readers take the whole text and nothing around it (no blanks, no scope "%eth0"); ERR_INVALID
 * with "addr.*" in *why for anything else.
 */
#ifndef SEKIMORI_BASE_ADDR_H
#define SEKIMORI_BASE_ADDR_H

#include "base/sb.h"

enum net_family { NET_NONE = 0, NET_V4 = 4, NET_V6 = 6 };

/* The bytes beyond those of the family are zero, so two of them compare by their bytes. */
struct net_addr {
    uint8_t family; /* enum net_family */
    uint8_t b[16];  /* IPv4: the first four */
};
struct net_mac {
    uint8_t b[6];
};
struct net_prefix {
    struct net_addr addr;
    uint8_t bits; /* 0..32, 0..128 */
};
struct net_range { /* first <= last, one family */
    struct net_addr first, last;
};
struct net_ports { /* first <= last */
    uint16_t first, last;
};

enum { ADDR_TEXT_MAX = 48, ADDR_PREFIXES_MAX = 254 };

/* --- one address ---------------------------------------------------------------------- */
MUST_CHECK err_t addr_parse(struct str s, struct net_addr *ret, struct fault *why);
void addr_print(struct sb *to, const struct net_addr *a);
struct net_addr addr_v4(uint32_t host_order);
uint32_t addr_v4_number(const struct net_addr *a); /* host order; a is IPv4 */
unsigned addr_bits(const struct net_addr *a);      /* 32 or 128; 0 for none */
bool addr_is_set(const struct net_addr *a);
bool addr_eq(const struct net_addr *a, const struct net_addr *b);
int addr_cmp(const struct net_addr *a, const struct net_addr *b); /* IPv4 before IPv6 */
/* One up or down; false at the end of the family. */
bool addr_next(struct net_addr *a);
bool addr_prev(struct net_addr *a);
/* What can be no host's own address: 0.0.0.0/8, ::, multicast, 255.255.255.255, loopback,
 * IPv4 written as IPv6 (::ffff:0:0/96). */
bool addr_is_host(const struct net_addr *a);
bool addr_is_multicast(const struct net_addr *a);
bool addr_is_link_local(const struct net_addr *a); /* 169.254/16, fe80::/10 */

/* --- MAC ------------------------------------------------------------------------------ */
/* Also with "-" between, or three groups with dots ("001a.2b3c.4d5e"); either case. */
MUST_CHECK err_t addr_mac_parse(struct str s, struct net_mac *ret, struct fault *why);
void addr_mac_print(struct sb *to, const struct net_mac *m);
bool addr_mac_eq(const struct net_mac *a, const struct net_mac *b);
int addr_mac_cmp(const struct net_mac *a, const struct net_mac *b);
bool addr_mac_is_set(const struct net_mac *m);   /* not all zero */
bool addr_mac_is_group(const struct net_mac *m); /* multicast or broadcast: no station's own */

/* --- prefixes ------------------------------------------------------------------------- */
/* "10.1.0.0/16"; a bare address is its own /32 or /128. Bits beyond the prefix must be zero:
 * "addr.host_bits" otherwise. */
MUST_CHECK err_t addr_prefix_parse(struct str s, struct net_prefix *ret, struct fault *why);
/* An interface's address: "10.1.0.1/16", the host's bits kept. */
MUST_CHECK err_t addr_interface_parse(struct str s, struct net_prefix *ret, struct fault *why);
void addr_prefix_print(struct sb *to, const struct net_prefix *p);         /* always with "/bits" */
struct net_prefix addr_prefix_of(const struct net_addr *a, unsigned bits); /* bits beyond cleared */
bool addr_prefix_eq(const struct net_prefix *a, const struct net_prefix *b);
bool addr_prefix_has(const struct net_prefix *p, const struct net_addr *a);
bool addr_prefix_overlaps(const struct net_prefix *a, const struct net_prefix *b);
struct net_addr addr_prefix_first(const struct net_prefix *p);
struct net_addr addr_prefix_last(const struct net_prefix *p);

/* --- ranges --------------------------------------------------------------------------- */
/* "a-b", a prefix, or one address. */
MUST_CHECK err_t addr_range_parse(struct str s, struct net_range *ret, struct fault *why);
void addr_range_print(struct sb *to, const struct net_range *r); /* shortest of the three */
struct net_range addr_range_of(const struct net_prefix *p);
/* The fewest prefixes that make up the range, in order; returns how many. */
size_t addr_range_prefixes(const struct net_range *r, struct net_prefix to[ADDR_PREFIXES_MAX]);

/* --- ports ---------------------------------------------------------------------------- */
/* 1..65535, "443" or "5000-5010". */
MUST_CHECK err_t addr_ports_parse(struct str s, struct net_ports *ret, struct fault *why);
void addr_ports_print(struct sb *to, const struct net_ports *p);

#endif
