/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys and values of nft's expressions.
 */
#include <stdlib.h>
#include <string.h>

#include "net/model_nft_parts.h"

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

/* --- keys
 * ------------------------------------------------------------------------------------------ */
static const struct {
    enum nft_kind kind;
    const char *name, *field;
    struct model_key key;
} keys_known[] = {
    {NFT_PAYLOAD, "ether", "saddr", {MODEL_KEY_PLAIN, SPACE_SMAC, NET_NONE, -1}},
    {NFT_PAYLOAD, "ether", "daddr", {MODEL_KEY_PLAIN, SPACE_DMAC, NET_NONE, -1}},
    {NFT_PAYLOAD, "ether", "type", {MODEL_KEY_FAMILY, SPACE_STATE, NET_NONE, -1}},
    {NFT_PAYLOAD, "ip", "saddr", {MODEL_KEY_PLAIN, SPACE_SADDR, NET_V4, -1}},
    {NFT_PAYLOAD, "ip", "daddr", {MODEL_KEY_PLAIN, SPACE_DADDR, NET_V4, -1}},
    {NFT_PAYLOAD, "ip", "protocol", {MODEL_KEY_PLAIN, SPACE_PROTO, NET_V4, -1}},
    {NFT_PAYLOAD, "ip6", "saddr", {MODEL_KEY_PLAIN, SPACE_SADDR, NET_V6, -1}},
    {NFT_PAYLOAD, "ip6", "daddr", {MODEL_KEY_PLAIN, SPACE_DADDR, NET_V6, -1}},
    {NFT_PAYLOAD, "tcp", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, 6}},
    {NFT_PAYLOAD, "tcp", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, 6}},
    {NFT_PAYLOAD, "tcp", "flags", {MODEL_KEY_PLAIN, SPACE_TCP_FLAGS, NET_NONE, 6}},
    {NFT_PAYLOAD, "udp", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, 17}},
    {NFT_PAYLOAD, "udp", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, 17}},
    {NFT_PAYLOAD, "sctp", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, 132}},
    {NFT_PAYLOAD, "sctp", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, 132}},
    {NFT_PAYLOAD, "dccp", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, 33}},
    {NFT_PAYLOAD, "dccp", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, 33}},
    {NFT_PAYLOAD, "udplite", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, 136}},
    {NFT_PAYLOAD, "udplite", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, 136}},
    {NFT_PAYLOAD, "th", "sport", {MODEL_KEY_PLAIN, SPACE_SPORT, NET_NONE, -1}},
    {NFT_PAYLOAD, "th", "dport", {MODEL_KEY_PLAIN, SPACE_DPORT, NET_NONE, -1}},
    {NFT_PAYLOAD, "icmp", "type", {MODEL_KEY_ICMP_TYPE, SPACE_SPORT, NET_V4, 1}},
    {NFT_PAYLOAD, "icmp", "code", {MODEL_KEY_ICMP_CODE, SPACE_SPORT, NET_V4, 1}},
    {NFT_PAYLOAD, "icmpv6", "type", {MODEL_KEY_ICMP_TYPE, SPACE_SPORT, NET_V6, 58}},
    {NFT_PAYLOAD, "icmpv6", "code", {MODEL_KEY_ICMP_CODE, SPACE_SPORT, NET_V6, 58}},
    {NFT_META, "iif", NULL, {MODEL_KEY_IFACE, SPACE_IIF, NET_NONE, -1}},
    {NFT_META, "iifname", NULL, {MODEL_KEY_IFACE, SPACE_IIF, NET_NONE, -1}},
    {NFT_META, "oif", NULL, {MODEL_KEY_IFACE, SPACE_OIF, NET_NONE, -1}},
    {NFT_META, "oifname", NULL, {MODEL_KEY_IFACE, SPACE_OIF, NET_NONE, -1}},
    {NFT_META, "l4proto", NULL, {MODEL_KEY_PLAIN, SPACE_PROTO, NET_NONE, -1}},
    {NFT_META, "nfproto", NULL, {MODEL_KEY_FAMILY, SPACE_STATE, NET_NONE, -1}},
    {NFT_META, "protocol", NULL, {MODEL_KEY_FAMILY, SPACE_STATE, NET_NONE, -1}},
    {NFT_CT, "state", NULL, {MODEL_KEY_PLAIN, SPACE_STATE, NET_NONE, -1}},
    {NFT_CT, "protocol", NULL, {MODEL_KEY_PLAIN, SPACE_CT_PROTO, NET_NONE, -1}},
    {NFT_CT, "direction", NULL, {MODEL_KEY_PLAIN, SPACE_DIR, NET_NONE, -1}},
};

/* "ct original ip saddr": the reply's source is the original's destination. */
static struct model_key connection_key(const struct nft_expr *e)
{
    struct model_key k = {.kind = MODEL_KEY_UNKNOWN, .proto = -1};
    bool reply = is(e->field, "reply");
    const char *name = e->name;
    if (is(name, "protocol"))
        return (struct model_key){MODEL_KEY_PLAIN, SPACE_CT_PROTO, NET_NONE, -1};
    if (!reply && !is(e->field, "original")) return k;
    if (strncmp(name, "ip ", 3) == 0 || is(e->more, "ip")) k.family = NET_V4;
    if (strncmp(name, "ip6 ", 4) == 0 || is(e->more, "ip6")) k.family = NET_V6;
    const char *space = strchr(name, ' ');
    if (space) name = space + 1;
    static const struct {
        const char *name;
        enum space_field original, reply;
    } t[] = {{"saddr", SPACE_CT_SADDR, SPACE_CT_DADDR},
             {"daddr", SPACE_CT_DADDR, SPACE_CT_SADDR},
             {"proto-src", SPACE_CT_SPORT, SPACE_CT_DPORT},
             {"proto-dst", SPACE_CT_DPORT, SPACE_CT_SPORT}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        if (!is(name, t[i].name) || (i < 2 && k.family == NET_NONE)) continue;
        k.kind = MODEL_KEY_PLAIN;
        k.field = reply ? t[i].reply : t[i].original;
    }
    return k;
}

struct model_key model_nft_key(const struct nft_expr *e)
{
    struct model_key unknown = {.kind = MODEL_KEY_UNKNOWN, .proto = -1};
    for (size_t i = 0; i < ARRAY_LEN(keys_known); i++) {
        if (keys_known[i].kind != e->kind || !is(keys_known[i].name, e->name)) continue;
        if (keys_known[i].field ? is(keys_known[i].field, e->field) : !e->field)
            return keys_known[i].key;
    }
    if (e->kind == NFT_CT) return connection_key(e);
    if (e->kind != NFT_PAYLOAD) return unknown;
    /* An unknown field of a known header still says what the packet is. */
    if (is(e->name, "ip") || is(e->name, "icmp") || is(e->name, "igmp")) unknown.family = NET_V4;
    if (is(e->name, "ip6") || is(e->name, "icmpv6")) unknown.family = NET_V6;
    uint8_t proto = 0;
    if (!is(e->name, "ip") && !is(e->name, "ip6") && model_proto(str_z(e->name), &proto))
        unknown.proto = proto;
    return unknown;
}

uint32_t model_nft_keys(const struct nft_expr *e, struct model_key keys[MODEL_KEYS_MAX])
{
    uint32_t n = e->kind == NFT_CONCAT ? e->n : 1;
    if (n > MODEL_KEYS_MAX) return 0;
    for (uint32_t i = 0; i < n; i++) {
        keys[i] = model_nft_key(e->kind == NFT_CONCAT ? &e->items[i] : e);
        if (keys[i].kind == MODEL_KEY_UNKNOWN) return 0;
        if (n > 1 && keys[i].kind == MODEL_KEY_FAMILY) return 0;
    }
    return n;
}

/* --- single values
 * --------------------------------------------------------------------------------- */
static bool state_number(int64_t bits, space_num *ret)
{
    static const int64_t of[SPACE_STATES] = {8, 2, 4, 1, 64};
    for (unsigned i = 0; i < SPACE_STATES; i++)
        if (of[i] == bits) *ret = i;
    for (unsigned i = 0; i < SPACE_STATES; i++)
        if (of[i] == bits) return true;
    return false;
}

static bool flag_number(const char *word, space_num *ret)
{
    static const char *const names[] = {"fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"};
    for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
        if (!is(word, names[i])) continue;
        *ret = (space_num)1 << i;
        return true;
    }
    return false;
}

static bool word_number(const struct model_key *k, const char *word, space_num *ret)
{
    struct net_addr a;
    struct net_mac m;
    enum space_state s = SPACE_NEW;
    uint8_t small = 0;
    int code = -1;
    struct str w = str_z(word);
    if (k->kind == MODEL_KEY_ICMP_TYPE || k->kind == MODEL_KEY_ICMP_CODE) {
        if (k->kind == MODEL_KEY_ICMP_CODE || !model_icmp_type(w, k->family, &small, &code))
            return false;
        *ret = small;
        return code < 0;
    }
    switch (k->field) {
    case SPACE_SADDR:
    case SPACE_DADDR:
    case SPACE_CT_SADDR:
    case SPACE_CT_DADDR:
        if (addr_parse(w, &a, NULL) != OK || a.family != k->family) return false;
        *ret = space_of_addr(&a);
        return true;
    case SPACE_SMAC:
    case SPACE_DMAC:
        if (addr_mac_parse(w, &m, NULL) != OK) return false;
        *ret = space_of_mac(&m);
        return true;
    case SPACE_PROTO:
    case SPACE_CT_PROTO:
        break; /* below */
    case SPACE_STATE:
        if (!model_state(w, &s)) return false;
        *ret = s;
        return true;
    case SPACE_DIR:
        *ret = is(word, "reply");
        return is(word, "reply") || is(word, "original");
    case SPACE_TCP_FLAGS:
        return flag_number(word, ret);
    default:
        return false; /* ports come as numbers */
    }
    if (!model_proto(w, &small)) return false;
    *ret = small;
    return true;
}

static space_num most_of(const struct model_key *k)
{
    switch (k->field) {
    case SPACE_DIR:
        return 1;
    case SPACE_SPORT:
    case SPACE_DPORT:
    case SPACE_CT_SPORT:
    case SPACE_CT_DPORT:
        return k->kind == MODEL_KEY_PLAIN ? 65535 : 255;
    case SPACE_PROTO:
    case SPACE_CT_PROTO:
    case SPACE_TCP_FLAGS:
        return 255;
    case SPACE_SMAC:
    case SPACE_DMAC:
        return ((space_num)1 << 48) - 1;
    default:
        return k->family == NET_V4 ? UINT32_MAX : ~(space_num)0;
    }
}

static bool single(const struct model_key *k, const struct nft_expr *v, space_num *ret)
{
    if (v->kind == NFT_ELEM) return single(k, &v->items[0], ret);
    if (v->kind == NFT_WORD) return word_number(k, v->name, ret);
    if (v->kind != NFT_NUMBER || v->number < 0) return false;
    if (k->field == SPACE_STATE) return state_number(v->number, ret);
    *ret = (space_num)v->number;
    return *ret <= most_of(k);
}

bool model_nft_number(const struct model_key *k, const struct nft_expr *v, space_num *ret)
{
    bool joined = v->kind == NFT_LIST || (v->kind == NFT_BINARY && is(v->name, "|"));
    space_num all = 0, one = 0;
    if (!joined) return single(k, v, ret);
    for (uint32_t i = 0; i < v->n; i++) {
        if (!model_nft_number(k, &v->items[i], &one)) return false;
        all |= one;
    }
    *ret = all;
    return true;
}

/* --- lists of values
 * --------------------------------------------------------------------------------- */
static bool grow(struct model_nft *r, void **p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap) return true;
    size_t more = *cap ? *cap * 2 : 8;
    void *q = arena_array(r->arena, more, size);
    if (!q) return false;
    if (n) memcpy(q, *p, n * size);
    *p = q;
    *cap = more;
    return true;
}

static void add_range(struct model_nft *r, struct model_values *to, space_num lo, space_num hi)
{
    void *p = to->ranges;
    if (lo > hi) {
        to->odd = true;
        return;
    }
    if (!grow(r, &p, to->n, &to->cap, sizeof *to->ranges)) {
        to->failed = true;
        return;
    }
    to->ranges = p;
    to->ranges[to->n++] = (struct space_range){lo, hi};
}

static void add_name(struct model_nft *r, struct model_values *to, const char *name)
{
    void *p = to->names;
    if (!grow(r, &p, to->n_names, &to->cap_names, sizeof *to->names)) {
        to->failed = true;
        return;
    }
    to->names = p;
    to->names[to->n_names++] = str_z(name);
}

static void add_family(const struct nft_expr *v, struct model_values *to)
{
    const char *w = v->kind == NFT_WORD ? v->name : "";
    int64_t n = v->kind == NFT_NUMBER ? v->number : -1;
    if (is(w, "ip") || is(w, "ipv4") || n == 0x0800 || n == 2)
        to->has_v4 = true;
    else if (is(w, "ip6") || is(w, "ipv6") || n == 0x86DD || n == 10)
        to->has_v6 = true;
    else if (!is(w, "arp") && !is(w, "vlan") && !is(w, "8021q") && !is(w, "8021ad") && n < 0)
        to->odd = true;
}

/* A key's number in its field: types and codes of ICMP share one. */
static void add_number(struct model_nft *r, const struct model_key *k, space_num lo, space_num hi,
                       struct model_values *to)
{
    if (k->kind == MODEL_KEY_PLAIN) add_range(r, to, lo, hi);
    if (k->kind == MODEL_KEY_ICMP_TYPE) add_range(r, to, lo << 8, hi << 8 | 255);
    if (k->kind == MODEL_KEY_ICMP_CODE)
        for (unsigned t = 0; t < 256; t++)
            add_range(r, to, (space_num)t << 8 | lo, (space_num)t << 8 | hi);
}

static bool prefix_bounds(const struct model_key *k, const struct nft_expr *v, space_num *lo,
                          space_num *hi)
{
    bool addr = k->field == SPACE_SADDR || k->field == SPACE_DADDR || k->field == SPACE_CT_SADDR ||
                k->field == SPACE_CT_DADDR;
    int64_t width = k->family == NET_V4 ? 32 : 128;
    if (!addr || v->number < 0 || v->number > width || !single(k, &v->items[0], lo)) return false;
    space_num host = width == v->number         ? 0
                     : width - v->number == 128 ? ~(space_num)0
                                                : ((space_num)1 << (width - v->number)) - 1;
    *hi = *lo | host;
    *lo &= ~host;
    return true;
}

/* Both ends of one value; false: it has none. */
static bool bounds(const struct model_key *k, const struct nft_expr *v, space_num *lo,
                   space_num *hi)
{
    if (v->kind == NFT_WORD && is(v->name, "*")) {
        *lo = 0;
        *hi = most_of(k);
        return true;
    }
    if (v->kind == NFT_PREFIX) return prefix_bounds(k, v, lo, hi);
    if (v->kind == NFT_RANGE)
        return single(k, &v->items[0], lo) && single(k, &v->items[1], hi) && *lo <= *hi;
    if (k->field == SPACE_TCP_FLAGS ? !model_nft_number(k, v, lo) : !single(k, v, lo)) return false;
    *hi = *lo;
    return true;
}

void model_nft_value(struct model_nft *r, const struct model_key *k, const struct nft_expr *v,
                     struct model_values *to)
{
    space_num lo = 0, hi = 0;
    if (v->kind == NFT_ELEM) {
        model_nft_value(r, k, &v->items[0], to);
    } else if (v->kind == NFT_SET || (v->kind == NFT_LIST && k->field != SPACE_TCP_FLAGS)) {
        for (uint32_t i = 0; i < v->n && !to->failed; i++) model_nft_value(r, k, &v->items[i], to);
    } else if (k->kind == MODEL_KEY_FAMILY) {
        add_family(v, to);
    } else if (k->kind == MODEL_KEY_IFACE) {
        if (v->kind == NFT_WORD && v->name[0] != '@' && !is(v->name, "*"))
            add_name(r, to, v->name);
        else
            to->odd = true;
    } else if (bounds(k, v, &lo, &hi)) {
        add_number(r, k, lo, hi, to);
    } else {
        to->odd = true;
    }
}

/* --- rows
 * -------------------------------------------------------------------------------------------- */
/* Appends one row for each combination of the cells' ranges. */
static void multiply(struct model_nft *r, const struct model_values *cells, uint32_t n,
                     struct model_values *to)
{
    size_t pick[MODEL_KEYS_MAX] = {0};
    for (uint32_t k = 0; k < n; k++)
        if (cells[k].n == 0) return;
    while (!to->failed) {
        for (uint32_t k = 0; k < n; k++) {
            const struct space_range *c = &cells[k].ranges[pick[k]];
            add_range(r, to, c->lo, c->hi);
        }
        uint32_t k = n;
        while (k > 0 && ++pick[k - 1] == cells[k - 1].n) pick[--k] = 0;
        if (k == 0) return;
    }
}

void model_nft_row(struct model_nft *r, const struct model_key *keys, uint32_t n_keys,
                   const struct nft_expr *v, struct model_values *to)
{
    struct space_range fixed[MODEL_KEYS_MAX];
    struct model_values cells[MODEL_KEYS_MAX];
    while (v->kind == NFT_ELEM) v = &v->items[0];
    bool all = v->kind == NFT_WORD && is(v->name, "*");
    if (!all && (v->kind != NFT_CONCAT || v->n != n_keys)) {
        to->odd = true;
        return;
    }
    for (uint32_t k = 0; k < n_keys; k++) {
        /* Most cells are one range: no memory for those. */
        cells[k] = (struct model_values){.ranges = &fixed[k], .cap = 1};
        const struct nft_expr *cell = all ? v : &v->items[k];
        if (keys[k].kind == MODEL_KEY_IFACE) {
            if (all || cell->kind != NFT_WORD || cell->name[0] == '@') to->odd = true;
            if (to->odd) return;
            add_name(r, to, cell->name);
            add_range(r, &cells[k], to->n_names - 1, to->n_names - 1);
        } else {
            model_nft_value(r, &keys[k], cell, &cells[k]);
        }
        to->odd |= cells[k].odd;
        to->failed |= cells[k].failed;
    }
    if (!to->odd && !to->failed) multiply(r, cells, n_keys, to);
}
