/* SPDX-License-Identifier: Apache-2.0
 *
 * sysctl.h: settings of the kernel's network, by name with slashes ("net/ipv4/ip_forward").
 * CAP_NET_ADMIN suffices to write those of the own network namespace.
 */
#ifndef SEKIMORI_NET_SYSCTL_H
#define SEKIMORI_NET_SYSCTL_H

#include "base/sb.h"

enum { SYSCTL_VALUE_MAX = 64 };

bool sysctl_exists(const char *name);
/* ERR_NOT_FOUND: this kernel has none; ERR_IO. Without the end of line. */
MUST_CHECK err_t sysctl_read(const char *name, char ret[SYSCTL_VALUE_MAX], struct fault *why);
/* Does nothing when it has the value already. */
MUST_CHECK err_t sysctl_write(const char *name, const char *value, struct fault *why);

#endif
