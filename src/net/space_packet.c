/* SPDX-License-Identifier: Apache-2.0
 *
 * Single packets: picked out of a set, found in one, written for people; values of one field.
 */
#include <string.h>

#include "net/bdd_parts.h"
#include "net/space_parts.h"

space_num space_of_addr(const struct net_addr *a)
{
    space_num v = 0;
    for (unsigned i = 0; i < (a->family == NET_V4 ? 4U : 16U); i++) v = v << 8 | a->b[i];
    return v;
}

space_num space_of_mac(const struct net_mac *m)
{
    space_num v = 0;
    for (unsigned i = 0; i < 6; i++) v = v << 8 | m->b[i];
    return v;
}

struct net_addr space_addr(enum net_family family, space_num v)
{
    struct net_addr a = {.family = (uint8_t)family};
    for (unsigned i = family == NET_V4 ? 4 : 16; i-- > 0; v >>= 8) a.b[i] = (uint8_t)v;
    return a;
}

static void to_vector(const struct space *s, const struct space_packet *p, uint8_t *vector)
{
    for (unsigned f = 0; f < SPACE_FIELDS; f++) {
        const struct space_class_list *l = space_class_list(s, (enum space_field)f);
        space_num v = l ? space_class_of(l, p->v[f]) : p->v[f];
        for (unsigned i = 0; i < s->bits[f]; i++)
            vector[s->first[f] + i] = v >> (s->bits[f] - 1U - i) & 1;
    }
}

err_t space_has(const struct space *s, bdd_set f, const struct space_packet *p, bool *ret)
{
    uint8_t vector[BDD_VARS_MAX];
    to_vector(s, p, vector);
    return bdd_has(&s->bdd, f, vector, ret);
}

bdd_set space_packet_set(struct space *s, const struct space_packet *p)
{
    uint8_t vector[BDD_VARS_MAX];
    struct bdd_lit lits[BDD_VARS_MAX];
    to_vector(s, p, vector);
    for (unsigned i = 0; i < s->bdd.n_vars; i++)
        lits[i] = (struct bdd_lit){(uint16_t)i, vector[i] != 0};
    return bdd_cube(&s->bdd, lits, s->bdd.n_vars);
}

/* What makes a packet ordinary, the most telling first; each is asked for only while it leaves
 * something. */
struct wish {
    enum space_field field;
    enum net_family family;
    space_num lo, hi;
};
#define V6(top) ((space_num)UINT64_C(top) << 64)
static const struct wish wishes[] = {
    {SPACE_STATE, NET_NONE, SPACE_NEW, SPACE_NEW},
    {SPACE_STATE, NET_NONE, SPACE_ESTABLISHED, SPACE_ESTABLISHED},
    {SPACE_PROTO, NET_NONE, SPACE_TCP, SPACE_TCP},
    {SPACE_PROTO, NET_NONE, SPACE_UDP, SPACE_UDP},
    {SPACE_TCP_FLAGS, NET_NONE, SPACE_SYN, SPACE_SYN},
    {SPACE_SADDR, NET_V4, 0x01000000, 0xDFFFFFFF},
    {SPACE_SADDR, NET_V4, 0x0A000001, 0x0AFFFFFE},
    {SPACE_DADDR, NET_V4, 0x01000000, 0xDFFFFFFF},
    {SPACE_DADDR, NET_V4, 0x0A000002, 0x0AFFFFFE},
    {SPACE_SADDR, NET_V6, V6(0x2000000000000000), V6(0xFDFFFFFFFFFFFFFF)},
    {SPACE_SADDR, NET_V6, V6(0xFD00000000000000) + 1, V6(0xFD00000000000001) - 1},
    {SPACE_DADDR, NET_V6, V6(0x2000000000000000), V6(0xFDFFFFFFFFFFFFFF)},
    {SPACE_DADDR, NET_V6, V6(0xFD00000000000000) + 2, V6(0xFD00000000000001) - 1},
    {SPACE_SMAC, NET_NONE, UINT64_C(0x020000000001), UINT64_C(0x02FFFFFFFFFF)},
    {SPACE_DMAC, NET_NONE, UINT64_C(0x020000000001), UINT64_C(0x02FFFFFFFFFF)},
    {SPACE_SPORT, NET_NONE, 40000, 60999},
    {SPACE_DPORT, NET_NONE, 1, 65535},
};

static bdd_set prefer(struct space *s, bdd_set f, bdd_set wish)
{
    bdd_set with = bdd_and(&s->bdd, f, wish);
    return bdd_same(with, BDD_EMPTY) ? f : with;
}

/* Of a class the value most like an ordinary one. */
static space_num value_of(const struct space *s, enum space_field f, space_num number)
{
    const struct space_class_list *l = space_class_list(s, f);
    if (!l) return number;
    space_num first = space_class_first(l, number), last = space_class_last(s, f, l, number);
    for (size_t i = ARRAY_LEN(wishes); i-- > 0;) {
        const struct wish *w = &wishes[i];
        if (w->field != f || (w->family != NET_NONE && w->family != s->family)) continue;
        if (w->lo > last || w->hi < first) continue;
        return w->lo > first ? w->lo : first;
    }
    return first;
}

/* The wish as a set; of classes, those that it touches. */
static bdd_set wish_set(struct space *s, const struct wish *w)
{
    const struct space_class_list *l = space_class_list(s, w->field);
    struct space_range r = {w->lo, w->hi};
    if (!l) return space_in(s, w->field, &r, 1);
    struct space_part one = {{space_class_of(l, w->lo), space_class_of(l, w->hi)}, BDD_ALL};
    return space_parts_set(s, w->field, &one, 1);
}

/* Group addresses (the lowest bit of the first byte) are no station's own, nor is zero. */
static bdd_set prefer_stations(struct space *s, bdd_set f)
{
    if (space_class_list(s, SPACE_SMAC)) return f;
    f = prefer(s, f, space_masked(s, SPACE_SMAC, UINT64_C(1) << 40, 0));
    return prefer(s, f, bdd_not(space_is(s, SPACE_SMAC, 0)));
}

/* All but ICMP, and of ICMP the question of ping. */
static bdd_set echo_request(struct space *s)
{
    bool v4 = s->family == NET_V4;
    bdd_set icmp = space_is(s, SPACE_PROTO, v4 ? SPACE_ICMP : SPACE_ICMPV6);
    return bdd_if(&s->bdd, icmp, space_is(s, SPACE_SPORT, (v4 ? 8U : 128U) << 8), BDD_ALL);
}

err_t space_pick(struct space *s, bdd_set f, struct space_packet *ret)
{
    f = bdd_and(&s->bdd, f, s->valid);
    f = prefer(s, f, bdd_not(space_is(s, SPACE_IIF, 0)));
    f = prefer(s, f, bdd_not(space_is(s, SPACE_OIF, 0)));
    f = prefer_stations(s, f);
    f = prefer(s, f, echo_request(s));
    for (size_t i = 0; i < ARRAY_LEN(wishes); i++) {
        const struct wish *w = &wishes[i];
        if (w->family != NET_NONE && w->family != s->family) continue;
        f = prefer(s, f, wish_set(s, w));
    }
    uint8_t vector[BDD_VARS_MAX];
    TRY(bdd_pick(&s->bdd, f, vector));
    struct space_packet p = {{0}};
    for (unsigned k = 0; k < SPACE_FIELDS; k++) {
        for (unsigned i = 0; i < s->bits[k]; i++)
            p.v[k] = p.v[k] << 1 | (vector[s->first[k] + i] == 1);
        p.v[k] = value_of(s, (enum space_field)k, p.v[k]);
    }
    *ret = p;
    return OK;
}

static const char *const state_names[] = {"new", "established", "related", "invalid", "untracked"};

static void print_iface(struct sb *to, const struct space *s, space_num v)
{
    bool wild = false;
    struct str name = space_iface_name(s, v, &wild);
    if (v == 0) {
        sb_addz(to, "-");
        return;
    }
    sb_add(to, name);
    if (wild) sb_addc(to, '*');
}

static void print_mac(struct sb *to, space_num v)
{
    struct net_mac m;
    for (unsigned i = 6; i-- > 0; v >>= 8) m.b[i] = (uint8_t)v;
    addr_mac_print(to, &m);
}

static void print_proto(struct sb *to, space_num v)
{
    static const struct {
        uint8_t number;
        const char *name;
    } known[] = {{1, "icmp"}, {6, "tcp"}, {17, "udp"}, {58, "icmpv6"}, {132, "sctp"}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (known[i].number != v) continue;
        sb_addz(to, known[i].name);
        return;
    }
    sb_addf(to, "proto %u", (unsigned)v);
}

void space_value_print(struct sb *to, const struct space *s, enum space_field f, space_num v)
{
    struct net_addr a;
    switch (f) {
    case SPACE_STATE:
        sb_addz(to, v < SPACE_STATES ? state_names[(unsigned)v] : "?");
        break;
    case SPACE_DIR:
        sb_addz(to, v ? "reply" : "original");
        break;
    case SPACE_IIF:
    case SPACE_OIF:
        print_iface(to, s, v);
        break;
    case SPACE_SMAC:
    case SPACE_DMAC:
        print_mac(to, v);
        break;
    case SPACE_SADDR:
    case SPACE_DADDR:
        a = space_addr(s->family, v);
        addr_print(to, &a);
        break;
    case SPACE_PROTO:
        print_proto(to, v);
        break;
    default:
        sb_addf(to, "%u", (unsigned)v);
    }
}

static void print_ports(struct sb *to, const struct space_packet *p)
{
    unsigned proto = (unsigned)p->v[SPACE_PROTO], sport = (unsigned)p->v[SPACE_SPORT];
    if (proto == SPACE_ICMP || proto == SPACE_ICMPV6)
        sb_addf(to, " type %u code %u", sport >> 8, sport & 255);
    else if (proto == SPACE_TCP || proto == SPACE_UDP || proto == 132 || proto == 136 ||
             proto == 33)
        sb_addf(to, " %u -> %u", sport, (unsigned)p->v[SPACE_DPORT]);
}

void space_packet_print(struct sb *to, const struct space *s, const struct space_packet *p)
{
    static const struct {
        enum space_field f;
        const char *before;
    } words[] = {{SPACE_IIF, ""},    {SPACE_OIF, " -> "},   {SPACE_SMAC, " "},
                 {SPACE_SADDR, " "}, {SPACE_DADDR, " -> "}, {SPACE_PROTO, " "}};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        sb_addz(to, words[i].before);
        space_value_print(to, s, words[i].f, p->v[words[i].f]);
    }
    print_ports(to, p);
    sb_addc(to, ' ');
    space_value_print(to, s, SPACE_STATE, p->v[SPACE_STATE]);
    if (p->v[SPACE_DIR]) sb_addz(to, " reply");
}

struct collect {
    const struct bdd *b;
    struct arena *arena;
    unsigned first, bits;
    struct space_range *to;
    size_t n, cap, most;
};

static err_t add_value(struct collect *c, space_num lo, space_num hi)
{
    if (c->n > 0 && lo > 0 && c->to[c->n - 1].hi == lo - 1) {
        c->to[c->n - 1].hi = hi;
        return OK;
    }
    if (c->n == c->most) return ERR_TOO_BIG;
    if (c->n == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        struct space_range *to = ARENA_ARRAY(c->arena, struct space_range, cap);
        if (!to) return ERR_NOMEM;
        if (c->n) memcpy(to, c->to, c->n * sizeof *to);
        c->to = to;
        c->cap = cap;
    }
    c->to[c->n++] = (struct space_range){lo, hi};
    return OK;
}

static err_t collect_values(struct collect *c, uint32_t e, unsigned bit, space_num base)
{
    if (e == BDD_EMPTY.e) return OK;
    unsigned left = c->bits - bit;
    if (e == BDD_ALL.e) {
        space_num last = left == 128 ? ~(space_num)0 : base + (((space_num)1 << left) - 1);
        return add_value(c, base, last);
    }
    bool tests = bdd_var_of(c->b, e) == c->first + bit;
    ASSERT(tests || bdd_var_of(c->b, e) < c->first + c->bits);
    TRY(collect_values(c, tests ? bdd_lo_of(c->b, e) : e, bit + 1, base));
    return collect_values(c, tests ? bdd_hi_of(c->b, e) : e, bit + 1,
                          base + ((space_num)1 << (left - 1)));
}

err_t space_values(struct space *s, struct arena *a, bdd_set f, enum space_field field, size_t most,
                   struct space_range **ret, size_t *ret_n)
{
    enum space_field others[SPACE_FIELDS];
    size_t n = 0;
    for (unsigned k = 0; k < SPACE_FIELDS; k++)
        if (k != field) others[n++] = (enum space_field)k;
    f = space_forget(s, f, others, n);
    TRY(bdd_err(&s->bdd));
    struct collect c = {
        .b = &s->bdd, .arena = a, .first = s->first[field], .bits = s->bits[field], .most = most};
    TRY(collect_values(&c, f.e, 0, 0));
    const struct space_class_list *l = space_class_list(s, field);
    for (size_t i = 0; l && i < c.n; i++)
        c.to[i] = (struct space_range){space_class_first(l, c.to[i].lo),
                                       space_class_last(s, field, l, c.to[i].hi)};
    *ret = c.to;
    *ret_n = c.n;
    return OK;
}
