/* SPDX-License-Identifier: Apache-2.0
 *
 * iptables_save.h: rule sets as iptables-save(8) and ip6tables-save(8) write them. Bytes in,
 * structs out. A rule is kept as its options in order: which are understood is for whoever
 * examines them to say; nothing is refused for being unknown.
 *
 * Refused with line and column: a line that is no table, chain, rule, COMMIT or comment, a rule for
 * a chain or table that is not declared, a quote left open, what is beyond the limits.
 */
#ifndef SEKIMORI_WIRE_IPTABLES_SAVE_H
#define SEKIMORI_WIRE_IPTABLES_SAVE_H

#include "base/arena.h"

enum {
    IPTABLES_BYTES_MAX = 64 << 20,
    IPTABLES_LINE_MAX = 64 << 10,
    IPTABLES_CHAINS_MAX = 20000,
    IPTABLES_RULES_MAX = 1000000,
    IPTABLES_WORDS_MAX = 500 /* of one rule */
};

/* One option: ["!"] --name [value...], and the match it belongs to. */
struct iptables_option {
    const char *match; /* "tcp" of the -m before it; NULL: the rule's own (-s, -p, -j) */
    const char *name;  /* without dashes: "s", "dport", "j", "state" */
    bool negated;
    bool of_target; /* what follows -j or -g */
    const char *const *values;
    uint32_t n_values;
    uint32_t column; /* 1-based */
};
struct iptables_rule {
    uint32_t line;
    struct str text; /* the whole line as it stood, within the bytes read */
    uint32_t chain;  /* index within the table */
    const struct iptables_option *options;
    uint32_t n;
    const char *const *loads; /* -m NAME in order, also of matches without options */
    uint32_t n_loads;
    const char *target; /* -j or -g; NULL: none */
    bool is_goto, has_counter;
    int64_t packets, bytes;
};
struct iptables_chain {
    uint32_t line;
    const char *name;
    const char *policy; /* "ACCEPT", "DROP"; NULL: a chain of the user ("-") */
    int64_t packets, bytes;
};
struct iptables_table {
    uint32_t line;
    const char *name; /* "filter" */
    const struct iptables_chain *chains;
    uint32_t n_chains;
    const struct iptables_rule *rules; /* in the order of the file */
    uint32_t n_rules;
};
struct iptables_ruleset {
    bool is_v6; /* its first comment says ip6tables-save, or an address in it is IPv6 */
    const struct iptables_table *tables;
    uint32_t n_tables;
};

/* `text` must outlive the result. ERR_INVALID, ERR_TOO_BIG "iptables.*"; ERR_NOMEM. */
MUST_CHECK err_t iptables_save_read(struct arena *a, struct str text, struct iptables_ruleset *ret,
                                    struct fault *why);

#endif
