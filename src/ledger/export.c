/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/bundle.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "ledger/verify_store.h"
#include "ledger/walk.h"
#include "store/store.h"

enum { CHUNK = 256 * 1024, RECORD_MAX = LEDGER_ENVELOPE_MAX + LEDGER_CONTENT_MAX + 1024 };

struct export
{
    const struct export_to *to;
    struct sb out;
    int64_t sealed;
    struct export_result done;
};

static err_t flush(struct export *x, size_t from)
{
    TRY(sb_end(&x->out));
    if (x->out.n < from) return OK;
    TRY(x->to->write(x->to->ctx, sb_str(&x->out)));
    sb_reset(&x->out);
    return OK;
}

static bool commits(struct str envelope)
{
    struct canon_member c = {STR_INIT("c"), STR_NONE};
    return canon_check(envelope, &c, 1, NULL) == OK && c.ret_value.p;
}

static err_t put_record(void *ctx, const struct verify_record *r)
{
    struct export *x = ctx;
    if (r->idx >= x->sealed) return OK;
    struct verify_record copy = *r;
    copy.withheld = x->to->without_contents && r->content.p && commits(r->envelope);
    bundle_write_record(&x->out, &copy);
    x->done.records++;
    return flush(x, CHUNK);
}

static err_t put_checkpoint(void *ctx, int64_t size, struct str note)
{
    struct export *x = ctx;
    bundle_write_checkpoint(&x->out, size, note);
    x->done.checkpoints++;
    return flush(x, CHUNK);
}

static err_t put_alone(void *ctx, int64_t idx, bool has_leaf)
{
    (void)ctx, (void)idx, (void)has_leaf;
    return ERR_CORRUPT;
}

/* The ledger's name is the first line of its checkpoints. */
static err_t put_head(struct export *x, struct db *db)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CHECKPOINT_LAST);
    if (rows_next(&r)) {
        struct str rest = rows_str(&r, "note");
        bundle_write_head(&x->out, str_cut(&rest, '\n'));
    }
    TRY(rows_end(&r));
    TRY(sb_end(&x->out));
    return x->out.n > 0 ? OK : ERR_CORRUPT;
}

err_t export_bundle(struct db *db, const struct export_to *to, struct export_result *ret)
{
    struct export x = {.to = to};
    const struct walk_to walk = {put_record, put_checkpoint, put_alone, &x};
    TRY(ledger_sealed(db, &x.sealed));
    if (x.sealed == 0) return ERR_STATE;
    sb_init(&x.out, CHUNK + 2 * RECORD_MAX);
    err_t e = put_head(&x, db);
    if (e == OK) e = walk_ledger(db, &walk);
    if (e == OK) bundle_write_end(&x.out, x.done.records, x.done.checkpoints);
    if (e == OK) e = flush(&x, 0);
    sb_release(&x.out);
    if (e == OK) *ret = x.done;
    return e;
}
