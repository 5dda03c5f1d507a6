/* SPDX-License-Identifier: Apache-2.0
 *
 * search_run.h: one search at work; for the files search*.c alone.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_RUN_H
#define SEKIMORI_OFFICE_SEARCH_RUN_H

#include "office/search_query.h"
#include "office/views.h"

struct search_run {
    struct view *v;
    struct person_id viewer; /* .v == 0: nobody; only articles then */
    struct search_words words;
    size_t want;      /* items at most */
    int64_t after;    /* where the page before ended; 0: at the start */
    struct jo *items; /* of the group */
    int64_t next;     /* where this page ended, when there is more; 0: nothing follows */
};

/* Each fills r->items and r->next. */
MUST_CHECK err_t search_article_find(struct search_run *r);
MUST_CHECK err_t search_text_find(struct search_run *r);
MUST_CHECK err_t search_procedure_find(struct search_run *r);
MUST_CHECK err_t search_entry_find(struct search_run *r);
MUST_CHECK err_t search_matter_find(struct search_run *r);

/* Do the words stand in these texts (NULL ones are skipped)? */
MUST_CHECK err_t search_run_matches(struct search_run *r, const char *const *texts, size_t n,
                                    bool *ret);
/* The head of an item. */
void search_run_item(struct jo *o, const char *kind, const char *title, const char *text,
                     const char *href, bool exact);

#endif
