/* SPDX-License-Identifier: Apache-2.0
 *
 * org_view.h: the organisation as JSON for pages and the API: what one viewer may see. Each
 * gives a new object (caller json_decref). Keys: docs/api.md.
 *
 * Everybody who works here sees who is who: names, posts, roles. Staff number, mail, absence,
 * leave and former posts of a person are seen by himself, by the security manager of his
 * division and by the head security officer, the security division and the personnel division.
 * Somebody without a post (an outsider, one who has left) sees only himself; all else is
 * ERR_NOT_FOUND.
 */
#ifndef SEKIMORI_OFFICE_ORG_VIEW_H
#define SEKIMORI_OFFICE_ORG_VIEW_H

#include "office/matters.h"

/* People in the order of their kana, 50 a page from page 1. search: any part of name, kana,
 * number or mail, loosely (NULL or "": all); unit: it and all below (.v == 0: all). */
MUST_CHECK err_t org_people_list(const struct office *, struct person_id viewer, const char *search,
                                 struct unit_id unit, int64_t page, enum lang, json_t **ret);
MUST_CHECK err_t org_person_view(const struct office *, struct person_id viewer, struct person_id,
                                 enum lang, json_t **ret);
/* All bodies with what is below them, each with its head. */
MUST_CHECK err_t org_units_tree(const struct office *, struct person_id viewer, enum lang,
                                json_t **ret);

#endif
