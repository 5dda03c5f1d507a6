/* SPDX-License-Identifier: Apache-2.0
 * Dates and moments that are read are written and read again as the same. */
#include "fuzz.h"

#include "base/calendar.h"

static void check_day(struct day d)
{
    SB_CLEANUP struct sb b;
    struct day again;
    sb_init(&b, 1000);
    day_format(&b, d);
    ASSERT(day_parse(sb_str(&b), &again, NULL) == OK && again.n == d.n);
    sb_reset(&b);
    calendar_format_day(&b, LANG_JA, CALENDAR_BOTH, d);
    ASSERT(sb_end(&b) == OK);
    (void)calendar_holiday(d);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct day d;
    struct moment t, again;
    struct fault why;
    if (day_parse(in, &d, NULL) == OK) check_day(d);
    if (calendar_parse_day(in, &d, &why) == OK)
        check_day(d);
    else
        fuzz_fault(&why);
    if (moment_parse(in, &t, NULL) == OK && moment_cmp(t, day_start(DAY_FIRST)) > 0) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 1000);
        moment_format_tokyo(&b, t);
        if (moment_cmp(t, day_end(DAY_LAST)) <= 0)
            ASSERT(moment_parse(sb_str(&b), &again, NULL) == OK && again.ms == t.ms);
    }
    return 0;
}
