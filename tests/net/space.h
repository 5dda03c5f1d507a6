/* SPDX-License-Identifier: Apache-2.0
 *
 * space.h: a network namespace of the test's own, gone with the test. As root, or in a user
 * namespace; where neither is possible the test is skipped.
 */
#ifndef SEKIMORI_TESTS_NET_SPACE_H
#define SEKIMORI_TESTS_NET_SPACE_H

#include <stdbool.h>

/* True inside; else the reason. The loopback interface is up. */
bool space_enter(const char **ret_why);
/* Runs it, without a shell; its exit status is 0. */
bool space_run(const char *const *argv);
#define SPACE_RUN(...) space_run((const char *const[]){__VA_ARGS__, NULL})

#endif
