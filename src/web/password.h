/* SPDX-License-Identifier: Apache-2.0
 *
 * password.h: Argon2id (19 MiB, two passes) behind a gate that lets only a
 * few hash at a time, and the rules for a new password: long enough, and hard
 * to guess for somebody who knows Japanese, the office and the person
 * (libzxcvbn with our words and the person's own). No rule about kinds of
 * characters and no expiry: both make passwords worse (NIST SP 800-63B).
 */
#ifndef SEKIMORI_WEB_PASSWORD_H
#define SEKIMORI_WEB_PASSWORD_H

#include <semaphore.h>

#include "base/str.h"

enum { PASSWORD_HASH = 128, PASSWORD_MIN = 12, PASSWORD_MAX = 128, PASSWORD_TEMPORARY = 24 };

struct password_gate {
    sem_t slots;
    char nobody[PASSWORD_HASH]; /* a hash that no password opens: the same work for unknown names */
};

/* ERR_NOMEM, ERR_BUG (libsodium refuses to start). */
MUST_CHECK err_t password_gate_init(struct password_gate *g, unsigned slots);
void password_gate_release(struct password_gate *g);

/* hash: what password_hash() gave; NULL does the same work and says ERR_DENIED. */
MUST_CHECK err_t password_verify(struct password_gate *g, const char *hash, struct str password);
MUST_CHECK err_t password_hash(struct password_gate *g, struct str password,
                               char ret[PASSWORD_HASH]);

/* Is it good enough for this person? `about`: name, kana, number, unit...
 * ERR_INVALID with why: "password.too_short", "password.too_long",
 * "password.bad_text", "password.too_easy". */
MUST_CHECK err_t password_check(struct str password, const struct str *about, size_t n_about,
                                struct fault *why);

/* A temporary one to hand over on paper: "k7xm-2pqr-9fwt-h4de", 77 bits. */
void password_make_temporary(char ret[PASSWORD_TEMPORARY]);

/* Words that people here build passwords from, in Latin letters; ends with NULL. */
extern const char *const password_words[];
extern const size_t password_words_len;

#endif
