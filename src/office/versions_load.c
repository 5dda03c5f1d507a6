/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "office/versions.h"

enum { ARENA_MAX = 64 << 20, FILES_MAX = 2000 };

static void keep(char ret[VERSION_DIGEST], struct str digest)
{
    (void)snprintf(ret, VERSION_DIGEST, "%.*s", STR_ARG(digest));
}

/* One row: its digest and time; ERR_NOT_FOUND. */
static err_t first(struct rows *r, char ret[VERSION_DIGEST], int64_t *ret_since)
{
    bool found = rows_next(r);
    if (found) {
        keep(ret, rows_str(r, "digest"));
        *ret_since = rows_i64(r, "since");
    }
    TRY(rows_end(r));
    return found ? OK : ERR_NOT_FOUND;
}

err_t versions_in_force(struct db *db, struct moment at, char ret[VERSION_DIGEST])
{
    char founding[VERSION_DIGEST], set[VERSION_DIGEST];
    int64_t founded = 0, from = 0;
    struct rows f ROWS_CLEANUP = db_query(db, SQL_CATALOGUE_VERSION_FOUNDING, P_I64("at", at.ms));
    TRY(first(&f, founding, &founded));
    struct rows s ROWS_CLEANUP = db_query(db, SQL_CATALOGUE_VERSION_SET, P_I64("at", at.ms));
    err_t e = first(&s, set, &from);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    if (founded > at.ms) founded = 0; /* a clock set back: it began with this all the same */
    memcpy(ret, e == OK && from >= founded ? set : founding, VERSION_DIGEST);
    return OK;
}

err_t versions_check(struct db *db, const struct catalogue *c, struct moment at, struct fault *why)
{
    char digest[VERSION_DIGEST];
    err_t e = versions_in_force(db, at, digest);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    return strcmp(digest, catalogue_digest(c)) == 0
               ? OK
               : fault_set(why, ERR_STATE, "version.changed", NULL);
}

/* The digests of files are judged by the catalogue's own, which the ledger holds. */
static err_t read_files(struct db *db, struct arena *a, const char *digest,
                        struct catalogue_file *v, size_t *ret_n)
{
    size_t n = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_CATALOGUE_PARTS, P_STR("catalogue", str_z(digest)));
    while (rows_next(&r)) {
        if (n == FILES_MAX) return ERR_CORRUPT;
        v[n].name = arena_strdup(a, rows_str(&r, "name"));
        v[n].bytes = arena_str(a, rows_str(&r, "bytes"));
        if (!v[n].name || !v[n].bytes.p) return ERR_NOMEM;
        n++;
    }
    *ret_n = n;
    return rows_end(&r);
}

err_t versions_load(struct db *db, const char *digest, struct catalogue **ret, struct fault *why)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, ARENA_MAX);
    struct catalogue_file *v = ARENA_ARRAY(&a, struct catalogue_file, FILES_MAX);
    size_t n;
    if (!v) return ERR_NOMEM;
    TRY(read_files(db, &a, digest, v, &n));
    if (n == 0) return fault_set(why, ERR_NOT_FOUND, "version.unknown", "%s", digest);
    struct catalogue *c = NULL;
    TRY(catalogue_load_files(v, n, digest, true, &c, NULL, NULL, why));
    if (strcmp(catalogue_digest(c), digest) == 0) {
        *ret = c;
        return OK;
    }
    catalogue_free(c);
    return fault_set(why, ERR_CORRUPT, "version.files_changed", "%s", digest);
}
