/* SPDX-License-Identifier: Apache-2.0 */
#include "base/addr.h"

#include <arpa/inet.h>
#include <string.h>

static err_t refuse(struct fault *why, const char *id, struct str s)
{
    return fault_set(why, ERR_INVALID, id, "%.*s", STR_ARG(str_head(s, 100)));
}

/* --- one address ---------------------------------------------------------------------- */

unsigned addr_bits(const struct net_addr *a)
{
    return a->family == NET_V4 ? 32 : a->family == NET_V6 ? 128 : 0;
}

err_t addr_parse(struct str s, struct net_addr *ret, struct fault *why)
{
    char text[ADDR_TEXT_MAX];
    if (s.n == 0 || s.n >= sizeof text || str_find(s, '\0') < s.n)
        return refuse(why, "addr.not_address", s);
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    struct net_addr a = {.family = str_find(s, ':') < s.n ? NET_V6 : NET_V4};
    if (inet_pton(a.family == NET_V6 ? AF_INET6 : AF_INET, text, a.b) != 1)
        return refuse(why, "addr.not_address", s);
    *ret = a;
    return OK;
}

static unsigned group(const struct net_addr *a, unsigned i)
{
    return (unsigned)a->b[2 * i] << 8 | a->b[2 * i + 1];
}

/* The longest run of at least two zero groups, the first of equals (RFC 5952, 4.2). */
static unsigned zero_run(const struct net_addr *a, unsigned *ret_n)
{
    unsigned at = 8, best = 1;
    for (unsigned i = 0; i < 8; i++) {
        unsigned n = 0;
        while (i + n < 8 && group(a, i + n) == 0) n++;
        if (n > best) {
            at = i;
            best = n;
        }
        i += n;
    }
    *ret_n = at < 8 ? best : 0;
    return at;
}

static bool is_mapped(const struct net_addr *a)
{
    static const uint8_t head[12] = {[10] = 0xff, [11] = 0xff};
    return a->family == NET_V6 && memcmp(a->b, head, sizeof head) == 0;
}

static void print_v6(struct sb *to, const struct net_addr *a)
{
    if (is_mapped(a)) {
        sb_addf(to, "::ffff:%u.%u.%u.%u", a->b[12], a->b[13], a->b[14], a->b[15]);
        return;
    }
    unsigned n, at = zero_run(a, &n);
    for (unsigned i = 0; i < 8; i++) {
        if (i == at) {
            sb_addz(to, "::");
            i += n - 1;
            continue;
        }
        sb_addf(to, i == 0 || i == at + n ? "%x" : ":%x", group(a, i));
    }
}

void addr_print(struct sb *to, const struct net_addr *a)
{
    if (a->family == NET_V4)
        sb_addf(to, "%u.%u.%u.%u", a->b[0], a->b[1], a->b[2], a->b[3]);
    else if (a->family == NET_V6)
        print_v6(to, a);
}

struct net_addr addr_v4(uint32_t v)
{
    return (struct net_addr){
        .family = NET_V4,
        .b = {(uint8_t)(v >> 24), (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v}};
}

uint32_t addr_v4_number(const struct net_addr *a)
{
    return (uint32_t)a->b[0] << 24 | (uint32_t)a->b[1] << 16 | (uint32_t)a->b[2] << 8 | a->b[3];
}

bool addr_is_set(const struct net_addr *a)
{
    return a->family != NET_NONE;
}

int addr_cmp(const struct net_addr *a, const struct net_addr *b)
{
    if (a->family != b->family) return a->family < b->family ? -1 : 1;
    return memcmp(a->b, b->b, sizeof a->b);
}

bool addr_eq(const struct net_addr *a, const struct net_addr *b)
{
    return addr_cmp(a, b) == 0;
}

bool addr_next(struct net_addr *a)
{
    struct net_addr n = *a;
    for (unsigned i = addr_bits(a) / 8; i-- > 0;) {
        n.b[i] = (uint8_t)(n.b[i] + 1);
        if (n.b[i] == 0) continue;
        *a = n;
        return true;
    }
    return false;
}

bool addr_prev(struct net_addr *a)
{
    struct net_addr n = *a;
    for (unsigned i = addr_bits(a) / 8; i-- > 0;) {
        n.b[i] = (uint8_t)(n.b[i] - 1);
        if (n.b[i] == 0xff) continue;
        *a = n;
        return true;
    }
    return false;
}

bool addr_is_multicast(const struct net_addr *a)
{
    return a->family == NET_V6 ? a->b[0] == 0xff : a->family == NET_V4 && a->b[0] >> 4 == 0xe;
}

bool addr_is_link_local(const struct net_addr *a)
{
    if (a->family == NET_V6) return a->b[0] == 0xfe && (a->b[1] & 0xc0U) == 0x80;
    return a->family == NET_V4 && a->b[0] == 169 && a->b[1] == 254;
}

bool addr_is_host(const struct net_addr *a)
{
    if (!addr_is_set(a) || addr_is_multicast(a)) return false;
    if (a->family == NET_V4) return a->b[0] != 0 && a->b[0] != 127 && a->b[0] < 240;
    static const uint8_t zero[15];
    bool low = memcmp(a->b, zero, sizeof zero) == 0 && a->b[15] <= 1; /* :: and ::1 */
    return !low && !is_mapped(a);
}

/* --- MAC ------------------------------------------------------------------------------ */

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Six bytes, `sep` after each `every`-th. */
static bool mac_with(struct str s, char sep, size_t every, struct net_mac *ret)
{
    if (s.n != 12 + 6 / every - 1) return false;
    size_t at = 0;
    for (size_t i = 0; i < 6; i++) {
        if (i > 0 && i % every == 0 && s.p[at++] != sep) return false;
        int high = hex(s.p[at]), low = hex(s.p[at + 1]);
        if (high < 0 || low < 0) return false;
        ret->b[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return true;
}

err_t addr_mac_parse(struct str s, struct net_mac *ret, struct fault *why)
{
    struct net_mac m;
    if (!mac_with(s, ':', 1, &m) && !mac_with(s, '-', 1, &m) && !mac_with(s, '.', 2, &m))
        return refuse(why, "addr.not_mac", s);
    *ret = m;
    return OK;
}

void addr_mac_print(struct sb *to, const struct net_mac *m)
{
    sb_addf(to, "%02x:%02x:%02x:%02x:%02x:%02x", m->b[0], m->b[1], m->b[2], m->b[3], m->b[4],
            m->b[5]);
}

int addr_mac_cmp(const struct net_mac *a, const struct net_mac *b)
{
    return memcmp(a->b, b->b, sizeof a->b);
}

bool addr_mac_eq(const struct net_mac *a, const struct net_mac *b)
{
    return addr_mac_cmp(a, b) == 0;
}

bool addr_mac_is_set(const struct net_mac *m)
{
    static const struct net_mac none;
    return !addr_mac_eq(m, &none);
}

bool addr_mac_is_group(const struct net_mac *m)
{
    return m->b[0] & 1U;
}

/* --- ports ---------------------------------------------------------------------------- */

static bool port_of(struct str s, uint16_t *ret)
{
    int64_t v;
    if (s.n == 0 || s.p[0] < '1' || str_to_i64(s, &v) != OK || v > UINT16_MAX) return false;
    *ret = (uint16_t)v;
    return true;
}

err_t addr_ports_parse(struct str s, struct net_ports *ret, struct fault *why)
{
    struct str rest = s;
    struct str first = str_cut(&rest, '-');
    struct net_ports p;
    if (!port_of(first, &p.first)) return refuse(why, "addr.not_ports", s);
    p.last = p.first;
    if (rest.p && !port_of(rest, &p.last)) return refuse(why, "addr.not_ports", s);
    if (p.last < p.first) return refuse(why, "addr.backwards", s);
    *ret = p;
    return OK;
}

void addr_ports_print(struct sb *to, const struct net_ports *p)
{
    sb_add_i64(to, p->first);
    if (p->last == p->first) return;
    sb_addc(to, '-');
    sb_add_i64(to, p->last);
}
