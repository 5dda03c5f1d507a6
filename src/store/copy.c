/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows go in as literals in statements of some 256 KB: text quoted as the SQL standard has it,
 * blobs in hex, names only if the schema has them. */
#include "store/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "store/backend.h"
#include "store/tables.h"

enum { QUERY_MAX = 8192, FETCH = 1000, STATEMENT = 256 << 10, STATEMENT_MAX = 64 << 20 };

/* --- out --- */

static struct rows query(struct db *db, const char *fmt, const char *table)
{
    SB_CLEANUP struct sb q;
    sb_init(&q, QUERY_MAX);
    sb_addz(&q, fmt);
    sb_addf(&q, " \"%s\"", table);
    struct rows r = {.db = db, .err = sb_end(&q)};
    return r.err == OK ? db_query_text(db, q.p) : r;
}

static err_t tell_columns(const struct rows *r, struct str name, const struct copy_to *to)
{
    struct str columns[COPY_COLUMNS_MAX];
    if (r->n_cols > COPY_COLUMNS_MAX) return ERR_TOO_BIG;
    for (int i = 0; i < r->n_cols; i++) columns[i] = str_z(r->db->ops->col_name(r, i));
    return to->table(to->ctx, name, columns, (unsigned)r->n_cols);
}

static err_t tell_rows(struct rows *r, const struct copy_to *to, int64_t *n)
{
    struct value v[COPY_COLUMNS_MAX];
    while (rows_next(r)) {
        for (int i = 0; i < r->n_cols; i++) {
            v[i] = r->db->ops->col(r, i);
            if (v[i].kind == VALUE_OTHER) return ERR_CORRUPT;
        }
        TRY(to->row(to->ctx, v, (unsigned)r->n_cols));
        ++*n;
    }
    return rows_end(r);
}

/* Names of columns are known before the first row, and without any. */
static err_t begin_table(struct db *db, const char *table, const struct copy_to *to)
{
    SB_CLEANUP struct sb q;
    sb_init(&q, QUERY_MAX);
    sb_addf(&q, "SELECT * FROM \"%s\" LIMIT 1", table);
    TRY(sb_end(&q));
    struct rows r ROWS_CLEANUP = db_query_text(db, q.p);
    if (r.cursor) TRY(tell_columns(&r, str_z(table), to));
    bool empty = !r.cursor;
    TRY(rows_end(&r));
    return empty ? to->table(to->ctx, str_z(table), NULL, 0) : OK;
}

/* SQLite gives row after row. */
static err_t stream(struct db *db, const char *table, const struct copy_to *to, int64_t *n)
{
    struct rows r ROWS_CLEANUP = query(db, "SELECT * FROM", table);
    return tell_rows(&r, to, n);
}

/* PostgreSQL would give all at once, so it is asked for some at a time. */
static err_t fetch(struct db *db, const char *table, const struct copy_to *to, int64_t *n)
{
    SB_CLEANUP struct sb q;
    int64_t before = -1;
    sb_init(&q, QUERY_MAX);
    sb_addf(&q, "DECLARE copy_out NO SCROLL CURSOR FOR SELECT * FROM \"%s\"", table);
    TRY(sb_end(&q));
    TRY(db->ops->script(db, q.p));
    while (*n > before) {
        char text[64];
        (void)snprintf(text, sizeof text, "FETCH %d FROM copy_out", (int)FETCH);
        before = *n;
        struct rows r ROWS_CLEANUP = db_query_text(db, text);
        TRY(tell_rows(&r, to, n));
    }
    return db->ops->script(db, "CLOSE copy_out");
}

err_t copy_out(struct db *db, const char *const *skip, const struct copy_to *to)
{
    ARENA_CLEANUP struct arena a;
    struct table_name *t = NULL;
    bool postgres = store_kind(db->store) == STORE_POSTGRES;
    arena_init(&a, 1 << 20);
    TRY(tables_names(db, skip, &a, &t));
    for (; t; t = t->next) {
        int64_t n = 0;
        TRY(begin_table(db, t->name, to));
        TRY(postgres ? fetch(db, t->name, to, &n) : stream(db, t->name, to, &n));
        TRY(to->end(to->ctx, n));
    }
    return OK;
}

err_t copy_schema(struct db *db, err_t (*fn)(void *ctx, const struct copy_migration *m), void *ctx)
{
    struct rows r ROWS_CLEANUP =
        db_query_text(db, "SELECT number, name, digest FROM migration ORDER BY number");
    while (rows_next(&r)) {
        struct copy_migration m = {.number = rows_i64(&r, "number")};
        struct str name = rows_str(&r, "name"), digest = rows_str(&r, "digest");
        if (name.n >= sizeof m.name || digest.n >= sizeof m.digest) return ERR_CORRUPT;
        memcpy(m.name, name.p, name.n);
        memcpy(m.digest, digest.p, digest.n);
        TRY(fn(ctx, &m));
    }
    return rows_end(&r);
}

/* --- in --- */

struct copy_in {
    struct db *db;
    enum store_kind kind;
    struct arena arena;
    struct table_name *tables;
    struct sb head, text; /* "INSERT INTO ... VALUES", and what is gathered */
    unsigned n_columns;
    bool in_group;
};

static err_t check_empty(struct copy_in *c)
{
    for (struct table_name *t = c->tables; t; t = t->next) {
        SB_CLEANUP struct sb q;
        sb_init(&q, QUERY_MAX);
        sb_addf(&q, "SELECT 1 AS one FROM \"%s\" LIMIT 1", t->name);
        TRY(sb_end(&q));
        struct rows r ROWS_CLEANUP = db_query_text(c->db, q.p);
        if (rows_next(&r)) return db_fail(c->db, ERR_EXISTS, "store.not_empty", "%s", t->name);
        TRY(rows_end(&r));
    }
    return OK;
}

/* What a migration put into a table stands in the rows that come, too. */
static err_t clear(struct copy_in *c)
{
    for (struct table_name *t = c->tables; t; t = t->next) {
        SB_CLEANUP struct sb q;
        sb_init(&q, QUERY_MAX);
        sb_addf(&q, "DELETE FROM \"%s\"", t->name);
        TRY(sb_end(&q));
        TRY(c->db->ops->script(c->db, q.p));
    }
    return OK;
}

static err_t begin(struct copy_in *c, const struct copy_migration *list, size_t n)
{
    struct migrated wanted = {0};
    for (size_t i = 0; i < n; i++)
        TRY(migrate_know(c->db, list[i].number, str_z(list[i].name), str_z(list[i].digest),
                         &wanted));
    TRY(tables_names(c->db, NULL, &c->arena, &c->tables));
    TRY(check_empty(c));
    TRY(migrate_apply(c->db, c->kind, &wanted));
    TRY(tables_names(c->db, NULL, &c->arena, &c->tables));
    TRY(c->db->ops->group_begin(c->db));
    c->in_group = true;
    return clear(c);
}

err_t copy_in_begin(const struct store_config *config, const struct copy_migration *list, size_t n,
                    struct copy_in **ret, struct fault *why)
{
    struct copy_in *c = calloc(1, sizeof *c);
    if (!c) return fault_set(why, ERR_NOMEM, NULL, NULL);
    c->kind = config->kind;
    arena_init(&c->arena, 1 << 20);
    sb_init(&c->head, QUERY_MAX);
    sb_init(&c->text, STATEMENT_MAX);
    err_t e = backend_open(config, DB_MIGRATOR, &c->db, why);
    if (e == OK) {
        e = begin(c, list, n);
        if (e != OK) (void)db_error(c->db, why);
    }
    if (e != OK) {
        copy_in_abort(c, NULL);
        return e;
    }
    *ret = c;
    return OK;
}

static bool plain_name(struct str s)
{
    if (s.n == 0 || s.n > COPY_NAME_MAX) return false;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (!((ch >= 'a' && ch <= 'z') || ch == '_' || (i > 0 && ch >= '0' && ch <= '9')))
            return false;
    }
    return true;
}

static err_t flush(struct copy_in *c)
{
    if (c->text.n == 0) return OK;
    TRY(sb_end(&c->text));
    err_t e = c->db->ops->script(c->db, c->text.p);
    sb_reset(&c->text);
    return e;
}

err_t copy_in_table(struct copy_in *c, struct str name, const struct str *columns, unsigned n)
{
    bool there = false;
    for (struct table_name *t = c->tables; t; t = t->next) there = there || str_eqz(name, t->name);
    if (!there || !plain_name(name) || n > COPY_COLUMNS_MAX) return ERR_INVALID;
    TRY(flush(c));
    sb_reset(&c->head);
    c->n_columns = n;
    sb_addf(&c->head, "INSERT INTO \"%.*s\" (", STR_ARG(name));
    for (unsigned i = 0; i < n; i++) {
        if (!plain_name(columns[i])) return ERR_INVALID;
        sb_addf(&c->head, "%s\"%.*s\"", i ? ", " : "", STR_ARG(columns[i]));
    }
    sb_addz(&c->head, ") VALUES ");
    return sb_end(&c->head);
}

static void add_text(struct sb *to, struct str s)
{
    sb_addc(to, '\'');
    while (s.n > 0) {
        size_t at = str_find(s, '\'');
        sb_add(to, str_head(s, at));
        if (at < s.n) sb_addz(to, "''");
        s = str_skip(s, at < s.n ? at + 1 : s.n);
    }
    sb_addc(to, '\'');
}

static err_t add_value(struct copy_in *c, const struct value *v)
{
    struct sb *to = &c->text;
    switch (v->kind) {
    case VALUE_NULL:
        sb_addz(to, "NULL");
        return OK;
    case VALUE_I64:
        sb_add_i64(to, v->i);
        return OK;
    case VALUE_STR:
        if (!utf8_valid(v->s, 0) || str_find(v->s, '\0') < v->s.n) return ERR_INVALID;
        add_text(to, v->s);
        return OK;
    case VALUE_BLOB:
        sb_addz(to, c->kind == STORE_POSTGRES ? "'\\x" : "x'");
        sb_add_hex(to, v->s);
        sb_addz(to, c->kind == STORE_POSTGRES ? "'::bytea" : "'");
        return OK;
    default:
        return ERR_INVALID;
    }
}

err_t copy_in_row(struct copy_in *c, const struct value *v, unsigned n)
{
    if (n == 0 || n != c->n_columns) return ERR_INVALID;
    if (c->text.n > STATEMENT) TRY(flush(c));
    if (c->text.n == 0)
        sb_add(&c->text, sb_str(&c->head));
    else
        sb_addc(&c->text, ',');
    for (unsigned i = 0; i < n; i++) {
        sb_addc(&c->text, i ? ',' : '(');
        TRY(add_value(c, &v[i]));
    }
    sb_addc(&c->text, ')');
    return c->text.err;
}

err_t copy_in_end(struct copy_in *c, struct fault *why)
{
    err_t e = flush(c);
    if (e == OK) {
        e = c->db->ops->commit(c->db);
        c->in_group = e != OK;
    }
    if (e == OK) e = migrate_apply(c->db, c->kind, NULL);
    if (e != OK) (void)db_error(c->db, why);
    copy_in_abort(c, NULL);
    return e;
}

void copy_in_abort(struct copy_in *c, struct fault *why)
{
    if (!c) return;
    if (c->db && why) (void)db_error(c->db, why);
    if (c->db && c->in_group) c->db->ops->rollback(c->db);
    if (c->db) c->db->ops->close(c->db);
    arena_release(&c->arena);
    sb_release(&c->head);
    sb_release(&c->text);
    free(c);
}
