/* SPDX-License-Identifier: Apache-2.0
 *
 * views.h: a snapshot, an arena and the viewer's standing, for one view. Shared by the
 * matters_*.c files that read.
 */
#ifndef SEKIMORI_OFFICE_VIEWS_H
#define SEKIMORI_OFFICE_VIEWS_H

#include "office/show.h"

struct view {
    struct arena arena;
    struct db *db;
    struct work w;
    struct show s;
    struct show_names names;
    struct faults bad;
    struct fault why;
};

/* v must not move afterwards. */
MUST_CHECK err_t view_begin(struct view *v, const struct office *, struct person_id viewer,
                            enum lang);
/* For somebody who has not signed in. */
MUST_CHECK err_t view_begin_nobody(struct view *v, const struct office *, enum lang);
/* The object, whole or not at all: what a part swallowed (no memory, a store that failed) ends
 * here. Takes o over. */
MUST_CHECK err_t view_end(struct view *v, struct jo *o, json_t **ret);
void view_release(struct view *v);
#define VIEW_CLEANUP __attribute__((cleanup(view_release))) = {.db = NULL}

/* What waits for the viewer, as matters_inbox gives it, into o. */
MUST_CHECK err_t matters_inbox_in(const struct show *s, struct person_id viewer, struct jo *o);
/* One row of a list of matters (columns as SQL_MATTERS_OF_APPLICANT has them). */
void matters_show_row(const struct show *s, struct jo *list, struct rows *r);
/* The same as members of o, and its procedure; *ret_fields (may be NULL) gets what was last
 * submitted, to be released, or NULL. */
const struct procedure *matters_show_row_into(const struct show *s, struct jo *o, struct rows *r,
                                              json_t **ret_fields);

/* An act without duty that takes something away says why. */
bool matters_needs_reason(enum act_kind);
/* Could the viewer answer this duty? *ret_blocked: a holder, but whoever asked for or wrote this
 * very matter (14). */
bool matters_can_answer(struct work *w, const struct duty *d, struct person_id viewer,
                        bool *ret_blocked);
/* Could the viewer do this act without duty now? */
bool matters_can_free(struct work *w, struct person_id viewer, enum act_kind);

#endif
