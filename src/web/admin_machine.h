/* SPDX-License-Identifier: Apache-2.0
 *
 * admin_machine.h: machines from the command line: "machine.token" (number: the program, file: the
 * host, from: hours), "machine.revoke" (number: the machine, title: why), "machine.list".
 */
#ifndef SEKIMORI_WEB_ADMIN_MACHINE_H
#define SEKIMORI_WEB_ADMIN_MACHINE_H

#include "web/admin.h"

/* Appends the text for the person. */
MUST_CHECK err_t admin_machine_do(const struct office *, const struct admin_request *,
                                  struct sb *out, struct fault *why);

#endif
