/* SPDX-License-Identifier: Apache-2.0
 *
 * standard.h: the official text of a standard (対策基準, 規程, 要綱 ...) as published: bytes in,
 * a tree out. No I/O, no clock; everything lives in the caller's arena.
 *
 *     standard_parse   lines -> headings, articles, paragraphs, items; joined text; oddities
 *     standard_cite    (cite.h) references between them
 *
 * The text may be hard-wrapped (lines broken in the middle of words) or one line a paragraph,
 * single or double spaced, with page numbers, form feeds, BOM, CRLF, wide or narrow digits,
 * kanji numerals. What is kept is what was printed: labels and text in the characters of the
 * source (NFKC is for search keys only), lines joined without a blank where Japanese meets
 * Japanese.
 *
 * Structure: 編 (部), 章, 節, 款, 目 > 条 > 項 > 号 > sub-items; then 附則, 別表 and 様式. A text
 * without 条 that is built of 第1, 第2 ... has those as its articles. A label's style never says
 * its level by itself: ① is an item where it follows the paragraph and a sub-item where it
 * follows (4). Numbers are what is printed; identity is the position, since numbers occur twice.
 *
 * What is no such text is refused (ERR_INVALID) with the line and what was expected; what is odd
 * but can be read is a finding. docs/standard.md lists both.
 */
#ifndef SEKIMORI_STANDARD_STANDARD_H
#define SEKIMORI_STANDARD_STANDARD_H

#include "base/arena.h"
#include "base/sb.h"

enum {
    STANDARD_BYTES_MAX = 4 << 20, /* of the source as UTF-8 */
    STANDARD_LINES_MAX = 200000,
    STANDARD_NODES_MAX = 40000,
    STANDARD_FINDINGS_MAX = 5000,
    STANDARD_NUMBER_MAX = 6, /* 第2条の3の4の5; 2.1.3 */
    STANDARD_DEPTH_MAX = 6,  /* sub-items below sub-items */
    STANDARD_ARENA_MAX = 256 << 20
};

enum standard_level {
    STANDARD_ROOT,
    STANDARD_PART,       /* 編, 部 */
    STANDARD_CHAPTER,    /* 章 */
    STANDARD_SECTION,    /* 節 */
    STANDARD_SUBSECTION, /* 款 */
    STANDARD_DIVISION,   /* 目 */
    STANDARD_ARTICLE,    /* 条; or 第1 of a text without 条 */
    STANDARD_PARAGRAPH,  /* 項 */
    STANDARD_ITEM,       /* 号 */
    STANDARD_SUBITEM,    /* below an item: ①, ア, (ア), a */
    STANDARD_SUPPLEMENT, /* 附則 */
    STANDARD_APPENDIX,   /* 別表, 様式, 別記 */
    STANDARD_LEVELS
};

/* 第10条の2: {10, 2}. depth 0: no number. */
struct standard_number {
    uint16_t n[STANDARD_NUMBER_MAX];
    uint8_t depth;
    bool dotted; /* written 2.1.3, not 2の1の3; no part of what it is */
};

/* Nodes stand in the order of the text, the root first (index 0, also "none"): all that is below
 * node i is i + 1 .. end - 1. Every article and each 附則 without articles has at least one
 * paragraph; its own text is empty. */
struct standard_node {
    enum standard_level level;
    uint8_t depth;                       /* STANDARD_SUBITEM: 1 directly below an item */
    bool implicit;                       /* paragraph 1 whose number is not printed */
    bool deleted;                        /* 第4条 削除 */
    struct standard_number number, last; /* last: of 第5条から第8条まで 削除; else as number */
    uint32_t position;                   /* among its parent's children of its level, from 1 */
    uint32_t line;                       /* where it begins in the source, from 1 */
    uint32_t parent, end;
    struct str label;   /* as printed: "第１０条の２", "(18)", "①"; "" where implicit */
    struct str caption; /* without its brackets; of a heading its title, of an item its term */
    struct str note;    /* "平18訓令5・一部改正", where the source notes it; else "" */
    struct str text;    /* joined; of an appendix its lines, each ended by \n */
};

enum standard_finding_kind {
    /* numbers */
    STANDARD_HEADING_NUMBER, /* 第3章 where 第2章 was due */
    STANDARD_ARTICLE_GAP,
    STANDARD_PARAGRAPH_NUMBER,
    STANDARD_ITEM_REPEATED,
    STANDARD_ITEM_GAP,
    STANDARD_ITEM_BACK,
    STANDARD_ITEM_STYLE, /* ① at a level where all others have (1) */
    /* what is printed */
    STANDARD_BRACKETS_MIXED, /* （ closed by ) */
    STANDARD_BRACKETS_OPEN,
    STANDARD_NO_FULL_STOP,
    STANDARD_BROKEN_LINE,   /* a sentence broken by a line that is too short for it */
    STANDARD_LOOSE_LINE,    /* a line without number after a finished sentence */
    STANDARD_STRAY_NUMBER,  /* a line with nothing but a number that fits nowhere */
    STANDARD_CAPTION_TWICE, /* the same caption over two articles */
    STANDARD_EMPTY_HEADING,
    STANDARD_LIST_MISSING, /* "次に掲げる" and nothing follows */
    STANDARD_TWO_ALIKE,    /* two 附則 with the same words */
    STANDARD_NO_SUPPLEMENT,
    STANDARD_ARTICLE_IN_APPENDIX,
    STANDARD_LABEL_IN_TEXT, /* a line that begins like an article and was taken as text */
    STANDARD_WORD_TWICE,    /* 若しくは又は, 情報情報 */
    /* references (cite.h) */
    STANDARD_CITES_NOTHING,   /* what is cited does not exist */
    STANDARD_CITES_NO_ITEM,   /* 前号 where there are no items */
    STANDARD_CITES_NONE_HERE, /* 前項 in the first paragraph, 同項 without antecedent */
    STANDARD_CITES_TWO,       /* the number cited is printed twice */
    STANDARD_CITES_UNSAID,    /* an item of an article with several paragraphs, none named */
    STANDARD_CITES_ELSE,      /* what it says of the target does not stand there */
    STANDARD_CITES_ITSELF,    /* 準用 in a circle */
    STANDARD_DIGITS_MIXED,    /* 第８条第1項 */
    STANDARD_LAW_UNNUMBERED,  /* a law cited without number, or before its number is given */
    STANDARD_LAW_FORM,        /* 平成11年法第128号, 訓令7号 */
    STANDARD_FINDINGS
};
/* "item_repeated"; the text for people is standard.finding.<name>, {0} the words, {1} more. */
const char *standard_finding_name(enum standard_finding_kind k);

struct standard_finding {
    enum standard_finding_kind kind;
    uint32_t line;     /* in the source */
    uint32_t node;     /* 0: of the whole text */
    uint32_t from, to; /* bytes in the node's text; equal: the node as such */
    struct str words;  /* the piece of text, or the label */
    struct str more;   /* what was expected, or where else; "" = nothing */
};

struct standard_counts {
    uint32_t of[STANDARD_LEVELS];
    uint32_t main_articles, main_paragraphs, main_items, main_subitems; /* outside 附則 */
};

struct standard_text {
    struct str title;   /* as printed at the head; "" where there is none */
    struct str history; /* the other lines of the head, each ended by \n */
    bool points;        /* built of 第1, 第2 ..., not of 条 */
    bool outline;       /* built of numbered headings: 1 (1) ①, 2.1.3 */
    bool wrapped;       /* hard-wrapped at `width` columns */
    uint32_t width, lines;
    const struct standard_node *nodes;
    uint32_t n_nodes;
    const struct standard_finding *findings; /* by line */
    uint32_t n_findings;
    /* All text runs through one buffer; where each line of the source begins in it. */
    const char *joined;
    const struct standard_seam *seams;
    uint32_t n_seams;
};

/* `file` names the source in faults (may be NULL). ERR_INVALID (with the line), ERR_TOO_BIG,
 * ERR_NOMEM. */
MUST_CHECK err_t standard_parse(struct arena *a, struct str source, const char *file,
                                struct standard_text *ret, struct fault *why);

/* --- reading --- */

void standard_count(const struct standard_text *t, struct standard_counts *ret);
/* The first child of i, and the next sibling; 0 = none. */
uint32_t standard_first(const struct standard_text *t, uint32_t i);
uint32_t standard_next(const struct standard_text *t, uint32_t i);
/* The article or 附則 (of 附則 with articles: its article) that i is or stands in; 0 = none. */
uint32_t standard_article_of(const struct standard_text *t, uint32_t i);
/* The ancestor (or i itself) of a level; 0 = none. */
uint32_t standard_up(const struct standard_text *t, uint32_t i, enum standard_level level);
/* The article of the main provisions with that number, also within a deleted range; 0 = none. */
uint32_t standard_find_article(const struct standard_text *t, const struct standard_number *n);
/* The line of the source in which byte `at` of node i's text stands. */
uint32_t standard_line(const struct standard_text *t, uint32_t i, uint32_t at);

int standard_number_cmp(const struct standard_number *a, const struct standard_number *b);
/* "10の2". Reads that, 10-2, 第10条の2, 第十条の二, wide digits; ERR_INVALID. */
void standard_number_format(struct sb *b, const struct standard_number *n);
MUST_CHECK err_t standard_number_parse(struct str s, struct standard_number *ret);
/* Where node i stands, as it is cited: 第10条の2第3項第1号, 附則(11)第2項, 第2編第1章. */
void standard_place(struct sb *b, const struct standard_text *t, uint32_t i);

#endif
