/* SPDX-License-Identifier: Apache-2.0
 *
 * search_index.h: which things hold which tokens, in memory. Tokens are pairs of characters of the
 * folded text (so that 媒体 is found, which trigrams miss), single characters, and who may see the
 * thing. Ids of things ascend as they are made; each token keeps them in sets of 65,536, an array
 * of 16-bit numbers or, when it is dense, a bitmap. About 40 MB for 200,000 matters.
 *
 * Derived, never stored: a server fills it from the ledger when it starts and goes on
 * (search_fill.h), so that nothing of what is erased stays behind on a disk. Safe for several
 * threads.
 */
#ifndef SEKIMORI_OFFICE_SEARCH_INDEX_H
#define SEKIMORI_OFFICE_SEARCH_INDEX_H

#include "base/str.h"

struct search_index;
enum search_kind { SEARCH_MATTER, SEARCH_ENTRY, SEARCH_KINDS };

MUST_CHECK err_t search_index_new(struct search_index **ret);
void search_index_free(struct search_index *); /* NULL is harmless */

/* --- tokens --- */
uint64_t search_index_word(struct str kind, int64_t a, int64_t b); /* of a name and numbers */
/* All tokens of a folded text, each perhaps several times; fn fails: stop. */
MUST_CHECK err_t search_index_text(struct str folded, err_t (*fn)(void *, uint64_t), void *arg);
/* Those that must be there where a term stands: its pairs, or its only character. */
MUST_CHECK err_t search_index_term(struct str term, err_t (*fn)(void *, uint64_t), void *arg);

/* --- what is indexed --- */
MUST_CHECK err_t search_index_add(struct search_index *, enum search_kind, int64_t id,
                                  const uint64_t *tokens, size_t n);
/* The thing is gone from every token (its content was erased). */
void search_index_forget(struct search_index *, enum search_kind, int64_t id);

/* Does anything have the token? */
bool search_index_has(struct search_index *, enum search_kind, uint64_t token);

/* How far the ledger is indexed: the next leaf. */
int64_t search_index_next(struct search_index *);
void search_index_set_next(struct search_index *, int64_t leaf);

/* --- asking --- */

/* Ids below `before` that hold all of `all`, and one of `any` (n_any 0: not asked), the newest
 * first; at most max. Returns how many. Where more tokens of `any` are held than can be asked at
 * once they are not asked: ids may be among the found that hold none of them. */
size_t search_index_find(struct search_index *, enum search_kind, const uint64_t *all, size_t n_all,
                         const uint64_t *any, size_t n_any, int64_t before, int64_t *ret,
                         size_t max);

#endif
