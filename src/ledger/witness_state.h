/* SPDX-License-Identifier: Apache-2.0
 *
 * witness_state.h: what a witness keeps of one log (witness.h). Lines:
 *
 *     sekimori-witness log 1
 *     key VKEY
 *     followed ORIGIN        only where another log took its place
 *     last                   and what follows is the note co-signed last, or nothing
 */
#ifndef SEKIMORI_LEDGER_WITNESS_STATE_H
#define SEKIMORI_LEDGER_WITNESS_STATE_H

#include "ledger/witness.h"

struct witness_log {
    struct checkpoint_key key;
    char followed[NOTE_NAME_MAX + 1]; /* "": it still grows */
    uint64_t size;                    /* co-signed last; 0: nothing yet */
    struct hash root;
    struct moment at; /* of that cosignature */
    char note[NOTE_MAX];
    size_t note_n;
};

/* Pure. ERR_CORRUPT: not such a file, or a signature in it does not verify; `cosigner` may be
 * NULL, then the cosignature is not looked at. */
MUST_CHECK err_t witness_log_parse(struct str bytes, const struct note_key *cosigner,
                                   struct witness_log *ret);
MUST_CHECK err_t witness_log_write(struct sb *to, const struct witness_log *l);

/* ERR_NOT_FOUND: no such log; ERR_CORRUPT; ERR_IO. */
MUST_CHECK err_t witness_log_load(const struct witness *w, struct str origin,
                                  struct witness_log *ret);
MUST_CHECK err_t witness_log_keep(const struct witness *w, const struct witness_log *l);

#endif
