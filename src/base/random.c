/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "base/b64.h"

void random_bytes(void *to, size_t n)
{
    char *p = to;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno == EINTR) continue;
        ASSERT(got > 0);
        p += got;
        n -= (size_t)got;
    }
}

uint64_t random_u64(void)
{
    uint64_t v;
    random_bytes(&v, sizeof v);
    return v;
}

uint64_t random_below(uint64_t below)
{
    ASSERT(below > 0);
    uint64_t uneven = (UINT64_MAX - below + 1) % below; /* 2^64 mod below */
    uint64_t v;
    do {
        v = random_u64();
    } while (v < uneven);
    return v % below;
}

void random_token(struct sb *b, size_t bytes)
{
    char buf[64];
    ASSERT(bytes > 0 && bytes <= sizeof buf);
    random_bytes(buf, bytes);
    b64url_add(b, (struct str){buf, bytes});
    explicit_bzero(buf, sizeof buf);
}
