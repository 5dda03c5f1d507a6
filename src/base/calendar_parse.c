/* SPDX-License-Identifier: Apache-2.0
 * Dates as people type them; the contract stands in calendar.h. */
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"

/* The separators of one style: 年月日 or one of three marks throughout. */
enum style { STYLE_OPEN = -1, STYLE_DASH, STYLE_SLASH, STYLE_DOT, STYLE_KANJI };

struct reading {
    struct str rest;
    int32_t year_one; /* 1 for Gregorian years */
    struct day first;
    enum style style;
};

/* The search key has letters small and kanji whole. */
static void take_era(struct reading *r)
{
    r->year_one = 1;
    r->first = DAY_FIRST;
    for (size_t i = 0; i < CALENDAR_ERAS; i++) {
        const struct era *era = &calendar_eras[i];
        struct str kanji = str_z(era->kanji);
        bool by_kanji = str_starts(r->rest, kanji);
        if (!by_kanji && (r->rest.n == 0 || r->rest.p[0] != era->letter)) continue;
        r->rest = str_skip(r->rest, by_kanji ? kanji.n : 1);
        r->year_one = era->year_one;
        r->first = era->first;
        return;
    }
}

static size_t count_digits(struct str s)
{
    size_t n = 0;
    while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9') n++;
    return n;
}

/* What follows a number: its kanji, or a mark; after the day only 日 or nothing. */
static bool take_separator(struct reading *r, const char *kanji, bool last)
{
    static const char marks[] = "-/.";
    if (str_starts(r->rest, str_z(kanji))) {
        if (r->style != STYLE_OPEN && r->style != STYLE_KANJI) return false;
        r->style = STYLE_KANJI;
        r->rest = str_skip(r->rest, strlen(kanji));
        return true;
    }
    if (last) return r->style != STYLE_KANJI;
    const char *mark = r->rest.n ? memchr(marks, r->rest.p[0], 3) : NULL;
    if (!mark || (r->style != STYLE_OPEN && (int)r->style != mark - marks)) return false;
    r->style = (enum style)(mark - marks);
    r->rest = str_skip(r->rest, 1);
    return true;
}

static bool take_number(struct reading *r, size_t max, int32_t *ret)
{
    size_t n = count_digits(r->rest);
    if (n == 0 || n > max) return false;
    *ret = 0;
    for (size_t i = 0; i < n; i++) *ret = *ret * 10 + (r->rest.p[i] - '0');
    r->rest = str_skip(r->rest, n);
    return true;
}

/* A year of an era (元 is 1) or four Gregorian digits: "26-4-1" could be either. */
static bool take_year(struct reading *r, int32_t *ret)
{
    static const struct str first_year = STR_INIT("元");
    bool gregorian = r->year_one == 1;
    if (!gregorian && str_starts(r->rest, first_year)) {
        r->rest = str_skip(r->rest, first_year.n);
        *ret = 1;
        return true;
    }
    if (gregorian && count_digits(r->rest) != 4) return false;
    return take_number(r, gregorian ? 4 : 2, ret) && *ret > 0;
}

static bool read_day(struct str key, struct day *ret)
{
    struct reading r = {.rest = key, .style = STYLE_OPEN};
    int32_t year, month, day;
    struct day d;
    take_era(&r);
    if (!take_year(&r, &year) || !take_separator(&r, "年", false)) return false;
    if (!take_number(&r, 2, &month) || !take_separator(&r, "月", false)) return false;
    if (!take_number(&r, 2, &day) || !take_separator(&r, "日", true) || r.rest.n > 0) return false;
    if (day_from_ymd(year + r.year_one - 1, month, day, &d) != OK || d.n < r.first.n) return false;
    *ret = d;
    return true;
}

err_t calendar_parse_day(struct str s, struct day *ret, struct fault *why)
{
    struct sb key;
    sb_init(&key, 100);
    err_t e = utf8_search_key(&key, s);
    bool good = e == OK && read_day(sb_str(&key), ret);
    sb_release(&key);
    if (good) return OK;
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    return fault_set(why, ERR_INVALID, "calendar.bad_day", "%.*s",
                     STR_ARG(utf8_valid(s, 0) ? utf8_head(s, 60) : STR("?")));
}
