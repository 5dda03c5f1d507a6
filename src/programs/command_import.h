/* SPDX-License-Identifier: Apache-2.0
 *
 * command_import.h: what `sekimori units import` and `sekimori people import` share.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_IMPORT_H
#define SEKIMORI_PROGRAMS_COMMAND_IMPORT_H

#include "office/org_import.h"

typedef err_t command_import_fn(struct store *, struct arena *, struct str bytes,
                                const struct org_import_options *, struct org_import *ret, struct fault *why);

/* Reads the options and the file, imports, prints what is done and every fault. */
int command_import(int argc, char **argv, command_import_fn *fn);

#endif
