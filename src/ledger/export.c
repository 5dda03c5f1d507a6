/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/bundle.h"
#include "ledger/canon.h"
#include "ledger/late.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/verify_store.h"
#include "ledger/walk.h"
#include "store/store.h"

enum { CHUNK = 256 * 1024, RECORD_MAX = LEDGER_ENVELOPE_MAX + LEDGER_CONTENT_MAX + 1024 };

struct export
{
    const struct export_to *to;
    struct sb out;
    bool several; /* logs */
    int64_t sealed;
    struct late late;
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
    if (r->number >= x->sealed) return OK;
    struct verify_record copy = *r;
    copy.withheld = x->to->without_contents && r->content.p && commits(r->envelope);
    if (!r->content.p && late_has(&x->late, r->number)) copy.withheld = commits(r->envelope);
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

static err_t put_log(void *ctx, const struct ledger_log *log, struct str origin, struct str vkey)
{
    struct export *x = ctx;
    if (!origin.p) return ERR_CORRUPT;
    if (log->no == 1) bundle_write_head(&x->out, x->several);
    bundle_write_log(&x->out, origin, vkey);
    return flush(x, CHUNK);
}

err_t export_bundle(struct db *db, const struct export_to *to, struct export_result *ret)
{
    struct export x = {.to = to};
    const struct walk_to walk = {put_log, put_record, put_checkpoint, put_alone, &x};
    struct ledger_log last;
    int64_t sealed;
    TRY(ledger_log_last(db, &last));
    TRY(ledger_log_sealed(db, &last, &sealed));
    if (sealed == 0) return ERR_STATE;
    x.sealed = last.base + sealed;
    x.several = last.no > 1;
    sb_init(&x.out, CHUNK + 2 * RECORD_MAX);
    err_t e = late_find(db, x.sealed, &x.late);
    if (e == OK) e = walk_ledger(db, &walk);
    if (e == OK) bundle_write_end(&x.out, x.done.records, x.done.checkpoints);
    if (e == OK) e = flush(&x, 0);
    sb_release(&x.out);
    late_release(&x.late);
    if (e == OK) *ret = x.done;
    return e;
}
