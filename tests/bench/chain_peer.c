/* SPDX-License-Identifier: Apache-2.0 */
#include "chain_peer.h"

#include <pthread.h>
#include <semaphore.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct job {
    struct job *next;
    sem_t done;
};

struct peer {
    sqlite3 *h;
    sqlite3_stmt *begin, *insert, *commit;
    unsigned char prev[crypto_hash_sha256_BYTES];
    sqlite3_int64 idx;
    unsigned char *leaf;
    size_t leaf_bytes;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t come;
    struct job *first, **last;
    bool closing;
};

static void must(struct peer *p, bool ok)
{
    if (ok) return;
    fprintf(stderr, "peer: %s\n", sqlite3_errmsg(p->h));
    abort();
}

static void step(struct peer *p, sqlite3_stmt *s)
{
    must(p, sqlite3_step(s) == SQLITE_DONE);
    sqlite3_reset(s);
}

static void append(struct peer *p)
{
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    crypto_hash_sha256_update(&st, p->prev, sizeof p->prev);
    crypto_hash_sha256_update(&st, p->leaf, p->leaf_bytes);
    crypto_hash_sha256_final(&st, p->prev);
    sqlite3_bind_int64(p->insert, 1, p->idx++);
    sqlite3_bind_blob(p->insert, 2, p->prev, sizeof p->prev, SQLITE_STATIC);
    sqlite3_bind_blob64(p->insert, 3, p->leaf, p->leaf_bytes, SQLITE_STATIC);
    step(p, p->insert);
}

static void *writer_main(void *arg)
{
    struct peer *p = arg;
    for (;;) {
        pthread_mutex_lock(&p->lock);
        while (!p->first && !p->closing) pthread_cond_wait(&p->come, &p->lock);
        struct job *jobs = p->first;
        p->first = NULL;
        p->last = &p->first;
        pthread_mutex_unlock(&p->lock);
        if (!jobs) return NULL;
        step(p, p->begin);
        for (struct job *j = jobs; j; j = j->next) append(p);
        step(p, p->commit);
        for (struct job *j = jobs, *next; j; j = next) {
            next = j->next;
            sem_post(&j->done);
        }
    }
}

static void act(void *ctx)
{
    struct peer *p = ctx;
    struct job j = {0};
    sem_init(&j.done, 0, 0);
    pthread_mutex_lock(&p->lock);
    *p->last = &j;
    p->last = &j.next;
    pthread_cond_signal(&p->come);
    pthread_mutex_unlock(&p->lock);
    while (sem_wait(&j.done) != 0) continue;
    sem_destroy(&j.done);
}

static void open_peer(struct peer *p, const char *path)
{
    must(p, sqlite3_open(path, &p->h) == SQLITE_OK);
    must(p, sqlite3_exec(p->h,
                         "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                         "PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 2000;"
                         "CREATE TABLE leaf (idx INTEGER PRIMARY KEY, hash BLOB NOT NULL,"
                         " data BLOB NOT NULL) STRICT",
                         NULL, NULL, NULL) == SQLITE_OK);
    must(p,
         !sqlite3_prepare_v3(p->h, "BEGIN IMMEDIATE", -1, SQLITE_PREPARE_PERSISTENT, &p->begin, 0));
    must(p, !sqlite3_prepare_v3(p->h, "COMMIT", -1, SQLITE_PREPARE_PERSISTENT, &p->commit, 0));
    must(p, !sqlite3_prepare_v3(p->h, "INSERT INTO leaf VALUES (?, ?, ?)", -1,
                                SQLITE_PREPARE_PERSISTENT, &p->insert, 0));
}

double chain_peer(const char *dir, unsigned writers, int64_t ms, size_t leaf_bytes)
{
    char path[512];
    struct peer p = {.leaf_bytes = leaf_bytes, .leaf = calloc(1, leaf_bytes)};
    snprintf(path, sizeof path, "%s/peer-%u.sqlite", dir, writers);
    unlink(path);
    open_peer(&p, path);
    p.last = &p.first;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.come, NULL);
    if (pthread_create(&p.thread, NULL, writer_main, &p) != 0) abort();
    double rate = bench_threads(writers, ms, act, &p);
    pthread_mutex_lock(&p.lock);
    p.closing = true;
    pthread_cond_signal(&p.come);
    pthread_mutex_unlock(&p.lock);
    pthread_join(p.thread, NULL);
    sqlite3_finalize(p.begin);
    sqlite3_finalize(p.insert);
    sqlite3_finalize(p.commit);
    sqlite3_close(p.h);
    unlink(path);
    free(p.leaf);
    return rate;
}
