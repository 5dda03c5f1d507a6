/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "base/calendar.h"

static struct day iso(const char *z)
{
    struct day d = {0};
    assert_ok(day_parse(str_z(z), &d, NULL));
    return d;
}

static void days_are_written_with_their_era(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        enum lang l;
        enum calendar_form form;
        const char *text;
    } t[] = {
        {"2026-11-23", LANG_JA, CALENDAR_ERA, "令和8年11月23日（月）"},
        {"2026-11-23", LANG_JA, CALENDAR_BOTH, "令和8年（2026年）11月23日（月）"},
        {"2026-11-23", LANG_JA, CALENDAR_PLAIN, "2026年11月23日（月）"},
        {"2026-11-23", LANG_EN, CALENDAR_ERA, "Mon 23 November, Reiwa 8"},
        {"2026-11-23", LANG_EN, CALENDAR_BOTH, "Mon 23 November 2026 (Reiwa 8)"},
        {"2026-11-23", LANG_EN, CALENDAR_PLAIN, "Mon 23 November 2026"},
        {"2019-05-01", LANG_JA, CALENDAR_ERA, "令和元年5月1日（水）"},
        {"2019-04-30", LANG_JA, CALENDAR_ERA, "平成31年4月30日（火）"},
        {"1989-01-08", LANG_JA, CALENDAR_ERA, "平成元年1月8日（日）"},
        {"1989-01-07", LANG_JA, CALENDAR_ERA, "昭和64年1月7日（土）"},
        {"1926-12-25", LANG_JA, CALENDAR_ERA, "昭和元年12月25日（土）"},
        {"1926-12-24", LANG_JA, CALENDAR_ERA, "大正15年12月24日（金）"},
        {"1912-07-30", LANG_JA, CALENDAR_ERA, "大正元年7月30日（火）"},
        {"1912-07-29", LANG_JA, CALENDAR_ERA, "明治45年7月29日（月）"},
        {"1873-01-01", LANG_JA, CALENDAR_ERA, "明治6年1月1日（水）"},
        {"1872-12-31", LANG_JA, CALENDAR_ERA, "1872年12月31日（火）"},
        {"2019-05-01", LANG_EN, CALENDAR_ERA, "Wed 1 May, Reiwa 1"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 200);
        calendar_format_day(&b, t[i].l, t[i].form, iso(t[i].day));
        assert_string_equal(b.p, t[i].text);
    }
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    calendar_format_moment(&b, LANG_JA, CALENDAR_ERA,
                           moment_add(day_start(iso("2026-11-23")), 14 * HOUR_MS + 5 * MINUTE_MS));
    assert_string_equal(b.p, "令和8年11月23日（月）14時05分");
}

static void days_are_read_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text, *day; /* NULL: refused */
    } t[] = {
        {"2026-04-01", "2026-04-01"},
        {"2026/4/1", "2026-04-01"},
        {"2026.4.1", "2026-04-01"},
        {" 2026年4月1日 ", "2026-04-01"},
        {"２０２６年４月１日", "2026-04-01"},
        {"令和8年4月1日", "2026-04-01"},
        {"令和 ８ 年 ４ 月 １ 日", "2026-04-01"},
        {"令和元年5月1日", "2019-05-01"},
        {"令和元年4月30日", NULL}, /* before the era */
        {"R8.4.1", "2026-04-01"},
        {"r8/4/1", "2026-04-01"},
        {"Ｒ８．４．１", "2026-04-01"},
        {"S64.1.7", "1989-01-07"},
        {"昭和100年1月1日", NULL}, /* three digits */
        {"平成35年4月1日", "2023-04-01"},
        {"H元.1.8", "1989-01-08"},
        {"T15-12-24", "1926-12-24"},
        {"M6.1.1", "1873-01-01"},
        {"M5.1.1", NULL},
        {"26-4-1", NULL},
        {"元年4月1日", NULL},
        {"2026年4/1", NULL},
        {"2026-4/1", NULL},
        {"2026年4月1", NULL},
        {"2026-4-1日", NULL},
        {"2026年2月29日", NULL},
        {"20260401", NULL},
        {"02026-4-1", NULL},
        {"2026-004-1", NULL},
        {"2026-4-1x", NULL},
        {"R0.4.1", NULL},
        {"Q8.4.1", NULL},
        {"-", NULL},
        {"", NULL},
        {"\xFF", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct day d = {77};
        struct fault why;
        err_t e = calendar_parse_day(str_z(t[i].text), &d, &why);
        if (!t[i].day) {
            assert_int_equal(e, ERR_INVALID);
            assert_int_equal(d.n, 77);
            assert_string_equal(why.id, "calendar.bad_day");
        } else {
            assert_ok(e);
            assert_int_equal(d.n, iso(t[i].day).n);
        }
    }
}

static void the_fiscal_year_begins_in_april(void **state)
{
    (void)state;
    assert_int_equal(calendar_fiscal_year(iso("2026-03-31")), 2025);
    assert_int_equal(calendar_fiscal_year(iso("2026-04-01")), 2026);
    assert_int_equal(calendar_fiscal_year_first(2026).n, iso("2026-04-01").n);
    assert_int_equal(calendar_fiscal_year_last(2026).n, iso("2027-03-31").n);
    assert_int_equal(calendar_fiscal_year_last(9999).n, DAY_LAST.n);
    assert_int_equal(calendar_fiscal_year_first(0).n, DAY_FIRST.n);
    static const struct {
        int32_t year;
        const char *ja;
    } t[] = {
        {2026, "令和8年度（2026年度）"},  {2019, "令和元年度（2019年度）"},
        {2018, "平成30年度（2018年度）"}, {1989, "平成元年度（1989年度）"},
        {1988, "昭和63年度（1988年度）"}, {1926, "大正15年度（1926年度）"},
        {1912, "明治45年度（1912年度）"}, {1800, "1800年度"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 200);
        calendar_format_fiscal_year(&b, LANG_JA, t[i].year);
        assert_string_equal(b.p, t[i].ja);
    }
}

/* The turns of the law, one by one; the whole is compared with published
 * tables by tests/conformance/holidays.mjs. */
static void holidays_follow_the_law_of_their_day(void **state)
{
    (void)state;
    static const struct {
        const char *day, *id;
    } t[] = {
        {"1948-11-03", "holiday.culture"},
        {"1948-05-03", NULL},
        {"1959-04-10", "holiday.prince_wedding"},
        {"1966-09-15", "holiday.aged"},
        {"1966-02-11", NULL},
        {"1967-02-11", "holiday.foundation"},
        {"1973-02-12", NULL}, /* before the substitute */
        {"1973-04-30", "holiday.substitute"},
        {"1985-05-04", NULL},
        {"1986-05-04", NULL}, /* a Sunday */
        {"1987-05-04", "holiday.substitute"},
        {"1988-05-04", "holiday.between"},
        {"1989-02-24", "holiday.emperor_funeral"},
        {"1990-11-12", "holiday.enthronement_ceremony"},
        {"2002-09-22", NULL},
        {"2003-09-16", NULL},
        {"2006-05-04", "holiday.between"},
        {"2007-05-04", "holiday.greenery"},
        {"2008-05-06", "holiday.substitute"}, /* two days after its Sunday */
        {"2009-05-06", "holiday.substitute"},
        {"2009-09-22", "holiday.between"},
        {"2015-09-22", "holiday.between"},
        {"2018-12-24", "holiday.substitute"},
        {"2019-02-23", NULL},
        {"2019-12-23", NULL},
        {"2019-04-30", "holiday.between"},
        {"2019-05-01", "holiday.enthronement"},
        {"2019-05-02", "holiday.between"},
        {"2019-05-06", "holiday.substitute"},
        {"2019-10-22", "holiday.enthronement_ceremony"},
        {"2020-02-24", "holiday.substitute"},
        {"2020-07-20", NULL},
        {"2020-07-24", "holiday.sports"},
        {"2020-10-12", NULL},
        {"2021-08-09", "holiday.substitute"},
        {"2021-08-11", NULL},
        {"2026-09-22", "holiday.between"},
        {"2026-11-23", "holiday.labour"},
        {"2032-09-21", "holiday.between"},
        {"2099-09-23", "holiday.autumn_equinox"},
        {"2100-03-20", NULL},
        {"2100-01-01", "holiday.new_year"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        const char *id = calendar_holiday(iso(t[i].day));
        if (!id || !t[i].id) {
            if (id != t[i].id) fail_msg("%s: %s", t[i].day, id ? id : "none");
        } else {
            assert_string_equal(id, t[i].id);
        }
    }
}

static void working_days_step_over_closing_days(void **state)
{
    (void)state;
    static const struct {
        const char *from;
        int32_t n;
        const char *to;
    } t[] = {
        {"2026-11-20", 1, "2026-11-24"}, /* Friday, then a holiday Monday */
        {"2026-12-28", 1, "2027-01-04"}, /* the closing days */
        {"2027-01-04", -1, "2026-12-28"}, {"2026-11-24", 0, "2026-11-24"},
        {"2026-11-21", 0, "2026-11-24"},  {"2026-11-21", 1, "2026-11-24"},
        {"2026-11-21", -1, "2026-11-20"}, {"2019-04-26", 1, "2019-05-07"}, /* ten days off */
        {"2026-11-24", 5, "2026-12-01"},  {"9999-12-31", 5, "9999-12-31"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        assert_int_equal(calendar_add_working_days(iso(t[i].from), t[i].n).n, iso(t[i].to).n);
    }
    assert_false(calendar_is_working_day(iso("2026-12-29")));
    assert_false(calendar_is_working_day(iso("2025-01-03")));
    assert_true(calendar_is_working_day(iso("2026-12-28")));
    assert_false(calendar_is_working_day(iso("2026-11-22")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_written_with_their_era),
        cmocka_unit_test(days_are_read_as_people_write_them),
        cmocka_unit_test(the_fiscal_year_begins_in_april),
        cmocka_unit_test(holidays_follow_the_law_of_their_day),
        cmocka_unit_test(working_days_step_over_closing_days),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
