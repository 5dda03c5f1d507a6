/* SPDX-License-Identifier: Apache-2.0
 *
 * The functions that OpenSSL 3 calls deprecated are used on purpose: the ones
 * it recommends allocate and take a lock for each hash, which for the short
 * inputs of a Merkle tree costs more than the hashing. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "room for OpenSSL's state");

void sha256_init(struct sha256 *s)
{
    ASSERT(SHA256_Init((SHA256_CTX *)(void *)s->state) == 1);
}

void sha256_add(struct sha256 *s, struct str bytes)
{
    if (bytes.n) ASSERT(SHA256_Update((SHA256_CTX *)(void *)s->state, bytes.p, bytes.n) == 1);
}

void sha256_end(struct sha256 *s, uint8_t ret[SHA256_LEN])
{
    ASSERT(SHA256_Final(ret, (SHA256_CTX *)(void *)s->state) == 1);
}

void sha256(struct str bytes, uint8_t ret[SHA256_LEN])
{
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, bytes);
    sha256_end(&s, ret);
}
