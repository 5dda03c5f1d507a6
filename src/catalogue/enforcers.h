/* SPDX-License-Identifier: Apache-2.0
 *
 * enforcers.h: the programs that make true what was decided and tell what they saw. A procedure
 * names them (effects, preflight), a control may, and machines are enrolled as one of them.
 */
#ifndef SEKIMORI_CATALOGUE_ENFORCERS_H
#define SEKIMORI_CATALOGUE_ENFORCERS_H

#include <stddef.h>

enum { ENFORCERS = 4 };
extern const char *const enforcers_names[ENFORCERS];

/* As it stands in the table; NULL: there is no such program. */
const char *enforcers_find(const char *name);

#endif
