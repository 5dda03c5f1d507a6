/* SPDX-License-Identifier: Apache-2.0
 *
 * Results of PostgreSQL, in its binary form. The cursor of struct rows is the
 * PGresult, which holds all rows. */
#include <endian.h>
#include <string.h>

#include "store/pg_db.h"

/* Numbers of built-in types, fixed for ever (src/include/catalog/pg_type.dat). */
enum oid {
    OID_BOOL = 16,
    OID_BYTEA = 17,
    OID_NAME = 19,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_BPCHAR = 1042,
    OID_VARCHAR = 1043,
    OID_NUMERIC = 1700
};

static int64_t int_of(const char *p, int n)
{
    uint64_t u = 0;
    for (int i = 0; i < n; i++) u = u << 8 | (unsigned char)p[i];
    if (n < 8 && n > 0 && (p[0] & 0x80)) u |= ~UINT64_C(0) << (8 * n);
    return (int64_t)u;
}

/* A whole number that fits, as sum() of BIGINT gives: groups of four digits,
 * the first worth 10000^weight. */
static struct value numeric_of(const char *p, int n)
{
    struct value other = {.kind = VALUE_OTHER};
    if (n < 8) return other;
    int digits = (int)int_of(p, 2), weight = (int)int_of(p + 2, 2);
    int64_t sign = int_of(p + 4, 2) & 0xffff, v = 0;
    if (n < 8 + 2 * digits || digits > weight + 1 || (sign != 0 && sign != 0x4000)) return other;
    for (int i = 0; i <= weight; i++) {
        int64_t d = i < digits ? int_of(p + 8 + 2 * i, 2) : 0;
        if (sign) d = -d;
        if (__builtin_mul_overflow(v, 10000, &v) || __builtin_add_overflow(v, d, &v)) return other;
    }
    return (struct value){.kind = VALUE_I64, .i = v};
}

struct value pg_rows_value(const PGresult *res, int row, int col)
{
    if (PQgetisnull(res, row, col)) return (struct value){.kind = VALUE_NULL};
    const char *p = PQgetvalue(res, row, col);
    int n = PQgetlength(res, row, col);
    switch (PQftype(res, col)) {
    case OID_BOOL:
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        return (struct value){.kind = VALUE_I64, .i = int_of(p, n)};
    case OID_NUMERIC:
        return numeric_of(p, n);
    case OID_BYTEA:
        return (struct value){.kind = VALUE_BLOB, .s = {p, (size_t)n}};
    case OID_NAME:
    case OID_TEXT:
    case OID_BPCHAR:
    case OID_VARCHAR:
        return (struct value){.kind = VALUE_STR, .s = {p, (size_t)n}};
    default:
        return (struct value){.kind = VALUE_OTHER};
    }
}

bool pg_rows_next(struct rows *r)
{
    int n = PQntuples(r->cursor);
    if (r->row < n) r->row++;
    return r->row < n;
}

void pg_rows_end(struct rows *r)
{
    PQclear(r->cursor);
}

const char *pg_rows_col_name(const struct rows *r, int col)
{
    return PQfname(r->cursor, col);
}

struct value pg_rows_col(const struct rows *r, int col)
{
    return pg_rows_value(r->cursor, r->row, col);
}
