/* SPDX-License-Identifier: Apache-2.0
 *
 * dice.h: the same chances on every run and machine (xorshift64*). Seed not 0. */
#ifndef SEKIMORI_TESTS_DICE_H
#define SEKIMORI_TESTS_DICE_H

#include <stdint.h>

struct dice {
    uint64_t s;
};

static inline uint64_t dice_next(struct dice *d)
{
    d->s ^= d->s >> 12;
    d->s ^= d->s << 25;
    d->s ^= d->s >> 27;
    return d->s * UINT64_C(0x2545F4914F6CDD1D);
}
static inline unsigned dice_below(struct dice *d, unsigned n)
{
    return (unsigned)((dice_next(d) >> 33) % n);
}

#endif
