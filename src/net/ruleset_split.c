/* SPDX-License-Identifier: Apache-2.0 */
#include "net/ruleset_parts.h"

#include <stdlib.h>
#include <string.h>

struct moment ruleset_later(struct moment x, struct moment y)
{
    if (x.ms == 0 || y.ms == 0) return (struct moment){0};
    return x.ms > y.ms ? x : y;
}

/* Elements of one group differ only in where their interval lies. */
static int group_cmp(const struct element *a, const struct element *b)
{
    if (a->map != b->map) return a->map < b->map ? -1 : 1;
    if (a->family != b->family) return a->family < b->family ? -1 : 1;
    int c = addr_mac_cmp(&a->mac, &b->mac);
    if (c || a->map == ELEMENT_CUT_ADDRESS) return c;
    c = addr_cmp(&a->src, &b->src);
    if (c == 0) c = addr_cmp(&a->dst, &b->dst);
    if (c == 0 && a->proto != b->proto) c = a->proto < b->proto ? -1 : 1;
    if (c == 0 && (a->link || b->link)) c = strcmp(a->link ? a->link : "", b->link ? b->link : "");
    return c;
}

static int begin_cmp(const struct element *a, const struct element *b)
{
    if (a->map == ELEMENT_CUT_ADDRESS) return addr_cmp(&a->src, &b->src);
    return (a->ports.first > b->ports.first) - (a->ports.first < b->ports.first);
}

int element_cmp(const struct element *a, const struct element *b)
{
    int c = group_cmp(a, b);
    if (c == 0) c = begin_cmp(a, b);
    if (c == 0 && a->map == ELEMENT_CUT_ADDRESS) c = addr_cmp(&a->dst, &b->dst);
    if (c == 0) c = (a->ports.last > b->ports.last) - (a->ports.last < b->ports.last);
    return c;
}

static int claim_cmp(const void *x, const void *y)
{
    const struct ruleset_claim *a = x, *b = y;
    int c = element_cmp(&a->e, &b->e);
    return c ? c : (a->permit > b->permit) - (a->permit < b->permit);
}

static int final_cmp(const void *x, const void *y)
{
    return element_cmp(x, y);
}

static int number_cmp(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

/* --- growing the result ---------------------------------------------------------------- */

struct split {
    struct arena *a;
    struct element *v;
    size_t n, cap;
    const struct ruleset_claim **active; /* those that reach to where we are */
    size_t n_active;
    uint32_t *bounds; /* where the covering set changes */
    uint32_t *covers;
    size_t n_covers, cap_covers, total;
    struct fault *why;
};

static err_t grow(struct split *s)
{
    if (s->n < s->cap) return OK;
    size_t cap = s->cap ? s->cap * 2 : 1024;
    struct element *v = realloc(s->v, cap * sizeof *v);
    if (!v) return fault_set(s->why, ERR_NOMEM, "err.nomem", NULL);
    s->v = v;
    s->cap = cap;
    return OK;
}

/* Room for k more numbers, in blocks of the arena that stay where they are. */
static uint32_t *covers_room(struct split *s, size_t k)
{
    if (s->cap_covers - s->n_covers < k) {
        size_t cap = k > 4096 ? k : 4096;
        s->covers = ARENA_ARRAY(s->a, uint32_t, cap);
        if (!s->covers) return NULL;
        s->cap_covers = cap;
        s->n_covers = 0;
    }
    uint32_t *p = s->covers + s->n_covers;
    s->n_covers += k;
    return p;
}

static err_t emit(struct split *s, struct element e, const struct ruleset_claim *const *by,
                  size_t n)
{
    TRY(grow(s));
    s->total += n;
    if (s->total > RULESET_COVERS_MAX)
        return fault_set(s->why, ERR_TOO_BIG, "net.too_many_overlaps", NULL);
    uint32_t *permits = covers_room(s, n);
    if (!permits) return fault_set(s->why, ERR_NOMEM, "err.nomem", NULL);
    e.until = by[0]->e.until;
    for (size_t i = 0; i < n; i++) {
        permits[i] = by[i]->permit;
        e.until = ruleset_later(e.until, by[i]->e.until);
    }
    if (n > 1) qsort(permits, n, sizeof *permits, number_cmp);
    e.permits = permits;
    e.n_permits = n;
    bool wide = e.ports.first != e.ports.last;
    if (e.map == ELEMENT_FORWARD && wide) e.map = ELEMENT_FORWARD_RANGE;
    if (e.map == ELEMENT_REPLY && wide) e.map = ELEMENT_REPLY_RANGE;
    s->v[s->n++] = e;
    return OK;
}

/* --- one group ------------------------------------------------------------------------- */

static size_t unique(uint32_t *v, size_t n)
{
    size_t k = 0;
    if (n > 1) qsort(v, n, sizeof *v, number_cmp);
    for (size_t i = 0; i < n; i++)
        if (k == 0 || v[k - 1] != v[i]) v[k++] = v[i];
    return k;
}

/* Ports: from one boundary to the next the same permits cover; gaps have none. */
static err_t split_ports(struct split *s, const struct ruleset_claim *g, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        s->bounds[2 * i] = g[i].e.ports.first;
        s->bounds[2 * i + 1] = (uint32_t)g[i].e.ports.last + 1;
    }
    size_t n_bounds = unique(s->bounds, 2 * n), next = 0;
    s->n_active = 0;
    for (size_t i = 0; i + 1 < n_bounds; i++) {
        uint32_t first = s->bounds[i];
        size_t k = 0;
        for (size_t j = 0; j < s->n_active; j++)
            if (s->active[j]->e.ports.last >= first) s->active[k++] = s->active[j];
        s->n_active = k;
        while (next < n && g[next].e.ports.first <= first) s->active[s->n_active++] = &g[next++];
        if (s->n_active == 0) continue;
        struct element e = g[0].e;
        e.ports = (struct net_ports){(uint16_t)first, (uint16_t)(s->bounds[i + 1] - 1)};
        TRY(emit(s, e, s->active, s->n_active));
    }
    return OK;
}

/* Addresses of cuts: what overlaps becomes one interval, by all of them. */
static err_t merge_addresses(struct split *s, const struct ruleset_claim *g, size_t n)
{
    for (size_t i = 0; i < n;) {
        struct element e = g[i].e;
        s->n_active = 0;
        for (; i < n && addr_cmp(&g[i].e.src, &e.dst) <= 0; i++) {
            if (addr_cmp(&g[i].e.dst, &e.dst) > 0) e.dst = g[i].e.dst;
            s->active[s->n_active++] = &g[i];
        }
        TRY(emit(s, e, s->active, s->n_active));
    }
    return OK;
}

static err_t split_groups(struct split *s, const struct ruleset_claims *claims)
{
    for (size_t i = 0, n; i < claims->n; i += n) {
        const struct ruleset_claim *g = &claims->v[i];
        for (n = 1; i + n < claims->n && group_cmp(&g->e, &g[n].e) == 0; n++)
            ;
        TRY(g->e.map == ELEMENT_CUT_ADDRESS ? merge_addresses(s, g, n) : split_ports(s, g, n));
    }
    return OK;
}

static err_t keep(struct split *s, const struct element **ret, size_t *ret_n)
{
    struct element *v = ARENA_ARRAY(s->a, struct element, s->n ? s->n : 1);
    if (!v) return fault_set(s->why, ERR_NOMEM, "err.nomem", NULL);
    if (s->n) memcpy(v, s->v, s->n * sizeof *v);
    if (s->n > 1) qsort(v, s->n, sizeof *v, final_cmp);
    *ret = v;
    *ret_n = s->n;
    return OK;
}

err_t ruleset_split(struct arena *a, struct ruleset_claims *claims, const struct element **ret,
                    size_t *ret_n, struct fault *why)
{
    struct split s = {.a = a, .why = why};
    size_t n = claims->n ? claims->n : 1;
    if (claims->n > 1) qsort(claims->v, claims->n, sizeof *claims->v, claim_cmp);
    s.active = malloc(n * sizeof *s.active);
    s.bounds = malloc(2 * n * sizeof *s.bounds);
    err_t e = s.active && s.bounds ? split_groups(&s, claims)
                                   : fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (e == OK) e = keep(&s, ret, ret_n);
    free(s.v);
    free(s.active);
    free(s.bounds);
    return e;
}
