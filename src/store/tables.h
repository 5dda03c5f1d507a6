/* SPDX-License-Identifier: Apache-2.0
 *
 * tables.h: the tables of a database, by name; inside the store only.
 */
#ifndef SEKIMORI_STORE_TABLES_H
#define SEKIMORI_STORE_TABLES_H

#include "base/arena.h"
#include "store/db.h"

struct table_name {
    struct table_name *next;
    const char *name; /* of the schema, so it may stand in a statement */
};

/* Sorted by bytes, in the arena; without the store's own (migrations, the fence) and those of
 * `skip`, which ends with NULL, or is NULL. ERR_NOMEM, and what a query returns. */
MUST_CHECK err_t tables_names(struct db *db, const char *const *skip, struct arena *a,
                              struct table_name **ret);

#endif
