/* SPDX-License-Identifier: Apache-2.0
 *
 * Durable leaves a second through ledger_append beside the bare peer on the
 * same disk, by turns; then verification of a ledger beside SHA-256 alone over
 * the same bytes. Arguments: milliseconds a turn, leaves to verify. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "chain_peer.h"
#include "ledger/bundle.h"
#include "ledger/verify_store.h"
#include "temp_ledger.h"

enum { LEAF_BYTES = 300, TURNS = 2, JOB = 5000 };

/* An act much like those of the kernel: some 300 bytes, every fourth leaf
 * with a content of about 200. */
static json_t *envelope(int64_t i)
{
    return json_pack("{s:s,s:I,s:s,s:s,s:I,s:I,s:s,s:s,s:{s:I,s:s,s:I},s:[I,I],s:I}", "act",
                     "decide", "at", (json_int_t)(1790000000000 + i), "digest",
                     "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "kind",
                     "act", "matter", (json_int_t)(i / 5 + 1), "person",
                     (json_int_t)(i % 20000 + 1), "procedure", "hokkaido/47_media_takeout", "role",
                     "security_manager", "until", "day", (json_int_t)20430, "clock", "promptly",
                     "seq", (json_int_t)(i % 5), "duties", (json_int_t)1, (json_int_t)2, "v",
                     (json_int_t)1);
}

static const struct str content =
    STR_INIT("{\"medium\":\"USB\xE3\x83\xA1\xE3\x83\xA2\xE3\x83\xAA 16GB\",\"reason\":"
             "\"\xE4\xBC\x9A\xE8\xAD\xB0\xE8\xB3\x87\xE6\x96\x99\xE3\x82\x92\xE6\x8C\x81\xE3\x81"
             "\xA1\xE5\x87\xBA\xE3\x81\x99\xE3\x81\x9F\xE3\x82\x81\xE3\x80\x82\xE5\xBA\x81\xE8"
             "\x88\x8E\xE5\xA4\x96\xE3\x81\xAE\xE4\xBC\x9A\xE5\xA0\xB4\xE3\x81\xA7\xE4\xBD\xBF"
             "\xE3\x81\x84\xE3\x81\xBE\xE3\x81\x99\xE3\x80\x82\",\"to\":\"\xE6\x9C\xAD\xE5\xB9"
             "\x8C\xE5\xB8\x82\"}");

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_ledger: %s\n", what);
    abort();
}

static err_t append(struct db *db, void *arg)
{
    int64_t *i = arg; /* used by the writer's thread alone */
    struct leaf_id leaf;
    json_t *o = envelope(++*i);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, *i % 4 ? STR_NONE : content, &leaf);
    json_decref(o);
    return e;
}

struct writing {
    struct store *store;
    int64_t i;
};

static void act(void *ctx)
{
    struct writing *w = ctx;
    if (store_write(w->store, append, &w->i, NULL) != OK) die("store_write");
}

static double ours(unsigned writers, int64_t ms)
{
    struct temp_ledger l;
    temp_ledger_make(&l);
    struct writing w = {l.t.store, 0};
    double rate = bench_threads(writers, ms, act, &w);
    temp_ledger_remove(&l);
    return rate;
}

static void durable(int64_t ms)
{
    static const unsigned writers[] = {1, 8, 32};
    struct temp_store dir;
    printf("durable leaves a second, fsync at every commit; the peer chains %d bytes\n",
           LEAF_BYTES);
    printf("%7s %12s %12s %10s\n", "writers", "bare SQLite", "ledger", "of bare");
    for (size_t i = 0; i < ARRAY_LEN(writers); i++) {
        double peer = 0, led = 0;
        temp_store_prepare(&dir, STORE_SQLITE, NULL);
        for (int t = 0; t < TURNS; t++) {
            peer += chain_peer(dir.dir, writers[i], ms, LEAF_BYTES) / TURNS;
            led += ours(writers[i], ms) / TURNS;
        }
        temp_store_remove(&dir);
        printf("%7u %12.0f %12.0f %9.0f%%\n", writers[i], peer, led, 100 * led / peer);
        (void)fflush(stdout);
    }
}

/* --- verification --- */

static err_t fill(struct db *db, void *arg)
{
    int64_t *i = arg;
    for (int k = 0; k < JOB; k++) TRY(append(db, i));
    return OK;
}

struct bytes {
    struct sb all; /* every envelope, and every content with salt */
    size_t *end;
    size_t n, cap;
};

static void keep(struct bytes *b, struct str s)
{
    if (b->n == b->cap) {
        b->cap = b->cap ? b->cap * 2 : 1 << 16;
        b->end = realloc(b->end, b->cap * sizeof *b->end);
        if (!b->end) die("memory");
    }
    sb_add(&b->all, s);
    b->end[b->n++] = b->all.n;
}

static err_t collect(void *arg, const struct ledger_record *r)
{
    keep(arg, r->envelope);
    if (r->content.p) keep(arg, r->content);
    return OK;
}

static double seconds_since(int64_t start)
{
    int64_t ms = clock_monotonic_ms() - start;
    return (double)(ms ? ms : 1) / 1000;
}

/* SHA-256 of each record's bytes, one thread, nothing else. */
static double sha_alone(struct db *db, size_t *ret_bytes)
{
    struct bytes b = {0};
    uint8_t h[SHA256_LEN], x = 0;
    sb_init(&b.all, SIZE_MAX / 4);
    if (ledger_each(db, leaf_id(0), collect, &b) != OK || sb_end(&b.all) != OK) die("collect");
    double best = 1e9;
    for (int t = 0; t < TURNS; t++) {
        int64_t start = clock_monotonic_ms();
        size_t at = 0;
        for (size_t i = 0; i < b.n; i++) {
            sha256((struct str){b.all.p + at, b.end[i] - at}, h);
            at = b.end[i];
            x ^= h[0];
        }
        double s = seconds_since(start);
        if (s < best) best = s;
    }
    if (x == 77) (void)fputs("", stderr); /* the hashes are wanted */
    *ret_bytes = b.all.n;
    sb_release(&b.all);
    free(b.end);
    return best;
}

static long peak_kb(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

static double verify_live(struct temp_ledger *l)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct verify_result r;
    struct verify_wrong w = {0};
    struct verify_options o = {.key = &l->key};
    int64_t start = clock_monotonic_ms();
    if (store_read_begin(l->t.store, &db, NULL) != OK) die("snapshot");
    if (verify_store(db, &o, &r, &w) != OK) die(w.id ? w.id : "verify");
    return seconds_since(start);
}

static err_t read_fd(void *ctx, char *to, size_t max, size_t *ret_n)
{
    ssize_t n = read(*(int *)ctx, to, max);
    if (n < 0) return ERR_IO;
    *ret_n = (size_t)n;
    return OK;
}

static double verify_file(struct temp_ledger *l, const char *path)
{
    struct verify *v;
    struct verify_result r;
    struct verify_wrong w = {0};
    struct verify_options o = {.key = &l->key};
    int64_t start = clock_monotonic_ms();
    FILE_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || verify_begin(&o, &v, &w) != OK) die("open");
    err_t e = bundle_verify((struct bundle_source){read_fd, &fd}, v, NULL, &r, &w);
    verify_free(v);
    if (e != OK) die(w.id ? w.id : "verify");
    return seconds_since(start);
}

static err_t write_fd(void *ctx, struct str bytes)
{
    return file_write_all(*(int *)ctx, bytes);
}

static void export(struct temp_ledger *l, const char *path)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_result done;
    FILE_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    struct export_to to = {write_fd, &fd, false};
    if (fd < 0 || store_read_begin(l->t.store, &db, NULL) != OK) die("export");
    if (export_bundle(db, &to, &done) != OK) die("export");
}

static void tell(const char *what, double s, size_t bytes, double sha)
{
    printf("%-28s %8.2f s %8.0f MB/s %8.0f%%\n", what, s, (double)bytes / s / 1e6, 100 * sha / s);
    (void)fflush(stdout);
}

static double better(double a, double b)
{
    return a < b ? a : b;
}

static void verification(int64_t leaves)
{
    struct temp_ledger l;
    char path[400];
    int64_t i = 0;
    size_t bytes;
    temp_ledger_make(&l);
    while (i + 1 < leaves) {
        if (store_write(l.t.store, fill, &i, NULL) != OK) die("fill");
    }
    int64_t start = clock_monotonic_ms();
    int64_t sealed = temp_ledger_seal(&l);
    printf("\nverification of %" PRId64 " leaves (sealed in %.2f s)\n", sealed,
           seconds_since(start));
    (void)snprintf(path, sizeof path, "%s/bundle", l.t.dir);
    start = clock_monotonic_ms();
    export(&l, path);
    double exported = seconds_since(start);
    /* Memory first: the peer keeps all the bytes, we do not. */
    long before = peak_kb();
    double live = verify_live(&l), file = verify_file(&l, path);
    long after = peak_kb();
    live = better(live, verify_live(&l));
    file = better(file, verify_file(&l, path));
    struct db *db STORE_READ_CLEANUP = NULL;
    if (store_read_begin(l.t.store, &db, NULL) != OK) die("snapshot");
    double sha = sha_alone(db, &bytes);
    store_read_end(db);
    db = NULL;
    tell("SHA-256 alone, one thread", sha, bytes, sha);
    tell("verify, store", live, bytes, sha);
    tell("verify, bundle", file, bytes, sha);
    tell("export", exported, bytes, sha);
    printf("memory for verification: %ld KB more at the peak\n", after - before);
    temp_ledger_remove(&l);
}

int main(int argc, char **argv)
{
    int64_t ms = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
    int64_t leaves = argc > 2 ? strtol(argv[2], NULL, 10) : 1000000;
    (void)setenv("SEKIMORI_TEST_STORE", "sqlite", 1);
    durable(ms);
    verification(leaves);
    return 0;
}
