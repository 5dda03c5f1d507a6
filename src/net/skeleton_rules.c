/* SPDX-License-Identifier: Apache-2.0
 * The chains, sets and rules of the skeleton. They are the same for every barrier: whatever differs
 * (interfaces, addresses, ports) stands in sets, so no rule is ever put together from values.
 *
 * Order within the forward chain: what is cut, what belongs to no connection, what comes in by
 * the wrong link or with another's MAC, the law; then, only while the lease lives, the maps.
 */
#include "net/skeleton_parts.h"

/* --- words of the JSON of nft ------------------------------------------------------------- */
#define MATCH(op, left, right)                                                                     \
    "{\"match\":{\"op\":\"" op "\",\"left\":" left ",\"right\":" right "}}"
#define IS(left, right) MATCH("==", left, right)
#define IN(left, set) MATCH("==", left, "\"@" set "\"")
#define NOT_IN(left, set) MATCH("!=", left, "\"@" set "\"")
#define ANY(...) "{\"set\":[" __VA_ARGS__ "]}"
#define META(key) "{\"meta\":{\"key\":\"" key "\"}}"
#define PAYLOAD(p, f) "{\"payload\":{\"protocol\":\"" p "\",\"field\":\"" f "\"}}"
#define CT(key) "{\"ct\":{\"key\":\"" key "\"}}"
#define CT_ORIGINAL(key) "{\"ct\":{\"key\":\"" key "\",\"dir\":\"original\"}}"
#define CONCAT(...) "{\"concat\":[" __VA_ARGS__ "]}"
#define VMAP(key, map) "{\"vmap\":{\"key\":" key ",\"data\":\"@" map "\"}}"
#define JUMP(chain) "{\"jump\":{\"target\":\"" chain "\"}}"
#define GOTO(chain) "{\"goto\":{\"target\":\"" chain "\"}}"
#define ACCEPT "{\"accept\":null}"
#define DROP "{\"counter\":null},{\"drop\":null}"

#define IIF META("iifname")
#define OIF META("oifname")
#define L4 META("l4proto")
#define ETHER PAYLOAD("ether", "saddr")
#define TYPE(t) IS(PAYLOAD("ether", "type"), "\"" t "\"")
#define ORIGINAL IS(CT("direction"), "\"original\"")
#define REPLY IS(CT("direction"), "\"reply\"")
/* Of a connection that began here: neither one that a helper expects nor an untracked packet. */
#define ASKS ORIGINAL "," MATCH("in", CT("state"), "[\"established\",\"new\"]")
/* An answer: of this very connection, not of one that a helper expects. */
#define ANSWER REPLY "," MATCH("in", CT("state"), "\"established\"")
#define INVALID MATCH("in", CT("state"), "\"invalid\"")
#define RELATED MATCH("in", CT("state"), "\"related\"")
#define SPORT PAYLOAD("th", "sport")
#define DPORT PAYLOAD("th", "dport")

/* Once for each family: v is "4" or "6", ip the protocol of its header. */
#define SRC(ip) PAYLOAD(ip, "saddr")
#define DST(ip) PAYLOAD(ip, "daddr")
#define PAIR(ip) CT_ORIGINAL(ip " saddr") "," CT_ORIGINAL(ip " daddr")
#define ONE_WAY(ip) CONCAT(ETHER "," SRC(ip) "," DST(ip) "," L4 "," DPORT)
#define WAY_BACK(ip) CONCAT(PAIR(ip) "," L4 "," SPORT)
/* An error speaks of a connection; conntrack says which. */
#define ABOUT(ip) CONCAT(PAIR(ip) "," CT("protocol") "," CT_ORIGINAL("proto-dst"))

#define ECHO4(t) IS(PAYLOAD("icmp", "type"), "\"echo-" t "\"")
#define ECHO6(t) IS(PAYLOAD("icmpv6", "type"), "\"echo-" t "\"")
#define ERRORS4                                                                                    \
    IS(PAYLOAD("icmp", "type"),                                                                    \
       ANY("\"destination-unreachable\",\"time-exceeded\",\"parameter-problem\""))
#define ERRORS6                                                                                    \
    IS(PAYLOAD("icmpv6", "type"),                                                                  \
       ANY("\"destination-unreachable\",\"packet-too-big\",\"time-exceeded\","                     \
           "\"parameter-problem\""))
#define ND IS(PAYLOAD("icmpv6", "type"), ANY("\"nd-neighbor-solicit\",\"nd-neighbor-advert\""))
#define NEAR IS(PAYLOAD("ip6", "hoplimit"), "255")

/* --- chains ------------------------------------------------------------------------------- */

/* The cut stands before connection tracking and before fragments are put together. It hangs on
 * prerouting, not on the devices themselves: a chain on a device dies with the device. */
const struct skeleton_chain skeleton_chains[] = {
    {"inet", "cut", "prerouting", -500, false},
    {"inet", "cut_out", "output", -500, false},
    {"inet", "forward", "forward", 0, true},
    {"inet", "input", "input", 0, true},
    {"inet", "output", "output", 0, true},
    {"inet", "guard", NULL, 0, false},
    {"inet", "permitted", NULL, 0, false},
    {"inet", "permitted4", NULL, 0, false},
    {"inet", "permitted6", NULL, 0, false},
    {"inet", "errors4", NULL, 0, false},
    {"inet", "errors6", NULL, 0, false},
    {"arp", "input", "input", 0, false},
    {"bridge", "cut", "prerouting", -500, false},
    {"bridge", "forward", "forward", -200, true},
    {"bridge", "arp", NULL, 0, false},
    {"bridge", "output", "output", -200, false},
};
const size_t skeleton_n_chains = ARRAY_LEN(skeleton_chains);

/* --- rules -------------------------------------------------------------------------------- */

#define RULE(f, c, ...)                                                                            \
    {                                                                                              \
        f, c, "[" __VA_ARGS__ "]", false                                                           \
    }
#define WITH_NETFILTER(f, c, ...)                                                                  \
    {                                                                                              \
        f, c, "[" __VA_ARGS__ "]", true                                                            \
    }

/* Management is looked at first and stays open under every cut. */
#define CUT(f, c, v, ip)                                                                           \
    RULE(f, c, IN(SRC(ip), "cut" v) "," DROP), RULE(f, c, IN(DST(ip), "cut" v) "," DROP)

#define STATION(v, ip)                                                                             \
    IN(SRC(ip), "bound" v) "," NOT_IN(CONCAT(ETHER "," SRC(ip)), "binding" v) "," DROP

/* The law looks at the packet's own addresses, so that it needs no connection to hold. */
#define NEVER(v, ip, x, y)                                                                         \
    RULE("inet", "guard",                                                                          \
         IN(SRC(ip), x v) "," IN(DST(ip), y v) "," NOT_IN(CONCAT(SRC(ip) "," DST(ip)),             \
                                                          "law" v) "," DROP)
#define FORWARD(v, ip)                                                                             \
    RULE("inet", "guard", NOT_IN(CONCAT(IIF "," SRC(ip)), "inside" v) "," DROP),                   \
        RULE("inet", "guard", STATION(v, ip)), NEVER(v, ip, "mynumber", "internet"),               \
        NEVER(v, ip, "internet", "mynumber")

/* No "established accept": each packet of each direction asks its map again, so a session ends
 * with its element. */
#define PERMITTED(v, ip, echo)                                                                     \
    RULE("inet", "permitted" v, ASKS "," VMAP(ONE_WAY(ip), "forward" v)),                          \
        RULE("inet", "permitted" v, ANSWER "," VMAP(WAY_BACK(ip), "reply" v)),                     \
        RULE("inet", "permitted" v, ASKS "," VMAP(ONE_WAY(ip), "range" v)),                        \
        RULE("inet", "permitted" v, ANSWER "," VMAP(WAY_BACK(ip), "reply_range" v)),               \
        RULE("inet", "permitted" v,                                                                \
             ASKS "," echo("request") "," VMAP(CONCAT(ETHER "," SRC(ip) "," DST(ip)), "echo" v)),  \
        RULE("inet", "permitted" v,                                                                \
             ANSWER "," echo("reply") "," VMAP(CONCAT(PAIR(ip)), "echo_reply" v)),                 \
        RULE("inet", "permitted" v, RELATED "," GOTO("errors" v)),                                 \
        RULE("inet", "permitted" v, DROP)

#define ABOUT_PERMITTED(v, ip, errors, echo)                                                       \
    RULE("inet", "errors" v, errors "," VMAP(ABOUT(ip), "reply" v)),                               \
        RULE("inet", "errors" v, errors "," VMAP(ABOUT(ip), "reply_range" v)),                     \
        RULE("inet", "errors" v,                                                                   \
             errors "," IS(CT("protocol"), echo) "," VMAP(CONCAT(PAIR(ip)), "echo_reply" v)),      \
        RULE("inet", "errors" v, DROP)

#define OWN_IN(v, ip, ping)                                                                        \
    RULE("inet", "input", STATION(v, ip)),                                                         \
        RULE("inet", "input",                                                                      \
             IN(CONCAT(IIF "," SRC(ip) "," PAYLOAD("tcp", "dport")), "manage" v) "," ACCEPT),      \
        RULE("inet", "input",                                                                      \
             REPLY "," IN(CONCAT(IIF "," SRC(ip) "," L4 "," SPORT), "infra" v) "," ACCEPT),        \
        RULE("inet", "input",                                                                      \
             IN(IIF, "ping_link") "," IN(CONCAT(IIF "," SRC(ip)),                                  \
                                         "inside" v) "," ping("request") "," ACCEPT)

#define OWN_OUT(v, ip, ping, errors)                                                               \
    RULE("inet", "output",                                                                         \
         REPLY                                                                                     \
         "," IN(CONCAT(OIF "," DST(ip) "," PAYLOAD("tcp", "sport")), "manage" v) "," ACCEPT),      \
        RULE("inet", "output",                                                                     \
             ORIGINAL "," IN(CONCAT(OIF "," DST(ip) "," L4 "," DPORT), "infra" v) "," ACCEPT),     \
        RULE("inet", "output", IN(OIF, "ping_link") "," REPLY "," ping("reply") "," ACCEPT),       \
        RULE("inet", "output",                                                                     \
             RELATED "," errors "," IN(META("nfproto"), SKELETON_LEASE_SET) "," GOTO("errors" v))

#define BRIDGE_PORT(v, ip, type)                                                                   \
    RULE("bridge", "cut",                                                                          \
         TYPE(type) "," IN(SRC(ip), "bound" v) "," NOT_IN(CONCAT(IIF "," ETHER "," SRC(ip)),       \
                                                          "station" v) "," DROP)
#define BRIDGE_STATION(v, ip, type)                                                                \
    WITH_NETFILTER("bridge", "forward",                                                            \
                   TYPE(type) "," IN(CONCAT(IIF "," ETHER "," SRC(ip)), "station" v) "," ACCEPT),  \
        WITH_NETFILTER("bridge", "forward",                                                        \
                       TYPE(type) "," IN(CONCAT(IIF "," ETHER), "port_gateway") "," ACCEPT)

const struct skeleton_rule skeleton_rules[] = {
    /* --- cut --- */
    RULE("inet", "cut",
         IN(CONCAT(IIF "," SRC("ip") "," PAYLOAD("tcp", "dport")), "manage4") "," ACCEPT),
    RULE("inet", "cut",
         IN(CONCAT(IIF "," SRC("ip6") "," PAYLOAD("tcp", "dport")), "manage6") "," ACCEPT),
    RULE("inet", "cut", IN(IIF, "cut_link") "," DROP),
    RULE("inet", "cut", IN(ETHER, "cut_mac") "," DROP),
    CUT("inet", "cut", "4", "ip"),
    CUT("inet", "cut", "6", "ip6"),
    RULE("inet", "cut_out",
         IN(CONCAT(OIF "," DST("ip") "," PAYLOAD("tcp", "sport")), "manage4") "," ACCEPT),
    RULE("inet", "cut_out",
         IN(CONCAT(OIF "," DST("ip6") "," PAYLOAD("tcp", "sport")), "manage6") "," ACCEPT),
    RULE("inet", "cut_out", IN(OIF, "cut_link") "," DROP),
    RULE("inet", "cut_out", IN(DST("ip"), "cut4") "," DROP),
    RULE("inet", "cut_out", IN(DST("ip6"), "cut6") "," DROP),
    /* --- forward --- */
    /* The cut once more: what came by the management's exception meant the barrier, not others. */
    RULE("inet", "forward", IN(OIF, "cut_link") "," DROP),
    RULE("inet", "forward", IN(IIF, "cut_link") "," DROP),
    RULE("inet", "forward", IN(ETHER, "cut_mac") "," DROP),
    CUT("inet", "forward", "4", "ip"),
    CUT("inet", "forward", "6", "ip6"),
    RULE("inet", "forward", INVALID "," DROP),
    RULE("inet", "forward", JUMP("guard")),
    FORWARD("4", "ip"),
    FORWARD("6", "ip6"),
    /* With br_netfilter these come by here, too; a router would have lowered their hop limit. */
    WITH_NETFILTER("inet", "forward",
                   IN(IIF, "nd_bridge") "," IN(OIF, "nd_bridge") "," ND "," NEAR "," ACCEPT),
    RULE("inet", "forward", IN(META("nfproto"), SKELETON_LEASE_SET) "," GOTO("permitted")),
    RULE("inet", "forward", DROP),
    RULE("inet", "permitted", IS(META("nfproto"), "\"ipv4\"") "," GOTO("permitted4")),
    RULE("inet", "permitted", IS(META("nfproto"), "\"ipv6\"") "," GOTO("permitted6")),
    RULE("inet", "permitted", DROP),
    PERMITTED("4", "ip", ECHO4),
    PERMITTED("6", "ip6", ECHO6),
    ABOUT_PERMITTED("4", "ip", ERRORS4, "\"icmp\""),
    ABOUT_PERMITTED("6", "ip6", ERRORS6, "\"ipv6-icmp\""),
    /* --- the barrier itself --- */
    RULE("inet", "input", IS(IIF, "\"lo\"") "," ACCEPT),
    RULE("inet", "input", INVALID "," DROP),
    OWN_IN("4", "ip", ECHO4),
    OWN_IN("6", "ip6", ECHO6),
    RULE("inet", "input", RELATED "," ERRORS4 "," ACCEPT),
    RULE("inet", "input", RELATED "," ERRORS6 "," ACCEPT),
    RULE("inet", "input", IN(IIF, "nd_link") "," ND "," NEAR "," ACCEPT),
    RULE(
        "inet", "input",
        IN(IIF, "mld_link") "," IS(PAYLOAD("icmpv6", "type"), "\"mld-listener-query\"") "," ACCEPT),
    RULE("inet", "input",
         IN(IIF, "dhcp_link") "," IS(PAYLOAD("udp", "sport"), ANY("67,547")) "," IS(
             PAYLOAD("udp", "dport"), ANY("68,546")) "," ACCEPT),
    RULE("inet", "input", DROP),
    RULE("inet", "output", IS(OIF, "\"lo\"") "," ACCEPT),
    OWN_OUT("4", "ip", ECHO4, ERRORS4),
    OWN_OUT("6", "ip6", ECHO6, ERRORS6),
    RULE("inet", "output", IN(OIF, "nd_link") "," ND "," NEAR "," ACCEPT),
    RULE("inet", "output",
         IN(OIF, "mld_link") "," IS(PAYLOAD("icmpv6", "type"),
                                    ANY("\"mld-listener-report\",\"mld-listener-done\",\"mld2-"
                                        "listener-report\"")) "," ACCEPT),
    RULE("inet", "output",
         IN(OIF, "dhcp_link") "," IS(PAYLOAD("udp", "sport"), ANY("68,546")) "," IS(
             PAYLOAD("udp", "dport"), ANY("67,547")) "," ACCEPT),
    RULE("inet", "output", DROP),
    /* --- ARP: a declared address answers from its own MAC only (103) --- */
    RULE("arp", "input",
         IN(PAYLOAD("arp", "saddr ip"), "bound4") "," NOT_IN(
             CONCAT(PAYLOAD("arp", "saddr ether") "," PAYLOAD("arp", "saddr ip")),
             "binding4") "," DROP),
    /* --- bridges: the port must be right before anything else is asked --- */
    /* A tag hides what it carries from all that follows, and the barrier itself takes a priority
     * tag (VLAN 0) off again. */
    RULE("bridge", "cut", IS(PAYLOAD("ether", "type"), ANY("\"8021q\",\"8021ad\"")) "," DROP),
    RULE("bridge", "cut", IN(IIF, "cut_link") "," DROP),
    RULE("bridge", "cut", IN(ETHER, "cut_mac") "," DROP),
    CUT("bridge", "cut", "4", "ip"),
    CUT("bridge", "cut", "6", "ip6"),
    BRIDGE_PORT("4", "ip", "ip"),
    BRIDGE_PORT("6", "ip6", "ip6"),
    RULE("bridge", "cut",
         TYPE("arp") "," IN(PAYLOAD("arp", "saddr ip"), "bound4") "," NOT_IN(
             CONCAT(IIF "," ETHER "," PAYLOAD("arp", "saddr ip")), "station4") "," DROP),
    RULE("bridge", "output", IN(OIF, "cut_link") "," DROP),
    /* From port to port: ARP and ND among declared stations; IP goes on to the rules of inet.
     * Whatever else there is (VLAN tags, PPPoE, other protocols) would pass those by, and is
     * dropped. */
    RULE("bridge", "forward", IN(OIF, "cut_link") "," DROP),
    WITH_NETFILTER("bridge", "forward", TYPE("arp") "," GOTO("arp")),
    WITH_NETFILTER("bridge", "forward",
                   TYPE("ip6") "," ND "," NEAR
                               "," IN(CONCAT(IIF "," ETHER), "port_station") "," ACCEPT),
    BRIDGE_STATION("4", "ip", "ip"),
    BRIDGE_STATION("6", "ip6", "ip6"),
    RULE("bridge", "forward", DROP),
    RULE("bridge", "arp",
         IN(CONCAT(IIF "," PAYLOAD("arp", "saddr ether") "," PAYLOAD("arp", "saddr ip")),
            "station4") "," IN(PAYLOAD("arp", "daddr ip"), "bound4") "," ACCEPT),
    RULE("bridge", "arp", DROP),
};
const size_t skeleton_n_rules = ARRAY_LEN(skeleton_rules);

/* --- sets and maps ------------------------------------------------------------------------ */

#define MAPS(v, a)                                                                                 \
    {"inet", "forward" v, "ether_addr " a " " a " inet_proto inet_service", true, false,           \
     true,   true},                                                                                \
        {"inet", "range" v, "ether_addr " a " " a " inet_proto inet_service", true, true,          \
         true,   true},                                                                            \
        {"inet", "echo" v, "ether_addr " a " " a, true, false, true, true},                        \
        {"inet", "reply" v, a " " a " inet_proto inet_service", true, false, true, true},          \
        {"inet", "reply_range" v, a " " a " inet_proto inet_service", true, true, true, true},     \
        {"inet", "echo_reply" v, a " " a, true, false, true, true},                                \
        {"inet", "law" v, a " " a, false, false, true, false},                                     \
        {"inet", "inside" v, "ifname " a, false, true, false, false},                              \
        {"inet", "bound" v, a, false, false, false, false},                                        \
        {"inet", "binding" v, "ether_addr " a, false, false, false, false},                        \
        {"inet", "mynumber" v, a, false, true, false, false},                                      \
        {"inet", "internet" v, a, false, true, false, false},                                      \
        {"inet", "manage" v, "ifname " a " inet_service", false, true, false, false},              \
    {                                                                                              \
        "inet", "infra" v, "ifname " a " inet_proto inet_service", false, false, false, false      \
    }
#define CUTS(f)                                                                                    \
    {f, "cut_link", "ifname", false, false, false, false},                                         \
        {f, "cut_mac", "ether_addr", false, false, false, false},                                  \
        {f, "cut4", "ipv4_addr", false, true, false, false},                                       \
    {                                                                                              \
        f, "cut6", "ipv6_addr", false, true, false, false                                          \
    }

const struct skeleton_set skeleton_sets[] = {
    MAPS("4", "ipv4_addr"),
    MAPS("6", "ipv6_addr"),
    CUTS("inet"),
    {"inet", SKELETON_LEASE_SET, "nf_proto", false, false, true, false},
    {"inet", "nd_link", "ifname", false, false, false, false},
    {"inet", "nd_bridge", "ifname", false, false, false, false},
    {"inet", "mld_link", "ifname", false, false, false, false},
    {"inet", "dhcp_link", "ifname", false, false, false, false},
    {"inet", "ping_link", "ifname", false, false, false, false},
    {"arp", "bound4", "ipv4_addr", false, false, false, false},
    {"arp", "binding4", "ether_addr ipv4_addr", false, false, false, false},
    CUTS("bridge"),
    {"bridge", "bound4", "ipv4_addr", false, false, false, false},
    {"bridge", "bound6", "ipv6_addr", false, false, false, false},
    {"bridge", "station4", "ifname ether_addr ipv4_addr", false, false, false, false},
    {"bridge", "station6", "ifname ether_addr ipv6_addr", false, false, false, false},
    {"bridge", "port_station", "ifname ether_addr", false, false, false, false},
    {"bridge", "port_gateway", "ifname ether_addr", false, false, false, false},
};
const size_t skeleton_n_sets = ARRAY_LEN(skeleton_sets);
