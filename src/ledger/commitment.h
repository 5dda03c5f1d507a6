/* SPDX-License-Identifier: Apache-2.0
 *
 * commitment.h: how an envelope binds a content that may be erased. Pure.
 */
#ifndef SEKIMORI_LEDGER_COMMITMENT_H
#define SEKIMORI_LEDGER_COMMITMENT_H

#include "ledger/merkle.h"

/* SHA-256("sekimori/content/v1\n" || salt || content); salt has 32 bytes. */
struct hash commitment_make(struct str salt, struct str content);
/* The member "c" of an envelope, as canon_check shows it (with quotes).
 * ERR_INVALID unless it is base64url of 32 bytes. */
MUST_CHECK err_t commitment_parse(struct str value, struct hash *ret);

#endif
