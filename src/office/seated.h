/* SPDX-License-Identifier: Apache-2.0
 *
 * seated.h: who sits where a matter's open duty lies, as its page names them: the holders, or,
 * where the only holders are the applicant (article 14), those who judge in their place.
 */
#ifndef SEKIMORI_OFFICE_SEATED_H
#define SEKIMORI_OFFICE_SEATED_H

#include "office/show.h"

/* "seated": [{"person", "absent", "alternate"}], "vacant". Of the loaded matter. */
void seated_show(const struct show *s, struct jo *o, const struct duty *d);
/* To the applicant who would hold the duty: that it is not hers to judge, and whose it is. */
const char *seated_blocked_text(const struct show *s, const struct duty *d);

#endif
