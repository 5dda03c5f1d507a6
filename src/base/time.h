/* SPDX-License-Identifier: Apache-2.0
 *
 * time.h: moments and days. A moment is milliseconds since 1970-01-01T00:00Z.
 * A day is a date of the calendar in Asia/Tokyo, counted from 1970-01-01.
 * Tokyo is UTC+9 without summer time (the law of 1948 was repealed in 1952;
 * nothing older is dated here to the hour).
 *
 * Text formats: ISO 8601 dates and RFC 3339 moments, strictly. Years 1..9999.
 */
#ifndef SEKIMORI_BASE_TIME_H
#define SEKIMORI_BASE_TIME_H

#include "base/sb.h"
#include "base/str.h"

struct moment {
    int64_t ms;
};

struct day {
    int32_t n;
};

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* 0001-01-01 and 9999-12-31; everything made here lies between them. */
#define DAY_FIRST ((struct day){-719162})
#define DAY_LAST ((struct day){2932896})

enum weekday { SUNDAY, MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY };

/* A date and time of day on the clock on the wall in Tokyo. */
struct civil {
    int32_t year, month, day;            /* 1-based */
    int32_t hour, minute, second, milli; /* from 0 */
};

static inline int moment_cmp(struct moment a, struct moment b)
{
    return (a.ms > b.ms) - (a.ms < b.ms);
}
static inline int day_cmp(struct day a, struct day b)
{
    return (a.n > b.n) - (a.n < b.n);
}
/* Saturates instead of wrapping. */
struct moment moment_add(struct moment t, int64_t ms);
/* Stays within DAY_FIRST..DAY_LAST. */
struct day day_add(struct day d, int32_t days);
/* The same day so many months later; 31 becomes the month's last day. */
struct day day_add_months(struct day d, int32_t months);

bool day_is_leap_year(int32_t year);
int32_t day_month_length(int32_t year, int32_t month);
/* ERR_INVALID for a date that does not exist or lies outside 1..9999. */
MUST_CHECK err_t day_from_ymd(int32_t year, int32_t month, int32_t day, struct day *ret);
/* For dates known to exist (constants in code). */
struct day day_of(int32_t year, int32_t month, int32_t day);
struct civil day_civil(struct day d); /* time of day 0 */
enum weekday day_weekday(struct day d);

/* In Tokyo: the date at a moment, the moment a day begins, all fields. */
struct day moment_day(struct moment t);
struct moment day_start(struct day d);
struct moment day_end(struct day d); /* its last millisecond */
struct civil moment_civil(struct moment t);
/* ERR_INVALID when the day or the time of day does not exist. */
MUST_CHECK err_t moment_from_civil(const struct civil *c, struct moment *ret);

/* "2026-11-23". */
void day_format(struct sb *b, struct day d);
MUST_CHECK err_t day_parse(struct str s, struct day *ret, struct fault *why);
/* "2026-11-23T02:04:05Z" (milliseconds when there are any), and the same
 * moment as "2026-11-23T11:04:05+09:00". */
void moment_format_utc(struct sb *b, struct moment t);
void moment_format_tokyo(struct sb *b, struct moment t);
/* RFC 3339 with capital T and Z, any offset; digits beyond ms are cut off. */
MUST_CHECK err_t moment_parse(struct str s, struct moment *ret, struct fault *why);

#endif
