/* SPDX-License-Identifier: Apache-2.0
 *
 * sha256.h: SHA-256 (FIPS 180-4), by OpenSSL, which uses the processor's
 * instructions for it. No allocation, cannot fail.
 */
#ifndef SEKIMORI_BASE_SHA256_H
#define SEKIMORI_BASE_SHA256_H

#include "base/str.h"

enum { SHA256_LEN = 32 };

struct sha256 {
    _Alignas(8) unsigned char state[112]; /* OpenSSL's SHA256_CTX */
};

void sha256_init(struct sha256 *s);
void sha256_add(struct sha256 *s, struct str bytes);
void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN]);
void sha256(struct str bytes, uint8_t ret[SHA256_LEN]);

#endif
