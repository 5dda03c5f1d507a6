/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/receipt.h"
#include "ledger/tile_store.h"
#include "store/store.h"

/* What this paper is, in one language, as comment lines. */
static void explain(struct sb *to, enum lang l, int64_t leaf, int64_t size, struct str origin)
{
    SB_CLEANUP struct sb text;
    char leaf_text[24], size_text[24];
    SB_CLEANUP struct sb name;
    sb_init(&text, 8192);
    sb_init(&name, 512);
    sb_add(&name, origin);
    (void)snprintf(leaf_text, sizeof leaf_text, "%" PRId64, leaf);
    (void)snprintf(size_text, sizeof size_text, "%" PRId64, size);
    tr_format(&text, l, "ledger.receipt.explain", leaf_text, size_text, name.p ? name.p : "");
    err_t e = sb_end(&name) != OK ? sb_end(&name) : sb_end(&text);
    if (e != OK && to->err == OK) to->err = e;
    struct str rest = sb_str(&text);
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        sb_addz(to, line.n ? "# " : "#");
        sb_add(to, line);
        sb_addc(to, '\n');
    }
}

static err_t take_checkpoint(struct rows r, struct arena *a, int64_t *ret_size,
                             struct str *ret_note)
{
    *ret_size = 0;
    if (rows_next(&r)) {
        *ret_size = rows_i64(&r, "size");
        *ret_note = arena_str(a, rows_str(&r, "note"));
    }
    TRY(rows_end(&r));
    return *ret_size == 0 || ret_note->p ? OK : ERR_NOMEM;
}

/* The newest that a witness has co-signed, if the leaf is under it; else the newest. */
static err_t best_checkpoint(struct db *db, const struct ledger_log *l, int64_t index, bool newest,
                             struct arena *a, int64_t *ret_size, struct str *ret_note)
{
    *ret_size = 0;
    if (!newest)
        TRY(take_checkpoint(
            db_query(db, SQL_CHECKPOINT_COSIGNED, P_I64("log", l->no), P_I64("index", index)), a,
            ret_size, ret_note));
    if (*ret_size > index) return OK;
    return take_checkpoint(db_query(db, SQL_CHECKPOINT_LAST, P_I64("log", l->no)), a, ret_size,
                           ret_note);
}

static err_t prove(struct db *db, const struct ledger_log *l, int64_t index, int64_t size,
                   struct merkle_proof *ret)
{
    struct tile_store *t = malloc(sizeof *t);
    if (!t) return ERR_NOMEM;
    tile_store_init(t, db, l->no);
    struct merkle_source src = tile_store_source(t);
    err_t e = merkle_prove_inclusion(&src, (uint64_t)index, (uint64_t)size, ret);
    free(t);
    return e;
}

static err_t receipt_write(struct db *db, struct leaf_id leaf, bool content, bool newest,
                           struct sb *to, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, SIZE_MAX);
    struct ledger_record r;
    struct str note = STR_NONE;
    struct merkle_proof proof;
    char text[24];
    int64_t size;
    (void)snprintf(text, sizeof text, "%" PRId64, leaf.v);
    err_t e = ledger_record_get(db, &a, leaf, &r);
    if (e == ERR_NOT_FOUND) return fault_set(why, e, "ledger.no_leaf", "%s", text);
    TRY(e);
    struct ledger_log l;
    TRY(ledger_log_of(db, leaf.v, &l));
    int64_t index = ledger_log_index(&l, leaf.v);
    TRY(best_checkpoint(db, &l, index, newest, &a, &size, &note));
    if (index >= size) return fault_set(why, ERR_STATE, "ledger.not_sealed", "%s", text);
    e = prove(db, &l, index, size, &proof);
    if (e == ERR_CORRUPT) return fault_set(why, e, "ledger.tiles_differ", "%" PRId64, size);
    TRY(e);
    struct str rest = note, origin = str_cut(&rest, '\n');
    explain(to, LANG_JA, leaf.v, size, origin);
    sb_addz(to, "#\n");
    explain(to, LANG_EN, leaf.v, size, origin);
    if (!content) r.content = r.salt = STR_NONE;
    ledger_receipt_body(to, index, r.envelope, r.salt, r.content, &proof, note);
    return sb_end(to);
}

err_t ledger_receipt_write(struct db *db, struct leaf_id leaf, bool content, struct sb *to,
                           struct fault *why)
{
    return receipt_write(db, leaf, content, false, to, why);
}

err_t ledger_receipt_newest(struct db *db, struct leaf_id leaf, bool content, struct sb *to,
                            struct fault *why)
{
    return receipt_write(db, leaf, content, true, to, why);
}
