/* SPDX-License-Identifier: Apache-2.0
 *
 * Desired state out, reports in. */
#include "office/enforce.h"

#include <string.h>

#include "contract/desired.h"
#include "contract/report.h"
#include "kernel/effects.h"
#include "ledger/canon.h"
#include "office/enforce_payload.h"

enum { ARENA_MAX = 256 << 20 };

/* --- desired state ---------------------------------------------------------------------- */

static err_t fill_item(struct arena *arena, const struct effect_row *row, struct desired_item *to)
{
    bool want = row->state == EFFECT_WANTED || row->state == EFFECT_APPLIED;
    *to = (struct desired_item){.matter = row->matter,
                                .no = row->no,
                                .kind = row->kind,
                                .what = want ? DESIRED_WANT : DESIRED_DROP};
    if (!want) return OK;
    to->from = row->from;
    to->until = row->until;
    return enforce_payload(arena, row->payload, &to->payload, &to->n_payload);
}

static err_t fill(struct arena *arena, const struct effect_rows *rows, struct desired *d)
{
    struct desired_item *items = ARENA_ARRAY(arena, struct desired_item, rows->n ? rows->n : 1);
    if (!items) return ERR_NOMEM;
    for (size_t i = 0; i < rows->n; i++) TRY(fill_item(arena, &rows->v[i], &items[i]));
    d->revision = rows->revision;
    d->items = items;
    d->n_items = rows->n;
    return OK;
}

static err_t read_desired(struct db *db, struct arena *arena, int64_t since, struct desired *d)
{
    struct effect_rows rows = {0};
    if (since > 0) TRY(effects_since(db, arena, d->enforcer, since, &rows));
    d->snapshot = since <= 0 || since > rows.revision;
    d->since = d->snapshot ? 0 : since;
    if (d->snapshot) TRY(effects_snapshot(db, arena, d->enforcer, &rows));
    return fill(arena, &rows, d);
}

err_t enforce_desired(const struct office *office, const char *enforcer, int64_t since,
                      struct sb *to, struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    STORE_READ_CLEANUP struct db *db = NULL;
    struct desired d = {.enforcer = enforcer, .made = clock_now(office->clock)};
    arena_init(&arena, ARENA_MAX);
    TRY(store_read_begin(office->store, &db, why));
    TRY(read_desired(db, &arena, since, &d));
    return desired_write(to, &d, why);
}

/* --- reports ------------------------------------------------------------------------------ */

struct report_job {
    const struct report *report;
    struct moment now;
    struct receipt_word *words;
    struct fault why;
};

/* What an enforcer says to people is content: it may name hosts and persons. */
static err_t detail(const char *text, struct sb *to)
{
    if (!text) return OK;
    json_t *o = json_pack("{s:s}", "detail", text);
    if (!o) return ERR_NOMEM;
    err_t e = canon_write(to, o);
    json_decref(o);
    return e;
}

static err_t take(struct db *db, const struct report *r, const struct report_word *said,
                  struct moment now, enum word_outcome *ret, struct fault *why)
{
    static const enum act_kind kinds[] = {ACT_EFFECT_APPLIED, ACT_EFFECT_REFUSED,
                                          ACT_EFFECT_REMOVED};
    SB_CLEANUP struct sb content;
    sb_init(&content, 64 << 10);
    TRY(detail(said->detail, &content));
    struct effect_word w = {.matter = said->matter,
                            .no = said->no,
                            .said = kinds[said->said],
                            .at = said->at,
                            .reason =
                                said->reason == REASON_NONE ? NULL : report_reasons[said->reason],
                            .content = content.n ? sb_str(&content) : STR_NONE};
    return effects_word(db, r->enforcer, r->id, &w, now, ret, why);
}

static err_t take_all(struct db *db, void *arg)
{
    static const enum receipt_outcome outcomes[] = {RECEIPT_TAKEN, RECEIPT_REPEATED, RECEIPT_STALE,
                                                    RECEIPT_UNKNOWN};
    struct report_job *j = arg;
    for (size_t i = 0; i < j->report->n_words; i++) {
        const struct report_word *said = &j->report->words[i];
        enum word_outcome outcome = WORD_UNKNOWN;
        TRY(take(db, j->report, said, j->now, &outcome, &j->why));
        j->words[i] = (struct receipt_word){said->matter, said->no, outcomes[outcome]};
    }
    return OK;
}

err_t enforce_report(const struct office *office, const char *enforcer, struct str text,
                     struct sb *to, struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    struct report r;
    arena_init(&arena, ARENA_MAX);
    TRY(report_read(&arena, text, &r, why));
    if (strcmp(r.enforcer, enforcer) != 0)
        return fault_set(why, ERR_DENIED, "enforce.other_enforcer", "%s", r.enforcer);
    struct report_job j = {.report = &r,
                           .now = clock_now(office->clock),
                           .words =
                               ARENA_ARRAY(&arena, struct receipt_word, r.n_words ? r.n_words : 1)};
    if (!j.words) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    err_t e = store_write(office->store, take_all, &j, why);
    if (e != OK && j.why.id && why) *why = j.why;
    TRY(e);
    struct receipt receipt = {r.id, j.words, r.n_words};
    return receipt_write(to, &receipt, why);
}
