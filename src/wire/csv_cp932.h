/* SPDX-License-Identifier: Apache-2.0
 *
 * csv_cp932.h: CP932 (what Windows calls Shift_JIS, with 髙 and 﨑) to UTF-8,
 * by iconv. Used by csv.c alone.
 */
#ifndef SEKIMORI_WIRE_CSV_CP932_H
#define SEKIMORI_WIRE_CSV_CP932_H

#include "base/str.h"

/* Malloc'd UTF-8 the caller frees, NUL-terminated. ERR_INVALID with line and
 * column for bytes that CP932 does not know; ERR_UNAVAILABLE when the
 * system's iconv lacks CP932; ERR_NOMEM. */
MUST_CHECK err_t csv_cp932_convert(struct str in, char **ret, size_t *ret_n, struct fault *why);

#endif
