/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows come sorted by all their columns, in the same order from either back
 * end, so that two tables are merged like two sorted files. */
#include "store/dump.h"

#include <string.h>

#include "store/backend.h"
#include "store/tables.h"

enum { NAMES_MAX = 1 << 20, QUERY_MAX = 8192 };

/* --- rows --- */

/* All rows of a table, sorted. */
static struct rows open_table(struct db *db, const char *table)
{
    struct sb q SB_CLEANUP;
    sb_init(&q, QUERY_MAX);
    sb_addf(&q, "SELECT * FROM \"%s\" LIMIT 0", table);
    struct rows r = {.db = db, .err = sb_end(&q)};
    if (r.err != OK) return r;
    r = db_query_text(db, sb_str(&q).p);
    int n = r.n_cols;
    r.err = rows_end(&r);
    if (r.err != OK) return r;
    sb_reset(&q);
    sb_addf(&q, "SELECT * FROM \"%s\" ORDER BY ", table);
    for (int i = 1; i <= n; i++) sb_addf(&q, "%s%d NULLS FIRST", i > 1 ? ", " : "", i);
    r.err = sb_end(&q);
    return r.err == OK ? db_query_text(db, sb_str(&q).p) : r;
}

static int value_cmp(struct value a, struct value b)
{
    if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
    if (a.kind == VALUE_I64) return a.i < b.i ? -1 : a.i > b.i;
    return a.kind == VALUE_NULL ? 0 : str_cmp(a.s, b.s);
}

static int row_cmp(const struct rows *a, const struct rows *b)
{
    for (int i = 0; i < a->n_cols && i < b->n_cols; i++) {
        int c = value_cmp(a->db->ops->col(a, i), b->db->ops->col(b, i));
        if (c != 0) return c;
        c = strcmp(a->db->ops->col_name(a, i), b->db->ops->col_name(b, i));
        if (c != 0) return c;
    }
    return a->n_cols < b->n_cols ? -1 : a->n_cols > b->n_cols;
}

static void add_value(struct sb *out, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        sb_addz(out, "NULL");
        break;
    case VALUE_I64:
        sb_add_i64(out, v.i);
        break;
    case VALUE_STR:
        sb_addc(out, '"');
        for (size_t i = 0; i < v.s.n; i++) {
            if (v.s.p[i] == '\n')
                sb_addz(out, "\\n");
            else
                sb_addc(out, v.s.p[i]);
        }
        sb_addc(out, '"');
        break;
    case VALUE_BLOB:
        sb_addz(out, "x'");
        sb_add_hex(out, v.s);
        sb_addc(out, '\'');
        break;
    default:
        sb_addc(out, '?');
    }
}

static void add_row(struct sb *out, const char *mark, const char *table, const struct rows *r)
{
    sb_addf(out, "%s%s:", mark, table);
    for (int i = 0; i < r->n_cols; i++) {
        sb_addf(out, " %s=", r->db->ops->col_name(r, i));
        add_value(out, r->db->ops->col(r, i));
    }
    sb_addc(out, '\n');
}

/* --- the whole --- */

err_t dump_all(struct db *db, const char *const *skip, struct sb *out)
{
    struct arena a ARENA_CLEANUP;
    struct table_name *n = NULL;
    arena_init(&a, NAMES_MAX);
    TRY(tables_names(db, skip, &a, &n));
    for (; n; n = n->next) {
        struct rows r ROWS_CLEANUP = open_table(db, n->name);
        while (rows_next(&r)) add_row(out, "", n->name, &r);
        TRY(rows_end(&r));
    }
    return sb_end(out);
}

struct diff {
    struct sb *out;
    unsigned lines;
};

static void tell(struct diff *d, const char *mark, const char *table, const struct rows *r)
{
    if (d->lines++ < DUMP_LINES) add_row(d->out, mark, table, r);
}

/* A table that only one has: its rows, or the fact that it is there. */
static err_t one_sided(struct diff *d, const char *mark, const char *table, struct db *db)
{
    struct rows r ROWS_CLEANUP = open_table(db, table);
    if (d->lines++ < DUMP_LINES) sb_addf(d->out, "%s%s\n", mark, table);
    while (rows_next(&r)) tell(d, mark, table, &r);
    return rows_end(&r);
}

static err_t diff_table(struct diff *d, const char *table, struct db *da, struct db *db)
{
    struct rows a ROWS_CLEANUP = open_table(da, table);
    struct rows b ROWS_CLEANUP = open_table(db, table);
    bool more_a = rows_next(&a), more_b = rows_next(&b);
    while (more_a || more_b) {
        int c = !more_a ? 1 : !more_b ? -1 : row_cmp(&a, &b);
        if (c < 0) tell(d, "- ", table, &a);
        if (c > 0) tell(d, "+ ", table, &b);
        if (c <= 0) more_a = rows_next(&a);
        if (c >= 0) more_b = rows_next(&b);
    }
    TRY(rows_end(&a));
    return rows_end(&b);
}

err_t dump_diff(struct db *a, struct db *b, const char *const *skip, struct sb *out, bool *ret_same)
{
    struct arena mem ARENA_CLEANUP;
    struct table_name *na = NULL, *nb = NULL;
    struct diff d = {.out = out};
    arena_init(&mem, NAMES_MAX);
    TRY(tables_names(a, skip, &mem, &na));
    TRY(tables_names(b, skip, &mem, &nb));
    while (na || nb) {
        int c = !na ? 1 : !nb ? -1 : strcmp(na->name, nb->name);
        if (c < 0) TRY(one_sided(&d, "- ", na->name, a));
        if (c > 0) TRY(one_sided(&d, "+ ", nb->name, b));
        if (c == 0) TRY(diff_table(&d, na->name, a, b));
        if (c <= 0) na = na->next;
        if (c >= 0) nb = nb->next;
    }
    TRY(sb_end(out));
    *ret_same = d.lines == 0;
    return OK;
}
