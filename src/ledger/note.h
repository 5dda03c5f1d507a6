/* SPDX-License-Identifier: Apache-2.0
 *
 * note.h: signed notes (C2SP signed-note v1) with Ed25519, and the timestamped
 * cosignatures of C2SP tlog-cosignature v1. A note is a text and signature
 * lines; lines of keys that the reader does not know are ignored, a bad line
 * of a key that he does know spoils the whole.
 */
#ifndef SEKIMORI_LEDGER_NOTE_H
#define SEKIMORI_LEDGER_NOTE_H

#include "base/sb.h"

enum {
    NOTE_NAME_MAX = 255,
    NOTE_MAX = 64 * 1024, /* bytes of a whole note */
    NOTE_SIGS_MAX = 64,
    NOTE_PUB_LEN = 32,
    NOTE_SEED_LEN = 32,
    NOTE_SIG_LEN = 64
};

enum note_alg { NOTE_ED25519 = 1, NOTE_COSIGNATURE = 4 };

/* A verifier's key: what a vkey file holds, "name+hhhhhhhh+base64". */
struct note_key {
    char name[NOTE_NAME_MAX + 1];
    enum note_alg alg;
    uint32_t id;
    uint8_t pub[NOTE_PUB_LEN];
};

/* Non-empty UTF-8 without control characters, Unicode spaces or '+'. */
bool note_name_valid(struct str name);
/* ERR_INVALID when the name is not valid or too long. */
MUST_CHECK err_t note_key_init(struct note_key *ret, struct str name, enum note_alg alg,
                               const uint8_t pub[NOTE_PUB_LEN]);
/* A vkey, with at most one newline after it. The key id must be the one that
 * follows from name and key. */
MUST_CHECK err_t note_key_parse(struct str vkey, struct note_key *ret);
void note_key_write(struct sb *to, const struct note_key *key); /* no newline */

/* A note taken apart: views into the bytes parsed. */
struct note {
    struct str text; /* with its last newline */
    struct str sigs; /* the signature lines */
};
struct note_sig {
    struct str name;
    uint32_t id;
    uint8_t sig[8 + NOTE_SIG_LEN]; /* the first bytes of the signature */
    size_t n;                      /* its whole length, perhaps more than kept */
};

/* ERR_INVALID unless the bytes have the form of a signed note; checks no
 * signature. ERR_TOO_BIG beyond NOTE_MAX or NOTE_SIGS_MAX. */
MUST_CHECK err_t note_parse(struct str bytes, struct note *ret);
/* Cut the first line off *sigs; false at the end. Lines of a parsed note only. */
bool note_sig_next(struct str *sigs, struct note_sig *ret);
/* OK: at least one line is by this key, and every such line verifies.
 * ERR_NOT_FOUND: no line by this key. ERR_CORRUPT: one does not verify.
 * *ret_time (may be NULL) is the newest time of NOTE_COSIGNATURE lines, in
 * seconds, and 0 for other keys. */
MUST_CHECK err_t note_verify(const struct note *note, const struct note_key *key,
                             uint64_t *ret_time);

/* A private key. Wipe it when done. */
struct note_signer {
    struct note_key key;
    uint8_t secret[64];
};
MUST_CHECK err_t note_signer_init(struct note_signer *ret, struct str name,
                                  const uint8_t seed[NOTE_SEED_LEN]);
void note_signer_wipe(struct note_signer *s);
/* Append one signature line for `text` (which must end with a newline). */
void note_sign(struct sb *to, const struct note_signer *s, struct str text);
/* The same as cosignature of the same key, made at `time` (seconds). */
void note_cosign(struct sb *to, const struct note_signer *s, struct str text, uint64_t time);

#endif
