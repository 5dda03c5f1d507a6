/* SPDX-License-Identifier: Apache-2.0
 *
 * before.h: what leaf 0 of a later log says of the log before it (docs/ledger-format.md, "Several
 * logs"): the member "before" of a record of kind ledger.open. Pure.
 */
#ifndef SEKIMORI_LEDGER_BEFORE_H
#define SEKIMORI_LEDGER_BEFORE_H

#include <jansson.h>

#include "ledger/checkpoint.h"

enum { BEFORE_SEEN_MAX = 8, BEFORE_DIGEST_LEN = 64 };

struct ledger_before {
    struct str origin, vkey;  /* of the log that ended */
    struct str checkpoint;    /* its last one, as signed; with it the log ends */
    int64_t records;          /* how many stand in all logs before this one */
    int64_t carried;          /* records of the store that follow those and were never sealed */
    int64_t lost_from, until; /* leaves of the old log that are known to be lost: from .. until-1 */
    struct str seen[BEFORE_SEEN_MAX]; /* larger checkpoints of the old log that somebody kept */
    size_t n_seen;
    int64_t by;        /* the person who decided */
    struct str backup; /* SHA-256 of the backup's manifest, in hex */
    json_t *json;      /* what the views above live in */
};

/* ERR_NOT_FOUND: the envelope has no such member, it opens a first log. ERR_INVALID. Signatures
 * are not looked at. */
MUST_CHECK err_t ledger_before_parse(struct str envelope, struct ledger_before *ret);
void ledger_before_release(struct ledger_before *b);
#define BEFORE_CLEANUP __attribute__((cleanup(ledger_before_release)))

/* The envelope of that leaf 0, without "c". NULL: out of memory or not UTF-8. */
json_t *ledger_before_envelope(const struct ledger_before *b, struct str origin, int64_t at);

/* Do the checkpoints of `seen` that this key signed say what `c` says, where they are of its
 * size? And is a log of c->size leaves covered by what is told as kept or lost? */
MUST_CHECK bool ledger_before_admits(const struct ledger_before *b,
                                     const struct checkpoint_key *key, const struct checkpoint *c);

#endif
