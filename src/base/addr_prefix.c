/* SPDX-License-Identifier: Apache-2.0
 * The half of addr.h that knows prefixes and ranges. */
#include "base/addr.h"

#include <string.h>

static err_t refuse(struct fault *why, const char *id, struct str s)
{
    return fault_set(why, ERR_INVALID, id, "%.*s", STR_ARG(str_head(s, 100)));
}

/* a with all bits from `bits` on cleared or set. */
static struct net_addr fill(const struct net_addr *a, unsigned bits, bool ones)
{
    struct net_addr r = *a;
    for (unsigned i = 0; i < addr_bits(a) / 8; i++) {
        unsigned kept = bits > 8 * i ? bits - 8 * i : 0;
        unsigned mask = kept >= 8 ? 0xffU : (0xff00U >> kept) & 0xffU;
        r.b[i] = (uint8_t)((r.b[i] & mask) | (ones ? ~mask & 0xffU : 0));
    }
    return r;
}

struct net_prefix addr_prefix_of(const struct net_addr *a, unsigned bits)
{
    if (bits > addr_bits(a)) bits = addr_bits(a);
    return (struct net_prefix){fill(a, bits, false), (uint8_t)bits};
}

struct net_addr addr_prefix_first(const struct net_prefix *p)
{
    return fill(&p->addr, p->bits, false);
}

struct net_addr addr_prefix_last(const struct net_prefix *p)
{
    return fill(&p->addr, p->bits, true);
}

err_t addr_interface_parse(struct str s, struct net_prefix *ret, struct fault *why)
{
    struct str bits = s;
    struct str a = str_cut(&bits, '/');
    struct net_prefix p;
    TRY(addr_parse(a, &p.addr, why));
    int64_t n = addr_bits(&p.addr);
    if (bits.p && (str_to_i64(bits, &n) != OK || n < 0 || n > addr_bits(&p.addr) ||
                   bits.p[0] == '-' || (bits.n > 1 && bits.p[0] == '0')))
        return refuse(why, "addr.not_prefix", s);
    p.bits = (uint8_t)n;
    *ret = p;
    return OK;
}

err_t addr_prefix_parse(struct str s, struct net_prefix *ret, struct fault *why)
{
    struct net_prefix p;
    TRY(addr_interface_parse(s, &p, why));
    struct net_addr first = addr_prefix_first(&p);
    if (!addr_eq(&first, &p.addr)) return refuse(why, "addr.host_bits", s);
    *ret = p;
    return OK;
}

void addr_prefix_print(struct sb *to, const struct net_prefix *p)
{
    addr_print(to, &p->addr);
    sb_addc(to, '/');
    sb_add_i64(to, p->bits);
}

bool addr_prefix_eq(const struct net_prefix *a, const struct net_prefix *b)
{
    return a->bits == b->bits && addr_eq(&a->addr, &b->addr);
}

bool addr_prefix_has(const struct net_prefix *p, const struct net_addr *a)
{
    if (a->family != p->addr.family) return false;
    struct net_addr mine = addr_prefix_first(p), its = fill(a, p->bits, false);
    return addr_eq(&mine, &its);
}

bool addr_prefix_overlaps(const struct net_prefix *a, const struct net_prefix *b)
{
    return a->bits <= b->bits ? addr_prefix_has(a, &b->addr) : addr_prefix_has(b, &a->addr);
}

struct net_range addr_range_of(const struct net_prefix *p)
{
    return (struct net_range){addr_prefix_first(p), addr_prefix_last(p)};
}

err_t addr_range_parse(struct str s, struct net_range *ret, struct fault *why)
{
    if (str_find(s, '-') == s.n) {
        struct net_prefix p;
        TRY(addr_prefix_parse(s, &p, why));
        *ret = addr_range_of(&p);
        return OK;
    }
    struct str last = s;
    struct str first = str_cut(&last, '-');
    struct net_range r;
    TRY(addr_parse(first, &r.first, why));
    TRY(addr_parse(last, &r.last, why));
    if (r.first.family != r.last.family) return refuse(why, "addr.two_families", s);
    if (addr_cmp(&r.first, &r.last) > 0) return refuse(why, "addr.backwards", s);
    *ret = r;
    return OK;
}

/* The largest prefix that begins at `at` and ends no later than `last`. */
static struct net_prefix largest(const struct net_addr *at, const struct net_addr *last)
{
    struct net_prefix p = {*at, (uint8_t)addr_bits(at)};
    while (p.bits > 0) {
        struct net_prefix wider = {*at, (uint8_t)(p.bits - 1)};
        struct net_addr first = addr_prefix_first(&wider), end = addr_prefix_last(&wider);
        if (!addr_eq(&first, at) || addr_cmp(&end, last) > 0) break;
        p = wider;
    }
    return p;
}

size_t addr_range_prefixes(const struct net_range *r, struct net_prefix to[ADDR_PREFIXES_MAX])
{
    size_t n = 0;
    struct net_addr at = r->first;
    while (n < ADDR_PREFIXES_MAX) {
        to[n] = largest(&at, &r->last);
        at = addr_prefix_last(&to[n++]);
        if (addr_cmp(&at, &r->last) >= 0 || !addr_next(&at)) break;
    }
    return n;
}

void addr_range_print(struct sb *to, const struct net_range *r)
{
    struct net_prefix p = largest(&r->first, &r->last);
    struct net_addr end = addr_prefix_last(&p);
    if (!addr_eq(&end, &r->last)) {
        addr_print(to, &r->first);
        sb_addc(to, '-');
        addr_print(to, &r->last);
    } else if (p.bits == addr_bits(&r->first)) {
        addr_print(to, &r->first);
    } else {
        addr_prefix_print(to, &p);
    }
}
