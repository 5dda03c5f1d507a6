/* SPDX-License-Identifier: Apache-2.0
 * Prints "1949-01-01<TAB>元日" for every holiday of 1949 to 2099; holidays.mjs
 * compares it with published tables. */
#include <stdio.h>

#include "base/calendar.h"

int main(void)
{
    for (struct day d = day_of(1949, 1, 1); d.n <= day_of(2099, 12, 31).n; d = day_add(d, 1)) {
        const char *id = calendar_holiday(d);
        struct civil c = day_civil(d);
        if (id) printf("%04d-%02d-%02d\t%s\n", c.year, c.month, c.day, tr(LANG_JA, id));
    }
    return 0;
}
