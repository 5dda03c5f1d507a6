/* SPDX-License-Identifier: Apache-2.0
 *
 * enrolment.h: how a program becomes known to the office: it shows a one-time code that a
 * person gave it and the public key it will be known by; the office answers with the name it
 * now bears, or refuses. Documents "sekimori/enrolment" and "sekimori/enrolment-answer".
 */
#ifndef SEKIMORI_CONTRACT_ENROLMENT_H
#define SEKIMORI_CONTRACT_ENROLMENT_H

#include "base/time.h"
#include "contract/document.h"

enum { ENROLMENT_BYTES_MAX = 64 << 10, ENROLMENT_KEY_LEN = 43 /* base64url of 32 bytes */ };

struct enrolment {
    const char *code;    /* one-time */
    const char *program; /* "netd", "gate", "logd", "agent" */
    const char *host;
    const char *version; /* of the program */
    const char *key;     /* Ed25519 public key, base64url */
};

struct enrolment_answer {
    const char *name;    /* what it is called from now on; NULL: refused */
    const char *refused; /* id of a text that says why; NULL: accepted */
    const char *office;
    const char *ledger_key; /* verifier key of the ledger (C2SP), to check receipts */
    int32_t poll_seconds;
    struct moment at;
};

MUST_CHECK err_t enrolment_write(struct sb *to, const struct enrolment *e, struct fault *why);
/* Also ERR_INVALID for a key that is none. */
MUST_CHECK err_t enrolment_read(struct arena *a, struct str text, struct enrolment *ret,
                                struct fault *why);
MUST_CHECK err_t enrolment_answer_write(struct sb *to, const struct enrolment_answer *e,
                                        struct fault *why);
/* Also ERR_INVALID unless it either accepts or refuses. */
MUST_CHECK err_t enrolment_answer_read(struct arena *a, struct str text,
                                       struct enrolment_answer *ret, struct fault *why);

#endif
