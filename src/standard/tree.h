/* SPDX-License-Identifier: Apache-2.0
 *
 * tree.h: the tree in the making, and the levels that are open below an article. Internal.
 */
#ifndef SEKIMORI_STANDARD_TREE_H
#define SEKIMORI_STANDARD_TREE_H

#include "standard/join.h"
#include "standard/label.h"

enum { TREE_OPEN_MAX = 2 + STANDARD_DEPTH_MAX };

struct tree_open { /* a level below the article: paragraphs, items, sub-items ... */
    int style;     /* enum label_style, bracketed ones too */
    uint16_t last; /* the number printed last; 0: none yet */
    uint32_t node;
};

struct tree {
    struct arena *arena;
    struct standard_node *nodes;
    uint32_t n, cap;
    struct standard_finding *findings;
    uint32_t n_findings, findings_cap;
    struct joined text;
    uint32_t current;   /* what text goes to */
    uint32_t container; /* the article, or 附則, whose levels are open */
    struct tree_open open[TREE_OPEN_MAX];
    unsigned n_open;
    err_t err; /* sticky: no memory, too many */
};

MUST_CHECK err_t tree_init(struct arena *a, const struct lines *l, struct tree *ret);
/* A new node below `parent`, which becomes the current one. 0 where there is no room. */
uint32_t tree_add(struct tree *t, enum standard_level level, uint32_t parent, struct str label,
                  uint32_t line);
/* Copies into the joined text what is not running text: captions. */
struct str tree_keep(struct tree *t, struct str piece, uint32_t line);
/* Running text of the current node; where it has some, joined to it. */
void tree_text(struct tree *t, struct str piece, const struct line *before, const struct line *line,
               const struct lines *l);
/* A row of a table (table.h); and what stands between a table and the words behind it. */
void tree_row(struct tree *t, struct str row, uint32_t line);
void tree_after_table(struct tree *t);
/* Levels of a new article or 附則: none but paragraphs, of which none has begun. */
void tree_open_levels(struct tree *t, uint32_t container);
/* Paragraph 1 without a number, where none has begun. */
void tree_need_paragraph(struct tree *t, uint32_t line);
uint32_t tree_parent_for(const struct tree *t, enum standard_level level);

void tree_find(struct tree *t, enum standard_finding_kind kind, uint32_t node, uint32_t line,
               struct str words, struct str more);
void tree_find_span(struct tree *t, enum standard_finding_kind kind, uint32_t node, uint32_t line,
                    struct str words, struct str more);
/* A finding of an earlier reading, as it is. */
void tree_find_again(struct tree *t, const struct standard_finding *f);
void tree_sort_findings(struct tree *t);
/* Text in the arena; STR_NONE and t->err without memory. */
struct str tree_say(struct tree *t, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Ends and positions; sorts the findings. */
MUST_CHECK err_t tree_end(struct tree *t, struct standard_text *ret);

#endif
