/* SPDX-License-Identifier: Apache-2.0 */
#include "web/template/show.h"

#include "base/time.h"

/* First day of each era since the Gregorian calendar came; newest first. */
static const struct {
    int32_t first; /* yyyymmdd */
    const char *name;
} eras[] = {
    {20190501, "令和"}, {19890108, "平成"}, {19261225, "昭和"}, {19120730, "大正"}, {18730101, "明治"},
};

static const char *const weekdays_ja[] = {"日", "月", "火", "水", "木", "金", "土"};
static const char *const weekdays_en[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/* 令和8年11月23日(月) / 23 November 2026 (Mon), with month names short. */
static void add_day_ja(struct sb *out, const struct civil *c, enum weekday w)
{
    int32_t ymd = c->year * 10000 + c->month * 100 + c->day;
    const char *era = "西暦";
    int32_t year = c->year;
    for (size_t i = 0; i < ARRAY_LEN(eras); i++) {
        if (ymd < eras[i].first) continue;
        era = eras[i].name;
        year = c->year - eras[i].first / 10000 + 1;
        break;
    }
    sb_addz(out, era);
    if (year == 1) sb_addz(out, "元");
    else sb_add_i64(out, year);
    sb_addf(out, "年%d月%d日(%s)", c->month, c->day, weekdays_ja[w]);
}

static void add_day(struct sb *out, enum lang lang, struct day d)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c = day_civil(d);
    enum weekday w = day_weekday(d);
    if (lang == LANG_JA) add_day_ja(out, &c, w);
    else sb_addf(out, "%s %d %s %d", weekdays_en[w], c.day, months[c.month - 1], c.year);
}

err_t show_day(struct sb *out, enum lang lang, struct str iso)
{
    if (iso.n == 0) return OK;
    struct day d;
    TRY(day_parse(iso, &d, NULL));
    add_day(out, lang, d);
    return OK;
}

err_t show_moment(struct sb *out, enum lang lang, struct str rfc3339)
{
    if (rfc3339.n == 0) return OK;
    struct moment t;
    TRY(moment_parse(rfc3339, &t, NULL));
    struct civil c = moment_civil(t);
    add_day(out, lang, moment_day(t));
    sb_addf(out, lang == LANG_JA ? " %d時%02d分" : ", %02d:%02d", c.hour, c.minute);
    return OK;
}
