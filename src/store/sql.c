/* SPDX-License-Identifier: Apache-2.0 */
#include "store/sql.h"

#include "base/err.h"

unsigned sql_count(const struct sql_set *set)
{
    return set->n_stmts + (set->base ? set->base->n_stmts : 0);
}

unsigned sql_migration_count(const struct sql_set *set)
{
    return set->n_migrations + (set->base ? set->base->n_migrations : 0);
}

const struct sql_stmt *sql_get(const struct sql_set *set, unsigned id)
{
    if (set->base) {
        if (id < set->base->n_stmts) return &set->base->stmts[id];
        id -= set->base->n_stmts;
    }
    ASSERT(id < set->n_stmts);
    return &set->stmts[id];
}

const struct sql_migration *sql_migration_get(const struct sql_set *set, unsigned index)
{
    if (set->base) {
        if (index < set->base->n_migrations) return &set->base->migrations[index];
        index -= set->base->n_migrations;
    }
    ASSERT(index < set->n_migrations);
    return &set->migrations[index];
}
