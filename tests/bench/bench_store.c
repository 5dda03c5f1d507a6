/* SPDX-License-Identifier: Apache-2.0
 *
 * Durable acts a second through the store, beside the bare peer doing the
 * same on the same disk, by turns. An argument sets the milliseconds a turn. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_sql.h"
#include "chain_peer.h"
#include "temp_store.h"

enum { LEAF_BYTES = 300, TURNS = 2 };

struct chain {
    struct store *store;
    unsigned char prev[crypto_hash_sha256_BYTES];
    char leaf[LEAF_BYTES];
};

static err_t append(struct db *db, void *arg)
{
    struct chain *c = arg; /* used by the writer's thread alone */
    int64_t idx;
    crypto_hash_sha256_state st;
    TRY(db_next(db, COUNTER_LEAF, &idx));
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, c->prev, sizeof c->prev);
    crypto_hash_sha256_update(&st, (unsigned char *)c->leaf, sizeof c->leaf);
    crypto_hash_sha256_final(&st, c->prev);
    return db_run(db, B_CHAIN_PUT, P_I64("idx", idx),
                  P_BLOB("hash", ((struct str){(char *)c->prev, sizeof c->prev})),
                  P_BLOB("data", ((struct str){c->leaf, sizeof c->leaf})));
}

static void act(void *ctx)
{
    struct chain *c = ctx;
    struct fault why = {0};
    if (store_write(c->store, append, c, &why) == OK) return;
    fprintf(stderr, "%s %s\n", why.id, why.args[0]);
    abort();
}

static double ours(unsigned writers, int64_t ms)
{
    struct temp_store t;
    temp_store_make(&t, &sql_bench);
    struct chain c = {.store = t.store};
    double rate = bench_threads(writers, ms, act, &c);
    temp_store_remove(&t);
    return rate;
}

static void row(unsigned writers, int64_t ms)
{
    struct temp_store dir;
    double peer = 0, lite = 0, pg = 0;
    temp_store_prepare(&dir, STORE_SQLITE, NULL);
    for (int i = 0; i < TURNS; i++) {
        peer += chain_peer(dir.dir, writers, ms, LEAF_BYTES) / TURNS;
        setenv("SEKIMORI_TEST_STORE", "sqlite", 1);
        lite += ours(writers, ms) / TURNS;
    }
    temp_store_remove(&dir);
    setenv("SEKIMORI_TEST_STORE", "postgres", 1);
    if (temp_store_have(STORE_POSTGRES)) pg = ours(writers, ms);
    printf("%7u %12.0f %12.0f %9.0f%% %12.0f\n", writers, peer, lite, 100 * lite / peer, pg);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    int64_t ms = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
    static const unsigned writers[] = {1, 8, 32};
    printf("durable acts a second; a leaf of %d bytes, fsync at every commit\n", LEAF_BYTES);
    printf("%7s %12s %12s %10s %12s\n", "writers", "bare SQLite", "store", "of bare", "PostgreSQL");
    for (size_t i = 0; i < ARRAY_LEN(writers); i++) row(writers[i], ms);
    return 0;
}
