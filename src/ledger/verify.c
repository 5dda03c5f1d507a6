/* SPDX-License-Identifier: Apache-2.0
 *
 * From log to log: what each must begin and end with, and which records may stand where. */
#include "ledger/verify.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/before.h"
#include "ledger/verify_parts.h"

err_t verify_say(struct verify_wrong *w, const char *id, int64_t leaf, int64_t a, int64_t b)
{
    *w = (struct verify_wrong){.id = id, .leaf = leaf, .a = a, .b = b};
    return ERR_CORRUPT;
}

err_t verify_stop(struct verify *v, struct verify_wrong *wrong, const char *id, int64_t leaf,
                  int64_t a, int64_t b)
{
    TRY(verify_ring_add_all(v, wrong));
    return verify_say(wrong, id, leaf, a, b);
}

/* --- from log to log --- */

static const struct checkpoint_key *key_of(const struct verify *v, struct str origin)
{
    size_t n = v->options.n_keys ? v->options.n_keys : 1;
    for (size_t i = 0; i < n; i++) {
        if (str_eqz(origin, v->options.key[i].log.name)) return &v->options.key[i];
    }
    return NULL;
}

/* What is left in the ring and the last, short row. */
static err_t add_rest(struct verify *v, struct verify_wrong *wrong)
{
    TRY(verify_ring_add_all(v, wrong));
    if (!v->row_n || !v->options.row) return OK;
    return v->options.row(v->options.ctx, v->rows.size, v->row, v->row_n, NULL, wrong);
}

/* Nothing of a log that has ended may lie beyond its last checkpoint. */
static err_t end_log(struct verify *v, struct verify_wrong *wrong)
{
    TRY(add_rest(v, wrong));
    if (v->log_checkpoints == 0) return verify_say(wrong, "ledger.wrong.unsigned", -1, v->next, 0);
    if (v->sealed != (uint64_t)v->next)
        return verify_say(wrong, "ledger.wrong.log_end", -1, (int64_t)v->sealed, v->next);
    v->before = (struct verify_ended){v->key, v->key_given, v->sealed, v->result.root,
                                      verify_since_here(v) && v->sealed < v->since.size};
    if (v->before.short_of_since) v->since_done = false;
    v->rows = v->some = (struct merkle_peaks){0};
    v->row_n = 0;
    return OK;
}

static err_t take_key(struct verify *v, struct str origin, struct str vkey,
                      struct verify_wrong *wrong)
{
    struct checkpoint_key told;
    const struct checkpoint_key *given = key_of(v, origin);
    bool is_told = vkey.p && checkpoint_key_parse(vkey, &told) == OK;
    if ((vkey.p && !is_told) || (is_told && !str_eqz(origin, told.log.name)))
        return verify_say(wrong, "ledger.wrong.told_key", -1, v->log.no + 1, 0);
    if (!given && !is_told) return verify_say(wrong, "ledger.wrong.checkpoint_origin", -1, 0, 0);
    if (given && is_told && memcmp(given->log.pub, told.log.pub, NOTE_PUB_LEN) != 0)
        return verify_say(wrong, "ledger.wrong.told_key", -1, v->log.no + 1, 0);
    v->key = given ? *given : told;
    v->key_given = given != NULL;
    v->result.keys_told += !given;
    return OK;
}

err_t verify_log(struct verify *v, struct str origin, struct str vkey, struct verify_wrong *wrong)
{
    struct ledger_log next = {.no = v->log.no + 1};
    if (v->log.no > 0) {
        TRY(end_log(v, wrong));
        next.base = next.first = v->log.base + (int64_t)v->sealed;
    }
    TRY(take_key(v, origin, vkey, wrong));
    v->log = next;
    v->next = 0;
    v->last_told = -1;
    v->sealed = v->log_checkpoints = 0;
    v->result.logs++;
    batch_clear(verify_ring_filling(v), 0);
    return verify_check_since(v, wrong);
}

/* The key that was told must be the one that the new log names. */
static const char *check_before(struct verify *v, const struct ledger_before *b)
{
    struct checkpoint c;
    struct checkpoint_key named;
    struct moment at;
    if (!str_eqz(b->origin, v->before.key.log.name) || b->records != v->log.base)
        return "ledger.wrong.before";
    if (checkpoint_key_parse(b->vkey, &named) != OK ||
        memcmp(named.log.pub, v->before.key.log.pub, NOTE_PUB_LEN) != 0)
        return "ledger.wrong.before_key";
    if (checkpoint_verify(b->checkpoint, &v->before.key, &c, &at) != OK ||
        c.size != v->before.size || !merkle_eq(&c.root, &v->before.root))
        return "ledger.wrong.before";
    if (!v->before.short_of_since) return NULL;
    v->since_done = true;
    return ledger_before_admits(b, &v->before.key, &v->since) ? NULL : "ledger.wrong.lost_hidden";
}

/* Leaf 0 of a later log names the one before; of the first log it names none. */
static err_t open_log(struct verify *v, struct str envelope, struct verify_wrong *wrong)
{
    struct ledger_before b BEFORE_CLEANUP = {.json = NULL};
    const char *id = NULL;
    err_t e = ledger_before_parse(envelope, &b);
    if (v->log.no == 1) {
        if (e == OK) return verify_stop(v, wrong, "ledger.wrong.before_missing", 0, 0, 0);
        return OK; /* its form is checked with the others' */
    }
    if (e != OK)
        id = "ledger.wrong.before";
    else
        id = check_before(v, &b);
    if (id) return verify_stop(v, wrong, id, -1, v->log.no, 0);
    v->log.first = v->log.base + b.carried;
    v->result.lost += (uint64_t)(b.until - b.lost_from);
    return OK;
}

/* --- the interface --- */

static err_t read_since(struct verify *v, struct verify_wrong *wrong)
{
    struct moment at;
    size_t n = v->options.n_keys ? v->options.n_keys : 1;
    if (!v->options.since.p) return OK;
    for (size_t i = 0; i < n; i++) {
        err_t e = checkpoint_verify(v->options.since, &v->options.key[i], &v->since, &at);
        if (e == ERR_NOMEM) return e;
        v->has_since = v->has_since || e == OK;
        if (e == OK) return OK;
    }
    (void)verify_say(wrong, "ledger.wrong.since", -1, 0, 0);
    return ERR_INVALID;
}

err_t verify_begin(const struct verify_options *options, struct verify **ret,
                   struct verify_wrong *wrong)
{
    struct verify *v = calloc(1, sizeof *v);
    if (!v) return ERR_NOMEM;
    v->options = *options;
    v->last_told = -1;
    v->result.root = merkle_empty();
    err_t e = verify_ring_start(v);
    if (e == OK) e = read_since(v, wrong);
    if (e != OK) {
        verify_free(v);
        return e;
    }
    *ret = v;
    return OK;
}

err_t verify_record(struct verify *v, const struct verify_record *r, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    if (r->idx != v->next) {
        const char *id = r->idx < v->next ? "ledger.wrong.order" : "ledger.wrong.missing";
        return verify_stop(v, wrong, id, ledger_log_record(&v->log, v->next), r->idx, 0);
    }
    if (r->idx == 0) TRY(open_log(v, r->envelope, wrong));
    struct verify_record numbered = *r;
    numbered.number = ledger_log_record(&v->log, r->idx);
    v->next++;
    struct batch *b = verify_ring_filling(v);
    TRY(batch_add(b, &numbered));
    return batch_full(b) ? verify_ring_give(v, wrong) : OK;
}

void verify_extract(struct verify *v)
{
    v->extract = true;
}

/* The batch at work ends here, as its leaves must follow each other. */
err_t verify_skip(struct verify *v, unsigned height, const struct hash *root,
                  struct verify_wrong *wrong)
{
    if (!v->extract || v->log.no == 0 || v->next == 0)
        return verify_stop(v, wrong, "ledger.wrong.skip", -1, v->next, 0);
    TRY(verify_ring_add_all(v, wrong));
    if (merkle_peaks_add_subtree(&v->some, height, root) != OK)
        return verify_say(wrong, "ledger.wrong.skip", -1, v->next, 0);
    v->next += INT64_C(1) << height;
    v->result.hidden += UINT64_C(1) << height;
    batch_clear(verify_ring_filling(v), v->next);
    return verify_check_since(v, wrong);
}

err_t verify_checkpoint(struct verify *v, int64_t told, struct str note, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    if (told <= v->last_told || told < v->next)
        return verify_stop(v, wrong, "ledger.wrong.checkpoint_order", -1, told, 0);
    if (told > v->next) return verify_stop(v, wrong, "ledger.wrong.truncated", -1, v->next, told);
    /* A later log's first checkpoint covers its opening and what was carried over. */
    if (told <= v->log.first - v->log.base)
        return verify_stop(v, wrong, "ledger.wrong.checkpoint_order", -1, told, 0);
    v->last_told = told;
    struct batch *b = verify_ring_filling(v);
    TRY(batch_add_checkpoint(b, told, note));
    return batch_full(b) ? verify_ring_give(v, wrong) : OK;
}

/* Every content that is gone was erased by a record that says so. */
static err_t check_erasures(struct verify *v, struct verify_wrong *wrong)
{
    numbers_sort(&v->erasures);
    for (size_t i = 0; i < v->erased.n; i++) {
        if (!numbers_have(v->erasures.v, v->erasures.n, v->erased.v[i]))
            return verify_say(wrong, "ledger.wrong.content_gone", v->erased.v[i], 0, 0);
    }
    return OK;
}

/* The remembered checkpoint is of a log that was there, and was found in it. */
static err_t end_since(struct verify *v, struct verify_wrong *wrong)
{
    if (!v->has_since || (v->since_done && !verify_since_here(v))) return OK;
    if (!verify_since_here(v)) return verify_say(wrong, "ledger.wrong.since", -1, 0, 0);
    if (v->sealed >= v->since.size) return OK;
    return verify_say(wrong, "ledger.wrong.rolled_back", -1, (int64_t)v->sealed,
                      (int64_t)v->since.size);
}

err_t verify_end(struct verify *v, struct verify_result *ret, struct verify_wrong *wrong)
{
    if (v->log.no == 0) TRY(verify_log(v, str_z(v->options.key->log.name), STR_NONE, wrong));
    TRY(add_rest(v, wrong));
    TRY(check_erasures(v, wrong));
    if (v->log_checkpoints == 0)
        return verify_say(wrong, "ledger.wrong.unsigned", -1, (int64_t)v->result.records, 0);
    if (!v->key_given) return verify_say(wrong, "ledger.wrong.last_key", -1, v->log.no, 0);
    TRY(end_since(v, wrong));
    if (v->options.witness && v->result.witnessed == 0)
        return verify_say(wrong, "ledger.wrong.no_witness", -1, 0, 0);
    *ret = v->result;
    return OK;
}

void verify_free(struct verify *v)
{
    if (!v) return;
    verify_ring_end(v);
    numbers_release(&v->erased);
    numbers_release(&v->erasures);
    free(v);
}
