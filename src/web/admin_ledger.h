/* SPDX-License-Identifier: Apache-2.0
 *
 * admin_ledger.h: what an administrator does with the ledger through admin.h: witnesses known,
 * removed, their cosignatures kept; backups and exports recorded.
 */
#ifndef SEKIMORI_WEB_ADMIN_LEDGER_H
#define SEKIMORI_WEB_ADMIN_LEDGER_H

#include "web/admin.h"

/* ERR_NOT_FOUND without a fault: it is another's verb. */
MUST_CHECK err_t admin_ledger(const struct office *, const struct admin_request *, struct sb *out,
                              struct fault *why);

#endif
