/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/late.h"

#include <stdlib.h>

#include "ledger/canon.h"
#include "ledger/ledger.h"

static int number_cmp(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static err_t take(void *arg, const struct ledger_record *r)
{
    struct late *l = arg;
    struct canon_member m = {STR_INIT("leaf"), STR_NONE};
    int64_t leaf;
    if (!str_eqz(r->kind, "ledger.erase") || canon_check(r->envelope, &m, 1, NULL) != OK) return OK;
    if (!m.ret_value.p || str_to_i64(m.ret_value, &leaf) != OK) return OK;
    if (l->n == l->cap) {
        size_t cap = l->cap ? 2 * l->cap : 64;
        int64_t *more = realloc(l->v, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        l->v = more;
        l->cap = cap;
    }
    l->v[l->n++] = leaf;
    return OK;
}

err_t late_find(struct db *db, int64_t sealed, struct late *ret)
{
    struct late l = {0};
    err_t e = ledger_each(db, leaf_id(sealed), take, &l);
    if (e != OK) {
        late_release(&l);
        return e;
    }
    if (l.n) qsort(l.v, l.n, sizeof *l.v, number_cmp);
    *ret = l;
    return OK;
}

bool late_has(const struct late *l, int64_t record)
{
    return l->n > 0 && bsearch(&record, l->v, l->n, sizeof *l->v, number_cmp) != NULL;
}

void late_release(struct late *l)
{
    free(l->v);
    *l = (struct late){0};
}
