/* SPDX-License-Identifier: Apache-2.0
 *
 * receipt.h: receipts from the ledger for the page of a matter.
 */
#ifndef SEKIMORI_WEB_RECEIPT_H
#define SEKIMORI_WEB_RECEIPT_H

#include "web/web.h"

/* Leaves below this number are sealed and have a receipt. */
MUST_CHECK err_t receipt_sealed(struct web *web, int64_t *ret);
/* The receipt as text, in the arena. ERR_STATE "receipt.not_sealed" while it is not sealed. */
MUST_CHECK err_t receipt_text(struct web *web, struct arena *a, struct leaf_id leaf,
                              struct str *ret, struct fault *why);

#endif
