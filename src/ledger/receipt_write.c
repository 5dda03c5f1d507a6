/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "ledger/ledger.h"
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

static err_t newest_checkpoint(struct db *db, struct arena *a, int64_t *ret_size,
                               struct str *ret_note)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CHECKPOINT_LAST);
    *ret_size = 0;
    if (rows_next(&r)) {
        *ret_size = rows_i64(&r, "size");
        *ret_note = arena_str(a, rows_str(&r, "note"));
        if (!ret_note->p) return ERR_NOMEM;
    }
    return rows_end(&r);
}

static err_t prove(struct db *db, int64_t leaf, int64_t size, struct merkle_proof *ret)
{
    struct tile_store *t = malloc(sizeof *t);
    if (!t) return ERR_NOMEM;
    tile_store_init(t, db);
    struct merkle_source src = tile_store_source(t);
    err_t e = merkle_prove_inclusion(&src, (uint64_t)leaf, (uint64_t)size, ret);
    free(t);
    return e;
}

err_t ledger_receipt_write(struct db *db, struct leaf_id leaf, bool content, struct sb *to,
                           struct fault *why)
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
    TRY(newest_checkpoint(db, &a, &size, &note));
    if (leaf.v >= size) return fault_set(why, ERR_STATE, "ledger.not_sealed", "%s", text);
    e = prove(db, leaf.v, size, &proof);
    if (e == ERR_CORRUPT) return fault_set(why, e, "ledger.tiles_differ", "%" PRId64, size);
    TRY(e);
    struct str rest = note, origin = str_cut(&rest, '\n');
    explain(to, LANG_JA, leaf.v, size, origin);
    sb_addz(to, "#\n");
    explain(to, LANG_EN, leaf.v, size, origin);
    if (!content) r.content = r.salt = STR_NONE;
    ledger_receipt_body(to, leaf.v, r.envelope, r.salt, r.content, &proof, note);
    return sb_end(to);
}
