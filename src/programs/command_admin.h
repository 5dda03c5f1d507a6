/* SPDX-License-Identifier: Apache-2.0
 *
 * command_admin.h: commands that change a running office: handed to its server, or done here when
 * none runs.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_ADMIN_H
#define SEKIMORI_PROGRAMS_COMMAND_ADMIN_H

#include "web/admin.h"

/* Prints the answer; returns an exit code. */
int command_admin(const char *instance, struct admin_request *q);

#endif
