/* SPDX-License-Identifier: Apache-2.0
 *
 * checkpoint.h: the head of a log as a signed note (C2SP tlog-checkpoint v1).
 * Our signer adds to its signature a cosignature of the same key, which says
 * when it signed (the note itself has no time).
 */
#ifndef SEKIMORI_LEDGER_CHECKPOINT_H
#define SEKIMORI_LEDGER_CHECKPOINT_H

#include "base/time.h"
#include "ledger/merkle.h"
#include "ledger/note.h"

struct checkpoint {
    struct str origin; /* a view into the text parsed */
    uint64_t size;
    struct hash root;
    struct str extension; /* further lines, with their newlines; usually empty */
};

/* The text of a note as a checkpoint; strict, ERR_INVALID. */
MUST_CHECK err_t checkpoint_parse(struct str text, struct checkpoint *ret);
/* The text (three lines) of a checkpoint. */
void checkpoint_write(struct sb *to, struct str origin, uint64_t size, const struct hash *root);

/* The two keys with which one vkey verifies: its own and the cosignature's. */
struct checkpoint_key {
    struct note_key log, time;
};
/* ERR_INVALID unless it is an Ed25519 vkey (of note type 1). */
MUST_CHECK err_t checkpoint_key_parse(struct str vkey, struct checkpoint_key *ret);

/* Parse and verify a whole signed checkpoint. The origin must be the key's
 * name. ERR_INVALID: not a checkpoint; ERR_NOT_FOUND: not signed by this key;
 * ERR_CORRUPT: the signature does not verify; ERR_STATE: signed by this key,
 * for another origin. *ret_signed_at is {0} when the note says no time. */
MUST_CHECK err_t checkpoint_verify(struct str note, const struct checkpoint_key *key,
                                   struct checkpoint *ret, struct moment *ret_signed_at);

/* The cosignature of one witness (a key of note type 4) on a signed checkpoint. ERR_NOT_FOUND:
 * there is none; ERR_CORRUPT: it does not verify; ERR_INVALID: not a note, or a time beyond the
 * year 9999. */
MUST_CHECK err_t checkpoint_cosigned(struct str note, const struct note_key *witness,
                                     struct moment *ret_at);
/* A witness's vkey: of note type 4, or of type 1, whose key it then uses for cosignatures. */
MUST_CHECK err_t checkpoint_witness_parse(struct str vkey, struct note_key *ret);

#endif
