/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/walk.h"

#include "store/store.h"

enum { PAGE = 4096 };

struct walk {
    struct db *db;
    const struct walk_to *to;
    int64_t after;       /* the last idx told */
    bool has_checkpoint; /* the next one, read ahead */
    int64_t size;
    struct sb note;
};

static err_t next_checkpoint(struct walk *w)
{
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_CHECKPOINTS_AFTER,
                 P_I64("after", w->has_checkpoint ? w->size : INT64_MIN), P_I64("n", 1));
    w->has_checkpoint = rows_next(&r);
    if (w->has_checkpoint) {
        w->size = rows_i64(&r, "size");
        sb_reset(&w->note);
        sb_add(&w->note, rows_str(&r, "note"));
        TRY(sb_end(&w->note));
    }
    return rows_end(&r);
}

/* Those that cover no record from `idx` on. */
static err_t checkpoints_up_to(struct walk *w, int64_t idx)
{
    while (w->has_checkpoint && w->size <= idx) {
        TRY(w->to->checkpoint(w->to->ctx, w->size, sb_str(&w->note)));
        TRY(next_checkpoint(w));
    }
    return OK;
}

static err_t tell(struct walk *w, struct rows *leaf, struct rows *record)
{
    struct verify_record r = {.idx = rows_i64(record, "idx")};
    r.kind = rows_str(record, "kind");
    r.envelope = rows_str(record, "envelope");
    r.content = rows_str(record, "content");
    r.salt = rows_blob(record, "salt");
    r.leaf_hash = rows_blob(leaf, "hash");
    w->after = r.idx;
    return w->to->record(w->to->ctx, &r);
}

/* Both tables side by side; the first row that stands alone ends it. */
static err_t page(struct walk *w, int *ret_n)
{
    struct rows leaf ROWS_CLEANUP =
        db_query(w->db, SQL_LEAVES_AFTER, P_I64("after", w->after), P_I64("n", PAGE));
    struct rows record ROWS_CLEANUP =
        db_query(w->db, SQL_RECORDS_AFTER, P_I64("after", w->after), P_I64("n", PAGE));
    for (int n = 0;; n++) {
        bool l = rows_next(&leaf), r = rows_next(&record);
        if (!l && !r) {
            *ret_n = n;
            TRY(rows_end(&leaf));
            return rows_end(&record);
        }
        /* rows_next() is false on errors too; those come first. */
        if (!l) TRY(rows_end(&leaf));
        if (!r) TRY(rows_end(&record));
        int64_t at = l ? rows_i64(&leaf, "idx") : INT64_MAX;
        int64_t of = r ? rows_i64(&record, "idx") : INT64_MAX;
        int64_t first = at < of ? at : of;
        /* Where a row is missing, that is told before what follows from it. */
        if (first == (w->after < 0 ? 0 : w->after + 1)) TRY(checkpoints_up_to(w, first));
        if (at != of) return w->to->alone(w->to->ctx, first, at < of);
        TRY(tell(w, &leaf, &record));
    }
}

static err_t all(struct walk *w)
{
    int n = 0;
    TRY(next_checkpoint(w));
    do {
        TRY(page(w, &n));
    } while (n == PAGE);
    return checkpoints_up_to(w, INT64_MAX);
}

err_t walk_ledger(struct db *db, const struct walk_to *to)
{
    struct walk w = {.db = db, .to = to, .after = INT64_MIN};
    sb_init(&w.note, 1 << 20);
    err_t e = all(&w);
    sb_release(&w.note);
    return e;
}
