/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/seal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/tile_store.h"

enum { PORTION = 1 << 16, ASKS = 3 };

struct fresh_tile {
    struct tile_id id;
    unsigned width;
    struct hash hash[TILE_WIDTH];
};

/* All that one portion needs; on the heap, some 200 KB and 8 KB a new tile. */
struct sealing {
    const struct checkpoint_key *key;
    struct ledger_log log;
    struct tile_store stored;
    struct tile_builder builder;
    struct fresh_tile *fresh;
    size_t n_fresh, cap;
    int64_t leaves;  /* of the log, in the snapshot */
    uint64_t before; /* size of the newest checkpoint kept */
    struct hash root_before;
    uint64_t lost; /* size of one that was signed but not kept, or 0 */
    struct sb lost_note, note;
};

static void release(struct sealing **p)
{
    struct sealing *s = *p;
    if (!s) return;
    sb_release(&s->lost_note);
    sb_release(&s->note);
    free(s->fresh);
    free(s);
}

/* --- what there is --- */

static err_t last_checkpoint(struct sealing *s, struct db *db, struct fault *why)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CHECKPOINT_LAST, P_I64("log", s->log.no));
    s->before = 0;
    s->root_before = merkle_empty();
    if (rows_next(&r)) {
        struct checkpoint c;
        struct moment at;
        int64_t size = rows_i64(&r, "size");
        err_t e = checkpoint_verify(rows_str(&r, "note"), s->key, &c, &at);
        if (e == ERR_NOMEM) return e;
        if (e != OK || size < 0 || c.size != (uint64_t)size)
            return fault_set(why, ERR_CORRUPT, "ledger.checkpoint_bad", "%" PRId64, size);
        s->before = c.size;
        s->root_before = c.root;
    }
    return rows_end(&r);
}

static err_t get_tile(void *ctx, struct tile_id id, unsigned width, struct hash *ret)
{
    const struct hash *tile;
    TRY(tile_store_get(ctx, id, width, &tile));
    memcpy(ret, tile, width * sizeof *ret);
    return OK;
}

static err_t put_tile(void *ctx, struct tile_id id, const struct hash *hashes, unsigned width)
{
    struct sealing *s = ctx;
    if (s->n_fresh == s->cap) {
        size_t cap = s->cap ? s->cap * 2 : 16;
        struct fresh_tile *more = realloc(s->fresh, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        s->fresh = more;
        s->cap = cap;
    }
    struct fresh_tile *t = &s->fresh[s->n_fresh++];
    t->id = id;
    t->width = width;
    memcpy(t->hash, hashes, width * sizeof *hashes);
    return OK;
}

/* --- the new leaves --- */

static err_t add_leaf(struct sealing *s, struct rows *r, struct fault *why)
{
    struct hash h;
    int64_t idx = rows_i64(r, "idx");
    struct str b = rows_blob(r, "hash");
    if (idx != ledger_log_record(&s->log, (int64_t)s->builder.size) || b.n != HASH_LEN)
        return fault_set(why, ERR_CORRUPT, "ledger.leaf_gap", "%" PRIu64, s->builder.size);
    memcpy(h.b, b.p, HASH_LEN);
    return tile_builder_add(&s->builder, &h);
}

static err_t add_leaves(struct sealing *s, struct db *db, uint64_t to, struct fault *why)
{
    while (s->builder.size < to) {
        uint64_t at = s->builder.size, run = ledger_log_run(&s->log, (int64_t)at);
        uint64_t n = to - at < run ? to - at : run;
        int64_t from = ledger_log_record(&s->log, (int64_t)at);
        struct rows r ROWS_CLEANUP = db_query(db, SQL_LEAVES_AFTER, P_I64("after", from - 1),
                                              P_I64("n", (int64_t)(n < 4096 ? n : 4096)));
        while (rows_next(&r)) TRY(add_leaf(s, &r, why));
        TRY(rows_end(&r));
        if (s->builder.size == at)
            return fault_set(why, ERR_CORRUPT, "ledger.leaf_gap", "%" PRIu64, at);
    }
    return OK;
}

static err_t build(struct sealing *s, struct db *db, uint64_t to, struct fault *why)
{
    err_t e = tile_builder_init(&s->builder, s->before, get_tile, &s->stored);
    struct hash root = e == OK ? tile_builder_root(&s->builder) : merkle_empty();
    if (e == ERR_CORRUPT || (e == OK && !merkle_eq(&root, &s->root_before)))
        return fault_set(why, ERR_CORRUPT, "ledger.tiles_differ", "%" PRIu64, s->before);
    TRY(e);
    s->builder.put = put_tile;
    s->builder.ctx = s;
    s->n_fresh = 0;
    TRY(add_leaves(s, db, to, why));
    return tile_builder_flush(&s->builder);
}

/* --- the proof for the signer, from new tiles and stored ones --- */

static err_t node(void *ctx, unsigned height, uint64_t index, struct hash *ret)
{
    struct sealing *s = ctx;
    struct tile_place p = tile_store_place(height, index);
    const struct hash *tile = NULL;
    for (size_t i = 0; i < s->n_fresh && !tile; i++) {
        const struct fresh_tile *f = &s->fresh[i];
        if (f->id.level == p.id.level && f->id.index == p.id.index) tile = f->hash;
    }
    if (!tile) TRY(tile_store_get(&s->stored, p.id, p.width, &tile));
    *ret = tile_subtree(tile, p.height, p.group);
    return OK;
}

static err_t make_request(struct sealing *s, uint64_t old_size, struct signer_request *r)
{
    const struct merkle_source src = {node, s};
    *r = (struct signer_request){.origin = str_z(s->key->log.name), .old_size = old_size};
    r->size = s->builder.size;
    r->root = tile_builder_root(&s->builder);
    if (old_size == 0) return OK;
    return merkle_prove_consistency(&src, old_size, r->size, &r->proof);
}

/* The signer is ahead of us: its answer was lost. Keep that checkpoint too. */
static err_t take_lost(struct sealing *s, struct fault *why)
{
    struct checkpoint c;
    struct moment at;
    err_t e = checkpoint_verify(sb_str(&s->note), s->key, &c, &at);
    if (e == ERR_NOMEM) return e;
    if (e != OK) return fault_set(why, ERR_CORRUPT, "ledger.signer_key", NULL);
    if (c.size > (uint64_t)s->leaves)
        return fault_set(why, ERR_CORRUPT, "ledger.behind_signer", "%" PRIu64 FS "%" PRId64, c.size,
                         s->leaves);
    s->lost = c.size;
    sb_reset(&s->lost_note);
    sb_add(&s->lost_note, sb_str(&s->note));
    return sb_end(&s->lost_note);
}

static err_t check_note(struct sealing *s, const struct signer_request *r, struct fault *why)
{
    struct checkpoint c;
    struct moment at;
    err_t e = checkpoint_verify(sb_str(&s->note), s->key, &c, &at);
    if (e == ERR_NOMEM) return e;
    if (e != OK || c.size != r->size || !merkle_eq(&c.root, &r->root))
        return fault_set(why, ERR_CORRUPT, "ledger.signer_key", NULL);
    return OK;
}

static err_t have_signed(struct sealing *s, struct db *db, const struct ledger_signer *signer,
                         struct fault *why)
{
    uint64_t old = s->before;
    for (unsigned i = 0; i < ASKS; i++) {
        struct signer_request r;
        enum signer_status status;
        TRY(make_request(s, old, &r));
        sb_reset(&s->note);
        TRY(signer->sign(signer->ctx, &r, &status, &s->note, why));
        if (status == SIGNER_SIGNED) return check_note(s, &r, why);
        if (status == SIGNER_FAILED)
            return fault_set(why, ERR_UNAVAILABLE, "signer.refused", "%s",
                             signer_status_name(status));
        if (status != SIGNER_STALE)
            return fault_set(why, ERR_CORRUPT, "signer.refused", "%s", signer_status_name(status));
        TRY(take_lost(s, why));
        old = s->lost;
        if (old > s->builder.size) TRY(build(s, db, old, why));
    }
    return fault_set(why, ERR_UNAVAILABLE, "signer.refused", "%s",
                     signer_status_name(SIGNER_STALE));
}

/* --- keeping it --- */

static err_t keep_lost(struct sealing *s, struct db *db)
{
    if (s->lost <= s->before || s->lost >= s->builder.size) return OK;
    return db_run(db, SQL_CHECKPOINT_ADD, P_I64("log", s->log.no), P_I64("size", (int64_t)s->lost),
                  P_STR("note", sb_str(&s->lost_note)));
}

static err_t keep(struct db *db, void *arg)
{
    struct sealing *s = arg;
    int64_t size;
    TRY(ledger_log_sealed(db, &s->log, &size));
    if ((uint64_t)size != s->before) return ERR_STATE; /* another sealer */
    for (size_t i = 0; i < s->n_fresh; i++) {
        const struct fresh_tile *t = &s->fresh[i];
        struct str b = {(const char *)t->hash, t->width * sizeof *t->hash};
        TRY(db_run(db, SQL_TILE_PUT, P_I64("log", s->log.no), P_I64("level", t->id.level),
                   P_I64("idx", (int64_t)t->id.index), P_BLOB("hashes", b)));
    }
    TRY(keep_lost(s, db));
    return db_run(db, SQL_CHECKPOINT_ADD, P_I64("log", s->log.no),
                  P_I64("size", (int64_t)s->builder.size), P_STR("note", sb_str(&s->note)));
}

/* --- a portion --- */

static err_t prepare(struct sealing *s, struct store *store, const struct ledger_signer *signer,
                     bool *ret_new, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(store, &db, why));
    TRY(ledger_log_last(db, &s->log));
    tile_store_init(&s->stored, db, s->log.no);
    TRY(ledger_size(db, &s->leaves));
    s->leaves -= s->log.base;
    TRY(last_checkpoint(s, db, why));
    *ret_new = s->leaves > 0 && (uint64_t)s->leaves > s->before;
    if (s->leaves < 0 || (uint64_t)s->leaves < s->before)
        return fault_set(why, ERR_CORRUPT, "ledger.behind_signer", "%" PRIu64 FS "%" PRId64,
                         s->before, s->leaves);
    if (!*ret_new) return OK;
    uint64_t to = s->before + PORTION, least = (uint64_t)(s->log.first - s->log.base) + 1;
    if (to < least) to = least; /* what was carried over comes under the first checkpoint */
    TRY(build(s, db, to < (uint64_t)s->leaves ? to : (uint64_t)s->leaves, why));
    return have_signed(s, db, signer, why);
}

err_t ledger_seal(struct store *store, const struct checkpoint_key *key,
                  const struct ledger_signer *signer, int64_t *ret_size, struct fault *why)
{
    struct sealing *s __attribute__((cleanup(release))) = calloc(1, sizeof *s);
    if (!s) return fault_set(why, ERR_NOMEM, NULL, NULL);
    s->key = key;
    sb_init(&s->lost_note, SIGNER_NOTE_MAX);
    sb_init(&s->note, SIGNER_NOTE_MAX);
    for (;;) {
        bool some = false;
        s->lost = 0;
        TRY(prepare(s, store, signer, &some, why));
        if (!some) break;
        TRY(store_write(store, keep, s, why));
    }
    *ret_size = s->log.base + (int64_t)s->before;
    return OK;
}
