/* SPDX-License-Identifier: Apache-2.0
 *
 * versions.h: each version of a procedure that was ever used is kept, and stands in the ledger
 * with the digest of its catalogue, so that old matters stay readable for ever.
 */
#ifndef SEKIMORI_OFFICE_VERSIONS_H
#define SEKIMORI_OFFICE_VERSIONS_H

#include "office/matters.h"

/* Keep what is new in the office's catalogue (at start, before anything is opened). One record
 * of kind "catalogue" when anything was. */
MUST_CHECK err_t versions_keep(const struct office *, struct fault *why);

#endif
