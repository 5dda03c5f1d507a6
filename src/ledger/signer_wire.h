/* SPDX-License-Identifier: Apache-2.0
 *
 * signer_wire.h: what server and signer say to each other over the socket.
 * Pure. One request and one reply per connection, each with its length before
 * it (four bytes, big-endian, as all numbers here):
 *
 *   request: 'S' 'G' 1, op (1), origin length (1), origin, old size (8),
 *            size (8), root (32), proof hashes (1), hashes (32 each)
 *   reply:   'S' 'G' 1, status (1), note (the rest; may be empty)
 */
#ifndef SEKIMORI_LEDGER_SIGNER_WIRE_H
#define SEKIMORI_LEDGER_SIGNER_WIRE_H

#include "ledger/signer.h"

enum {
    SIGNER_LENGTH_LEN = 4,
    SIGNER_REQUEST_MAX = 4096, /* without the length */
    SIGNER_REPLY_MAX = SIGNER_NOTE_MAX + 8
};

/* Appends with the length before it. */
MUST_CHECK err_t signer_wire_request(struct sb *to, const struct signer_request *r);
MUST_CHECK err_t signer_wire_reply(struct sb *to, enum signer_status status, struct str note);

uint32_t signer_wire_length(const uint8_t p[SIGNER_LENGTH_LEN]);
/* What follows the length. Strict: ERR_INVALID; views into `bytes`. */
MUST_CHECK err_t signer_wire_parse_request(struct str bytes, struct signer_request *ret);
MUST_CHECK err_t signer_wire_parse_reply(struct str bytes, enum signer_status *ret_status,
                                         struct str *ret_note);

#endif
