/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

enum { TOKYO_HOURS = 9 };
#define TOKYO_MS (TOKYO_HOURS * HOUR_MS)

struct moment moment_add(struct moment t, int64_t ms)
{
    int64_t v;
    if (__builtin_add_overflow(t.ms, ms, &v)) v = ms < 0 ? INT64_MIN : INT64_MAX;
    return (struct moment){v};
}

static struct day clamp(int64_t n)
{
    if (n < DAY_FIRST.n) return DAY_FIRST;
    if (n > DAY_LAST.n) return DAY_LAST;
    return (struct day){(int32_t)n};
}

struct day day_add(struct day d, int32_t days)
{
    return clamp((int64_t)d.n + days);
}

struct day day_add_months(struct day d, int32_t months)
{
    struct civil c = day_civil(d);
    int64_t m = (int64_t)c.year * 12 + (c.month - 1) + months;
    if (m < 12) return DAY_FIRST;
    if (m >= INT64_C(10000) * 12) return DAY_LAST;
    int32_t year = (int32_t)(m / 12), month = (int32_t)(m % 12) + 1;
    int32_t last = day_month_length(year, month);
    return day_of(year, month, c.day < last ? c.day : last);
}

bool day_is_leap_year(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int32_t day_month_length(int32_t year, int32_t month)
{
    static const int8_t length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    ASSERT(month >= 1 && month <= 12);
    return month == 2 && day_is_leap_year(year) ? 29 : length[month - 1];
}

/* Days since 1970-01-01. The year is taken to begin in March, so that the
 * leap day is its last; 400 years are 146,097 days. */
static int32_t count_days(int32_t year, int32_t month, int32_t day)
{
    int32_t y = month <= 2 ? year - 1 : year;
    int32_t era = y / 400;
    int32_t in_era = y - era * 400;
    int32_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + in_year - 719468;
}

err_t day_from_ymd(int32_t year, int32_t month, int32_t day, struct day *ret)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12) return ERR_INVALID;
    if (day < 1 || day > day_month_length(year, month)) return ERR_INVALID;
    *ret = (struct day){count_days(year, month, day)};
    return OK;
}

struct day day_of(int32_t year, int32_t month, int32_t day)
{
    struct day d = {0};
    err_t e = day_from_ymd(year, month, day, &d);
    ASSERT(e == OK);
    return d;
}

struct civil day_civil(struct day d)
{
    int32_t z = clamp(d.n).n + 719468;
    int32_t era = z / 146097;
    int32_t in_era = z - era * 146097;
    int32_t yoe = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int32_t in_year = in_era - (365 * yoe + yoe / 4 - yoe / 100);
    int32_t mp = (5 * in_year + 2) / 153;
    struct civil c = {.month = mp < 10 ? mp + 3 : mp - 9};
    c.day = in_year - (153 * mp + 2) / 5 + 1;
    c.year = yoe + era * 400 + (c.month <= 2 ? 1 : 0);
    return c;
}

enum weekday day_weekday(struct day d)
{
    int32_t w = (d.n % 7 + 7 + THURSDAY) % 7; /* 1970-01-01 was a Thursday */
    return (enum weekday)w;
}

/* Quotient rounded down, for times before 1970. */
static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

struct day moment_day(struct moment t)
{
    return clamp(floor_div(moment_add(t, TOKYO_MS).ms, DAY_MS));
}

struct moment day_start(struct day d)
{
    return (struct moment){(int64_t)d.n * DAY_MS - TOKYO_MS};
}

struct moment day_end(struct day d)
{
    return (struct moment){day_start(d).ms + DAY_MS - 1};
}

/* Fields of a moment at an offset from UTC; out of range stays at the edge. */
static struct civil civil_at(struct moment t, int64_t offset_ms)
{
    int64_t local = moment_add(t, offset_ms).ms;
    int64_t n = floor_div(local, DAY_MS);
    struct day d = clamp(n);
    int64_t in_day = d.n == n ? local - n * DAY_MS : 0;
    struct civil c = day_civil(d);
    c.hour = (int32_t)(in_day / HOUR_MS);
    c.minute = (int32_t)(in_day / MINUTE_MS % 60);
    c.second = (int32_t)(in_day / SECOND_MS % 60);
    c.milli = (int32_t)(in_day % SECOND_MS);
    return c;
}

struct civil moment_civil(struct moment t)
{
    return civil_at(t, TOKYO_MS);
}

static bool in_range(int32_t v, int32_t below)
{
    return v >= 0 && v < below;
}

err_t moment_from_civil(const struct civil *c, struct moment *ret)
{
    struct day d;
    TRY(day_from_ymd(c->year, c->month, c->day, &d));
    if (!in_range(c->hour, 24) || !in_range(c->minute, 60) || !in_range(c->second, 60) ||
        !in_range(c->milli, 1000))
        return ERR_INVALID;
    *ret = (struct moment){day_start(d).ms + c->hour * HOUR_MS + c->minute * MINUTE_MS +
                           c->second * SECOND_MS + c->milli};
    return OK;
}

static void format_date(struct sb *b, const struct civil *c)
{
    sb_addf(b, "%04d-%02d-%02d", c->year, c->month, c->day);
}

void day_format(struct sb *b, struct day d)
{
    struct civil c = day_civil(d);
    format_date(b, &c);
}

static void format_moment(struct sb *b, struct moment t, int64_t offset_ms, const char *zone)
{
    struct civil c = civil_at(t, offset_ms);
    format_date(b, &c);
    sb_addf(b, "T%02d:%02d:%02d", c.hour, c.minute, c.second);
    if (c.milli) sb_addf(b, ".%03d", c.milli);
    sb_addz(b, zone);
}

void moment_format_utc(struct sb *b, struct moment t)
{
    format_moment(b, t, 0, "Z");
}

void moment_format_tokyo(struct sb *b, struct moment t)
{
    format_moment(b, t, TOKYO_MS, "+09:00");
}

/* Exactly `digits` digits at the start of *s, then the character `then` (or
 * nothing when then is 0); moves *s past them. */
static bool take_number(struct str *s, size_t digits, char then, int32_t *ret)
{
    size_t need = digits + (then ? 1 : 0);
    if (s->n < need) return false;
    int32_t v = 0;
    for (size_t i = 0; i < digits; i++) {
        if (s->p[i] < '0' || s->p[i] > '9') return false;
        v = v * 10 + (s->p[i] - '0');
    }
    if (then && s->p[digits] != then) return false;
    *s = str_skip(*s, need);
    *ret = v;
    return true;
}

static bool take_date(struct str *s, struct civil *c)
{
    return take_number(s, 4, '-', &c->year) && take_number(s, 2, '-', &c->month) &&
           take_number(s, 2, 0, &c->day);
}

err_t day_parse(struct str s, struct day *ret, struct fault *why)
{
    struct civil c;
    struct str rest = s;
    if (!take_date(&rest, &c) || rest.n > 0 || day_from_ymd(c.year, c.month, c.day, ret) != OK)
        return fault_set(why, ERR_INVALID, "time.bad_date", "%.*s", STR_ARG(str_head(s, 40)));
    return OK;
}

/* ".123456" if there; the milliseconds of it. */
static bool take_fraction(struct str *s, int32_t *ret)
{
    *ret = 0;
    if (s->n == 0 || s->p[0] != '.') return true;
    *s = str_skip(*s, 1);
    int32_t scale = 100;
    size_t n = 0;
    for (; n < s->n && s->p[n] >= '0' && s->p[n] <= '9'; n++, scale /= 10)
        *ret += (s->p[n] - '0') * scale;
    *s = str_skip(*s, n);
    return n >= 1 && n <= 9;
}

/* "Z" or "+09:00" and then the end; minutes east of UTC. */
static bool take_zone(struct str *s, int32_t *ret)
{
    if (str_eqz(*s, "Z")) {
        *ret = 0;
        return true;
    }
    if (s->n != 6 || (s->p[0] != '+' && s->p[0] != '-')) return false;
    int32_t sign = s->p[0] == '-' ? -1 : 1, h, m;
    *s = str_skip(*s, 1);
    if (!take_number(s, 2, ':', &h) || !take_number(s, 2, 0, &m) || h > 23 || m > 59) return false;
    *ret = sign * (h * 60 + m);
    return true;
}

static bool parse_rfc3339(struct str s, struct moment *ret)
{
    struct civil c = {0};
    int32_t zone;
    if (!take_date(&s, &c) || s.n == 0 || s.p[0] != 'T') return false;
    s = str_skip(s, 1);
    if (!take_number(&s, 2, ':', &c.hour) || !take_number(&s, 2, ':', &c.minute) ||
        !take_number(&s, 2, 0, &c.second) || !take_fraction(&s, &c.milli) || !take_zone(&s, &zone))
        return false;
    struct moment tokyo;
    if (moment_from_civil(&c, &tokyo) != OK) return false;
    *ret = (struct moment){tokyo.ms + TOKYO_MS - zone * MINUTE_MS};
    return true;
}

err_t moment_parse(struct str s, struct moment *ret, struct fault *why)
{
    if (parse_rfc3339(s, ret)) return OK;
    return fault_set(why, ERR_INVALID, "time.bad_moment", "%.*s", STR_ARG(str_head(s, 40)));
}
