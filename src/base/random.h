/* SPDX-License-Identifier: Apache-2.0
 *
 * random.h: bytes from the kernel's generator. There is no fall-back: when it
 * does not answer, the program ends (a guessable salt would be worse).
 */
#ifndef SEKIMORI_BASE_RANDOM_H
#define SEKIMORI_BASE_RANDOM_H

#include "base/sb.h"

void random_bytes(void *to, size_t n);
uint64_t random_u64(void);
/* Evenly from 0 to below - 1; below > 0. */
uint64_t random_below(uint64_t below);
/* `bytes` random bytes (at most 64) as URL-safe Base64. */
void random_token(struct sb *b, size_t bytes);

#endif
