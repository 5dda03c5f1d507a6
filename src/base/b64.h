/* SPDX-License-Identifier: Apache-2.0
 *
 * b64.h: Base64 of RFC 4648: section 4 (with padding) and section 5 (URL-safe,
 * here always without padding). Decoding is strict: one text per bytes.
 */
#ifndef SEKIMORI_BASE_B64_H
#define SEKIMORI_BASE_B64_H

#include "base/sb.h"

void b64_add(struct sb *to, struct str bytes);
void b64url_add(struct sb *to, struct str bytes);
/* At most `max` bytes into `to`: ERR_TOO_BIG beyond, ERR_INVALID for text that
 * encoding would not have made. */
MUST_CHECK err_t b64_decode(struct str text, uint8_t *to, size_t max, size_t *ret_n);
MUST_CHECK err_t b64url_decode(struct str text, uint8_t *to, size_t max, size_t *ret_n);

#endif
