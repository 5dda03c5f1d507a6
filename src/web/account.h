/* SPDX-License-Identifier: Apache-2.0
 *
 * account.h: who may sign in. An account belongs to one person and is named
 * by the person's number. Changes are recorded in the ledger, never a
 * password or its hash.
 */
#ifndef SEKIMORI_WEB_ACCOUNT_H
#define SEKIMORI_WEB_ACCOUNT_H

#include "base/arena.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "store/store.h"
#include "web/password.h"

struct account {
    struct account_id id;
    struct person_id person;
    const char *number, *password;
    bool temporary, locked;
    enum lang lang;
};

/* Who changes an account, for the record. person 0: the command line. */
struct account_author {
    struct person_id by;
    struct moment now;
};

/* Wide and narrow digits, upper and lower case are the same number.
 * ERR_NOT_FOUND. Strings live in the arena. */
MUST_CHECK err_t account_by_number(struct db *db, struct arena *a, struct str number,
                                   struct account *ret);
MUST_CHECK err_t account_by_person(struct db *db, struct arena *a, struct person_id person,
                                   struct account *ret);

/* In a store job. `hash` from password_hash(). ERR_EXISTS: the person or the
 * number has an account already ("account.exists"). */
MUST_CHECK err_t account_create(struct db *db, const struct account_author *by,
                                struct person_id person, struct str number, const char *hash,
                                bool temporary, struct account_id *ret, struct fault *why);
/* Also ends all sessions of the account. */
MUST_CHECK err_t account_set_password(struct db *db, const struct account_author *by,
                                      const struct account *account, const char *hash,
                                      bool temporary);
MUST_CHECK err_t account_set_locked(struct db *db, const struct account_author *by,
                                    const struct account *account, bool locked);

#endif
