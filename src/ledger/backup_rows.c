/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/backup_rows.h"

#include <inttypes.h>
#include <string.h>

/* --- writing --- */

void backup_rows_table(struct sb *to, struct str name, const struct str *columns, unsigned n)
{
    sb_addf(to, "table %.*s %u\n", STR_ARG(name), n);
    for (unsigned i = 0; i < n; i++) sb_addf(to, "column %.*s\n", STR_ARG(columns[i]));
}

err_t backup_rows_row(struct sb *to, const struct value *v, unsigned n)
{
    sb_addz(to, "row ");
    for (unsigned i = 0; i < n; i++) {
        if (v[i].kind == VALUE_NULL)
            sb_addc(to, 'n');
        else if (v[i].kind == VALUE_I64)
            sb_addf(to, "i%" PRId64 ";", v[i].i);
        else if (v[i].kind == VALUE_STR || v[i].kind == VALUE_BLOB)
            sb_addf(to, "%c%zu:", v[i].kind == VALUE_STR ? 's' : 'b', v[i].s.n);
        else
            return ERR_CORRUPT;
        if (v[i].kind == VALUE_STR || v[i].kind == VALUE_BLOB) sb_add(to, v[i].s);
    }
    sb_addc(to, '\n');
    return OK;
}

void backup_rows_end(struct sb *to, int64_t rows)
{
    sb_addf(to, "end %" PRId64 "\n", rows);
}

void backup_rows_done(struct sb *to, int64_t tables)
{
    sb_addf(to, "done %" PRId64 "\n", tables);
}

/* --- reading --- */

void backup_rows_init(struct backup_rows *r, const struct copy_to *to)
{
    memset(r, 0, sizeof *r);
    r->to = *to;
    sb_init(&r->rest, BACKUP_ROW_MAX + (2U << 20));
}

void backup_rows_release(struct backup_rows *r)
{
    sb_release(&r->rest);
}

/* Up to `end` as a canonical integer. ERR_NOT_FOUND: more bytes are needed. */
static err_t integer(struct str *s, char end, int64_t *ret)
{
    size_t n = str_find(*s, end);
    int64_t v;
    if (n == s->n) return s->n > 24 ? ERR_CORRUPT : ERR_NOT_FOUND;
    struct str text = str_head(*s, n);
    bool minus = text.n > 0 && text.p[0] == '-';
    struct str digits = minus ? str_skip(text, 1) : text;
    if (digits.n == 0 || (digits.p[0] == '0' && (digits.n > 1 || minus))) return ERR_CORRUPT;
    if (str_to_i64(text, &v) != OK) return ERR_CORRUPT;
    *s = str_skip(*s, n + 1);
    *ret = v;
    return OK;
}

static err_t value(struct str *s, struct value *ret)
{
    if (s->n == 0) return ERR_NOT_FOUND;
    char kind = s->p[0];
    int64_t n;
    struct str rest = str_skip(*s, 1);
    *ret = (struct value){.kind = VALUE_NULL};
    if (kind == 'i') {
        ret->kind = VALUE_I64;
        TRY(integer(&rest, ';', &ret->i));
    } else if (kind == 's' || kind == 'b') {
        TRY(integer(&rest, ':', &n));
        if (n < 0 || n > BACKUP_ROW_MAX) return ERR_CORRUPT;
        if (rest.n < (size_t)n) return ERR_NOT_FOUND;
        ret->kind = kind == 's' ? VALUE_STR : VALUE_BLOB;
        ret->s = n ? str_head(rest, (size_t)n) : STR("");
        rest = str_skip(rest, (size_t)n);
    } else if (kind != 'n') {
        return ERR_CORRUPT;
    }
    *s = rest;
    return OK;
}

static err_t row(struct backup_rows *r, struct str *s)
{
    struct value v[COPY_COLUMNS_MAX];
    struct str rest = str_skip(*s, 4);
    if (!r->in_table || r->columns_read < r->n_columns || r->n_columns == 0) return ERR_CORRUPT;
    for (unsigned i = 0; i < r->n_columns; i++) TRY(value(&rest, &v[i]));
    if (rest.n == 0) return ERR_NOT_FOUND;
    if (rest.p[0] != '\n') return ERR_CORRUPT;
    *s = str_skip(rest, 1);
    r->rows++;
    return r->to.row(r->to.ctx, v, r->n_columns);
}

static bool name_into(struct str s, char to[COPY_NAME_MAX + 1])
{
    if (s.n == 0 || s.n > COPY_NAME_MAX || str_find(s, '\0') < s.n) return false;
    memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    return true;
}

static err_t tell_table(struct backup_rows *r)
{
    struct str columns[COPY_COLUMNS_MAX];
    for (unsigned i = 0; i < r->n_columns; i++) columns[i] = str_z(r->column[i]);
    return r->to.table(r->to.ctx, str_z(r->name), columns, r->n_columns);
}

static err_t table(struct backup_rows *r, struct str text)
{
    int64_t n;
    struct str name = str_cut(&text, ' ');
    if (r->in_table || !name_into(name, r->name) || !text.p) return ERR_CORRUPT;
    if (text.n == 0 || (text.p[0] == '0' && text.n > 1) || str_to_i64(text, &n) != OK || n < 0 ||
        n > COPY_COLUMNS_MAX)
        return ERR_CORRUPT;
    r->n_columns = (unsigned)n;
    r->columns_read = 0;
    r->rows = 0;
    r->in_table = true;
    r->tables++;
    return n == 0 ? tell_table(r) : OK;
}

static err_t column(struct backup_rows *r, struct str name)
{
    if (!r->in_table || r->columns_read == r->n_columns) return ERR_CORRUPT;
    if (!name_into(name, r->column[r->columns_read])) return ERR_CORRUPT;
    return ++r->columns_read == r->n_columns ? tell_table(r) : OK;
}

static err_t count(struct str text, int64_t want)
{
    int64_t n;
    if (text.n == 0 || (text.p[0] == '0' && text.n > 1) || text.p[0] == '-') return ERR_CORRUPT;
    return str_to_i64(text, &n) == OK && n == want ? OK : ERR_CORRUPT;
}

static err_t end_table(struct backup_rows *r, struct str text)
{
    if (!r->in_table || r->columns_read < r->n_columns) return ERR_CORRUPT;
    TRY(count(text, r->rows));
    r->in_table = false;
    return r->to.end(r->to.ctx, r->rows);
}

/* One line other than a row. */
static err_t other(struct backup_rows *r, struct str *s)
{
    size_t n = str_find(*s, '\n');
    if (n == s->n) return n > 200 ? ERR_CORRUPT : ERR_NOT_FOUND;
    struct str text = str_head(*s, n), word = str_cut(&text, ' ');
    *s = str_skip(*s, n + 1);
    if (!text.p) return ERR_CORRUPT;
    if (str_eqz(word, "table")) return table(r, text);
    if (str_eqz(word, "column")) return column(r, text);
    if (str_eqz(word, "end")) return end_table(r, text);
    if (!str_eqz(word, "done") || r->in_table) return ERR_CORRUPT;
    r->done = true;
    return count(text, r->tables);
}

/* All that is whole in s; *s keeps the rest. */
static err_t take(struct backup_rows *r, struct str *s)
{
    err_t e = OK;
    while (e == OK && s->n > 0) {
        if (r->done) return ERR_CORRUPT;
        if (s->n < 4) return OK;
        e = str_starts(*s, STR("row ")) ? row(r, s) : other(r, s);
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

err_t backup_rows_feed(struct backup_rows *r, struct str bytes)
{
    sb_add(&r->rest, bytes);
    if (sb_end(&r->rest) != OK) return r->rest.err == ERR_TOO_BIG ? ERR_CORRUPT : r->rest.err;
    if (r->rest.n == 0) return OK;
    struct str left = sb_str(&r->rest);
    TRY(take(r, &left));
    if (left.n > BACKUP_ROW_MAX) return ERR_CORRUPT;
    size_t n = left.n;
    if (n > 0 && left.p != r->rest.p) memmove(r->rest.p, left.p, n);
    r->rest.n = n;
    r->rest.p[n] = '\0';
    return OK;
}

err_t backup_rows_finish(struct backup_rows *r)
{
    return r->done && r->rest.n == 0 ? OK : ERR_CORRUPT;
}
