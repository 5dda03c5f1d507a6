/* SPDX-License-Identifier: Apache-2.0 */
#include "net/space.h"

#include <string.h>

#include "net/space_parts.h"

static const enum space_field usual_order[SPACE_FIELDS] = {
    SPACE_STATE, SPACE_DIR,  SPACE_IIF,   SPACE_OIF,   SPACE_SMAC,  SPACE_SADDR,
    SPACE_DADDR, SPACE_DMAC, SPACE_PROTO, SPACE_SPORT, SPACE_DPORT, SPACE_TCP_FLAGS};

/* Of classes: with short addresses, what most sets ask first stands first. */
static const enum space_field class_order[SPACE_FIELDS] = {
    SPACE_DIR,  SPACE_STATE, SPACE_IIF,  SPACE_OIF,   SPACE_PROTO, SPACE_SADDR,
    SPACE_SMAC, SPACE_DADDR, SPACE_DMAC, SPACE_SPORT, SPACE_DPORT, SPACE_TCP_FLAGS};

err_t space_ifaces_add(struct space_ifaces *t, struct str name)
{
    bool wild = name.n > 0 && name.p[name.n - 1] == '*';
    if (wild) name.n--;
    for (unsigned i = 0; i < t->n; i++)
        if (t->wild[i] == wild && str_eq(t->names[i], name)) return OK;
    if (t->n == SPACE_IFACES_MAX) return ERR_TOO_BIG;
    t->names[t->n] = name;
    t->wild[t->n++] = wild;
    return OK;
}

/* Numbers of interfaces: 0 none, 1..n those of the table, n + 1 any other. */
static unsigned iface_numbers(const struct space *s)
{
    return (s->ifaces ? s->ifaces->n : 0) + 2;
}

static unsigned width_of(const struct space *s, enum space_field f)
{
    unsigned w = 0;
    const struct space_class_list *l = space_class_list(s, f);
    if (l) return space_class_bits(l);
    switch (f) {
    case SPACE_STATE:
        return 3;
    case SPACE_DIR:
        return 1;
    case SPACE_IIF:
    case SPACE_OIF:
        while ((1U << w) < iface_numbers(s)) w++;
        return w;
    case SPACE_SMAC:
    case SPACE_DMAC:
        return 48;
    case SPACE_SADDR:
    case SPACE_DADDR:
        return s->family == NET_V4 ? 32 : 128;
    case SPACE_SPORT:
    case SPACE_DPORT:
        return 16;
    default:
        return 8; /* SPACE_PROTO, SPACE_TCP_FLAGS */
    }
}

space_num space_max(const struct space *s, enum space_field f)
{
    ASSERT(f < SPACE_FIELDS);
    const struct space_class_list *l = space_class_list(s, f);
    if (l) return space_class_last(s, f, l, l->n - 1);
    return s->bits[f] == 128 ? ~(space_num)0 : ((space_num)1 << s->bits[f]) - 1;
}

/* Numbers that stand for a class: their count is seldom a power of two. */
static bdd_set known_classes(struct space *s)
{
    static const enum space_field fields[] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_DMAC};
    bdd_set v = BDD_ALL;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        const struct space_class_list *l = space_class_list(s, fields[i]);
        if (!l) continue;
        struct space_part all = {{0, l->n - 1}, BDD_ALL};
        v = bdd_and(&s->bdd, v, space_parts_set(s, fields[i], &all, 1));
    }
    return v;
}

/* Only new packets' originals: the other states of a connection may be of either direction. */
static bdd_set valid_packets(struct space *s)
{
    struct bdd *b = &s->bdd;
    struct space_range states = {0, SPACE_STATES - 1}, ifaces = {0, iface_numbers(s) - 1};
    struct space_range both[] = {{SPACE_ESTABLISHED, SPACE_RELATED}};
    bdd_set v = space_in(s, SPACE_STATE, &states, 1);
    v = bdd_and(b, v, space_in(s, SPACE_IIF, &ifaces, 1));
    v = bdd_and(b, v, space_in(s, SPACE_OIF, &ifaces, 1));
    v = bdd_and(b, v, known_classes(s));
    return bdd_and(b, v, bdd_or(b, space_is(s, SPACE_DIR, 0), space_in(s, SPACE_STATE, both, 1)));
}

static err_t init(struct space *s, enum net_family family, const struct space_ifaces *ifaces,
                  const struct space_classes *classes, const enum space_field *order,
                  unsigned max_open, uint32_t max_nodes)
{
    ASSERT(family == NET_V4 || family == NET_V6);
    struct space t = {.family = family, .ifaces = ifaces, .classes = classes, .max_open = max_open};
    unsigned at = 0;
    for (unsigned i = 0; i < SPACE_FIELDS; i++) {
        enum space_field f = order ? order[i] : usual_order[i];
        ASSERT(f < SPACE_FIELDS && t.bits[f] == 0);
        t.first[f] = (uint16_t)at;
        t.bits[f] = (uint16_t)width_of(&t, f);
        at += t.bits[f];
    }
    t.first_open = at;
    TRY(bdd_init(&t.bdd, at + max_open, max_nodes));
    t.valid = valid_packets(&t);
    err_t e = bdd_err(&t.bdd);
    if (e == OK)
        *s = t;
    else
        space_release(&t);
    return e;
}

err_t space_init(struct space *s, enum net_family family, const struct space_ifaces *ifaces,
                 const enum space_field *order, uint32_t max_nodes)
{
    return init(s, family, ifaces, NULL, order, 0, max_nodes);
}

err_t space_init_classes(struct space *s, enum net_family family, const struct space_ifaces *ifaces,
                         const struct space_classes *classes, uint32_t max_nodes)
{
    return init(s, family, ifaces, classes, class_order, 0, max_nodes);
}

err_t space_init_open(struct space *s, enum net_family family, const struct space_ifaces *ifaces,
                      uint32_t max_nodes)
{
    return init(s, family, ifaces, NULL, NULL, SPACE_OPEN_MAX, max_nodes);
}

static bool same_question(const struct space_question *a, const struct space_question *b)
{
    bool same_text = a->text && b->text ? strcmp(a->text, b->text) == 0 : a->text == b->text;
    return same_text && a->set == b->set && a->tag == b->tag;
}

bool space_open_bit(struct space *s, const struct space_question *q, bdd_set *ret)
{
    unsigned i = 0;
    while (i < s->n_open && !same_question(&s->open[i], q)) i++;
    if (i == s->max_open) return false;
    if (i == s->n_open) s->open[s->n_open++] = *q;
    *ret = bdd_node(&s->bdd, s->first_open + i, BDD_EMPTY, BDD_ALL);
    return true;
}

void space_release(struct space *s)
{
    bdd_release(&s->bdd);
}

/* The set over one field whose bits from `bit` on are looked at: `span` starts at `base`. */
static bdd_set from_parts(struct space *s, enum space_field f, unsigned bit, space_num base,
                          const struct space_part *p, size_t n)
{
    unsigned left = s->bits[f] - bit;
    space_num last = left == 128 ? ~(space_num)0 : base + (((space_num)1 << left) - 1);
    while (n > 0 && p[0].r.hi < base) p++, n--;
    while (n > 0 && p[n - 1].r.lo > last) n--;
    if (n == 0) return BDD_EMPTY;
    if (p[0].r.lo <= base && p[0].r.hi >= last) return p[0].rest;
    space_num half = base + ((space_num)1 << (left - 1));
    size_t to = 0, from = n; /* parts that begin in the lower half, and from which on the upper */
    while (to < n && p[to].r.lo < half) to++;
    while (from > 0 && p[from - 1].r.hi >= half) from--;
    bdd_set lo = from_parts(s, f, bit + 1, base, p, to);
    bdd_set hi = from_parts(s, f, bit + 1, half, p + from, n - from);
    if (bdd_err(&s->bdd) != OK) return BDD_NONE;
    return bdd_node(&s->bdd, s->first[f] + bit, lo, hi);
}

/* Halving by search instead of by steps, where there are many. */
static bdd_set from_many(struct space *s, enum space_field f, unsigned bit, space_num base,
                         const struct space_part *p, size_t n)
{
    if (n <= 8) return from_parts(s, f, bit, base, p, n);
    unsigned left = s->bits[f] - bit;
    space_num half = base + ((space_num)1 << (left - 1));
    size_t low = 0, high = n;
    while (low < high) { /* the first that begins in the upper half */
        size_t mid = (low + high) / 2;
        if (p[mid].r.lo < half)
            low = mid + 1;
        else
            high = mid;
    }
    size_t from = low > 0 && p[low - 1].r.hi >= half ? low - 1 : low;
    bdd_set lo = from_many(s, f, bit + 1, base, p, low);
    bdd_set hi = from_many(s, f, bit + 1, half, p + from, n - from);
    if (bdd_err(&s->bdd) != OK) return BDD_NONE;
    return bdd_node(&s->bdd, s->first[f] + bit, lo, hi);
}

bdd_set space_parts_set(struct space *s, enum space_field f, const struct space_part *p, size_t n)
{
    if (bdd_err(&s->bdd) != OK) return BDD_NONE;
    return from_many(s, f, 0, 0, p, n);
}

bdd_set space_in(struct space *s, enum space_field f, const struct space_range *r, size_t n)
{
    if (f < SPACE_FIELDS && n == 1) {
        struct space_part one = {r[0], BDD_ALL};
        if (!space_class_range(s, f, &one.r)) s->bdd.err = s->bdd.err == OK ? ERR_BUG : s->bdd.err;
        return space_parts_set(s, f, &one, 1);
    }
    return space_boxes(s, &f, 1, r, n);
}

bdd_set space_is(struct space *s, enum space_field f, space_num v)
{
    struct space_range r = {v, v};
    return space_in(s, f, &r, 1);
}

bdd_set space_masked(struct space *s, enum space_field f, space_num mask, space_num value)
{
    ASSERT(f < SPACE_FIELDS);
    struct bdd_lit lits[128];
    size_t n = 0;
    if (space_class_list(s, f) && s->bdd.err == OK) s->bdd.err = ERR_BUG;
    if (value & ~mask) return bdd_err(&s->bdd) == OK ? BDD_EMPTY : BDD_NONE;
    for (unsigned i = 0; i < s->bits[f]; i++) {
        unsigned shift = s->bits[f] - 1U - i;
        if (mask >> shift & 1)
            lits[n++] = (struct bdd_lit){(uint16_t)(s->first[f] + i), (value >> shift & 1) != 0};
    }
    return bdd_cube(&s->bdd, lits, n);
}

/* The class that an interface of this name, which nobody has spoken of, is in. */
static unsigned iface_class(const struct space *s, struct str name)
{
    unsigned best = iface_numbers(s) - 1;
    size_t length = 0;
    for (unsigned i = 0; s->ifaces && i < s->ifaces->n; i++) {
        const struct str have = s->ifaces->names[i];
        if (!s->ifaces->wild[i] && str_eq(have, name)) return i + 1;
        if (!s->ifaces->wild[i] || !str_starts(name, have)) continue;
        if (best != iface_numbers(s) - 1 && have.n < length) continue;
        best = i + 1;
        length = have.n;
    }
    return best;
}

bdd_set space_iface(struct space *s, enum space_field f, struct str name)
{
    bool wild = name.n > 0 && name.p[name.n - 1] == '*', known = false;
    if (!wild) return space_is(s, f, iface_class(s, name));
    name.n--;
    bdd_set all = BDD_EMPTY;
    for (unsigned i = 0; s->ifaces && i < s->ifaces->n; i++) {
        if (!str_starts(s->ifaces->names[i], name)) continue;
        known |= s->ifaces->wild[i] && s->ifaces->names[i].n == name.n;
        all = bdd_or(&s->bdd, all, space_is(s, f, i + 1));
    }
    /* "*" alone is every interface, also those nobody has spoken of. */
    if (!known || name.n == 0) all = bdd_or(&s->bdd, all, space_is(s, f, iface_class(s, name)));
    if (name.n == 0) all = bdd_or(&s->bdd, all, space_is(s, f, iface_numbers(s) - 1));
    return all;
}

struct str space_iface_name(const struct space *s, space_num number, bool *ret_wild)
{
    *ret_wild = number >= iface_numbers(s) - 1;
    if (number == 0 || *ret_wild) return STR_NONE;
    *ret_wild = s->ifaces->wild[(unsigned)number - 1];
    return s->ifaces->names[(unsigned)number - 1];
}

bdd_set space_forget(struct space *s, bdd_set f, const enum space_field *fields, size_t n)
{
    struct bdd_vars which = {{0}};
    for (size_t i = 0; i < n; i++) bdd_vars_add(&which, s->first[fields[i]], s->bits[fields[i]]);
    return bdd_exists(&s->bdd, f, &which);
}
