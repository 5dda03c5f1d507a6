/* SPDX-License-Identifier: Apache-2.0
 *
 * The caller's thread fills batches and, in order, adds up those that are
 * checked; the other threads check. A ring of batches bounds the memory. */
#include "ledger/verify.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ledger/before.h"
#include "ledger/verify_batch.h"

enum { RING = 12, THREADS_MAX = 16 };

struct numbers {
    int64_t *v;
    size_t n, cap;
};

/* A log that has ended. */
struct ended {
    struct checkpoint_key key;
    bool given; /* by the caller, not only told beside the log */
    uint64_t size;
    struct hash root;
    bool short_of_since; /* it ends before the checkpoint remembered */
};

struct verify {
    struct verify_options options;
    struct checkpoint since;
    bool has_since, since_done;

    /* The log at work; no 0: none has begun. */
    struct ledger_log log;
    struct checkpoint_key key;
    bool key_given;
    struct ended before;
    int64_t next, last_told; /* its records and checkpoints taken in */
    uint64_t sealed;         /* its leaves under its newest checkpoint */
    uint64_t log_checkpoints;

    /* What has been added up: in an extract leaf by leaf, else row by row. */
    bool extract;
    struct merkle_peaks some;
    struct merkle_peaks rows; /* roots of whole rows of 256 leaves */
    struct hash row[TILE_WIDTH];
    unsigned row_n;
    struct verify_result result;
    struct numbers erased, erasures;

    /* Batches filling < taken <= given <= added; guarded by lock. */
    struct batch *ring[RING];
    uint64_t given, taken, added;
    bool done[RING];
    bool stop;
    pthread_mutex_t lock;
    pthread_cond_t work, ready;
    pthread_t thread[THREADS_MAX];
    unsigned n_threads;
};

err_t verify_say(struct verify_wrong *w, const char *id, int64_t leaf, int64_t a, int64_t b)
{
    *w = (struct verify_wrong){.id = id, .leaf = leaf, .a = a, .b = b};
    return ERR_CORRUPT;
}

/* --- the threads that check --- */

static void *check_batches(void *arg)
{
    struct verify *v = arg;
    pthread_mutex_lock(&v->lock);
    for (;;) {
        while (v->taken == v->given && !v->stop) pthread_cond_wait(&v->work, &v->lock);
        if (v->stop) break;
        size_t slot = v->taken++ % RING;
        pthread_mutex_unlock(&v->lock);
        batch_check(v->ring[slot], &v->key, v->options.witness);
        pthread_mutex_lock(&v->lock);
        v->done[slot] = true;
        pthread_cond_signal(&v->ready);
    }
    pthread_mutex_unlock(&v->lock);
    return NULL;
}

static unsigned thread_count(unsigned asked)
{
    long n = asked ? (long)asked : sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > THREADS_MAX ? THREADS_MAX : (unsigned)n;
}

/* --- adding up --- */

static uint64_t leaves(const struct verify *v)
{
    if (v->extract) return v->some.size;
    return v->rows.size * TILE_WIDTH + v->row_n;
}

static struct hash root_now(const struct verify *v)
{
    if (v->extract) return merkle_peaks_root(&v->some);
    if (v->row_n == 0) return merkle_peaks_root(&v->rows);
    struct merkle_peaks t = {0};
    for (unsigned i = 0; i < v->row_n; i++) merkle_peaks_add(&t, &v->row[i]);
    struct hash rest = merkle_peaks_root(&t);
    return merkle_peaks_root_with(&v->rows, &rest);
}

static err_t remember(struct numbers *s, int64_t x)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 64;
        int64_t *p = realloc(s->v, cap * sizeof *p);
        if (!p) return ERR_NOMEM;
        s->v = p;
        s->cap = cap;
    }
    s->v[s->n++] = x;
    return OK;
}

static err_t row_done(struct verify *v, const struct hash *root, struct verify_wrong *wrong)
{
    if (v->options.row)
        TRY(v->options.row(v->options.ctx, v->rows.size, v->row, v->row_n, root, wrong));
    merkle_peaks_add(&v->rows, root);
    v->row_n = 0;
    return OK;
}

/* Is the remembered checkpoint one of the log at work? */
static bool since_here(const struct verify *v)
{
    return v->has_since && str_eqz(v->since.origin, v->key.log.name);
}

static err_t check_since(struct verify *v, struct verify_wrong *wrong)
{
    if (!since_here(v) || leaves(v) != v->since.size) return OK;
    struct hash root = root_now(v);
    v->since_done = true;
    if (merkle_eq(&root, &v->since.root)) return OK;
    return verify_say(wrong, "ledger.wrong.forked", -1, (int64_t)v->since.size, 0);
}

static err_t add_record(struct verify *v, const struct batch *b, size_t i,
                        struct verify_wrong *wrong)
{
    const struct checked *c = &b->checked[i];
    int64_t number = ledger_log_record(&v->log, b->first + (int64_t)i);
    if (v->extract)
        merkle_peaks_add(&v->some, &c->leaf);
    else
        v->row[v->row_n++] = c->leaf;
    v->result.records++;
    v->result.contents += c->state == CHECK_CONTENT;
    v->result.erased += c->state == CHECK_ERASED;
    v->result.withheld += c->state == CHECK_WITHHELD;
    if (c->state == CHECK_ERASED) TRY(remember(&v->erased, number));
    if (c->erases >= 0) TRY(remember(&v->erasures, c->erases));
    if (v->row_n == TILE_WIDTH) {
        struct hash root = batch_is_row(b) ? b->row_root : tile_subtree(v->row, TILE_HEIGHT, 0);
        TRY(row_done(v, &root, wrong));
    }
    return check_since(v, wrong);
}

static err_t add_checkpoint(struct verify *v, const struct batch_checkpoint *c,
                            struct verify_wrong *wrong)
{
    struct hash root = root_now(v);
    if (!merkle_eq(&root, &c->root))
        return verify_say(wrong, "ledger.wrong.root", -1, (int64_t)v->sealed, (int64_t)c->size);
    v->result.checkpoints++;
    v->log_checkpoints++;
    v->sealed = c->size;
    v->result.sealed = (uint64_t)v->log.base + c->size;
    v->result.root = c->root;
    v->result.signed_at = c->at;
    if (c->witnessed) {
        v->result.witnessed = v->result.sealed;
        v->result.witnessed_at = c->witnessed_at;
    }
    return OK;
}

static err_t add_batch(struct verify *v, const struct batch *b, struct verify_wrong *wrong)
{
    size_t k = 0;
    for (size_t i = 0; i <= b->n; i++) {
        int64_t idx = b->first + (int64_t)i;
        for (; k < b->n_checkpoints && (i == b->n || b->checkpoint[k].told <= idx); k++) {
            if (b->err != OK && idx == b->wrong_at) break;
            TRY(add_checkpoint(v, &b->checkpoint[k], wrong));
        }
        if (b->err != OK && idx == b->wrong_at) {
            *wrong = b->wrong;
            return b->err;
        }
        if (i < b->n) TRY(add_record(v, b, i, wrong));
    }
    return OK;
}

/* --- the ring --- */

/* Wait for the oldest batch given and add it up. */
static err_t add_oldest(struct verify *v, struct verify_wrong *wrong)
{
    size_t slot = v->added % RING;
    pthread_mutex_lock(&v->lock);
    while (!v->done[slot]) pthread_cond_wait(&v->ready, &v->lock);
    v->done[slot] = false;
    pthread_mutex_unlock(&v->lock);
    v->added++;
    return add_batch(v, v->ring[slot], wrong);
}

/* Give the batch that is being filled to the threads and begin the next. */
static err_t give(struct verify *v, struct verify_wrong *wrong)
{
    pthread_mutex_lock(&v->lock);
    v->given++;
    pthread_cond_signal(&v->work);
    pthread_mutex_unlock(&v->lock);
    while (v->given - v->added >= RING) TRY(add_oldest(v, wrong));
    batch_clear(v->ring[v->given % RING], v->next);
    return OK;
}

static err_t add_all(struct verify *v, struct verify_wrong *wrong)
{
    TRY(give(v, wrong));
    while (v->added < v->given) TRY(add_oldest(v, wrong));
    return OK;
}

err_t verify_stop(struct verify *v, struct verify_wrong *wrong, const char *id, int64_t leaf,
                  int64_t a, int64_t b)
{
    TRY(add_all(v, wrong));
    return verify_say(wrong, id, leaf, a, b);
}

/* --- from log to log --- */

static const struct checkpoint_key *key_of(const struct verify *v, struct str origin)
{
    size_t n = v->options.n_keys ? v->options.n_keys : 1;
    for (size_t i = 0; i < n; i++) {
        if (str_eqz(origin, v->options.key[i].log.name)) return &v->options.key[i];
    }
    return NULL;
}

/* What is left in the ring and the last, short row. */
static err_t add_rest(struct verify *v, struct verify_wrong *wrong)
{
    TRY(add_all(v, wrong));
    if (!v->row_n || !v->options.row) return OK;
    return v->options.row(v->options.ctx, v->rows.size, v->row, v->row_n, NULL, wrong);
}

/* Nothing of a log that has ended may lie beyond its last checkpoint. */
static err_t end_log(struct verify *v, struct verify_wrong *wrong)
{
    TRY(add_rest(v, wrong));
    if (v->log_checkpoints == 0) return verify_say(wrong, "ledger.wrong.unsigned", -1, v->next, 0);
    if (v->sealed != (uint64_t)v->next)
        return verify_say(wrong, "ledger.wrong.log_end", -1, (int64_t)v->sealed, v->next);
    v->before = (struct ended){v->key, v->key_given, v->sealed, v->result.root,
                               since_here(v) && v->sealed < v->since.size};
    if (v->before.short_of_since) v->since_done = false;
    v->rows = v->some = (struct merkle_peaks){0};
    v->row_n = 0;
    return OK;
}

static err_t take_key(struct verify *v, struct str origin, struct str vkey,
                      struct verify_wrong *wrong)
{
    struct checkpoint_key told;
    const struct checkpoint_key *given = key_of(v, origin);
    bool is_told = vkey.p && checkpoint_key_parse(vkey, &told) == OK;
    if ((vkey.p && !is_told) || (is_told && !str_eqz(origin, told.log.name)))
        return verify_say(wrong, "ledger.wrong.told_key", -1, v->log.no + 1, 0);
    if (!given && !is_told) return verify_say(wrong, "ledger.wrong.checkpoint_origin", -1, 0, 0);
    if (given && is_told && memcmp(given->log.pub, told.log.pub, NOTE_PUB_LEN) != 0)
        return verify_say(wrong, "ledger.wrong.told_key", -1, v->log.no + 1, 0);
    v->key = given ? *given : told;
    v->key_given = given != NULL;
    v->result.keys_told += !given;
    return OK;
}

err_t verify_log(struct verify *v, struct str origin, struct str vkey, struct verify_wrong *wrong)
{
    struct ledger_log next = {.no = v->log.no + 1};
    if (v->log.no > 0) {
        TRY(end_log(v, wrong));
        next.base = next.first = v->log.base + (int64_t)v->sealed;
    }
    TRY(take_key(v, origin, vkey, wrong));
    v->log = next;
    v->next = 0;
    v->last_told = -1;
    v->sealed = v->log_checkpoints = 0;
    v->result.logs++;
    batch_clear(v->ring[v->given % RING], 0);
    return check_since(v, wrong);
}

/* The key that was told must be the one that the new log names. */
static const char *check_before(struct verify *v, const struct ledger_before *b)
{
    struct checkpoint c;
    struct checkpoint_key named;
    struct moment at;
    if (!str_eqz(b->origin, v->before.key.log.name) || b->records != v->log.base)
        return "ledger.wrong.before";
    if (checkpoint_key_parse(b->vkey, &named) != OK ||
        memcmp(named.log.pub, v->before.key.log.pub, NOTE_PUB_LEN) != 0)
        return "ledger.wrong.before_key";
    if (checkpoint_verify(b->checkpoint, &v->before.key, &c, &at) != OK ||
        c.size != v->before.size || !merkle_eq(&c.root, &v->before.root))
        return "ledger.wrong.before";
    if (!v->before.short_of_since) return NULL;
    v->since_done = true;
    return ledger_before_admits(b, &v->before.key, &v->since) ? NULL : "ledger.wrong.lost_hidden";
}

/* Leaf 0 of a later log names the one before; of the first log it names none. */
static err_t open_log(struct verify *v, struct str envelope, struct verify_wrong *wrong)
{
    struct ledger_before b BEFORE_CLEANUP = {.json = NULL};
    const char *id = NULL;
    err_t e = ledger_before_parse(envelope, &b);
    if (v->log.no == 1) {
        if (e == OK) return verify_stop(v, wrong, "ledger.wrong.before_missing", 0, 0, 0);
        return OK; /* its form is checked with the others' */
    }
    if (e != OK)
        id = "ledger.wrong.before";
    else
        id = check_before(v, &b);
    if (id) return verify_stop(v, wrong, id, -1, v->log.no, 0);
    v->log.first = v->log.base + b.carried;
    v->result.lost += (uint64_t)(b.until - b.lost_from);
    return OK;
}

/* --- the interface --- */

static err_t read_since(struct verify *v, struct verify_wrong *wrong)
{
    struct moment at;
    size_t n = v->options.n_keys ? v->options.n_keys : 1;
    if (!v->options.since.p) return OK;
    for (size_t i = 0; i < n; i++) {
        err_t e = checkpoint_verify(v->options.since, &v->options.key[i], &v->since, &at);
        if (e == ERR_NOMEM) return e;
        v->has_since = v->has_since || e == OK;
        if (e == OK) return OK;
    }
    (void)verify_say(wrong, "ledger.wrong.since", -1, 0, 0);
    return ERR_INVALID;
}

static err_t start(struct verify *v)
{
    for (size_t i = 0; i < RING; i++) {
        v->ring[i] = calloc(1, sizeof *v->ring[i]);
        if (!v->ring[i]) return ERR_NOMEM;
    }
    unsigned n = thread_count(v->options.threads);
    while (v->n_threads < n) {
        if (pthread_create(&v->thread[v->n_threads], NULL, check_batches, v) != 0) break;
        v->n_threads++;
    }
    return v->n_threads > 0 ? OK : ERR_NOMEM;
}

err_t verify_begin(const struct verify_options *options, struct verify **ret,
                   struct verify_wrong *wrong)
{
    struct verify *v = calloc(1, sizeof *v);
    if (!v) return ERR_NOMEM;
    v->options = *options;
    v->last_told = -1;
    v->result.root = merkle_empty();
    pthread_mutex_init(&v->lock, NULL);
    pthread_cond_init(&v->work, NULL);
    pthread_cond_init(&v->ready, NULL);
    err_t e = read_since(v, wrong);
    if (e == OK) e = start(v);
    if (e != OK) {
        verify_free(v);
        return e;
    }
    *ret = v;
    return OK;
}

err_t verify_record(struct verify *v, const struct verify_record *r, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    if (r->idx != v->next) {
        const char *id = r->idx < v->next ? "ledger.wrong.order" : "ledger.wrong.missing";
        return verify_stop(v, wrong, id, ledger_log_record(&v->log, v->next), r->idx, 0);
    }
    if (r->idx == 0) TRY(open_log(v, r->envelope, wrong));
    struct verify_record numbered = *r;
    numbered.number = ledger_log_record(&v->log, r->idx);
    v->next++;
    struct batch *b = v->ring[v->given % RING];
    TRY(batch_add(b, &numbered));
    return batch_full(b) ? give(v, wrong) : OK;
}

void verify_extract(struct verify *v)
{
    v->extract = true;
}

/* The batch at work ends here, as its leaves must follow each other. */
err_t verify_skip(struct verify *v, unsigned height, const struct hash *root,
                  struct verify_wrong *wrong)
{
    if (!v->extract || v->log.no == 0 || v->next == 0)
        return verify_stop(v, wrong, "ledger.wrong.skip", -1, v->next, 0);
    TRY(add_all(v, wrong));
    if (merkle_peaks_add_subtree(&v->some, height, root) != OK)
        return verify_say(wrong, "ledger.wrong.skip", -1, v->next, 0);
    v->next += INT64_C(1) << height;
    v->result.hidden += UINT64_C(1) << height;
    batch_clear(v->ring[v->given % RING], v->next);
    return check_since(v, wrong);
}

err_t verify_checkpoint(struct verify *v, int64_t told, struct str note, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    if (told <= v->last_told || told < v->next)
        return verify_stop(v, wrong, "ledger.wrong.checkpoint_order", -1, told, 0);
    if (told > v->next) return verify_stop(v, wrong, "ledger.wrong.truncated", -1, v->next, told);
    /* A later log's first checkpoint covers its opening and what was carried over. */
    if (told <= v->log.first - v->log.base)
        return verify_stop(v, wrong, "ledger.wrong.checkpoint_order", -1, told, 0);
    v->last_told = told;
    struct batch *b = v->ring[v->given % RING];
    TRY(batch_add_checkpoint(b, told, note));
    return batch_full(b) ? give(v, wrong) : OK;
}

static int number_cmp(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Every content that is gone was erased by a record that says so. */
static err_t check_erasures(struct verify *v, struct verify_wrong *wrong)
{
    if (v->erasures.n) qsort(v->erasures.v, v->erasures.n, sizeof(int64_t), number_cmp);
    for (size_t i = 0; i < v->erased.n; i++) {
        if (!v->erasures.n ||
            !bsearch(&v->erased.v[i], v->erasures.v, v->erasures.n, sizeof(int64_t), number_cmp))
            return verify_say(wrong, "ledger.wrong.content_gone", v->erased.v[i], 0, 0);
    }
    return OK;
}

/* The remembered checkpoint is of a log that was there, and was found in it. */
static err_t end_since(struct verify *v, struct verify_wrong *wrong)
{
    if (!v->has_since || (v->since_done && !since_here(v))) return OK;
    if (!since_here(v)) return verify_say(wrong, "ledger.wrong.since", -1, 0, 0);
    if (v->sealed >= v->since.size) return OK;
    return verify_say(wrong, "ledger.wrong.rolled_back", -1, (int64_t)v->sealed,
                      (int64_t)v->since.size);
}

err_t verify_end(struct verify *v, struct verify_result *ret, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    TRY(add_rest(v, wrong));
    TRY(check_erasures(v, wrong));
    if (v->log_checkpoints == 0)
        return verify_say(wrong, "ledger.wrong.unsigned", -1, (int64_t)v->result.records, 0);
    if (!v->key_given) return verify_say(wrong, "ledger.wrong.last_key", -1, v->log.no, 0);
    TRY(end_since(v, wrong));
    if (v->options.witness && v->result.witnessed == 0)
        return verify_say(wrong, "ledger.wrong.no_witness", -1, 0, 0);
    *ret = v->result;
    return OK;
}

void verify_free(struct verify *v)
{
    if (!v) return;
    pthread_mutex_lock(&v->lock);
    v->stop = true;
    pthread_cond_broadcast(&v->work);
    pthread_mutex_unlock(&v->lock);
    for (unsigned i = 0; i < v->n_threads; i++) pthread_join(v->thread[i], NULL);
    for (size_t i = 0; i < RING; i++) {
        if (v->ring[i]) free(v->ring[i]->bytes);
        free(v->ring[i]);
    }
    pthread_mutex_destroy(&v->lock);
    pthread_cond_destroy(&v->work);
    pthread_cond_destroy(&v->ready);
    free(v->erased.v);
    free(v->erasures.v);
    free(v);
}
