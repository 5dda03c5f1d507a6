/* SPDX-License-Identifier: Apache-2.0
 *
 * show.h: days and moments as people read them: 令和8年11月23日（月）14時05分,
 * Mon 23 November 2026, 14:05.
 * Input is the data's own form: "YYYY-MM-DD" and RFC 3339. An empty text
 * writes nothing. ERR_INVALID for anything else.
 */
#ifndef SEKIMORI_WEB_TEMPLATE_SHOW_H
#define SEKIMORI_WEB_TEMPLATE_SHOW_H

#include "base/sb.h"
#include "base/text.h"

MUST_CHECK err_t show_day(struct sb *out, enum lang lang, struct str iso);
MUST_CHECK err_t show_moment(struct sb *out, enum lang lang, struct str rfc3339);

#endif
