/* SPDX-License-Identifier: Apache-2.0
 *
 * calendar.h: the calendar of a Japanese office: 和暦, fiscal years, national
 * holidays, closing days.
 *
 * Holidays follow 国民の祝日に関する法律 (昭和23年法律第178号) with all its
 * amendments, the laws on single days (1959, 1989, 1990, 1993, 2018) and the
 * Olympic moves of 2020 and 2021, from 1948-07-20. The days of the equinoxes
 * are computed (the law leaves them to the observatory's yearly notice);
 * beyond 2099 they are unknown here and left out.
 *
 * Names are text ids ("holiday.new_year", "era.reiwa"): show them with tr().
 */
#ifndef SEKIMORI_BASE_CALENDAR_H
#define SEKIMORI_BASE_CALENDAR_H

#include "base/text.h"
#include "base/time.h"

/* Eras by the day they began. Before 1873-01-01 Japan counted months by the
 * moon, so older dates have no era here. */
struct era {
    const char *id;    /* "era.reiwa" */
    const char *kanji; /* as written on paper, for reading dates */
    char letter;       /* r h s t m */
    struct day first;  /* its first day */
    int32_t year_one;  /* Gregorian year of its year 1 */
};
enum { CALENDAR_ERAS = 5 };
extern const struct era calendar_eras[CALENDAR_ERAS]; /* newest first */
/* The era of a day; NULL before 1873. */
const struct era *calendar_era(struct day d);

enum calendar_form {
    CALENDAR_ERA,  /* 令和8年11月23日（月） */
    CALENDAR_BOTH, /* 令和8年（2026年）11月23日（月） */
    CALENDAR_PLAIN /* 2026年11月23日（月） */
};
/* In English: "Mon 23 November, Reiwa 8", "Mon 23 November 2026 (Reiwa 8)",
 * "Mon 23 November 2026". Days without an era are written plainly. */
void calendar_format_day(struct sb *b, enum lang l, enum calendar_form form, struct day d);
/* The day in Tokyo and the time of day to the minute: ...（月）14時05分. */
void calendar_format_moment(struct sb *b, enum lang l, enum calendar_form form, struct moment t);
/* Reads what people type: 2026-11-23, 2026/11/23, 2026年11月23日,
 * 令和8年11月23日, 令和元年..., R8.11.23, wide digits too. A year beyond the
 * end of its era is taken as counted (平成35年 is 2023), one before its
 * beginning refused. */
MUST_CHECK err_t calendar_parse_day(struct str s, struct day *ret, struct fault *why);

/* Fiscal year (April to March) by the year in which it begins. */
int32_t calendar_fiscal_year(struct day d);
struct day calendar_fiscal_year_first(int32_t fiscal_year);
struct day calendar_fiscal_year_last(int32_t fiscal_year);
/* 令和8年度, "fiscal year 2026 (Reiwa 8)". */
void calendar_format_fiscal_year(struct sb *b, enum lang l, int32_t fiscal_year);

/* The text id of the holiday's name (substitute and in-between days too), or
 * NULL when the day is none. */
const char *calendar_holiday(struct day d);

/* Saturdays, Sundays, holidays, and 29 December to 3 January (the closing
 * days of local governments, 地方自治法 4の2(2)). */
bool calendar_is_working_day(struct day d);
/* n > 0: the n-th working day after d (d not counted); n < 0: before d;
 * 0: d itself, or the next working day when d is none. */
struct day calendar_add_working_days(struct day d, int32_t n);

#endif
