/* SPDX-License-Identifier: Apache-2.0
 *
 * late.h: contents whose erasure is recorded, but not under a checkpoint yet. Whoever gives out
 * what is sealed cannot show that record, so such a content is withheld there, not gone.
 */
#ifndef SEKIMORI_LEDGER_LATE_H
#define SEKIMORI_LEDGER_LATE_H

#include "ledger/numbers.h"
#include "store/db.h"

struct late {
    struct numbers of; /* records, sorted */
};
MUST_CHECK err_t late_find(struct db *db, int64_t sealed, struct late *ret);
bool late_has(const struct late *l, int64_t record);
void late_release(struct late *l);

#endif
