/* SPDX-License-Identifier: Apache-2.0 */
#include "net/kernel.h"

#include <string.h>

#include "net/sysctl.h"

#define TABLE(family) "{\"add\":{\"table\":{\"family\":\"" family "\",\"name\":\"sekimori-try\"}}}"
#define CHAIN(family, type, hook)                                                                  \
    "{\"add\":{\"chain\":{\"family\":\"" family                                                    \
    "\",\"table\":\"sekimori-try\",\"name\":\"c\",\"type\":\"" type "\",\"hook\":\"" hook          \
    "\",\"prio\":-300,\"policy\":\"drop\"}}}"
#define RULE(family, expr)                                                                         \
    "{\"add\":{\"rule\":{\"family\":\"" family                                                     \
    "\",\"table\":\"sekimori-try\",\"chain\":\"c\",\"expr\":[" expr "]}}}"

struct feature {
    const char *name; /* as people and kernels call it */
    const char *json; /* the commands, without their list */
};

static const struct feature features[] = {
    {"nf_tables (CONFIG_NF_TABLES_INET)", TABLE("inet") "," CHAIN("inet", "filter", "forward")},
    {"maps of several fields with time-outs and counters",
     TABLE("inet") ",{\"add\":{\"map\":{\"family\":\"inet\",\"table\":\"sekimori-try\",\"name\":"
                   "\"m\","
                   "\"type\":[\"ether_addr\",\"ipv4_addr\",\"ipv4_addr\",\"inet_proto\","
                   "\"inet_service\"],\"map\":\"verdict\",\"flags\":[\"timeout\"]}}}"},
    {"intervals of several fields (pipapo, Linux 5.6)",
     TABLE("inet") ",{\"add\":{\"set\":{\"family\":\"inet\",\"table\":\"sekimori-try\",\"name\":"
                   "\"s\","
                   "\"type\":[\"ipv6_addr\",\"inet_service\"],\"flags\":[\"interval\",\"timeout\"]}"
                   "}}"},
    {"connection tracking (CONFIG_NFT_CT)",
     TABLE("inet") "," CHAIN("inet", "filter", "forward") "," RULE(
         "inet", "{\"match\":{\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"direction\"}},\"right\":"
                 "\"original\"}}")},
    {"addresses of a connection's original direction",
     TABLE("inet") "," CHAIN("inet", "filter", "forward") "," RULE(
         "inet", "{\"match\":{\"op\":\"==\",\"left\":{\"ct\":{\"key\":\"ip saddr\",\"dir\":"
                 "\"original\"}},\"right\":\"10.0.0.1\"}}")},
    {"arp filtering (CONFIG_NF_TABLES_ARP)", TABLE("arp") "," CHAIN("arp", "filter", "input")},
    {"bridge filtering (CONFIG_NF_TABLES_BRIDGE)",
     TABLE("bridge") "," CHAIN("bridge", "filter", "prerouting")},
};

static err_t try_one(const struct nft_run *r, const struct feature *f, struct fault *why)
{
    SB_CLEANUP struct sb b;
    struct fault said = {0};
    sb_init(&b, 8192);
    sb_addf(&b, "{\"nftables\":[%s]}", f->json);
    err_t e = nft_run_check(r, sb_str(&b), &said);
    if (e == ERR_STATE)
        return fault_set(why, ERR_UNAVAILABLE, "netd.kernel_lacks", "%s" FS "%s", f->name,
                         said.args[0]);
    if (e != OK && why) *why = said;
    return e;
}

err_t kernel_check(const struct nft_run *r, struct capabilities *ret, struct fault *why)
{
    for (size_t i = 0; i < ARRAY_LEN(features); i++) TRY(try_one(r, features + i, why));
    *ret = (struct capabilities){
        .bridge_netfilter = sysctl_exists("net/bridge/bridge-nf-call-iptables") &&
                            sysctl_exists("net/bridge/bridge-nf-call-ip6tables"),
        .ipv6 = sysctl_exists("net/ipv6/conf/all/forwarding"),
    };
    return OK;
}
