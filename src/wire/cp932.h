/* SPDX-License-Identifier: Apache-2.0
 *
 * cp932.h: CP932 (what Windows calls Shift_JIS, with 髙 and 﨑) to UTF-8. By
 * a table of our own and not by iconv, whose modules are loaded from files at
 * run time: a sandbox has no files, and small systems lack the modules.
 */
#ifndef SEKIMORI_WIRE_CP932_H
#define SEKIMORI_WIRE_CP932_H

#include "base/sb.h"

/* Appends the characters of `in` up to its end (OK) or to the first byte that
 * begins none (ERR_INVALID; what stands before it has been appended);
 * ERR_TOO_BIG and ERR_NOMEM by the builder. */
MUST_CHECK err_t cp932_to_utf8(struct sb *out, struct str in);

#endif
