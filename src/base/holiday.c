/* SPDX-License-Identifier: Apache-2.0
 * National holidays; the contract stands in calendar.h. */
#include "base/calendar.h"

/* A day the law names (国民の祝日), from the year `first` to the year `last`.
 * `day` > 0: that day of the month. `monday` > 0: that Monday of the month. */
struct named {
    int16_t first, last;
    int8_t month, day, monday;
    const char *id;
};

enum { LAST_YEAR = 9999 };

static const struct named fixed[] = {
    {1949, LAST_YEAR, 1, 1, 0, "holiday.new_year"},
    {1949, 1999, 1, 15, 0, "holiday.coming_of_age"},
    {2000, LAST_YEAR, 1, 0, 2, "holiday.coming_of_age"},
    {1967, LAST_YEAR, 2, 11, 0, "holiday.foundation"},
    {2020, LAST_YEAR, 2, 23, 0, "holiday.emperor"},
    {1949, 1988, 4, 29, 0, "holiday.emperor"},
    {1989, 2006, 4, 29, 0, "holiday.greenery"},
    {2007, LAST_YEAR, 4, 29, 0, "holiday.showa"},
    {1949, LAST_YEAR, 5, 3, 0, "holiday.constitution"},
    {2007, LAST_YEAR, 5, 4, 0, "holiday.greenery"},
    {1949, LAST_YEAR, 5, 5, 0, "holiday.children"},
    {1996, 2002, 7, 20, 0, "holiday.marine"},
    {2003, 2019, 7, 0, 3, "holiday.marine"},
    {2020, 2020, 7, 23, 0, "holiday.marine"}, /* for the Olympic games */
    {2021, 2021, 7, 22, 0, "holiday.marine"},
    {2022, LAST_YEAR, 7, 0, 3, "holiday.marine"},
    {2016, 2019, 8, 11, 0, "holiday.mountain"},
    {2020, 2020, 8, 10, 0, "holiday.mountain"},
    {2021, 2021, 8, 8, 0, "holiday.mountain"},
    {2022, LAST_YEAR, 8, 11, 0, "holiday.mountain"},
    {1966, 2002, 9, 15, 0, "holiday.aged"},
    {2003, LAST_YEAR, 9, 0, 3, "holiday.aged"},
    {1966, 1999, 10, 10, 0, "holiday.health_sports"},
    {2000, 2019, 10, 0, 2, "holiday.health_sports"},
    {2020, 2020, 7, 24, 0, "holiday.sports"},
    {2021, 2021, 7, 23, 0, "holiday.sports"},
    {2022, LAST_YEAR, 10, 0, 2, "holiday.sports"},
    {1948, LAST_YEAR, 11, 3, 0, "holiday.culture"},
    {1948, LAST_YEAR, 11, 23, 0, "holiday.labour"},
    {1989, 2018, 12, 23, 0, "holiday.emperor"},
    /* Laws on single days; the two of 2019 count as named days (law 99 of 2018). */
    {1959, 1959, 4, 10, 0, "holiday.prince_wedding"},
    {1989, 1989, 2, 24, 0, "holiday.emperor_funeral"},
    {1990, 1990, 11, 12, 0, "holiday.enthronement_ceremony"},
    {1993, 1993, 6, 9, 0, "holiday.prince_wedding"},
    {2019, 2019, 5, 1, 0, "holiday.enthronement"},
    {2019, 2019, 10, 22, 0, "holiday.enthronement_ceremony"},
};

/* Day of March (September) of the equinox: mean motion of the sun from a day
 * in 1980 less the leap days, in millionths of a day (海上保安庁水路部 暦計算
 * 研究会編「新こよみ便利帳」). */
static int32_t equinox(int32_t year, bool autumn)
{
    if (year < 1948 || year > 2099) return 0;
    bool old = year < 1980;
    int64_t at = autumn ? (old ? 23258800 : 23248800) : (old ? 20835700 : 20843100);
    int64_t leap = old ? (year - 1983) / 4 : (year - 1980) / 4;
    at += INT64_C(242194) * (year - 1980) - leap * 1000000;
    return (int32_t)(at / 1000000);
}

static bool matches(const struct named *h, const struct civil *c, enum weekday w)
{
    if (c->year < h->first || c->year > h->last || c->month != h->month) return false;
    if (h->day) return c->day == h->day;
    return w == MONDAY && (c->day - 1) / 7 + 1 == h->monday;
}

/* The name of a day that the law itself names, or NULL. */
static const char *named_day(struct day d)
{
    struct civil c = day_civil(d);
    if (c.year < 1948) return NULL;
    enum weekday w = day_weekday(d);
    if (c.month == 3 && c.year > 1948 && c.day == equinox(c.year, false))
        return "holiday.spring_equinox";
    if (c.month == 9 && c.day == equinox(c.year, true)) return "holiday.autumn_equinox";
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        if (matches(&fixed[i], &c, w)) return fixed[i].id;
    }
    return NULL;
}

/* Article 3(2): the substitute for a named day on a Sunday. From 1973-04-12
 * the day after; from 2007 the first day after that is not itself named. */
static bool is_substitute(struct day d)
{
    if (d.n <= day_of(1973, 4, 12).n || named_day(d)) return false;
    struct day before = day_add(d, -1);
    if (d.n < day_of(2007, 1, 1).n) return day_weekday(before) == SUNDAY && named_day(before);
    for (; named_day(before); before = day_add(before, -1)) {
        if (day_weekday(before) == SUNDAY) return true;
    }
    return false;
}

/* Article 3(3), from 1985-12-27: a day between two named days. Until 2006
 * not a Sunday (nor a substitute, which the caller has asked for first). */
static bool is_between(struct day d)
{
    if (d.n < day_of(1985, 12, 27).n) return false;
    if (d.n < day_of(2007, 1, 1).n && day_weekday(d) == SUNDAY) return false;
    return !named_day(d) && named_day(day_add(d, -1)) && named_day(day_add(d, 1));
}

const char *calendar_holiday(struct day d)
{
    const char *id = named_day(d);
    if (id) return id;
    if (is_substitute(d)) return "holiday.substitute";
    return is_between(d) ? "holiday.between" : NULL;
}

static bool is_closing_day(struct day d)
{
    struct civil c = day_civil(d);
    return (c.month == 12 && c.day >= 29) || (c.month == 1 && c.day <= 3);
}

bool calendar_is_working_day(struct day d)
{
    enum weekday w = day_weekday(d);
    return w != SATURDAY && w != SUNDAY && !is_closing_day(d) && !calendar_holiday(d);
}

struct day calendar_add_working_days(struct day d, int32_t n)
{
    int32_t step = n < 0 ? -1 : 1;
    int64_t left = n < 0 ? -(int64_t)n : n;
    if (n == 0) {
        while (!calendar_is_working_day(d) && d.n < DAY_LAST.n) d = day_add(d, 1);
        return d;
    }
    while (left > 0 && d.n > DAY_FIRST.n && d.n < DAY_LAST.n) {
        d = day_add(d, step);
        if (calendar_is_working_day(d)) left--;
    }
    return d;
}
