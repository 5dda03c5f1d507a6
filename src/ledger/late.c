/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/late.h"

#include "ledger/canon.h"
#include "ledger/ledger.h"

static err_t take(void *arg, const struct ledger_record *r)
{
    struct late *l = arg;
    struct canon_member m = {STR_INIT("leaf"), STR_NONE};
    int64_t leaf;
    if (!str_eqz(r->kind, "ledger.erase") || canon_check(r->envelope, &m, 1, NULL) != OK) return OK;
    if (!m.ret_value.p || str_to_i64(m.ret_value, &leaf) != OK) return OK;
    return numbers_add(&l->of, leaf);
}

err_t late_find(struct db *db, int64_t sealed, struct late *ret)
{
    struct late l = {0};
    err_t e = ledger_each(db, leaf_id(sealed), take, &l);
    if (e != OK) {
        late_release(&l);
        return e;
    }
    numbers_sort(&l.of);
    *ret = l;
    return OK;
}

bool late_has(const struct late *l, int64_t record)
{
    return numbers_have(l->of.v, l->of.n, record);
}

void late_release(struct late *l)
{
    numbers_release(&l->of);
}
