/* SPDX-License-Identifier: Apache-2.0
 *
 * outline.h: a text without 条, built of numbered headings: 第２章 / １ 組織体制 / (1) 責任者 / ①
 * ..., or 2.1.3. The headings are found from all lines at once, since a label alone does not tell:
 * (1) is a heading where each of its kind beside it is a short line with something below it, and an
 * item where it is a sentence or a mere noun.
 *
 * The deepest numbered heading that carries text is an article; what stands above it are headings;
 * what stands below it are paragraphs and items. Terms under 定義 or 用語 are no articles. Where no
 * number is a heading, the numbers of the first level are the articles. An article's number is the
 * way to it: 第2章 1 (3) is {2, 1, 3}; its label is what is printed.
 *
 * Internal; in the arena of the parse.
 */
#ifndef SEKIMORI_STANDARD_OUTLINE_H
#define SEKIMORI_STANDARD_OUTLINE_H

#include "standard/lines.h"

enum outline_kind { OUTLINE_TEXT, OUTLINE_CHAPTER, OUTLINE_HEADING, OUTLINE_ARTICLE };

struct outline_line {
    enum outline_kind kind;
    uint8_t depth; /* OUTLINE_HEADING: 0 below a chapter or the root, 1 below that ... */
    bool gap;      /* its number does not follow the one before it */
    struct standard_number number;
    struct str label, title, rest; /* rest: a sentence behind the title on the same line */
};

struct outline {
    struct outline_line *v; /* one a line of the text */
    uint32_t begin;         /* the first line of the body */
    uint32_t contents;      /* 目次 stands there; lines.n: nowhere */
    uint32_t articles;
};

/* *ret without articles where the text is no outline. ERR_INVALID with the line: a number that
 * begins anew or goes back where no heading says why, headings that are too deep. */
MUST_CHECK err_t outline_read(struct arena *a, const struct lines *l, const char *file,
                              struct outline *ret, struct fault *why);

#endif
