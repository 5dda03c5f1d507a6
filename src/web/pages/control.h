/* SPDX-License-Identifier: Apache-2.0
 *
 * control.h: which control shows a typed field. Fills a field of the office's
 * forms with what the partial form-field.html asks for: exactly one of is_line,
 * is_number, is_day, is_moment, is_lines, is_select, is_radios, is_checks,
 * is_file is true; yes and no are options; `other` is what was typed beside
 * the choices; `described` names help and fault for screen readers.
 */
#ifndef SEKIMORI_WEB_PAGES_CONTROL_H
#define SEKIMORI_WEB_PAGES_CONTROL_H

#include <jansson.h>

#include "base/text.h"

/* Is this object a field of a form? */
bool control_is_field(const json_t *o);
MUST_CHECK err_t control_fill(json_t *field, enum lang lang);

#endif
