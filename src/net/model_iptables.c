/* SPDX-License-Identifier: Apache-2.0
 *
 * iptables-save to the model. A table of handlers, an option a row; what has no row is a condition
 * that may hold or not.
 */
#include <stdlib.h>
#include <string.h>

#include "net/model_parts.h"

struct making {
    struct model_making k;
    enum net_family family;
    const struct iptables_rule *rule;
};
typedef err_t handler(struct making *m, const struct iptables_option *o);

static err_t unknown(struct making *m, const struct iptables_option *o)
{
    const char *match = o->match ? o->match : "", *gap = o->match ? " " : "";
    char *note = arena_printf(m->k.arena, "%s%s--%s%s%s", match, gap, o->name,
                              o->n_values ? " " : "", o->n_values ? o->values[0] : "");
    if (!note) return model_nomem(m->k.why);
    return model_add_unknown(&m->k, note);
}

/* Values between commas; `one` turns each into a range. Unknown if one is not understood. */
static err_t listed(struct making *m, const struct iptables_option *o, enum space_field f,
                    bool (*one)(struct making *m, struct str word, struct space_range *ret))
{
    if (o->n_values != 1) return unknown(m, o);
    struct str rest = str_z(o->values[0]);
    size_t n = 1, i = 0;
    for (const char *c = o->values[0]; *c; c++) n += *c == ',';
    struct space_range *r = ARENA_ARRAY(m->k.arena, struct space_range, n);
    if (!r) return model_nomem(m->k.why);
    while (rest.p)
        if (!one(m, str_cut(&rest, ','), &r[i++])) return unknown(m, o);
    return model_add(
        &m->k, (struct model_cond){
                   .kind = MODEL_RANGES, .field = f, .ranges = r, .n = n, .negated = o->negated});
}

static bool one_prefix(struct making *m, struct str word, struct space_range *ret)
{
    enum net_family family = NET_NONE;
    return model_prefix(word, &family, ret) && family == m->family;
}

static bool one_port(struct making *m, struct str word, struct space_range *ret)
{
    (void)m;
    return model_ports(word, ':', ret);
}

static bool one_range(struct making *m, struct str word, struct space_range *ret)
{
    enum net_family family = NET_NONE;
    struct str to = word, from = str_cut(&to, '-');
    if (!to.p) to = from;
    return model_addr_range(from, to, &family, ret) && family == m->family;
}

static bool one_state(struct making *m, struct str word, struct space_range *ret)
{
    (void)m;
    enum space_state s = SPACE_NEW;
    if (!model_state(word, &s)) return false;
    *ret = (struct space_range){s, s};
    return true;
}

static bool one_mac(struct making *m, struct str word, struct space_range *ret)
{
    (void)m;
    struct net_mac mac;
    if (addr_mac_parse(word, &mac, NULL) != OK) return false;
    *ret = (struct space_range){space_of_mac(&mac), space_of_mac(&mac)};
    return true;
}

static err_t source(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_SADDR, one_prefix);
}

static err_t destination(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_DADDR, one_prefix);
}

static err_t protocol(struct making *m, const struct iptables_option *o)
{
    uint8_t proto = 0;
    if (o->n_values == 1 && (strcmp(o->values[0], "all") == 0 || strcmp(o->values[0], "0") == 0))
        return o->negated ? model_add(&m->k, (struct model_cond){.kind = MODEL_NEVER}) : OK;
    if (o->n_values != 1 || !model_proto(str_z(o->values[0]), &proto)) return unknown(m, o);
    return model_add_range(&m->k, SPACE_PROTO, proto, proto, o->negated);
}

/* "eth+" is every name that begins so. */
static err_t iface(struct making *m, const struct iptables_option *o, enum space_field f)
{
    if (o->n_values != 1) return unknown(m, o);
    struct str *name = ARENA_NEW(m->k.arena, struct str);
    char *text = arena_strdup(m->k.arena, str_z(o->values[0]));
    if (!name || !text) return model_nomem(m->k.why);
    *name = str_z(text);
    if (name->n > 0 && text[name->n - 1] == '+') text[name->n - 1] = '*';
    return model_add(
        &m->k,
        (struct model_cond){
            .kind = MODEL_IFACES, .field = f, .names = name, .n_names = 1, .negated = o->negated});
}

static err_t in_iface(struct making *m, const struct iptables_option *o)
{
    return iface(m, o, SPACE_IIF);
}

static err_t out_iface(struct making *m, const struct iptables_option *o)
{
    return iface(m, o, SPACE_OIF);
}

static err_t source_ports(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_SPORT, one_port);
}

static err_t destination_ports(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_DPORT, one_port);
}

/* Either port: rows of (source, any) and (any, destination). */
static err_t either_ports(struct making *m, const struct iptables_option *o)
{
    static const enum space_field fields[] = {SPACE_SPORT, SPACE_DPORT};
    static const struct space_range any = {0, 65535};
    if (o->n_values != 1) return unknown(m, o);
    struct str rest = str_z(o->values[0]);
    size_t n = 1, i = 0;
    for (const char *c = o->values[0]; *c; c++) n += *c == ',';
    struct space_range *cells = ARENA_ARRAY(m->k.arena, struct space_range, n * 4), r;
    if (!cells) return model_nomem(m->k.why);
    for (; rest.p; i += 4) {
        if (!one_port(m, str_cut(&rest, ','), &r)) return unknown(m, o);
        cells[i] = cells[i + 3] = r;
        cells[i + 1] = cells[i + 2] = any;
    }
    return model_add(&m->k, (struct model_cond){.kind = MODEL_BOXES,
                                                .fields = fields,
                                                .n_fields = 2,
                                                .ranges = cells,
                                                .n = n * 2,
                                                .negated = o->negated});
}

/* "SYN,ACK" as bits; -1: not understood. */
static int flags_of(struct str words)
{
    static const char *const names[] = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    int bits = 0;
    if (str_eqz(words, "NONE")) return 0;
    if (str_eqz(words, "ALL")) return 0x3F;
    while (words.p) {
        struct str w = str_cut(&words, ',');
        unsigned i = 0;
        while (i < ARRAY_LEN(names) && !str_eqz(w, names[i])) i++;
        if (i == ARRAY_LEN(names)) return -1;
        bits |= 1 << i;
    }
    return bits;
}

static err_t masked(struct making *m, int mask, int value, bool negated)
{
    struct space_range *r = ARENA_NEW(m->k.arena, struct space_range);
    if (!r) return model_nomem(m->k.why);
    *r = (struct space_range){(space_num)mask, (space_num)value};
    return model_add(&m->k, (struct model_cond){.kind = MODEL_MASKED,
                                                .field = SPACE_TCP_FLAGS,
                                                .ranges = r,
                                                .n = 1,
                                                .negated = negated});
}

static err_t tcp_flags(struct making *m, const struct iptables_option *o)
{
    if (o->n_values != 2) return unknown(m, o);
    int mask = flags_of(str_z(o->values[0])), value = flags_of(str_z(o->values[1]));
    return mask < 0 || value < 0 ? unknown(m, o) : masked(m, mask, value, o->negated);
}

static err_t syn(struct making *m, const struct iptables_option *o)
{
    return masked(m, 0x17, SPACE_SYN, o->negated); /* of FIN, SYN, RST, ACK only SYN */
}

static err_t icmp_type(struct making *m, const struct iptables_option *o)
{
    uint8_t type = 0;
    int code = -1;
    if (o->n_values == 1 && strcmp(o->values[0], "any") == 0 && !o->negated) return OK;
    if (o->n_values != 1 || !model_icmp_type(str_z(o->values[0]), m->family, &type, &code))
        return unknown(m, o);
    unsigned lo = (unsigned)type << 8 | (code < 0 ? 0U : (unsigned)code);
    return model_add_range(&m->k, SPACE_SPORT, lo, code < 0 ? lo | 255 : lo, o->negated);
}

static err_t states(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_STATE, one_state);
}

static err_t direction(struct making *m, const struct iptables_option *o)
{
    bool reply = o->n_values == 1 && str_eq_nocase(str_z(o->values[0]), STR("REPLY"));
    if (!reply && !(o->n_values == 1 && str_eq_nocase(str_z(o->values[0]), STR("ORIGINAL"))))
        return unknown(m, o);
    return model_add_range(&m->k, SPACE_DIR, reply, reply, o->negated);
}

static err_t original_source(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_CT_SADDR, one_prefix);
}

static err_t original_destination(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_CT_DADDR, one_prefix);
}

static err_t original_source_port(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_CT_SPORT, one_port);
}

static err_t original_destination_port(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_CT_DPORT, one_port);
}

static err_t mac_source(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_SMAC, one_mac);
}

static err_t source_range(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_SADDR, one_range);
}

static err_t destination_range(struct making *m, const struct iptables_option *o)
{
    return listed(m, o, SPACE_DADDR, one_range);
}

static err_t nothing(struct making *m, const struct iptables_option *o)
{
    (void)m;
    (void)o;
    return OK;
}

static const struct row {
    const char *match; /* NULL: the rule's own; "*": tcp, udp and their like */
    const char *name, *short_name;
    handler *run;
} options[] = {
    {NULL, "source", "s", source},
    {NULL, "src", "s", source},
    {NULL, "destination", "d", destination},
    {NULL, "dst", "d", destination},
    {NULL, "protocol", "p", protocol},
    {NULL, "in-interface", "i", in_iface},
    {NULL, "out-interface", "o", out_iface},
    {NULL, "match", "m", nothing},
    {NULL, "jump", "j", nothing},
    {NULL, "goto", "g", nothing},
    {"*", "source-port", "sport", source_ports},
    {"*", "source-ports", "sports", source_ports},
    {"*", "destination-port", "dport", destination_ports},
    {"*", "destination-ports", "dports", destination_ports},
    {"tcp", "tcp-flags", "tcp-flags", tcp_flags},
    {"tcp", "syn", "syn", syn},
    {"multiport", "source-ports", "sports", source_ports},
    {"multiport", "destination-ports", "dports", destination_ports},
    {"multiport", "ports", "port", either_ports},
    {"icmp", "icmp-type", "icmp-type", icmp_type},
    {"icmp6", "icmpv6-type", "icmpv6-type", icmp_type},
    {"state", "state", "state", states},
    {"conntrack", "ctstate", "ctstate", states},
    {"conntrack", "ctdir", "ctdir", direction},
    {"conntrack", "ctorigsrc", "ctorigsrc", original_source},
    {"conntrack", "ctorigdst", "ctorigdst", original_destination},
    {"conntrack", "ctorigsrcport", "ctorigsrcport", original_source_port},
    {"conntrack", "ctorigdstport", "ctorigdstport", original_destination_port},
    {"mac", "mac-source", "mac-source", mac_source},
    {"iprange", "src-range", "src-range", source_range},
    {"iprange", "dst-range", "dst-range", destination_range},
    {"comment", "comment", "comment", nothing},
};

/* Does the match's own protocol stand in the rule? The kernel refuses ports without it. */
static bool is_transport(const char *match)
{
    static const char *const names[] = {"tcp", "udp", "sctp", "dccp", "udplite"};
    for (size_t i = 0; match && i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], match) == 0) return true;
    return false;
}

/* Options of the protocol may stand without -m, as people write them. */
static bool belongs(const struct row *r, const struct iptables_option *o)
{
    if (!r->match) return o->match == NULL || strlen(o->name) == 1;
    if (!o->match) return r->match[0] == '*' || is_transport(r->match);
    if (r->match[0] == '*') return is_transport(o->match);
    return strcmp(o->match, r->match) == 0;
}

static err_t read_option(struct making *m, const struct iptables_option *o)
{
    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        const struct row *r = &options[i];
        if (strcmp(o->name, r->name) != 0 && strcmp(o->name, r->short_name) != 0) continue;
        if (!belongs(r, o)) continue;
        return r->run(m, o);
    }
    return unknown(m, o);
}

/* Matches that were loaded and bear no option of their own (as -m socket) ask something, too. */
static err_t read_loads(struct making *m)
{
    static const char *const harmless[] = {"tcp",   "udp",       "sctp",    "dccp", "udplite",
                                           "icmp",  "icmp6",     "comment", "mac",  "multiport",
                                           "state", "conntrack", "iprange"};
    for (uint32_t i = 0; i < m->rule->n_loads; i++) {
        const char *name = m->rule->loads[i];
        bool known = false, has_option = false;
        uint8_t proto = 0;
        for (size_t k = 0; k < ARRAY_LEN(harmless); k++) known |= strcmp(harmless[k], name) == 0;
        for (uint32_t k = 0; k < m->rule->n; k++) {
            const struct iptables_option *o = &m->rule->options[k];
            has_option |= o->match && strcmp(o->match, name) == 0;
        }
        if (!known && !has_option) TRY(model_add_unknown(&m->k, name));
        if ((is_transport(name) || strncmp(name, "icmp", 4) == 0) &&
            model_proto(str_z(name), &proto))
            TRY(model_add_range(&m->k, SPACE_PROTO, proto, proto, false));
    }
    return OK;
}

/* --- targets
 * ---------------------------------------------------------------------------------------- */
static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static bool translates(const char *target)
{
    static const char *const names[] = {"SNAT", "DNAT", "MASQUERADE", "REDIRECT", "NETMAP"};
    return target && is_one_of(target, names, ARRAY_LEN(names));
}

static enum model_verdict verdict_of(struct model *model, const char *target)
{
    static const char *const goes_on[] = {
        "LOG",      "NFLOG",       "ULOG",  "AUDIT",       "TRACE",    "MARK",    "CONNMARK",
        "SET",      "DSCP",        "TOS",   "TCPMSS",      "CT",       "NOTRACK", "CLASSIFY",
        "CHECKSUM", "TTL",         "HL",    "TEE",         "SECMARK",  "ECN",     "RATEEST",
        "LED",      "CONNSECMARK", "HMARK", "TCPOPTSTRIP", "IDLETIMER"};
    if (!target) return MODEL_CONTINUE;
    if (strcmp(target, "ACCEPT") == 0) return MODEL_ACCEPT;
    if (strcmp(target, "DROP") == 0 || strcmp(target, "REJECT") == 0) return MODEL_DROP;
    if (strcmp(target, "RETURN") == 0) return MODEL_RETURN;
    if (is_one_of(target, goes_on, ARRAY_LEN(goes_on))) return MODEL_CONTINUE;
    if (translates(target)) {
        model->nat = true;
        return MODEL_ACCEPT;
    }
    if (strcmp(target, "FLOWOFFLOAD") == 0) model->offload = true;
    model->n_unknown++;
    return MODEL_EITHER; /* QUEUE, and whatever else somebody has written */
}

struct reading {
    struct arena *arena;
    struct fault *why;
    struct model *model;
    struct model_chain *chains;
    const struct iptables_table *table;
    const struct iptables_chain **sorted; /* its chains by name */
    uint32_t first;                       /* number of the table's first chain */
};

static int compare_names(const void *a, const void *b)
{
    const struct iptables_chain *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static err_t set_target(const struct reading *r, const struct iptables_rule *from,
                        struct model_rule *u)
{
    const struct iptables_chain key = {.name = from->target}, *keys[] = {&key};
    const struct iptables_chain **at =
        from->target ? bsearch(keys, r->sorted, r->table->n_chains, sizeof *at, compare_names)
                     : NULL;
    if (at) {
        u->target = r->first + (uint32_t)(*at - r->table->chains);
        u->verdict = from->is_goto ? MODEL_GOTO : MODEL_JUMP;
        return OK;
    }
    if (from->is_goto) {
        (void)fault_set(r->why, ERR_INVALID, "model.no_chain", "%s", from->target);
        fault_place(r->why, NULL, from->line, 0);
        return ERR_INVALID;
    }
    u->verdict = verdict_of(r->model, from->target);
    u->does_more = u->verdict == MODEL_CONTINUE || translates(from->target);
    return OK;
}

static err_t read_rule(const struct reading *r, enum net_family family,
                       const struct iptables_rule *from, struct model_rule *u)
{
    struct making m = {
        .k = {.arena = r->arena, .why = r->why, .model = r->model}, .family = family, .rule = from};
    u->line = from->line;
    u->text = from->text;
    u->packets = from->has_counter ? from->packets : -1;
    TRY(set_target(r, from, u));
    TRY(read_loads(&m));
    for (uint32_t i = 0; i < from->n; i++)
        if (!from->options[i].of_target) TRY(read_option(&m, &from->options[i]));
    err_t e = model_finish(&m.k, u);
    if (e != OK) fault_place(r->why, NULL, from->line, 0);
    return e;
}

static int32_t prio_of(const char *table, enum model_hook hook)
{
    if (strcmp(table, "raw") == 0) return -300;
    if (strcmp(table, "mangle") == 0) return -150;
    if (strcmp(table, "security") == 0) return 50;
    if (strcmp(table, "nat") != 0) return 0;
    return hook == MODEL_PREROUTING || hook == MODEL_OUTPUT ? -100 : 100;
}

static void read_chain(struct reading *r, const struct iptables_chain *from, bool v6,
                       struct model_chain *c)
{
    enum model_hook hook = MODEL_NO_HOOK;
    c->name = str_z(from->name);
    c->table = str_z(r->table->name);
    c->families = v6 ? MODEL_IP6 : MODEL_IP;
    if (!from->policy || !model_hook_of(c->name, &hook)) return;
    c->hook = hook;
    c->prio = prio_of(r->table->name, hook);
    c->is_nat = strcmp(r->table->name, "nat") == 0;
    c->policy_drop = strcmp(from->policy, "ACCEPT") != 0;
}

static err_t read_table(struct reading *r, bool v6)
{
    const struct iptables_table *t = r->table;
    struct model_rule *rules = ARENA_ARRAY(r->arena, struct model_rule, t->n_rules + 1U);
    uint32_t *at = ARENA_ARRAY(r->arena, uint32_t, t->n_chains + 1U);
    r->sorted = ARENA_ARRAY(r->arena, const struct iptables_chain *, t->n_chains + 1U);
    if (!rules || !at || !r->sorted) return model_nomem(r->why);
    for (uint32_t i = 0; i < t->n_chains; i++) r->sorted[i] = &t->chains[i];
    qsort(r->sorted, t->n_chains, sizeof *r->sorted, compare_names);
    for (uint32_t i = 0; i < t->n_chains; i++)
        read_chain(r, &t->chains[i], v6, &r->chains[r->first + i]);
    for (uint32_t i = 0; i < t->n_rules; i++) at[t->rules[i].chain + 1]++;
    for (uint32_t i = 0; i < t->n_chains; i++) at[i + 1] += at[i];
    for (uint32_t i = 0; i < t->n_rules; i++) {
        struct model_chain *c = &r->chains[r->first + t->rules[i].chain];
        uint32_t place = at[t->rules[i].chain] + c->n;
        if (c->n == 0) c->rules = &rules[place];
        TRY(read_rule(r, v6 ? NET_V6 : NET_V4, &t->rules[i], &rules[place]));
        c->n++;
    }
    r->first += t->n_chains;
    return OK;
}

err_t model_from_iptables(struct arena *a, const struct iptables_ruleset *r, struct model *ret,
                          struct fault *why)
{
    struct model m = {.n = 0};
    for (uint32_t t = 0; t < r->n_tables; t++) m.n += r->tables[t].n_chains;
    if (m.n > MODEL_CHAINS_MAX)
        return fault_set(why, ERR_TOO_BIG, "model.too_many_chains", "%d", MODEL_CHAINS_MAX);
    struct model_chain *chains = ARENA_ARRAY(a, struct model_chain, m.n + 1U);
    if (!chains) return model_nomem(why);
    m.chains = chains;
    struct reading rd = {.arena = a, .why = why, .model = &m, .chains = chains};
    for (uint32_t t = 0; t < r->n_tables; t++) {
        rd.table = &r->tables[t];
        TRY(read_table(&rd, r->is_v6));
    }
    uint32_t *order = NULL;
    TRY(model_order(a, &m, &order, why));
    *ret = m;
    return OK;
}
