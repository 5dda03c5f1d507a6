/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/enforcers.h"

#include <string.h>

const char *const enforcers_names[ENFORCERS] = {"netd", "gate", "logd", "agent"};

const char *enforcers_find(const char *name)
{
    for (size_t i = 0; i < ENFORCERS; i++) {
        if (strcmp(enforcers_names[i], name) == 0) return enforcers_names[i];
    }
    return NULL;
}
