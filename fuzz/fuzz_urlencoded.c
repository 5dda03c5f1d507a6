/* SPDX-License-Identifier: Apache-2.0
 * What is decoded, encoded again and decoded again is the same. */
#include "fuzz.h"

#include "base/utf8.h"
#include "wire/urlencoded.h"

enum { MAX_PAIRS = 50 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb again;
    struct form f, g;
    struct fault why;
    arena_init(&a, 1U << 22);
    sb_init(&again, 1U << 22);
    err_t e = urlencoded_parse(&a, fuzz_input(data, size), MAX_PAIRS, &f, &why);
    if (e != OK) {
        fuzz_fault(&why);
        return 0;
    }
    ASSERT(f.n <= MAX_PAIRS);
    for (size_t i = 0; i < f.n; i++) {
        ASSERT(utf8_valid(f.pairs[i].name, UTF8_NO_NUL) && f.pairs[i].name.n > 0);
        ASSERT(utf8_valid(f.pairs[i].value, UTF8_NO_NUL));
        if (i > 0) sb_addc(&again, '&');
        urlencoded_add(&again, f.pairs[i].name);
        sb_addc(&again, '=');
        urlencoded_add(&again, f.pairs[i].value);
    }
    ASSERT(urlencoded_parse(&a, sb_str(&again), MAX_PAIRS, &g, NULL) == OK && g.n == f.n);
    for (size_t i = 0; i < f.n; i++) {
        ASSERT(str_eq(f.pairs[i].name, g.pairs[i].name));
        ASSERT(str_eq(f.pairs[i].value, g.pairs[i].value));
    }
    return 0;
}
