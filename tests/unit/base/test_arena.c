/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "base/arena.h"

static void memory_is_zeroed_aligned_and_bounded(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 20000);
    char *big = arena_alloc(&a, 10000);
    assert_non_null(big);
    for (int i = 0; i < 10000; i++) assert_int_equal(big[i], 0);
    for (int i = 1; i < 40; i++) assert_int_equal((uintptr_t)arena_alloc(&a, (size_t)i) % 16, 0);
    assert_null(arena_alloc(&a, 20000));
    assert_null(arena_array(&a, SIZE_MAX / 2, 4));
}

static void reset_gives_zeroed_memory_again(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1000);
    char *s = arena_printf(&a, "%s-%d", "x", 3);
    assert_string_equal(s, "x-3");
    arena_reset(&a);
    char *t = arena_alloc(&a, 10);
    for (int i = 0; i < 10; i++) assert_int_equal(t[i], 0);
}

static void count(void *p)
{
    ++*(int *)p;
}

static void what_is_kept_is_let_go_once(void **state)
{
    (void)state;
    struct arena a;
    int first = 0, second = 0;
    arena_init(&a, 1000);
    assert_true(arena_keep(&a, &first, count));
    assert_true(arena_keeps(&a, &first));
    assert_false(arena_keeps(&a, &second));
    arena_reset(&a);
    assert_int_equal(first, 1);
    assert_false(arena_keeps(&a, &first));
    assert_true(arena_keep(&a, &second, count));
    arena_release(&a);
    arena_release(&a);
    assert_int_equal(first, 1);
    assert_int_equal(second, 1);
    arena_init(&a, 8);
    assert_false(arena_keep(&a, &first, count)); /* no room: not taken */
    arena_release(&a);
    assert_int_equal(first, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_aligned_and_bounded),
        cmocka_unit_test(reset_gives_zeroed_memory_again),
        cmocka_unit_test(what_is_kept_is_let_go_once),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
