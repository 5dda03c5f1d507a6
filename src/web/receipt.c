/* SPDX-License-Identifier: Apache-2.0 */
#include "web/receipt.h"

#include "ledger/ledger.h"
#include "ledger/receipt.h"

enum { TEXT_MAX = 8 << 20 };

err_t receipt_sealed(struct web *web, int64_t *ret)
{
    struct db *db;
    TRY(store_read_begin(web->store, &db, NULL));
    err_t e = ledger_sealed(db, ret);
    store_read_end(db);
    return e;
}

err_t receipt_text(struct web *web, struct arena *a, struct leaf_id leaf, struct str *ret,
                   struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, TEXT_MAX);
    struct db *db;
    TRY(store_read_begin(web->store, &db, why));
    err_t e = ledger_receipt_write(db, leaf, true, &b, why);
    store_read_end(db);
    TRY(e);
    TRY(sb_end(&b));
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}
