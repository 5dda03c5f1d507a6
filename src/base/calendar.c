/* SPDX-License-Identifier: Apache-2.0 */
#include "base/calendar.h"

#include <stdio.h>

/* Newest first. Each took effect on the very day (元号を改める政令, and the
 * rescripts before). */
const struct era calendar_eras[CALENDAR_ERAS] = {
    {"era.reiwa", "令和", 'r', {18017}, 2019},   /* 2019-05-01 */
    {"era.heisei", "平成", 'h', {6947}, 1989},   /* 1989-01-08 */
    {"era.showa", "昭和", 's', {-15713}, 1926},  /* 1926-12-25 */
    {"era.taisho", "大正", 't', {-20974}, 1912}, /* 1912-07-30 */
    {"era.meiji", "明治", 'm', {-35428}, 1868},  /* solar calendar from 1873-01-01 */
};

const struct era *calendar_era(struct day d)
{
    for (size_t i = 0; i < CALENDAR_ERAS; i++) {
        if (d.n >= calendar_eras[i].first.n) return &calendar_eras[i];
    }
    return NULL;
}

enum { NUM_MAX = 16 };

static void number(char buf[NUM_MAX], int32_t v)
{
    snprintf(buf, NUM_MAX, "%d", v);
}

/* "元" for the first year in Japanese, "1" in English. */
static void era_year(char buf[NUM_MAX], enum lang l, int32_t year)
{
    if (year == 1)
        snprintf(buf, NUM_MAX, "%s", tr(l, "calendar.first_year"));
    else
        number(buf, year);
}

void calendar_format_day(struct sb *b, enum lang l, enum calendar_form form, struct day d)
{
    static const char *const months[] = {
        "calendar.month_1", "calendar.month_2",  "calendar.month_3",  "calendar.month_4",
        "calendar.month_5", "calendar.month_6",  "calendar.month_7",  "calendar.month_8",
        "calendar.month_9", "calendar.month_10", "calendar.month_11", "calendar.month_12"};
    static const char *const weekdays[] = {
        "calendar.sunday",   "calendar.monday", "calendar.tuesday", "calendar.wednesday",
        "calendar.thursday", "calendar.friday", "calendar.saturday"};
    struct civil c = day_civil(d);
    const struct era *era = calendar_era(d);
    char year[NUM_MAX], in_era[NUM_MAX], day[NUM_MAX];
    number(year, c.year);
    number(day, c.day);
    const char *month = tr(l, months[c.month - 1]);
    const char *weekday = tr(l, weekdays[day_weekday(d)]);
    if (!era || form == CALENDAR_PLAIN) {
        tr_format(b, l, "calendar.day_plain", year, month, day, weekday);
        return;
    }
    era_year(in_era, l, c.year - era->year_one + 1);
    if (form == CALENDAR_ERA)
        tr_format(b, l, "calendar.day_era", tr(l, era->id), in_era, month, day, weekday);
    else
        tr_format(b, l, "calendar.day_both", tr(l, era->id), in_era, year, month, day, weekday);
}

void calendar_format_moment(struct sb *b, enum lang l, enum calendar_form form, struct moment t)
{
    struct civil c = moment_civil(t);
    char hour[NUM_MAX], minute[NUM_MAX];
    number(hour, c.hour);
    snprintf(minute, sizeof minute, "%02d", c.minute);
    calendar_format_day(b, l, form, moment_day(t));
    tr_format(b, l, "calendar.time", hour, minute);
}

int32_t calendar_fiscal_year(struct day d)
{
    struct civil c = day_civil(d);
    return c.month >= 4 ? c.year : c.year - 1;
}

struct day calendar_fiscal_year_first(int32_t fiscal_year)
{
    struct day d = fiscal_year < 1 ? DAY_FIRST : DAY_LAST;
    (void)!day_from_ymd(fiscal_year, 4, 1, &d);
    return d;
}

struct day calendar_fiscal_year_last(int32_t fiscal_year)
{
    struct day d = fiscal_year < 0 ? DAY_FIRST : DAY_LAST;
    (void)!day_from_ymd(fiscal_year + 1, 3, 31, &d);
    return d;
}

void calendar_format_fiscal_year(struct sb *b, enum lang l, int32_t fiscal_year)
{
    /* By the first of May: the fiscal year 2019 was called 令和元年度 though
     * it began in 平成31年; no other era changed in April. */
    struct day may = day_add(calendar_fiscal_year_first(fiscal_year), 30);
    const struct era *era = calendar_era(may);
    char year[NUM_MAX], in_era[NUM_MAX];
    number(year, fiscal_year);
    if (!era) {
        tr_format(b, l, "calendar.fiscal_year_plain", year);
        return;
    }
    era_year(in_era, l, fiscal_year - era->year_one + 1);
    tr_format(b, l, "calendar.fiscal_year", tr(l, era->id), in_era, year);
}
