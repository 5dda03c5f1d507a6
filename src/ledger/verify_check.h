/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_check.h: what can be said of one record by itself. Pure, no
 * allocation; called by the threads of verify.c.
 */
#ifndef SEKIMORI_LEDGER_VERIFY_CHECK_H
#define SEKIMORI_LEDGER_VERIFY_CHECK_H

#include "ledger/verify.h"

enum check_state { CHECK_NO_CONTENT, CHECK_CONTENT, CHECK_ERASED, CHECK_WITHHELD };

struct checked {
    struct hash leaf;
    enum check_state state;
    int64_t erases; /* the leaf whose content this record erases, or -1 */
};

/* ERR_CORRUPT and *wrong, or OK and *ret. `origin` is the log's. */
MUST_CHECK err_t verify_check(const struct verify_record *r, struct str origin, struct checked *ret,
                              struct verify_wrong *wrong);

#endif
