/* SPDX-License-Identifier: Apache-2.0
 *
 * log.h: a ledger is one log, or several one after another: a restore opens a new log of another
 * origin, whose leaf 0 says what came before (before.h). Records are numbered through all of
 * them; a log holds the records from `base` to the next log's base. Its leaf 0 is the record
 * `first`, which opens it; what was recorded before that but never sealed under the old log
 * (base <= record < first) is carried over as its leaves 1, 2 ...; then come the others.
 * Sizes of trees, indices of proofs, tiles and checkpoints count the leaves of their own log.
 */
#ifndef SEKIMORI_LEDGER_LOG_H
#define SEKIMORI_LEDGER_LOG_H

#include "base/arena.h"

struct db;

struct ledger_log {
    int64_t no; /* from 1 */
    int64_t base, first;
};

static inline int64_t ledger_log_record(const struct ledger_log *l, int64_t index)
{
    if (index == 0) return l->first;
    return index <= l->first - l->base ? l->base + index - 1 : l->base + index;
}

static inline int64_t ledger_log_index(const struct ledger_log *l, int64_t record)
{
    if (record == l->first) return 0;
    return record < l->first ? record - l->base + 1 : record - l->base;
}

/* How many leaves from `index` on are consecutive records. */
static inline uint64_t ledger_log_run(const struct ledger_log *l, int64_t index)
{
    int64_t carried = l->first - l->base;
    if (carried == 0) return UINT64_MAX;
    return index == 0 ? 1 : index <= carried ? (uint64_t)(carried - index) + 1 : UINT64_MAX;
}

/* The log that grows now; the one that holds a record; the one after number `no`
 * (ERR_NOT_FOUND: it is the last). */
MUST_CHECK err_t ledger_log_last(struct db *db, struct ledger_log *ret);
MUST_CHECK err_t ledger_log_of(struct db *db, int64_t record, struct ledger_log *ret);
MUST_CHECK err_t ledger_log_next(struct db *db, int64_t no, struct ledger_log *ret);
/* Its name, from its leaf 0; in the arena. ERR_CORRUPT. */
MUST_CHECK err_t ledger_log_origin(struct db *db, const struct ledger_log *l, struct arena *a,
                                   struct str *ret);
/* How many leaves are under the newest checkpoint of this log. */
MUST_CHECK err_t ledger_log_sealed(struct db *db, const struct ledger_log *l, int64_t *ret);

#endif
