/* SPDX-License-Identifier: Apache-2.0
 *
 * org_verify.h: who sits where, and the procedures of earlier versions, held against the ledger.
 * These tables are not made anew by a rebuild; whoever changes a row there would act in an office
 * that nobody gave them.
 */
#ifndef SEKIMORI_OFFICE_ORG_VERIFY_H
#define SEKIMORI_OFFICE_ORG_VERIFY_H

#include "base/err.h"
#include "store/store.h"

/* Each holding follows from its record: person, post, kind and when; one that was ended is not
 * believed beyond its end. Ends that follow from something else (somebody left, a unit was
 * succeeded) are not looked for. ERR_CORRUPT "org.holding_differs". */
MUST_CHECK err_t org_verify_holdings(struct db *, struct fault *why);

#endif
