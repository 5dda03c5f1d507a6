/* SPDX-License-Identifier: Apache-2.0
 *
 * clock_due.h: the lengths of clocks that instruments of the head security officer have set
 * (procedure clock-length).
 */
#ifndef SEKIMORI_OFFICE_CLOCK_DUE_H
#define SEKIMORI_OFFICE_CLOCK_DUE_H

#include "base/time.h"
#include "store/db.h"

/* From `from` on, by the length in force at `now`; {0}: none is. */
MUST_CHECK err_t clock_due(struct db *db, struct str clock, struct moment from, struct moment now,
                           struct moment *ret);

/* The ledger is to be co-signed again by *ret when it was last at `from`: clock
 * "witness_cosigns"; while it has no length, CLOCK_DUE_WITNESS_DAYS. */
enum { CLOCK_DUE_WITNESS_DAYS = 31 };
MUST_CHECK err_t clock_due_witness(struct db *db, struct moment from, struct moment now,
                                   struct moment *ret);

#endif
