/* SPDX-License-Identifier: Apache-2.0
 *
 * torture.h: makes the n-th allocation fail, for n = 1, 2, 3 ... until a
 * whole run needs fewer. Include after check.h, in one file of the program,
 * and link with `link_args: torture_link_args` (tests/unit/meson.build):
 *
 *     static err_t run(void *arg) { ... return what the code returned; }
 *     torture_each(run, NULL);
 *
 * Each run in which an allocation failed must return ERR_NOMEM and leak
 * nothing (the sanitizer looks); the last one must return OK. Only code that
 * is linked into the program is reached: libraries of the system allocate
 * undisturbed. A run that survives a failed allocation on purpose (a cache)
 * is judged with torture_each_or(run, arg, OK).
 */
#ifndef SEKIMORI_TESTS_TORTURE_H
#define SEKIMORI_TESTS_TORTURE_H

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/err.h"

/* NOLINTBEGIN: the linker's --wrap asks for these names */
void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

static atomic_long torture_left_; /* allocations until one fails; 0 = never */
static atomic_bool torture_hit_;

static inline bool torture_now_(void)
{
    if (atomic_load(&torture_left_) == 0 || atomic_fetch_sub(&torture_left_, 1) != 1) return false;
    atomic_store(&torture_hit_, true);
    errno = ENOMEM;
    return true;
}

void *__wrap_malloc(size_t n)
{
    return torture_now_() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
    return torture_now_() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
    return torture_now_() ? NULL : __real_realloc(p, n);
}
/* NOLINTEND */

/* The n-th allocation from now on fails, once; 0 disarms. */
static inline void torture_arm(long n)
{
    atomic_store(&torture_hit_, false);
    atomic_store(&torture_left_, n);
}

/* Has it failed since the last torture_arm()? */
static inline bool torture_hit(void)
{
    return atomic_load(&torture_hit_);
}

/* Runs f with each step-th allocation failing in turn, from the first on; a run that was hit must
 * return ERR_NOMEM or `also`. Returns about how many allocations a whole run makes. */
static inline long torture_stepping(err_t (*f)(void *arg), void *arg, long step, err_t also)
{
    for (long n = 1;; n += step) {
        torture_arm(n);
        err_t e = f(arg);
        bool hit = torture_hit();
        torture_arm(0);
        if (!hit) {
            assert_int_equal(e, OK);
            return n - 1;
        }
        if (e != ERR_NOMEM && e != also) fail_msg("allocation %ld failed: %s", n, err_name(e));
        if (n > 100000) fail_msg("no end of allocations");
    }
}

/* The same with every allocation. Returns how many a whole run makes. */
static inline long torture_each_or(err_t (*f)(void *arg), void *arg, err_t also)
{
    return torture_stepping(f, arg, 1, also);
}

static inline long torture_each(err_t (*f)(void *arg), void *arg)
{
    return torture_each_or(f, arg, ERR_NOMEM);
}

#endif
