/* SPDX-License-Identifier: Apache-2.0
 *
 * copy.h: all rows of all tables out of one store and into another, whatever their back ends.
 * The store's own tables (migration, writer_*) are left out; which migrations the rows are of is
 * told beside them.
 */
#ifndef SEKIMORI_STORE_COPY_H
#define SEKIMORI_STORE_COPY_H

#include "store/sql.h"
#include "store/value.h"

struct db;
struct store_config;

enum { COPY_COLUMNS_MAX = 128, COPY_NAME_MAX = 63 };

/* --- out of a snapshot --- */

struct copy_to {
    err_t (*table)(void *ctx, struct str name, const struct str *columns, unsigned n);
    err_t (*row)(void *ctx, const struct value *v, unsigned n);
    err_t (*end)(void *ctx, int64_t rows); /* of the table */
    void *ctx;
};
/* `skip` names tables to leave out, ended by NULL; may be NULL. Views live during the call. */
MUST_CHECK err_t copy_out(struct db *db, const char *const *skip, const struct copy_to *to);

/* A migration that was applied to a store. */
struct copy_migration {
    int64_t number;
    char name[COPY_NAME_MAX + 1];
    char digest[2 * SQL_DIGEST_LEN + 1];
};
MUST_CHECK err_t copy_schema(struct db *db, err_t (*fn)(void *ctx, const struct copy_migration *m),
                             void *ctx);

/* --- into an empty store --- */

struct copy_in;
/* Apply exactly these migrations, to a database that holds no rows of ours. ERR_STATE:
 * "store.schema_newer", "store.migration_edited"; ERR_EXISTS "store.not_empty". */
MUST_CHECK err_t copy_in_begin(const struct store_config *config, const struct copy_migration *list,
                               size_t n, struct copy_in **ret, struct fault *why);
/* ERR_INVALID: no such table or column, or not a value of it. */
MUST_CHECK err_t copy_in_table(struct copy_in *c, struct str name, const struct str *columns,
                               unsigned n);
MUST_CHECK err_t copy_in_row(struct copy_in *c, const struct value *v, unsigned n);
/* Commit all rows at once, then apply the migrations that are younger. Frees, also on failure. */
MUST_CHECK err_t copy_in_end(struct copy_in *c, struct fault *why);
/* Nothing of the rows remains. NULL is harmless. *why (may be NULL): the store's own fault. */
void copy_in_abort(struct copy_in *c, struct fault *why);

#endif
