/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/walk.h"

#include "ledger/before.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "store/store.h"

enum { PAGE = 4096 };

struct walk {
    struct db *db;
    const struct walk_to *to;
    struct ledger_log log;
    int64_t end;         /* number of the first record beyond the log, or INT64_MAX */
    int64_t after;       /* number of the last record told, in the run at work */
    bool has_checkpoint; /* the next one, read ahead */
    int64_t size;
    struct sb note;
};

static err_t next_checkpoint(struct walk *w)
{
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_CHECKPOINTS_AFTER, P_I64("log", w->log.no),
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

/* Those that cover no leaf from `idx` on. */
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
    struct verify_record r = {.number = rows_i64(record, "idx")};
    r.idx = ledger_log_index(&w->log, r.number);
    r.kind = rows_str(record, "kind");
    r.envelope = rows_str(record, "envelope");
    r.content = rows_str(record, "content");
    r.salt = rows_blob(record, "salt");
    r.leaf_hash = rows_blob(leaf, "hash");
    w->after = r.number;
    return w->to->record(w->to->ctx, &r);
}

/* Both tables side by side, to the end of the run; the first row that stands alone ends it. */
static err_t page(struct walk *w, int64_t end, int *ret_n)
{
    struct rows leaf ROWS_CLEANUP =
        db_query(w->db, SQL_LEAVES_AFTER, P_I64("after", w->after), P_I64("n", PAGE));
    struct rows record ROWS_CLEANUP =
        db_query(w->db, SQL_RECORDS_AFTER, P_I64("after", w->after), P_I64("n", PAGE));
    for (int n = 0;; n++) {
        bool l = rows_next(&leaf), r = rows_next(&record);
        /* rows_next() is false on errors too; those come first. */
        if (!l) TRY(rows_end(&leaf));
        if (!r) TRY(rows_end(&record));
        int64_t at = l ? rows_i64(&leaf, "idx") : INT64_MAX;
        int64_t of = r ? rows_i64(&record, "idx") : INT64_MAX;
        int64_t first = at < of ? at : of;
        *ret_n = n;
        if ((!l && !r) || first >= end) return OK;
        /* Where a row is missing, that is told before what follows from it. */
        if (first == (w->after < 0 ? 0 : w->after + 1))
            TRY(checkpoints_up_to(w, ledger_log_index(&w->log, first)));
        if (at != of) return w->to->alone(w->to->ctx, first, at < of);
        TRY(tell(w, &leaf, &record));
    }
}

/* Consecutive records with numbers from .. end-1. */
static err_t run(struct walk *w, int64_t from, int64_t end)
{
    int n = 0;
    w->after = from;
    if (from >= 0) w->after--;
    do {
        TRY(page(w, end, &n));
    } while (n == PAGE);
    return OK;
}

/* The order of leaves: the opening, what was carried over, the others. */
static err_t runs(struct walk *w)
{
    const struct ledger_log *l = &w->log;
    if (l->first == l->base) return run(w, l->base == 0 ? INT64_MIN : l->base, w->end);
    TRY(run(w, l->first, l->first + 1));
    TRY(run(w, l->base, l->first));
    return run(w, l->first + 1, w->end);
}

/* The log's name from its leaf 0; its key from the next log's. */
static err_t names(struct walk *w, const struct ledger_log *next, struct arena *a,
                   struct str *ret_origin, struct str *ret_vkey)
{
    struct ledger_record r;
    struct canon_member m = {STR_INIT("origin"), STR_NONE};
    struct ledger_before b BEFORE_CLEANUP = {.json = NULL};
    *ret_origin = *ret_vkey = STR_NONE;
    err_t e = ledger_record_get(w->db, a, leaf_id(w->log.first), &r);
    if (e == OK && canon_check(r.envelope, &m, 1, NULL) == OK)
        *ret_origin = canon_plain_string(m.ret_value);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    if (!next) return OK;
    e = ledger_record_get(w->db, a, leaf_id(next->first), &r);
    if (e == OK && ledger_before_parse(r.envelope, &b) == OK) {
        *ret_vkey = arena_str(a, b.vkey);
        if (!ret_vkey->p) return ERR_NOMEM;
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

static err_t whole_log(struct walk *w, bool *ret_more)
{
    ARENA_CLEANUP struct arena a;
    struct str origin, vkey;
    struct ledger_log next;
    arena_init(&a, SIZE_MAX);
    err_t e = ledger_log_next(w->db, w->log.no, &next);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret_more = e == OK;
    w->end = *ret_more ? next.base : INT64_MAX;
    w->has_checkpoint = false;
    TRY(names(w, *ret_more ? &next : NULL, &a, &origin, &vkey));
    TRY(w->to->log(w->to->ctx, &w->log, origin, vkey));
    TRY(next_checkpoint(w));
    TRY(runs(w));
    TRY(checkpoints_up_to(w, INT64_MAX));
    if (*ret_more) w->log = next;
    return OK;
}

err_t walk_ledger(struct db *db, const struct walk_to *to)
{
    struct walk w = {.db = db, .to = to};
    bool more = true;
    err_t e = ledger_log_of(db, 0, &w.log);
    sb_init(&w.note, 1 << 20);
    while (e == OK && more) e = whole_log(&w, &more);
    sb_release(&w.note);
    return e;
}
