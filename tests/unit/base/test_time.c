/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/id.h"

static void dates_go_there_and_back(void **state)
{
    (void)state;
    assert_int_equal(day_of(1970, 1, 1).n, 0);
    assert_int_equal(day_of(1, 1, 1).n, DAY_FIRST.n);
    assert_int_equal(day_of(9999, 12, 31).n, DAY_LAST.n);
    for (int32_t n = DAY_FIRST.n; n <= DAY_LAST.n; n += 13) {
        struct civil c = day_civil((struct day){n});
        assert_int_equal(day_of(c.year, c.month, c.day).n, n);
    }
    assert_int_equal(day_weekday(day_of(2026, 11, 23)), MONDAY);
    assert_int_equal(day_weekday(day_of(1868, 1, 25)), SATURDAY);
}

static void dates_are_parsed_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        err_t e;
    } t[] = {
        {"2026-11-23", OK},          {"2024-02-29", OK},          {"2023-02-29", ERR_INVALID},
        {"2026-13-01", ERR_INVALID}, {"2026-1-01", ERR_INVALID},  {"2026-11-23 ", ERR_INVALID},
        {"0000-01-01", ERR_INVALID}, {"", ERR_INVALID},           {"2026-11-2", ERR_INVALID},
        {"2026/11/23", ERR_INVALID}, {"-026-11-23", ERR_INVALID}, {"1900-02-29", ERR_INVALID},
        {"2000-02-29", OK},          {"2026-04-31", ERR_INVALID}, {"2026-04-00", ERR_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct day d = {42};
        struct fault why;
        assert_int_equal(day_parse(str_z(t[i].s), &d, &why), t[i].e);
        if (t[i].e != OK) {
            assert_int_equal(d.n, 42);
            assert_string_equal(why.id, "time.bad_date");
            continue;
        }
        SB_CLEANUP struct sb b;
        sb_init(&b, 100);
        day_format(&b, d);
        assert_string_equal(b.p, t[i].s);
    }
}

static void moments_are_parsed_and_written(void **state)
{
    (void)state;
    static const struct {
        const char *s;
        int64_t ms; /* -1: refused */
        const char *utc;
    } t[] = {
        {"1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"},
        {"1970-01-01T09:00:00+09:00", 0, "1970-01-01T00:00:00Z"},
        {"1969-12-31T23:30:00-00:30", 0, "1970-01-01T00:00:00Z"},
        {"2026-11-23T11:04:05.123456789+09:00", 1795399445123, "2026-11-23T02:04:05.123Z"},
        {"2026-11-23T11:04:05.1Z", 1795431845100, "2026-11-23T11:04:05.100Z"},
        {"2026-11-23T11:04:05.Z", -1, NULL},
        {"2026-11-23T11:04:05.1234567891Z", -1, NULL},
        {"2026-11-23t11:04:05Z", -1, NULL},
        {"2026-11-23T11:04:05", -1, NULL},
        {"2026-11-23T24:00:00Z", -1, NULL},
        {"2026-11-23T11:04:60Z", -1, NULL},
        {"2026-11-23T11:04:05+9:00", -1, NULL},
        {"2026-11-23T11:04:05+24:00", -1, NULL},
        {"2026-11-23", -1, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct moment m = {0};
        err_t e = moment_parse(str_z(t[i].s), &m, NULL);
        assert_int_equal(e, t[i].ms < 0 ? ERR_INVALID : OK);
        if (e != OK) continue;
        assert_int_equal(m.ms, t[i].ms);
        SB_CLEANUP struct sb b;
        sb_init(&b, 100);
        moment_format_utc(&b, m);
        assert_string_equal(b.p, t[i].utc);
    }
}

static void the_day_begins_at_midnight_in_tokyo(void **state)
{
    (void)state;
    struct moment m;
    assert_ok(moment_parse(STR("2026-11-22T15:00:00Z"), &m, NULL));
    struct day d = moment_day(m);
    assert_int_equal(d.n, day_of(2026, 11, 23).n);
    assert_int_equal(day_start(d).ms, m.ms);
    assert_int_equal(moment_day(moment_add(m, -1)).n, d.n - 1);
    assert_int_equal(moment_day(day_end(d)).n, d.n);
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    moment_format_tokyo(&b, moment_add(m, -1));
    assert_string_equal(b.p, "2026-11-22T23:59:59.999+09:00");
    struct civil c = moment_civil(m);
    struct moment back;
    assert_ok(moment_from_civil(&c, &back));
    assert_int_equal(back.ms, m.ms);
}

static void extremes_do_not_overflow(void **state)
{
    (void)state;
    assert_int_equal(moment_day((struct moment){INT64_MAX}).n, DAY_LAST.n);
    assert_int_equal(moment_day((struct moment){INT64_MIN}).n, DAY_FIRST.n);
    assert_int_equal(day_add(DAY_LAST, INT32_MAX).n, DAY_LAST.n);
    assert_int_equal(day_add(DAY_FIRST, INT32_MIN).n, DAY_FIRST.n);
    assert_int_equal(day_civil((struct day){INT32_MAX}).year, 9999);
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    moment_format_utc(&b, (struct moment){INT64_MAX});
    assert_ok(sb_end(&b));
}

static void months_later_stays_within_the_month(void **state)
{
    (void)state;
    assert_int_equal(day_add_months(day_of(2026, 1, 31), 1).n, day_of(2026, 2, 28).n);
    assert_int_equal(day_add_months(day_of(2026, 1, 31), 25).n, day_of(2028, 2, 29).n);
    assert_int_equal(day_add_months(day_of(2026, 1, 31), -2).n, day_of(2025, 11, 30).n);
    assert_int_equal(day_add_months(DAY_LAST, 1).n, DAY_LAST.n);
    assert_int_equal(day_add_months(DAY_FIRST, INT32_MIN).n, DAY_FIRST.n);
}

static void test_clock_moves_only_when_told(void **state)
{
    (void)state;
    struct clock_test t;
    struct clock c = clock_test_init(&t, day_start(day_of(2026, 4, 1)));
    assert_int_equal(clock_today(&c).n, day_of(2026, 4, 1).n);
    clock_test_advance(&t, DAY_MS);
    assert_int_equal(clock_today(&c).n, day_of(2026, 4, 2).n);
    clock_test_set(&t, (struct moment){5});
    assert_int_equal(clock_now(&c).ms, 5);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static void offset_clock_follows_its_file(void **state)
{
    (void)state;
    char path[] = "/tmp/sekimori-clock-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct clock_offset o;
    struct clock c, sys = clock_system();
    struct fault why;
    assert_int_equal(clock_offset_open(&o, path, &c, &why), ERR_INVALID);
    write_file(path, "86400000\n");
    assert_ok(clock_offset_open(&o, path, &c, &why));
    int64_t ahead = clock_now(&c).ms - clock_now(&sys).ms;
    assert_true(ahead > DAY_MS - 60000 && ahead <= DAY_MS);
    write_file(path, "-86400000");
    assert_true(clock_now(&c).ms < clock_now(&sys).ms);
    write_file(path, "nonsense");
    assert_true(clock_now(&c).ms < clock_now(&sys).ms);
    unlink(path);
    assert_true(clock_now(&c).ms < clock_now(&sys).ms);
    assert_int_equal(clock_offset_open(&o, path, &c, &why), ERR_IO);
    int64_t a = clock_monotonic_ms();
    assert_true(clock_monotonic_ms() >= a);
}

static void ids_are_positive_and_canonical(void **state)
{
    (void)state;
    struct matter_id m = {0};
    assert_false(matter_id_is_set(m));
    assert_ok(matter_id_parse(STR("42"), &m));
    assert_true(matter_id_eq(m, matter_id(42)));
    static const char *const bad[] = {"0", "-1", "042", "", "4 2", "9223372036854775808"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(matter_id_parse(str_z(bad[i]), &m), ERR_INVALID);
    assert_int_equal(m.v, 42);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_go_there_and_back),
        cmocka_unit_test(dates_are_parsed_strictly),
        cmocka_unit_test(moments_are_parsed_and_written),
        cmocka_unit_test(the_day_begins_at_midnight_in_tokyo),
        cmocka_unit_test(extremes_do_not_overflow),
        cmocka_unit_test(months_later_stays_within_the_month),
        cmocka_unit_test(test_clock_moves_only_when_told),
        cmocka_unit_test(offset_clock_follows_its_file),
        cmocka_unit_test(ids_are_positive_and_canonical),
    };
    return cmocka_run_group_tests_name("time", tests, NULL, NULL);
}
