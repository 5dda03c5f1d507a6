/* SPDX-License-Identifier: Apache-2.0
 *
 * Records and checkpoints of a log, one after another: its tree grows, each checkpoint must be its
 * head at that size. */
#include "ledger/verify_parts.h"

static uint64_t leaves(const struct verify *v)
{
    if (v->extract) return v->some.size;
    return v->rows.size * TILE_WIDTH + v->row_n;
}

static struct hash root_now(const struct verify *v)
{
    if (v->extract) return merkle_peaks_root(&v->some);
    if (v->row_n == 0) return merkle_peaks_root(&v->rows);
    struct merkle_peaks t = {0};
    for (unsigned i = 0; i < v->row_n; i++) merkle_peaks_add(&t, &v->row[i]);
    struct hash rest = merkle_peaks_root(&t);
    return merkle_peaks_root_with(&v->rows, &rest);
}

static err_t row_done(struct verify *v, const struct hash *root, struct verify_wrong *wrong)
{
    if (v->options.row)
        TRY(v->options.row(v->options.ctx, v->rows.size, v->row, v->row_n, root, wrong));
    merkle_peaks_add(&v->rows, root);
    v->row_n = 0;
    return OK;
}

bool verify_since_here(const struct verify *v)
{
    return v->has_since && str_eqz(v->since.origin, v->key.log.name);
}

err_t verify_check_since(struct verify *v, struct verify_wrong *wrong)
{
    if (!verify_since_here(v) || leaves(v) != v->since.size) return OK;
    struct hash root = root_now(v);
    v->since_done = true;
    if (merkle_eq(&root, &v->since.root)) return OK;
    return verify_say(wrong, "ledger.wrong.forked", -1, (int64_t)v->since.size, 0);
}

static err_t add_record(struct verify *v, const struct batch *b, size_t i,
                        struct verify_wrong *wrong)
{
    const struct checked *c = &b->checked[i];
    int64_t number = ledger_log_record(&v->log, b->first + (int64_t)i);
    if (v->extract)
        merkle_peaks_add(&v->some, &c->leaf);
    else
        v->row[v->row_n++] = c->leaf;
    v->result.records++;
    v->result.contents += c->state == CHECK_CONTENT;
    v->result.erased += c->state == CHECK_ERASED;
    v->result.withheld += c->state == CHECK_WITHHELD;
    if (c->state == CHECK_ERASED) TRY(numbers_add(&v->erased, number));
    if (c->erases >= 0) TRY(numbers_add(&v->erasures, c->erases));
    if (v->row_n == TILE_WIDTH) {
        struct hash root = batch_is_row(b) ? b->row_root : tile_subtree(v->row, TILE_HEIGHT, 0);
        TRY(row_done(v, &root, wrong));
    }
    return verify_check_since(v, wrong);
}

static err_t add_checkpoint(struct verify *v, const struct batch_checkpoint *c,
                            struct verify_wrong *wrong)
{
    struct hash root = root_now(v);
    if (!merkle_eq(&root, &c->root))
        return verify_say(wrong, "ledger.wrong.root", -1, (int64_t)v->sealed, (int64_t)c->size);
    v->result.checkpoints++;
    v->log_checkpoints++;
    v->sealed = c->size;
    v->result.sealed = (uint64_t)v->log.base + c->size;
    v->result.root = c->root;
    v->result.signed_at = c->at;
    if (c->witnessed) {
        v->result.witnessed = v->result.sealed;
        v->result.witnessed_at = c->witnessed_at;
    }
    return OK;
}

err_t verify_add_batch(struct verify *v, const struct batch *b, struct verify_wrong *wrong)
{
    size_t k = 0;
    for (size_t i = 0; i <= b->n; i++) {
        int64_t idx = b->first + (int64_t)i;
        for (; k < b->n_checkpoints && (i == b->n || b->checkpoint[k].told <= idx); k++) {
            if (b->err != OK && idx == b->wrong_at) break;
            TRY(add_checkpoint(v, &b->checkpoint[k], wrong));
        }
        if (b->err != OK && idx == b->wrong_at) {
            *wrong = b->wrong;
            return b->err;
        }
        if (i < b->n) TRY(add_record(v, b, i, wrong));
    }
    return OK;
}
