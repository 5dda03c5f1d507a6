/* SPDX-License-Identifier: Apache-2.0
 *
 * The versions of the catalogue held against the ledger: each record has its row, each row its
 * record. A row that somebody changed behind us could put a version in force that nobody decided.
 */
#include <jansson.h>
#include <string.h>

#include "base/arena.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "office/versions.h"

enum { BATCH = 1000, RECORD_VERSION = 2 }; /* records of version 1 had no rows */

static bool is_text(struct rows *r, const char *column, const json_t *o, const char *key)
{
    const char *z = json_string_value(json_object_get(o, key));
    return z && str_eqz(rows_str(r, column), z);
}

static bool same(struct rows *r, const json_t *o)
{
    return is_text(r, "digest", o, "catalogue") && is_text(r, "standard", o, "standard") &&
           is_text(r, "source", o, "source") &&
           rows_i64(r, "since") == json_integer_value(json_object_get(o, "at")) &&
           rows_bool(r, "founding") == json_is_true(json_object_get(o, "founding"));
}

static err_t check_record(struct db *db, int64_t leaf, struct str envelope, int64_t *seen,
                          struct fault *why)
{
    json_t *o = NULL;
    err_t e = parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    if (json_integer_value(json_object_get(o, "v")) < RECORD_VERSION) {
        json_decref(o);
        return OK;
    }
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CATALOGUE_VERSION_OF_LEAF, P_I64("leaf", leaf));
    bool good = rows_next(&r) && same(&r, o);
    json_decref(o);
    TRY(rows_end(&r));
    ++*seen;
    return good ? OK : fault_set(why, ERR_CORRUPT, "version.rows_changed", NULL);
}

struct version_walk {
    int64_t after, seen;
};

static err_t check_batch(struct db *db, struct version_walk *at, bool *ret_more, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    int64_t leaves[BATCH];
    struct str envelopes[BATCH];
    size_t n = 0, found = 0;
    arena_init(&a, 64 << 20);
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_RECORDS_AFTER, P_I64("after", at->after), P_I64("n", BATCH));
    while (rows_next(&r)) {
        n++;
        at->after = rows_i64(&r, "idx");
        if (!str_eqz(rows_str(&r, "kind"), "catalogue")) continue;
        leaves[found] = at->after;
        envelopes[found] = arena_str(&a, rows_str(&r, "envelope"));
        if (!envelopes[found++].p) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    for (size_t i = 0; i < found; i++)
        TRY(check_record(db, leaves[i], envelopes[i], &at->seen, why));
    *ret_more = n == BATCH;
    return OK;
}

err_t versions_verify(struct db *db, struct fault *why)
{
    struct version_walk at = {.after = -1};
    int64_t rows;
    for (bool more = true; more;) TRY(check_batch(db, &at, &more, why));
    TRY(db_get_i64(db, &rows, SQL_CATALOGUE_VERSION_COUNT));
    return rows == at.seen ? OK : fault_set(why, ERR_CORRUPT, "version.rows_changed", NULL);
}
