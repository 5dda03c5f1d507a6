/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/receipt.h"
#include "ledger/tile_store.h"
#include "ledger/witness_book.h"
#include "store/store.h"

static err_t find_log(struct db *db, int64_t no, struct ledger_log *ret, struct fault *why)
{
    TRY(ledger_log_last(db, ret));
    if (no == 0 || no == ret->no) return OK;
    err_t e = ledger_log_of(db, 0, ret);
    while (e == OK && ret->no != no) e = ledger_log_next(db, ret->no, ret);
    if (e == ERR_NOT_FOUND) return fault_set(why, e, "witness.no_log", "%" PRId64, no);
    return e;
}

static err_t newest(struct db *db, const struct ledger_log *l, struct arena *a, int64_t *ret_size,
                    struct str *ret_note, struct fault *why)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CHECKPOINT_LAST, P_I64("log", l->no));
    *ret_size = 0;
    if (rows_next(&r)) {
        *ret_size = rows_i64(&r, "size");
        *ret_note = arena_str(a, rows_str(&r, "note"));
        if (!ret_note->p) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    return *ret_size > 0 ? OK : fault_set(why, ERR_STATE, "ledger.nothing_sealed", NULL);
}

static err_t prove(struct db *db, const struct ledger_log *l, int64_t from, int64_t size,
                   struct merkle_proof *ret, struct fault *why)
{
    ret->n = 0;
    if (from == 0 || from == size) return OK;
    struct tile_store *t = malloc(sizeof *t);
    if (!t) return ERR_NOMEM;
    tile_store_init(t, db, l->no);
    struct merkle_source src = tile_store_source(t);
    err_t e = merkle_prove_consistency(&src, (uint64_t)from, (uint64_t)size, ret);
    free(t);
    if (e == ERR_CORRUPT) return fault_set(why, e, "ledger.tiles_differ", "%" PRId64, size);
    return e;
}

static err_t since(struct db *db, struct str name, const struct ledger_log *l, int64_t *ret)
{
    err_t e = db_get_i64(db, ret, SQL_COSIGNATURE_LAST, P_STR("name", name), P_I64("log", l->no));
    if (e != ERR_NOT_FOUND) return e;
    *ret = 0;
    return OK;
}

err_t witness_request_make(struct db *db, struct str name, int64_t log, int64_t from, struct sb *to,
                           struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log l;
    struct witness_request r = {0};
    struct note_key key;
    int64_t size;
    arena_init(&a, SIZE_MAX);
    TRY(witness_book_key(db, name, &key, why));
    TRY(find_log(db, log, &l, why));
    TRY(newest(db, &l, &a, &size, &r.note, why));
    if (from < 0) TRY(since(db, name, &l, &from));
    if (from > size)
        return fault_set(why, ERR_STATE, "witness.ahead", "%" PRId64 FS "%" PRId64, from, size);
    TRY(prove(db, &l, from, size, &r.proof, why));
    r.old_size = (uint64_t)from;
    witness_request_write(to, &r);
    return sb_end(to);
}

/* A new log has no cosignature yet, so its receipts stand on its newest checkpoint. */
err_t witness_request_opening(struct db *db, int64_t log, struct sb *to, struct fault *why)
{
    struct ledger_log l;
    TRY(find_log(db, log, &l, why));
    return ledger_receipt_newest(db, leaf_id(l.first), true, to, why);
}
