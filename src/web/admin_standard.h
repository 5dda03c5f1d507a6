/* SPDX-License-Identifier: Apache-2.0
 *
 * admin_standard.h: the verbs "standard.import", ".list", ".show" and ".compare" of admin.h.
 * NUMBER: the article, or the older version; FROM: the effective day, or the version; TITLE.
 */
#ifndef SEKIMORI_WEB_ADMIN_STANDARD_H
#define SEKIMORI_WEB_ADMIN_STANDARD_H

#include "office/standard_import.h"
#include "web/admin.h"

MUST_CHECK err_t admin_standard_do(const struct office *, const struct admin_request *,
                                   struct sb *out, struct fault *why);
/* What a text holds: counts by level, references, findings; also for `sekimori standard check`. */
void admin_standard_tell(struct sb *out, enum lang, const struct standard_imported *);

#endif
