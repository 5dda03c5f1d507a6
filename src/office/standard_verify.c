/* SPDX-License-Identifier: Apache-2.0
 *
 * The versions of the official text held against the ledger: each record has its row, each row
 * its record, and the bytes have the digest that the record names. */
#include <jansson.h>
#include <string.h>

#include "office/standard_store.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"

enum { BATCH = 1000 };

static const char *text_of(const json_t *o, const char *key)
{
    const char *z = json_string_value(json_object_get(o, key));
    return z ? z : "";
}

static int64_t number_of(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static err_t differs(struct fault *why, int64_t version)
{
    return fault_set(why, ERR_CORRUPT, "standard.changed", "%lld", (long long)version);
}

static bool same(struct rows *r, const json_t *o)
{
    char digest[STANDARD_DIGEST];
    SB_CLEANUP struct sb day;
    sb_init(&day, 32);
    day_format(&day, (struct day){(int32_t)rows_i64(r, "effective")});
    const json_t *counts = json_object_get(o, "counts");
    bool good = rows_i64(r, "id") == number_of(o, "version") &&
                str_eqz(sb_str(&day), text_of(o, "effective")) &&
                str_eqz(rows_str(r, "title"), text_of(o, "title")) &&
                str_eqz(rows_str(r, "digest"), text_of(o, "digest")) &&
                rows_i64(r, "findings") == number_of(counts, "findings");
    struct str source = rows_blob(r, "source");
    standard_digest(source, digest);
    return good && (int64_t)source.n == number_of(o, "bytes") &&
           strcmp(digest, text_of(o, "digest")) == 0;
}

static err_t check_record(struct db *db, int64_t leaf, struct str envelope, struct fault *why)
{
    json_t *o = NULL;
    err_t e = parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_STANDARD_VERSION_OF_LEAF, P_I64("leaf", leaf));
    bool good = rows_next(&r) && same(&r, o);
    int64_t version = number_of(o, "version");
    json_decref(o);
    TRY(rows_end(&r));
    return good ? OK : differs(why, version);
}

struct reading {
    int64_t after, seen;
};

static err_t check_batch(struct db *db, struct reading *at, bool *ret_more, struct fault *why)
{
    int64_t leaves[BATCH];
    size_t n = 0, found = 0;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 64 << 20);
    struct str envelopes[BATCH];
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_RECORDS_AFTER, P_I64("after", at->after), P_I64("n", BATCH));
    while (rows_next(&r)) {
        n++;
        at->after = rows_i64(&r, "idx");
        if (!str_eqz(rows_str(&r, "kind"), "standard.import")) continue;
        leaves[found] = at->after;
        envelopes[found] = arena_str(&a, rows_str(&r, "envelope"));
        if (!envelopes[found++].p) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    for (size_t i = 0; i < found; i++) TRY(check_record(db, leaves[i], envelopes[i], why));
    at->seen += (int64_t)found;
    *ret_more = n == BATCH;
    return OK;
}

err_t standard_store_verify(struct db *db, struct fault *why)
{
    struct reading at = {.after = -1};
    int64_t rows;
    for (bool more = true; more;) TRY(check_batch(db, &at, &more, why));
    TRY(db_get_i64(db, &rows, SQL_STANDARD_VERSION_COUNT));
    return rows == at.seen ? OK : differs(why, 0);
}
