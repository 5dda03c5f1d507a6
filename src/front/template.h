/* SPDX-License-Identifier: Apache-2.0
 *
 * template.h: the smallest template that a configuration file needs. `%name%` is replaced by a
 * value; a line `@name` begins a part that stands only when the value is not empty, `@end` ends
 * it; parts nest. Templates are our own, so a mistake in one is ERR_BUG.
 */
#ifndef SEKIMORI_FRONT_TEMPLATE_H
#define SEKIMORI_FRONT_TEMPLATE_H

#include "base/sb.h"

struct front_value {
    const char *name;
    struct str text;
};

/* Append the template with its values put in; no value is searched for further %names%. */
MUST_CHECK err_t template_expand(struct sb *out, struct str template,
                                 const struct front_value *values, size_t n);

#endif
