/* SPDX-License-Identifier: Apache-2.0 */
#include "net/held.h"

#include <linux/netfilter.h>
#include <stdlib.h>
#include <string.h>

enum { TRIES = 8 };

/* Wanted items by the hash of place and key: open addressing, numbers from 1. */
struct wanted {
    uint32_t element;
    bool second; /* where an interval is over */
    bool bridge, seen;
    uint64_t hash;
};
struct search {
    const struct ruleset *want;
    struct moment now;
    struct wanted *v;
    size_t n, cap;
    uint32_t *slots;
    size_t mask;
    struct held *held;
    enum element_map map; /* of the dump at work */
    enum net_family family;
    bool bridge;
};

static uint64_t hash_of(enum element_map map, enum net_family family, bool bridge,
                        const struct elements_item *i)
{
    uint64_t h = UINT64_C(1469598103934665603);
    const uint8_t head[] = {(uint8_t)map, (uint8_t)family, bridge, i->interval_end, i->key_len};
    for (size_t k = 0; k < sizeof head; k++) h = (h ^ head[k]) * UINT64_C(1099511628211);
    for (size_t k = 0; k < i->key_len; k++) h = (h ^ i->key[k]) * UINT64_C(1099511628211);
    return h ^ (h >> 29);
}

static void insert(struct search *s, uint32_t element, bool second, bool bridge, uint64_t hash)
{
    s->v[s->n] =
        (struct wanted){.element = element, .second = second, .bridge = bridge, .hash = hash};
    size_t at = hash & s->mask;
    while (s->slots[at]) at = (at + 1) & s->mask;
    s->slots[at] = (uint32_t)++s->n;
}

static void insert_element(struct search *s, uint32_t index, bool bridge)
{
    struct elements_item items[ENCODE_ITEMS_MAX];
    const struct element *e = s->want->elements + index;
    unsigned n = encode_element(e, s->now, items);
    for (unsigned i = 0; i < n; i++)
        insert(s, index, i > 0, bridge, hash_of(e->map, e->family, bridge, items + i));
}

static err_t index_wanted(struct search *s, bool bridge)
{
    size_t most = s->want->n_elements * 4 + 16, slots = 64;
    while (slots < most * 2) slots *= 2;
    s->v = calloc(most, sizeof *s->v);
    s->slots = calloc(slots, sizeof *s->slots);
    if (!s->v || !s->slots) return ERR_NOMEM;
    s->mask = slots - 1;
    for (uint32_t i = 0; i < s->want->n_elements; i++) {
        insert_element(s, i, false);
        if (bridge && element_map_in_bridge(s->want->elements[i].map)) insert_element(s, i, true);
    }
    return OK;
}

static bool is_it(const struct search *s, const struct wanted *w, const struct elements_item *i)
{
    struct elements_item items[ENCODE_ITEMS_MAX];
    const struct element *e = s->want->elements + w->element;
    if (e->map != s->map || w->bridge != s->bridge) return false;
    if (e->family != NET_NONE && e->family != s->family) return false;
    unsigned n = encode_element(e, s->now, items);
    const struct elements_item *mine = items + (w->second ? 1 : 0);
    return n > (w->second ? 1 : 0) && mine->key_len == i->key_len &&
           memcmp(mine->key, i->key, i->key_len) == 0 && mine->range == i->range &&
           (!i->range || memcmp(mine->end, i->end, i->key_len) == 0);
}

static struct wanted *find(const struct search *s, const struct elements_item *i)
{
    size_t at = hash_of(s->map, s->family, s->bridge, i) & s->mask;
    for (; s->slots[at]; at = (at + 1) & s->mask) {
        struct wanted *w = s->v + s->slots[at] - 1;
        if (is_it(s, w, i)) return w;
    }
    return NULL;
}

/* Lives longer than it may, or decides otherwise. */
static bool oversteps(const struct search *s, const struct element *e,
                      const struct elements_item *i)
{
    bool is_map = e->map < ELEMENT_LAW;
    if (!i->interval_end && i->verdict != (is_map ? ELEMENTS_ACCEPT : ELEMENTS_SET)) return true;
    int64_t left = element_timeout(e, s->now);
    if (left == 0) return false;
    return i->timeout_ms == 0 || i->left_ms > left + HELD_SLACK_MS;
}

static void strange(struct search *s, const struct elements_item *i)
{
    struct held *h = s->held;
    if (h->n_strange < HELD_STRANGE_MAX)
        h->strange[h->n_strange] = (struct held_strange){s->map, s->family, s->bridge, *i};
    h->n_strange++;
}

/* nft writes where the first interval begins "not yet": the lowest address, flagged as an end. */
static bool is_floor(const struct search *s, const struct elements_item *i)
{
    static const uint8_t zero[ELEMENTS_KEY_MAX];
    return s->map == ELEMENT_CUT_ADDRESS && i->interval_end &&
           memcmp(i->key, zero, i->key_len) == 0;
}

static err_t seen(void *arg, const struct elements_place *at, const struct elements_item *i)
{
    (void)at;
    struct search *s = arg;
    if (is_floor(s, i)) return OK;
    struct wanted *w = find(s, i);
    if (!w) {
        strange(s, i);
        return OK;
    }
    const struct element *e = s->want->elements + w->element;
    struct held_count *c = s->held->counts + w->element;
    if (oversteps(s, e, i)) strange(s, i);
    w->seen = true;
    c->there = true;
    c->packets += i->packets;
    c->bytes += i->bytes;
    return OK;
}

static err_t dump_one(struct netlink *n, struct search *s, struct fault *why)
{
    const struct elements_place at = encode_place(s->map, s->family, s->bridge);
    err_t e = elements_dump(n, &at, seen, s, why);
    if (e == ERR_NOT_FOUND) {
        s->held->no_table = true;
        return OK;
    }
    return e;
}

static bool by_family(enum element_map map)
{
    return map != ELEMENT_CUT_LINK && map != ELEMENT_CUT_MAC;
}

static err_t dump_all(struct netlink *n, struct search *s, bool bridge, struct fault *why)
{
    s->bridge = bridge;
    for (unsigned m = 0; m < ELEMENT_MAPS; m++) {
        s->map = (enum element_map)m;
        if (bridge && !element_map_in_bridge(s->map)) continue;
        s->family = by_family(s->map) ? NET_V4 : NET_NONE;
        TRY(dump_one(n, s, why));
        if (!by_family(s->map)) continue;
        s->family = NET_V6;
        TRY(dump_one(n, s, why));
    }
    return OK;
}

static void count(struct search *s)
{
    struct held *h = s->held;
    for (size_t i = 0; i < s->n; i++) {
        const struct element *e = s->want->elements + s->v[i].element;
        int64_t left = element_timeout(e, s->now);
        if (s->v[i].seen)
            h->there++;
        else if (left == 0 || left > HELD_SLACK_MS)
            h->missing++;
    }
}

static err_t once(struct netlink *n, const struct ruleset *want, bool bridge, struct moment now,
                  struct held *h, struct fault *why)
{
    struct search s = {.want = want, .now = now, .held = h};
    h->counts = calloc(want->n_elements + 1, sizeof *h->counts);
    h->n = want->n_elements;
    err_t e = h->counts ? index_wanted(&s, bridge) : ERR_NOMEM;
    if (e == OK) e = dump_all(n, &s, false, why);
    if (e == OK && bridge) e = dump_all(n, &s, true, why);
    if (e == OK) count(&s);
    free(s.v);
    free(s.slots);
    return e;
}

err_t held_read(struct netlink *n, const struct ruleset *want, bool bridge, struct moment now,
                struct held *ret, struct fault *why)
{
    err_t e = ERR_BUSY;
    for (int i = 0; e == ERR_BUSY && i < TRIES; i++) {
        struct held *h = calloc(1, sizeof *h);
        if (!h) return ERR_NOMEM;
        e = once(n, want, bridge, now, h, why);
        if (e == OK)
            *ret = *h;
        else
            held_release(h);
        free(h);
    }
    return e == ERR_BUSY ? fault_set(why, ERR_BUSY, "netd.rules_moving", NULL) : e;
}

void held_release(struct held *h)
{
    free(h->counts);
    *h = (struct held){0};
}

bool held_is_right(const struct held *h)
{
    return !h->no_table && h->missing == 0 && h->n_strange == 0;
}
