/* SPDX-License-Identifier: Apache-2.0
 *
 * cert.h: Ed25519 keys (RFC 8032) and the self-made X.509 certificates (RFC 5280, 8410) that carry
 * them through TLS, by OpenSSL. A certificate here is no statement of anybody: it only bears a key
 * that the other side knows already.
 */
#ifndef SEKIMORI_BASE_CERT_H
#define SEKIMORI_BASE_CERT_H

#include "base/sb.h"

enum { CERT_KEY = 32, CERT_SEED = 32, CERT_SIG = 64, CERT_PEM_MAX = 16 << 10 };

/* The Ed25519 public key of the first certificate in the PEM text. ERR_INVALID: there is none, or
 * its key is of another kind. ERR_TOO_BIG, ERR_NOMEM. */
MUST_CHECK err_t cert_key(struct str pem, uint8_t ret[CERT_KEY]);
/* The public key of a private one (its seed). ERR_NOMEM. */
MUST_CHECK err_t cert_public(const uint8_t seed[CERT_SEED], uint8_t ret[CERT_KEY]);
MUST_CHECK err_t cert_sign(const uint8_t seed[CERT_SEED], struct str text, uint8_t ret[CERT_SIG]);
bool cert_verify(const uint8_t key[CERT_KEY], struct str text, const uint8_t sig[CERT_SIG]);
/* Append a certificate (PEM) that the key has signed itself, valid for all times, and the private
 * key (PKCS 8, PEM). `name`: its common name, ASCII, at most 64 bytes. */
MUST_CHECK err_t cert_make(const uint8_t seed[CERT_SEED], const char *name, struct sb *ret_cert,
                           struct sb *ret_key);

#endif
