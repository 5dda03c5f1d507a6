/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue_parts.h: the inside of struct catalogue, for the readers and the checks.
 */
#ifndef SEKIMORI_CATALOGUE_CATALOGUE_PARTS_H
#define SEKIMORI_CATALOGUE_CATALOGUE_PARTS_H

#include "catalogue/article.h"
#include "catalogue/catalogue.h"

struct word { /* 許可: permission */
    struct text2 text;
    struct place at;
};
struct act_word { /* what a step is called that has no word of its own */
    enum act_kind act;
    struct text2 text;
};

struct catalogue {
    struct arena arena;
    struct article_index articles;
    const struct word *words;
    size_t n_words;
    const struct act_word *act_words;
    size_t n_act_words;
    const struct role *roles;
    size_t n_roles;
    const struct clock_word *clocks;
    size_t n_clocks;
    const struct zone *zones;
    size_t n_zones;
    const struct reading *readings;
    size_t n_readings;
    const struct book *const *books; /* sorted by name */
    size_t n_books;
    const struct procedure *const *procedures; /* sorted by name */
    size_t n_procedures;
    char digest[65];
};

#endif
