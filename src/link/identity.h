/* SPDX-License-Identifier: Apache-2.0
 *
 * identity.h: the key, and what the office made of it. Files of the link's folder: "key" (the
 * Ed25519 seed, base64url, 0600), "tls.key" and "tls.cert" (the same for TLS, made from it),
 * "enrolment" (the office's answer). Private to src/link.
 */
#ifndef SEKIMORI_LINK_IDENTITY_H
#define SEKIMORI_LINK_IDENTITY_H

#include "base/cert.h"
#include "contract/signature.h"
#include "link/disk.h"

struct identity {
    uint8_t seed[CERT_SEED];
    char key[48];                      /* public, base64url */
    char name[SIGNATURE_NAME_MAX + 1]; /* ""; not enrolled */
};

/* Makes a key where there is none. ERR_CORRUPT "link.bad_key", ERR_IO. */
MUST_CHECK err_t identity_open(struct identity *, struct disk *, struct fault *why);
void identity_release(struct identity *); /* wipes the key */
/* Keep the office's answer. ERR_DENIED: a refusal; *why says the office's words. */
MUST_CHECK err_t identity_enrolled(struct identity *, struct disk *, struct str answer,
                                   struct fault *why);
/* A header value for that request. Appended. */
MUST_CHECK err_t identity_sign(const struct identity *, const char *name, struct moment at,
                               struct str method, struct str target, struct str body,
                               struct sb *to);

#endif
