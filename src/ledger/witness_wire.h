/* SPDX-License-Identifier: Apache-2.0
 *
 * witness_wire.h: what an office asks of a witness: the body of add-checkpoint in C2SP
 * tlog-witness, whether it comes over a network or on a stick:
 *
 *     old 20852014
 *     ...hashes of the consistency proof, one a line, base64; at most 63
 *                                             (an empty line)
 *     ...the signed checkpoint
 *
 * The answer is the signature line of the cosignature. Pure.
 */
#ifndef SEKIMORI_LEDGER_WITNESS_WIRE_H
#define SEKIMORI_LEDGER_WITNESS_WIRE_H

#include "ledger/checkpoint.h"

enum {
    WITNESS_PROOF_MAX = 63,
    WITNESS_REQUEST_MAX = NOTE_MAX + 4096 /* bytes */
};

struct witness_request {
    uint64_t old_size;
    struct merkle_proof proof;
    struct str note; /* a view */
};

/* Strict; *ret_line (may be NULL), set on failure only, is the line at fault. ERR_INVALID,
 * ERR_TOO_BIG. The note is not looked into. */
MUST_CHECK err_t witness_request_parse(struct str bytes, struct witness_request *ret,
                                       int64_t *ret_line);
/* The same without the checkpoint: the proof in a file of its own; the empty line may lack. */
MUST_CHECK err_t witness_proof_parse(struct str bytes, struct witness_request *ret,
                                     int64_t *ret_line);
void witness_request_write(struct sb *to, const struct witness_request *r);

/* One signature line or more, as an answer has them, appended to the note: what note_parse takes.
 */
MUST_CHECK err_t witness_join(struct str note, struct str lines, struct sb *to);

#endif
