/* SPDX-License-Identifier: Apache-2.0
 *
 * wording.h: two pieces of Japanese text word by word, as far as script tells words: a run of
 * kanji, of katakana, of Latin letters and digits is one; hiragana and signs are single. The
 * same input gives the same output. Pure; in the caller's arena; ERR_NOMEM.
 */
#ifndef SEKIMORI_STANDARD_WORDING_H
#define SEKIMORI_STANDARD_WORDING_H

#include "base/arena.h"

struct wording_piece {
    uint32_t from, to; /* bytes */
    bool changed;      /* only on this side */
};

struct wording {
    const struct wording_piece *old, *new; /* each covers its text */
    uint32_t n_old, n_new;
};

/* Shortest edit (Myers 1986) up to 600 words that differ; beyond that, all between what begins and
 * ends alike is changed. */
MUST_CHECK err_t wording_diff(struct arena *a, struct str before, struct str after,
                              struct wording *ret);

/* The words of a text as a bag, for finding what is alike. */
struct wording_bag {
    const uint64_t *v; /* sorted: hash and columns of each word */
    uint32_t n, weight;
};
MUST_CHECK err_t wording_bag(struct arena *a, struct str s, struct wording_bag *ret);
/* 0 (nothing in common) .. 1000 (the same words). Two empty ones are 1000. */
unsigned wording_alike(const struct wording_bag *a, const struct wording_bag *b);

#endif
