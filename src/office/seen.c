/* SPDX-License-Identifier: Apache-2.0 */
#include "office/seen.h"

#include <inttypes.h>
#include <stdio.h>

static json_t *text(struct str s)
{
    return json_stringn(s.p ? s.p : "", s.n);
}

/* What a book keeps as text, in the column's type; NULL without memory or when it is no such
 * value (the book has changed its type since): then it counts as empty. */
static json_t *value_of(const struct book_column *c, struct str s)
{
    int64_t n;
    switch (c->type) {
    case FIELD_YES_NO:
        return json_boolean(str_eqz(s, "yes"));
    case FIELD_NUMBER:
    case FIELD_DAY:
    case FIELD_INFO_SYSTEM:
    case FIELD_PERSON:
        return str_to_i64(s, &n) == OK ? json_integer(n) : json_null();
    default:
        return text(s);
    }
}

static err_t see_columns(struct db *db, const struct book *b, int64_t entry, json_t *one)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ENTRY_TEXTS, P_I64("entry", entry));
    while (rows_next(&r)) {
        for (size_t i = 0; i < b->n_columns; i++) {
            const struct book_column *c = &b->columns[i];
            if (!str_eqz(rows_str(&r, "name"), c->name)) continue;
            if (json_object_set_new(one, c->name, value_of(c, rows_str(&r, "value"))) != 0)
                return ERR_NOMEM;
        }
    }
    return rows_end(&r);
}

static err_t see(struct db *db, const struct book *b, int64_t entry, json_t *one)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ENTRY_BY_ID, P_I64("entry", entry));
    if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
    bool good = json_object_set_new(one, "state", text(rows_str(&r, "state"))) == 0;
    good = json_object_set_new(one, "keeper", json_integer(rows_i64(&r, "keeper"))) == 0 && good;
    TRY(rows_end(&r));
    return good ? see_columns(db, b, entry, one) : ERR_NOMEM;
}

static err_t see_field(struct db *db, const struct book *b, const json_t *v, json_t *all)
{
    size_t n = json_is_array(v) ? json_array_size(v) : v != NULL;
    for (size_t i = 0; i < n; i++) {
        char key[24];
        int64_t entry = json_integer_value(json_is_array(v) ? json_array_get(v, i) : v);
        snprintf(key, sizeof key, "%" PRId64, entry);
        json_t *one = json_object();
        if (!one || json_object_set_new(all, key, one) != 0) return ERR_NOMEM;
        TRY(see(db, b, entry, one));
    }
    return OK;
}

err_t seen_entries(struct db *db, const struct catalogue *c, const struct procedure *p,
                   const json_t *values, json_t **ret)
{
    json_t *all = json_object();
    err_t e = all ? OK : ERR_NOMEM;
    for (size_t i = 0; i < p->n_fields && e == OK; i++) {
        const struct field *f = &p->fields[i];
        const struct book *b = f->book ? catalogue_book(c, f->book) : NULL;
        if (b) e = see_field(db, b, json_object_get(values, f->name), all);
    }
    if (e == OK)
        *ret = all;
    else
        json_decref(all);
    return e;
}
