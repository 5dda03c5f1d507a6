/* SPDX-License-Identifier: Apache-2.0
 * Bytes of any encoding become UTF-8, or show in their last bytes that they were cut, or are none of
 * them; what was UTF-8 already and whole stays as it is. */
#include "fuzz.h"

#include "base/utf8.h"
#include "wire/japanese.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SB_CLEANUP struct sb b, again;
    enum japanese as, twice;
    struct str s = fuzz_input(data, size);
    sb_init(&b, 4 * size + 16);
    sb_init(&again, 16 * size + 64);
    if (japanese_to_utf8(&b, s, &as) != OK) return 0;
    ASSERT(as != JAPANESE_NONE || b.n == 0);
    ASSERT((as == JAPANESE_NONE) == (japanese_name(as)[0] == '\0'));
    size_t bad = utf8_find_bad(sb_str(&b), 0);
    ASSERT(bad == b.n || b.n - bad < 4 || as == JAPANESE_UTF8);
    if (as == JAPANESE_NONE || bad < b.n || b.n == 0) return 0;
    if (japanese_to_utf8(&again, sb_str(&b), &twice) != OK || twice != JAPANESE_UTF8) return 0;
    ASSERT(str_eq(sb_str(&again), sb_str(&b)) || str_starts(sb_str(&b), STR("\xEF\xBB\xBF")));
    return 0;
}
