/* SPDX-License-Identifier: Apache-2.0
 *
 * catalogue_parts.h: the inside of struct catalogue, for the readers and the checks.
 */
#ifndef SEKIMORI_CATALOGUE_CATALOGUE_PARTS_H
#define SEKIMORI_CATALOGUE_CATALOGUE_PARTS_H

#include "catalogue/article.h"
#include "catalogue/catalogue.h"
#include "catalogue/coverage.h"
#include "catalogue/folder.h"

struct word { /* 許可: permission */
    struct text2 text;
    struct place at;
};
struct act_word { /* what a step is called that has no word of its own */
    enum act_kind act;
    struct text2 text;
};

struct standard_head { /* standard.yaml: which standard this is */
    const char *name;
    struct text2 title;
    const char *amends; /* digest of the articles/index.tsv that this standard's amends; NULL */
    bool complete;      /* every article has its data; else only what is there is looked at */
    struct place at;
};

struct catalogue {
    struct arena arena;
    struct folder files; /* what it was loaded from */
    struct standard_head standard;
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
    const struct group *groups;
    size_t n_groups;
    const struct reading *readings;
    size_t n_readings;
    const struct book *const *books; /* sorted by name */
    size_t n_books;
    const struct procedure *const *procedures; /* sorted by name */
    size_t n_procedures;
    struct coverage_article *coverage; /* one for each article of the index */
    size_t n_coverage;
    struct coverage_paragraph *paragraphs; /* one for each row of the index */
    const struct control *controls;
    size_t n_controls;
    const struct flaw *flaws;
    size_t n_flaws;
    char digest[65];
};

#endif
