/* SPDX-License-Identifier: Apache-2.0 */
#include "net/encode.h"

#include <linux/if.h>
#include <linux/netfilter.h>
#include <stdlib.h>
#include <string.h>

#include "net/skeleton.h"

enum { CHUNK = 300 };

struct elements_place encode_place(enum element_map map, enum net_family family, bool bridge)
{
    return (struct elements_place){.family = bridge ? NFPROTO_BRIDGE : NFPROTO_INET,
                                   .table = SKELETON_TABLE,
                                   .set = element_map_name(map, family)};
}

static size_t length(const struct element *e)
{
    return e->family == NET_V6 ? 16 : 4;
}

/* A field that stands alone is not padded. */
static bool alone(struct elements_item *i, const void *p, size_t n)
{
    if (!elements_field(i, p, NULL, n)) return false;
    i->key_len = (uint8_t)n;
    return true;
}

static bool pair(const struct element *e, struct elements_item *i)
{
    return elements_field(i, e->src.b, NULL, length(e)) &&
           elements_field(i, e->dst.b, NULL, length(e));
}

static bool service(const struct element *e, struct elements_item *i, bool range)
{
    const uint16_t first = htobe16(e->ports.first), last = htobe16(e->ports.last);
    i->range = range;
    return elements_field(i, &e->proto, NULL, 1) &&
           elements_field(i, &first, range ? &last : NULL, sizeof first);
}

static bool link_name(const struct element *e, struct elements_item *i)
{
    char name[IFNAMSIZ] = {0};
    struct str s = str_head(str_z(e->link), sizeof name - 1);
    memcpy(name, s.p, s.n);
    return elements_field(i, name, NULL, sizeof name);
}

static bool key(const struct element *e, struct elements_item *i)
{
    switch (e->map) {
    case ELEMENT_FORWARD:
    case ELEMENT_FORWARD_RANGE:
        return elements_field(i, e->mac.b, NULL, sizeof e->mac.b) && pair(e, i) &&
               service(e, i, e->map == ELEMENT_FORWARD_RANGE);
    case ELEMENT_ECHO:
        return elements_field(i, e->mac.b, NULL, sizeof e->mac.b) && pair(e, i);
    case ELEMENT_REPLY:
    case ELEMENT_REPLY_RANGE:
        return pair(e, i) && service(e, i, e->map == ELEMENT_REPLY_RANGE);
    case ELEMENT_ECHO_REPLY:
    case ELEMENT_LAW:
        return pair(e, i);
    case ELEMENT_CUT_LINK:
        return link_name(e, i);
    case ELEMENT_CUT_MAC:
        return alone(i, e->mac.b, sizeof e->mac.b);
    case ELEMENT_CUT_ADDRESS:
        return elements_field(i, e->src.b, NULL, length(e));
    case ELEMENT_MAPS:
        break;
    }
    return false;
}

/* A plain interval is two elements: its first address, and the one after its last. */
static unsigned interval(const struct element *e, struct elements_item ret[ENCODE_ITEMS_MAX])
{
    struct net_addr after = e->dst;
    if (!addr_next(&after)) return 1; /* up to the end of all addresses */
    ret[1] = (struct elements_item){.interval_end = true};
    return elements_field(&ret[1], after.b, NULL, length(e)) ? 2 : 0;
}

unsigned encode_element(const struct element *e, struct moment now,
                        struct elements_item ret[ENCODE_ITEMS_MAX])
{
    int64_t timeout = element_timeout(e, now);
    if (timeout < 0) return 0;
    bool counter = element_map_has_counter(e->map);
    ret[0] = (struct elements_item){
        .timeout_ms = timeout,
        .counted = counter,
        .verdict = e->map < ELEMENT_LAW ? ELEMENTS_ACCEPT : ELEMENTS_SET,
    };
    bool whole = key(e, &ret[0]);
    ASSERT(whole);
    return e->map == ELEMENT_CUT_ADDRESS ? interval(e, ret) : 1;
}

struct chunk {
    struct netlink *nl;
    struct netlink_batch *batch;
    struct elements_place place;
    struct elements_item *items;
    size_t n;
    bool add;
};

static void flush(struct chunk *c)
{
    if (c->n > 0 && c->add) elements_add(c->nl, c->batch, &c->place, c->items, c->n);
    if (c->n > 0 && !c->add) elements_remove(c->nl, c->batch, &c->place, c->items, c->n);
    c->n = 0;
}

static bool same_place(const struct element *a, const struct element *b)
{
    return a->map == b->map && a->family == b->family;
}

static void pass(struct chunk *c, const struct element *const *v, size_t count, struct moment now,
                 bool bridge)
{
    for (size_t i = 0; i < count; i++) {
        if (bridge && !element_map_in_bridge(v[i]->map)) continue;
        if (c->n + ENCODE_ITEMS_MAX > CHUNK || (i > 0 && !same_place(v[i - 1], v[i]))) flush(c);
        c->place = encode_place(v[i]->map, v[i]->family, bridge);
        /* What is removed is named by its key alone, also when its end is near. */
        struct moment at = c->add ? now : (struct moment){0};
        c->n += encode_element(v[i], at, c->items + c->n);
    }
    flush(c);
}

void encode_batch(struct netlink *n, struct netlink_batch *b, const struct element *const *v,
                  size_t count, struct moment now, bool bridge, bool add)
{
    struct chunk c = {.nl = n, .batch = b, .add = add};
    if (count == 0) return;
    c.items = calloc(CHUNK, sizeof *c.items);
    if (!c.items) {
        b->err = ERR_NOMEM;
        return;
    }
    pass(&c, v, count, now, false);
    if (bridge) pass(&c, v, count, now, true);
    free(c.items);
}

static void lease_in(struct netlink *n, struct netlink_batch *b, int64_t ms, uint8_t family,
                     bool there)
{
    const struct elements_place at = {family, SKELETON_TABLE, SKELETON_LEASE_SET};
    const uint8_t families[] = {NFPROTO_IPV4, NFPROTO_IPV6};
    struct elements_item items[ARRAY_LEN(families)] = {0};
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        bool whole = alone(items + i, families + i, 1);
        ASSERT(whole);
        items[i].timeout_ms = ms;
    }
    if (there) elements_remove(n, b, &at, items, ARRAY_LEN(items));
    if (ms > 0) elements_add(n, b, &at, items, ARRAY_LEN(items));
}

void encode_lease(struct netlink *n, struct netlink_batch *b, int64_t ms, bool bridge, bool there)
{
    lease_in(n, b, ms, NFPROTO_INET, there);
    if (bridge) lease_in(n, b, ms, NFPROTO_BRIDGE, there);
}
