/* SPDX-License-Identifier: Apache-2.0
 *
 * Migrations: numbered, each in its own transaction together with the row
 * that records it, never edited once recorded. */
#include <stdio.h>

#include "base/sb.h"
#include "store/backend.h"

static const char *const make_table[STORE_KINDS] = {
    [STORE_SQLITE] = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY,"
                     " name TEXT NOT NULL, digest TEXT NOT NULL) STRICT",
    [STORE_POSTGRES] = "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY,"
                       " name TEXT NOT NULL, digest TEXT NOT NULL)",
};

static void digest_hex(const struct sql_migration *m, char *out)
{
    for (unsigned i = 0; i < SQL_DIGEST_LEN; i++) snprintf(out + 2 * i, 3, "%02x", m->digest[i]);
}

/* The set's migration of that number, or NULL. */
static const struct sql_migration *known(const struct db *db, int64_t number, unsigned *ret_at)
{
    for (unsigned i = 0; i < sql_migration_count(db->sql); i++) {
        const struct sql_migration *m = sql_migration_get(db->sql, i);
        if (m->number != number) continue;
        *ret_at = i;
        return m;
    }
    return NULL;
}

/* One recorded row against the set's migration of the same number. */
err_t migrate_know(struct db *db, int64_t number, struct str name, struct str digest,
                   struct migrated *to)
{
    unsigned at = 0;
    char want[2 * SQL_DIGEST_LEN + 1];
    const struct sql_migration *m = known(db, number, &at);
    if (!m)
        return db_fail(db, ERR_STATE, "store.schema_newer", "%lld" FS "%.*s", (long long)number,
                       STR_ARG(name));
    digest_hex(m, want);
    if (!str_eqz(digest, want))
        return db_fail(db, ERR_STATE, "store.migration_edited", "%lld" FS "%.*s", (long long)number,
                       STR_ARG(name));
    to->done[at] = true;
    return OK;
}

err_t migrate_check(struct db *db, struct migrated *ret)
{
    struct migrated m = {0};
    ASSERT(sql_migration_count(db->sql) <= MIGRATIONS_MAX);
    struct rows r ROWS_CLEANUP =
        db_query_text(db, "SELECT number, name, digest FROM migration ORDER BY number");
    while (rows_next(&r))
        TRY(migrate_know(db, rows_i64(&r, "number"), rows_str(&r, "name"), rows_str(&r, "digest"),
                         &m));
    TRY(rows_end(&r));
    *ret = m;
    return OK;
}

/* The names and digests are ours and hold no quotes. */
static err_t record(struct db *db, const struct sql_migration *m)
{
    struct sb text SB_CLEANUP;
    char digest[2 * SQL_DIGEST_LEN + 1];
    digest_hex(m, digest);
    sb_init(&text, 1024);
    sb_addf(&text, "INSERT INTO migration (number, name, digest) VALUES (%lld, '%s', '%s')",
            (long long)m->number, m->name, digest);
    if (sb_end(&text) != OK) return db_fail(db, ERR_NOMEM, "store.nomem", NULL);
    return db->ops->script(db, sb_str(&text).p);
}

static err_t apply(struct db *db, enum store_kind kind, const struct sql_migration *m)
{
    TRY(db->ops->group_begin(db));
    err_t e = db->ops->script(db, m->text[kind]);
    if (e == OK) e = record(db, m);
    if (e == OK) return db->ops->commit(db);
    db->ops->rollback(db);
    return e;
}

/* All that are not recorded yet, or only those that `wanted` names. */
err_t migrate_apply(struct db *db, enum store_kind kind, const struct migrated *wanted)
{
    struct migrated have;
    TRY(db->ops->script(db, make_table[kind]));
    TRY(migrate_check(db, &have));
    for (unsigned i = 0; i < sql_migration_count(db->sql); i++) {
        if (have.done[i] || (wanted && !wanted->done[i])) continue;
        TRY(apply(db, kind, sql_migration_get(db->sql, i)));
    }
    return OK;
}

err_t store_migrate(const struct store_config *config, struct fault *why)
{
    struct db *db;
    TRY(backend_open(config, DB_MIGRATOR, &db, why));
    err_t e = migrate_apply(db, config->kind, NULL);
    if (e != OK) (void)db_error(db, why);
    db->ops->close(db);
    return e;
}
