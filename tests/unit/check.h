/* SPDX-License-Identifier: Apache-2.0
 * check.h: what every unit test includes; cmocka wants these in this order. */
#ifndef SEKIMORI_TESTS_CHECK_H
#define SEKIMORI_TESTS_CHECK_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"

#define assert_str(s, lit)                                                                         \
    do {                                                                                           \
        struct str got_ = (s);                                                                     \
        assert_int_equal(got_.n, sizeof(lit) - 1);                                                 \
        assert_memory_equal(got_.p, lit, sizeof(lit) - 1);                                         \
    } while (0)
#define assert_ok(e) assert_int_equal((e), OK)
#endif
