/* SPDX-License-Identifier: Apache-2.0 */
#include "net/permits.h"

#include <stdlib.h>
#include <string.h>

static const char *payload(const struct desired_item *it, const char *name)
{
    for (size_t i = 0; i < it->n_payload; i++)
        if (strcmp(it->payload[i].name, name) == 0 && it->payload[i].value[0])
            return it->payload[i].value;
    return NULL;
}

static err_t bad(const struct desired_item *it, size_t number, const char *name, struct fault *why)
{
    char field[FAULT_FIELD_MAX];
    const char *value = payload(it, name);
    struct str f = {field, 0};
    SB_CLEANUP struct sb b;
    sb_init(&b, sizeof field - 1);
    sb_addf(&b, "items[%zu].%s", number, name);
    f = sb_str(&b);
    memcpy(field, f.p, f.n);
    field[f.n] = '\0';
    (void)fault_set(why, ERR_INVALID, "firewall.bad_permit", "%s" FS "%s", name,
                    value ? value : "");
    fault_field(why, field);
    return ERR_INVALID;
}

static bool proto_of(const char *name, enum net_family family, uint8_t *ret)
{
    if (!name) return false;
    if (strcmp(name, "tcp") == 0)
        *ret = SPACE_TCP;
    else if (strcmp(name, "udp") == 0)
        *ret = SPACE_UDP;
    else if (strcmp(name, "icmp") == 0)
        *ret = family == NET_V4 ? SPACE_ICMP : SPACE_ICMPV6;
    else
        return false;
    return true;
}

static bool is_echo(uint8_t proto)
{
    return proto == SPACE_ICMP || proto == SPACE_ICMPV6;
}

static err_t read_one(const struct desired_item *it, size_t number, struct permit *p,
                      struct fault *why)
{
    const char *mac = payload(it, "source_mac"), *src = payload(it, "source_ip"),
               *dst = payload(it, "destination_ip"), *port = payload(it, "port");
    *p = (struct permit){.matter = it->matter, .no = it->no, .from = it->from, .until = it->until};
    if (!src || addr_parse(str_z(src), &p->src, NULL) != OK)
        return bad(it, number, "source_ip", why);
    if (!dst || addr_parse(str_z(dst), &p->dst, NULL) != OK || dst == src ||
        p->src.family != p->dst.family)
        return bad(it, number, "destination_ip", why);
    if (mac && addr_mac_parse(str_z(mac), &p->mac, NULL) != OK)
        return bad(it, number, "source_mac", why);
    p->has_mac = mac != NULL;
    if (!proto_of(payload(it, "protocol"), (enum net_family)p->src.family, &p->proto))
        return bad(it, number, "protocol", why);
    if (!is_echo(p->proto) && (!port || addr_ports_parse(str_z(port), &p->ports, NULL) != OK))
        return bad(it, number, "port", why);
    return OK;
}

err_t permits_read(struct arena *a, const struct desired *d, struct permit **ret, size_t *ret_n,
                   struct fault *why)
{
    size_t n = 0;
    struct permit *p = ARENA_ARRAY(a, struct permit, d->n_items + 1);
    if (!p) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    for (size_t i = 0; i < d->n_items; i++) {
        const struct desired_item *it = &d->items[i];
        if (it->what != DESIRED_WANT || strcmp(it->kind, "specified_flow") != 0) continue;
        TRY(read_one(it, i, &p[n++], why));
    }
    *ret = p;
    *ret_n = n;
    return OK;
}

/* --- as sets
 * ---------------------------------------------------------------------------------------- */
enum { COLUMNS = 5 };

static struct space_range just(space_num v)
{
    return (struct space_range){v, v};
}

static struct space_range mac_range(const struct permit *p, bool with_mac)
{
    if (with_mac && p->has_mac) return just(space_of_mac(&p->mac));
    return (struct space_range){0, ((space_num)1 << 48) - 1};
}

/* Ports; of echo, whose type stands where the source port does, any. */
static struct space_range port_range(const struct permit *p)
{
    if (is_echo(p->proto)) return (struct space_range){0, 65535};
    return (struct space_range){p->ports.first, p->ports.last};
}

/* Echo asks with one type and is answered with another. */
static struct space_range echo_type(const struct permit *p, bool reply)
{
    unsigned type = p->proto == SPACE_ICMP ? (reply ? 0U : 8U) : (reply ? 129U : 128U);
    return just((space_num)type << 8);
}

static void row(const struct permit *p, bool reply, bool with_mac, struct space_range *c)
{
    c[0] = reply ? mac_range(p, false) : mac_range(p, with_mac);
    c[1] = just(space_of_addr(reply ? &p->dst : &p->src));
    c[2] = just(space_of_addr(reply ? &p->src : &p->dst));
    c[3] = just(p->proto);
    c[4] = port_range(p);
}

/* Echo or not: they ask for different fields. */
static bdd_set rows(struct space *s, const struct permit *p, size_t n, bool reply, bool with_mac,
                    bool echo)
{
    static const enum space_field there[COLUMNS] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR,
                                                    SPACE_PROTO, SPACE_DPORT},
                                  back[COLUMNS] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR,
                                                   SPACE_PROTO, SPACE_SPORT};
    size_t used = 0;
    struct space_range *cells = calloc(n ? n : 1, COLUMNS * sizeof *cells);
    if (!cells) {
        if (s->bdd.err == OK) s->bdd.err = ERR_NOMEM;
        return BDD_NONE;
    }
    for (size_t i = 0; i < n; i++) {
        if (p[i].src.family != s->family || is_echo(p[i].proto) != echo) continue;
        row(&p[i], reply, with_mac, &cells[used * COLUMNS]);
        if (echo) cells[used * COLUMNS + 4] = echo_type(&p[i], reply);
        used++;
    }
    bdd_set f = space_boxes(s, reply || echo ? back : there, COLUMNS, cells, used);
    free(cells);
    return f;
}

static bdd_set flows(struct space *s, const struct permit *p, size_t n, bool reply, bool with_mac)
{
    return bdd_or(&s->bdd, rows(s, p, n, reply, with_mac, false),
                  rows(s, p, n, reply, with_mac, true));
}

/* Unreachable, too big, exceeded, parameter problem: of a connection that is tracked. */
static bdd_set errors(struct space *s)
{
    static const struct space_range v4[] = {{3 << 8, 3 << 8 | 255}, {11 << 8, 12 << 8 | 255}},
                                    v6[] = {{1 << 8, 4 << 8 | 255}};
    bool is_v4 = s->family == NET_V4;
    bdd_set types = space_in(s, SPACE_SPORT, is_v4 ? v4 : v6, is_v4 ? 2 : 1);
    bdd_set icmp = space_is(s, SPACE_PROTO, is_v4 ? SPACE_ICMP : SPACE_ICMPV6);
    return bdd_and(&s->bdd, space_is(s, SPACE_STATE, SPACE_RELATED), bdd_and(&s->bdd, icmp, types));
}

static bdd_set at(struct space *s, enum space_state state, unsigned direction, bdd_set f)
{
    bdd_set when =
        bdd_and(&s->bdd, space_is(s, SPACE_STATE, state), space_is(s, SPACE_DIR, direction));
    return bdd_and(&s->bdd, when, f);
}

bdd_set permits_set(struct space *s, const struct permit *p, size_t n, unsigned parts,
                    bool with_mac)
{
    bdd_set all = BDD_EMPTY, there = BDD_EMPTY;
    if (parts & (PERMITS_OPEN | PERMITS_GO_ON)) there = flows(s, p, n, false, with_mac);
    if (parts & PERMITS_OPEN) all = bdd_or(&s->bdd, all, at(s, SPACE_NEW, 0, there));
    if (parts & PERMITS_GO_ON) all = bdd_or(&s->bdd, all, at(s, SPACE_ESTABLISHED, 0, there));
    if (parts & PERMITS_REPLY)
        all = bdd_or(&s->bdd, all, at(s, SPACE_ESTABLISHED, 1, flows(s, p, n, true, with_mac)));
    if (parts & PERMITS_ERRORS) all = bdd_or(&s->bdd, all, errors(s));
    return all;
}
