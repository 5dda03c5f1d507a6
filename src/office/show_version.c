/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>

#include "base/calendar.h"
#include "office/show.h"

const char *show_version(const struct show *s, int64_t id)
{
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_CATALOGUE_VERSION_BY_ID, P_I64("id", id));
    if (!rows_next(&r)) return NULL;
    char number[24];
    (void)snprintf(number, sizeof number, "%" PRId64, id);
    struct sb day SB_CLEANUP, b SB_CLEANUP;
    sb_init(&day, 200);
    sb_init(&b, 400);
    calendar_format_day(&day, s->lang, CALENDAR_BOTH,
                        moment_day((struct moment){rows_i64(&r, "since")}));
    const char *when = show_built(s, &day);
    tr_format(&b, s->lang, "version.label", number, when ? when : "");
    return show_built(s, &b);
}
