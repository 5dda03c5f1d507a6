/* SPDX-License-Identifier: Apache-2.0
 *
 * temp_store.h: a fresh store in a temporary folder, for tests of every layer.
 * SQLite unless the environment says SEKIMORI_TEST_STORE=postgres; then a
 * PostgreSQL server is started for the process (or the one named by
 * SEKIMORI_TEST_PG, a conninfo without dbname, is used), and stopped at exit.
 *
 *     struct temp_store t;
 *     temp_store_make(&t, NULL);         or exits: "1..0 # SKIP ..."
 *     ... t.store ...
 *     temp_store_remove(&t);
 */
#ifndef SEKIMORI_TESTS_TEMP_STORE_H
#define SEKIMORI_TESTS_TEMP_STORE_H

#include "store/store.h"

struct temp_store {
    char dir[256];
    char path[300];     /* SQLite */
    char conninfo[600]; /* PostgreSQL */
    struct store_config config;
    struct store *store;
};

/* The back end that the environment asks for. */
enum store_kind temp_store_kind(void);
/* False: this machine has no PostgreSQL to start. */
bool temp_store_have(enum store_kind kind);
/* A folder and, on PostgreSQL, an empty database; nothing migrated or open. */
void temp_store_prepare(struct temp_store *t, enum store_kind kind, const struct sql_set *sql);
/* Prepared, migrated and open; sql NULL: the product's statements. */
void temp_store_make(struct temp_store *t, const struct sql_set *sql);
/* Close and open again, as a program that starts anew. */
void temp_store_reopen(struct temp_store *t);
void temp_store_remove(struct temp_store *t);

/* Say "1..0 # SKIP why" (TAP) and end the process. */
_Noreturn void temp_store_skip(const char *why);

#endif
