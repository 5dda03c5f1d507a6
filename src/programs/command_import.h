/* SPDX-License-Identifier: Apache-2.0
 *
 * command_import.h: what `sekimori units import` and `sekimori people import` share.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_IMPORT_H
#define SEKIMORI_PROGRAMS_COMMAND_IMPORT_H

#include "base/str.h"

/* Reads the options and the file, imports, prints what is done and every fault. */
int command_import(int argc, char **argv, struct str verb);

#endif
