/* SPDX-License-Identifier: Apache-2.0
 *
 * versions_view.h: the versions of the catalogue as pages and the API show them: which is in
 * force and by what, which were handed in, and what one would change. Everybody who is signed in
 * may see them: the rules are no secret.
 */
#ifndef SEKIMORI_OFFICE_VERSIONS_VIEW_H
#define SEKIMORI_OFFICE_VERSIONS_VIEW_H

#include "office/matters.h"

/* {"standard", "in_force", "may_decide", "versions": [...]}; docs/api.md. */
MUST_CHECK err_t versions_list(const struct office *, struct person_id viewer, enum lang,
                               json_t **ret);
/* One of them, with what differs from the one in force. ERR_NOT_FOUND. */
MUST_CHECK err_t versions_one(const struct office *, struct person_id viewer, int64_t id, enum lang,
                              json_t **ret, struct fault *why);

#endif
