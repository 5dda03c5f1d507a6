/* SPDX-License-Identifier: Apache-2.0
 * The checker and the writer of canonical JSON say the same of any bytes: what
 * the checker takes is written again as it was, and what is read and written
 * the checker takes. */
#include "fuzz.h"

#include <jansson.h>

#include "ledger/canon.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    SB_CLEANUP struct sb b;
    size_t at = 0;
    struct canon_member m[] = {{STR_INIT("a"), STR_NONE}, {STR_INIT("kind"), STR_NONE}};
    sb_init(&b, 1U << 22);
    err_t e = canon_check(in, m, ARRAY_LEN(m), &at);
    ASSERT(e == OK || at <= size);
    json_t *v =
        json_loadb(in.p, in.n, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    ASSERT(e != OK || v);
    if (v && canon_write(&b, v) == OK) {
        ASSERT((e == OK) == str_eq(sb_str(&b), in));
        ASSERT(canon_check(sb_str(&b), NULL, 0, NULL) == OK);
        for (size_t i = 0; e == OK && json_is_object(v) && i < ARRAY_LEN(m); i++)
            ASSERT((json_object_get(v, m[i].name.p) != NULL) == (m[i].ret_value.p != NULL));
    } else {
        ASSERT(e != OK);
    }
    json_decref(v);
    return 0;
}
