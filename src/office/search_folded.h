/* SPDX-License-Identifier: Apache-2.0
 *
 * search_folded.h: what the catalogue says of its articles and procedures, folded for the search
 * (utf8_search_key) once a version of the catalogue instead of with every question. Safe for
 * several threads.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_FOLDED_H
#define SEKIMORI_OFFICE_SEARCH_FOLDED_H

#include "base/arena.h"
#include "catalogue/catalogue.h"

struct search_folded;

MUST_CHECK err_t search_folded_new(struct search_folded **ret);
void search_folded_free(struct search_folded *); /* NULL is harmless */

struct search_texts {
    const struct str *articles;   /* of coverage_at(i): numbers, caption and words, ja and en */
    const struct str *procedures; /* of catalogue_procedure_at(i): title, about and word */
};

/* Those of this catalogue, for as long as the arena lives. The keeper may be NULL: they are folded
 * anew. ERR_NOMEM. */
MUST_CHECK err_t search_folded_of(struct search_folded *, const struct catalogue *, struct arena *,
                                  struct search_texts *ret);

#endif
