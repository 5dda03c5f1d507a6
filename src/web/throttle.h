/* SPDX-License-Identifier: Apache-2.0
 *
 * throttle.h: how long to wait after wrong passwords. Kept in the store, so
 * that a restart forgives nothing. Each attempt is counted before it is
 * looked at, so that attempts side by side gain nothing; a success takes the
 * count back. Keys are what was typed and where from, whether or not such an
 * account exists.
 */
#ifndef SEKIMORI_WEB_THROTTLE_H
#define SEKIMORI_WEB_THROTTLE_H

#include "base/time.h"
#include "store/store.h"

struct throttle_rule {
    int64_t free;     /* attempts without waiting */
    int64_t first_ms; /* wait after the next; then doubling */
    int64_t longest_ms;
    int64_t forget_ms; /* quiet time after which all is forgiven */
};

extern const struct throttle_rule throttle_account, throttle_source;

/* Count an attempt. ERR_BUSY with *ret_until when it comes too early (then it
 * is not counted). In a store job. */
MUST_CHECK err_t throttle_attempt(struct db *db, const struct throttle_rule *rule, struct str key,
                                  struct moment now, struct moment *ret_until);
/* The attempt was right: forget all of it, or take back this one. */
MUST_CHECK err_t throttle_forgive(struct db *db, struct str key);
MUST_CHECK err_t throttle_take_back(struct db *db, struct str key);
/* Drop what is long forgotten. */
MUST_CHECK err_t throttle_sweep(struct db *db, struct moment now);

/* The wait after so many attempts; pure, for tests. */
int64_t throttle_wait_ms(const struct throttle_rule *rule, int64_t attempts);

#endif
