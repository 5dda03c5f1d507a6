/* SPDX-License-Identifier: Apache-2.0
 *
 * clock.h: where "now" comes from. Everything that needs the time of day is
 * given a `const struct clock *`; nothing else asks the system. Reading a
 * clock is safe from any thread.
 */
#ifndef SEKIMORI_BASE_CLOCK_H
#define SEKIMORI_BASE_CLOCK_H

#include <stdatomic.h>

#include "base/time.h"

struct clock {
    struct moment (*now)(void *ctx);
    void *ctx;
};

struct moment clock_now(const struct clock *c);
struct day clock_today(const struct clock *c); /* in Tokyo */

/* The system's clock. */
struct clock clock_system(void);

/* A clock that stands until it is set; for tests. It must outlive its users. */
struct clock_test {
    _Atomic int64_t ms;
};
struct clock clock_test_init(struct clock_test *t, struct moment start);
void clock_test_set(struct clock_test *t, struct moment at);
void clock_test_advance(struct clock_test *t, int64_t ms);

/* The system's clock plus the milliseconds written in a file (one decimal
 * number, may be negative); read anew at each look, so that a demonstration
 * can travel to the day a deadline passes. A file that has become unreadable
 * leaves the last good offset in force. Opening fails with ERR_IO or
 * ERR_INVALID when the file is not there or holds no number. */
struct clock_offset {
    char path[4096];
    _Atomic int64_t offset_ms;
};
MUST_CHECK err_t clock_offset_open(struct clock_offset *o, const char *path, struct clock *ret,
                                   struct fault *why);

/* For time-outs and measurements only: milliseconds that never go back,
 * from an arbitrary start. */
int64_t clock_monotonic_ms(void);

#endif
