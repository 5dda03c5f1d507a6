/* SPDX-License-Identifier: Apache-2.0
 *
 * sql.h: the form of the compiled statements and migrations. tools/sqlc.py
 * makes the tables from sql/ (enum sql_id and sql_product, store/sql_ids.h).
 * A set may extend another: its ids go on where those of the base end.
 */
#ifndef SEKIMORI_STORE_SQL_H
#define SEKIMORI_STORE_SQL_H

#include <stdint.h>

enum store_kind { STORE_SQLITE, STORE_POSTGRES, STORE_KINDS };

enum { SQL_PARAMS_MAX = 64, SQL_DIGEST_LEN = 32 };

struct sql_stmt {
    const char *name;
    const char *text[STORE_KINDS]; /* with ?1.. or $1.. */
    const char *const *params;     /* names, by position */
    unsigned n_params;
    const char *where; /* file:line */
};

struct sql_migration {
    int64_t number;
    const char *name;
    uint8_t digest[SQL_DIGEST_LEN]; /* SHA-256 of the text without comments */
    const char *text[STORE_KINDS];  /* several statements */
};

struct sql_set {
    const struct sql_set *base; /* NULL: none; a base has no base itself */
    const struct sql_stmt *stmts;
    unsigned n_stmts;
    const struct sql_migration *migrations; /* ascending, above those of the base */
    unsigned n_migrations;
};

/* How many in the set together with its base. */
unsigned sql_count(const struct sql_set *set);
unsigned sql_migration_count(const struct sql_set *set);
/* An index beyond the end is our mistake (ASSERT). */
const struct sql_stmt *sql_get(const struct sql_set *set, unsigned id);
const struct sql_migration *sql_migration_get(const struct sql_set *set, unsigned index);

#endif
