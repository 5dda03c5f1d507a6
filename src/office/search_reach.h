/* SPDX-License-Identifier: Apache-2.0
 *
 * search_reach.h: by which tokens of the index a viewer may see matters and entries. Every way in
 * which matters_may_see and the page of an entry let somebody in has a token here (what
 * search_fill.c puts into the index is the other half), so that nothing is missed; what is found
 * is then judged as its page would judge, so that nothing is shown too much.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_REACH_H
#define SEKIMORI_OFFICE_SEARCH_REACH_H

#include "office/book_reader.h"
#include "office/org_answered.h"
#include "office/org_row.h"
#include "office/search_index.h"

struct search_reach {
    struct work *w;
    struct person_id viewer;
    struct role_holder *roles;
    size_t n_roles;
    const struct org_answered *units; /* that one of his roles has to do with */
    size_t n_units;
    struct org_list tokens; /* of uint64_t */
};

MUST_CHECK err_t search_reach_begin(struct search_reach *ret, struct work *, struct person_id);
/* Tokens of which a matter that he may see has one. *ret_all: he sees every matter. */
MUST_CHECK err_t search_reach_matters(struct search_reach *, bool *ret_all);
/* The same of the entries of one book; not those that he holds himself. */
MUST_CHECK err_t search_reach_book(struct search_reach *, struct book_reader *);

#endif
