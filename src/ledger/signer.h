/* SPDX-License-Identifier: Apache-2.0
 *
 * signer.h: who holds the ledger's key. It signs a checkpoint only when that
 * is proved to continue the last one it signed, and it writes the new one to
 * disk before it answers; so after a crash at any moment it never signs a
 * second history.
 *
 * Its folder holds ledger.key (the seed, mode 0600), ledger.last (the note it
 * signed last; at first that of the empty tree) and ledger.lock. Without
 * ledger.last it does not start: it would not know what it has promised.
 */
#ifndef SEKIMORI_LEDGER_SIGNER_H
#define SEKIMORI_LEDGER_SIGNER_H

#include "base/clock.h"
#include "ledger/checkpoint.h"

enum { SIGNER_NOTE_MAX = 2048 };

/* A tree head to sign, with the proof that it continues old_size. */
struct signer_request {
    struct str origin;
    uint64_t old_size, size;
    struct hash root;
    struct merkle_proof proof;
};

enum signer_status {
    SIGNER_SIGNED,       /* the note is the one asked for */
    SIGNER_STALE,        /* old_size is not what was signed last; the note is that */
    SIGNER_ROLLBACK,     /* smaller than what was signed last, or the same size with another root */
    SIGNER_FORK,         /* the proof does not hold */
    SIGNER_OTHER_ORIGIN, /* another log's checkpoint */
    SIGNER_MALFORMED,    /* not a request */
    SIGNER_FAILED,       /* it could not be written to disk; nothing is signed */
    SIGNER_STATUSES
};
/* "signed", "stale", ... */
const char *signer_status_name(enum signer_status s);

struct signer {
    struct note_signer key;
    struct checkpoint_key verify;
    int dir, lock;
    uint64_t size; /* of the last checkpoint */
    struct hash root;
    char note[SIGNER_NOTE_MAX];
    size_t note_n;
};

/* Make a key, named like the log, in a folder that has none; append its vkey
 * and a newline to *ret_vkey. ERR_EXISTS, ERR_IO, ERR_INVALID (the name). */
MUST_CHECK err_t signer_create(const char *dir, struct str origin, const struct clock *clock,
                               struct sb *ret_vkey, struct fault *why);

/* Take up the folder: one signer at a time. ERR_NOT_FOUND, ERR_IO, ERR_BUSY,
 * ERR_DENIED (others may read the key), ERR_CORRUPT. */
MUST_CHECK err_t signer_open(const char *dir, struct signer *ret, struct fault *why);
void signer_close(struct signer *s); /* wipes the key; harmless on zeroes */
#define SIGNER_CLEANUP __attribute__((cleanup(signer_close)))

/* Decide on a request. After SIGNER_SIGNED and SIGNER_STALE the note is the
 * answer's; otherwise nothing has changed. */
enum signer_status signer_sign(struct signer *s, const struct signer_request *r,
                               const struct clock *clock);

#endif
