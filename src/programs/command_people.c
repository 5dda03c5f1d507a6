/* SPDX-License-Identifier: Apache-2.0
 * sekimori people import: see command_import.c. */
#include "programs/command.h"
#include "programs/command_import.h"

int command_people_import(int argc, char **argv)
{
    return command_import(argc, argv, STR("people.import"));
}
