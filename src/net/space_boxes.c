/* SPDX-License-Identifier: Apache-2.0
 *
 * Many rows of ranges at once. Rows are sorted by their cells in the order of the variables; then
 * rows with the same first cell are next to each other, each group becomes one set over the later
 * fields, and the groups one set over the first field, built from below. Groups that overlap are
 * dealt out into layers of disjoint ones first, and the layers united.
 */
#include <stdlib.h>
#include <string.h>

#include "net/space_parts.h"

struct table {
    struct space *s;
    enum space_field fields[SPACE_FIELDS]; /* in the order of the variables */
    size_t n_fields, n;
    struct space_range *cells;
    uint32_t *rows; /* sorted */
};

static void fail(struct space *s, err_t e)
{
    if (s->bdd.err == OK) s->bdd.err = e;
}

static const struct space_range *cell(const struct table *t, uint32_t row, size_t k)
{
    return &t->cells[row * t->n_fields + k];
}

static int compare_cells(const struct space_range *a, const struct space_range *b)
{
    if (a->lo != b->lo) return a->lo < b->lo ? -1 : 1;
    return a->hi < b->hi ? -1 : a->hi > b->hi;
}

static int compare_rows(const void *x, const void *y, void *of)
{
    const struct table *t = of;
    const struct space_range *a = cell(t, *(const uint32_t *)x, 0),
                             *b = cell(t, *(const uint32_t *)y, 0);
    for (size_t k = 0; k < t->n_fields; k++) {
        int c = compare_cells(&a[k], &b[k]);
        if (c) return c;
    }
    return 0;
}

static bdd_set build(struct table *t, size_t k, const uint32_t *rows, size_t n);

/* Groups by the cell of field k, into parts (room for n); returns how many. */
static size_t group(struct table *t, size_t k, const uint32_t *rows, size_t n,
                    struct space_part *parts)
{
    size_t made = 0;
    for (size_t from = 0, to; from < n; from = to) {
        const struct space_range *r = cell(t, rows[from], k);
        for (to = from + 1; to < n && compare_cells(r, cell(t, rows[to], k)) == 0;) to++;
        parts[made++] = (struct space_part){*r, build(t, k + 1, rows + from, to - from)};
    }
    return made;
}

/* Take out of parts (sorted) a run that does not overlap: it goes to `layer`, the others stay. */
static size_t take_layer(struct space_part *parts, size_t *n, struct space_part *layer)
{
    size_t taken = 0, stay = 0;
    for (size_t i = 0; i < *n; i++) {
        if (taken == 0 || parts[i].r.lo > layer[taken - 1].r.hi)
            layer[taken++] = parts[i];
        else
            parts[stay++] = parts[i];
    }
    *n = stay;
    return taken;
}

static bdd_set build(struct table *t, size_t k, const uint32_t *rows, size_t n)
{
    struct bdd *b = &t->s->bdd;
    if (n == 0) return BDD_EMPTY;
    if (k == t->n_fields) return BDD_ALL;
    if (n == 1) {
        struct space_part one = {*cell(t, rows[0], k), build(t, k + 1, rows, 1)};
        return space_parts_set(t->s, t->fields[k], &one, 1);
    }
    struct space_part *parts = calloc(n, 2 * sizeof *parts);
    if (!parts) {
        fail(t->s, ERR_NOMEM);
        return BDD_NONE;
    }
    size_t left = group(t, k, rows, n, parts);
    bdd_set all = BDD_EMPTY;
    while (left > 0 && bdd_err(b) == OK) {
        size_t taken = take_layer(parts, &left, parts + n);
        all = bdd_or(b, all, space_parts_set(t->s, t->fields[k], parts + n, taken));
    }
    free(parts);
    return bdd_err(b) == OK ? all : BDD_NONE;
}

/* Which real field a field is, for packets of one direction. */
static enum space_field real_field(enum space_field f, bool reply)
{
    switch (f) {
    case SPACE_CT_SADDR:
        return reply ? SPACE_DADDR : SPACE_SADDR;
    case SPACE_CT_DADDR:
        return reply ? SPACE_SADDR : SPACE_DADDR;
    case SPACE_CT_SPORT:
        return reply ? SPACE_DPORT : SPACE_SPORT;
    case SPACE_CT_DPORT:
        return reply ? SPACE_SPORT : SPACE_DPORT;
    case SPACE_CT_PROTO:
        return SPACE_PROTO;
    default:
        return f;
    }
}

/* The distinct real fields in the order of the variables; column[i] is where fields[i] went. */
static void place_fields(struct table *t, const enum space_field *fields, size_t n, bool reply,
                         size_t *column)
{
    bool used[SPACE_FIELDS] = {false};
    for (size_t i = 0; i < n; i++) used[real_field(fields[i], reply)] = true;
    for (unsigned f = 0; f < SPACE_FIELDS; f++) {
        if (!used[f]) continue;
        size_t at = t->n_fields++;
        for (; at > 0 && t->s->first[t->fields[at - 1]] > t->s->first[f]; at--)
            t->fields[at] = t->fields[at - 1];
        t->fields[at] = (enum space_field)f;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < t->n_fields; k++)
            if (t->fields[k] == real_field(fields[i], reply)) column[i] = k;
}

/* Copies a row; two cells for one field must both hold. False if that is never so. */
static bool place_row(struct table *t, const struct space_range *from, size_t n_from,
                      const size_t *column)
{
    struct space_range *to = &t->cells[t->n * t->n_fields];
    for (size_t k = 0; k < t->n_fields; k++)
        to[k] = (struct space_range){0, space_max(t->s, t->fields[k])};
    for (size_t i = 0; i < n_from; i++) {
        struct space_range *c = &to[column[i]];
        if (from[i].lo > c->lo) c->lo = from[i].lo;
        if (from[i].hi < c->hi) c->hi = from[i].hi;
        if (c->lo > c->hi) return false;
    }
    for (size_t k = 0; k < t->n_fields; k++)
        if (!space_class_range(t->s, t->fields[k], &to[k])) fail(t->s, ERR_BUG);
    return true;
}

static bdd_set boxes_of(struct space *s, const enum space_field *fields, size_t n_fields,
                        const struct space_range *cells, size_t n, bool reply)
{
    struct table t = {.s = s};
    size_t column[SPACE_ALL_FIELDS];
    place_fields(&t, fields, n_fields, reply, column);
    bdd_set all = BDD_NONE;
    t.cells = calloc(n ? n * t.n_fields : 1, sizeof *t.cells);
    t.rows = calloc(n ? n : 1, sizeof *t.rows);
    if (t.cells && t.rows) {
        for (size_t i = 0; i < n; i++) {
            if (!place_row(&t, cells + i * n_fields, n_fields, column)) continue;
            t.rows[t.n] = (uint32_t)t.n;
            t.n++;
        }
        qsort_r(t.rows, t.n, sizeof *t.rows, compare_rows, &t);
        all = build(&t, 0, t.rows, t.n);
    } else {
        fail(s, ERR_NOMEM);
    }
    free(t.cells);
    free(t.rows);
    return all;
}

bdd_set space_boxes_way(struct space *s, const enum space_field *fields, size_t n_fields,
                        const struct space_range *cells, size_t n, bool reply)
{
    if (bdd_err(&s->bdd) != OK) return BDD_NONE;
    if (n > UINT32_MAX / 2) fail(s, ERR_TOO_BIG);
    ASSERT(n_fields <= SPACE_ALL_FIELDS);
    return boxes_of(s, fields, n_fields, cells, n, reply);
}

bdd_set space_boxes(struct space *s, const enum space_field *fields, size_t n_fields,
                    const struct space_range *cells, size_t n)
{
    bool of_connection = false;
    for (size_t i = 0; i < n_fields; i++) of_connection |= fields[i] >= SPACE_FIELDS;
    bdd_set there = space_boxes_way(s, fields, n_fields, cells, n, false);
    if (!of_connection) return there;
    return bdd_if(&s->bdd, space_is(s, SPACE_DIR, 0), there,
                  space_boxes_way(s, fields, n_fields, cells, n, true));
}
