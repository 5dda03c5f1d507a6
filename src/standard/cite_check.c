/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/citing.h"

void cite_check(struct citing *c)
{
    (void)c;
}
