/* SPDX-License-Identifier: Apache-2.0 */
#include "temp_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "temp_pg.h"
#include "tree.h"

_Noreturn void temp_store_skip(const char *why)
{
    printf("1..0 # SKIP %s\n", why);
    exit(0);
}

enum store_kind temp_store_kind(void)
{
    const char *kind = getenv("SEKIMORI_TEST_STORE");
    return kind && strcmp(kind, "postgres") == 0 ? STORE_POSTGRES : STORE_SQLITE;
}

bool temp_store_have(enum store_kind kind)
{
    return kind == STORE_SQLITE || temp_pg_installed();
}

static _Noreturn void die(const char *what, const struct fault *why)
{
    fprintf(stderr, "%s: %s", what, why->id ? why->id : "?");
    for (unsigned i = 0; i < why->n_args; i++) fprintf(stderr, " | %s", why->args[i]);
    fputc('\n', stderr);
    abort();
}

static void make_folder(struct temp_store *t, enum store_kind kind, const struct sql_set *sql)
{
    *t = (struct temp_store){0};
    tree_make_temp(t->dir, sizeof t->dir);
    snprintf(t->path, sizeof t->path, "%s/office.sqlite", t->dir);
    t->config = (struct store_config){
        .kind = kind, .sqlite_path = t->path, .pg_conninfo = t->conninfo, .sql = sql};
}

void temp_store_prepare(struct temp_store *t, enum store_kind kind, const struct sql_set *sql)
{
    make_folder(t, kind, sql);
    if (kind == STORE_POSTGRES) temp_pg_database(t->conninfo, sizeof t->conninfo, 0);
}

/* On PostgreSQL, migrate once a process and copy what came of it. */
static void prepare_migrated(struct temp_store *t, const struct sql_set *sql)
{
    static const struct sql_set *done;
    static unsigned copy_of;
    static pid_t process;
    struct fault why = {0};
    enum store_kind kind = temp_store_kind();
    bool have = kind == STORE_POSTGRES && copy_of && done == sql && process == getpid();
    if (have) {
        make_folder(t, kind, sql);
        temp_pg_database(t->conninfo, sizeof t->conninfo, copy_of);
        return;
    }
    temp_store_prepare(t, kind, sql);
    if (store_migrate(&t->config, &why) != OK) die("store_migrate", &why);
    if (kind != STORE_POSTGRES) return;
    done = sql;
    copy_of = temp_pg_count();
    process = getpid();
    temp_pg_database(t->conninfo, sizeof t->conninfo, copy_of);
}

void temp_store_make(struct temp_store *t, const struct sql_set *sql)
{
    struct fault why = {0};
    prepare_migrated(t, sql);
    if (store_open(&t->config, &t->store, &why) != OK) die("store_open", &why);
}

void temp_store_reopen(struct temp_store *t)
{
    struct fault why = {0};
    store_close(t->store);
    t->store = NULL;
    if (store_open(&t->config, &t->store, &why) != OK) die("store_open", &why);
}

void temp_store_remove(struct temp_store *t)
{
    store_close(t->store);
    t->store = NULL;
    tree_remove(t->dir);
}
