/* SPDX-License-Identifier: Apache-2.0
 *
 * article_parts.h: what the page of an article and the home page share. Internal to
 * src/office/article*.c and home_view.c.
 */
#ifndef SEKIMORI_OFFICE_ARTICLE_PARTS_H
#define SEKIMORI_OFFICE_ARTICLE_PARTS_H

#include "catalogue/coverage.h"
#include "office/article_view.h"
#include "office/show.h"

/* "10-2", as the addresses of pages have it. */
const char *article_key(const struct show *s, const struct coverage_article *c);
/* 第10条の２ in the reader's language. */
const char *article_label(const struct show *s, const struct coverage_article *c);
/* {"key", "number", "label", "caption", "href"} */
void article_show_head(const struct show *s, struct jo *o, const struct coverage_article *c);

/* Does the procedure name the article (in its own list or in a step's)? */
bool article_names(const struct procedure *p, unsigned article, unsigned branch);

/* Whose matters the viewer may be told numbers of: all, a division's, or one's own. */
struct article_scope {
    bool all;
    struct unit_id division; /* unset: not a division's */
    struct person_id viewer;
};
MUST_CHECK err_t article_scope_of(const struct show *s, struct person_id viewer,
                                  struct article_scope *ret);

/* "paragraphs": the plain words, who, when, what serves each; "flaws", "readings". `text`: the
 * answer of standard_view_article, or NULL; its paragraphs go beside ours. */
MUST_CHECK err_t article_show_words(const struct show *s, struct jo *o,
                                    const struct coverage_article *c, struct person_id viewer,
                                    const json_t *text);
/* "start", "owe", "late", "proof" */
MUST_CHECK err_t article_show_work(const struct show *s, struct jo *o,
                                   const struct coverage_article *c, struct person_id viewer,
                                   const json_t *inbox);

#endif
