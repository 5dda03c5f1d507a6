/* SPDX-License-Identifier: Apache-2.0 */
#include "web/template/show.h"

#include "base/calendar.h"

/* Foreign readers find a year of the era harder than none. */
static enum calendar_form form_for(enum lang lang)
{
    return lang == LANG_JA ? CALENDAR_ERA : CALENDAR_PLAIN;
}

err_t show_day(struct sb *out, enum lang lang, struct str iso)
{
    if (iso.n == 0) return OK;
    struct day d;
    TRY(day_parse(iso, &d, NULL));
    calendar_format_day(out, lang, form_for(lang), d);
    return OK;
}

err_t show_moment(struct sb *out, enum lang lang, struct str rfc3339)
{
    if (rfc3339.n == 0) return OK;
    struct moment t;
    TRY(moment_parse(rfc3339, &t, NULL));
    calendar_format_moment(out, lang, form_for(lang), t);
    return OK;
}
