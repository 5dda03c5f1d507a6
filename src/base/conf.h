/* SPDX-License-Identifier: Apache-2.0
 *
 * conf.h: files of settings such as office.conf: `key = value` lines, blank lines, and comments
 * from '#' at the beginning of a line. Keys are a-z 0-9 _ ; a value is the rest of the line
 * without blanks at its ends. A key stands once.
 */
#ifndef SEKIMORI_BASE_CONF_H
#define SEKIMORI_BASE_CONF_H

#include "base/str.h"

/* Called for each setting in order; what it returns other than OK ends the reading, with the
 * place added to *why. Views are parts of the text given to conf_parse. */
typedef err_t conf_fn(void *arg, struct str key, struct str value, struct fault *why);

/* `file` names the source in faults. ERR_INVALID: the first line that is wrong. */
MUST_CHECK err_t conf_parse(struct str text, const char *file, conf_fn *each, void *arg,
                            struct fault *why);

#endif
