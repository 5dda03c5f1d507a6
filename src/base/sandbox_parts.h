/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox_parts.h: the two walls of sandbox.c, one file each; nobody else
 * uses them.
 */
#ifndef SEKIMORI_BASE_SANDBOX_PARTS_H
#define SEKIMORI_BASE_SANDBOX_PARTS_H

#include "base/sandbox.h"

MUST_CHECK err_t sandbox_landlock(const struct sandbox_path *paths, size_t n, struct fault *why);
MUST_CHECK err_t sandbox_seccomp(unsigned calls, struct fault *why);

#endif
