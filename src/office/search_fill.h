/* SPDX-License-Identifier: Apache-2.0
 *
 * search_fill.h: matters and entries into the index of the search: their text, and who may see
 * them. The same text is asked again when something found is about to be shown, so that what has
 * been erased or changed since is never shown by mistake.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_FILL_H
#define SEKIMORI_OFFICE_SEARCH_FILL_H

#include "office/search_index.h"
#include "office/views.h"

/* Follow the ledger by at most so many records. *ret_more: there are more. For one thread (the
 * clockwork). */
MUST_CHECK err_t search_fill(const struct office *, struct search_index *, size_t records,
                             bool *ret_more);

/* The folded text of a loaded matter, and of an entry, by which they are found. */
MUST_CHECK err_t search_fill_matter_text(const struct show *s, struct sb *out);
MUST_CHECK err_t search_fill_entry_text(const struct show *s, const struct known_entry *e,
                                        struct sb *out);

/* The token of what a keeper has in a book; keeper .v == -1: of the whole book. */
uint64_t search_fill_keeper(const char *book, struct unit_id keeper);

/* The token of a matter that has a duty of the role, of whatever unit. */
uint64_t search_fill_role(const char *role);

/* Call fn with each of these matters loaded (w), in descending order of ids; what does not load
 * any more is left out. */
typedef err_t search_matter_fn(void *arg, struct work *w);
MUST_CHECK err_t search_fill_each(struct view *v, const int64_t *ids, size_t n,
                                  search_matter_fn *fn, void *arg);
#endif
