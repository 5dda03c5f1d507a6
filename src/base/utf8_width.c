/* SPDX-License-Identifier: Apache-2.0 */
#include <utf8proc.h>

#include "base/utf8.h"

size_t utf8_width(struct str s)
{
    size_t width = 0;
    while (s.n > 0) {
        uint32_t cp;
        if (utf8_next(&s, &cp) != OK) {
            s = str_skip(s, 1);
            width++;
            continue;
        }
        int w = utf8proc_charwidth((utf8proc_int32_t)cp);
        width += w > 0 ? (size_t)w : 0;
    }
    return width;
}
