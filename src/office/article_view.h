/* SPDX-License-Identifier: Apache-2.0
 *
 * article_view.h: the standard as the viewer's own work: the page of an article (its text, our
 * plain words, what serves each paragraph, the faults of the text and the reading in force, what
 * one can start, owes, who is late, what proves it) and the home page. Counts only what the
 * viewer may see. Each gives a new JSON object (caller json_decref); keys: docs/api.md.
 */
#ifndef SEKIMORI_OFFICE_ARTICLE_VIEW_H
#define SEKIMORI_OFFICE_ARTICLE_VIEW_H

#include "office/matters.h"

/* key: an article in any notation (10の2, 第十条の二, 10-2), or s3 (the third 附則), a1 (an
 * appendix). ERR_NOT_FOUND: neither catalogue nor text has it. */
MUST_CHECK err_t article_view(const struct office *, struct person_id viewer, const char *key,
                              enum lang, json_t **ret);

/* What is due, what is new, and the whole standard. */
MUST_CHECK err_t home_view(const struct office *, struct person_id viewer, enum lang, json_t **ret);

#endif
