/* SPDX-License-Identifier: Apache-2.0
 *
 * outline_mark.h: the numbered lines of a text without 条, as a tree, and which of them are
 * headings. Internal.
 */
#ifndef SEKIMORI_STANDARD_OUTLINE_MARK_H
#define SEKIMORI_STANDARD_OUTLINE_MARK_H

#include "standard/heading.h"
#include "standard/lines.h"

enum mark_as { MARK_BELOW, MARK_CHAPTER, MARK_HEADING, MARK_ARTICLE };

struct mark {
    uint32_t line;
    int style;                 /* enum label_style; MARK_DECIMAL + depth; -1: 第１章 */
    enum standard_level level; /* of a chapter */
    uint16_t n;
    uint8_t path_n; /* of 2.1.3: {2, 1, 3} */
    uint16_t path[STANDARD_NUMBER_MAX];
    uint32_t parent, chapter; /* index + 1; 0: none. A chapter's chapter is the one above it */
    bool titled;              /* a short line that is no sentence */
    bool captioned;           /* （目的） stands over it */
    bool filled;              /* something stands below it */
    bool gap, back;           /* against the one before it */
    bool defines;             /* 定義, 用語: terms stand below it */
    struct str label, title, rest;
    enum mark_as as;
};

enum { MARK_DECIMAL = 100, MARK_CHAPTER_STYLE = -1 };

struct marks {
    struct mark *v;
    uint32_t n;
};

/* The line by its form alone. */
bool mark_chapter(struct str line, struct mark *ret);
bool mark_read(struct str line, struct mark *ret);
/* All up to 附則 or 別表. */
MUST_CHECK err_t marks_read(struct arena *a, const struct lines *l, uint32_t from,
                            struct marks *ret);
void marks_judge(struct marks *m);

#endif
