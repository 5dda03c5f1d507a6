/* SPDX-License-Identifier: Apache-2.0
 *
 * page_data.h: what templates need beyond the office's data: "any_x" for each list x, article
 * references in words, the duties that wait, the decisions made.
 */
#ifndef SEKIMORI_WEB_PAGES_PAGE_DATA_H
#define SEKIMORI_WEB_PAGES_PAGE_DATA_H

#include <jansson.h>

#include "base/text.h"
#include "web/http.h"

/* Adds to every object below: "any_<list>", and "articles_text" beside "articles". */
MUST_CHECK err_t page_data_finish(json_t *data, enum lang lang);
/* 47(2) as 第47条第2項; in English as it is. */
void page_data_article(struct sb *b, enum lang lang, struct str ref);
/* "waiting" and "decisions" from "duties". */
MUST_CHECK err_t page_data_duties(json_t *matter);
/* "can_first" and "can_later" from "can": what ends things is offered last, folded. */
MUST_CHECK err_t page_data_can(json_t *matter);
/* On a page the period is left out where a field tells the same (not in the API). */
MUST_CHECK err_t page_data_period(json_t *matter);
/* Finish the data and reply with the page. `data` is taken over, also on failure. */
MUST_CHECK err_t page_data_reply(struct request *rq, struct reply *rp, int status, uint32_t page,
                                 json_t *data);

#endif
