/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/before.h"
#include "ledger/canon.h"
#include "ledger/extract.h"
#include "ledger/late.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "ledger/numbers.h"
#include "ledger/tile_store.h"
#include "store/store.h"

enum { CHUNK = 256 * 1024, RECORD_MAX = LEDGER_ENVELOPE_MAX + LEDGER_CONTENT_MAX + 1024 };

/* --- which records --- */

struct choosing {
    const struct extract_ask *ask;
    struct numbers chosen;            /* records */
    size_t n_sorted;                  /* of them, before their erasures */
    int64_t sealed;                   /* those from here on are under no checkpoint yet */
    int64_t unsealed;                 /* of them, what was asked for */
    int64_t prev, prev_at;            /* the record just before this one */
    bool has_prev, begun;             /* begun: the last one of the period is behind us */
    int64_t stray[EXTRACT_STRAY + 1]; /* since then: others, the first of them its edge */
    size_t n_stray;
    int64_t cross[2]; /* a record before the period and the next one after it */
    bool has_cross;
};

static int64_t erased_by(const struct ledger_record *r)
{
    struct canon_member m = {STR_INIT("leaf"), STR_NONE};
    int64_t leaf;
    if (!str_eqz(r->kind, "ledger.erase") || canon_check(r->envelope, &m, 1, NULL) != OK) return -1;
    return m.ret_value.p && str_to_i64(m.ret_value, &leaf) == OK ? leaf : -1;
}

static err_t choose_in(struct choosing *c, int64_t number)
{
    if (!c->begun && c->has_prev) TRY(numbers_add(&c->chosen, c->prev));
    for (size_t i = 0; i < c->n_stray && c->n_stray <= EXTRACT_STRAY; i++)
        TRY(numbers_add(&c->chosen, c->stray[i]));
    /* Too many to show: their edges alone, and the verifier will say that some are not there. */
    if (c->n_stray > EXTRACT_STRAY) TRY(numbers_add(&c->chosen, c->stray[0]));
    c->n_stray = 0;
    c->begun = true;
    return numbers_add(&c->chosen, number);
}

/* Every record of a period, and the two at its edges. */
static err_t choose_by_time(struct choosing *c, int64_t number, int64_t at)
{
    err_t e = OK;
    if (at >= c->ask->from && at < c->ask->until) {
        e = choose_in(c, number);
    } else if (c->begun) {
        if (c->n_stray <= EXTRACT_STRAY) c->stray[c->n_stray++] = number;
    } else if (!c->has_cross && c->has_prev && c->prev_at < c->ask->from && at >= c->ask->until) {
        c->cross[0] = c->prev;
        c->cross[1] = number;
        c->has_cross = true;
    }
    c->prev = number;
    c->prev_at = at;
    c->has_prev = true;
    return e;
}

/* The edge behind the period; or of one in which nothing was recorded. */
static err_t choose_edge(struct choosing *c)
{
    if (c->begun) return c->n_stray > 0 ? numbers_add(&c->chosen, c->stray[0]) : OK;
    if (c->has_cross) {
        TRY(numbers_add(&c->chosen, c->cross[0]));
        return numbers_add(&c->chosen, c->cross[1]);
    }
    return c->has_prev && c->prev_at < c->ask->from ? numbers_add(&c->chosen, c->prev) : OK;
}

static err_t choose(void *arg, const struct ledger_record *r)
{
    struct choosing *c = arg;
    const struct extract_ask *ask = c->ask;
    int64_t at = 0, matter, seq;
    bool timed = extract_time_of(r->envelope, &at, &matter, &seq);
    bool late = r->leaf.v >= c->sealed;
    if (!late && numbers_have(ask->records, ask->n_records, r->leaf.v))
        TRY(numbers_add(&c->chosen, r->leaf.v));
    if (!timed) return OK;
    if (!ask->by_matter && !late) return choose_by_time(c, r->leaf.v, at);
    bool in = at >= ask->from && at < ask->until;
    if (ask->by_matter) in = in && matter > 0 && numbers_have(ask->matters, ask->n_matters, matter);
    c->unsealed += in && late;
    return in && !late ? numbers_add(&c->chosen, r->leaf.v) : OK;
}

/* What erased the content of a record that is chosen. */
static err_t choose_erasure(void *arg, const struct ledger_record *r)
{
    struct choosing *c = arg;
    int64_t erases = erased_by(r);
    if (r->leaf.v >= c->sealed) return OK;
    return erases >= 0 && numbers_have(c->chosen.v, c->n_sorted, erases)
               ? numbers_add(&c->chosen, r->leaf.v)
               : OK;
}

/* Ascending, each once. */
static void tidy(struct numbers *s)
{
    size_t n = 0;
    numbers_sort(s);
    for (size_t i = 0; i < s->n; i++) {
        if (n == 0 || s->v[n - 1] != s->v[i]) s->v[n++] = s->v[i];
    }
    s->n = n;
}

static err_t choose_all(struct db *db, struct choosing *c)
{
    TRY(ledger_sealed(db, &c->sealed));
    TRY(ledger_each(db, leaf_id(0), choose, c));
    if (!c->ask->by_matter) TRY(choose_edge(c));
    tidy(&c->chosen);
    c->n_sorted = c->chosen.n;
    TRY(ledger_each(db, leaf_id(0), choose_erasure, c));
    tidy(&c->chosen);
    return OK;
}

err_t extract_count(struct db *db, const struct extract_ask *ask, int64_t *ret)
{
    struct choosing c = {.ask = ask};
    err_t e = choose_all(db, &c);
    if (e == OK) *ret = (int64_t)c.chosen.n;
    numbers_release(&c.chosen);
    return e;
}

/* --- writing them --- */

struct writing {
    struct db *db;
    const struct extract_ask *ask;
    const struct export_to *to;
    struct sb out;
    struct tile_store *tiles;
    struct late late;
    struct ledger_log log;
    uint64_t at; /* leaves of the log that are written or skipped */
    int64_t checkpoints;
    struct extract_done done;
};

static err_t flush(struct writing *w, size_t from)
{
    TRY(sb_end(&w->out));
    if (w->out.n < from) return OK;
    TRY(w->to->write(w->to->ctx, sb_str(&w->out)));
    sb_reset(&w->out);
    return OK;
}

/* The fewest whole subtrees that cover the leaves up to `end`. */
static err_t skip_to(struct writing *w, uint64_t end)
{
    const struct merkle_source src = tile_store_source(w->tiles);
    while (w->at < end) {
        unsigned h = 0;
        struct hash root;
        while (h < 62 && w->at % (UINT64_C(2) << h) == 0 && w->at + (UINT64_C(2) << h) <= end) h++;
        TRY(src.node(src.ctx, h, w->at >> h, &root));
        bundle_write_skip(&w->out, h, &root);
        w->at += UINT64_C(1) << h;
        w->done.hidden += (int64_t)(UINT64_C(1) << h);
        TRY(flush(w, CHUNK));
    }
    return OK;
}

static bool disclosed(const struct writing *w, const struct ledger_record *r)
{
    if (w->ask->grade == EXTRACT_FULL || str_eqz(r->kind, "ledger.open")) return true;
    return w->ask->grade == EXTRACT_MATTERS && str_eqz(r->kind, "act");
}

static err_t put_record(struct writing *w, uint64_t idx)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_record r;
    arena_init(&a, RECORD_MAX + 4096);
    err_t e = ledger_record_get(w->db, &a, leaf_id(ledger_log_record(&w->log, (int64_t)idx)), &r);
    if (e != OK) return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
    struct verify_record v = {.idx = (int64_t)idx, .envelope = r.envelope};
    v.withheld =
        r.content.p ? !disclosed(w, &r) : r.state == LEDGER_ERASED && late_has(&w->late, r.leaf.v);
    v.content = r.content;
    v.salt = r.salt;
    bundle_write_record(&w->out, &v);
    w->at = idx + 1;
    w->done.records++;
    return flush(w, CHUNK);
}

/* --- checkpoints of a log: its newest, and before that the newest that was co-signed --- */

struct head {
    int64_t size;
    struct str note;
};

static err_t take_head(struct rows r, struct arena *a, struct head *ret)
{
    *ret = (struct head){0, STR_NONE};
    if (rows_next(&r)) {
        ret->size = rows_i64(&r, "size");
        ret->note = arena_str(a, rows_str(&r, "note"));
    }
    TRY(rows_end(&r));
    return ret->size == 0 || ret->note.p ? OK : ERR_NOMEM;
}

static err_t take_heads(struct writing *w, struct arena *a, struct head ret[2], size_t *ret_n)
{
    struct head cosigned, last;
    TRY(take_head(
        db_query(w->db, SQL_CHECKPOINT_COSIGNED, P_I64("log", w->log.no), P_I64("index", 0)), a,
        &cosigned));
    TRY(take_head(db_query(w->db, SQL_CHECKPOINT_LAST, P_I64("log", w->log.no)), a, &last));
    if (last.size <= w->log.first - w->log.base) return ERR_STATE;
    size_t n = 0;
    if (cosigned.size > w->log.first - w->log.base && cosigned.size < last.size)
        ret[n++] = cosigned;
    ret[n++] = last;
    *ret_n = n;
    return OK;
}

/* --- a log --- */

/* Its chosen leaves, as indices, ascending; leaf 0 is always among them. */
static err_t leaves_of_log(struct writing *w, const struct numbers *chosen, int64_t end,
                           struct numbers *ret)
{
    TRY(numbers_add(ret, 0));
    for (size_t i = 0; i < chosen->n; i++) {
        if (chosen->v[i] < w->log.base || chosen->v[i] >= end) continue;
        TRY(numbers_add(ret, ledger_log_index(&w->log, chosen->v[i])));
    }
    tidy(ret);
    return OK;
}

static err_t put_leaves(struct writing *w, const struct numbers *leaves, const struct head *heads,
                        size_t n)
{
    size_t next = 0;
    for (size_t h = 0; h < n; h++) {
        uint64_t size = (uint64_t)heads[h].size;
        for (; next < leaves->n && (uint64_t)leaves->v[next] < size; next++) {
            TRY(skip_to(w, (uint64_t)leaves->v[next]));
            TRY(put_record(w, (uint64_t)leaves->v[next]));
        }
        TRY(skip_to(w, size));
        bundle_write_checkpoint(&w->out, heads[h].size, heads[h].note);
        w->checkpoints++;
        TRY(flush(w, CHUNK));
    }
    return next == leaves->n ? OK : ERR_CORRUPT;
}

static err_t put_head(struct writing *w, const struct ledger_log *next, struct arena *a)
{
    struct str origin, vkey = STR_NONE;
    struct ledger_record r;
    struct ledger_before b BEFORE_CLEANUP = {.json = NULL};
    TRY(ledger_log_origin(w->db, &w->log, a, &origin));
    if (next) {
        TRY(ledger_record_get(w->db, a, leaf_id(next->first), &r));
        if (ledger_before_parse(r.envelope, &b) != OK) return ERR_CORRUPT;
        vkey = b.vkey;
    }
    bundle_write_log(&w->out, origin, vkey);
    return flush(w, CHUNK);
}

static err_t put_log(struct writing *w, const struct numbers *chosen, bool *ret_more)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log next = {0};
    struct numbers leaves = {0};
    struct head heads[2];
    size_t n;
    arena_init(&a, SIZE_MAX);
    err_t e = ledger_log_next(w->db, w->log.no, &next);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret_more = e == OK;
    tile_store_init(w->tiles, w->db, w->log.no);
    w->at = 0;
    TRY(put_head(w, *ret_more ? &next : NULL, &a));
    TRY(take_heads(w, &a, heads, &n));
    e = leaves_of_log(w, chosen, *ret_more ? next.base : INT64_MAX, &leaves);
    if (e == OK) e = put_leaves(w, &leaves, heads, n);
    numbers_release(&leaves);
    if (e == OK && *ret_more) w->log = next;
    return e;
}

static err_t put_all(struct writing *w, const struct numbers *chosen)
{
    bool more = true;
    bundle_write_extract_head(&w->out, w->ask->asked);
    TRY(ledger_log_of(w->db, 0, &w->log));
    while (more) TRY(put_log(w, chosen, &more));
    bundle_write_end(&w->out, w->done.records, w->checkpoints);
    return flush(w, 0);
}

err_t extract_write(struct db *db, const struct extract_ask *ask, const struct export_to *to,
                    struct extract_done *ret)
{
    struct choosing c = {.ask = ask};
    struct writing w = {.db = db, .ask = ask, .to = to, .tiles = malloc(sizeof *w.tiles)};
    sb_init(&w.out, CHUNK + 2 * RECORD_MAX);
    err_t e = w.tiles ? OK : ERR_NOMEM;
    if (e == OK && ask->asked.n > BUNDLE_ASKED_MAX) e = ERR_TOO_BIG;
    if (e == OK) e = choose_all(db, &c);
    if (e == OK) e = late_find(db, c.sealed, &w.late);
    if (e == OK) e = put_all(&w, &c.chosen);
    late_release(&w.late);
    w.done.unsealed = c.unsealed;
    if (e == OK) *ret = w.done;
    numbers_release(&c.chosen);
    free(w.tiles);
    sb_release(&w.out);
    return e;
}
