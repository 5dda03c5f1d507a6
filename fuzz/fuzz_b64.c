/* SPDX-License-Identifier: Apache-2.0
 * One text per bytes: what decodes encodes to the very same text. */
#include "fuzz.h"

#include "base/b64.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[1U << 20];
    struct str in = fuzz_input(data, size);
    SB_CLEANUP struct sb b;
    size_t n;
    sb_init(&b, 1U << 21);
    if (b64_decode(in, bytes, sizeof bytes, &n) == OK) {
        b64_add(&b, fuzz_input(bytes, n));
        ASSERT(str_eq(sb_str(&b), in));
    }
    sb_reset(&b);
    if (b64url_decode(in, bytes, sizeof bytes, &n) == OK) {
        b64url_add(&b, fuzz_input(bytes, n));
        ASSERT(str_eq(sb_str(&b), in));
    }
    sb_reset(&b);
    b64_add(&b, in);
    ASSERT(b64_decode(sb_str(&b), bytes, sizeof bytes, &n) == OK);
    ASSERT(str_eq(fuzz_input(bytes, n), in));
    return 0;
}
