/* SPDX-License-Identifier: Apache-2.0 */
#include "net/matrix.h"

#include <stdlib.h>

#include "net/bdd_parts.h"

/* Senders that reach the same receivers: the same node below the bits of the source. */
struct row {
    uint32_t to; /* the edge: their receivers */
    bdd_set from;
};
struct rows {
    struct space *space;
    unsigned first, bits;
    struct row *rows;
    uint32_t n;
};

static err_t add_row(struct rows *r, uint32_t to, space_num lo, space_num hi)
{
    struct space_range range = {lo, hi};
    bdd_set from = space_in(r->space, SPACE_SADDR, &range, 1);
    uint32_t i = 0;
    while (i < r->n && r->rows[i].to != to) i++;
    if (i == MATRIX_CLASSES_MAX) return ERR_TOO_BIG;
    if (i == r->n) r->rows[r->n++] = (struct row){to, BDD_EMPTY};
    r->rows[i].from = bdd_or(&r->space->bdd, r->rows[i].from, from);
    return bdd_err(&r->space->bdd);
}

static err_t collect_rows(struct rows *r, uint32_t e, unsigned bit, space_num base)
{
    const struct bdd *b = &r->space->bdd;
    unsigned left = r->bits - bit, var = bdd_var_of(b, e);
    space_num last = left == 128 ? ~(space_num)0 : base + (((space_num)1 << left) - 1);
    if (var >= r->first + r->bits) return add_row(r, e, base, last);
    bool tests = var == r->first + bit;
    uint32_t lo = tests ? bdd_lo_of(b, e) : e, hi = tests ? bdd_hi_of(b, e) : e;
    TRY(collect_rows(r, lo, bit + 1, base));
    return collect_rows(r, hi, bit + 1, base + ((space_num)1 << (left - 1)));
}

struct classes {
    struct space *space;
    bdd_set *sets; /* over the bits of the source */
    uint32_t n;
};

/* Split each class in those within f and those without. */
static err_t refine(struct classes *c, bdd_set f)
{
    struct bdd *b = &c->space->bdd;
    for (uint32_t i = 0, n = c->n; i < n; i++) {
        bdd_set in = bdd_and(b, c->sets[i], f), out = bdd_diff(b, c->sets[i], f);
        TRY(bdd_err(b));
        if (bdd_same(in, BDD_EMPTY) || bdd_same(out, BDD_EMPTY)) continue;
        if (c->n == MATRIX_CLASSES_MAX) return ERR_TOO_BIG;
        c->sets[i] = in;
        c->sets[c->n++] = out;
    }
    return OK;
}

/* Receivers, written over the bits of the source. */
static err_t as_source(struct arena *scratch, struct space *s, bdd_set receivers, bdd_set *ret)
{
    struct space_range *r = NULL;
    size_t n = 0;
    arena_reset(scratch);
    TRY(space_values(s, scratch, receivers, SPACE_DADDR, MATRIX_RANGES_MAX, &r, &n));
    *ret = space_in(s, SPACE_SADDR, r, n);
    return bdd_err(&s->bdd);
}

static err_t split(struct arena *scratch, const struct rows *r, struct classes *c)
{
    c->sets[0] = BDD_ALL;
    c->n = 1;
    for (uint32_t i = 0; i < r->n; i++) {
        bdd_set receivers = BDD_EMPTY;
        TRY(refine(c, r->rows[i].from));
        TRY(as_source(scratch, r->space, (bdd_set){r->rows[i].to}, &receivers));
        TRY(refine(c, receivers));
    }
    return OK;
}

static int by_first(const void *x, const void *y)
{
    const struct matrix_class *a = x, *b = y;
    return a->ranges[0].lo < b->ranges[0].lo ? -1 : a->ranges[0].lo > b->ranges[0].lo;
}

static err_t name_classes(struct arena *a, struct arena *scratch, const struct classes *c,
                          struct matrix_class *to)
{
    for (uint32_t i = 0; i < c->n; i++) {
        struct space_range *r = NULL;
        arena_reset(scratch);
        TRY(space_values(c->space, scratch, c->sets[i], SPACE_SADDR, MATRIX_RANGES_MAX, &r,
                         &to[i].n));
        struct space_range *copy = ARENA_ARRAY(a, struct space_range, to[i].n);
        if (!copy) return ERR_NOMEM;
        for (size_t k = 0; k < to[i].n; k++) copy[k] = r[k];
        to[i].ranges = copy;
    }
    qsort(to, c->n, sizeof *to, by_first);
    return OK;
}

/* One address of each class speaks for all of it. */
static err_t ask_all(const struct space *s, bdd_set f, const struct matrix_class *classes,
                     uint32_t n, uint8_t *yes)
{
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++) {
            struct space_packet p = {{0}};
            bool has = false;
            p.v[SPACE_SADDR] = classes[i].ranges[0].lo;
            p.v[SPACE_DADDR] = classes[k].ranges[0].lo;
            TRY(space_has(s, f, &p, &has));
            yes[i * n + k] = has;
        }
    return OK;
}

static err_t make(struct arena *a, struct arena *scratch, struct space *s, bdd_set f,
                  struct matrix *ret)
{
    struct rows r = {.space = s, .first = s->first[SPACE_SADDR], .bits = s->bits[SPACE_SADDR]};
    struct classes c = {.space = s};
    r.rows = ARENA_ARRAY(a, struct row, MATRIX_CLASSES_MAX);
    c.sets = ARENA_ARRAY(a, bdd_set, MATRIX_CLASSES_MAX);
    if (!r.rows || !c.sets) return ERR_NOMEM;
    TRY(collect_rows(&r, f.e, 0, 0));
    TRY(split(scratch, &r, &c));
    struct matrix_class *classes = ARENA_ARRAY(a, struct matrix_class, c.n);
    uint8_t *yes = arena_alloc(a, (size_t)c.n * c.n);
    if (!classes || !yes) return ERR_NOMEM;
    TRY(name_classes(a, scratch, &c, classes));
    TRY(ask_all(s, f, classes, c.n, yes));
    *ret = (struct matrix){classes, c.n, yes};
    return OK;
}

err_t matrix_make(struct arena *a, struct space *s, bdd_set f, struct matrix *ret)
{
    static const enum space_field others[] = {SPACE_STATE, SPACE_DIR,      SPACE_IIF,   SPACE_OIF,
                                              SPACE_SMAC,  SPACE_DMAC,     SPACE_PROTO, SPACE_SPORT,
                                              SPACE_DPORT, SPACE_TCP_FLAGS};
    ARENA_CLEANUP struct arena scratch;
    ASSERT(s->first[SPACE_SADDR] < s->first[SPACE_DADDR]);
    arena_init(&scratch, (size_t)MATRIX_RANGES_MAX * 64);
    f = space_forget(s, f, others, ARRAY_LEN(others));
    TRY(bdd_err(&s->bdd));
    return make(a, &scratch, s, f, ret);
}

bool matrix_has(const struct matrix *m, uint32_t from, uint32_t to)
{
    return m->yes[from * m->n + to] != 0;
}
