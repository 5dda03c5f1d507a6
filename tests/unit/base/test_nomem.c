/* SPDX-License-Identifier: Apache-2.0
 * Every part of base that allocates, with each of its allocations failing. */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "../torture.h"
#include "base/arena.h"
#include "base/calendar.h"
#include "base/json.h"
#include "base/process.h"
#include "base/random.h"
#include "base/utf8.h"

static err_t builder(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    sb_init(&b, 100000);
    for (int i = 0; i < 2000; i++) sb_addf(&b, "%d,", i);
    sb_add_hex(&b, STR("abc"));
    char *z = NULL;
    err_t e = sb_take(&b, &z);
    free(z);
    return e;
}

static err_t empty_builder(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    sb_init(&b, 10);
    char *z = NULL;
    err_t e = sb_take(&b, &z);
    free(z);
    return e;
}

static err_t arenas(void *arg)
{
    (void)arg;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1U << 20);
    for (int i = 0; i < 5; i++) {
        if (!arena_alloc(&a, 5000) || !arena_printf(&a, "%d", i) || !arena_str(&a, STR("x")).p)
            return ERR_NOMEM;
    }
    char *z = str_dup(STR("copy"));
    if (!z) return ERR_NOMEM;
    free(z);
    return OK;
}

static err_t json(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    struct json j;
    sb_init(&b, 100000);
    json_init(&j, &b);
    json_array_begin(&j);
    for (int i = 0; i < 300; i++) {
        json_object_begin(&j);
        json_put_strz(&j, "name", "髙橋\n");
        json_object_end(&j);
    }
    json_array_end(&j);
    return json_end(&j);
}

static err_t texts(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    struct fault f;
    sb_init(&b, 1000);
    (void)fault_set(&f, ERR_INVALID, "time.bad_date", "%s", "x");
    fault_place(&f, "a.csv", 1, 2);
    fault_message(&b, LANG_JA, &f);
    calendar_format_day(&b, LANG_JA, CALENDAR_BOTH, day_of(2026, 11, 23));
    random_token(&b, 32);
    return sb_end(&b);
}

static err_t search_key(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    return utf8_search_key(&b, STR("Ｔａｋａｈａｓｈｉ　髙橋"));
}

static err_t typed_day(void *arg)
{
    (void)arg;
    struct day d;
    return calendar_parse_day(STR("令和8年4月1日"), &d, NULL);
}

static err_t program(void *arg)
{
    (void)arg;
    const char *const argv[] = {"echo", "x", NULL};
    struct process_options o = {.argv = argv};
    struct process_end end;
    SB_CLEANUP struct sb out;
    sb_init(&out, 100);
    return process_run(&o, STR(""), 10000, &out, NULL, &end, NULL);
}

static void lack_of_memory_is_told_everywhere(void **state)
{
    (void)state;
    static err_t (*const runs[])(void *) = {builder, empty_builder, arenas,    json,
                                            texts,   search_key,    typed_day, program};
    for (size_t i = 0; i < ARRAY_LEN(runs); i++) assert_true(torture_each(runs[i], NULL) >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lack_of_memory_is_told_everywhere)};
    return cmocka_run_group_tests_name("nomem", tests, NULL, NULL);
}
