/* SPDX-License-Identifier: Apache-2.0
 *
 * idem.h: the result of an act, kept under the key that came with the request,
 * in the act's own transaction. A double click, a retry after a lost answer or
 * a second browser gets the first result instead of a second act.
 *
 *     err_t e = idem_get(db, &key, &result);
 *     if (e != ERR_NOT_FOUND) return e;     found before, or misused
 *     ... the act ...
 *     return idem_put(db, &key, result, now);
 */
#ifndef SEKIMORI_STORE_IDEM_H
#define SEKIMORI_STORE_IDEM_H

#include "base/sb.h"
#include "store/db.h"

struct idem_key {
    struct str owner;  /* who asks, e.g. "person:12"; keys of others do not collide */
    struct str key;    /* from the form or the Idempotency-Key header */
    struct str digest; /* of the whole request */
};

/* Append the kept result. ERR_NOT_FOUND: the key is new. ERR_EXISTS: it was
 * used for another request. Neither is sticky. */
MUST_CHECK err_t idem_get(struct db *db, const struct idem_key *k, struct sb *ret_result);
/* now_ms: for idem_expire(). In an act only, after idem_get(). */
MUST_CHECK err_t idem_put(struct db *db, const struct idem_key *k, struct str result,
                          int64_t now_ms);
/* How long results are kept: far longer than a session and its forms live. */
#define IDEM_KEEP_MS (30 * INT64_C(86400000))
enum { IDEM_EXPIRE_MAX = 500 };

/* Forget results kept before a moment, the oldest IDEM_EXPIRE_MAX at most, so that no act waits
 * long for it. In an act only. */
MUST_CHECK err_t idem_expire(struct db *db, int64_t before_ms);

#endif
