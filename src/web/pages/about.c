/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_book.h"
#include "office/clock_due.h"
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/route.h"
#include "web/seal_state.h"
#include "web/site.h"

/* Null while sealing works. */
static json_t *sealing(const struct web *web)
{
    struct fault why = {.code = OK};
    struct moment since = {0};
    if (web->seal) since = seal_state_get(web->seal, &why);
    if (!since.ms) return json_null();
    return json_pack("{s:o, s:o}", "since", site_moment(since), "text", site_fault(&why));
}

/* The one who co-signed the most; else one of those who have not yet. */
static const struct witness_known *newest(const struct witness_known *all, size_t n)
{
    const struct witness_known *best = NULL;
    for (size_t i = 0; i < n; i++) {
        if (all[i].until.ms) continue;
        if (!best || all[i].records > best->records ||
            (all[i].records == best->records && all[i].at.ms > best->at.ms))
            best = &all[i];
    }
    return best;
}

/* Null where no witness is known. */
static err_t witness(struct db *db, const struct web *web, json_t **ret)
{
    struct witness_known all[WITNESSES_MAX];
    size_t n = 0;
    struct moment due, now = clock_now(web->clock);
    TRY(witness_book_all(db, all, &n));
    const struct witness_known *w = newest(all, n);
    if (!w) {
        *ret = json_null();
        return OK;
    }
    struct moment from = w->has_signed ? w->at : w->since;
    TRY(clock_due_witness(db, from, now, &due));
    int64_t age = now.ms > from.ms ? (now.ms - from.ms) / DAY_MS : 0;
    *ret = json_pack("{s:s, s:I, s:o, s:I, s:b, s:o, s:b}", "name", w->key.name, "size",
                     (json_int_t)w->records, "at", site_moment(w->at), "age", (json_int_t)age,
                     "late", now.ms > due.ms, "due", site_moment(due), "signed", w->has_signed);
    return *ret ? OK : ERR_NOMEM;
}

err_t about_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    json_t *seen = NULL;
    TRY(store_read_begin(web->store, &db, why));
    TRY(witness(db, web, &seen));
    return reply_page(rp, PAGE_ABOUT,
                      json_pack("{s:b, s:s, s:s?, s:o, s:o, s:i, s:i}", "machines",
                                route_goes(rq->session, STR("/machines")), "version",
                                SEKIMORI_VERSION, "ledger_key", web->ledger_key, "sealing",
                                sealing(web), "witness", seen, "idle_minutes",
                                (int)(web->config.idle_ms / MINUTE_MS), "longest_hours",
                                (int)(web->config.longest_ms / HOUR_MS)));
}
