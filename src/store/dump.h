/* SPDX-License-Identifier: Apache-2.0
 *
 * dump.h: all tables as text, and the differences of two stores, whatever
 * their back ends. `store rebuild` is tested so: live against rebuilt.
 * The store's own tables (migration, writer_*) are left out always.
 */
#ifndef SEKIMORI_STORE_DUMP_H
#define SEKIMORI_STORE_DUMP_H

#include "base/sb.h"
#include "store/db.h"

/* One line a row, sorted: `matter: id=1 title="..." data=x'0a' note=NULL`.
 * `skip` names tables to leave out, ended by NULL; may be NULL. */
MUST_CHECK err_t dump_all(struct db *db, const char *const *skip, struct sb *out);

/* Append a line for each row that only one of two snapshots has, DUMP_LINES at
 * most: `- matter: ...` stands in a, `+ matter: ...` in b. */
enum { DUMP_LINES = 50 };
MUST_CHECK err_t dump_diff(struct db *a, struct db *b, const char *const *skip, struct sb *out,
                           bool *ret_same);

#endif
