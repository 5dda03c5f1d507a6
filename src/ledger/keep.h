/* SPDX-License-Identifier: Apache-2.0
 *
 * keep.h: small files that are there whole or not at all, even when the power
 * fails: written beside, synced, renamed, and the folder synced.
 */
#ifndef SEKIMORI_LEDGER_KEEP_H
#define SEKIMORI_LEDGER_KEEP_H

#include "base/str.h"

bool keep_exists(int dir, const char *name);
/* ERR_NOT_FOUND, ERR_IO, ERR_TOO_BIG (max bytes or more). Follows no link. */
MUST_CHECK err_t keep_read(int dir, const char *name, char *to, size_t max, size_t *ret_n);
/* Replaces what was there. ERR_IO leaves the old file, or, when only the last
 * sync failed, either of them whole. */
MUST_CHECK err_t keep_write(int dir, const char *name, struct str bytes, unsigned mode);

#endif
