/* SPDX-License-Identifier: Apache-2.0
 * A value that is accepted can be set again and is found again. */
#include "fuzz.h"

#include "wire/cookie.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 20);
    struct cookie c = {.name = "sid", .max_age_s = -1};
    struct str found;
    if (cookie_get(fuzz_input(data, size), "sid", &c.value) != OK) return 0;
    ASSERT(cookie_add(&b, &c) == OK);
    ASSERT(cookie_get(sb_str(&b), "sid", &found) == OK && str_eq(found, c.value));
    return 0;
}
