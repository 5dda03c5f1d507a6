/* SPDX-License-Identifier: Apache-2.0
 *
 * barrier.h: the declared network (barrier.yaml, docs/barrier.md): zones, interfaces, subnets,
 * hosts with their MAC addresses, gateways, peers, the infrastructure that the barrier itself
 * needs, the path by which it is managed. The office and the barrier read the same file; it
 * counts only when the office says so by the digest of its bytes. What may cross stands not here
 * but in permits.
 *
 * All texts and lists live in the arena of barrier_read. Things refer to each other by index;
 * BARRIER_NONE where there is none. Lists keep the order of the file.
 */
#ifndef SEKIMORI_CONTRACT_BARRIER_H
#define SEKIMORI_CONTRACT_BARRIER_H

#include "base/addr.h"
#include "base/arena.h"
#include "base/time.h"

enum {
    BARRIER_BYTES_MAX = 8 << 20,
    BARRIER_HOSTS_MAX = 20000,
    BARRIER_LIST_MAX = 4000,    /* of subnets, gateways, peers */
    BARRIER_LINKS_MAX = 250,    /* of zones, bridges, interfaces, infrastructure */
    BARRIER_ADDRESSES_MAX = 64, /* of one thing */
    BARRIER_FAULTS_MAX = 50,
    BARRIER_NAME_MAX = 60,
    BARRIER_INTERFACE_NAME_MAX = 15, /* of the kernel */
    BARRIER_NONE = -1
};

/* 自治体情報システム強靱化: where the terminals for daily work stand. */
enum barrier_model { MODEL_ALPHA, MODEL_ALPHA_PRIME, MODEL_BETA, MODEL_BETA_PRIME, MODELS };
/* "alpha", "alpha-prime", "beta", "beta-prime" */
extern const char *const barrier_model_names[MODELS];

enum barrier_zone_kind {
    ZONE_MYNUMBER,
    ZONE_LGWAN,
    ZONE_INTERNET,
    ZONE_DMZ,
    ZONE_MANAGEMENT,
    ZONE_OTHER,
    ZONE_KINDS
};
extern const char *const barrier_zone_kinds[ZONE_KINDS];

struct barrier_addresses {
    const struct net_addr *v;
    size_t n;
};
struct barrier_prefixes {
    const struct net_prefix *v;
    size_t n;
};

struct barrier_zone {
    const char *name;  /* mynumber, lgwan and internet bear the name of their kind */
    const char *title; /* for people; NULL */
    enum barrier_zone_kind kind;
    uint32_t line;
};

/* A network interface of the barrier: routed by itself, or a port of a bridge. */
struct barrier_interface {
    const char *name; /* the kernel's: "eth1" */
    const char *title;
    int zone;
    int bridge;                        /* or BARRIER_NONE: routed */
    struct barrier_prefixes addresses; /* the barrier's own, with the length of the net; of a
                                          port: none, they are its bridge's */
    uint32_t line;
};

struct barrier_bridge {
    const char *name; /* the kernel's: "br0" */
    const char *title;
    struct barrier_prefixes addresses;
    uint32_t line;
};

/* Where addresses lie: on the link of an interface or bridge, or behind a gateway. */
struct barrier_subnet {
    const char *name;
    struct net_prefix prefix;
    int zone;      /* BARRIER_NONE: of a bridge whose ports are of several zones */
    int interface; /* on its link; or BARRIER_NONE */
    int bridge;    /* on its link; or BARRIER_NONE */
    int gateway;   /* behind it; or BARRIER_NONE */
    uint32_t line;
};

struct barrier_gateway {
    const char *name, *title;
    struct net_mac mac;
    bool has_mac;
    struct barrier_addresses addresses; /* on the link of subnets */
    int interface, bridge;              /* where its addresses lie: one of them */
    int zone;
    uint32_t line;
};

enum barrier_host_kind { HOST_TERMINAL, HOST_SERVER, HOST_DEVICE, HOST_KINDS };
extern const char *const barrier_host_kinds[HOST_KINDS];

struct barrier_host {
    const char *name, *title;
    enum barrier_host_kind kind;
    int zone;
    struct net_mac mac;
    bool has_mac;
    struct barrier_addresses addresses;
    int subnet;    /* where its first address lies */
    int interface; /* the link it is on (of a bridge: its port, where known) */
    int bridge;
    int gateway;                        /* behind it: its MAC is not to be seen */
    int32_t headcount;                  /* people who work with it; -1: unknown */
    bool main;                          /* 主たる業務端末 */
    bool important;                     /* holds 重要な情報資産 (28(3)) */
    const char *info_system, *division; /* codes; NULL */
    uint32_t line;
};

enum barrier_peer_kind {
    PEER_LGWAN_ASP,
    PEER_SECURITY_CLOUD, /* 自治体情報セキュリティクラウド, 28(2) */
    PEER_PUBLIC_BODY,    /* 国等の公的機関が構築したシステム, 26(1) */
    PEER_CLOUD,          /* reached from LGWAN by local break-out: model alpha-prime */
    PEER_OTHER,
    PEER_KINDS
};
extern const char *const barrier_peer_kinds[PEER_KINDS];

/* A system of somebody else, always behind a gateway. */
struct barrier_peer {
    const char *name, *title;
    enum barrier_peer_kind kind;
    int zone;
    struct barrier_prefixes addresses;
    int gateway;
    bool online; /* is itself connected to the internet (26(1)) */
    uint32_t line;
};

/* What the barrier itself needs: never forwarded, always said. */
enum barrier_infra_kind {
    INFRA_ND, /* neighbour and router discovery of IPv6 on that link */
    INFRA_MLD,
    INFRA_DHCP, /* the barrier gets its address there */
    INFRA_DNS,  /* the barrier asks `servers` */
    INFRA_NTP,
    INFRA_OFFICE, /* the barrier speaks with the office, TCP `port` */
    INFRA_PING,   /* the barrier answers echoes of that link's subnets */
    INFRA_KINDS
};
extern const char *const barrier_infra_kinds[INFRA_KINDS];

struct barrier_infra {
    enum barrier_infra_kind kind;
    int interface, bridge; /* one of them */
    struct barrier_addresses servers;
    uint16_t port; /* DNS 53, NTP 123, OFFICE as declared */
    uint32_t line;
};

/* It stays open whatever is cut. */
struct barrier_management {
    int interface; /* BARRIER_NONE: none declared, the barrier is managed at its console */
    struct barrier_prefixes from;
    uint16_t port; /* TCP */
    uint32_t line;
};

struct barrier {
    const char *name; /* of this barrier */
    enum barrier_model model;
    const struct barrier_zone *zones;
    size_t n_zones;
    const struct barrier_bridge *bridges;
    size_t n_bridges;
    const struct barrier_interface *interfaces;
    size_t n_interfaces;
    const struct barrier_gateway *gateways;
    size_t n_gateways;
    const struct barrier_subnet *subnets;
    size_t n_subnets;
    const struct barrier_host *hosts;
    size_t n_hosts;
    const struct barrier_peer *peers;
    size_t n_peers;
    const struct barrier_infra *infra;
    size_t n_infra;
    struct barrier_management management;
    struct day external_review; /* 28(3), of beta-prime; {0}: none */
    bool has_external_review;
    int32_t warn_days; /* permits that end within so many days are told; 1..366 */
    char digest[65];   /* SHA-256 of the file's bytes, lower-case hex */
    const struct barrier_index *index;
};

/* What was found wrong, in the order of the file; at most BARRIER_FAULTS_MAX. */
struct barrier_faults {
    struct fault v[BARRIER_FAULTS_MAX];
    size_t n;
    bool more; /* there were more */
};

/* Never half accepted: ERR_INVALID (or ERR_TOO_BIG) when anything is wrong, and all of it in
 * *faults (may be NULL), the first also in *why. Each has file, line and column. ERR_NOMEM.
 * `file` is only named. */
MUST_CHECK err_t barrier_read(struct arena *a, struct str source, const char *file,
                              struct barrier *ret, struct barrier_faults *faults,
                              struct fault *why);

/* --- looking up: each in constant or logarithmic time ---------------------------------- */

/* The index, or BARRIER_NONE. */
int barrier_find_zone(const struct barrier *b, struct str name);
int barrier_find_host(const struct barrier *b, struct str name);
int barrier_find_peer(const struct barrier *b, struct str name);
int barrier_find_gateway(const struct barrier *b, struct str name);
int barrier_find_interface(const struct barrier *b, struct str name);
int barrier_find_bridge(const struct barrier *b, struct str name);
int barrier_host_of_address(const struct barrier *b, const struct net_addr *a);
int barrier_host_of_mac(const struct barrier *b, const struct net_mac *m);
int barrier_gateway_of_mac(const struct barrier *b, const struct net_mac *m);
int barrier_gateway_of_address(const struct barrier *b, const struct net_addr *a);
int barrier_subnet_of_address(const struct barrier *b, const struct net_addr *a);
int barrier_peer_of_address(const struct barrier *b, const struct net_addr *a);
/* Is it an address of the barrier itself? */
bool barrier_is_own(const struct barrier *b, const struct net_addr *a);
/* Of a host, peer, gateway, else of its subnet; BARRIER_NONE: not declared. */
int barrier_zone_of_address(const struct barrier *b, const struct net_addr *a);
/* The kernel's name of the link: the bridge's, or the routed interface's. */
const char *barrier_link_name(const struct barrier *b, int interface, int bridge);

#endif
