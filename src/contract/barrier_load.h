/* SPDX-License-Identifier: Apache-2.0
 *
 * barrier_load.h: what the readers of barrier.yaml share: faults gathered with their places, maps
 * whose keys are checked, names, addresses. A reader never stops at a fault: it reports, leaves
 * the value empty and goes on. Without memory `err` stays ERR_NOMEM. Internal to barrier*.c.
 */
#ifndef SEKIMORI_CONTRACT_BARRIER_LOAD_H
#define SEKIMORI_CONTRACT_BARRIER_LOAD_H

#include "contract/barrier.h"
#include "wire/yaml.h"

struct barrier_load {
    struct arena *a;
    const char *file;
    struct barrier_faults *faults;
    struct barrier *b;
    struct barrier_gateway *gateways; /* those of b, while they are being placed */
    struct barrier_host *hosts;
    const struct yaml *root; /* the whole file, for checks that go back to a place */
    err_t err;
};

struct barrier_key {
    const char *name;
    bool required;
};

void *barrier_load_array(struct barrier_load *l, size_t n, size_t size);
#define BARRIER_ARRAY(l, type, n) ((type *)barrier_load_array((l), (n), sizeof(type)))

/* args of fmt as for fault_set; `at` NULL: the head of the file. */
void barrier_load_fault(struct barrier_load *l, const struct yaml *at, const char *id,
                        const char *fmt, ...) PRINTF_LIKE(4, 5);
/* A list of the file, of at most `most`; NULL silently when absent (n = 0). */
const struct yaml *barrier_load_list(struct barrier_load *l, const char *key, size_t most);
/* y is a map with these keys and no others, each once. Words for NAT are refused as such. */
bool barrier_load_map(struct barrier_load *l, const struct yaml *y, const struct barrier_key *keys,
                      size_t n);

/* Each reports its own fault; y NULL: nothing. Texts "" or NULL on a fault. */
const char *barrier_load_name(struct barrier_load *l, const struct yaml *y); /* never NULL */
const char *barrier_load_link_name(struct barrier_load *l, const struct yaml *y);
const char *barrier_load_text(struct barrier_load *l, const struct yaml *y);
bool barrier_load_yes(struct barrier_load *l, const struct yaml *y);
bool barrier_load_number(struct barrier_load *l, const struct yaml *y, int64_t min, int64_t max,
                         int64_t *ret);
/* Index into names; -1 after its report, or for NULL. */
int barrier_load_word(struct barrier_load *l, const struct yaml *y, const char *const *names,
                      size_t n);
bool barrier_load_mac(struct barrier_load *l, const struct yaml *y, struct net_mac *ret);
enum barrier_address { ADDRESS_HOST, ADDRESS_INTERFACE, ADDRESS_PREFIX };
/* A word or a list of words. */
struct barrier_prefixes barrier_load_prefixes(struct barrier_load *l, const struct yaml *y,
                                              enum barrier_address what);
struct barrier_addresses barrier_load_addresses(struct barrier_load *l, const struct yaml *y);
/* Something named in this file; BARRIER_NONE after its report, or for NULL. */
int barrier_load_ref(struct barrier_load *l, const struct yaml *y,
                     int (*find)(const struct barrier *, struct str), const char *id);
/* `on: NAME`: an interface that is no port, or a bridge. */
void barrier_load_on(struct barrier_load *l, const struct yaml *y, int *ret_interface,
                     int *ret_bridge);

/* --- the parts, in the order in which they are read ------------------------------------- */
void barrier_links_read(struct barrier_load *l); /* zones, bridges, interfaces */
void barrier_nets_read(struct barrier_load *l);  /* subnets, gateways */
void barrier_hosts_read(struct barrier_load *l); /* hosts */
void barrier_peers_read(struct barrier_load *l); /* peers, infrastructure, management */
void barrier_check(struct barrier_load *l);      /* what only the whole shows */
void barrier_index_make(struct barrier_load *l); /* sorts for looking up */
/* Two things with one name, address or MAC. */
void barrier_index_check(struct barrier_load *l);

/* The n-th item of a list of the file, and its value of that key: for places. */
const struct yaml *barrier_load_item(const struct barrier_load *l, const char *list, size_t n,
                                     const char *key);

/* --- sorted for looking up -------------------------------------------------------------- */
enum barrier_named { NAMED_HOST, NAMED_PEER, NAMED_GATEWAY, NAMED_SUBNET, NAMED_KINDS };
struct barrier_name_row {
    const char *name;
    int at;
};
struct barrier_address_row {
    struct net_addr addr;
    int at;
    bool gateway;
};
struct barrier_mac_row {
    struct net_mac mac;
    int at;
    bool gateway;
};
struct barrier_range_row {
    struct net_addr first, last;
    int at;
};
struct barrier_index {
    struct barrier_name_row *names[NAMED_KINDS];
    size_t n_names[NAMED_KINDS];
    struct barrier_address_row *addresses;
    size_t n_addresses;
    struct barrier_mac_row *macs;
    size_t n_macs;
    struct barrier_range_row *subnets, *peers;
    size_t n_subnets, n_peers;
};

#endif
