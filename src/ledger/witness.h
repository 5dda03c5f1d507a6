/* SPDX-License-Identifier: Apache-2.0
 *
 * witness.h: a witness of ledgers, on another body's machine: it remembers the newest checkpoint
 * of each log that it was told to watch, and co-signs (C2SP tlog-cosignature v1, Ed25519) only
 * one that is proved to continue it. It writes what it signs to disk before it answers.
 *
 * Its folder holds witness.key (the seed, mode 0600), witness.vkey (public), witness.lock, and for
 * each log a file log-<SHA-256 of the origin>: the log's key, the checkpoint co-signed last, and,
 * where the log was followed by another, that one's name.
 */
#ifndef SEKIMORI_LEDGER_WITNESS_H
#define SEKIMORI_LEDGER_WITNESS_H

#include "base/clock.h"
#include "ledger/before.h"
#include "ledger/witness_wire.h"

struct witness {
    struct note_signer key; /* of note type 1; its cosignatures are of type 4 */
    struct note_key cosigner;
    int dir, lock;
};

/* Make a key in a folder that has none (made where it lacks); append the vkey (of note type 4)
 * and a newline. ERR_EXISTS, ERR_IO, ERR_INVALID (the name). */
MUST_CHECK err_t witness_create(const char *dir, struct str name, struct sb *ret_vkey,
                                struct fault *why);
/* Take up the folder: one at a time. ERR_NOT_FOUND, ERR_IO, ERR_BUSY, ERR_DENIED, ERR_CORRUPT. */
MUST_CHECK err_t witness_open(const char *dir, struct witness *ret, struct fault *why);
void witness_close(struct witness *w); /* wipes the key; harmless on zeroes */
#define WITNESS_CLEANUP __attribute__((cleanup(witness_close)))

enum witness_status {
    WITNESS_COSIGNED,
    WITNESS_STALE,       /* the proof does not start at what was co-signed last (ret->last) */
    WITNESS_ROLLBACK,    /* smaller than what was co-signed last */
    WITNESS_FORK,        /* another history: same size and other root, or the proof does not hold */
    WITNESS_UNKNOWN_LOG, /* a log that nobody accepted */
    WITNESS_WRONG_KEY,   /* not signed with the log's key, or the signature does not verify */
    WITNESS_MALFORMED,   /* not a request */
    WITNESS_ENDED,       /* the log was followed by another (ret->other) */
    WITNESS_CLOCK,       /* this machine's clock is behind the last cosignature */
    WITNESS_FAILED,      /* it could not be written to disk, or the state is damaged */
    WITNESS_STATUSES
};

struct witness_answer {
    enum witness_status status;
    struct checkpoint head; /* as far as it could be read; its views live in the request */
    uint64_t last;          /* size co-signed last, where the log is known */
    char other[NOTE_NAME_MAX + 1];
    struct sb lines; /* WITNESS_COSIGNED: the signature line; sb_release it */
};

/* Decide on a request; nothing but a cosignature changes anything. */
void witness_sign(struct witness *w, const struct witness_request *r, const struct clock *clock,
                  struct witness_answer *ret);

/* A person accepts a new log, of this key, of which `head` is to be co-signed. `opening`: the
 * receipt of its leaf 0 (receipt.h) under that head, or STR_NONE, where that person answers for
 * what came before. ret->status says what it says. */
enum witness_accept {
    WITNESS_ACCEPTED,   /* the first log that is known of this ledger */
    WITNESS_FOLLOWS,    /* it follows the log ret->before.origin, which is ended now */
    WITNESS_KNOWN,      /* it was accepted before */
    WITNESS_OTHER_KEY,  /* known, with another key */
    WITNESS_NO_OPENING, /* the opening is not a receipt of leaf 0 of this log, or of another head */
    WITNESS_OTHER_BEFORE, /* the old log named is known with another key, or followed by another */
    WITNESS_END_FIRST,    /* the old log's end was not co-signed yet: co-sign that first */
    WITNESS_LOSS_HIDDEN,  /* the opening does not admit what this witness has co-signed */
    WITNESS_NOT_KEPT,
    WITNESS_ACCEPTS
};
struct witness_accepted {
    enum witness_accept status;
    struct ledger_before before; /* views; json NULL: it names nothing before; release it */
    uint64_t last;               /* of the old log, where it is known */
};
void witness_accept(struct witness *w, const struct checkpoint_key *key,
                    const struct checkpoint *head, struct str opening,
                    struct witness_accepted *ret);

#endif
