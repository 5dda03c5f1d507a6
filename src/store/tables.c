/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tables.h"

#include "store/backend.h"

static const char *const own[] = {"migration", "writer_epoch", "writer_past", NULL};

static bool listed(struct str name, const char *const *list)
{
    for (; list && *list; list++) {
        if (str_eqz(name, *list)) return true;
    }
    return false;
}

err_t tables_names(struct db *db, const char *const *skip, struct arena *a, struct table_name **ret)
{
    struct rows r ROWS_CLEANUP = db_query_text(db, db->ops->tables_query);
    struct table_name *first = NULL, **last = &first;
    while (rows_next(&r)) {
        struct str s = rows_str(&r, "name");
        if (listed(s, own) || listed(s, skip)) continue;
        struct table_name *n = ARENA_NEW(a, struct table_name);
        if (!n || !(n->name = arena_strdup(a, s))) return ERR_NOMEM;
        *last = n;
        last = &n->next;
    }
    TRY(rows_end(&r));
    *ret = first;
    return OK;
}
