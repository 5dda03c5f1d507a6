/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/verify_store.h"

#include <stdlib.h>

#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "ledger/tile_store.h"
#include "ledger/walk.h"
#include "store/store.h"

struct job {
    struct db *db;
    const struct verify_options *options;
    struct verify *v;
    struct verify_wrong *wrong;
    uint64_t sealed; /* of the log at work */
    bool begun;
    struct tile_store tiles;
    struct tile_builder above; /* its leaves are the roots of rows */
};

/* How many hashes the stored tile must have. */
static unsigned sealed_width(const struct job *j, struct tile_id id)
{
    uint64_t all = tile_level_width(id.level, j->sealed), before = id.index * TILE_WIDTH;
    if (all <= before) return 0;
    return all - before < TILE_WIDTH ? (unsigned)(all - before) : TILE_WIDTH;
}

/* The stored tile against what was computed; *ret_at is the first that differs. */
static err_t compare(struct job *j, struct tile_id id, const struct hash *hashes, unsigned n,
                     unsigned *ret_at)
{
    unsigned width = sealed_width(j, id), i = 0;
    const struct hash *tile;
    if (width > n) width = n;
    if (width == 0) return OK;
    *ret_at = 0;
    TRY(tile_store_get(&j->tiles, id, width, &tile));
    while (i < width && merkle_eq(&tile[i], &hashes[i])) i++;
    *ret_at = i;
    return i == width ? OK : ERR_CORRUPT;
}

static err_t put_above(void *ctx, struct tile_id id, const struct hash *hashes, unsigned width)
{
    struct job *j = ctx;
    unsigned at;
    struct tile_id real = {id.level + 1, id.index};
    if (real.level >= TILE_LEVELS) return OK;
    err_t e = compare(j, real, hashes, width, &at);
    if (e != ERR_CORRUPT) return e;
    return verify_say(j->wrong, "ledger.wrong.tile", -1, real.level, (int64_t)real.index);
}

static err_t row(void *ctx, uint64_t index, const struct hash *leaves, unsigned n,
                 const struct hash *root, struct verify_wrong *wrong)
{
    struct job *j = ctx;
    unsigned at = 0;
    j->wrong = wrong;
    err_t e = compare(j, (struct tile_id){0, index}, leaves, n, &at);
    if (e == ERR_CORRUPT)
        return verify_say(wrong, "ledger.wrong.sealed_leaf", (int64_t)(index * TILE_WIDTH + at), 0,
                          0);
    TRY(e);
    return root ? tile_builder_add(&j->above, root) : OK;
}

static err_t no_tiles(void *ctx, struct tile_id id, unsigned width, struct hash *ret)
{
    (void)ctx, (void)id, (void)width, (void)ret;
    return ERR_BUG;
}

static bool known(const struct verify_options *o, struct str origin)
{
    for (size_t i = 0; i < (o->n_keys ? o->n_keys : 1); i++) {
        if (str_eqz(origin, o->key[i].log.name)) return true;
    }
    return false;
}

/* verify_log() first, as it tells the last row of the log before. */
static err_t take_log(void *ctx, const struct ledger_log *log, struct str origin, struct str vkey)
{
    struct job *j = ctx;
    int64_t sealed;
    /* The only log of another name, or without one: the opening record is at fault, which is
     * told in its turn. */
    if (log->no > 1 || vkey.p || known(j->options, origin))
        TRY(verify_log(j->v, origin, vkey, j->wrong));
    if (j->begun) TRY(tile_builder_flush(&j->above));
    TRY(ledger_log_sealed(j->db, log, &sealed));
    j->begun = true;
    j->sealed = sealed > 0 ? (uint64_t)sealed : 0;
    tile_store_init(&j->tiles, j->db, log->no);
    TRY(tile_builder_init(&j->above, 0, no_tiles, NULL));
    j->above.put = put_above;
    j->above.ctx = j;
    return OK;
}

static err_t take_record(void *ctx, const struct verify_record *r)
{
    struct job *j = ctx;
    return verify_record(j->v, r, j->wrong);
}

static err_t take_checkpoint(void *ctx, int64_t size, struct str note)
{
    struct job *j = ctx;
    return verify_checkpoint(j->v, size, note, j->wrong);
}

static err_t take_alone(void *ctx, int64_t idx, bool has_leaf)
{
    struct job *j = ctx;
    return verify_stop(j->v, j->wrong, has_leaf ? "ledger.wrong.no_record" : "ledger.wrong.no_leaf",
                       idx, 0, 0);
}

static err_t run(struct job *j, struct verify_result *ret)
{
    const struct walk_to to = {take_log, take_record, take_checkpoint, take_alone, j};
    struct verify_wrong *wrong = j->wrong;
    int64_t next;
    TRY(walk_ledger(j->db, &to));
    TRY(verify_end(j->v, ret, wrong));
    j->wrong = wrong;
    TRY(tile_builder_flush(&j->above));
    TRY(ledger_size(j->db, &next));
    if (next < 0 || (uint64_t)next != ret->records)
        return verify_say(wrong, "ledger.wrong.counter", -1, next, (int64_t)ret->records);
    return OK;
}

err_t verify_store(struct db *db, const struct verify_options *options, struct verify_result *ret,
                   struct verify_wrong *wrong)
{
    struct job *j = calloc(1, sizeof *j);
    if (!j) return ERR_NOMEM;
    struct verify_options o = *options;
    *wrong = (struct verify_wrong){.id = NULL};
    o.row = row;
    o.ctx = j;
    j->db = db;
    j->options = options;
    j->wrong = wrong;
    err_t e = verify_begin(&o, &j->v, wrong);
    if (e == OK) e = run(j, ret);
    verify_free(j->v);
    free(j);
    return e;
}
