/* SPDX-License-Identifier: Apache-2.0 */
#include "office/consistency.h"

#include "kernel/kernel.h"
#include "ledger/witness_book.h"
#include "office/org_verify.h"
#include "office/standard_store.h"
#include "office/versions.h"

/* Always ends in an error, so that the store takes the replay back. */
struct check_job {
    err_t result;
    struct fault why;
};

static err_t check_job(struct db *db, void *arg)
{
    struct check_job *c = arg;
    c->result = org_verify(db, &c->why);
    if (c->result == OK) c->result = org_verify_accounts(db, &c->why);
    if (c->result == OK) c->result = standard_store_verify(db, &c->why);
    if (c->result == OK) c->result = versions_verify(db, &c->why);
    if (c->result == OK) c->result = witness_book_check(db, &c->why);
    if (c->result == OK) c->result = kernel_check(db, &c->why);
    return c->result == OK ? ERR_STATE : c->result;
}

err_t consistency_check(struct store *store, struct fault *why)
{
    struct check_job c = {.result = ERR_BUG};
    TRY(store_check(store, why));
    err_t e = store_write_alone(store, check_job, &c, why);
    if (e == ERR_STATE && c.result == OK) return OK;
    if (c.why.id) *why = c.why;
    return e;
}
