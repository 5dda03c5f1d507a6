/* SPDX-License-Identifier: Apache-2.0
 *
 * signature.h: the header "Sekimori-Signature" that each request of a machine bears, and the
 * bytes that are signed (Ed25519):
 *
 *     v=1;name=NAME;at=MILLISECONDS;nonce=22 characters;sig=86 characters
 *
 *     "sekimori-machine-request/1" LF METHOD LF path with query as sent LF
 *     SHA-256 of the body, lower-case hex LF NAME LF MILLISECONDS LF nonce LF
 *
 * nonce and sig are base64url without padding of 16 and 64 bytes. NAME is what the office called
 * the machine when it enrolled; a request to enrol is signed with the key that it brings and
 * bears the name "enrol". Pure: whether the signature holds and the nonce is new the office says.
 */
#ifndef SEKIMORI_CONTRACT_SIGNATURE_H
#define SEKIMORI_CONTRACT_SIGNATURE_H

#include "base/sb.h"
#include "base/time.h"

enum {
    SIGNATURE_NAME_MAX = 120,
    SIGNATURE_NONCE = 16,
    SIGNATURE_LEN = 64,
    SIGNATURE_HEADER_MAX = 400,
    SIGNATURE_TARGET_MAX = 2000
};
#define SIGNATURE_HEADER "Sekimori-Signature"
/* In each answer: the office's clock in milliseconds, and the origin of the ledger it writes. */
#define SIGNATURE_TIME_HEADER "Sekimori-Time"
#define SIGNATURE_LEDGER_HEADER "Sekimori-Ledger"
#define SIGNATURE_ENROL "enrol"

struct signature {
    char name[SIGNATURE_NAME_MAX + 1]; /* lower-case letters, digits, "." and "-" */
    struct moment at;
    uint8_t nonce[SIGNATURE_NONCE], sig[SIGNATURE_LEN];
};

bool signature_is_name(struct str name);
/* ERR_INVALID for any other text. */
MUST_CHECK err_t signature_parse(struct str header, struct signature *ret);
void signature_format(struct sb *to, const struct signature *s);
/* What is signed; s->sig is not looked at. */
void signature_text(struct sb *to, const struct signature *s, struct str method, struct str target,
                    struct str body);

#endif
